//! `memory.csv`: every unit, in a memory or not, for a spreadsheet.

use std::io::Write;

use crate::{
    domain::TranslationUnit,
    format::csv::{Cell, CsvWriter},
};

use super::{
    ExportError, UnitExporter,
    admission::{Duplicates, MemoryOptions, Refusal, Seen, TableKey, Tally, digest},
    cells::{flags, line, shape},
};

/// The columns of `memory.csv`, in order.
pub const MEMORY_COLUMNS: [&str; 17] = [
    "zh",
    "en",
    "part",
    "relation",
    "shape",
    "score_nats",
    "probability",
    "flags",
    "in_memory",
    "zh_printed",
    "script",
    "file",
    "article",
    "zh_first_line",
    "zh_last_line",
    "en_first_line",
    "en_last_line",
];

/// A `memory.csv` being written: all units but repeated ones, with a column that says which are in
/// the memory, or why not.
#[derive(Debug)]
pub struct MemoryCsv<'w> {
    csv: CsvWriter<'w>,
    options: MemoryOptions,
    seen: Seen<'w>,
    tally: Tally,
}

impl<'w> MemoryCsv<'w> {
    /// Begins a file. `options` should be those of the TMX beside it.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write, options: &MemoryOptions) -> Result<Self, ExportError> {
        Self::with_seen(writer, options, Seen::default())
    }

    /// Begins a file of which it may be known which pairs are repeats: by the order of the keys that
    /// [`memory_csv_key`] gives for its units.
    ///
    /// # Errors
    /// The writer's.
    pub fn with_seen(
        writer: &'w mut dyn Write,
        options: &MemoryOptions,
        seen: Seen<'w>,
    ) -> Result<Self, ExportError> {
        Ok(Self {
            csv: CsvWriter::new(writer, &MEMORY_COLUMNS)?,
            options: options.clone(),
            seen,
            tally: Tally::default(),
        })
    }
}

/// Whether a table leaves `unit` out because it has the pair already; counts what becomes of it.
pub(super) fn is_repeat(
    unit: &TranslationUnit,
    options: &MemoryOptions,
    seen: &mut Seen<'_>,
    tally: &mut Tally,
) -> bool {
    let repeat =
        options.duplicates == Duplicates::First && !seen.is_new(memory_csv_key(unit, options));
    tally.count(if repeat { Err(Refusal::Duplicate) } else { Ok(()) });
    repeat
}

impl UnitExporter for MemoryCsv<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<(), ExportError> {
        if is_repeat(unit, &self.options, &mut self.seen, &mut self.tally) {
            return Ok(());
        }
        with_row(unit, &self.options, |cells| self.csv.row(cells))?;
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Tally, ExportError> {
        let tally = self.tally;
        self.csv.finish()?;
        Ok(tally)
    }
}

/// What makes two units the same in a table: script, both texts, relation.
pub fn memory_csv_key(unit: &TranslationUnit, options: &MemoryOptions) -> TableKey {
    let tag = options.zh_tag(unit.script);
    digest(&[tag, unit.zh.trim(), unit.en.trim(), unit.relation.name()])
}

/// Gives `f` the cells of a unit, one for each of [`MEMORY_COLUMNS`].
pub(super) fn with_row<R>(
    unit: &TranslationUnit,
    options: &MemoryOptions,
    f: impl FnOnce(&[Cell<'_>]) -> R,
) -> R {
    let in_memory = match options.admission.judge(unit) {
        Ok(()) => "yes".to_owned(),
        Err(refusal) => format!("no: {}", refusal.name()),
    };
    f(&[
        Cell::Text(&unit.zh),
        Cell::Text(&unit.en),
        Cell::Text(unit.part.name()),
        Cell::Text(unit.relation.name()),
        Cell::Text(&shape(&unit.shape)),
        Cell::Number(unit.score_nats, 4),
        Cell::Number(unit.probability, 4),
        Cell::Text(&flags(&unit.flags)),
        Cell::Text(&in_memory),
        Cell::Text(unit.zh_printed.as_deref().unwrap_or_default()),
        Cell::Text(unit.script.name()),
        Cell::Text(&unit.place.file),
        Cell::Text(&unit.place.article),
        line(unit.place.zh_lines.first),
        line(unit.place.zh_lines.last),
        line(unit.place.en_lines.first),
        line(unit.place.en_lines.last),
    ])
}
