//! What every TMX file that is written has: its head and end, its properties, and a buffer before the
//! writer.

use std::io::Write;

use crate::format::xml::{push_attribute, push_text};

use super::ExportError;

/// Bytes that are gathered before the writer is called.
const CHUNK_BYTES: usize = 64 * 1024;

/// A TMX file being written.
pub(super) struct TmxFile<'w> {
    writer: &'w mut dyn Write,
    buffer: String,
}

impl<'w> TmxFile<'w> {
    /// Begins a file whose source language is `tag`.
    ///
    /// There is no document type declaration: parsers that do not know `tmx14.dtd` would look for
    /// it beside the file and fail. There is no date: the same units give the same file.
    pub(super) fn new(writer: &'w mut dyn Write, tag: &str) -> Self {
        let mut buffer = String::with_capacity(CHUNK_BYTES + 4096);
        buffer.push_str(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n",
            "  <header creationtool=\"duizhao\" creationtoolversion=\"",
            env!("CARGO_PKG_VERSION"),
            "\" segtype=\"sentence\" o-tmf=\"duizhao\" adminlang=\"en-US\" srclang=\""
        ));
        push_attribute(&mut buffer, tag);
        buffer.push_str("\" datatype=\"plaintext\"/>\n  <body>\n");
        Self { writer, buffer }
    }

    /// Where units are written to.
    pub(super) fn body(&mut self) -> &mut String {
        &mut self.buffer
    }

    /// Hands over what is gathered, where it is much.
    pub(super) fn hand_over(&mut self) -> Result<(), ExportError> {
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the end of the file.
    pub(super) fn finish(mut self) -> Result<(), ExportError> {
        self.buffer.push_str("  </body>\n</tmx>\n");
        self.flush()?;
        self.writer.flush()?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        self.writer.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}

/// The name that units of articles have (`tuid`): the head of their digest.
pub(super) fn push_hex(out: &mut String, digest: [u8; 16]) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    for byte in digest.iter().take(8) {
        for nibble in [byte >> 4, byte & 15] {
            out.extend(HEX.get(usize::from(nibble)).map(|b| char::from(*b)));
        }
    }
}

/// A property; none where it has no value.
pub(super) fn prop(out: &mut String, name: &str, value: &str) {
    if value.is_empty() {
        return;
    }
    out.push_str("      <prop type=\"x-");
    out.push_str(name);
    out.push_str("\">");
    push_text(out, value);
    out.push_str("</prop>\n");
}
