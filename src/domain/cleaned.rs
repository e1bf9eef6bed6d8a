//! A document after clean-up: what the structure finder works on.

use super::{document::Block, record::CleanEdit};

/// Where the text refers to a note; the marker itself is out of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteReference {
    /// The marker as printed: `^①`, `①`, `³`.
    pub marker: String,
    /// Its number, where it could be read.
    pub number: Option<u32>,
    /// Byte in the document where the marker begins.
    pub source: usize,
    /// 1-based line.
    pub line: u32,
}

/// A cleaned document: furniture and notes are marked by [`Block::kind`], paragraphs broken across
/// pages are whole, and every change is logged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleaned {
    /// Blocks in reading order; notes stand after the paragraph that they interrupted.
    pub blocks: Vec<Block>,
    /// Every edit, in document order.
    pub edits: Vec<CleanEdit>,
    /// References to notes, in document order.
    pub references: Vec<NoteReference>,
}
