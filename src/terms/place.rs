//! Names the places of evidence, and quotes the sentences it stands in.

use crate::domain::{Byte, Document, LineRange, Passage, Place, Span};

/// Most characters that a quote keeps on either side of what it is about.
const QUOTE_CHARS: usize = 80;

/// The article that evidence comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Locator<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// File, as given to the run.
    pub(super) file: &'a str,
    /// Article id.
    pub(super) id: &'a str,
}

impl Locator<'_> {
    /// The lines of a part of a passage.
    pub(super) fn lines(&self, passage: &Passage, span: Span<Byte>) -> LineRange {
        self.document.lines_of(passage.text.source_span(span))
    }

    /// A place in this article.
    pub(super) fn place(&self, zh_lines: LineRange, en_lines: LineRange) -> Place {
        Place { file: self.file.to_owned(), article: self.id.to_owned(), zh_lines, en_lines }
    }
}

/// The sentence of `text` that holds `span`, cut to a readable length with `…`.
pub(super) fn sentence_around(text: &str, span: Span<Byte>) -> String {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '\n');
    let start =
        before.char_indices().rev().find(|(_, c)| ends(*c)).map_or(0, |(at, c)| at + c.len_utf8());
    let end = after
        .char_indices()
        .find(|(_, c)| ends(*c))
        .map_or(text.len(), |(at, c)| span.end() + at + c.len_utf8());
    let (start, cut_start) = match before.char_indices().rev().nth(QUOTE_CHARS) {
        Some((at, _)) if at > start => (at, true),
        _ => (start, false),
    };
    let (end, cut_end) = match after.char_indices().nth(QUOTE_CHARS) {
        Some((at, _)) if span.end() + at < end => (span.end() + at, true),
        _ => (end, false),
    };
    let quote = text.get(start..end).unwrap_or_default().trim();
    format!("{}{quote}{}", if cut_start { "…" } else { "" }, if cut_end { "…" } else { "" })
}

/// The English sentence of `text` that holds `span`.
pub(super) fn english_around(text: &str, span: Span<Byte>) -> String {
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let start = before.rfind(". ").map_or(0, |at| at + 2);
    let end = after.find(". ").map_or(text.len(), |at| span.end() + at + 1);
    text.get(start..end).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_is_quoted_whole_or_marked() {
        let text = "第一句。第二句（two）。第三句。";
        let at = text.find("two").unwrap();
        assert_eq!(sentence_around(text, Span::new(at, at + 3)), "第二句（two）。");
        let long = format!("{}词{}", "甲".repeat(200), "乙".repeat(200));
        let at = long.find('词').unwrap();
        let quote = sentence_around(&long, Span::new(at, at + 3));
        assert!(quote.starts_with("…甲") && quote.ends_with("乙…"));
        assert_eq!(quote.chars().count(), 81 + 1 + 80 + 2);
    }
}
