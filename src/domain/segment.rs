//! Segments: the sentences and clauses that alignment sets side by side.

use serde::{Deserialize, Serialize};

use super::{article::Passage, lang::Side};

/// Which part of the article a segment or unit is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Part {
    /// Title (and subtitle).
    Title,
    /// An author's name.
    Author,
    /// A keyword.
    Keyword,
    /// A sentence of the abstract.
    Abstract,
    /// A clause inside a sentence of the abstract.
    Clause,
    /// A sentence of the body.
    Body,
    /// A term.
    Term,
    /// A segment of a memory that another tool made, which does not say what part it is of.
    Segment,
}

impl Part {
    /// All of them, in the order of an article.
    pub const ALL: [Self; 8] = [
        Self::Title,
        Self::Author,
        Self::Keyword,
        Self::Abstract,
        Self::Clause,
        Self::Body,
        Self::Term,
        Self::Segment,
    ];

    /// The part of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Author => "author",
            Self::Keyword => "keyword",
            Self::Abstract => "abstract",
            Self::Clause => "clause",
            Self::Body => "body",
            Self::Term => "term",
            Self::Segment => "segment",
        }
    }
}

/// Number of a segment within its part and side, zero-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SegmentId(pub u32);

/// A sentence or clause with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Number within its part and side.
    pub id: SegmentId,
    /// Chinese or English.
    pub side: Side,
    /// Part of the article.
    pub part: Part,
    /// Text (trimmed) and lines.
    pub passage: Passage,
}

impl Segment {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.passage.as_str()
    }
}
