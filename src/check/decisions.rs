//! What editors have decided about findings: kept by fingerprint, in a file that can stand under
//! version control.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::{
    domain::Finding,
    format::sheet::{self, SheetProblem},
};

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
            "dismissed" | "dismiss" | "ok" | "忽略" | "驳回" => Some(Self::Dismissed),
            "open" | "fix" | "待改" | "修改" => Some(Self::Open),
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

/// A line of a decisions file that decides nothing, though it means to.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct DecisionsError {
    /// 1-based line (row of a sheet); 0 where it is about the file.
    pub line: u32,
    /// What is wrong with it.
    pub reason: String,
}

/// A decisions file as read, and what was the matter with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DecisionsReading {
    /// The good lines.
    pub decisions: Decisions,
    /// The others.
    pub problems: Vec<DecisionsError>,
}

/// Decisions by fingerprint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decisions {
    by_fingerprint: BTreeMap<String, Decision>,
}

impl Decisions {
    /// Reads a decisions file: the text that [`to_text`](Self::to_text) writes, or a `findings.csv`
    /// or `findings.xlsx` in which the columns `decision` and `comment` were filled in. Of two
    /// decisions about one finding the later one holds; rows without a decision decide nothing.
    ///
    /// ```
    /// use duizhao::check::Decisions;
    /// let text = "0011223344556677\tdismissed\tkeyword-absent\tset phrase\n";
    /// assert_eq!(Decisions::read(text.as_bytes()).decisions.len(), 1);
    /// ```
    pub fn read(bytes: &[u8]) -> DecisionsReading {
        let mut reading = DecisionsReading::default();
        for row in rows(bytes, &mut reading.problems) {
            let error = |reason: String| DecisionsError { line: row.line, reason };
            if row.verdict.trim().is_empty() {
                continue;
            }
            let fingerprint = row.fingerprint.trim();
            if fingerprint.len() != 16 || !fingerprint.chars().all(|c| c.is_ascii_hexdigit()) {
                let reason = format!("`{fingerprint}` is no fingerprint (16 hex digits)");
                reading.problems.push(error(reason));
                continue;
            }
            let Some(verdict) = Verdict::parse(&row.verdict) else {
                let reason = format!("`{}` is neither `dismissed` nor `open`", row.verdict.trim());
                reading.problems.push(error(reason));
                continue;
            };
            let decision = Decision {
                verdict,
                rule: row.rule.trim().to_owned(),
                comment: row.comment.trim().to_owned(),
            };
            reading.decisions.decide(fingerprint, decision);
        }
        reading
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

    /// What was decided about a finding and why, in words, by fingerprint.
    pub fn remark(&self, fingerprint: &str) -> Option<(&'static str, &str)> {
        let decision = self.by_fingerprint.get(fingerprint)?;
        Some((decision.verdict.name(), &decision.comment))
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

    /// Decisions whose finding is not among `met`: the text has changed, and the decision can go.
    pub fn stale<'f>(&self, met: impl IntoIterator<Item = &'f Finding>) -> Vec<&str> {
        let met: BTreeSet<&str> = met.into_iter().map(|f| f.fingerprint.as_str()).collect();
        self.by_fingerprint.keys().map(String::as_str).filter(|f| !met.contains(f)).collect()
    }
}

/// A line of a decisions file, as it stands.
#[derive(Debug, Default)]
struct Row {
    line: u32,
    fingerprint: String,
    verdict: String,
    rule: String,
    comment: String,
}

fn rows(bytes: &[u8], problems: &mut Vec<DecisionsError>) -> Vec<Row> {
    if sheet::is_package(bytes) {
        let table = sheet::rows(bytes, &mut |p: SheetProblem| {
            problems.push(DecisionsError { line: p.row, reason: p.reason });
        });
        return of_table(table, problems);
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        // A spreadsheet program on a Chinese system saves CSV so.
        Err(_) => encoding_rs::GB18030.decode(bytes).0,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let head = text.lines().find(|l| !l.trim().is_empty() && !l.starts_with('#')).unwrap_or("");
    if !head.to_lowercase().contains("fingerprint") {
        return text.lines().enumerate().filter_map(|(at, line)| of_line(at, line)).collect();
    }
    let delimiter = [b'\t', b';', b','].into_iter().find(|d| head.contains(char::from(*d)));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .delimiter(delimiter.unwrap_or(b','))
        .from_reader(text.as_bytes());
    let mut table = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                table.push((record.position().map_or(0, |p| p.line() as u32), record));
            }
            Err(error) => problems.push(DecisionsError {
                line: error.position().map_or(0, |p| p.line() as u32),
                reason: "the row cannot be read".to_owned(),
            }),
        }
    }
    of_table(table, problems)
}

/// A line of the text form: fingerprint, verdict, rule, comment, by tab.
fn of_line(at: usize, line: &str) -> Option<Row> {
    if line.trim().is_empty() || line.starts_with('#') {
        return None;
    }
    let mut cells = line.split('\t').map(str::to_owned);
    let fingerprint = cells.next().unwrap_or_default();
    // A line without a decision is one that was broken, not one that decides nothing.
    let verdict = cells.next().filter(|v| !v.trim().is_empty()).unwrap_or_else(|| "?".to_owned());
    let rule = cells.next().unwrap_or_default();
    let comment = cells.collect::<Vec<_>>().join(" ");
    Some(Row { line: at as u32 + 1, fingerprint, verdict, rule, comment })
}

/// The rows of a table with a header.
fn of_table(table: Vec<sheet::Row>, problems: &mut Vec<DecisionsError>) -> Vec<Row> {
    let mut table = table.into_iter();
    let Some((line, header)) = table.next() else { return Vec::new() };
    let column = |name: &str| header.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name));
    let (Some(fingerprint), Some(decision)) = (column("fingerprint"), column("decision")) else {
        let reason = "the header has no columns `fingerprint` and `decision`".to_owned();
        problems.push(DecisionsError { line, reason });
        return Vec::new();
    };
    let (rule, comment) = (column("rule"), column("comment"));
    table
        .map(|(line, cells)| {
            let cell = |at: usize| cells.get(at).unwrap_or_default().to_owned();
            Row {
                line,
                fingerprint: cell(fingerprint),
                verdict: cell(decision),
                rule: rule.map(cell).unwrap_or_default(),
                comment: comment.map(cell).unwrap_or_default(),
            }
        })
        .collect()
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
        Decisions::read(decisions.to_text().as_bytes()).decisions
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
    fn a_bad_line_is_named_and_the_others_hold() {
        let text = "# head\n\nabc\tdismissed\n0011223344556677\tperhaps\n0011223344556677\n\
                    8899aabbccddeeff\tdismissed\n";
        let reading = Decisions::read(text.as_bytes());
        let told: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 3: `abc` is no fingerprint (16 hex digits)",
                "line 4: `perhaps` is neither `dismissed` nor `open`",
                "line 5: `?` is neither `dismissed` nor `open`",
            ]
        );
        assert_eq!(reading.decisions.len(), 1);
    }

    #[test]
    fn a_table_that_was_filled_in_decides() {
        let text = "\u{feff}severity,rule,decision,comment,fingerprint\r\n\
                    error,number-scale,Dismissed,\"as printed, p. 3\",0011223344556677\r\n\
                    note,keyword-absent,,,8899aabbccddeeff\r\n";
        let decisions = Decisions::read(text.as_bytes()).decisions;
        assert_eq!(
            decisions.to_text().lines().nth(1),
            Some("0011223344556677\tdismissed\tnumber-scale\tas printed, p. 3")
        );
        let text = "rule,decision\nnumber-scale,dismissed\n";
        // Without fingerprints it is no decisions file at all.
        assert!(!Decisions::read(text.as_bytes()).problems.is_empty());
    }

    #[test]
    fn a_table_saved_on_a_chinese_system_is_read() {
        let (bytes, _, _) = encoding_rs::GB18030
            .encode("fingerprint;decision;comment\n0011223344556677;忽略;原文如此\n");
        let decisions = Decisions::read(&bytes).decisions;
        assert!(decisions.to_text().contains("原文如此"), "{}", decisions.to_text());
    }
}
