//! XML 1.0 text: which characters it can hold, and how they are written.

use std::borrow::Cow;

/// Whether XML 1.0 can hold `c` at all, escaped or not (XML 1.0, production 2, `Char`).
///
/// One character outside it makes a whole file unreadable, so exporters drop it and readers repair
/// it. The non-characters U+FFFE and U+FFFF and all controls but tab, line feed and carriage return
/// are outside.
pub fn is_xml_char(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    )
}

/// Where escaped text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Text,
    Attribute,
}

/// Appends `text` to `out` as element content. Characters that XML cannot hold are left out; a
/// carriage return is written as a reference, since a parser would make it a line feed.
///
/// ```
/// use duizhao::format::xml::push_text;
/// let mut out = String::new();
/// push_text(&mut out, "a < b\u{0} & c");
/// assert_eq!(out, "a &lt; b &amp; c");
/// ```
pub fn push_text(out: &mut String, text: &str) {
    push(out, text, Position::Text);
}

/// Appends `text` to `out` as the value of an attribute in double quotes (the quotes are the
/// caller's). Blanks other than the space are references, since a parser would make them spaces.
pub fn push_attribute(out: &mut String, text: &str) {
    push(out, text, Position::Attribute);
}

fn push(out: &mut String, text: &str, position: Position) {
    // Runs that need no escape are copied whole: they are nearly all of the text.
    let mut clean_from = 0;
    for (at, byte) in text.bytes().enumerate() {
        // 0xEF begins U+F000..=U+FFFF, the two non-characters among them.
        let plain =
            matches!(byte, 0x20..=0xEE | 0xF0..) && !matches!(byte, b'&' | b'<' | b'>' | b'"');
        if plain {
            continue;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let instead = match (c, position) {
            ('&', _) => "&amp;",
            ('<', _) => "&lt;",
            ('>', _) => "&gt;",
            ('\r', _) => "&#13;",
            ('"', Position::Attribute) => "&quot;",
            ('\t', Position::Attribute) => "&#9;",
            ('\n', Position::Attribute) => "&#10;",
            (c, _) if is_xml_char(c) => continue,
            _ => "",
        };
        out.push_str(text.get(clean_from..at).unwrap_or_default());
        out.push_str(instead);
        clean_from = at + c.len_utf8();
    }
    out.push_str(text.get(clean_from..).unwrap_or_default());
}

/// `text` without the characters that XML cannot hold: what a parser gives back for what
/// [`push_text`] wrote. Nearly all text has none of them and is borrowed.
pub fn xml_chars(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().filter(|c| is_xml_char(*c)).collect())
    }
}

/// Whether XML can hold every character of `text`.
pub fn is_clean(text: &str) -> bool {
    // One fold without a branch, which the compiler turns into vector code. 0xEF 0xBF begins the
    // non-characters U+FFFE and U+FFFF, and little else.
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let is_control = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    let is_suspect = |a: u8, b: u8| is_control(a) || (a == 0xEF && b == 0xBF);
    let pairs = bytes.iter().zip(next);
    let found = pairs.fold(0, |found, (a, b)| found | u8::from(is_suspect(*a, *b)));
    let last = bytes.last().is_some_and(|last| is_control(*last));
    (found == 0 && !last) || text.chars().all(is_xml_char)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: &str) -> String {
        let mut out = String::new();
        push_text(&mut out, from);
        out
    }

    #[test]
    fn markup_is_escaped_and_the_rest_is_as_it_was() {
        assert_eq!(text("《A&B》<c> \"d\" ]]>"), "《A&amp;B》&lt;c&gt; \"d\" ]]&gt;");
        let mut out = String::new();
        push_attribute(&mut out, "a\"b\tc\nd");
        assert_eq!(out, "a&quot;b&#9;c&#10;d");
    }

    #[test]
    fn characters_outside_xml_are_dropped() {
        assert_eq!(text("人\u{0}工\u{b}智\u{fffe}能\u{ffff}"), "人工智能");
        assert_eq!(text("\u{f000}（\u{fffd}\u{1f600}"), "\u{f000}（\u{fffd}\u{1f600}");
        // C1 controls are odd but allowed.
        assert_eq!(text("a\u{85}b"), "a\u{85}b");
    }

    #[test]
    fn a_carriage_return_survives_a_parser() {
        assert_eq!(text("a\r\nb"), "a&#13;\nb");
    }
}
