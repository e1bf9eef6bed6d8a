//! What is in a memory, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Memory, StoreError};

/// Counts of a memory; those by kind are of units in use.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Stats {
    /// Schema of the file.
    pub schema: u32,
    /// Units in use.
    pub units: u64,
    /// Units out of use.
    pub retired: u64,
    /// Characters of Chinese.
    pub zh_chars: u64,
    /// Characters of English.
    pub en_chars: u64,
    /// Files that units came from.
    pub sources: u64,
    /// Runs that changed the memory.
    pub runs: u64,
    /// Units by part.
    pub parts: BTreeMap<String, u64>,
    /// Units by status.
    pub statuses: BTreeMap<String, u64>,
    /// Units by relation.
    pub relations: BTreeMap<String, u64>,
    /// Units by script.
    pub scripts: BTreeMap<String, u64>,
    /// Units by how they came in.
    pub origins: BTreeMap<String, u64>,
    /// Units by journal.
    pub journals: BTreeMap<String, u64>,
    /// Units by year.
    pub years: BTreeMap<String, u64>,
}

impl Memory {
    /// Counts what is in the memory.
    ///
    /// # Errors
    /// The memory cannot be read.
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let mut stats = Stats { schema: super::SCHEMA, ..Stats::default() };
        let one = |sql: &str| -> Result<u64, StoreError> {
            let count: i64 =
                self.connection.query_row(sql, [], |row| row.get(0)).map_err(self.fault())?;
            Ok(count.cast_unsigned())
        };
        stats.retired = one("SELECT count(*) FROM unit WHERE retired IS NOT NULL")?;
        stats.sources = one("SELECT count(*) FROM source")?;
        stats.runs = one("SELECT count(*) FROM run")?;
        let sql = "SELECT unit.part, unit.status, unit.relation, unit.script, source.origin, \
                   source.journal, substr(unit.date, 1, 4), count(*), sum(length(unit.zh)), \
                   sum(length(unit.en)) FROM unit CROSS JOIN source ON source.id = unit.source \
                   WHERE unit.retired IS NULL GROUP BY 1, 2, 3, 4, 5, 6, 7";
        let mut statement = self.connection.prepare(sql).map_err(self.fault())?;
        let mut rows = statement.query([]).map_err(self.fault())?;
        while let Some(row) = rows.next().map_err(self.fault())? {
            let count = |column| row.get::<_, i64>(column).map(i64::cast_unsigned);
            let n = count(7).map_err(self.fault())?;
            stats.units += n;
            stats.zh_chars += count(8).map_err(self.fault())?;
            stats.en_chars += count(9).map_err(self.fault())?;
            for (column, map) in [
                &mut stats.parts,
                &mut stats.statuses,
                &mut stats.relations,
                &mut stats.scripts,
                &mut stats.origins,
                &mut stats.journals,
                &mut stats.years,
            ]
            .into_iter()
            .enumerate()
            {
                let name: String = row.get(column).map_err(self.fault())?;
                *map.entry(name).or_default() += n;
            }
        }
        Ok(stats)
    }
}
