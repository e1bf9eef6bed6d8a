//! Strict and lax precision, recall and F1 of beads, as the field's tools count them.
//!
//! The counts are those of Vecalign's `score.py` (Thompson and Koehn 2019) and Bertalign's `eval.py`:
//! a system bead is a strict hit if the gold has it exactly, and a lax hit if it shares at least one
//! pair of sentences with the gold. Beads are a set: order and repetition do not count. For precision
//! every system bead counts, one-sided ones included; for recall one-sided beads are left out of
//! both. Sums run over all documents before precision and recall are taken (micro-average).

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

/// A bead by the numbers of its sentences, zero-based, which need not be adjacent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BeadIds {
    /// Chinese (first) side.
    pub zh: Vec<u32>,
    /// English (second) side.
    pub en: Vec<u32>,
}

/// Why a beads file could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: `{text}` is no bead; one bead a line, as in `[0, 1]:[0]`")]
pub struct BeadsError {
    /// One-based line.
    pub line: usize,
    /// The line, cut to a readable length.
    pub text: String,
}

/// Reads beads, one a line, as `[0, 1]:[0]`. Blank lines are passed over; what stands behind a
/// second colon (a cost, say) is ignored.
///
/// # Errors
/// The first line that is no bead.
///
/// ```
/// use duizhao::eval::align::parse_beads;
/// let beads = parse_beads("[0, 1]:[0]\n[]:[1]\n").unwrap();
/// assert_eq!(beads[0].zh, [0, 1]);
/// assert!(beads[1].zh.is_empty());
/// ```
pub fn parse_beads(text: &str) -> Result<Vec<BeadIds>, BeadsError> {
    let mut beads = Vec::new();
    for (line, content) in (1..).zip(text.lines()) {
        let mut parts = content.split(':').map(str::trim).filter(|part| !part.is_empty());
        let Some(zh) = parts.next() else { continue };
        let ids = parse_ids(zh).zip(parts.next().and_then(parse_ids));
        let Some((zh, en)) = ids else {
            let text = content.chars().take(60).collect();
            return Err(BeadsError { line, text });
        };
        beads.push(BeadIds { zh, en });
    }
    Ok(beads)
}

fn parse_ids(text: &str) -> Option<Vec<u32>> {
    let inner = text.strip_prefix('[')?.strip_suffix(']')?.trim();
    let inner = inner.strip_suffix(',').unwrap_or(inner);
    if inner.is_empty() {
        return Some(Vec::new());
    }
    inner.split(',').map(|id| id.trim().parse().ok()).collect()
}

/// Hits and totals, to be added up over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    strict: usize,
    lax: usize,
    total: usize,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.strict += other.strict;
        self.lax += other.lax;
        self.total += other.total;
    }
}

/// Sums over documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlignmentTally {
    precision: Counts,
    recall: Counts,
}

/// Precision, recall and F1, each 0..=1 and 0 where nothing was counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scores {
    /// Share of the system's beads that are right.
    pub precision: f64,
    /// Share of the gold's beads that were found.
    pub recall: f64,
    /// Harmonic mean of both.
    pub f1: f64,
}

impl AlignmentTally {
    /// Adds a document's beads.
    pub fn add(&mut self, gold: &[BeadIds], system: &[BeadIds]) {
        self.precision.add(hits(gold.iter(), system.iter()));
        let two_sided = |bead: &&BeadIds| !bead.zh.is_empty() && !bead.en.is_empty();
        self.recall.add(hits(system.iter().filter(two_sided), gold.iter().filter(two_sided)));
    }

    /// Adds another's sums.
    pub fn merge(&mut self, other: &Self) {
        self.precision.add(other.precision);
        self.recall.add(other.recall);
    }

    /// Scores of exact beads.
    pub fn strict(&self) -> Scores {
        scores(
            ratio(self.precision.strict, self.precision.total),
            ratio(self.recall.strict, self.recall.total),
        )
    }

    /// Scores of beads that share a pair of sentences.
    pub fn lax(&self) -> Scores {
        scores(
            ratio(self.precision.lax, self.precision.total),
            ratio(self.recall.lax, self.recall.total),
        )
    }
}

/// How many of `tested` stand in `reference`.
fn hits<'a>(
    reference: impl Iterator<Item = &'a BeadIds>,
    tested: impl Iterator<Item = &'a BeadIds>,
) -> Counts {
    let some = |bead: &&BeadIds| !bead.zh.is_empty() || !bead.en.is_empty();
    let reference: BTreeSet<&BeadIds> = reference.filter(some).collect();
    let mut linked: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for bead in &reference {
        for zh in &bead.zh {
            linked.entry(*zh).or_default().extend(&bead.en);
        }
    }
    let mut counts = Counts::default();
    for bead in tested.filter(some).collect::<BTreeSet<_>>() {
        counts.total += 1;
        if reference.contains(bead) {
            counts.strict += 1;
            counts.lax += 1;
        } else if bead
            .zh
            .iter()
            .filter_map(|zh| linked.get(zh))
            .any(|en| bead.en.iter().any(|id| en.contains(id)))
        {
            counts.lax += 1;
        }
    }
    counts
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn scores(precision: f64, recall: f64) -> Scores {
    let sum = precision + recall;
    let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
    Scores { precision, recall, f1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(gold: &str, system: &str) -> AlignmentTally {
        let mut tally = AlignmentTally::default();
        tally.add(&parse_beads(gold).unwrap(), &parse_beads(system).unwrap());
        tally
    }

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-12, "{left} is not {right}");
    }

    #[test]
    fn a_perfect_alignment_has_full_scores() {
        let same = tally("[0]:[0]\n[1]:[1, 2]\n", "[1]:[1, 2]\n[0]:[0]\n");
        close(same.strict().f1, 1.0);
        close(same.lax().f1, 1.0);
    }

    #[test]
    fn deletions_count_for_precision_alone() {
        let hit = tally("[0]:[0]\n[1]:[]\n", "[0]:[0]\n[1]:[]\n");
        close(hit.strict().precision, 1.0);
        close(hit.strict().recall, 1.0);
        let wrong = tally("[0]:[0]\n[1]:[1]\n", "[0]:[0]\n[1]:[]\n[]:[1]\n");
        close(wrong.strict().precision, 1.0 / 3.0);
        close(wrong.lax().precision, 1.0 / 3.0);
        close(wrong.strict().recall, 0.5);
    }

    #[test]
    fn sharing_a_pair_is_a_lax_hit() {
        let merged = tally("[0]:[0]\n[1]:[1]\n", "[0, 1]:[0, 1]\n");
        close(merged.strict().f1, 0.0);
        close(merged.lax().precision, 1.0);
        close(merged.lax().recall, 1.0);
    }

    #[test]
    fn a_repeated_bead_counts_once_and_an_empty_one_never() {
        let repeated = tally("[0]:[0]\n[]:[]\n", "[0]:[0]\n[0]:[0]\n[]:[]\n");
        close(repeated.strict().precision, 1.0);
        close(repeated.strict().recall, 1.0);
    }

    #[test]
    fn the_order_within_a_side_counts() {
        close(tally("[0, 1]:[0]\n", "[1, 0]:[0]\n").strict().f1, 0.0);
    }

    #[test]
    fn nothing_scores_nothing() {
        close(tally("", "").strict().f1, 0.0);
        close(tally("[0]:[0]\n", "").lax().f1, 0.0);
    }

    #[test]
    fn beads_files_are_read_as_the_field_writes_them() {
        let beads = parse_beads("[0]:[0]:0.25\n\n[2,]:[1,2]\n[]: [3]\n").unwrap();
        assert_eq!(beads.len(), 3);
        assert_eq!(beads[1], BeadIds { zh: vec![2], en: vec![1, 2] });
        let error = parse_beads("[0]:[0]\n[1] [1]\n").unwrap_err();
        assert_eq!(error.line, 2);
    }
}
