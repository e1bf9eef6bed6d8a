//! Which entries a CAT tool is given, and how they are marked.

use crate::domain::{Grade, TermEntry, TermStatus};

/// How a glossary for CAT tools is written.
#[derive(Debug, Clone, PartialEq)]
pub struct GlossaryOptions {
    /// Whether suggestions (grade D) are in it, marked as such. Off, since a CAT tool shows every
    /// entry as a fact.
    pub suggestions: bool,
    /// Language tag of the Chinese (BCP 47).
    pub zh_tag: String,
    /// Language tag of the English (BCP 47).
    pub en_tag: String,
}

impl Default for GlossaryOptions {
    fn default() -> Self {
        Self { suggestions: false, zh_tag: "zh-CN".to_owned(), en_tag: "en-US".to_owned() }
    }
}

impl GlossaryOptions {
    /// Whether a glossary for CAT tools holds `entry`: it has both languages, no editor rejected it,
    /// and it is no suggestion (unless those are asked for, or an editor approved it).
    pub fn holds(&self, entry: &TermEntry) -> bool {
        let suggestion = entry.status == TermStatus::Suggested
            || (entry.grade == Grade::D && entry.status != TermStatus::Approved);
        !entry.zh.trim().is_empty()
            && english(entry).next().is_some()
            && entry.status != TermStatus::Rejected
            && (self.suggestions || !suggestion)
    }
}

/// What a term is to its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The term itself.
    Main,
    /// Another form or, in a conflict, another rendering.
    Also,
    /// The acronym.
    Acronym,
}

/// The Chinese terms of an entry, the main one first, none empty, none twice.
pub(super) fn chinese(entry: &TermEntry) -> impl Iterator<Item = (Role, &str)> {
    distinct(
        std::iter::once((Role::Main, entry.zh.as_str()))
            .chain(entry.zh_also.iter().map(|zh| (Role::Also, zh.as_str()))),
    )
}

/// The English terms of an entry, the main one first, none empty, none twice.
pub(super) fn english(entry: &TermEntry) -> impl Iterator<Item = (Role, &str)> {
    distinct(
        std::iter::once((Role::Main, entry.en.as_str()))
            .chain(entry.en_also.iter().map(|en| (Role::Also, en.as_str())))
            .chain(entry.acronym.iter().map(|a| (Role::Acronym, a.as_str()))),
    )
}

fn distinct<'a>(
    terms: impl Iterator<Item = (Role, &'a str)>,
) -> impl Iterator<Item = (Role, &'a str)> {
    let mut seen: Vec<&str> = Vec::new();
    terms.filter_map(move |(role, term)| {
        let term = term.trim();
        let new = !term.is_empty() && !seen.contains(&term);
        if new {
            seen.push(term);
        }
        new.then_some((role, term))
    })
}
