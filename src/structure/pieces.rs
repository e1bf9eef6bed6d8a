//! Blocks cut at their labels: the material from which parts are found.

use crate::{
    domain::{
        Block, BlockKind, Byte, Cleaned, Document, MappedText, NoteReference, Passage, Side, Span,
    },
    lexicon::{
        Lexicon, headings,
        labels::{self, Field, Label},
    },
    text::is_han,
};

use super::lines;

/// What has become of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nothing yet.
    Free,
    /// Abstract or keywords of chunk number so.
    Chunk(usize),
    /// Header (title, authors, affiliations) of chunk number so.
    Header(usize),
    /// A part of an article.
    Taken,
}

/// A block or a labelled part of one.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    /// The label that introduces it.
    pub(super) label: Option<(Field, Side)>,
    /// The label as printed.
    pub(super) label_text: MappedText,
    /// Text without the label.
    pub(super) text: MappedText,
    pub(super) page: Option<u32>,
    pub(super) owner: Owner,
}

impl Piece {
    pub(super) fn as_str(&self) -> &str {
        self.text.as_str()
    }

    /// Text or heading: not furniture, note, table, caption, formula.
    pub(super) fn is_line(&self) -> bool {
        matches!(self.kind, BlockKind::Text | BlockKind::Heading(_))
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Heading(_))
    }

    pub(super) fn field(&self) -> Option<Field> {
        self.label.map(|l| l.0)
    }

    /// A line that no label introduces and nobody has taken.
    pub(super) fn is_free(&self) -> bool {
        self.owner == Owner::Free && self.label.is_none() && self.is_line()
    }
}

/// All pieces of a document.
pub(super) struct Pieces<'a> {
    pub(super) document: &'a Document,
    pub(super) lexicon: &'a Lexicon,
    pub(super) references: &'a [NoteReference],
    pub(super) list: Vec<Piece>,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(document: &'a Document, cleaned: &'a Cleaned, lexicon: &'a Lexicon) -> Self {
        let mut list = Vec::new();
        for block in &cleaned.blocks {
            cut(block, &mut list);
        }
        Self { document, lexicon, references: &cleaned.references, list }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.iter().all(|p| p.as_str().trim().is_empty())
    }

    pub(super) fn get(&self, index: usize) -> Option<&Piece> {
        self.list.get(index)
    }

    pub(super) fn text(&self, index: usize) -> &str {
        self.list.get(index).map_or("", Piece::as_str)
    }

    pub(super) fn own(&mut self, index: usize, owner: Owner) {
        if let Some(piece) = self.list.get_mut(index) {
            piece.owner = owner;
        }
    }

    /// Cuts piece `index` in two at byte `at` of its text: the second has no label and is free.
    pub(super) fn split(&mut self, index: usize, at: usize) {
        let Some(piece) = self.list.get_mut(index) else { return };
        let text = std::mem::take(&mut piece.text);
        piece.text = text.slice(Span::new(0, at)).trimmed();
        let rest = Piece {
            label: None,
            label_text: MappedText::default(),
            text: text.slice(Span::new(at, text.len_bytes())).trimmed(),
            owner: Owner::Free,
            ..piece.clone()
        };
        self.list.insert(index + 1, rest);
    }

    /// Gives a piece of chunk `number` back to the body, its label with it.
    pub(super) fn release(&mut self, index: usize, number: usize) {
        let Some(piece) = self.list.get_mut(index) else { return };
        if piece.owner != Owner::Chunk(number) {
            return;
        }
        piece.owner = Owner::Free;
        if piece.label.take().is_some() {
            let mut text = std::mem::take(&mut piece.label_text);
            text.push(&piece.text);
            piece.text = text;
        }
    }

    /// A passage of `text`, which is of piece `index`.
    pub(super) fn passage(&self, index: usize, text: MappedText) -> Passage {
        let page = self.list.get(index).and_then(|p| p.page);
        Passage { page, ..Passage::new(text, self.document) }
    }

    /// The trimmed text of piece `index` as a passage.
    pub(super) fn whole(&self, index: usize) -> Passage {
        let text = self.list.get(index).map(|p| p.text.trimmed()).unwrap_or_default();
        self.passage(index, text)
    }

    /// The next index after `index` that is a line (furniture, notes, tables skipped).
    pub(super) fn next_line(&self, index: usize) -> Option<usize> {
        (index + 1..self.list.len()).find(|i| self.get(*i).is_some_and(Piece::is_line))
    }
}

/// Cuts a block at its labels.
fn cut(block: &Block, list: &mut Vec<Piece>) {
    let piece = |label: Option<&Label>, text: MappedText| Piece {
        kind: block.kind,
        label: label.map(|l| (l.field, l.side)),
        label_text: label.map(|l| block.text.slice(l.word)).unwrap_or_default(),
        text,
        page: block.page,
        owner: Owner::Free,
    };
    let text = block.text.as_str();
    let labels = match block.kind {
        BlockKind::Text | BlockKind::Heading(_) => usable(text),
        _ => Vec::new(),
    };
    let Some(first) = labels.first() else {
        list.push(piece(None, block.text.clone()));
        return;
    };
    if !text.get(..first.whole.start()).unwrap_or("").trim().is_empty() {
        list.push(piece(None, block.text.slice(Span::new(0, first.whole.start()))));
    }
    for (at, label) in labels.iter().enumerate() {
        let end = labels.get(at + 1).map_or(text.len(), |next| next.whole.start());
        let (end, tail) = other_language(text, label, end);
        let content = trim_brackets(text, Span::new(label.whole.end(), end));
        list.push(piece(Some(label), block.text.slice(content)));
        if let Some(tail) = tail {
            list.push(piece(None, block.text.slice(tail)));
        }
    }
}

/// Fewest Han characters after English keywords that are a text of their own.
const OTHER_LANGUAGE_HAN: usize = 10;

/// Where English keywords end to which a Chinese text is glued (a note on the author, the body), and
/// that text.
fn other_language(text: &str, label: &Label, end: usize) -> (usize, Option<Span<Byte>>) {
    let start = label.whole.end();
    if label.field != Field::Keywords || label.side != Side::En {
        return (end, None);
    }
    let content = text.get(start..end).unwrap_or("");
    let Some(at) = content.find(is_han) else { return (end, None) };
    let (english, chinese) = content.split_at(at);
    let number = |c: char| c.is_ascii_digit() || c.is_whitespace() || "．.、".contains(c);
    let word: String = chinese.chars().take_while(|c| is_han(*c)).collect();
    if headings::is_bare(&word) {
        // bibliometrics1．引言
        let cut = start + english.trim_end_matches(number).len();
        return (cut, Some(Span::new(cut, end)));
    }
    let bracketed = english.trim_end().ends_with(['(', '（', '[', '《', '“', '"']);
    let own = crate::text::count_han(chinese) >= OTHER_LANGUAGE_HAN
        && lines::is_latin(english)
        && !lines::is_latin(chinese)
        && !bracketed;
    if own { (start + at, Some(Span::new(start + at, end))) } else { (end, None) }
}

/// The labels of a block that part its text: those in a paragraph of prose that no label opens are
/// words of the prose.
fn usable(text: &str) -> Vec<Label> {
    let entry = crate::text::markers::marker_at_head(text)
        .is_some_and(|m| m.shape == crate::text::markers::MarkerShape::Square);
    if entry || lines::is_citation(text) && labels::at_head(text).is_none() {
        return after_citation(text);
    }
    let mut found = labels::all(text);
    let opens = found
        .first()
        .is_some_and(|l| text.get(..l.whole.start()).is_some_and(|t| t.trim().is_empty()));
    if !opens && let Some(first) = found.first() {
        let before = text.get(..first.whole.start()).unwrap_or("");
        if lines::sentence_stops(before) >= 2
            && !lines::is_latin(before)
            && !lines::is_affiliation(before)
        {
            found.retain(|l| {
                l.colon && (l.bracketed || matches!(l.field, Field::Editor | Field::Date))
            });
        }
    }
    found
}

/// Fewest letters of an abstract that is glued to the last entry of a list of references.
const GLUED_ABSTRACT_LETTERS: usize = 200;

/// The labels of an English part that OCR glued to the last entry of the references: `…2018,36(2):190-195. Cable
/// Governance LIN Qizhou (…) Abstract: …`.
fn after_citation(text: &str) -> Vec<Label> {
    let mut found = labels::all(text);
    let first = found.iter().enumerate().position(|(at, label)| {
        let end = found.get(at + 1).map_or(text.len(), |next| next.whole.start());
        let own = text.get(label.whole.end()..end).unwrap_or("");
        label.field == Field::Abstract
            && label.side == Side::En
            && label.colon
            && lines::is_latin(own)
            && !lines::is_citation(text.get(label.whole.start()..).unwrap_or(""))
            && own.chars().filter(|c| c.is_alphabetic()).count() >= GLUED_ABSTRACT_LETTERS
    });
    match first {
        Some(first) => found.split_off(first),
        None => Vec::new(),
    }
}

/// Takes off the bracket that closes one before the label, or opens the next label.
fn trim_brackets(text: &str, span: Span<Byte>) -> Span<Byte> {
    let inside = span.of(text);
    let kept = inside.trim_end();
    let kept = if kept.ends_with([')', '）', ']', '］', '】'])
        && kept.matches(['(', '（', '[', '［', '【']).count()
            < kept.matches([')', '）', ']', '］', '】']).count()
    {
        kept.char_indices().next_back().map_or(kept, |(at, _)| kept.get(..at).unwrap_or(kept))
    } else {
        kept
    };
    let kept = kept.trim_end_matches(['(', '（', '[', '［', '【', '〔']).trim_end();
    let start = inside.len() - inside.trim_start().len();
    Span::new(span.start() + start.min(kept.len()), span.start() + kept.len())
}
