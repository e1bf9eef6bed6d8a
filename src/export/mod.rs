//! Files for CAT tools, spreadsheets and people: one format a file, each written to any
//! `&mut dyn Write`. What each file holds, column by column: `docs/OUTPUTS.md`.
#![deny(clippy::disallowed_methods)]

use std::io;

use thiserror::Error;

use crate::domain::TranslationUnit;

pub mod admission;
pub mod article;
mod cells;
pub mod concept;
pub mod findings;
pub mod findings_text;
pub mod glossary;
pub mod html;
pub mod manifest;
pub mod martif;
pub mod memory_csv;
pub mod memory_rows;
pub mod memory_tmx;
pub mod omegat;
mod pretranslation;
pub mod sarif;
pub mod segmentation;
pub mod tbx;
pub mod termlist;
pub mod tmx;
mod tmx_file;
pub mod utx;
pub mod xliff;
pub mod xlsx;

pub use admission::{Admission, Duplicates, MemoryOptions, Refusal, Seen, TableKey, Tally, digest};
pub use article::{article_json, beads_jsonl};
pub use concept::GlossaryOptions;
pub use findings::{FINDING_COLUMNS, Remarks, findings_csv, findings_xlsx};
pub use findings_text::{FINDINGS_SCHEMA, findings_human, findings_json};
pub use glossary::{decisions_csv, glossary_csv, glossary_json};
pub use html::IndexEntry;
pub use manifest::{MANIFEST_SCHEMA, ManifestCounts, ManifestLine, ManifestStatus, manifest_line};
pub use martif::glossary_tbx_v2;
pub use memory_csv::{MemoryCsv, memory_csv_key};
pub use memory_rows::{
    MEMORY_JSONL_SCHEMA, MEMORY_ROW_COLUMNS, MemoryRowsCsv, MemoryRowsXlsx, memory_jsonl,
};
pub use memory_tmx::{MemoryTmx, MemoryTmxOptions};
pub use omegat::glossary_txt;
pub use pretranslation::{
    Direction, MatchCandidate, PretranslatedFile, PretranslatedSentence, pretranslation_xliff,
    pretranslation_xlsx,
};
pub use sarif::{SarifRule, findings_sarif};
pub use segmentation::cat_units;
pub use tbx::glossary_tbx;
pub use termlist::glossary_termlist;
pub use tmx::{Tmx, tmx_keys};
pub use utx::glossary_utx;
pub use xliff::Xliff;
pub use xlsx::{MemoryXlsx, glossary_xlsx};

/// Why a file could not be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The writer failed.
    #[error("could not write: {0}")]
    Io(#[from] io::Error),
    /// A record could not be put into JSON.
    #[error("could not write JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A file of translation units that is written unit by unit: memory stays flat.
pub trait UnitExporter {
    /// Writes a unit, or leaves it out where the format or its options ask so.
    ///
    /// # Errors
    /// The writer's.
    fn unit(&mut self, unit: &TranslationUnit) -> Result<(), ExportError>;

    /// Writes the end of the file and flushes it. A file is whole only after this.
    ///
    /// # Errors
    /// The writer's.
    fn finish(self: Box<Self>) -> Result<Tally, ExportError>;
}
