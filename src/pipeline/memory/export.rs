//! A memory into files for other tools.

use std::io::Write;

use super::winners::{DuplicatePolicy, Winners};
use crate::{
    domain::{Origin, Relation, Script, UnitStatus},
    export::{
        Admission, Duplicates, ExportError, MemoryOptions, MemoryRowsCsv, MemoryRowsXlsx,
        MemoryTmx, MemoryTmxOptions, UnitExporter as _, Xliff, memory_jsonl,
    },
    store::{Filter, Memory, Standing, StoreError, StoredUnit},
};

/// A format to export to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportFormat {
    /// TMX 1.4.
    Tmx,
    /// XLIFF 2.1.
    Xliff,
    /// Table.
    Csv,
    /// Spreadsheet.
    Xlsx,
    /// A JSON object a line, with all that the memory knows.
    Jsonl,
}

/// What is exported, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportOptions {
    /// The format.
    pub format: ExportFormat,
    /// Which units.
    pub filter: Filter,
    /// Which of those that say the same.
    pub duplicates: DuplicatePolicy,
    /// Of units with the same Chinese only one, whatever their English.
    pub one_target: bool,
    /// The script that the file is for; XLIFF holds no other.
    pub script: Script,
    /// Language tag of all Chinese; `None` is each unit's own.
    pub zh_tag: Option<String>,
    /// Language tag of all English; `None` is each unit's own.
    pub en_tag: Option<String>,
    /// Leave inline elements out of TMX.
    pub plain: bool,
}

/// What became of the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportTally {
    /// Units written.
    pub written: u64,
    /// Units left out because another says the same.
    pub duplicates: u64,
    /// Units left out because the format cannot hold them, or because no translator should be
    /// offered them: damaged ones.
    pub refused: u64,
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Export(#[from] ExportError),
}

impl From<Failed> for ExportError {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::Export(error) => error,
            Failed::Store(error) => Self::Io(std::io::Error::other(error)),
        }
    }
}

/// Whether a translator may be offered the unit.
fn is_offered(standing: &Standing<'_>) -> bool {
    // What a person approved, or another tool's memory holds, is not doubted.
    standing.origin == Origin::Import
        || standing.status == UnitStatus::Approved
        || !standing.damaged
}

/// Writes the units that `options` ask for; `each` is told after every unit.
///
/// # Errors
/// The writer's, or the memory cannot be read.
pub fn export(
    memory: &Memory,
    writer: &mut dyn Write,
    options: &ExportOptions,
    each: &mut dyn FnMut(),
) -> Result<ExportTally, ExportError> {
    let for_tools = matches!(options.format, ExportFormat::Tmx | ExportFormat::Xliff);
    let accept = |standing: &Standing<'_>| {
        (!for_tools || is_offered(standing))
            && (options.format != ExportFormat::Xliff || standing.script == options.script)
    };
    let mut winners =
        Winners::choose(memory, &options.filter, options.duplicates, options.one_target, accept)
            .map_err(Failed::from)?;
    let mut tally = ExportTally::default();
    let mut all = |write: &mut dyn FnMut(&StoredUnit) -> Result<(), ExportError>| {
        memory
            .units(&options.filter, |stored| {
                each();
                let standing = stored.standing();
                if !accept(&standing) {
                    tally.refused += 1;
                } else if winners.keeps(&standing) {
                    write(&stored)?;
                    tally.written += 1;
                } else {
                    tally.duplicates += 1;
                }
                Ok::<_, Failed>(())
            })
            .map_err(ExportError::from)
    };
    match options.format {
        ExportFormat::Tmx => {
            let mut tmx = MemoryTmx::new(
                writer,
                MemoryTmxOptions {
                    script: options.script,
                    zh_tag: options.zh_tag.clone(),
                    en_tag: options.en_tag.clone(),
                    plain: options.plain,
                },
            );
            all(&mut |stored| tmx.unit(&stored.unit, &stored.history))?;
            tmx.finish()?;
        }
        ExportFormat::Xliff => {
            let mut xliff = Box::new(Xliff::new(
                writer,
                &MemoryOptions {
                    // The filter and `is_offered` have judged.
                    admission: Admission { accept: 0.0, comparable: true },
                    duplicates: Duplicates::Keep,
                    script: options.script,
                    zh_tag: options.zh_tag.clone(),
                    en_tag: options.en_tag.clone().unwrap_or_else(|| "en-US".to_owned()),
                    ..MemoryOptions::default()
                },
            )?);
            let mut refused = 0;
            all(&mut |stored| {
                let outcome = xliff.unit_with(&stored.unit, &stored.history)?;
                refused += u64::from(outcome.is_err());
                Ok(())
            })?;
            xliff.finish()?;
            tally.written -= refused;
            tally.refused += refused;
        }
        ExportFormat::Csv => {
            let mut rows = MemoryRowsCsv::new(writer)?;
            all(&mut |stored| rows.unit(&stored.unit, &stored.history))?;
            rows.finish()?;
        }
        ExportFormat::Xlsx => {
            let mut rows = MemoryRowsXlsx::new(writer)?;
            all(&mut |stored| rows.unit(&stored.unit, &stored.history))?;
            rows.finish()?;
        }
        ExportFormat::Jsonl => {
            all(&mut |stored| memory_jsonl(writer, stored.id, &stored.unit, &stored.history))?;
            writer.flush()?;
        }
    }
    Ok(tally)
}

impl Default for ExportOptions {
    /// TMX of what a translator may be offered: parallel units that are more likely right than not.
    fn default() -> Self {
        Self {
            format: ExportFormat::Tmx,
            filter: Filter {
                min_probability: Some(crate::pipeline::settings::DEFAULT_ACCEPT),
                relation: Some(Relation::Parallel),
                statuses: vec![UnitStatus::Draft, UnitStatus::Approved],
                ..Filter::default()
            },
            duplicates: DuplicatePolicy::default(),
            one_target: false,
            script: Script::Hans,
            zh_tag: None,
            en_tag: None,
            plain: false,
        }
    }
}
