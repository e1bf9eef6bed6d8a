//! The shared vocabulary: what a journal article, a bead, a unit, a term and a
//! finding are. No stage's logic lives here, only the rules the types keep.
#![deny(clippy::disallowed_methods)]

pub mod alignment;
pub mod article;
pub mod bead;
pub mod cleaned;
pub mod document;
pub mod finding;
pub mod lang;
pub mod mapped;
pub mod memory;
pub mod record;
pub mod segment;
pub mod span;
pub mod term;
pub mod unit;

pub use alignment::{Alignment, AlignmentError};
pub use article::{
    AbstractPart, Article, ArticleParts, ForeignMaterial, Front, FrontFlag, KEYWORD_SEPARATORS,
    Note, Passage, Section, SectionForm,
};
pub use bead::{Bead, BeadSource};
pub use cleaned::{Cleaned, NoteReference};
pub use document::{Block, BlockKind, Document, LineRange, PlaceUnit};
pub use finding::{Finding, Quote, Severity};
pub use lang::{Lang, Script, Side};
pub use mapped::MappedText;
pub use memory::{
    Attribute, Carried, CarriedVariant, Origin, OtherVariant, Remark, Retirement, Stamp,
    UnitHistory, UnitId, UnitStatus,
};
pub use record::{ArticleRecord, BodyLink, CleanEdit, RecordedBead, SourceInfo};
pub use segment::{Part, Segment, SegmentId};
pub use span::{Byte, Char, Span};
pub use term::{
    DecidedTerm, Evidence, EvidenceKind, Grade, Rendering, TermDecision, TermEntry, TermStatus,
    TermVerdict,
};
pub use unit::{Place, Relation, TranslationUnit, UnitFlag};
