//! XLIFF 1.2 and 2.0/2.1: finished segments as units of a memory.

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
    markup::{self, Dialect, Segment},
    notice::{NoticeKind, Notices},
    pieces::{Piece, Pieces},
    walk::{broken, next_piece, tell, tell_encoding},
};
use crate::{
    domain::{CarriedVariant, Remark, Stamp, UnitStatus},
    format::xml_entities::Entities,
};

/// Reads an XLIFF file.
///
/// # Errors
/// It is empty, or no XLIFF file. What is wrong with one unit is told to `sink` and is no error.
pub fn read_xliff(
    source: impl Read,
    encoding: Option<&'static Encoding>,
    sink: &mut dyn Sink,
) -> Result<FileInfo, ExchangeError> {
    let decoded = Decoded::new(source, encoding)?;
    let mut file = File::default();
    tell_encoding(&decoded, sink);
    let mut pieces = Pieces::new(decoded, &["trans-unit", "unit"]);
    let mut number = 0;
    let mut empty = true;
    while let Some(piece) = next_piece(&mut pieces, number, &mut file.closed, sink)? {
        empty = false;
        let line = pieces.line();
        match piece {
            Piece::Between(range) => file.between(pieces.text(&range), line)?,
            Piece::Record(range) => {
                let text = pieces.text(&range);
                let mut context = Context::new(&file.entities, text, line, number + 1);
                let read = file.unit(text, &mut context);
                let records = read.unwrap_or_default();
                number += (records.len() as u64).max(1);
                let first = number - (records.len() as u64).max(1) + 1;
                context.notices.tell(sink);
                sink.bytes(pieces.source.bytes());
                for (nth, record) in records.into_iter().enumerate() {
                    let record = Record { line, number: first + nth as u64, ..record };
                    if sink.record(record, &file.info) == ControlFlow::Break(()) {
                        return Ok(file.info);
                    }
                }
            }
            Piece::Broken(_, how) => {
                number += 1;
                let (rule, message) = broken("unit", how);
                let mut notices = Notices { line, unit: number, ..Notices::default() };
                notices.refuse(rule, message);
                notices.tell(sink);
                file.closed = true;
            }
        }
    }
    if empty {
        return Err(ExchangeError::Empty);
    }
    if !file.rooted {
        return Err(ExchangeError::NoRoot("xliff"));
    }
    if !file.closed {
        let message = "the file ends without </xliff>: units behind the last may be missing";
        tell(sink, NoticeKind::Note, "truncated", pieces.line(), message.to_owned());
    }
    Ok(file.info)
}

/// What is known of the file so far.
#[derive(Debug, Default)]
struct File {
    info: FileInfo,
    entities: Entities,
    rooted: bool,
    closed: bool,
    source: String,
    target: String,
    /// The file that the text is from.
    original: String,
}

impl File {
    fn between(&mut self, text: &str, line: u32) -> Result<(), ExchangeError> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(tag) | Event::Empty(tag) => {
                    let name = tag.local_name().as_ref().to_owned();
                    let value = |name: &str| context::value(&tag, name);
                    if !self.rooted {
                        if name != "xliff" {
                            return Err(ExchangeError::WrongRoot {
                                found: name,
                                wanted: "xliff",
                                line,
                            });
                        }
                        self.rooted = true;
                        self.info.version = value("version");
                        self.languages(&value("srcLang"), &value("trgLang"));
                    } else if name == "file" {
                        self.languages(&value("source-language"), &value("target-language"));
                        self.original = value("original");
                        let tool = value("tool-id");
                        if !tool.is_empty() {
                            self.info.tool = tool;
                        }
                    } else if name == "tool" {
                        let tool = format!("{} {}", value("tool-name"), value("tool-version"));
                        tool.trim().clone_into(&mut self.info.tool);
                    }
                }
                Event::End(tag) => self.closed |= tag.local_name().as_ref() == "xliff",
                Event::DocType(declaration) => self.entities.declare(&declaration),
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(())
    }

    fn languages(&mut self, source: &str, target: &str) {
        for (tag, field) in [(source, &mut self.source), (target, &mut self.target)] {
            if !tag.is_empty() {
                *field = languages::mended(tag).0.into_owned();
            }
        }
        self.info.srclang.clone_from(&self.source);
    }

    /// Reads `<trans-unit>` or `<unit>`: a record for each segment.
    fn unit(&self, text: &str, context: &mut Context<'_>) -> Result<Vec<Record>, Refused> {
        let mut reader = context::reader(text);
        let mut unit = Unit::default();
        let mut path: Vec<String> = Vec::new();
        loop {
            let event = reader.read_event().map_err(|error| {
                context.notices.refuse("malformed", format!("not well-formed: {error}"));
                Refused
            })?;
            match event {
                Event::Start(tag) => {
                    let name = tag.local_name().as_ref().to_owned();
                    if unit.start(&name, &path, &tag, &mut reader, context)? {
                        path.push(name);
                    }
                }
                Event::End(_) => {
                    path.pop();
                }
                Event::Eof => break,
                _ => {}
            }
        }
        Ok(unit.records(self, context))
    }
}

/// A unit being read.
#[derive(Debug, Default)]
struct Unit {
    id: String,
    approved: bool,
    translate: bool,
    notes: Vec<Remark>,
    props: Vec<Remark>,
    /// XLIFF 1.2's segmented source.
    segmented: Vec<(String, Segment)>,
    segments: Vec<Pair>,
}

#[derive(Debug, Default)]
struct Pair {
    id: String,
    state: String,
    source: Option<Segment>,
    target: Option<Segment>,
    /// Segments of the target by `mid`.
    apart: Vec<(String, Segment)>,
}

impl Unit {
    /// Takes a start tag; `false` where all of the element is read.
    fn start(
        &mut self,
        name: &str,
        path: &[String],
        tag: &BytesStart<'_>,
        reader: &mut Reader<&[u8]>,
        context: &mut Context<'_>,
    ) -> Result<bool, Refused> {
        let parent = path.last().map_or("", String::as_str);
        match name {
            "unit" | "trans-unit" if path.is_empty() => {
                self.id = context::value(tag, "id");
                self.approved = context::value(tag, "approved") == "yes";
                self.translate = context::value(tag, "translate") != "no";
                context.notices.tuid.clone_from(&self.id);
                self.segments.push(Pair::default());
                return Ok(true);
            }
            "segment" => {
                let (id, state) = (context::value(tag, "id"), context::value(tag, "state"));
                self.segments.push(Pair { id, state, ..Pair::default() });
                return Ok(true);
            }
            "source" | "target" | "seg-source"
                if matches!(parent, "unit" | "trans-unit" | "segment") =>
            {
                let state = context::value(tag, "state");
                let (segment, apart) = markup::segment(reader, Dialect::Xliff, context)?;
                let Some(pair) = self.segments.last_mut() else { return Ok(false) };
                match name {
                    "source" => pair.source = Some(segment),
                    "seg-source" => self.segmented = apart,
                    _ => {
                        pair.target = Some(segment);
                        pair.apart = apart;
                        if !state.is_empty() {
                            pair.state = state;
                        }
                    }
                }
                return Ok(false);
            }
            "note" => {
                let (segment, _) = markup::segment(reader, Dialect::Xliff, context)?;
                self.notes.push(Remark { attributes: Vec::new(), text: segment.text });
                return Ok(false);
            }
            "meta" => {
                let kind = context::value(tag, "type");
                let (segment, _) = markup::segment(reader, Dialect::Xliff, context)?;
                let kind = vec![("type".to_owned(), format!("x-{kind}"))];
                self.props.push(Remark { attributes: kind, text: segment.text });
                return Ok(false);
            }
            "alt-trans" | "ignorable" | "matches" | "originalData" => {}
            _ => return Ok(true),
        }
        reader.read_to_end(tag.name()).map_err(|error| {
            context.notices.refuse("malformed", format!("not well-formed: {error}"));
            Refused
        })?;
        Ok(false)
    }

    fn records(self, file: &File, context: &mut Context<'_>) -> Vec<Record> {
        let mut found = Vec::new();
        let mut waiting = 0;
        for pair in self.segments {
            let Some(source) = pair.source else { continue };
            let target = pair.target.filter(|t| !t.text.trim().is_empty());
            let Some(target) = target else {
                waiting += 1;
                continue;
            };
            let state = pair.state;
            if matches!(state.as_str(), "initial" | "new" | "needs-translation") {
                waiting += 1;
                continue;
            }
            let status =
                if self.approved || matches!(state.as_str(), "final" | "signed-off" | "reviewed") {
                    Some(UnitStatus::Approved)
                } else if state.is_empty() {
                    None
                } else {
                    Some(UnitStatus::Draft)
                };
            let mut push = |id: String, source: Segment, target: Segment| {
                let variant = |lang: &str, segment: Segment| Variant {
                    lang: lang.to_owned(),
                    text: segment.text,
                    carried: CarriedVariant { markup: segment.markup, ..CarriedVariant::default() },
                };
                found.push(Record {
                    tuid: id,
                    srclang: file.source.clone(),
                    created: Stamp::default(),
                    props: self.props.clone(),
                    notes: self.notes.clone(),
                    variants: vec![variant(&file.source, source), variant(&file.target, target)],
                    status,
                    original: file.original.clone(),
                    ..Record::default()
                });
            };
            let name = |part: &str| {
                if part.is_empty() { self.id.clone() } else { format!("{}/{part}", self.id) }
            };
            // Segments by number, as Trados writes them; else the unit as one.
            let mut by_number = 0;
            for (mid, target) in pair.apart {
                let source = self.segmented.iter().find(|(known, _)| *known == mid);
                if let Some((_, source)) = source.filter(|_| !target.text.trim().is_empty()) {
                    by_number += 1;
                    push(name(&mid), source.clone(), target);
                }
            }
            if by_number == 0 {
                push(name(&pair.id), source, target);
            }
        }
        if waiting > 0 {
            context.notices.add(
                NoticeKind::Note,
                "untranslated",
                format!("segments without a finished translation were left out: {waiting}"),
            );
        }
        found
    }
}
