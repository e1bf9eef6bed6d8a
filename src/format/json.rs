//! JSON (RFC 8259) as a stream of events that know their places.
//!
//! `serde_json` gives values without places; a translator wants the line of the file that a
//! sentence stands on.

use std::fmt;

use crate::domain::{Byte, MappedText, Span};

/// The deepest nesting that is read.
const MAX_DEPTH: usize = 128;

/// What stands next in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// `{`
    BeginObject,
    /// `}`
    EndObject,
    /// `[`
    BeginArray,
    /// `]`
    EndArray,
    /// A member's name, without its quotes, still escaped.
    Key(Span<Byte>),
    /// A string, without its quotes, still escaped.
    String(Span<Byte>),
    /// A number, `true`, `false` or `null`, as written.
    Scalar(Span<Byte>),
}

/// Text that is no JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// Byte at which it goes wrong.
    pub at: usize,
    /// What is wrong there.
    pub reason: &'static str,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// After `[`: a value or `]`.
    FirstValue,
    /// After `{`: a key or `}`.
    FirstKey,
    Key,
    /// After a value: `,`, or the end of what is open.
    Separator,
    End,
}

/// An iterator over the events of one JSON text; it ends after the first error.
#[derive(Debug)]
pub struct Events<'a> {
    text: &'a str,
    at: usize,
    /// Open brackets, `true` for objects.
    open: Vec<bool>,
    expect: Expect,
    failed: bool,
}

impl<'a> Events<'a> {
    /// The events of `text`.
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new(), expect: Expect::Value, failed: false }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn error(&self, reason: &'static str) -> JsonError {
        JsonError { at: self.at, reason }
    }

    fn after_value(&mut self) {
        self.expect = if self.open.is_empty() { Expect::End } else { Expect::Separator };
    }

    fn step(&mut self) -> Result<Option<Event>, JsonError> {
        loop {
            self.skip_blanks();
            let Some(byte) = self.peek() else {
                return if self.expect == Expect::End {
                    Ok(None)
                } else {
                    Err(self.error("it ends too early"))
                };
            };
            match (self.expect, byte) {
                (Expect::End, _) => return Err(self.error("something stands after its end")),
                (Expect::Separator, b',') => {
                    self.at += 1;
                    let object = self.open.last() == Some(&true);
                    self.expect = if object { Expect::Key } else { Expect::Value };
                }
                (Expect::Separator | Expect::FirstKey, b'}') if self.open.last() == Some(&true) => {
                    return Ok(Some(self.close(Event::EndObject)));
                }
                (Expect::Separator | Expect::FirstValue, b']')
                    if self.open.last() == Some(&false) =>
                {
                    return Ok(Some(self.close(Event::EndArray)));
                }
                (Expect::Separator, _) => return Err(self.error("a comma is missing")),
                (Expect::Key | Expect::FirstKey, b'"') => {
                    let span = self.string()?;
                    self.skip_blanks();
                    if self.peek() != Some(b':') {
                        return Err(self.error("a colon is missing"));
                    }
                    self.at += 1;
                    self.expect = Expect::Value;
                    return Ok(Some(Event::Key(span)));
                }
                (Expect::Key | Expect::FirstKey, _) => {
                    return Err(self.error("a member's name in quotes is missing"));
                }
                (Expect::Value | Expect::FirstValue, _) => return self.value(byte).map(Some),
            }
        }
    }

    fn close(&mut self, event: Event) -> Event {
        self.at += 1;
        self.open.pop();
        self.after_value();
        event
    }

    fn value(&mut self, byte: u8) -> Result<Event, JsonError> {
        match byte {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(self.error("it is nested too deeply"));
                }
                self.at += 1;
                self.open.push(byte == b'{');
                if byte == b'{' {
                    self.expect = Expect::FirstKey;
                    Ok(Event::BeginObject)
                } else {
                    self.expect = Expect::FirstValue;
                    Ok(Event::BeginArray)
                }
            }
            b'"' => {
                let span = self.string()?;
                self.after_value();
                Ok(Event::String(span))
            }
            _ => {
                let start = self.at;
                while self
                    .peek()
                    .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
                {
                    self.at += 1;
                }
                if start == self.at {
                    return Err(self.error("a value is missing"));
                }
                self.after_value();
                Ok(Event::Scalar(Span::new(start, self.at)))
            }
        }
    }

    /// At an opening quote; gives the inside and stands after the closing one.
    fn string(&mut self) -> Result<Span<Byte>, JsonError> {
        let start = self.at + 1;
        let mut at = start;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    self.at = at + 1;
                    return Ok(Span::new(start, at));
                }
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        Err(self.error("a string is not closed"))
    }
}

impl Iterator for Events<'_> {
    type Item = Result<Event, JsonError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let step = self.step();
        self.failed = step.is_err();
        step.transpose()
    }
}

/// The string whose escaped inside is `span` of `text`, mapped to it. An escape that means nothing
/// becomes U+FFFD.
pub fn unescape(text: &str, span: Span<Byte>) -> MappedText {
    let mut out = MappedText::default();
    let mut at = span.start();
    while at < span.end() {
        let rest = Span::<Byte>::new(at, span.end()).of(text);
        let Some(backslash) = rest.find('\\') else {
            out.push_verbatim(rest, at);
            break;
        };
        out.push_verbatim(rest.get(..backslash).unwrap_or_default(), at);
        at += backslash;
        let escape = rest.get(backslash..).unwrap_or_default();
        let (c, len) = escaped_char(escape);
        let end = (at + len).min(span.end());
        out.push_standing_for(c.encode_utf8(&mut [0; 4]), Span::new(at, end));
        at = end;
    }
    out
}

/// The character of an escape that begins `escape`, and the escape's length in bytes.
fn escaped_char(escape: &str) -> (char, usize) {
    match escape.chars().nth(1) {
        Some('n') => ('\n', 2),
        Some('t') => ('\t', 2),
        Some('r') => ('\r', 2),
        Some('b') => ('\u{8}', 2),
        Some('f') => ('\u{c}', 2),
        Some(c @ ('"' | '\\' | '/')) => (c, 2),
        Some('u') => {
            let unit = |from: usize| {
                escape.get(from..from + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok())
            };
            match unit(2) {
                Some(high @ 0xd800..=0xdbff) if escape.get(6..8) == Some("\\u") => match unit(8) {
                    Some(low @ 0xdc00..=0xdfff) => {
                        let code = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        (char::from_u32(code).unwrap_or('\u{fffd}'), 12)
                    }
                    _ => ('\u{fffd}', 6),
                },
                Some(code) => (char::from_u32(code).unwrap_or('\u{fffd}'), 6),
                None => ('\u{fffd}', 2),
            }
        }
        Some(c) => ('\u{fffd}', 1 + c.len_utf8()),
        None => ('\u{fffd}', 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn events(text: &str) -> Result<Vec<Event>, JsonError> {
        Events::new(text).collect()
    }

    #[test]
    fn events_know_their_places() {
        let text = r#"[{"type": "text", "page": 1.5e3}, []]"#;
        let found = events(text).unwrap();
        let strings: Vec<&str> = found
            .iter()
            .filter_map(|e| match e {
                Event::Key(s) | Event::String(s) | Event::Scalar(s) => Some(s.of(text)),
                _ => None,
            })
            .collect();
        assert_eq!(strings, ["type", "text", "page", "1.5e3"]);
        assert_eq!(found.first(), Some(&Event::BeginArray));
        assert_eq!(found.last(), Some(&Event::EndArray));
    }

    #[test]
    fn escapes_are_undone_and_mapped() {
        let text = r#""摘\u8981\n\ud83d\ude00\"x""#;
        let inner = unescape(text, Span::new(1, text.len() - 1));
        assert_eq!(inner.as_str(), "摘要\n😀\"x");
        let at = inner.as_str().find('要').unwrap();
        assert_eq!(inner.source_span(Span::new(at, at + 3)).of(text), r"\u8981");
        let at = inner.as_str().find('x').unwrap();
        assert_eq!(inner.source_span(Span::new(at, at + 1)).of(text), "x");
    }

    #[test]
    fn faults_are_placed() {
        assert_eq!(events("[1,]").unwrap_err().at, 3);
        assert_eq!(events("{\"a\" 1}").unwrap_err().reason, "a colon is missing");
        assert_eq!(events("[\"a").unwrap_err().reason, "a string is not closed");
        assert_eq!(events(&"[".repeat(10_000)).unwrap_err().reason, "it is nested too deeply");
        assert_eq!(events("[] x").unwrap_err().reason, "something stands after its end");
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "\\PC*") {
            let _ = events(&text);
            let _ = unescape(&text, Span::new(0, text.len()));
        }

        #[test]
        fn what_serde_writes_is_read(strings in proptest::collection::vec(".*", 0..8)) {
            let text = serde_json::to_string(&strings).unwrap();
            let found: Vec<String> = events(&text)
                .unwrap()
                .iter()
                .filter_map(|e| match e {
                    Event::String(s) => Some(unescape(&text, *s).as_str().to_owned()),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(found, strings);
        }
    }
}
