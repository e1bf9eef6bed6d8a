//! The translation memory: units of many runs in one SQLite file.
//!
//! A [`Memory`] is opened to read or to write. Everything is written in a [`Run`]: one transaction
//! that is kept whole or not at all, whatever happens to the process. Runs are numbered, and each
//! unit knows the run that last changed it (its *generation*), so that an index made from a memory
//! can be brought up to date by [`Memory::changes`] alone.
//!
//! ```
//! use duizhao::store::{Filter, Memory, Mode};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("memory.db");
//! let memory = Memory::open(&path, Mode::Create)?;
//! assert_eq!(memory.count(&Filter::default())?, 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod filter;
pub mod fuzzy;
mod key;
mod open;
mod row;
mod run;
mod standing;
mod stats;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, params_from_iter};

pub use error::{StoreError, StoreErrorKind};
pub use filter::{Filter, Retired};
pub use open::{APPLICATION_ID, Mode, SCHEMA};
pub use row::StoredUnit;
pub use run::{Added, Run, RunKind, Source, SourceId};
pub use standing::Standing;
pub use stats::Stats;

use crate::domain::{Script, UnitId};

/// A translation memory.
#[derive(Debug)]
pub struct Memory {
    connection: Connection,
    path: PathBuf,
}

/// What an index needs to know of a unit that was added, changed or put out of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'r> {
    /// The unit.
    pub id: UnitId,
    /// Whether it is in use: not retired, and not rejected by a person. A unit that is not should
    /// leave the index.
    pub live: bool,
    /// Its Chinese.
    pub zh: &'r str,
    /// Its English.
    pub en: &'r str,
    /// The Chinese as printed, where it differs.
    pub zh_printed: Option<&'r str>,
    /// Simplified or Traditional.
    pub script: Script,
    /// Whether the sides translate each other, rather than only saying much the same.
    pub parallel: bool,
}

impl Memory {
    /// Opens a memory.
    ///
    /// # Errors
    /// See [`StoreErrorKind`].
    pub fn open(path: &Path, mode: Mode) -> Result<Self, StoreError> {
        Ok(Self { connection: open::open(path, mode)?, path: path.to_owned() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of the last run, 0 in a new memory. It only grows, and nothing changes without it.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn generation(&self) -> Result<u64, StoreError> {
        let last = "SELECT coalesce(max(id), 0) FROM run";
        let id: i64 =
            self.connection.query_row(last, [], |row| row.get(0)).map_err(self.fault())?;
        Ok(id.cast_unsigned())
    }

    /// Gives `each` every unit that runs after `generation` added, changed or put out of use, in the
    /// order of their numbers. From generation 0 those are all units of the memory.
    ///
    /// # Errors
    /// The memory cannot be read; or what `each` gives.
    pub fn changes<E: From<StoreError>>(
        &self,
        generation: u64,
        mut each: impl FnMut(Change<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        // Nearly always either all of the table is asked for or the end of it.
        let by = if generation == 0 { "NOT INDEXED" } else { "INDEXED BY unit_generation" };
        let sql = format!(
            "SELECT id, retired IS NULL AND status <> 'rejected', zh, en, zh_printed, script, \
             relation FROM unit {by} WHERE generation > ? ORDER BY id"
        );
        let fault = self.fault();
        let mut statement = self.connection.prepare_cached(&sql).map_err(&fault)?;
        let mut rows = statement.query([generation.cast_signed()]).map_err(&fault)?;
        while let Some(row) = rows.next().map_err(&fault)? {
            let change = change(row).map_err(&fault)?;
            each(change)?;
        }
        Ok(())
    }

    /// Gives `each` the units that `filter` asks for, in the order of their numbers.
    ///
    /// # Errors
    /// The memory cannot be read; or what `each` gives.
    pub fn units<E: From<StoreError>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(StoredUnit) -> Result<(), E>,
    ) -> Result<(), E> {
        self.rows(row::COLUMNS, filter, |row| each(row::stored_unit(row).map_err(self.fault())?))
    }

    /// Gives `each` the standing of the units that `filter` asks for, in the order of their numbers:
    /// a quarter of the time that [`Memory::units`] takes.
    ///
    /// # Errors
    /// The memory cannot be read; or what `each` gives.
    pub fn standings<E: From<StoreError>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(Standing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.rows(standing::COLUMNS, filter, |row| {
            each(standing::standing(row).map_err(self.fault())?)
        })
    }

    fn rows<E: From<StoreError>>(
        &self,
        columns: &str,
        filter: &Filter,
        mut each: impl FnMut(&rusqlite::Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (condition, values) = filter.sql();
        let sql = format!(
            "SELECT {columns} FROM unit CROSS JOIN source ON source.id = unit.source \
             WHERE {condition} ORDER BY unit.id"
        );
        let fault = self.fault();
        let mut statement = self.connection.prepare(&sql).map_err(&fault)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(&fault)?;
        while let Some(row) = rows.next().map_err(&fault)? {
            each(row)?;
        }
        Ok(())
    }

    /// How many units `filter` asks for.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn count(&self, filter: &Filter) -> Result<u64, StoreError> {
        let (condition, values) = filter.sql();
        let sql = format!(
            "SELECT count(*) FROM unit JOIN source ON source.id = unit.source WHERE {condition}"
        );
        let count: i64 = self
            .connection
            .query_row(&sql, params_from_iter(values), |row| row.get(0))
            .map_err(self.fault())?;
        Ok(count.cast_unsigned())
    }

    /// The unit of that number, in use or not.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn unit(&self, id: UnitId) -> Result<Option<StoredUnit>, StoreError> {
        let sql = format!(
            "SELECT {} FROM unit JOIN source ON source.id = unit.source WHERE unit.id = ?",
            row::COLUMNS
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(self.fault())?;
        statement.query_row([id.0], row::stored_unit).optional().map_err(self.fault())
    }

    /// Begins a change of the memory: nobody else can write until it is committed or dropped.
    /// `started` is the time as `2025-03-01T12:00:00Z`.
    ///
    /// # Errors
    /// Another process is writing, or the memory cannot be written.
    pub fn begin(&mut self, kind: RunKind, started: &str) -> Result<Run<'_>, StoreError> {
        Run::begin(&mut self.connection, &self.path, kind, started)
    }

    /// Whether the file is sound, by SQLite's own check.
    ///
    /// # Errors
    /// It is not, and why.
    pub fn check(&self) -> Result<(), StoreError> {
        let said: String = self
            .connection
            .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
            .map_err(self.fault())?;
        if said == "ok" {
            Ok(())
        } else {
            Err(StoreError::new(&self.path, StoreErrorKind::Damaged(said)))
        }
    }

    fn fault(&self) -> impl Fn(rusqlite::Error) -> StoreError {
        |error| StoreError::of(&self.path, error)
    }
}

fn change<'r>(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Change<'r>> {
    Ok(Change {
        id: UnitId(row.get(0)?),
        live: row.get(1)?,
        zh: row.get_ref(2)?.as_str()?,
        en: row.get_ref(3)?.as_str()?,
        zh_printed: row.get_ref(4)?.as_str_or_null()?,
        script: if row.get_ref(5)?.as_str()? == Script::Hant.name() {
            Script::Hant
        } else {
            Script::Hans
        },
        parallel: row.get_ref(6)?.as_str()? == "parallel",
    })
}

#[cfg(test)]
mod tests;
