//! Everything one article yields: what a worker hands to the merge.

use serde::{Deserialize, Serialize};

use super::{
    article::Article,
    bead::Bead,
    document::{LineRange, PlaceUnit},
    finding::Finding,
    segment::{Part, Segment, SegmentId},
    term::TermEntry,
    unit::TranslationUnit,
};

/// One edit or removal by a clean-up rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleanEdit {
    /// Rule id: `stray-blank`, `page-header`, `note-marker`, `paragraph-join`.
    pub rule: String,
    /// Lines of the source.
    pub lines: LineRange,
    /// Byte span of the source `[start, end]`.
    pub source: (usize, usize),
    /// What stood there.
    pub before: String,
    /// What stands there now; empty where it was dropped or moved.
    pub after: String,
}

/// Where a record came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// File as given to the run (relative to the input folder, `/` between folders).
    pub file: String,
    /// SHA-256 of its bytes, hex.
    pub sha256: String,
    /// Encoding label.
    pub encoding: String,
    /// Format id.
    pub format: String,
    /// What line numbers count.
    pub place_unit: PlaceUnit,
    /// Number of the article in its file, zero-based.
    pub ordinal: u32,
}

/// A bead with the ids of its segments, of one part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordedBead {
    /// Part (`Abstract`, `Clause`).
    pub part: Part,
    /// Chinese segments.
    pub zh: Vec<SegmentId>,
    /// English segments.
    pub en: Vec<SegmentId>,
    /// The bead.
    pub bead: Bead,
}

/// A body sentence that says what a sentence of the abstract says (comparable).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BodyLink {
    /// English abstract sentence, or `None` where the link is from a Chinese sentence without
    /// English.
    pub en: Option<SegmentId>,
    /// Chinese abstract sentence through which it was found, where there is one.
    pub zh: Option<SegmentId>,
    /// The body sentence.
    pub body: Segment,
    /// 1 is best.
    pub rank: u32,
    /// 0..=1, higher better.
    pub score: f64,
}

/// Everything one article yields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArticleRecord {
    /// Version of this structure.
    pub schema: u32,
    /// Id, unique in the collection.
    pub id: String,
    /// Where it came from.
    pub source: SourceInfo,
    /// Its parts.
    pub article: Article,
    /// Chinese then English segments of the abstract.
    pub segments_zh: Vec<Segment>,
    /// English segments of the abstract.
    pub segments_en: Vec<Segment>,
    /// Chinese clauses (numbered apart from the sentences).
    pub clauses_zh: Vec<Segment>,
    /// English clauses (numbered apart from the sentences).
    pub clauses_en: Vec<Segment>,
    /// Sentence beads and clause beads.
    pub beads: Vec<RecordedBead>,
    /// Units.
    pub units: Vec<TranslationUnit>,
    /// Term entries.
    pub terms: Vec<TermEntry>,
    /// Body links.
    pub links: Vec<BodyLink>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Clean-up log.
    pub edits: Vec<CleanEdit>,
}

/// The [`ArticleRecord::schema`] that this version writes.
pub const RECORD_SCHEMA: u32 = 1;
