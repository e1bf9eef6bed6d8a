//! An editor's decisions: they win in every later run and are never overwritten.
//!
//! A decisions file is a table (CSV, TSV or XLSX: `glossary.csv` or `glossary.xlsx` with its
//! `status` column filled in will do) with the columns `zh`, `en` and `status`. `approved` and
//! `edited` make the English of the row the English of the term; `rejected` rejects that English,
//! or the whole entry where the row has none.

use std::collections::BTreeMap;

use crate::domain::{Evidence, EvidenceKind, Grade, LineRange, Place, TermEntry, TermStatus};

use super::{
    fold, ledger,
    termbase::{self, TermbaseProblem},
};

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Decision {
    zh: String,
    en: String,
    approved: bool,
    line: u32,
}

/// The decisions of a file, by term.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    file: String,
    by_zh: BTreeMap<String, Vec<Decision>>,
}

/// Decisions as read, and what was the matter with them.
#[derive(Debug, Clone, Default)]
pub struct DecisionsReading {
    /// The decisions.
    pub decisions: Decisions,
    /// Problems by line; the first of them.
    pub problems: Vec<TermbaseProblem>,
}

impl Decisions {
    /// Reads a decisions file; rows that decide nothing (`proposed`, `suggested`, or empty) are
    /// passed over, and what cannot be read is named.
    pub fn parse(file: &str, bytes: &[u8]) -> DecisionsReading {
        let (rows, mut problems) = termbase::table_with_status(bytes);
        let mut decisions = Self { file: file.to_owned(), by_zh: BTreeMap::new() };
        for row in rows {
            let approved = match row.status.trim().to_lowercase().as_str() {
                "approved" | "edited" | "批准" | "通过" | "采用" | "修改" => true,
                "rejected" | "否决" | "拒绝" | "弃用" => false,
                "" | "proposed" | "suggested" => continue,
                other => {
                    problems.push(TermbaseProblem {
                        line: row.line,
                        reason: format!("\u{201c}{other}\u{201d} is no decision"),
                        hint: "say approved, edited or rejected".to_owned(),
                        dropped: true,
                    });
                    continue;
                }
            };
            if row.zh.is_empty() || approved && row.en.is_empty() {
                problems.push(TermbaseProblem {
                    line: row.line,
                    reason: "a decision without its term".to_owned(),
                    hint: "fill in zh and en".to_owned(),
                    dropped: true,
                });
                continue;
            }
            let decision = Decision { zh: row.zh, en: row.en, approved, line: row.line };
            decisions.by_zh.entry(fold::fold_zh(&decision.zh)).or_default().push(decision);
        }
        DecisionsReading { decisions, problems }
    }

    /// How many terms are decided.
    pub fn len(&self) -> usize {
        self.by_zh.len()
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.by_zh.is_empty()
    }

    /// Applies the decisions to merged entries, last of all; sorts them again.
    pub fn apply(&self, entries: &mut [TermEntry]) {
        for entry in entries.iter_mut() {
            // The last decision on a rendering stands.
            for decision in self.by_zh.get(&fold::fold_zh(&entry.zh)).into_iter().flatten() {
                self.decide(entry, decision);
            }
        }
        ledger::sort(entries);
    }

    fn decide(&self, entry: &mut TermEntry, decision: &Decision) {
        let same = decision.en.is_empty() || ledger::same_rendering(&decision.en, &entry.en);
        if decision.approved {
            let before = std::mem::replace(&mut entry.en, decision.en.clone());
            entry.en_also.push(before);
            entry.grade = Grade::S;
            entry.status = TermStatus::Approved;
        } else if same && entry.status != TermStatus::Approved {
            entry.status = TermStatus::Rejected;
        } else {
            entry.en_also.retain(|en| !ledger::same_rendering(en, &decision.en));
            return;
        }
        let line = LineRange { first: decision.line, last: decision.line };
        entry.evidence.push(Evidence {
            kind: EvidenceKind::Decision,
            zh_quote: decision.zh.clone(),
            en_quote: decision.en.clone(),
            place: Place {
                file: self.file.clone(),
                article: String::new(),
                zh_lines: line,
                en_lines: line,
            },
        });
        ledger::finish(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(zh: &str, en: &str) -> TermEntry {
        let evidence = Evidence {
            kind: EvidenceKind::Gloss,
            zh_quote: String::new(),
            en_quote: String::new(),
            place: Place::default(),
        };
        TermEntry::new(zh, en, Grade::B, evidence)
    }

    #[test]
    fn decisions_win_and_the_undecided_stay() {
        let file = "zh,en,grade,status\n韩国,Republic of Korea,B,edited\n博弈,game,C,rejected\n\
                    对话,dialogue,B,proposed\n军演,drill,B,perhaps\n";
        let reading = Decisions::parse("decided.csv", file.as_bytes());
        assert_eq!(reading.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [5]);
        let mut entries =
            vec![entry("韩国", "South Korea"), entry("博弈", "game"), entry("对话", "dialog")];
        reading.decisions.apply(&mut entries);
        let by = |zh: &str| entries.iter().find(|e| e.zh == zh).unwrap();
        assert_eq!(
            (by("韩国").en.as_str(), by("韩国").grade, by("韩国").status),
            ("Republic of Korea", Grade::S, TermStatus::Approved)
        );
        assert_eq!(by("韩国").en_also, ["South Korea"]);
        assert_eq!(by("博弈").status, TermStatus::Rejected);
        assert_eq!(by("对话").status, TermStatus::Proposed);
    }
}
