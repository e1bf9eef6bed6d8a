//! Texts with inline elements: as plain text for matching, and as they stood for the way back.
//!
//! The elements are kept as TMX has them (`bpt ept ph it hi ut sub`; TMX 1.4b, 3.2). What XLIFF puts
//! around text (`g`, `pc`) becomes a pair of `bpt` and `ept`, and what stands for a thing (`x`, `ph`)
//! a `ph`, each with the original tag as its code: nothing of it is lost.

use std::fmt::Write as _;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    context::{Context, Refused},
    inline::INLINE,
};
use crate::{
    domain::Attribute,
    format::xml::{push_attribute, push_text},
};

/// The deepest nesting of inline elements that is read.
const MAX_DEPTH: usize = 32;

/// A text with what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Segment {
    /// The text without inline elements.
    pub text: String,
    /// The text with them, as XML; empty where there are none.
    pub markup: String,
}

/// Whose inline elements these are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// TMX.
    Tmx,
    /// XLIFF 1.2 and 2.
    Xliff,
}

/// What an open element is.
enum Open {
    /// It is written as it is: its name, and whether its text is code.
    Kept { code: bool },
    /// It is a pair of codes in the text, with this number.
    Pair { number: u32 },
    /// It is code; its tags are written as text.
    Code,
    /// Its tags are dropped.
    Dropped,
    /// A segment of its own in the text (`mrk` of type `seg`): its number, and what stood before.
    Apart { mid: String, before: Segment },
}

/// What is read of a text.
struct Work<'w, 'c> {
    dialect: Dialect,
    context: &'w mut Context<'c>,
    out: Segment,
    open: Vec<Open>,
    /// How many of the open elements hold code.
    code: usize,
    pairs: u32,
    apart: Vec<(String, Segment)>,
}

/// Reads the text up to the end tag of the element that is open. Gives the segments that stand apart
/// in it (XLIFF 1.2's `mrk` of type `seg`) as well, by their `mid`.
pub(super) fn segment(
    reader: &mut Reader<&[u8]>,
    dialect: Dialect,
    context: &mut Context<'_>,
) -> Result<(Segment, Vec<(String, Segment)>), Refused> {
    let mut work = Work {
        dialect,
        context,
        out: Segment::default(),
        open: Vec::new(),
        code: 0,
        pairs: 0,
        apart: Vec::new(),
    };
    loop {
        let event = reader.read_event().map_err(|error| {
            work.context.notices.refuse("malformed", format!("not well-formed: {error}"));
            Refused
        })?;
        match event {
            Event::Text(text) => work.text(&text),
            Event::CData(text) => work.text(&text),
            Event::GeneralRef(name) => {
                let mut text = String::new();
                work.context.push_reference(&name, &mut text)?;
                work.push(&text);
            }
            Event::Start(tag) => work.start(&tag)?,
            Event::Empty(tag) => {
                work.start(&tag)?;
                work.end(tag.name().as_ref());
            }
            Event::End(_) if work.open.is_empty() => return Ok((work.out, work.apart)),
            Event::End(tag) => work.end(tag.name().as_ref()),
            Event::Eof => {
                work.context.notices.refuse("malformed", "the unit ends within a segment");
                return Err(Refused);
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
        }
    }
}

impl Work<'_, '_> {
    fn text(&mut self, raw: &str) {
        if self.code == 0 && self.out.markup.is_empty() {
            self.context.push_raw(raw, &mut self.out.text);
            return;
        }
        let mut text = String::new();
        self.context.push_raw(raw, &mut text);
        self.push(&text);
    }

    /// Appends text, references undone.
    fn push(&mut self, text: &str) {
        if self.code == 0 {
            self.out.text.push_str(text);
        }
        if self.code > 0 || !self.out.markup.is_empty() {
            push_text(&mut self.out.markup, text);
        }
    }

    /// From here on the text is kept with its elements.
    fn begin_markup(&mut self) {
        if self.out.markup.is_empty() {
            push_text(&mut self.out.markup, &self.out.text);
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Refused> {
        if self.open.len() >= MAX_DEPTH {
            self.context.notices.refuse(
                "deep-nesting",
                format!("elements are nested more than {MAX_DEPTH} deep in a segment"),
            );
            return Err(Refused);
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let attributes = self.context.attributes(tag)?;
        let opened = match self.dialect {
            Dialect::Tmx => self.start_tmx(name, attributes),
            Dialect::Xliff => self.start_xliff(name, &attributes),
        };
        self.open.push(opened);
        Ok(())
    }

    fn start_tmx(&mut self, name: &str, attributes: Vec<Attribute>) -> Open {
        let in_code = matches!(self.open.last(), Some(Open::Kept { code: true }));
        let Some(known) =
            INLINE.iter().find(|known| known.name == name && known.in_code == in_code)
        else {
            self.context.notices.repair(
                "unknown-element",
                format!("<{name}> has no place in a segment; its text was kept, its tags not"),
            );
            return Open::Dropped;
        };
        self.begin_markup();
        let mut attributes = attributes;
        attributes.retain(|(name, _)| {
            let kept = known.attributes.contains(&name.as_str());
            if !kept {
                self.context.notices.repair(
                    "unknown-attribute",
                    format!("<{}> has no attribute {name} in TMX; it was dropped", known.name),
                );
            }
            kept
        });
        if let Some((required, instead)) = known.required
            && !attributes.iter().any(|(name, _)| name == required)
        {
            self.pairs += 1;
            let value =
                if instead.is_empty() { self.pairs.to_string() } else { instead.to_owned() };
            self.context.notices.repair(
                "missing-attribute",
                format!("<{name}> lacks {required}; {required}=\"{value}\" was put in"),
            );
            attributes.push((required.to_owned(), value));
        }
        push_tag(&mut self.out.markup, name, &attributes);
        self.code += usize::from(known.code);
        Open::Kept { code: known.code }
    }

    fn start_xliff(&mut self, name: &str, attributes: &[Attribute]) -> Open {
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map_or("", |(_, value)| value.as_str())
        };
        if name == "mrk" && value("mtype") == "seg" && self.code == 0 {
            let before = std::mem::take(&mut self.out);
            return Open::Apart { mid: value("mid").to_owned(), before };
        }
        if name == "cp" {
            self.context.control();
            return Open::Dropped;
        }
        let mut original = String::new();
        push_tag(&mut original, name, attributes);
        self.begin_markup();
        if matches!(name, "g" | "pc" | "mrk") && self.code == 0 {
            self.pairs += 1;
            let number = self.pairs;
            let _ = write!(self.out.markup, "<bpt i=\"{number}\">");
            push_text(&mut self.out.markup, &original);
            self.out.markup.push_str("</bpt>");
            return Open::Pair { number };
        }
        if self.code == 0 {
            self.out.markup.push_str("<ph>");
        }
        push_text(&mut self.out.markup, &original);
        self.code += 1;
        Open::Code
    }

    fn end(&mut self, name: &str) {
        match self.open.pop() {
            Some(Open::Kept { code }) => {
                self.code -= usize::from(code);
                self.out.markup.push_str("</");
                self.out.markup.push_str(name);
                self.out.markup.push('>');
            }
            Some(Open::Pair { number }) => {
                let _ = write!(self.out.markup, "<ept i=\"{number}\">&lt;/{name}&gt;</ept>");
            }
            Some(Open::Code) => {
                self.code -= 1;
                let _ = write!(self.out.markup, "&lt;/{name}&gt;");
                if self.code == 0 {
                    self.out.markup.push_str("</ph>");
                }
            }
            Some(Open::Apart { mid, before }) => {
                let inner = std::mem::replace(&mut self.out, before);
                self.out.text.push_str(&inner.text);
                if !self.out.markup.is_empty() || !inner.markup.is_empty() {
                    if self.out.markup.is_empty() {
                        // `text` holds the inner text already.
                        let outer = self.out.text.len() - inner.text.len();
                        let outer = self.out.text.get(..outer).unwrap_or_default().to_owned();
                        push_text(&mut self.out.markup, &outer);
                    }
                    if inner.markup.is_empty() {
                        push_text(&mut self.out.markup, &inner.text);
                    } else {
                        self.out.markup.push_str(&inner.markup);
                    }
                }
                self.apart.push((mid, inner));
            }
            Some(Open::Dropped) | None => {}
        }
    }
}

fn push_tag(out: &mut String, name: &str, attributes: &[Attribute]) {
    out.push('<');
    out.push_str(name);
    for (name, value) in attributes {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_attribute(out, value);
        out.push('"');
    }
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::{super::context::reader, *};
    use crate::format::xml_entities::Entities;

    /// A text, its segments by number, the rules that were told.
    type Read = (Segment, Vec<(String, Segment)>, Vec<&'static str>);

    fn read(dialect: Dialect, inside: &str) -> Result<Read, Vec<&'static str>> {
        let entities = Entities::default();
        let text = format!("<seg>{inside}</seg>");
        let mut context = Context::new(&entities, &text, 1, 1);
        let mut reader = reader(&text);
        reader.read_event().unwrap();
        let result = segment(&mut reader, dialect, &mut context);
        let rules = context.notices.list.iter().map(|n| n.rule).collect();
        match result {
            Ok((segment, apart)) => Ok((segment, apart, rules)),
            Err(Refused) => Err(rules),
        }
    }

    fn both(dialect: Dialect, inside: &str) -> (String, String) {
        let (segment, ..) = read(dialect, inside).unwrap();
        (segment.text, segment.markup)
    }

    #[test]
    fn code_is_no_text_and_highlights_are() {
        let same = |inside: &str, text: &str| {
            assert_eq!(both(Dialect::Tmx, inside), (text.to_owned(), inside.to_owned()));
        };
        same(
            "a <bpt i=\"1\" x=\"2\">&lt;b&gt;</bpt>b<ept i=\"1\">&lt;/b&gt;</ept> &amp; c",
            "a b & c",
        );
        same("<hi type=\"t\">甲<ph x=\"1\">&lt;br/&gt;</ph></hi>乙", "甲乙");
        same("x<ph>alt=<sub type=\"t\">inside <bpt i=\"1\">q</bpt></sub></ph>y", "xy");
        assert_eq!(
            both(Dialect::Tmx, "a &lt; b <![CDATA[<c>]]>"),
            ("a < b <c>".to_owned(), String::new())
        );
    }

    #[test]
    fn what_is_wrong_is_mended_and_told() {
        for (inside, text, rule) in [
            ("甲\u{1}乙&#x2;", "甲乙", "control-character"),
            ("A & B", "A & B", ""),
            ("a &foo; b", "a &foo; b", "unknown-entity"),
            ("a<b>c</b>", "ac", "unknown-element"),
            ("a<sub>c</sub>", "ac", "unknown-element"),
            ("a<ph foo=\"1\"/>c", "ac", "unknown-attribute"),
            ("a<bpt>x</bpt>c", "ac", "missing-attribute"),
        ] {
            let (segment, _, rules) = read(Dialect::Tmx, inside).unwrap();
            assert_eq!(
                (segment.text.as_str(), rules.first().copied().unwrap_or("")),
                (text, rule),
                "{inside}"
            );
        }
        let deep = format!("{}x{}", "<hi>".repeat(100), "</hi>".repeat(100));
        assert_eq!(read(Dialect::Tmx, &deep).unwrap_err(), ["deep-nesting"]);
        assert_eq!(read(Dialect::Tmx, "<hi>a</ph>").unwrap_err(), ["malformed"]);
        assert_eq!(read(Dialect::Tmx, "<ph x=1>a</ph>").unwrap_err(), ["malformed"]);
    }

    #[test]
    fn what_xliff_writes_becomes_codes() {
        assert_eq!(
            both(Dialect::Xliff, "a<g id=\"1\">b</g><x id=\"2\"/>c"),
            (
                "abc".to_owned(),
                "a<bpt i=\"1\">&lt;g id=\"1\"&gt;</bpt>b<ept i=\"1\">&lt;/g&gt;</ept>\
                 <ph>&lt;x id=\"2\"&gt;&lt;/x&gt;</ph>c"
                    .to_owned()
            )
        );
        let (segment, apart, _) = read(
            Dialect::Xliff,
            "<mrk mtype=\"seg\" mid=\"0\">甲。</mrk> <mrk mtype=\"seg\" mid=\"1\">乙<x id=\"1\"/>。</mrk>",
        )
        .unwrap();
        assert_eq!(segment.text, "甲。 乙。");
        let texts: Vec<_> = apart.iter().map(|(mid, s)| (mid.as_str(), s.text.as_str())).collect();
        assert_eq!(texts, [("0", "甲。"), ("1", "乙。")]);
    }
}
