//! HTML: pages of journals and repositories, and what word processors save as such.
//!
//! Places are those of the file. Scripts, styles, controls and pinyin over characters are no text;
//! navigation, page feet and margins are furniture.

use super::{ReadError, flatten, markdown, markers};
use crate::{
    domain::{Block, BlockKind, Byte, Document, MappedText, Span},
    format::html::{Table, Token, Tokens, attribute, push_shown},
};

/// Whether the text is an HTML page.
pub(super) fn is_likely(text: &str) -> bool {
    let head = text.trim_start();
    let head = head.get(..head.floor_char_boundary(1024)).unwrap_or_default().to_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<head")
        || head.starts_with("<?xml") && head.contains("<html")
        || head.starts_with("<!--") && head.contains("<html")
}

/// The encoding that a page or an XML file declares in its first bytes.
pub(super) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head: String = bytes.iter().take(2048).map(|b| char::from(*b)).collect();
    let head = head.to_lowercase();
    if !head.trim_start().starts_with(['<', '\u{ef}']) {
        return None;
    }
    for key in ["charset=", "encoding="] {
        let Some((_, after)) = head.split_once(key) else { continue };
        let after = after.trim_start_matches(['"', '\'', ' ']);
        let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || "-_:.".contains(c)));
        return after.get(..end.unwrap_or(after.len())).map(str::to_owned);
    }
    None
}

/// Blocks in the order of the page. Where the page stands in next to no lines, places count blocks.
pub(super) fn read(text: String, encoding: &str) -> Result<Document, ReadError> {
    let mut document = Document::new(text, "html", encoding);
    let mut reader = Reader::new(document.text());
    reader.tokens();
    if reader.skipped.is_some() {
        // An element that is never closed would swallow the rest: then nothing is skipped.
        reader = Reader::new(document.text());
        reader.skips = false;
        reader.tokens();
    }
    document.blocks = reader.finish();
    if document.blocks.iter().all(|block| block.kind == BlockKind::Furniture) {
        return Err(ReadError::NoText);
    }
    Ok(flatten::unless_lines_tell(document))
}

/// Elements whose inside is no text of the page.
const SKIPPED: &[&str] = &[
    "template", "svg", "math", "button", "select", "datalist", "object", "audio", "video",
    "canvas", "rt", "rp", "noscript",
];

/// Elements whose text is beside the article.
const FURNITURE: &[&str] = &["nav", "footer", "aside", "title", "menu"];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "center-inline",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "o:p",
    "q",
    "rb",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "st1:place",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "var",
    "wbr",
    "meta",
    "link",
    "base",
    "script",
    "style",
];

/// A table that is open, read in both ways until it is known which it is.
struct OpenTable {
    /// How many blocks there were before it.
    first_block: usize,
    table: Table,
    /// Whether something shows that it only lays out the page.
    is_layout: bool,
    longest_cell_bytes: usize,
    cell_bytes: usize,
}

struct Reader<'a> {
    text: &'a str,
    source: MappedText,
    blocks: Vec<Block>,
    paragraph: MappedText,
    heading: Option<u8>,
    caption: bool,
    /// Whether elements are skipped.
    skips: bool,
    /// The open element whose inside is skipped, and how many of its name are open in it.
    skipped: Option<(&'a str, usize)>,
    /// How many of each furniture element are open.
    furniture: [usize; FURNITURE.len()],
    tables: Vec<OpenTable>,
    /// The paragraph up to the raised text that is open.
    before_raised: Option<MappedText>,
    preformatted: bool,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            source: MappedText::verbatim(text, 0),
            blocks: Vec::new(),
            paragraph: MappedText::default(),
            heading: None,
            caption: false,
            skips: true,
            skipped: None,
            furniture: [0; FURNITURE.len()],
            tables: Vec::new(),
            before_raised: None,
            preformatted: false,
        }
    }

    fn tokens(&mut self) {
        for token in Tokens::new(self.text) {
            self.token(token);
        }
    }

    fn token(&mut self, token: Token<'a>) {
        if let Some((name, depth)) = &mut self.skipped {
            match token {
                Token::Open { name: inner, closed: false, .. }
                    if inner.eq_ignore_ascii_case(name) =>
                {
                    *depth += 1;
                }
                Token::Close { name: inner } if inner.eq_ignore_ascii_case(name) => {
                    *depth -= 1;
                    if *depth == 0 {
                        self.skipped = None;
                    }
                }
                _ => {}
            }
            return;
        }
        match token {
            Token::Text(span) => self.shown(span),
            Token::Open { name, attributes, closed } => self.open(name, attributes, closed),
            Token::Close { name } => self.close(name),
            Token::Raw(_) => {}
        }
    }

    fn shown(&mut self, span: Span<Byte>) {
        if self.preformatted {
            let mut at = span.start();
            for (nth, line) in span.of(self.text).split('\n').enumerate() {
                if nth > 0 {
                    self.end_paragraph();
                }
                let span = Span::new(at, at + line.len());
                push_shown(&mut self.paragraph, &self.source, span);
                at += line.len() + 1;
            }
            return;
        }
        push_shown(&mut self.paragraph, &self.source, span);
        if !self.caption
            && let Some(open) = self.tables.last_mut()
        {
            open.table.push_shown(&self.source, span);
            open.cell_bytes += span.of(self.text).trim().len();
            open.longest_cell_bytes = open.longest_cell_bytes.max(open.cell_bytes);
        }
    }

    fn open(&mut self, name: &'a str, attributes: &str, closed: bool) {
        let lower = name.to_ascii_lowercase();
        if self.skips && SKIPPED.contains(&lower.as_str()) {
            if !closed {
                self.skipped = Some((name, 1));
            }
            return;
        }
        match lower.as_str() {
            "sup" => {
                self.end_raised();
                self.before_raised = Some(std::mem::take(&mut self.paragraph));
            }
            "br" => {
                self.end_paragraph();
                self.table_tag(&lower);
            }
            _ if INLINE.contains(&lower.as_str()) => {}
            // Deeper tables are read as part of the one they stand in.
            "table" if self.tables.len() < MAX_TABLES => {
                self.end_paragraph();
                if let Some(outer) = self.tables.last_mut() {
                    outer.is_layout = true;
                }
                self.tables.push(OpenTable {
                    first_block: self.blocks.len(),
                    table: Table::default(),
                    is_layout: attribute(attributes, "role") == Some("presentation"),
                    longest_cell_bytes: 0,
                    cell_bytes: 0,
                });
            }
            "tr" | "td" | "th" => {
                self.end_paragraph();
                self.table_tag(&lower);
            }
            _ => {
                self.end_paragraph();
                if !closed && let Some(count) = self.furniture_count(&lower) {
                    *count += 1;
                }
                self.heading = heading_level(&lower);
                self.caption = matches!(lower.as_str(), "caption" | "figcaption");
                self.preformatted |= lower == "pre";
                if self.heading.is_some()
                    && let Some(open) = self.tables.last_mut()
                {
                    open.is_layout = true;
                }
            }
        }
    }

    fn furniture_count(&mut self, name: &str) -> Option<&mut usize> {
        let nth = FURNITURE.iter().position(|furniture| *furniture == name)?;
        self.furniture.get_mut(nth)
    }

    fn in_furniture(&self) -> bool {
        self.furniture.iter().any(|count| *count > 0)
    }

    fn table_tag(&mut self, name: &str) {
        if let Some(open) = self.tables.last_mut() {
            open.table.open(name);
            if name != "br" {
                open.cell_bytes = 0;
            }
        }
    }

    fn close(&mut self, name: &'a str) {
        let lower = name.to_ascii_lowercase();
        match lower.as_str() {
            "sup" => self.end_raised(),
            _ if INLINE.contains(&lower.as_str()) => {}
            "table" => {
                self.end_paragraph();
                self.end_table();
            }
            _ => {
                self.end_paragraph();
                self.heading = None;
                self.caption = false;
                self.preformatted &= lower != "pre";
                if let Some(count) = self.furniture_count(&lower) {
                    *count = count.saturating_sub(1);
                }
            }
        }
    }

    /// Joins raised text, marked as such, to the text before it.
    fn end_raised(&mut self) {
        let Some(before) = self.before_raised.take() else { return };
        let inside = std::mem::replace(&mut self.paragraph, before);
        let (open, close) = markers::raised(inside.as_str());
        let place = inside.source();
        // One piece with its marks: raised text is short, and a page may have very much of it.
        if open.is_empty() {
            self.paragraph.push(&inside);
        } else {
            let text = format!("{open}{}{close}", inside.as_str());
            self.paragraph.push_standing_for(&text, place);
        }
    }

    fn end_paragraph(&mut self) {
        self.end_raised();
        let text = std::mem::take(&mut self.paragraph).trimmed();
        if text.is_empty() {
            return;
        }
        let mut kind = match self.heading {
            _ if self.in_furniture() => BlockKind::Furniture,
            Some(level) => BlockKind::Heading(level),
            None if self.caption => BlockKind::Caption,
            None => BlockKind::Text,
        };
        let mut text = text;
        // Pages that were made from Markdown line by line keep its marks.
        if kind == BlockKind::Text
            && let Some((level, span)) = markdown::heading(text.as_str())
        {
            kind = BlockKind::Heading(level);
            text = text.slice(span);
        }
        self.blocks.push(Block { kind, text, page: None });
    }

    /// A table of short cells in columns is a table; any other only places text on the page.
    fn end_table(&mut self) {
        let Some(open) = self.tables.pop() else { return };
        let text = open.table.finish();
        let is_table = !open.is_layout
            && text.as_str().contains('\t')
            && open.longest_cell_bytes <= LONGEST_CELL_BYTES;
        if is_table {
            let captions: Vec<Block> = self
                .blocks
                .split_off(open.first_block.min(self.blocks.len()))
                .into_iter()
                .filter(|block| block.kind == BlockKind::Caption)
                .collect();
            self.blocks.extend(captions);
            let kind = if self.in_furniture() { BlockKind::Furniture } else { BlockKind::Table };
            if !text.as_str().trim().is_empty() {
                self.blocks.push(Block { kind, text, page: None });
            }
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        self.blocks
    }
}

/// The deepest nesting of tables: pages laid out by tables have some ten.
const MAX_TABLES: usize = 64;

/// A cell with more text than this is a paragraph that a table places on the page.
const LONGEST_CELL_BYTES: usize = 400;

fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => Some(level - b'0'),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
