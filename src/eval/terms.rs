//! Precision and recall of term entries against a gold glossary, by grade and by kind of evidence.
//!
//! An entry is an *exact* hit where its Chinese is one of a gold row's forms, character by
//! character, and one of its English forms folds to one of the row's (case, plural, hyphens,
//! US or UK spelling). It is a *lenient* hit where one Chinese form holds the other and the English
//! folds alike, or the Chinese is exact and the English shares its last word.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::{
    domain::{EvidenceKind, Grade, TermEntry, TermStatus},
    terms::fold::{fold_en, fold_zh, same_en},
};

/// A row of a gold glossary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldTerm {
    /// Chinese forms, all equally right.
    pub zh: Vec<String>,
    /// English forms, all equally right.
    pub en: Vec<String>,
    /// Kind of evidence, as the file names it.
    pub evidence: String,
}

/// Why a gold glossary could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct GoldTermsError {
    /// One-based line.
    pub line: u64,
    /// What is the matter.
    pub reason: String,
}

/// Reads a gold glossary: CSV with the columns `zh`, `en`, and where there are such `zh_also`,
/// `en_also` (forms separated by `|`) and `evidence`. Lines that begin with `#` are remarks.
///
/// # Errors
/// A row that is no CSV, or a file without the columns `zh` and `en`.
pub fn parse_gold(text: &str) -> Result<Vec<GoldTerm>, GoldTermsError> {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let fault = |error: &csv::Error| GoldTermsError {
        line: error.position().map_or(0, csv::Position::line),
        reason: error.to_string(),
    };
    let header = reader.headers().map_err(|e| fault(&e))?.clone();
    let column = |name: &str| header.iter().position(|cell| cell.trim() == name);
    let (Some(zh), Some(en)) = (column("zh"), column("en")) else {
        return Err(GoldTermsError {
            line: 1,
            reason: "the header names no columns `zh` and `en`".to_owned(),
        });
    };
    let (zh_also, en_also, evidence) = (column("zh_also"), column("en_also"), column("evidence"));
    let mut gold = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| fault(&e))?;
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).unwrap_or_default().trim();
        let forms = |first: usize, also: Option<usize>| -> Vec<String> {
            std::iter::once(cell(Some(first)))
                .chain(cell(also).split('|'))
                .map(str::trim)
                .filter(|form| !form.is_empty())
                .map(str::to_owned)
                .collect()
        };
        gold.push(GoldTerm {
            zh: forms(zh, zh_also),
            en: forms(en, en_also),
            evidence: cell(evidence).to_owned(),
        });
    }
    Ok(gold)
}

/// All grades, best first.
const GRADES: [Grade; 6] = [Grade::S, Grade::A, Grade::B, Grade::C, Grade::D, Grade::Conflict];

/// Hits and sizes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hits {
    /// Exact hits.
    pub exact: usize,
    /// Lenient hits, exact ones included.
    pub lenient: usize,
    /// Of how many.
    pub of: usize,
}

impl Hits {
    fn add(&mut self, exact: bool, lenient: bool) {
        self.exact += usize::from(exact);
        self.lenient += usize::from(exact || lenient);
        self.of += 1;
    }

    /// Share of exact hits, 0..=1; 0 of nothing.
    pub fn exact_share(self) -> f64 {
        self.exact as f64 / self.of.max(1) as f64
    }

    /// Share of lenient hits, 0..=1; 0 of nothing.
    pub fn lenient_share(self) -> f64 {
        self.lenient as f64 / self.of.max(1) as f64
    }
}

/// Scores of entries against gold, over any number of glossaries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TermTally {
    /// Precision: entries of each grade that the gold has.
    pub precision: BTreeMap<Grade, Hits>,
    /// Precision: entries with evidence of each kind that the gold has.
    pub precision_by_kind: BTreeMap<EvidenceKind, Hits>,
    /// Recall: gold rows of each kind of evidence that the entries have.
    pub recall: BTreeMap<String, Hits>,
    /// Recall: gold rows that an entry of each grade has, of all rows.
    pub recall_by_grade: BTreeMap<Grade, Hits>,
}

impl TermTally {
    /// Adds the entries of one article and its gold.
    pub fn add(&mut self, entries: &[TermEntry], gold: &[GoldTerm]) {
        let entries: Vec<&TermEntry> =
            entries.iter().filter(|e| e.status != TermStatus::Rejected).collect();
        for entry in entries.iter().filter(|e| !e.en.is_empty()) {
            let exact = gold.iter().any(|g| is_exact(entry, g));
            let lenient = gold.iter().any(|g| is_lenient(entry, g));
            self.precision.entry(entry.grade).or_default().add(exact, lenient);
            let kinds: BTreeSet<EvidenceKind> = entry.evidence.iter().map(|e| e.kind).collect();
            for kind in kinds {
                self.precision_by_kind.entry(kind).or_default().add(exact, lenient);
            }
        }
        for row in gold {
            let exact = entries.iter().any(|e| is_exact(e, row));
            let lenient = entries.iter().any(|e| is_lenient(e, row));
            self.recall.entry(row.evidence.clone()).or_default().add(exact, lenient);
            for grade in GRADES {
                let of_grade = || entries.iter().filter(|e| e.grade == grade);
                let exact = of_grade().any(|e| is_exact(e, row));
                let lenient = of_grade().any(|e| is_lenient(e, row));
                self.recall_by_grade.entry(grade).or_default().add(exact, lenient);
            }
        }
    }
}

/// All English forms of an entry.
fn english(entry: &TermEntry) -> impl Iterator<Item = &str> {
    std::iter::once(&entry.en)
        .chain(&entry.en_also)
        .chain(&entry.acronym)
        .map(String::as_str)
        .filter(|en| !en.is_empty())
}

fn is_exact(entry: &TermEntry, gold: &GoldTerm) -> bool {
    gold.zh.iter().any(|zh| fold_zh(zh) == fold_zh(&entry.zh))
        && english(entry).any(|en| gold.en.iter().any(|g| fold_en(g) == fold_en(en)))
}

fn is_lenient(entry: &TermEntry, gold: &GoldTerm) -> bool {
    let zh = fold_zh(&entry.zh);
    let whole = gold.zh.iter().any(|g| fold_zh(g) == zh);
    let part = gold.zh.iter().map(|g| fold_zh(g)).any(|g| g.contains(&zh) || zh.contains(&g));
    if !part {
        return false;
    }
    let head = |en: &str| fold_en(en.rsplit(' ').next().unwrap_or(en));
    english(entry).any(|en| gold.en.iter().any(|g| same_en(g, en) || whole && head(g) == head(en)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Evidence, EvidenceKind, Place};

    fn entry(zh: &str, en: &str, grade: Grade) -> TermEntry {
        let evidence = Evidence {
            kind: EvidenceKind::Gloss,
            zh_quote: String::new(),
            en_quote: String::new(),
            place: Place::default(),
        };
        TermEntry::new(zh, en, grade, evidence)
    }

    #[test]
    fn exact_and_lenient_hits_are_told_apart() {
        let gold = parse_gold(
            "# remark\nzh,en,zh_also,en_also,evidence\n\
             供应链预警系统,Early-Warning System,预警系统,,gloss\n政策协调,policy coordination,,,aligned\n",
        )
        .unwrap();
        let mut tally = TermTally::default();
        tally.add(
            &[
                entry("预警系统", "early warning systems", Grade::B),
                entry("政策", "policy coordination", Grade::C),
                entry("别的", "other", Grade::C),
            ],
            &gold,
        );
        assert_eq!(tally.precision[&Grade::B], Hits { exact: 1, lenient: 1, of: 1 });
        assert_eq!(tally.precision[&Grade::C], Hits { exact: 0, lenient: 1, of: 2 });
        assert_eq!(tally.recall["gloss"], Hits { exact: 1, lenient: 1, of: 1 });
        assert_eq!(tally.recall["aligned"], Hits { exact: 0, lenient: 1, of: 1 });
    }

    #[test]
    fn a_gold_file_without_its_columns_is_refused() {
        assert_eq!(parse_gold("a,b\n1,2\n").unwrap_err().line, 1);
    }
}
