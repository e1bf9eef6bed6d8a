//! What a reader makes of a file: its text, and blocks that point into it.

use serde::{Deserialize, Serialize};

use super::{
    mapped::MappedText,
    span::{Byte, Span},
};

/// What a "line number" counts in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum PlaceUnit {
    /// Physical lines of a text file.
    #[default]
    Line,
    /// Blocks or paragraphs of a format that has no lines (DOCX, JSON).
    Block,
}

/// First and last line, 1-based, both included; `0..=0` where there is none.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct LineRange {
    /// First line, 1-based.
    pub first: u32,
    /// Last line, 1-based, included.
    pub last: u32,
}

impl std::fmt::Display for LineRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            write!(f, "{}", self.first)
        } else {
            write!(f, "{}-{}", self.first, self.last)
        }
    }
}

/// What a block is, as far as the reader or clean-up can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockKind {
    /// Running text, or not known to be anything else.
    Text,
    /// A heading, level 1 the highest.
    Heading(u8),
    /// A footnote or endnote.
    Note,
    /// A table, its cells separated by tabs and newlines.
    Table,
    /// A figure's or table's caption.
    Caption,
    /// A displayed formula.
    Formula,
    /// A running header, page number, watermark or the like.
    Furniture,
}

/// A paragraph-like piece of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, mapped to the document's text.
    pub text: MappedText,
    /// Page, 1-based, where the format tells.
    pub page: Option<u32>,
}

/// A file as read: the decoded (or extracted) text, and its blocks in reading order.
///
/// Every span in later stages is a byte span of [`text`](Self::text).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    text: String,
    /// Byte at which each line starts; the first is 0.
    line_starts: Vec<usize>,
    /// Paragraph-like pieces in reading order.
    pub blocks: Vec<Block>,
    /// What [`LineRange`] counts here.
    pub place_unit: PlaceUnit,
    /// Encoding label as of WHATWG (`UTF-8`, `gb18030`, …).
    pub encoding: String,
    /// Format id: `text`, `markdown`, `mineru`, `pdf`, `docx`, `html`, `jats`.
    pub format: String,
    /// What the reader had to say: one message each, with the line it is about.
    pub warnings: Vec<(u32, String)>,
}

impl Document {
    /// A document over `text`, with no blocks yet.
    pub fn new(text: String, format: &str, encoding: &str) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            text,
            line_starts,
            blocks: Vec::new(),
            place_unit: PlaceUnit::Line,
            encoding: encoding.to_owned(),
            format: format.to_owned(),
            warnings: Vec::new(),
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The 1-based line that holds the byte `at`.
    pub fn line_of(&self, at: usize) -> u32 {
        self.line_starts.partition_point(|&start| start <= at) as u32
    }

    /// The lines that a byte span touches.
    pub fn lines_of(&self, span: Span<Byte>) -> LineRange {
        let last = if span.is_empty() { span.start() } else { span.end() - 1 };
        LineRange { first: self.line_of(span.start()), last: self.line_of(last) }
    }

    /// How many lines there are.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}
