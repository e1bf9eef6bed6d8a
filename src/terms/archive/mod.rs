//! What the glossary of many articles needs beside their own entries: entries merged by concept as
//! they come ([`Concept`](super::Concept)), and pairs that only the collection as a whole shows.
//!
//! Nothing here holds a collection. An article gives its [`AlignedSentence`]s with the candidates in
//! them; who has counted the candidates of all articles asks [`Associated::entry`] for the entry of a
//! pair.

mod association;
mod candidates;
mod sentences;

pub use association::{
    Associated, Best, LEAST_ARTICLES, LEAST_LOG_DICE, MOST_QUOTES, Quote, log_dice,
};
pub use sentences::{AlignedSentence, Candidate, SentenceFinder, Sentences};

use super::{fold, ledger, merge};
use crate::domain::TermEntry;

/// The key under which entries are one concept.
pub fn concept_key(zh: &str) -> String {
    fold::fold_zh(zh)
}

/// The place of an entry in a glossary: by grade, then Chinese, then English.
pub fn glossary_key(entry: &TermEntry) -> Vec<u8> {
    let mut key = vec![entry.grade as u8];
    key.extend_from_slice(entry.zh.as_bytes());
    key.push(0);
    key.extend_from_slice(entry.en.as_bytes());
    key
}

/// Merges the entry of a concept, if any, with an associated pair of it.
pub fn with_associated(there: Option<TermEntry>, mut pair: TermEntry) -> Option<TermEntry> {
    let counted = there.as_ref().map_or(0, |e| e.articles).max(pair.articles);
    // The articles of a rendering are those that its other evidence counts.
    if there.as_ref().is_some_and(|e| ledger::same_rendering(&e.en, &pair.en)) {
        pair.articles = 0;
    }
    let mut merged = merge::concept(there.into_iter().chain([pair]).collect())?;
    merged.articles = counted;
    Some(merged)
}
