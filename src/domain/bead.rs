//! Beads: groups of sentences that say the same in both languages.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// How a bead was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum BeadSource {
    /// The dynamic programme over sentences.
    Search,
    /// The alignment of clauses inside a bead.
    Clause,
    /// Position (titles, keywords, authors).
    Position,
    /// An editor's decision.
    Decision,
}

/// `m` Chinese segments against `n` English ones (m-n; either may be none).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bead {
    /// Chinese segment indices, a contiguous range (empty for 0-n).
    pub zh: Range<u32>,
    /// English segment indices, a contiguous range (empty for m-0).
    pub en: Range<u32>,
    /// Search score in nats per segment: comparable within one alignment, higher is better.
    /// It is no probability.
    pub score_nats: f64,
    /// Probability (0..=1) that a reader would accept the bead, where it is calibrated.
    pub probability: Option<f64>,
    /// How it was found.
    pub source: BeadSource,
    /// Whether it is out of order (clauses, moved paragraphs): not among the beads that keep the order of
    /// both sides and have the most segments.
    pub crossing: bool,
}

impl Bead {
    /// `m-n`.
    pub fn shape(&self) -> String {
        format!("{}-{}", self.zh.len(), self.en.len())
    }

    /// Whether one side is empty.
    pub fn is_one_sided(&self) -> bool {
        self.zh.is_empty() || self.en.is_empty()
    }
}
