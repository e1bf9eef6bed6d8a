//! Term candidates and evidence.
#![deny(clippy::disallowed_methods)]

pub mod termbase;

use crate::{
    domain::{Article, Document, RecordedBead, Segment, TermEntry},
    lexicon::Lexicon,
};

pub use termbase::Termbase;

/// What term mining works on.
#[derive(Debug, Clone, Copy)]
pub struct TermInput<'a> {
    /// The article.
    pub article: &'a Article,
    /// The document it was found in, for line numbers.
    pub document: &'a Document,
    /// File, for [`Place`](crate::domain::Place).
    pub file: &'a str,
    /// Article id.
    pub id: &'a str,
    /// Chinese abstract sentences.
    pub zh: &'a [Segment],
    /// English abstract sentences.
    pub en: &'a [Segment],
    /// Beads of the abstract (sentences; clause beads have `part == Clause` and are not needed).
    pub beads: &'a [RecordedBead],
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// Termbases the user gave, then the built-in starter termbase.
    pub termbases: &'a [Termbase],
}

/// The term entries of one article, sorted by grade, then Chinese.
pub fn mine(input: &TermInput<'_>) -> Vec<TermEntry> {
    let _ = input;
    Vec::new()
}

/// Merges the entries of many articles by concept: the same whatever the order of `entries`.
pub fn merge(entries: Vec<TermEntry>) -> Vec<TermEntry> {
    entries
}
