//! An editor's decisions: they win in every later run and are never overwritten.
//!
//! A decisions file is a table (CSV, TSV or XLSX: `glossary.csv` or `glossary.xlsx` with its
//! `decision` column filled in will do) with the columns `zh`, `en`, `decision` and, where wanted,
//! `comment`. `approved` and `edited` make the English of the row the English of the term;
//! `rejected` rejects that English, or the whole entry where the row has none. Without a column
//! `decision`, the column `status` is read.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{
    DecidedTerm, Evidence, EvidenceKind, Grade, LineRange, Place, TermDecision, TermEntry,
    TermStatus, TermVerdict,
};

use super::{
    fold, ledger,
    termbase::{self, Termbase, TermbaseProblem, TermbaseRow, Trust},
};

/// Decisions by term: of one term at most one approved rendering, and any number of rejected ones.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    by_zh: BTreeMap<String, Vec<DecidedTerm>>,
    /// The approved terms, for look-up in texts.
    approved: Termbase,
}

/// Decisions as read, and what was the matter with them.
#[derive(Debug, Clone, Default)]
pub struct DecisionsReading {
    /// The decisions, in the order of the file.
    pub rows: Vec<DecidedTerm>,
    /// Pairs (Chinese, English) whose row decides nothing.
    pub undecided: Vec<(String, String)>,
    /// Problems by line; the first of them.
    pub problems: Vec<TermbaseProblem>,
    /// How many problems there were in all.
    pub problem_count: usize,
}

/// What a cell decides: `Ok(None)` where it decides nothing, an error where it is no decision.
fn verdict(cell: &str) -> Result<Option<TermVerdict>, ()> {
    Ok(Some(match cell.trim().to_lowercase().as_str() {
        "approved" | "approve" | "yes" | "批准" | "通过" | "采用" => TermVerdict::Approved,
        "edited" | "edit" | "修改" => TermVerdict::Edited,
        "rejected" | "reject" | "no" | "否决" | "拒绝" | "弃用" => TermVerdict::Rejected,
        "" | "proposed" | "suggested" => return Ok(None),
        _ => return Err(()),
    }))
}

/// Reads a decisions file; rows that decide nothing (`proposed`, `suggested`, or empty) are set
/// apart, and what cannot be read is named.
pub fn read(file: &str, bytes: &[u8]) -> DecisionsReading {
    let (rows, problems, problem_count) = termbase::decision_rows(bytes);
    let mut reading = DecisionsReading { problems, problem_count, ..DecisionsReading::default() };
    for row in rows {
        let mut problem = |reason: String, hint: &str| {
            reading.problem_count += 1;
            if reading.problems.len() < termbase::MAX_PROBLEMS {
                let hint = hint.to_owned();
                reading.problems.push(TermbaseProblem {
                    line: row.line,
                    reason,
                    hint,
                    dropped: true,
                });
            }
        };
        let verdict = match verdict(&row.verdict) {
            Ok(Some(verdict)) => verdict,
            Ok(None) => {
                reading.undecided.push((row.zh, row.en));
                continue;
            }
            Err(()) => {
                let word = row.verdict.trim();
                problem(
                    format!("\u{201c}{word}\u{201d} is no decision"),
                    "say approved, edited or rejected",
                );
                continue;
            }
        };
        let needs_english = verdict != TermVerdict::Rejected;
        if row.zh.is_empty() || needs_english && row.en.is_empty() {
            problem("a decision without its term".to_owned(), "fill in zh and en");
            continue;
        }
        if termbase::is_formula(&row.zh) || termbase::is_formula(&row.en) {
            problem(
                "a cell of the row is a formula, not a term".to_owned(),
                "store the term as text",
            );
            continue;
        }
        reading.rows.push(DecidedTerm {
            zh: row.zh,
            en: row.en,
            decision: TermDecision { verdict, comment: row.comment },
            file: file.to_owned(),
            line: row.line,
        });
    }
    reading
}

impl Decisions {
    /// The decisions of rows: of two about one thing the later one holds.
    pub fn new(rows: impl IntoIterator<Item = DecidedTerm>) -> Self {
        let mut decisions = Self::default();
        decisions.extend(rows);
        decisions
    }

    /// Takes in further decisions, which stand above those that are there.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = DecidedTerm>) {
        for row in rows {
            let of_term = self.by_zh.entry(fold::fold_zh(&row.zh)).or_default();
            if row.decision.verdict == TermVerdict::Rejected {
                of_term.retain(|d| !(row.en.is_empty() || is_about(d, &row.en)));
            } else {
                of_term.retain(|d| {
                    d.decision.verdict == TermVerdict::Rejected
                        && !d.en.is_empty()
                        && !is_about(d, &row.en)
                });
            }
            of_term.push(row);
        }
        let rows = self.rows().filter(|d| d.decision.verdict != TermVerdict::Rejected);
        let rows = rows.map(|d| TermbaseRow {
            zh: d.zh.clone(),
            en: d.en.clone(),
            line: d.line,
            ..TermbaseRow::default()
        });
        self.approved = Termbase::new("decisions", Trust::Given, rows.collect());
    }

    /// Forgets what was decided about pairs of Chinese and English.
    pub fn forget<'p>(&mut self, pairs: impl IntoIterator<Item = &'p (String, String)>) {
        for (zh, en) in pairs {
            if let Some(of_term) = self.by_zh.get_mut(&fold::fold_zh(zh)) {
                of_term.retain(|d| d.en != *en);
            }
        }
        self.by_zh.retain(|_, of_term| !of_term.is_empty());
        self.extend([]);
    }

    /// All decisions, by Chinese, then in the order they were made.
    pub fn rows(&self) -> impl Iterator<Item = &DecidedTerm> {
        self.by_zh.values().flatten()
    }

    /// Whether `row` says nothing that is not decided already.
    pub fn holds(&self, row: &DecidedTerm) -> bool {
        let of_term = self.by_zh.get(&fold::fold_zh(&row.zh));
        of_term.into_iter().flatten().any(|d| d.en == row.en && d.decision == row.decision)
    }

    /// How many decisions there are.
    pub fn len(&self) -> usize {
        self.by_zh.values().map(Vec::len).sum()
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.by_zh.is_empty()
    }

    /// The approved terms, for look-up.
    pub(super) fn approved(&self) -> &Termbase {
        &self.approved
    }

    /// The decision that makes a rendering of `zh` the right one.
    pub(super) fn approval(&self, zh: &str) -> Option<&DecidedTerm> {
        let of_term = self.by_zh.get(&fold::fold_zh(zh))?;
        of_term.iter().find(|d| d.decision.verdict != TermVerdict::Rejected)
    }

    /// Whether an editor rejected this English of `zh`, or `zh` with any.
    pub(super) fn rejects(&self, zh: &str, en: &str) -> bool {
        let of_term = self.by_zh.get(&fold::fold_zh(zh));
        of_term.into_iter().flatten().any(|d| {
            d.decision.verdict == TermVerdict::Rejected
                && (d.en.is_empty() || ledger::same_rendering(&d.en, en))
        })
    }

    /// Puts the decided English in its place, where a term was found.
    pub(super) fn mark(&self, entries: &mut [TermEntry]) {
        for entry in entries.iter_mut() {
            self.mark_entry(entry);
        }
    }

    /// Puts the decided English in its place.
    pub fn mark_entry(&self, entry: &mut TermEntry) {
        let Some(decided) = self.approval(&entry.zh) else { return };
        entry.en_also.push(std::mem::replace(&mut entry.en, decided.en.clone()));
        entry.en_also.retain(|en| !self.rejects(&entry.zh, en));
        entry.grade = Grade::S;
        entry.status = TermStatus::Approved;
        entry.decision = Some(decided.decision.clone());
        if entry.evidence.iter().all(|e| e.kind != EvidenceKind::Decision) {
            entry.evidence.push(evidence(decided));
        }
        ledger::finish(entry);
    }

    /// Applies the decisions to merged entries, last of all: every decision has its entry, also where
    /// no article has the term any more. Sorts them again.
    pub fn apply(&self, entries: &mut Vec<TermEntry>) {
        self.mark(entries);
        let there: BTreeSet<String> =
            entries.iter().map(|entry| fold::fold_zh(&entry.zh)).collect();
        entries.extend(self.entries_beside(&there));
        ledger::sort(entries);
    }

    /// Whether anything was decided about the concept of this key.
    pub fn is_about_concept(&self, key: &str) -> bool {
        self.by_zh.contains_key(key)
    }

    /// The entries that decisions have of their own: of what was rejected, and of what was approved
    /// and no article has. `there` are the concepts (by key) that articles have.
    pub fn entries_beside(&self, there: &BTreeSet<String>) -> Vec<TermEntry> {
        let mut entries = Vec::new();
        for decided in self.rows() {
            let rejected = decided.decision.verdict == TermVerdict::Rejected;
            if !rejected && there.contains(&fold::fold_zh(&decided.zh)) {
                continue;
            }
            let mut entry = TermEntry::new(&decided.zh, &decided.en, Grade::S, evidence(decided));
            entry.status = if rejected { TermStatus::Rejected } else { TermStatus::Approved };
            entry.articles = 0;
            entry.decision = Some(decided.decision.clone());
            entries.push(entry);
        }
        entries
    }
}

/// Whether a decision is about this English.
fn is_about(decided: &DecidedTerm, en: &str) -> bool {
    decided.en == en || ledger::same_rendering(&decided.en, en)
}

/// The decision as evidence, at its place in the decisions file.
fn evidence(decided: &DecidedTerm) -> Evidence {
    let line = LineRange { first: decided.line, last: decided.line };
    Evidence {
        kind: EvidenceKind::Decision,
        zh_quote: decided.zh.clone(),
        en_quote: decided.en.clone(),
        place: Place {
            file: decided.file.clone(),
            article: String::new(),
            zh_lines: line,
            en_lines: line,
        },
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
        let file = "zh,en,grade,decision,comment\n韩国,Republic of Korea,B,edited,house style\n\
                    博弈,game,C,rejected,\n对话,dialogue,B,,\n军演,drill,B,perhaps,\n\
                    停火,cease-fire,B,approved,\n停火,ceasefire,B,approved,\n";
        let reading = read("decided.csv", file.as_bytes());
        assert_eq!(reading.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [5]);
        assert_eq!(reading.undecided, [("对话".to_owned(), "dialogue".to_owned())]);
        let decisions = Decisions::new(reading.rows);
        assert_eq!(decisions.len(), 3, "of two decisions about one term the later one holds");
        let mut entries = vec![entry("韩国", "South Korea"), entry("对话", "dialog")];
        decisions.apply(&mut entries);
        let by = |zh: &str| entries.iter().find(|e| e.zh == zh).unwrap();
        assert_eq!(
            (by("韩国").en.as_str(), by("韩国").grade, by("韩国").status),
            ("Republic of Korea", Grade::S, TermStatus::Approved)
        );
        assert_eq!(by("韩国").en_also, ["South Korea"]);
        assert_eq!(by("韩国").decision.as_ref().unwrap().comment, "house style");
        assert_eq!((by("博弈").status, by("博弈").articles), (TermStatus::Rejected, 0));
        assert_eq!(by("对话").status, TermStatus::Proposed);
        assert_eq!(by("停火").en, "ceasefire");
        assert!(decisions.rejects("博弈", "games") && !decisions.rejects("博弈", "rivalry"));
    }

    #[test]
    fn a_status_decides_where_there_is_no_column_of_decisions() {
        let with =
            |header: &str| read("t", format!("{header}\n停火,ceasefire,approved\n").as_bytes());
        assert_eq!(with("zh,en,status").rows.len(), 1);
        assert_eq!(with("zh,en,note").rows.len(), 0);
        assert_eq!(with("zh,en,note").problem_count, 1);
        let formula = read("t", "zh,en,decision\n停火,=1+1,approved\n".as_bytes());
        assert_eq!((formula.rows.len(), formula.problems[0].line), (0, 2));
    }
}
