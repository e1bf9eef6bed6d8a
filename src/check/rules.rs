//! The rules: what each one is about, with a right and a wrong example (`data/rules.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::domain::Severity;

/// A rule, as documented for the people who read its findings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its id, as findings name it.
    pub id: String,
    /// The family it belongs to: `keywords`, `terms`, `numbers`, `acronyms`, `names`,
    /// `omission`, `typography`.
    pub family: String,
    /// How much a finding of it matters, unless the settings say otherwise.
    pub severity: Severity,
    /// What it looks for, in one or two sentences.
    pub what: String,
    /// A small article that it complains about (the notation: docs/CHECKS.md).
    pub wrong: String,
    /// The same article as it should be.
    pub right: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: Vec<Rule>,
}

/// All rules, by family and then as a reader would look them up.
pub fn rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        // The table is part of the program; that it parses is tested.
        toml::from_str::<Table>(include_str!("data/rules.toml")).map(|t| t.rule).unwrap_or_default()
    });
    &RULES
}

/// The rule `id`.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_parses_and_ids_are_unique() {
        let table: Table = toml::from_str(include_str!("data/rules.toml")).unwrap();
        assert_eq!(table.rule.len(), rules().len());
        let mut ids: Vec<&str> = rules().iter().map(|r| r.id.as_str()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert!(count > 20);
    }
}
