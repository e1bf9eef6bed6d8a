//! A unit as a row of the table.

use rusqlite::{Row, types::Type};

use super::standing::origin;
use crate::domain::{
    LineRange, Part, Place, Relation, Retirement, Script, Stamp, TranslationUnit, UnitFlag,
    UnitHistory, UnitId, UnitStatus,
};

/// A unit of a memory.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredUnit {
    /// Its number in the memory.
    pub id: UnitId,
    /// The unit.
    pub unit: TranslationUnit,
    /// What the memory knows of it.
    pub history: UnitHistory,
    /// Why it is out of use; `None` while it is in use.
    pub retired: Option<Retirement>,
}

/// The columns that [`stored_unit`] reads, in order.
pub(super) const COLUMNS: &str = "unit.id, unit.zh, unit.en, unit.zh_printed, unit.zh_tag, \
     unit.en_tag, unit.script, unit.part, unit.relation, unit.shape, unit.score_nats, \
     unit.probability, unit.flags, unit.article, unit.zh_first_line, unit.zh_last_line, \
     unit.en_first_line, unit.en_last_line, unit.status, unit.retired, unit.date, unit.created, \
     unit.created_by, unit.changed, unit.changed_by, unit.carried, source.origin, source.journal, \
     source.name, source.tool";

/// A unit from the columns of [`COLUMNS`].
pub(super) fn stored_unit(row: &Row<'_>) -> rusqlite::Result<StoredUnit> {
    let line = |first: usize| -> rusqlite::Result<LineRange> {
        Ok(LineRange { first: row.get(first)?, last: row.get(first + 1)? })
    };
    let stamp = |date: usize| -> rusqlite::Result<Stamp> {
        Ok(Stamp { date: row.get(date)?, by: row.get(date + 1)? })
    };
    let carried = match row.get_ref(25)?.as_str_or_null()? {
        None => None,
        Some(json) => Some(serde_json::from_str(json).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(25, Type::Text, Box::new(error))
        })?),
    };
    let retired = match row.get_ref(19)?.as_str_or_null()? {
        None => None,
        Some(name) => Some(Retirement::named(name).ok_or_else(|| unknown(19, name))?),
    };
    Ok(StoredUnit {
        id: UnitId(row.get(0)?),
        unit: TranslationUnit {
            zh: row.get(1)?,
            en: row.get(2)?,
            zh_printed: row.get(3)?,
            script: named(row, 6, Script::named)?,
            part: named(row, 7, Part::named)?,
            relation: named(row, 8, Relation::named)?,
            shape: row.get(9)?,
            score_nats: row.get(10)?,
            probability: row.get(11)?,
            flags: text(row, 12)?.split_whitespace().filter_map(UnitFlag::named).collect(),
            place: Place {
                file: row.get(28)?,
                article: row.get(13)?,
                zh_lines: line(14)?,
                en_lines: line(16)?,
            },
        },
        history: UnitHistory {
            zh_tag: row.get(4)?,
            en_tag: row.get(5)?,
            status: named(row, 18, UnitStatus::named)?,
            date: row.get(20)?,
            created: stamp(21)?,
            changed: stamp(23)?,
            carried,
            origin: origin(row, 26)?,
            journal: row.get(27)?,
            tool: row.get(29)?,
        },
        retired,
    })
}

pub(super) fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(column)?.as_str()?)
}

pub(super) fn named<T>(
    row: &Row<'_>,
    column: usize,
    of: fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let name = text(row, column)?;
    of(name).ok_or_else(|| unknown(column, name))
}

fn unknown(column: usize, name: &str) -> rusqlite::Error {
    let reason = format!("`{name}` is no known word");
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, reason.into())
}
