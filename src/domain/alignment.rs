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
    /// that cross an earlier bead.
    ///
    /// # Errors
    /// A gap, an overlap or an index out of range, with side and segment.
    pub fn new(mut beads: Vec<Bead>, zh_count: u32, en_count: u32) -> Result<Self, AlignmentError> {
        check("zh", zh_count, beads.iter().map(|b| b.zh.clone()))?;
        check("en", en_count, beads.iter().map(|b| b.en.clone()))?;
        let mut furthest = 0;
        for bead in &mut beads {
            if bead.en.is_empty() {
                continue;
            }
            bead.crossing = bead.en.start < furthest;
            furthest = furthest.max(bead.en.end);
        }
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
}
