//! An alignment that has been checked: every segment in one bead, none twice.

use thiserror::Error;

use super::bead::Bead;

/// Why beads are no alignment.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AlignmentError {
    /// A segment stands in no bead.
    #[error("{side} segment {index} is in no bead")]
    Gap {
        /// `zh` or `en`.
        side: &'static str,
        /// Zero-based index.
        index: u32,
    },
    /// A segment stands in two beads.
    #[error("{side} segment {index} is in two beads")]
    Overlap {
        /// `zh` or `en`.
        side: &'static str,
        /// Zero-based index.
        index: u32,
    },
    /// A bead names a segment that is not there.
    #[error("{side} segment {index} does not exist")]
    OutOfRange {
        /// `zh` or `en`.
        side: &'static str,
        /// Zero-based index.
        index: u32,
    },
}

/// Beads that cover both sides exactly once, in order of the Chinese side (a bead without Chinese
/// stands where its English does).
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    beads: Vec<Bead>,
}

impl Alignment {
    /// Checks `beads` against `zh_count` Chinese and `en_count` English segments, and marks those
    /// that are out of order.
    ///
    /// # Errors
    /// A gap, an overlap or an index out of range, with side and segment.
    pub fn new(mut beads: Vec<Bead>, zh_count: u32, en_count: u32) -> Result<Self, AlignmentError> {
        check("zh", zh_count, beads.iter().map(|b| b.zh.clone()))?;
        check("en", en_count, beads.iter().map(|b| b.en.clone()))?;
        mark_crossing(&mut beads, en_count);
        Ok(Self { beads })
    }

    /// The beads.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }

    /// The beads, to change their score or probability; ranges are checked already.
    pub fn into_beads(self) -> Vec<Bead> {
        self.beads
    }
}

/// Marks the beads that are not among those that keep the order of both sides and have the most
/// segments; of several such choices the one whose beads end first is kept.
fn mark_crossing(beads: &mut [Bead], en_count: u32) {
    let starts = || beads.iter().filter(|b| !b.en.is_empty()).map(|b| b.en.start);
    let in_order = starts().zip(starts().skip(1)).all(|(one, next)| one < next);
    for bead in beads.iter_mut() {
        bead.crossing = false;
    }
    if in_order {
        return;
    }
    // The heaviest increasing subsequence: `best` holds, in a Fenwick tree over English places, the
    // weight of the best chain that ends before a place, and its last bead.
    let mut best: Vec<Option<(u32, usize)>> = vec![None; en_count as usize + 2];
    let mut before: Vec<Option<usize>> = vec![None; beads.len()];
    let better = |one: Option<(u32, usize)>, other: Option<(u32, usize)>| match (one, other) {
        (Some(a), Some(b)) if b.0 > a.0 => other,
        (None, _) => other,
        _ => one,
    };
    let mut end: Option<(u32, usize)> = None;
    for (index, bead) in beads.iter().enumerate().filter(|(_, b)| !b.en.is_empty()) {
        let mut chain = None;
        let mut at = bead.en.start as usize;
        while at > 0 {
            chain = better(chain, best[at]);
            at &= at - 1;
        }
        before[index] = chain.map(|(_, last)| last);
        let weight = chain.map_or(0, |(weight, _)| weight) + (bead.zh.len() + bead.en.len()) as u32;
        let found = Some((weight, index));
        end = better(end, found);
        let mut at = bead.en.start as usize + 1;
        while at < best.len() {
            best[at] = better(best[at], found);
            at += at & at.wrapping_neg();
        }
    }
    let mut kept = vec![false; beads.len()];
    let mut last = end.map(|(_, index)| index);
    while let Some(index) = last {
        kept[index] = true;
        last = before[index];
    }
    for (bead, kept) in beads.iter_mut().zip(kept) {
        bead.crossing = !kept && !bead.en.is_empty();
    }
}

fn check(
    side: &'static str,
    count: u32,
    ranges: impl Iterator<Item = std::ops::Range<u32>>,
) -> Result<(), AlignmentError> {
    let mut seen = vec![false; count as usize];
    for range in ranges {
        for index in range {
            match seen.get_mut(index as usize) {
                None => return Err(AlignmentError::OutOfRange { side, index }),
                Some(true) => return Err(AlignmentError::Overlap { side, index }),
                Some(slot) => *slot = true,
            }
        }
    }
    match seen.iter().position(|s| !s) {
        Some(index) => Err(AlignmentError::Gap { side, index: index as u32 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::BeadSource;

    fn bead(zh: std::ops::Range<u32>, en: std::ops::Range<u32>) -> Bead {
        Bead {
            zh,
            en,
            score_nats: 0.0,
            probability: None,
            source: BeadSource::Search,
            crossing: false,
        }
    }

    #[test]
    fn gaps_and_overlaps_are_refused() {
        assert_eq!(
            Alignment::new(vec![bead(0..1, 0..1)], 2, 1),
            Err(AlignmentError::Gap { side: "zh", index: 1 })
        );
        assert_eq!(
            Alignment::new(vec![bead(0..1, 0..1), bead(1..2, 0..1)], 2, 1),
            Err(AlignmentError::Overlap { side: "en", index: 0 })
        );
        assert_eq!(
            Alignment::new(vec![bead(0..1, 0..2)], 1, 1),
            Err(AlignmentError::OutOfRange { side: "en", index: 1 })
        );
    }

    #[test]
    fn crossing_is_marked() {
        let crossed =
            Alignment::new(vec![bead(0..1, 1..2), bead(1..2, 0..1)], 2, 2).unwrap().into_beads();
        assert_eq!(crossed.iter().map(|b| b.crossing).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn what_moved_forward_crosses_and_not_what_it_passed() {
        let moved = vec![
            bead(0..1, 0..1),
            bead(1..2, 4..5),
            bead(2..3, 1..2),
            bead(3..4, 2..3),
            bead(4..5, 3..4),
            bead(5..6, 5..6),
        ];
        let crossed = Alignment::new(moved, 6, 6).unwrap().into_beads();
        let crossing: Vec<u32> =
            crossed.iter().filter(|b| b.crossing).map(|b| b.zh.start).collect();
        assert_eq!(crossing, [1]);
    }
}
