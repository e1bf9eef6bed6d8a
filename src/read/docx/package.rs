//! The ZIP package of an Office document, its parts read piece by piece and never beyond a bound.

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::super::ReadError;

/// What a part may unpack to, however small the file is.
const MIN_ALLOWED_BYTES: u64 = 4_000_000;

/// Beyond that, how many times as large as the whole file. `WordprocessingML` packs about 10 to 1,
/// with much repeated formatting 30 to 1.
const MAX_RATIO: u64 = 100;

/// How many parts are looked at: a document with pictures has some hundred.
const MAX_PARTS: usize = 100_000;

/// An open package.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    allowed_bytes: u64,
}

/// The part of that name in the folder of the main part.
pub(super) fn beside(main: &str, name: &str) -> String {
    match main.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{name}.xml"),
        None => format!("{name}.xml"),
    }
}

/// A damaged document.
pub(super) fn damaged(reason: String) -> ReadError {
    ReadError::Malformed { format: "DOCX", line: None, reason }
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        let archive = ZipArchive::new(Cursor::new(bytes))
            .map_err(|error| damaged(format!("the ZIP package cannot be opened ({error})")))?;
        if archive.len() > MAX_PARTS {
            return Err(ReadError::Bomb {
                kind: "ZIP",
                reason: format!("the package has {} parts", archive.len()),
                line: None,
            });
        }
        let allowed_bytes = MIN_ALLOWED_BYTES.max(bytes.len() as u64 * MAX_RATIO);
        Ok(Self { archive, allowed_bytes })
    }

    /// The name of the main part: what the package's relations say, or the usual name.
    pub(super) fn main_part(&mut self) -> String {
        const USUAL: &str = "word/document.xml";
        let mut found = None;
        // A package without readable relations still has its main part where all have it.
        let _ = self.events("_rels/.rels", |event| {
            if let Event::Start(start) | Event::Empty(start) = event
                && start.local_name().as_ref() == "Relationship"
                && attribute(start, "Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                found = attribute(start, "Target");
            }
            Ok(())
        });
        found
            .map(|name| name.trim_start_matches('/').to_owned())
            .filter(|name| self.archive.index_for_name(name).is_some())
            .unwrap_or_else(|| USUAL.to_owned())
    }

    /// Calls `take` with each XML event of a part. `None` where there is no such part.
    pub(super) fn events(
        &mut self,
        name: &str,
        mut take: impl FnMut(&Event<'_>) -> Result<(), ReadError>,
    ) -> Result<Option<()>, ReadError> {
        let allowed = self.allowed_bytes;
        let Some(index) = self.archive.index_for_name(name) else { return Ok(None) };
        let part = self.archive.by_index(index).map_err(|error| {
            let reason = error.to_string();
            if reason.to_lowercase().contains("password") {
                ReadError::Locked { format: "DOCX" }
            } else {
                damaged(format!("{name} cannot be unpacked ({reason})"))
            }
        })?;
        let mut bounded = Bounded { inner: part, left: allowed, burst: false };
        let outcome = parse(BufReader::new(&mut bounded), name, &mut take);
        if bounded.burst {
            return Err(ReadError::Bomb {
                kind: "ZIP",
                reason: format!(
                    "{name} unpacks to more than {} MB, which a file of this size never does",
                    allowed / 1_000_000
                ),
                line: None,
            });
        }
        outcome.map(Some)
    }
}

fn parse(
    input: impl BufRead,
    name: &str,
    take: &mut impl FnMut(&Event<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| damaged(format!("{name} is no XML ({error})")))?;
        match event {
            Event::Eof if depth > 0 => return Err(damaged(format!("{name} ends too early"))),
            Event::Eof => return Ok(()),
            Event::Start(_) if depth >= MAX_DEPTH => {
                return Err(ReadError::Bomb {
                    kind: "XML",
                    reason: format!("elements of {name} are nested more than {MAX_DEPTH} deep"),
                    line: None,
                });
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        take(&event)?;
    }
}

/// The deepest nesting of elements: tables in tables in text boxes stay below 100.
const MAX_DEPTH: usize = 1000;

/// A reader that stops at a bound, and remembers that it did.
struct Bounded<R> {
    inner: R,
    left: u64,
    burst: bool,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.left == 0 {
            self.burst = true;
            return Err(std::io::Error::other("too large"));
        }
        let room = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.inner.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left -= read as u64;
        Ok(read)
    }
}

/// The value of the attribute with this local name.
pub(super) fn attribute(start: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}
