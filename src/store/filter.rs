//! Which units of a memory are asked for.

use rusqlite::types::Value;

use crate::domain::{Part, Relation, Script, UnitStatus};

/// Which units are asked for; the default is all that are in use.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    /// Only these parts; empty is all.
    pub parts: Vec<Part>,
    /// Only these journals; empty is all.
    pub journals: Vec<String>,
    /// Only units of this date or later, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// Only units of this date or earlier, `YYYY-MM-DD`.
    pub to: Option<String>,
    /// Least probability (0..=1).
    pub min_probability: Option<f64>,
    /// Only these; empty is all.
    pub statuses: Vec<UnitStatus>,
    /// Only this script.
    pub script: Option<Script>,
    /// Only this relation.
    pub relation: Option<Relation>,
    /// Units out of use.
    pub retired: Retired,
}

/// What is asked of units out of use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retired {
    /// They are left out.
    #[default]
    Without,
    /// They come with the others.
    With,
    /// Only they come.
    Only,
}

impl Filter {
    /// The condition in SQL and its values, in order.
    pub(super) fn sql(&self) -> (String, Vec<Value>) {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        let mut one_of = |column: &str, names: Vec<String>| {
            if !names.is_empty() {
                let marks = vec!["?"; names.len()].join(", ");
                conditions.push(format!("{column} IN ({marks})"));
                values.extend(names.into_iter().map(Value::Text));
            }
        };
        one_of("unit.part", self.parts.iter().map(|p| p.name().to_owned()).collect());
        one_of("source.journal", self.journals.clone());
        one_of("unit.status", self.statuses.iter().map(|s| s.name().to_owned()).collect());
        one_of("unit.script", self.script.iter().map(|s| s.name().to_owned()).collect());
        one_of("unit.relation", self.relation.iter().map(|r| r.name().to_owned()).collect());
        if let Some(from) = &self.from {
            conditions.push("unit.date >= ?".to_owned());
            values.push(Value::Text(from.clone()));
        }
        if let Some(to) = &self.to {
            conditions.push("unit.date <= ? AND unit.date <> ''".to_owned());
            values.push(Value::Text(to.clone()));
        }
        if let Some(least) = self.min_probability {
            conditions.push("unit.probability >= ?".to_owned());
            values.push(Value::Real(least));
        }
        match self.retired {
            Retired::Without => conditions.push("unit.retired IS NULL".to_owned()),
            Retired::With => {}
            Retired::Only => conditions.push("unit.retired IS NOT NULL".to_owned()),
        }
        let condition =
            if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
        (condition, values)
    }
}
