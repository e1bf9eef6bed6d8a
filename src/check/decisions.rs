//! What editors have decided about findings: kept by fingerprint, in a file that can stand under
//! version control.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::domain::Finding;

/// The first line of a decisions file.
const HEADER: &str = "# duizhao decisions: fingerprint, decision, rule, comment, by tab";

/// What was decided about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Verdict {
    /// It is as it should be: the finding is not told again while its text stands.
    Dismissed,
    /// It is to be mended: the finding is told until the text changes.
    Open,
}

impl Verdict {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Dismissed => "dismissed",
            Self::Open => "open",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().as_str() {
            "dismissed" | "dismiss" | "ok" => Some(Self::Dismissed),
            "open" | "fix" => Some(Self::Open),
            _ => None,
        }
    }
}

/// A decision about one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The finding's rule, for the reader of the file.
    pub rule: String,
    /// Why; may be empty.
    pub comment: String,
}

/// Why a decisions file was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct DecisionsError {
    /// 1-based line.
    pub line: u32,
    /// What is wrong with it.
    pub reason: String,
}

/// Decisions by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    by_fingerprint: BTreeMap<String, Decision>,
}

impl Decisions {
    /// Reads a decisions file. Of two decisions about one finding the later one holds.
    ///
    /// ```
    /// use duizhao::check::Decisions;
    /// let text = "0011223344556677\tdismissed\tkeyword-absent\tset phrase\n";
    /// assert_eq!(Decisions::parse(text).unwrap().len(), 1);
    /// ```
    ///
    /// # Errors
    /// A line that is no decision, with its number.
    pub fn parse(text: &str) -> Result<Self, DecisionsError> {
        let mut decisions = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (at, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let error = |reason: String| DecisionsError { line: at as u32 + 1, reason };
            let mut cells = line.split('\t');
            let fingerprint = cells.next().unwrap_or_default().trim();
            let verdict = cells.next().unwrap_or_default();
            if fingerprint.len() != 16 || !fingerprint.chars().all(|c| c.is_ascii_hexdigit()) {
                return Err(error(format!("`{fingerprint}` is no fingerprint (16 hex digits)")));
            }
            let Some(verdict) = Verdict::parse(verdict) else {
                return Err(error(format!("`{verdict}` is neither `dismissed` nor `open`")));
            };
            let decision = Decision {
                verdict,
                rule: cells.next().unwrap_or_default().trim().to_owned(),
                comment: cells.collect::<Vec<_>>().join(" ").trim().to_owned(),
            };
            decisions.decide(fingerprint, decision);
        }
        Ok(decisions)
    }

    /// The file, sorted by fingerprint: two editors' changes merge line by line.
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEADER}\n");
        for (fingerprint, decision) in &self.by_fingerprint {
            let comment = decision.comment.replace(['\t', '\n', '\r'], " ");
            let line = [fingerprint, decision.verdict.name(), &decision.rule, &comment].join("\t");
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }

    /// Notes a decision; an earlier one about the same finding is forgotten.
    pub fn decide(&mut self, fingerprint: &str, decision: Decision) {
        self.by_fingerprint.insert(fingerprint.to_lowercase(), decision);
    }

    /// Takes all of `other`'s decisions, which hold over one's own.
    pub fn merge(&mut self, other: Self) {
        self.by_fingerprint.extend(other.by_fingerprint);
    }

    /// The decision about a finding.
    pub fn of(&self, finding: &Finding) -> Option<&Decision> {
        self.by_fingerprint.get(&finding.fingerprint)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_fingerprint.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_fingerprint.is_empty()
    }

    /// Parts findings into those to tell and those that were dismissed, in their order.
    pub fn apply(&self, findings: Vec<Finding>) -> (Vec<Finding>, Vec<Finding>) {
        findings
            .into_iter()
            .partition(|f| self.of(f).is_none_or(|d| d.verdict != Verdict::Dismissed))
    }

    /// Fingerprints whose finding is not among `findings`: the text has changed, and the decision
    /// can go.
    pub fn stale(&self, findings: &[Finding]) -> Vec<&str> {
        let met: BTreeSet<&str> = findings.iter().map(|f| f.fingerprint.as_str()).collect();
        self.by_fingerprint.keys().map(String::as_str).filter(|f| !met.contains(f)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::examples::Example, *};

    const WRONG: &str = "摘要: 甲国投入350亿元。\nAbstract: A invested 350 billion yuan.\n";

    fn dismissed(finding: &Finding) -> Decisions {
        let mut decisions = Decisions::default();
        let decision = Decision {
            verdict: Verdict::Dismissed,
            rule: finding.rule.clone(),
            comment: "as\tprinted".to_owned(),
        };
        decisions.decide(&finding.fingerprint, decision);
        Decisions::parse(&decisions.to_text()).unwrap()
    }

    #[test]
    fn a_dismissed_finding_stays_dismissed_when_lines_move() {
        let findings = Example::new(WRONG).findings();
        let scale = findings.iter().find(|f| f.rule == "number-scale").unwrap();
        let decisions = dismissed(scale);
        let moved = Example::new(&format!("\n\n\n{WRONG}")).findings();
        assert_ne!(moved[0].first_line(), findings[0].first_line());
        let (kept, gone) = decisions.apply(moved);
        assert_eq!(gone.len(), 1);
        assert!(kept.iter().all(|f| f.rule != "number-scale"));
    }

    #[test]
    fn it_comes_back_when_the_text_changes() {
        let findings = Example::new(WRONG).findings();
        let decisions = dismissed(findings.iter().find(|f| f.rule == "number-scale").unwrap());
        let changed = Example::new(&WRONG.replace("350", "420")).findings();
        assert_eq!(decisions.stale(&changed).len(), 1);
        let (kept, gone) = decisions.apply(changed);
        assert!(gone.is_empty() && kept.iter().any(|f| f.rule == "number-scale"));
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = Decisions::parse("# head\n\nabc\tdismissed\n").unwrap_err();
        assert_eq!(error.to_string(), "line 3: `abc` is no fingerprint (16 hex digits)");
        let error = Decisions::parse("0011223344556677\tperhaps\n").unwrap_err();
        assert_eq!(error.line, 1);
    }
}
