//! Extracted text as a document of its own, one block a line.

use crate::domain::{Block, BlockKind, Document, MappedText, PlaceUnit, Span};

/// The document itself where its lines help to find a block again; else (a file in one line, or
/// nearly) one over the extracted text, whose lines are its blocks.
pub(super) fn unless_lines_tell(document: Document) -> Document {
    let lines = document.line_count();
    if lines * 3 >= document.blocks.len() || document.blocks.len() < 3 {
        return document;
    }
    let mut flat = Extracted::new();
    for block in &document.blocks {
        flat.push(block.kind, block.text.as_str(), block.page);
    }
    let mut out = flat.into_document(&document.format, &document.encoding);
    out.warnings = document.warnings;
    out
}

/// Text that is extracted from a format without lines, block by block.
#[derive(Debug, Default)]
pub(super) struct Extracted {
    text: String,
    blocks: Vec<Block>,
}

impl Extracted {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Appends a block; newlines inside it (rows of a table) stay in its one line as far as places
    /// go, so that line and block number agree.
    pub(super) fn push(&mut self, kind: BlockKind, text: &str, page: Option<u32>) {
        if text.trim().is_empty() {
            return;
        }
        let start = self.text.len();
        let mut mapped = MappedText::default();
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                let at = self.text.len();
                self.text.push(' ');
                mapped.push_standing_for("\n", Span::new(at, at + 1));
            }
            mapped.push_verbatim(line, self.text.len());
            self.text.push_str(line);
        }
        debug_assert_eq!(mapped.source().start(), start);
        self.text.push('\n');
        self.blocks.push(Block { kind, text: mapped, page });
    }

    pub(super) fn into_document(self, format: &str, encoding: &str) -> Document {
        let mut document = Document::new(self.text, format, encoding);
        document.blocks = self.blocks;
        document.place_unit = PlaceUnit::Block;
        document
    }
}
