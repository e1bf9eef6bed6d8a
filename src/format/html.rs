//! HTML as a stream of tokens that know their places: tag soup is taken as it comes.
//!
//! A tree builder such as `html5ever` gives nodes without byte places. What is needed here is the
//! text, where paragraphs break, and which text is apart, and for that tokens do.

use crate::domain::{Byte, MappedText, Span};

/// A piece of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text with character references still in it.
    Text(Span<Byte>),
    /// A start tag.
    Open {
        /// The element's name as written.
        name: &'a str,
        /// What stands after the name, up to `>`.
        attributes: &'a str,
        /// Whether it ends in `/>`.
        closed: bool,
    },
    /// An end tag.
    Close {
        /// The element's name as written.
        name: &'a str,
    },
    /// The inside of an element whose text is no markup (script, style).
    Raw(Span<Byte>),
}

/// Elements whose inside is text without markup.
const RAW: &[&str] = &["script", "style", "xmp", "iframe", "noembed", "noframes", "textarea"];

/// The tokens of `text`; comments, doctype and processing instructions are left out.
#[derive(Debug)]
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
    /// The raw element that was just opened.
    raw: Option<&'a str>,
}

impl<'a> Tokens<'a> {
    /// The tokens of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, raw: None }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Skips a comment or declaration that begins here.
    fn skip_declaration(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with("<!--") {
            // An unclosed comment swallows the rest, as in browsers.
            let end = rest.get(4..).and_then(|inside| inside.find("-->"));
            self.at += end.map_or(rest.len(), |end| 4 + end + 3);
            return true;
        }
        if rest.starts_with("<![CDATA[") {
            self.at += "<![CDATA[".len();
            return true;
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
            return true;
        }
        false
    }

    /// A tag that begins here; `None` where the `<` is a mere character.
    fn tag(&mut self) -> Option<Token<'a>> {
        let rest = self.rest();
        let close = rest.starts_with("</");
        let name_at = if close { 2 } else { 1 };
        let after = rest.get(name_at..)?;
        if !after.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name_len = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_')))
            .unwrap_or(after.len());
        let name = after.get(..name_len)?;
        let attributes_on = after.get(name_len..)?;
        let end = tag_end(attributes_on)?;
        let attributes = attributes_on.get(..end)?;
        self.at += name_at + name_len + end + 1;
        if close {
            return Some(Token::Close { name });
        }
        let closed = attributes.ends_with('/');
        if !closed && RAW.iter().any(|raw| name.eq_ignore_ascii_case(raw)) {
            self.raw = Some(name);
        }
        Some(Token::Open { name, attributes, closed })
    }
}

/// Tags longer than this are text with a stray `<`.
const MAX_TAG_BYTES: usize = 100_000;

/// The byte of the `>` that ends a tag, quotes respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(MAX_TAG_BYTES) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            (None, b'"' | b'\'') if text.as_bytes().get(at.wrapping_sub(1)) == Some(&b'=') => {
                quote = Some(byte);
            }
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.raw.take() {
            let start = self.at;
            let rest = self.rest();
            let mut end = rest.len();
            for (at, _) in rest.match_indices("</") {
                let named = rest.get(at + 2..at + 2 + name.len());
                if named.is_some_and(|n| n.eq_ignore_ascii_case(name)) {
                    end = at;
                    break;
                }
            }
            self.at += end;
            return Some(Token::Raw(Span::new(start, start + end)));
        }
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return None;
            }
            if rest.starts_with('<') {
                if self.skip_declaration() {
                    continue;
                }
                if let Some(tag) = self.tag() {
                    return Some(tag);
                }
            }
            let start = self.at;
            // A `<` that begins no tag is text: it goes with what follows it.
            let first = rest.chars().next().map_or(0, char::len_utf8);
            let more = rest.get(first..).unwrap_or_default();
            let len = first + more.find('<').unwrap_or(more.len());
            self.at += len;
            return Some(Token::Text(Span::new(start, self.at)));
        }
    }
}

/// The value of the attribute `name` in a start tag's attributes, without its quotes.
pub fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let name_len =
            rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
        if rest.is_empty() || name_len == 0 && !rest.starts_with('=') {
            return None;
        }
        let (found, after) = rest.split_at_checked(name_len.max(1).min(rest.len()))?;
        let after = after.trim_start();
        let (value, after) = match after.strip_prefix('=') {
            None => ("", after),
            Some(value) => {
                let value = value.trim_start();
                match value.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let inside = value.get(1..)?;
                        let end = inside.find(quote).unwrap_or(inside.len());
                        (inside.get(..end)?, inside.get(end + 1..).unwrap_or_default())
                    }
                    _ => value
                        .split_at_checked(value.find(char::is_whitespace).unwrap_or(value.len()))?,
                }
            }
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after;
    }
}

/// Text with character references (`&nbsp;`, `&#8212;`) undone: each run with its span in `text`,
/// and what it stands for where that is not what is written.
pub fn unescaped(text: &str) -> impl Iterator<Item = (Span<Byte>, Option<String>)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some((string, len)) = reference(rest) {
            at += len;
            return Some((Span::new(start, at), Some(string)));
        }
        let mut from = 1;
        let len = loop {
            match rest.get(from..).and_then(|more| more.find('&')) {
                None => break rest.len(),
                Some(found)
                    if reference(rest.get(from + found..).unwrap_or_default()).is_some() =>
                {
                    break from + found;
                }
                Some(found) => from += found + 1,
            }
        };
        at += len;
        Some((Span::new(start, at), None))
    })
}

/// A character reference at the head of `text`, and its length in bytes.
fn reference(text: &str) -> Option<(String, usize)> {
    let inside = text.strip_prefix('&')?;
    if let Some(number) = inside.strip_prefix('#') {
        let hex = number.starts_with(['x', 'X']);
        let digits = if hex { number.get(1..)? } else { number };
        let len = digits
            .find(|c: char| !(if hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() }))
            .unwrap_or(digits.len());
        let code = u32::from_str_radix(digits.get(..len)?, if hex { 16 } else { 10 }).ok()?;
        let mut whole = 2 + usize::from(hex) + len;
        whole += usize::from(text.get(whole..).is_some_and(|after| after.starts_with(';')));
        return Some((numbered(code).to_string(), whole));
    }
    let len = inside.bytes().take(32).position(|b| !b.is_ascii_alphanumeric())?;
    let name = inside.get(..len)?;
    if inside.as_bytes().get(len) == Some(&b';') {
        let found = quick_xml::escape::resolve_html5_entity(name)?;
        return Some((found.to_owned(), len + 2));
    }
    // Pages that forget the semicolon forget it after these.
    let found = match name {
        "nbsp" => "\u{a0}",
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        _ => return None,
    };
    Some((found.to_owned(), len + 1))
}

/// The character of a numeric reference; 128 to 159 mean Windows-1252, as in browsers.
fn numbered(code: u32) -> char {
    const WINDOWS: [u16; 32] = [
        0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
        0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
    ];
    let code = match code {
        0x80..=0x9f => WINDOWS.get(code as usize - 0x80).map_or(code, |c| u32::from(*c)),
        _ => code,
    };
    char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{fffd}')
}

/// Appends the `span` of `source`'s text with character references undone and each run of blanks
/// made one blank, as a browser shows it. At the head of `out` and after a newline blanks go.
pub fn push_shown(out: &mut MappedText, source: &MappedText, span: Span<Byte>) {
    for (run, stands_for) in unescaped(span.of(source.as_str())) {
        let run = run.shifted(span.start());
        if let Some(string) = stands_for {
            out.push_standing_for(&string, source.source_span(run));
            continue;
        }
        let text = run.of(source.as_str());
        let mut from = 0;
        while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
            let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
            let words = rest.find(blank).unwrap_or(rest.len());
            if words > 0 {
                out.push(&source.slice(Span::new(run.start() + from, run.start() + from + words)));
            }
            let blanks = rest.get(words..).unwrap_or_default();
            let len = blanks.find(|c: char| !blank(c)).unwrap_or(blanks.len());
            if len > 0 && !out.as_str().ends_with([' ', '\n', '\t']) && !out.is_empty() {
                let place = Span::new(run.start() + from + words, run.start() + from + words + len);
                out.push_standing_for(" ", source.source_span(place));
            }
            from += words + len;
        }
    }
}

/// The text of an HTML table: cells separated by tabs, rows by newlines.
pub fn table_text(html: &MappedText) -> MappedText {
    let mut table = Table::default();
    for token in Tokens::new(html.as_str()) {
        match token {
            Token::Text(span) => table.push_shown(html, span),
            Token::Open { name, .. } => table.open(name),
            _ => {}
        }
    }
    table.finish()
}

/// A table that is being read.
#[derive(Debug, Default)]
pub struct Table {
    rows: MappedText,
    cell: MappedText,
    /// How many cells the row has so far.
    cells: usize,
    /// Where the last text ended in the document.
    place: usize,
}

impl Table {
    /// Takes the `span` of `source`'s text into the present cell.
    pub fn push_shown(&mut self, source: &MappedText, span: Span<Byte>) {
        push_shown(&mut self.cell, source, span);
        self.place = source.source_span(span).end();
    }

    /// Takes text that is ready into the present cell.
    pub fn push(&mut self, text: &MappedText) {
        self.cell.push(text);
        self.place = text.source().end();
    }

    /// Takes a start tag: rows and cells count, others only part words.
    pub fn open(&mut self, name: &str) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("tr") {
            self.end_row();
        } else if is("td") || is("th") {
            self.end_cell();
            self.cells += 1;
        } else if (is("br") || is("p")) && !self.cell.is_empty() {
            self.cell.push_standing_for(" ", Span::new(self.place, self.place));
        }
    }

    fn end_cell(&mut self) {
        self.rows.push(&std::mem::take(&mut self.cell).trimmed());
        if self.cells > 0 {
            self.rows.push_standing_for("\t", Span::new(self.place, self.place));
        }
    }

    fn end_row(&mut self) {
        self.rows.push(&std::mem::take(&mut self.cell).trimmed());
        if !self.rows.is_empty() && !self.rows.as_str().ends_with('\n') {
            self.rows.push_standing_for("\n", Span::new(self.place, self.place));
        }
        self.cells = 0;
    }

    /// The table's text.
    #[must_use]
    pub fn finish(mut self) -> MappedText {
        self.end_row();
        let end = self.rows.as_str().trim_end_matches('\n').len();
        self.rows.slice(Span::new(0, end))
    }
}

#[cfg(test)]
mod tests;
