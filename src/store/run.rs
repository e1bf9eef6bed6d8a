//! One change of a memory, kept whole or not at all.

use std::{
    collections::{BTreeMap, HashSet},
    path::Path,
};

use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};

use super::{
    error::{StoreError, StoreErrorKind},
    key::key,
};
use crate::domain::{Origin, Retirement, TranslationUnit, UnitHistory, UnitId, UnitStatus};

/// Why a memory is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RunKind {
    /// Articles were built.
    Build,
    /// A file of another tool comes in.
    Import,
    /// Units that say the same are put out of use.
    Dedupe,
    /// People decided about units.
    Decide,
}

impl RunKind {
    fn name(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Import => "import",
            Self::Dedupe => "dedupe",
            Self::Decide => "decide",
        }
    }
}

/// A file that units come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'s> {
    /// A file with articles, or one of another tool.
    pub origin: Origin,
    /// The journal; empty where none was given.
    pub journal: &'s str,
    /// Its name; with the journal it says which file is meant.
    pub name: &'s str,
    /// The tool that wrote it; empty where that is not known.
    pub tool: &'s str,
}

/// A source's number in one memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(i64);

/// What became of a unit that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is new.
    New,
    /// It was there; something about it (its scores, lines, dates) is new.
    Changed,
    /// It was there, the same.
    Same,
}

/// A change of a memory. Dropped without [`Run::commit`], it leaves the memory as it was.
#[derive(Debug)]
pub struct Run<'m> {
    transaction: Transaction<'m>,
    path: &'m Path,
    id: i64,
    /// The highest number of a unit.
    last_unit: i64,
    date: String,
    sources: BTreeMap<(Origin, String, String), SourceId>,
}

/// A unit's own 16 bytes, see [`super::key`].
type Key = [u8; 16];

impl<'m> Run<'m> {
    pub(super) fn begin(
        connection: &'m mut Connection,
        path: &'m Path,
        kind: RunKind,
        started: &str,
    ) -> Result<Self, StoreError> {
        let fault = |error| StoreError::of(path, error);
        let transaction =
            connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fault)?;
        transaction.set_prepared_statement_cache_capacity(32);
        transaction
            .execute(
                "INSERT INTO run (kind, started, version) VALUES (?, ?, ?)",
                params![kind.name(), started, env!("CARGO_PKG_VERSION")],
            )
            .map_err(fault)?;
        let id = transaction.last_insert_rowid();
        let last_unit = transaction
            .query_row("SELECT coalesce(max(id), 0) FROM unit", [], |row| row.get(0))
            .map_err(fault)?;
        let date = started.get(..10).unwrap_or_default().to_owned();
        Ok(Self { transaction, path, id, last_unit, date, sources: BTreeMap::new() })
    }

    /// The number of a source, which is added where it is not there.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn source(&mut self, source: &Source<'_>) -> Result<SourceId, StoreError> {
        let name = (source.origin, source.journal.to_owned(), source.name.to_owned());
        if let Some(id) = self.sources.get(&name) {
            return Ok(*id);
        }
        let id = self
            .transaction
            .prepare_cached(
                "INSERT INTO source (origin, journal, name, tool) VALUES (?, ?, ?, ?) \
                 ON CONFLICT DO UPDATE SET tool = excluded.tool RETURNING id",
            )
            .and_then(|mut statement| {
                statement.query_row(
                    params![source.origin.name(), source.journal, source.name, source.tool],
                    |row| row.get(0),
                )
            })
            .map(SourceId)
            .map_err(self.fault())?;
        self.sources.insert(name, id);
        Ok(id)
    }

    /// Adds a unit. The same unit of the same place is there once however often it is added: then
    /// only its scores, lines and dates are brought up to date, and it comes back into use if its
    /// file had been gone. What people decided about it stays.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn add(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<Added, StoreError> {
        self.put(unit, history).map(|(_, added)| added)
    }

    fn put(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<(Key, Added), StoreError> {
        let source = self.source(&Source {
            origin: history.origin,
            journal: &history.journal,
            name: &unit.place.file,
            tool: &history.tool,
        })?;
        let key = key(unit, history);
        let flags = unit.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" ");
        let carried = match history.carried.as_deref().filter(|carried| !carried.is_empty()) {
            Some(carried) => Some(serde_json::to_string(carried).map_err(|error| {
                StoreError::new(self.path, StoreErrorKind::Damaged(error.to_string()))
            })?),
            None => None,
        };
        let date = if history.date.is_empty() { &self.date } else { &history.date };
        // SQLite keeps no number that is none.
        let number = |value: f64, instead: f64| if value.is_nan() { instead } else { value };
        let mut insert = self
            .transaction
            .prepare_cached(include_str!("statements/insert_unit.sql"))
            .map_err(self.fault())?;
        let place = &unit.place;
        let id: Option<i64> = insert
            .query_row(
                params![
                    key.as_slice(),
                    source.0,
                    self.id,
                    unit.zh,
                    unit.en,
                    unit.zh_printed,
                    history.zh_tag,
                    history.en_tag,
                    unit.script.name(),
                    unit.part.name(),
                    unit.relation.name(),
                    unit.shape,
                    number(unit.score_nats, 0.0),
                    number(unit.probability, 0.0),
                    flags,
                    place.article,
                    place.zh_lines.first,
                    place.zh_lines.last,
                    place.en_lines.first,
                    place.en_lines.last,
                    history.status.name(),
                    date,
                    history.created.date,
                    history.created.by,
                    history.changed.date,
                    history.changed.by,
                    carried,
                ],
                |row| row.get(0),
            )
            .optional()
            .map_err(self.fault())?;
        drop(insert);
        let added = match id {
            None => Added::Same,
            Some(id) if id > self.last_unit => {
                self.last_unit = id;
                Added::New
            }
            Some(_) => Added::Changed,
        };
        Ok((key, added))
    }

    /// Adds all units of one file, and puts those out of use that it gave in an earlier run and no
    /// longer gives. All must name the file of `source` as their place. Gives the number of new and
    /// of retired units.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn replace<'u>(
        &mut self,
        source: &Source<'_>,
        units: impl IntoIterator<Item = (&'u TranslationUnit, &'u UnitHistory)>,
    ) -> Result<(u64, u64), StoreError> {
        let id = self.source(source)?;
        let mut kept = HashSet::new();
        let mut new = 0;
        for (unit, history) in units {
            let (key, added) = self.put(unit, history)?;
            kept.insert(key);
            new += u64::from(added == Added::New);
        }
        let gone = self.live_units(id)?.into_iter().filter(|(_, key)| !kept.contains(key));
        let gone: Vec<UnitId> = gone.map(|(unit, _)| unit).collect();
        for unit in &gone {
            self.retire(*unit, Retirement::Replaced)?;
        }
        Ok((new, gone.len() as u64))
    }

    fn live_units(&self, source: SourceId) -> Result<Vec<(UnitId, Key)>, StoreError> {
        self.transaction
            .prepare_cached(
                "SELECT id, key FROM unit INDEXED BY unit_source WHERE source = ? AND retired IS NULL",
            )
            .and_then(|mut statement| {
                statement
                    .query_map([source.0], |row| Ok((UnitId(row.get(0)?), row.get(1)?)))?
                    .collect()
            })
            .map_err(self.fault())
    }

    /// What [`Run::set_state`] noted of a source, if anything.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn state(&self, source: &Source<'_>) -> Result<Option<String>, StoreError> {
        self.transaction
            .prepare_cached(
                "SELECT state FROM source WHERE origin = ? AND journal = ? AND name = ?",
            )
            .and_then(|mut statement| {
                statement
                    .query_row(params![source.origin.name(), source.journal, source.name], |row| {
                        row.get(0)
                    })
                    .optional()
            })
            .map_err(self.fault())
    }

    /// Notes what a source was last built from (a hash), so that a later run can tell that nothing
    /// is new.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn set_state(&mut self, source: SourceId, state: &str) -> Result<(), StoreError> {
        self.execute("UPDATE source SET state = ?1 WHERE id = ?2", params![state, source.0])
            .map(drop)
    }

    /// The names of a journal's files with articles, sorted.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn article_files(&self, journal: &str) -> Result<Vec<String>, StoreError> {
        self.transaction
            .prepare_cached(
                "SELECT name FROM source WHERE origin = 'article' AND journal = ? ORDER BY name",
            )
            .and_then(|mut s| s.query_map([journal], |row| row.get(0))?.collect())
            .map_err(self.fault())
    }

    /// Puts all units of a file that is gone out of use; gives their number.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn retire_file(&mut self, source: &Source<'_>) -> Result<u64, StoreError> {
        let id = self.source(source)?;
        self.set_state(id, "")?;
        let units = self.live_units(id)?;
        for (unit, _) in &units {
            self.retire(*unit, Retirement::Vanished)?;
        }
        Ok(units.len() as u64)
    }

    /// Puts a unit out of use. It stays in the memory, with its number.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn retire(&mut self, unit: UnitId, reason: Retirement) -> Result<(), StoreError> {
        self.execute(
            "UPDATE unit SET retired = ?1, generation = ?2 WHERE id = ?3",
            params![reason.name(), self.id, unit.0],
        )
        .map(drop)
    }

    /// Notes what a person decided about a unit; its status is the decision's from now on. Gives
    /// whether there is such a unit.
    ///
    /// # Errors
    /// The memory cannot be written.
    pub fn decide(
        &mut self,
        unit: UnitId,
        status: UnitStatus,
        person: &str,
        comment: &str,
    ) -> Result<bool, StoreError> {
        let found = self.execute(
            "UPDATE unit SET status = ?1, generation = ?2 WHERE id = ?3",
            params![status.name(), self.id, unit.0],
        )?;
        if found == 0 {
            return Ok(false);
        }
        self.execute(
            "INSERT INTO decision (unit, run, status, comment, person) VALUES (?, ?, ?, ?, ?)",
            params![unit.0, self.id, status.name(), comment, person],
        )?;
        Ok(true)
    }

    /// Keeps all that was done.
    ///
    /// # Errors
    /// The disk is full or fails; then nothing is kept.
    pub fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().map_err(|error| StoreError::of(self.path, error))
    }

    fn execute(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize, StoreError> {
        self.transaction
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(values))
            .map_err(self.fault())
    }

    fn fault(&self) -> impl Fn(rusqlite::Error) -> StoreError + use<'m> {
        let path = self.path;
        move |error| StoreError::of(path, error)
    }
}
