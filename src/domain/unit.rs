//! Translation units: what goes into a translation memory.

use serde::{Deserialize, Serialize};

use super::{document::LineRange, lang::Script, segment::Part};

/// Whether the two sides translate each other or only say much the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// A translation.
    Parallel,
    /// The same content, not a translation (a body sentence and the abstract's).
    Comparable,
}

impl Relation {
    /// The relation of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Parallel, Self::Comparable].into_iter().find(|relation| relation.name() == name)
    }

    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parallel => "parallel",
            Self::Comparable => "comparable",
        }
    }
}

/// What argues against a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum UnitFlag {
    /// The numbers differ.
    Numbers,
    /// One side is negated, the other not.
    Negation,
    /// One side says much more than the other.
    MissingHalf,
    /// The order of the parts differs.
    Order,
    /// The text is damaged (run-together English, unreadable characters).
    Damaged,
}

impl UnitFlag {
    /// All of them, sorted.
    pub const ALL: [Self; 5] =
        [Self::Numbers, Self::Negation, Self::MissingHalf, Self::Order, Self::Damaged];

    /// The flag of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Negation => "negation",
            Self::MissingHalf => "missing-half",
            Self::Order => "order",
            Self::Damaged => "damaged",
        }
    }
}

/// Where something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// File, as given to the run (relative to the input folder).
    pub file: String,
    /// Article id.
    pub article: String,
    /// Chinese lines (0 where there is none).
    pub zh_lines: LineRange,
    /// English lines (0 where there is none).
    pub en_lines: LineRange,
}

/// A Chinese and an English text that belong together, with their history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TranslationUnit {
    /// Chinese, never empty.
    pub zh: String,
    /// English; empty only where the unit waits for one (it is then in no memory).
    pub en: String,
    /// The Chinese as printed, where clean-up changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zh_printed: Option<String>,
    /// Part of the article.
    pub part: Part,
    /// Translation or comparable.
    pub relation: Relation,
    /// Bead shape, `1-2`.
    pub shape: String,
    /// Search score in nats per segment (see `Bead::score_nats`).
    pub score_nats: f64,
    /// Probability (0..=1) that a human would accept it.
    pub probability: f64,
    /// What argues against it, sorted.
    pub flags: Vec<UnitFlag>,
    /// Simplified or Traditional.
    pub script: Script,
    /// Where it stands.
    pub place: Place,
}
