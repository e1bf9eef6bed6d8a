//! A memory's units as rows: CSV, XLSX, JSON Lines.

use std::io::Write;

use serde::Serialize;

use super::{ExportError, cells::flags, cells::line, cells::shape};
use crate::{
    domain::{TranslationUnit, UnitHistory, UnitId},
    format::{
        csv::{Cell, CsvWriter},
        xlsx::{Column, XlsxWriter},
    },
};

/// Version of the lines of `memory export --format jsonl`.
pub const MEMORY_JSONL_SCHEMA: u32 = 1;

/// The columns of a memory's table, in order.
pub const MEMORY_ROW_COLUMNS: [&str; 25] = [
    "zh",
    "en",
    "status",
    "part",
    "relation",
    "probability",
    "flags",
    "journal",
    "date",
    "file",
    "article",
    "zh_first_line",
    "zh_last_line",
    "en_first_line",
    "en_last_line",
    "zh_tag",
    "en_tag",
    "zh_printed",
    "shape",
    "tool",
    "tuid",
    "created",
    "created_by",
    "changed",
    "changed_by",
];

fn with_row<R>(
    unit: &TranslationUnit,
    history: &UnitHistory,
    f: impl FnOnce(&[Cell<'_>]) -> R,
) -> R {
    let text = Cell::Text;
    let place = &unit.place;
    f(&[
        text(&unit.zh),
        text(&unit.en),
        text(history.status.name()),
        text(unit.part.name()),
        text(unit.relation.name()),
        Cell::Number(unit.probability, 4),
        text(&flags(&unit.flags)),
        text(&history.journal),
        text(&history.date),
        text(&place.file),
        text(&place.article),
        line(place.zh_lines.first),
        line(place.zh_lines.last),
        line(place.en_lines.first),
        line(place.en_lines.last),
        text(&history.zh_tag),
        text(&history.en_tag),
        text(unit.zh_printed.as_deref().unwrap_or_default()),
        text(&shape(&unit.shape)),
        text(&history.tool),
        text(history.carried.as_deref().map_or("", |c| &c.tuid)),
        text(&history.created.date),
        text(&history.created.by),
        text(&history.changed.date),
        text(&history.changed.by),
    ])
}

/// A memory's units as CSV.
#[derive(Debug)]
pub struct MemoryRowsCsv<'w>(CsvWriter<'w>);

impl<'w> MemoryRowsCsv<'w> {
    /// Begins a file.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write) -> Result<Self, ExportError> {
        Ok(Self(CsvWriter::new(writer, &MEMORY_ROW_COLUMNS)?))
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// The writer's.
    pub fn unit(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<(), ExportError> {
        Ok(with_row(unit, history, |cells| self.0.row(cells))?)
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> Result<(), ExportError> {
        Ok(self.0.finish()?)
    }
}

/// A memory's units as a spreadsheet.
#[derive(Debug)]
pub struct MemoryRowsXlsx<'w>(XlsxWriter<'w, 'static>);

impl<'w> MemoryRowsXlsx<'w> {
    /// Begins a file.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write) -> Result<Self, ExportError> {
        let columns = MEMORY_ROW_COLUMNS.map(|title| Column {
            title,
            width: match title {
                "zh" | "en" => 60,
                "zh_printed" => 30,
                "file" | "article" | "journal" => 20,
                _ => 12,
            },
            choices: if title == "status" { &["draft", "approved", "rejected"] } else { &[] },
        });
        Ok(Self(XlsxWriter::new(writer, "memory", &columns)?))
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// The writer's.
    pub fn unit(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<(), ExportError> {
        Ok(with_row(unit, history, |cells| self.0.row(cells))?)
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> Result<(), ExportError> {
        Ok(self.0.finish()?)
    }
}

/// Writes a unit as a line of JSON: all that the memory knows of it.
///
/// # Errors
/// The writer's.
pub fn memory_jsonl(
    writer: &mut dyn Write,
    id: UnitId,
    unit: &TranslationUnit,
    history: &UnitHistory,
) -> Result<(), ExportError> {
    #[derive(Serialize)]
    struct Line<'u> {
        schema: u32,
        id: UnitId,
        #[serde(flatten)]
        unit: &'u TranslationUnit,
        #[serde(flatten)]
        history: &'u UnitHistory,
    }
    let line = Line { schema: MEMORY_JSONL_SCHEMA, id, unit, history };
    serde_json::to_writer(&mut *writer, &line)?;
    writer.write_all(b"\n")?;
    Ok(())
}
