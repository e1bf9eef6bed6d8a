//! What the layout of two documents says about a bead: paragraphs, headings and notes.
//!
//! A translation mostly keeps them, and not always. For each kind of mark the joint probability that
//! a sentence has it on both sides is p(z, e) = (1 − κ) · p(z) · p(e) + κ · min(p(z), p(e)), with the
//! marks' frequencies in the two texts and κ the share of marks that are kept; its ratio to chance,
//! p(z) · p(e), is evidence in nats like that of words. Where a text has no mark of a kind, or
//! nothing but them, there is no evidence either way.

use super::lattice::Step;

/// Where a sentence stands in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// It is the first of its paragraph.
    pub begins_paragraph: bool,
    /// It is a title or heading.
    pub is_heading: bool,
    /// It is of a footnote or endnote.
    pub is_note: bool,
}

/// The share of paragraph beginnings, headings and notes that a translation keeps: set by hand, the
/// development sets have no layout.
const KEPT: [f64; 3] = [0.8, 0.9, 0.8];

/// Paragraphs that begin inside what one sentence renders, as a share of those that would by chance: whoever
/// joins paragraphs seldom joins their sentences. Set by hand as well.
const ACROSS: f64 = 0.05;

/// The strongest evidence of one mark, in nats: layout may be lost on the way through a file format.
const MOST_NATS: f64 = 4.0;

/// The evidence of the layout of two documents.
#[derive(Debug)]
pub(super) struct Layout {
    kinds: [Kind; 3],
}

/// One kind of mark.
#[derive(Debug)]
struct Kind {
    zh: Vec<bool>,
    en: Vec<bool>,
    /// Evidence of a bead whose first sentences have the mark or not: `[zh][en]`.
    first: [[f64; 2]; 2],
    /// Evidence of the sentences that are not the first of their side, as sums from the start; empty for
    /// marks that run on from sentence to sentence.
    zh_inside: Vec<f64>,
    en_inside: Vec<f64>,
}

impl Layout {
    /// The layout of two documents, a mark a sentence.
    pub(super) fn new(zh: &[Mark], en: &[Mark]) -> Self {
        let kind = |of: fn(&Mark) -> bool, kept: f64, inside: bool| {
            Kind::new(zh.iter().map(of).collect(), en.iter().map(of).collect(), kept, inside)
        };
        let [paragraph, heading, note] = KEPT;
        Self {
            kinds: [
                kind(|mark| mark.begins_paragraph, paragraph, true),
                kind(|mark| mark.is_heading, heading, false),
                kind(|mark| mark.is_note, note, false),
            ],
        }
    }

    /// Evidence for a bead with both sides, in nats.
    #[inline]
    pub(super) fn score(&self, step: Step) -> f64 {
        self.kinds.iter().map(|kind| kind.score(step)).sum()
    }
}

impl Kind {
    fn new(zh: Vec<bool>, en: Vec<bool>, kept: f64, inside: bool) -> Self {
        let (p_zh, p_en) = (share(&zh), share(&en));
        let both = (1.0 - kept) * p_zh * p_en + kept * p_zh.min(p_en);
        let ratio = |joint: f64, chance: f64| {
            if chance <= 0.0 || p_zh <= 0.0 || p_en <= 0.0 {
                return 0.0;
            }
            libm::log((joint / chance).max(1e-9)).clamp(-MOST_NATS, MOST_NATS)
        };
        let first = [
            [
                ratio(1.0 - p_zh - p_en + both, (1.0 - p_zh) * (1.0 - p_en)),
                ratio(p_en - both, (1.0 - p_zh) * p_en),
            ],
            [ratio(p_zh - both, p_zh * (1.0 - p_en)), ratio(both, p_zh * p_en)],
        ];
        // Sentences that one sentence renders seldom stand in two paragraphs.
        let sums = |flags: &[bool], p: f64| {
            if !inside {
                return Vec::new();
            }
            let of = [ratio(1.0 - ACROSS * p, 1.0 - p), ratio(ACROSS * p, p)];
            let mut sum = 0.0;
            let sums = flags.iter().map(|flag| {
                sum += of[usize::from(*flag)];
                sum
            });
            sums.collect()
        };
        let (zh_inside, en_inside) = (sums(&zh, p_zh), sums(&en, p_en));
        Self { zh, en, first, zh_inside, en_inside }
    }

    #[inline]
    fn score(&self, step: Step) -> f64 {
        let flag = |flags: &[bool], at: usize| usize::from(flags.get(at).copied().unwrap_or(false));
        let inside = |sums: &[f64], end: usize, count: usize| {
            let at = |at: usize| sums.get(at).copied().unwrap_or(0.0);
            if count > 1 { at(end - 1) - at(end - count) } else { 0.0 }
        };
        let Step { i, j, a, b } = step;
        self.first[flag(&self.zh, i - a)][flag(&self.en, j - b)]
            + inside(&self.zh_inside, i, a)
            + inside(&self.en_inside, j, b)
    }
}

fn share(flags: &[bool]) -> f64 {
    flags.iter().filter(|flag| **flag).count() as f64 / flags.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(pattern: &str) -> Vec<Mark> {
        let mark =
            |c: char| Mark { begins_paragraph: c != '-', is_heading: c == 'h', is_note: c == 'n' };
        pattern.chars().map(mark).collect()
    }

    fn step(zh: std::ops::Range<usize>, en: std::ops::Range<usize>) -> Step {
        Step { i: zh.end, j: en.end, a: zh.len(), b: en.len() }
    }

    #[test]
    fn beginnings_of_paragraphs_belong_together() {
        let layout = Layout::new(&marks("p--p---p--"), &marks("p---p--p--"));
        let both = layout.score(step(3..4, 4..5));
        assert!(both > 0.5, "{both}");
        assert!(layout.score(step(3..4, 5..6)) < -0.5);
        assert!(layout.score(step(1..2, 1..2)) > 0.0);
        assert!(layout.score(step(2..4, 4..5)) < layout.score(step(3..5, 4..5)));
    }

    #[test]
    fn a_heading_is_no_sentence_of_a_paragraph() {
        let layout = Layout::new(&marks("h--p--h--p-"), &marks("h--p--h---p"));
        assert!(layout.score(step(6..7, 6..7)) > layout.score(step(3..4, 3..4)));
        assert!(layout.score(step(6..7, 3..4)) < -1.0);
    }

    #[test]
    fn a_text_without_marks_says_nothing() {
        let plain = vec![Mark::default(); 10];
        for (zh, en) in [(marks("pppppppppp"), marks("p--p---p--")), (marks("p--p---p--"), plain)] {
            let layout = Layout::new(&zh, &en);
            for at in 0..10 {
                let score = layout.score(step(at..at + 1, at..at + 1));
                assert!(score.abs() < 1e-9, "{score}");
            }
        }
    }
}
