//! `glossary.xlsx` and `memory.xlsx`: the tables of `glossary.csv` and `memory.csv` as a spreadsheet
//! that needs no import, for editors.

use std::{borrow::Borrow, io::Write};

use crate::{
    domain::{TermEntry, TranslationUnit},
    format::xlsx::{Column, XlsxWriter},
};

use super::{
    ExportError, UnitExporter,
    admission::{MemoryOptions, Seen, Tally},
    glossary::{self, GLOSSARY_COLUMNS},
    memory_csv::{self, MEMORY_COLUMNS},
};

/// What the decision column offers: the words of [`TermVerdict`](crate::domain::TermVerdict).
const VERDICTS: [&str; 3] = ["approved", "edited", "rejected"];

/// Widths in characters by column name; others are narrow.
fn width(title: &str) -> u16 {
    match title {
        "zh_quote" | "en_quote" | "all_evidence" => 60,
        "against" | "renderings" | "zh_printed" | "comment" => 30,
        "file" | "article" | "evidence" | "zh_also" | "en_also" => 20,
        _ => 12,
    }
}

/// Writes `glossary.xlsx`: the columns of `glossary.csv`, with a list to choose the decision from.
///
/// # Errors
/// The writer's.
pub fn glossary_xlsx<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    entries: impl IntoIterator<Item = E>,
) -> Result<(), ExportError> {
    let columns = GLOSSARY_COLUMNS.map(|title| Column {
        title,
        width: if matches!(title, "zh" | "en") { 30 } else { width(title) },
        choices: if title == "decision" { &VERDICTS } else { &[] },
    });
    let mut xlsx = XlsxWriter::new(writer, "glossary", &columns)?;
    for entry in entries {
        glossary::with_row(entry.borrow(), |cells| xlsx.row(cells))?;
    }
    xlsx.finish()?;
    Ok(())
}

/// A `memory.xlsx` being written: what [`MemoryCsv`](super::MemoryCsv) writes, as a spreadsheet.
#[derive(Debug)]
pub struct MemoryXlsx<'w> {
    xlsx: XlsxWriter<'w, 'static>,
    options: MemoryOptions,
    seen: Seen<'w>,
    tally: Tally,
}

impl<'w> MemoryXlsx<'w> {
    /// Begins a file. `options` should be those of the TMX beside it.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write, options: &MemoryOptions) -> Result<Self, ExportError> {
        let columns = MEMORY_COLUMNS.map(|title| Column {
            title,
            width: if matches!(title, "zh" | "en") { 60 } else { width(title) },
            choices: &[],
        });
        Ok(Self {
            xlsx: XlsxWriter::new(writer, "memory", &columns)?,
            options: options.clone(),
            seen: Seen::default(),
            tally: Tally::default(),
        })
    }
}

impl UnitExporter for MemoryXlsx<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<(), ExportError> {
        if memory_csv::is_repeat(unit, &self.options, &mut self.seen, &mut self.tally) {
            return Ok(());
        }
        memory_csv::with_row(unit, &self.options, |cells| self.xlsx.row(cells))?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Tally, ExportError> {
        let tally = self.tally;
        self.xlsx.finish()?;
        Ok(tally)
    }
}
