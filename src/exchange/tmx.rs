//! TMX 1.1 to 1.4b, levels 1 and 2, as tools write it rather than as its DTD would have it.

use std::{io::Read, ops::ControlFlow};

use encoding_rs::Encoding;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    ExchangeError, FileInfo, Record, Sink, Variant,
    context::{self, Context, Refused},
    decode::Decoded,
    languages,
    markup::{self, Dialect},
    notice::{NoticeKind, Notices},
    pieces::{Ahead, Break, MAX_RECORD_BYTES, Piece, Pieces},
    walk::{broken, next_piece, tell, tell_encoding},
};
use crate::{
    domain::{CarriedVariant, Remark},
    format::xml_entities::Entities,
};

/// Reads a TMX file.
///
/// # Errors
/// It is empty, or no TMX file. What is wrong with one unit is told to `sink` and is no error.
pub fn read_tmx(
    source: impl Read,
    encoding: Option<&'static Encoding>,
    sink: &mut dyn Sink,
) -> Result<FileInfo, ExchangeError> {
    let decoded = Decoded::new(source, encoding)?;
    let mut file = File::default();
    tell_encoding(&decoded, sink);
    let mut pieces = Pieces::new(decoded, &["tu"]);
    let mut number = 0;
    let mut between = String::new();
    let mut empty = true;
    loop {
        if file.body
            && let Some((record, end)) = pieces.ahead().and_then(|ahead| file.ahead(ahead, number))
        {
            number += 1;
            pieces.pass(end, record.line);
            sink.bytes(pieces.source.bytes());
            if sink.record(record, &file.info) == ControlFlow::Break(()) {
                return Ok(file.info);
            }
            continue;
        }
        let Some(piece) = next_piece(&mut pieces, number, &mut file.closed, sink)? else { break };
        empty = false;
        let line = pieces.line();
        match piece {
            Piece::Between(range) => {
                between.clear();
                between.push_str(pieces.text(&range));
                file.between(&between, line, sink)?;
            }
            Piece::Record(range) => {
                file.check_root("tmx", line)?;
                number += 1;
                let text = pieces.text(&range);
                let mut context = Context::new(&file.entities, text, line, number);
                let read = record(text, line, number, &mut context).map(|(record, _)| record);
                context.notices.tell(sink);
                sink.bytes(pieces.source.bytes());
                if let Ok(record) = read
                    && sink.record(record, &file.info) == ControlFlow::Break(())
                {
                    return Ok(file.info);
                }
            }
            Piece::Broken(_, how) => {
                file.check_root("tmx", line)?;
                number += 1;
                let (rule, message) = broken("tu", how);
                let mut notices = Notices { line, unit: number, ..Notices::default() };
                notices.refuse(rule, message);
                notices.tell(sink);
                file.closed |= how == Break::End;
            }
        }
    }
    if empty {
        return Err(ExchangeError::Empty);
    }
    file.check_root("tmx", 1)?;
    if !file.closed {
        let message = "the file ends without </tmx>: units behind the last may be missing";
        tell(sink, NoticeKind::Note, "truncated", pieces.line(), message.to_owned());
    }
    Ok(file.info)
}

/// What is known of the file.
#[derive(Debug, Default)]
struct File {
    info: FileInfo,
    entities: Entities,
    /// The root element's name.
    root: Option<String>,
    header: bool,
    body: bool,
    closed: bool,
}

impl File {
    /// Reads a record of which nothing needs to be said, and where it ends; `None` for any other.
    fn ahead(&self, ahead: Ahead<'_>, number: u64) -> Option<(Record, usize)> {
        let Ahead { text, from, line, is_clean } = ahead;
        let mut context = Context::known(&self.entities, is_clean, line, number + 1);
        let (record, end) = record(text, line, number + 1, &mut context).ok()?;
        let end = end.filter(|_| context.notices.list.is_empty())?;
        (end <= MAX_RECORD_BYTES).then_some((record, from + end))
    }

    fn check_root(&mut self, wanted: &'static str, line: u32) -> Result<(), ExchangeError> {
        match &self.root {
            Some(root) if root == wanted => Ok(()),
            Some(root) => Err(ExchangeError::WrongRoot { found: root.clone(), wanted, line }),
            None => Err(ExchangeError::NoRoot(wanted)),
        }
    }

    /// Reads what stands between units: the declaration, the header, ends of elements.
    fn between(&mut self, text: &str, line: u32, sink: &mut dyn Sink) -> Result<(), ExchangeError> {
        if self.root.is_some() && self.body && text.trim().is_empty() {
            return Ok(());
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        loop {
            let at = reader.buffer_position() as usize;
            let here = || {
                let before = text.get(..at).unwrap_or_default();
                line + memchr::memchr_iter(b'\n', before.as_bytes()).count() as u32
            };
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => {
                    let name = tag.local_name().as_ref().to_owned();
                    self.start(&name, &tag, here(), sink)?;
                }
                Ok(Event::End(tag)) => self.closed |= tag.local_name().as_ref() == "tmx",
                Ok(Event::DocType(declaration)) => self.entities.declare(&declaration),
                Ok(Event::Text(words)) if self.body && !words.trim().is_empty() => {
                    let shown: String = words.trim().chars().take(40).collect();
                    let message = format!("text between units was passed over: {shown}");
                    tell(sink, NoticeKind::Note, "stray-text", here(), message);
                }
                Ok(Event::Eof) => return Ok(()),
                Ok(_) => {}
                Err(error) => {
                    let message = format!("what stands between units is not well-formed: {error}");
                    tell(sink, NoticeKind::Note, "malformed", here(), message);
                    return Ok(());
                }
            }
        }
    }

    fn start(
        &mut self,
        name: &str,
        tag: &BytesStart<'_>,
        line: u32,
        sink: &mut dyn Sink,
    ) -> Result<(), ExchangeError> {
        if self.root.is_none() {
            self.root = Some(name.to_owned());
            self.check_root("tmx", line)?;
            self.info.version = context::value(tag, "version");
            let known = ["1.1", "1.2", "1.3", "1.4", "1.4b"];
            if !known.contains(&self.info.version.as_str()) {
                let message =
                    format!("TMX version \"{}\" is not known; read as 1.4", self.info.version);
                tell(sink, NoticeKind::Repair, "version", line, message);
            }
            return Ok(());
        }
        match name {
            "header" => {
                self.header = true;
                self.info.srclang = context::value(tag, "srclang");
                let tool = [
                    context::value(tag, "creationtool"),
                    context::value(tag, "creationtoolversion"),
                ];
                tool.join(" ").trim().clone_into(&mut self.info.tool);
            }
            "body" => {
                self.body = true;
                if !self.header {
                    let message = "the header is missing".to_owned();
                    tell(sink, NoticeKind::Repair, "no-header", line, message);
                }
            }
            "prop" | "note" | "ude" | "map" if !self.body => {}
            _ => {
                let message = format!("<{name}> between units has no place in TMX; passed over");
                tell(sink, NoticeKind::Note, "unknown-element", line, message);
            }
        }
        Ok(())
    }
}

/// Reads `<tu>…</tu>`; gives the record and how many bytes it takes, where its end tag was met.
fn record(
    text: &str,
    line: u32,
    number: u64,
    context: &mut Context<'_>,
) -> Result<(Record, Option<usize>), Refused> {
    let mut reader = context::reader(text);
    let variants = Vec::with_capacity(2);
    let mut record = Record { line, number, variants, ..Record::default() };
    loop {
        match next(&mut reader, context)? {
            Event::Start(tag) if tag.name().as_ref() == "tu" => {
                unit_attributes(&tag, context, &mut record)?;
                break;
            }
            Event::Empty(tag) => {
                unit_attributes(&tag, context, &mut record)?;
                context.notices.refuse("no-variant", "the unit is empty");
                return Err(Refused);
            }
            _ => {}
        }
    }
    loop {
        match next(&mut reader, context)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "tuv" => {
                    let variant = variant(&tag, &mut reader, context)?;
                    record.variants.extend(variant);
                }
                "prop" => {
                    let prop = remark(&tag, &mut reader, context)?;
                    record.props.push(typed(prop, context));
                }
                "note" => record.notes.push(remark(&tag, &mut reader, context)?),
                "tu" => {
                    let (rule, message) = broken("tu", Break::Nested);
                    context.notices.refuse(rule, message);
                    return Err(Refused);
                }
                name => unknown(name, &tag, &mut reader, context)?,
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "tuv" => no_segment(context),
            Event::Text(words) if !words.trim_ascii().is_empty() => {
                context.notices.repair("stray-text", "text outside of segments was dropped");
            }
            Event::End(_) => return Ok((record, usize::try_from(reader.buffer_position()).ok())),
            Event::Eof => return Ok((record, None)),
            _ => {}
        }
    }
}

fn next<'t>(
    reader: &mut Reader<&'t [u8]>,
    context: &mut Context<'_>,
) -> Result<Event<'t>, Refused> {
    reader.read_event().map_err(|error| {
        context.notices.refuse("malformed", format!("not well-formed: {error}"));
        Refused
    })
}

fn unit_attributes(
    tag: &BytesStart<'_>,
    context: &mut Context<'_>,
    record: &mut Record,
) -> Result<(), Refused> {
    context.each_attribute(tag, &mut |name, value| {
        let value = value.into_owned();
        match name {
            "tuid" => record.tuid = value,
            "srclang" => record.srclang = value,
            "creationdate" => record.created.date = value,
            "creationid" => record.created.by = value,
            "changedate" => record.changed.date = value,
            "changeid" => record.changed.by = value,
            _ => record.attributes.push((name.to_owned(), value)),
        }
    })?;
    context.notices.tuid.clone_from(&record.tuid);
    Ok(())
}

fn no_segment(context: &mut Context<'_>) {
    context.notices.repair("no-segment", "a variant has no <seg>; it was left out");
}

/// Reads what stands in `<tuv>`; nothing where it has no segment.
fn variant(
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<Option<Variant>, Refused> {
    let mut variant = Variant::default();
    let mut lang = None;
    let mut plain = None;
    let mut kept = Vec::new();
    context.each_attribute(tag, &mut |name, value| match name {
        "xml:lang" => lang = Some(value),
        // TMX 1.1 and 1.2 have it so.
        "lang" => plain = Some(value),
        _ => kept.push((name.to_owned(), value.into_owned())),
    })?;
    if lang.is_none() && plain.is_some() {
        context.notices.repair("lang-attribute", "lang was read as xml:lang");
    }
    if let Some(lang) = lang.or(plain) {
        let (mended, repaired) = languages::mended(&lang);
        if repaired {
            context.notices.repair(
                "language-tag",
                format!("the language tag {lang:?} was read as {mended:?}"),
            );
        }
        variant.lang = mended.into_owned();
    }
    let mut carried = CarriedVariant { attributes: kept, ..CarriedVariant::default() };
    let mut segment = None;
    loop {
        match next(reader, context)? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "seg" if segment.is_none() => {
                    segment = Some(markup::segment(reader, Dialect::Tmx, context)?.0);
                }
                "seg" => {
                    context
                        .notices
                        .repair("two-segments", "a variant has two <seg>; the first counts");
                    markup::segment(reader, Dialect::Tmx, context)?;
                }
                "prop" => {
                    let prop = remark(&tag, reader, context)?;
                    carried.props.push(typed(prop, context));
                }
                "note" => carried.notes.push(remark(&tag, reader, context)?),
                name => unknown(name, &tag, reader, context)?,
            },
            Event::Empty(tag) if tag.local_name().as_ref() == "seg" => {
                segment = Some(segment.unwrap_or_default());
            }
            Event::End(_) | Event::Eof => break,
            _ => {}
        }
    }
    let Some(segment) = segment else {
        no_segment(context);
        return Ok(None);
    };
    variant.text = segment.text;
    carried.markup = segment.markup;
    variant.carried = carried;
    Ok(Some(variant))
}

/// Reads a `prop` or `note`.
fn remark(
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<Remark, Refused> {
    let mut attributes = context.attributes(tag)?;
    for (name, _) in &mut attributes {
        if name == "lang" {
            "xml:lang".clone_into(name);
        }
    }
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        match next(reader, context)? {
            Event::Text(words) => context.push_raw(&words, &mut text),
            Event::CData(words) => context.push_raw(&words, &mut text),
            Event::GeneralRef(name) => context.push_reference(&name, &mut text)?,
            Event::Start(_) => depth += 1,
            Event::End(_) if depth > 0 => depth -= 1,
            Event::End(_) | Event::Eof => return Ok(Remark { attributes, text }),
            _ => {}
        }
    }
}

/// A property with a type, which the DTD asks for.
fn typed(mut prop: Remark, context: &mut Context<'_>) -> Remark {
    if prop.attribute("type").is_empty() {
        context.notices.repair("prop-without-type", "a <prop> has no type; it was given x-untyped");
        prop.attributes.retain(|(name, _)| name != "type");
        prop.attributes.push(("type".to_owned(), "x-untyped".to_owned()));
    }
    prop
}

/// Passes over an element that TMX does not have here.
fn unknown(
    name: &str,
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<(), Refused> {
    context
        .notices
        .repair("unknown-element", format!("<{name}> has no place here; it was left out"));
    reader.read_to_end(tag.name()).map(drop).map_err(|error| {
        context.notices.refuse("malformed", format!("not well-formed: {error}"));
        Refused
    })
}
