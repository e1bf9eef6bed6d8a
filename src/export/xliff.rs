//! XLIFF 2.1 (OASIS, 2018) of translation units, with their history in the metadata module.

use std::{fmt::Write as _, io::Write};

use crate::{
    domain::{TranslationUnit, UnitHistory, UnitStatus},
    format::{
        csv::decimal,
        xml::{is_xml_char, push_attribute, push_text},
    },
};

use super::{
    ExportError, UnitExporter,
    admission::{Duplicates, MemoryOptions, Refusal, Seen, Tally, digest},
    cells::{flags, lines},
};

/// Bytes that are gathered before the writer is called.
const CHUNK_BYTES: usize = 64 * 1024;

/// An XLIFF file being written. It has one source language, so units of the other script than
/// [`MemoryOptions::script`] are left out.
pub struct Xliff<'w> {
    writer: &'w mut dyn Write,
    options: MemoryOptions,
    seen: Seen<'w>,
    tally: Tally,
    buffer: String,
    /// Number and name of the `file` element that is open.
    open: Option<String>,
    files: u64,
}

impl std::fmt::Debug for Xliff<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Xliff").field("options", &self.options).field("tally", &self.tally).finish()
    }
}

impl<'w> Xliff<'w> {
    /// Begins a file.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write, options: &MemoryOptions) -> Result<Self, ExportError> {
        let mut buffer = String::with_capacity(CHUNK_BYTES + 4096);
        buffer.push_str(concat!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
            "<xliff version=\"2.1\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" ",
            "xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\" srcLang=\""
        ));
        push_attribute(&mut buffer, options.zh_tag(options.script));
        buffer.push_str("\" trgLang=\"");
        push_attribute(&mut buffer, &options.en_tag);
        buffer.push_str("\">\n");
        Ok(Self {
            writer,
            options: options.clone(),
            seen: Seen::default(),
            tally: Tally::default(),
            buffer,
            open: None,
            files: 0,
        })
    }

    /// Writes a unit of a memory with its history, or says why it is left out.
    ///
    /// # Errors
    /// The writer's.
    pub fn unit_with(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<Result<(), Refusal>, ExportError> {
        self.write(unit, Some(history))
    }

    fn write(
        &mut self,
        unit: &TranslationUnit,
        history: Option<&UnitHistory>,
    ) -> Result<Result<(), Refusal>, ExportError> {
        let outcome = self.admit(unit, history);
        self.tally.count(outcome);
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(outcome)
    }

    fn admit(
        &mut self,
        unit: &TranslationUnit,
        history: Option<&UnitHistory>,
    ) -> Result<(), Refusal> {
        self.options.admission.judge(unit)?;
        if unit.script != self.options.script {
            return Err(Refusal::Script);
        }
        let (zh, en) = (unit.zh.trim(), unit.en.trim());
        if self.options.duplicates == Duplicates::First && !self.seen.is_new(digest(&[zh, en])) {
            return Err(Refusal::Duplicate);
        }
        self.file_of(&unit.place.file);
        let out = &mut self.buffer;
        out.push_str("    <unit id=\"u");
        out.push_str(&(self.tally.written + 1).to_string());
        out.push_str("\">\n      <mda:metadata>\n        <mda:metaGroup category=\"duizhao\">\n");
        for (name, value) in [
            ("part", unit.part.name()),
            ("relation", unit.relation.name()),
            ("shape", &unit.shape),
            ("score", &decimal(unit.score_nats, 4)),
            ("probability", &decimal(unit.probability, 4)),
            ("flags", &flags(&unit.flags)),
            ("zh-printed", unit.zh_printed.as_deref().unwrap_or_default()),
            ("status", history.map_or("", |h| h.status.name())),
            ("journal", history.map_or("", |h| &h.journal)),
            ("origin", history.map_or("", |h| h.origin.name())),
            ("tool", history.map_or("", |h| &h.tool)),
            ("article", &unit.place.article),
            ("lines-zh", &lines(unit.place.zh_lines)),
            ("lines-en", &lines(unit.place.en_lines)),
        ] {
            if !value.is_empty() {
                out.push_str("          <mda:meta type=\"");
                out.push_str(name);
                out.push_str("\">");
                push_text(out, value);
                out.push_str("</mda:meta>\n");
            }
        }
        out.push_str("        </mda:metaGroup>\n      </mda:metadata>\n      <segment state=\"");
        out.push_str(match history.map(|h| h.status) {
            Some(UnitStatus::Approved) => "reviewed",
            _ => "translated",
        });
        out.push_str("\">\n        <source xml:space=\"preserve\">");
        push_content(out, zh);
        out.push_str("</source>\n        <target xml:space=\"preserve\">");
        push_content(out, en);
        out.push_str("</target>\n      </segment>\n    </unit>\n");
        Ok(())
    }

    /// Opens the `file` element of `name`, unless it is open already.
    fn file_of(&mut self, name: &str) {
        if self.open.as_deref() == Some(name) {
            return;
        }
        self.close_file();
        self.files += 1;
        self.buffer.push_str("  <file id=\"f");
        self.buffer.push_str(&self.files.to_string());
        if !name.is_empty() {
            self.buffer.push_str("\" original=\"");
            push_attribute(&mut self.buffer, name);
        }
        self.buffer.push_str("\">\n");
        self.open = Some(name.to_owned());
    }

    fn close_file(&mut self) {
        if self.open.take().is_some() {
            self.buffer.push_str("  </file>\n");
        }
    }

    fn flush(&mut self) -> Result<(), ExportError> {
        self.writer.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}

/// Text of a segment. A character that XML cannot hold becomes a `cp` element (XLIFF 2.1, 4.2.3.1).
pub(super) fn push_content(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some((at, c)) = rest.char_indices().find(|(_, c)| !is_xml_char(*c)) {
        push_text(out, rest.get(..at).unwrap_or_default());
        let _ = write!(out, "<cp hex=\"{:04X}\"/>", u32::from(c));
        rest = rest.get(at + c.len_utf8()..).unwrap_or_default();
    }
    push_text(out, rest);
}

impl UnitExporter for Xliff<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<(), ExportError> {
        self.write(unit, None).map(drop)
    }

    fn finish(mut self: Box<Self>) -> Result<Tally, ExportError> {
        if self.files == 0 {
            // The schema asks for one file at least, and for one unit or group in it.
            self.buffer.push_str("  <file id=\"f1\">\n    <group id=\"g1\"/>\n  </file>\n");
        }
        self.close_file();
        self.buffer.push_str("</xliff>\n");
        self.flush()?;
        self.writer.flush()?;
        Ok(self.tally)
    }
}
