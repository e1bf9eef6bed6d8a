//! TMX 1.1 to 1.4b, levels 1 and 2, as tools write it rather than as its DTD would have it.

mod record;

use std::{
    io::Read,
    ops::{ControlFlow, Range},
};

use encoding_rs::Encoding;
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use record::{cut_out, empty_record, record_from};

use super::{
    ExchangeError, FileInfo, Sink,
    context::{self, Context},
    decode::Decoded,
    notice::{NoticeKind, Notices},
    pieces::{Ahead, Break, MAX_RECORD_BYTES, Piece, Pieces},
    walk::{broken, next_piece, tell, tell_encoding},
};
use crate::format::xml_entities::Entities;

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
        if let Some(ahead) = pieces.ahead().filter(|_| file.body) {
            let stretch = file.stretch(ahead, number, sink);
            if stretch.units > 0 {
                number += stretch.units;
                pieces.pass(stretch.end, stretch.line, stretch.next_line);
                sink.bytes(pieces.source.bytes());
                if stretch.is_stopped {
                    return Ok(file.info);
                }
                continue;
            }
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
                let read = cut_out(text, line, number, &mut context);
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
    /// Reads records where they stand, up to the first of which something needs to be said. `before`
    /// is how many units came before.
    fn stretch(&self, ahead: Ahead<'_>, before: u64, sink: &mut dyn Sink) -> Stretch {
        let Ahead { text, from, mut line, is_clean } = ahead;
        let mut reader = context::reader(text);
        let mut stretch = Stretch { units: 0, end: from, line, next_line: line, is_stopped: false };
        // Up to where lines are counted.
        let mut counted = 0;
        loop {
            let at = reader.buffer_position() as usize;
            let tag = match reader.read_event() {
                Ok(Event::Text(words)) if words.trim_ascii().is_empty() => continue,
                Ok(Event::Start(tag)) if tag.name().as_ref() == "tu" => tag,
                _ => return stretch,
            };
            // The line at which this record begins; below, that at which the next may.
            let first = line.saturating_add(newlines(text, counted..at));
            let number = before + stretch.units + 1;
            let mut context = Context::known(&self.entities, is_clean, first, number);
            let mut record = empty_record(first, number);
            let ended = record_from(&tag, &mut reader, &mut record, &mut context);
            let end = reader.buffer_position() as usize;
            let is_whole = ended == Ok(true) && context.notices.list.is_empty();
            if !is_whole || end - at > MAX_RECORD_BYTES {
                return stretch;
            }
            line = first.saturating_add(newlines(text, at..end));
            counted = end;
            stretch = Stretch {
                units: stretch.units + 1,
                end: from + end,
                line: first,
                next_line: line,
                is_stopped: sink.record(record, &self.info) == ControlFlow::Break(()),
            };
            if stretch.is_stopped {
                return stretch;
            }
        }
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
            let here = || line + newlines(text, 0..at);
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

/// Records that were read where they stand.
struct Stretch {
    /// How many.
    units: u64,
    /// Where the last ends, as [`Ahead::from`] counts.
    end: usize,
    /// The line at which the last begins.
    line: u32,
    /// The line at which it ends.
    next_line: u32,
    /// The sink wants no more.
    is_stopped: bool,
}

fn newlines(text: &str, range: Range<usize>) -> u32 {
    let bytes = text.as_bytes().get(range).unwrap_or_default();
    memchr::memchr_iter(b'\n', bytes).count() as u32
}
