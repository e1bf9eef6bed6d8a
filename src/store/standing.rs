//! What of a unit decides whether it is kept among those that say the same.

use rusqlite::Row;

use super::{
    StoredUnit,
    row::{named, text},
};
use crate::domain::{Origin, Relation, Script, UnitFlag, UnitId, UnitStatus};

/// What of a unit decides whether it is offered, and kept among those that say the same: a third of
/// its columns, read without copying a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing<'u> {
    /// Its number in the memory.
    pub id: UnitId,
    /// Its Chinese.
    pub zh: &'u str,
    /// Its English.
    pub en: &'u str,
    /// Simplified or Traditional.
    pub script: Script,
    /// Whether the sides translate each other.
    pub relation: Relation,
    /// How far it can be trusted.
    pub status: UnitStatus,
    /// That it is right, 0..=1.
    pub probability: f64,
    /// Of its article or file, `YYYY-MM-DD`; may be empty.
    pub date: &'u str,
    /// Whether it comes of an article or of another tool's memory.
    pub origin: Origin,
    /// Whether its text is damaged.
    pub damaged: bool,
}

/// The columns that [`standing`] reads, in order.
pub(super) const COLUMNS: &str = "unit.id, unit.zh, unit.en, unit.script, unit.relation, \
     unit.status, unit.probability, unit.date, source.origin, unit.flags";

/// A standing from the columns of [`COLUMNS`].
pub(super) fn standing<'r>(row: &'r Row<'_>) -> rusqlite::Result<Standing<'r>> {
    let damaged = UnitFlag::Damaged.name();
    Ok(Standing {
        id: UnitId(row.get(0)?),
        zh: text(row, 1)?,
        en: text(row, 2)?,
        script: named(row, 3, Script::named)?,
        relation: named(row, 4, Relation::named)?,
        status: named(row, 5, UnitStatus::named)?,
        probability: row.get(6)?,
        date: text(row, 7)?,
        origin: origin(row, 8)?,
        damaged: text(row, 9)?.split_whitespace().any(|flag| flag == damaged),
    })
}

/// The origin of a source.
pub(super) fn origin(row: &Row<'_>, column: usize) -> rusqlite::Result<Origin> {
    let is_article = text(row, column)? == Origin::Article.name();
    Ok(if is_article { Origin::Article } else { Origin::Import })
}

impl StoredUnit {
    /// What of it decides whether it is kept.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            id: self.id,
            zh: &self.unit.zh,
            en: &self.unit.en,
            script: self.unit.script,
            relation: self.unit.relation,
            status: self.history.status,
            probability: self.unit.probability,
            date: &self.history.date,
            origin: self.history.origin,
            damaged: self.unit.flags.contains(&UnitFlag::Damaged),
        }
    }
}
