//! Which entries a CAT tool is given, and how they are marked.

use crate::{
    domain::{Grade, TermEntry, TermStatus},
    format::xml::xml_chars,
};

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
        !one_line(&entry.zh).is_empty()
            && !english(entry).is_empty()
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
pub(super) fn chinese(entry: &TermEntry) -> Vec<(Role, String)> {
    let also = entry.zh_also.iter().map(|zh| (Role::Also, zh.as_str()));
    distinct(std::iter::once((Role::Main, entry.zh.as_str())).chain(also))
}

/// The English terms of an entry, the main one first, none empty, none twice.
pub(super) fn english(entry: &TermEntry) -> Vec<(Role, String)> {
    let also = entry.en_also.iter().map(|en| (Role::Also, en.as_str()));
    let acronym = entry.acronym.iter().map(|a| (Role::Acronym, a.as_str()));
    distinct(std::iter::once((Role::Main, entry.en.as_str())).chain(also).chain(acronym))
}

fn distinct<'a>(terms: impl Iterator<Item = (Role, &'a str)>) -> Vec<(Role, String)> {
    let mut out: Vec<(Role, String)> = Vec::new();
    for (role, term) in terms {
        let term = one_line(term);
        if !term.is_empty() && !out.iter().any(|(_, other)| *other == term) {
            out.push((role, term));
        }
    }
    out
}

/// `text` on one line: each run of controls is a blank, and what no XML file can hold is left out.
pub(super) fn one_line(text: &str) -> String {
    let pieces = text.split(char::is_control).filter(|piece| !piece.is_empty());
    xml_chars(&pieces.collect::<Vec<_>>().join(" ")).trim().to_owned()
}
