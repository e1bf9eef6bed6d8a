//! The document under clean-up: its blocks, and the log.

use crate::{
    domain::{
        Block, BlockKind, Byte, CleanEdit, Cleaned, Document, MappedText, NoteReference, Span,
    },
    lexicon::Lexicon,
};

/// A replacement in a block: where, and by what.
pub(super) type Edit = (Span<Byte>, String);

/// The blocks of a document while rules change them.
pub(super) struct Work<'a> {
    pub(super) document: &'a Document,
    pub(super) lexicon: &'a Lexicon,
    pub(super) blocks: Vec<Block>,
    pub(super) references: Vec<NoteReference>,
    edits: Vec<CleanEdit>,
}

impl<'a> Work<'a> {
    pub(super) fn new(document: &'a Document, lexicon: &'a Lexicon) -> Self {
        Self {
            document,
            lexicon,
            blocks: document.blocks.clone(),
            references: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// The text of block `index`, or `""`.
    pub(super) fn text(&self, index: usize) -> &str {
        self.blocks.get(index).map_or("", |b| b.text.as_str())
    }

    /// The kind of block `index`.
    pub(super) fn kind(&self, index: usize) -> BlockKind {
        self.blocks.get(index).map_or(BlockKind::Furniture, |b| b.kind)
    }

    /// Whether block `index` is text of the article: not furniture, note, table or formula.
    pub(super) fn is_text(&self, index: usize) -> bool {
        self.kind(index) == BlockKind::Text
    }

    /// Replaces parts of a block's text (sorted, apart), and logs each edit under `rule`.
    pub(super) fn edit(&mut self, index: usize, rule: &str, edits: &[Edit]) {
        let Some(block) = self.blocks.get_mut(index) else { return };
        if edits.is_empty() {
            return;
        }
        let before = std::mem::take(&mut block.text);
        block.text = before.replaced(edits);
        for (span, after) in edits {
            let source = before.source_span(*span);
            self.log(rule, source, span.of(before.as_str()).to_owned(), after.clone());
        }
    }

    /// Marks a block as something else than text, and logs it.
    pub(super) fn mark(&mut self, index: usize, kind: BlockKind, rule: &str) {
        let Some(block) = self.blocks.get_mut(index) else { return };
        block.kind = kind;
        let source = block.text.source();
        let before = block.text.as_str().to_owned();
        self.log(rule, source, before, String::new());
    }

    /// Logs an edit.
    pub(super) fn log(&mut self, rule: &str, source: Span<Byte>, before: String, after: String) {
        self.edits.push(CleanEdit {
            rule: rule.to_owned(),
            lines: self.document.lines_of(source),
            source: (source.start(), source.end()),
            before,
            after,
        });
    }

    /// Puts a new block after `index`.
    pub(super) fn insert_after(&mut self, index: usize, kind: BlockKind, text: MappedText) {
        let page = self.blocks.get(index).and_then(|b| b.page);
        let at = (index + 1).min(self.blocks.len());
        self.blocks.insert(at, Block { kind, text, page });
    }

    /// The cleaned document; empty blocks are gone, edits are in document order.
    pub(super) fn finish(mut self) -> Cleaned {
        self.edits
            .sort_by(|a, b| (a.source, &a.rule, &a.before).cmp(&(b.source, &b.rule, &b.before)));
        self.references.sort_by_key(|r| r.source);
        self.blocks.retain(|b| !b.text.as_str().trim().is_empty());
        Cleaned { blocks: self.blocks, edits: self.edits, references: self.references }
    }
}
