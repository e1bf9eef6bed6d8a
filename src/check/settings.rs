//! House style: which rules speak, how loudly, and what the journal prefers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::Severity;

use super::rules::{Rule, rule, rules};

/// How a rule is set in `duizhao.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Level {
    /// Never speaks.
    Off,
    /// Speaks as a note.
    Note,
    /// Speaks as a warning.
    Warning,
    /// Speaks as an error.
    Error,
}

impl Level {
    /// The level of that name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "off" => Some(Self::Off),
            "note" => Some(Self::Note),
            "warning" => Some(Self::Warning),
            "error" => Some(Self::Error),
            _ => None,
        }
    }
}

/// The spelling that the journal's English keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Spelling {
    /// Either, but one of them in an article.
    #[default]
    Consistent,
    /// American.
    Us,
    /// British.
    Uk,
    /// Not looked at.
    Any,
}

/// The order of a Chinese name in the journal's English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameOrder {
    /// Either, but one of them in an article.
    #[default]
    Consistent,
    /// Surname first, as GB/T 28039-2011 has it: Zhao Yihei.
    SurnameFirst,
    /// Surname last: Yihei Zhao.
    SurnameLast,
}

/// A term whose English the house has decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HouseTerm {
    /// Chinese term.
    pub zh: String,
    /// The English to use; empty where there is only English that must not stand.
    #[serde(default)]
    pub en: String,
    /// English that may stand as well.
    #[serde(default)]
    pub also: Vec<String>,
    /// English that may stand but should go: a finding of its own, less loud.
    #[serde(default)]
    pub deprecated: Vec<String>,
    /// English that must not stand.
    #[serde(default)]
    pub forbidden: Vec<String>,
}

/// The `[check]` table of `duizhao.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Rule id to level.
    pub rules: BTreeMap<String, Level>,
    /// Spelling of the English.
    pub spelling: Spelling,
    /// Order of Chinese names.
    pub name_order: NameOrder,
    /// Acronyms that every reader knows: never asked to be defined.
    pub known_acronyms: Vec<String>,
    /// Terms that the house has decided.
    pub terms: Vec<HouseTerm>,
}

/// Why settings were refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// The text is no TOML, or has a key or value that is not known.
    #[error("{message}")]
    Syntax {
        /// What the parser says.
        message: String,
        /// 1-based line, 0 where it is not known.
        line: u32,
    },
    /// A rule that does not exist.
    #[error("no rule `{id}`{}", suggestion.as_ref().map_or(String::new(), |s| format!("; did you mean `{s}`?")))]
    UnknownRule {
        /// The id.
        id: String,
        /// The nearest rule.
        suggestion: Option<String>,
    },
}

impl Settings {
    /// Reads a `duizhao.toml`: its `[check]` table. Other tables are others' business.
    ///
    /// ```
    /// use duizhao::check::{Level, Settings};
    /// let settings = Settings::from_toml("[check.rules]\nkeyword-absent = \"off\"\n").unwrap();
    /// assert_eq!(settings.rules["keyword-absent"], Level::Off);
    /// ```
    ///
    /// # Errors
    /// No TOML, an unknown key or value (with its line), or a rule that does not exist.
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        #[derive(Deserialize)]
        struct File {
            #[serde(default)]
            check: Settings,
        }
        let settings = toml::from_str::<File>(text)
            .map_err(|error| SettingsError::Syntax {
                message: error.message().to_owned(),
                line: error
                    .span()
                    .and_then(|span| text.get(..span.start))
                    .map_or(0, |before| before.matches('\n').count() as u32 + 1),
            })?
            .check;
        for id in settings.rules.keys() {
            known(id)?;
        }
        Ok(settings)
    }

    /// Sets a rule's level, as `--rules keyword-absent=off` does.
    ///
    /// # Errors
    /// A rule that does not exist.
    pub fn set(&mut self, id: &str, level: Level) -> Result<(), SettingsError> {
        known(id)?;
        self.rules.insert(id.to_owned(), level);
        Ok(())
    }

    /// How loud `rule` speaks; `None` where it is off.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        match self.rules.get(&rule.id) {
            None => Some(rule.severity),
            Some(Level::Off) => None,
            Some(Level::Note) => Some(Severity::Note),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
        }
    }
}

fn known(id: &str) -> Result<(), SettingsError> {
    if rule(id).is_some() {
        return Ok(());
    }
    let near = rules().iter().map(|r| (strsim::damerau_levenshtein(id, &r.id), &r.id)).min();
    let suggestion = near.filter(|(distance, _)| *distance <= 4).map(|(_, id)| id.clone());
    Err(SettingsError::UnknownRule { id: id.to_owned(), suggestion })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_rule_is_told_with_the_nearest() {
        let error = Settings::from_toml("[check.rules]\nkeyword-cuont = \"off\"\n").unwrap_err();
        assert_eq!(error.to_string(), "no rule `keyword-cuont`; did you mean `keyword-count`?");
    }

    #[test]
    fn an_unknown_key_names_its_line() {
        let error = Settings::from_toml("[check]\n\nspeling = \"us\"\n").unwrap_err();
        let SettingsError::Syntax { message, line } = error else { panic!("{error:?}") };
        assert_eq!(line, 3);
        assert!(message.contains("speling"), "{message}");
    }

    #[test]
    fn other_tables_are_left_alone() {
        let text = "[align]\naccept = 0.5\n[check]\nspelling = \"uk\"\n";
        assert_eq!(Settings::from_toml(text).unwrap().spelling, Spelling::Uk);
    }
}
