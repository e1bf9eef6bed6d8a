//! The glossary of many articles: entries merged by concept as the articles come, and pairs that
//! only the collection as a whole shows.
//!
//! What is kept grows with the vocabulary, not with the articles: an entry keeps its counts and a few
//! pieces of evidence, whatever the number of articles that have it.

mod association;
mod candidates;

use std::collections::BTreeMap;

use crate::{
    domain::{ArticleRecord, TermEntry},
    lexicon::Lexicon,
};

use super::{fold, ledger, merge};

use association::Associations;

/// The glossary of articles, an article at a time.
#[derive(Debug)]
pub struct Archive<'l> {
    lexicon: &'l Lexicon,
    by_zh: BTreeMap<String, TermEntry>,
    associations: Associations,
}

impl<'l> Archive<'l> {
    /// An empty glossary.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self { lexicon, by_zh: BTreeMap::new(), associations: Associations::new() }
    }

    /// Takes in an article.
    pub fn add(&mut self, record: &ArticleRecord) {
        for entry in &record.terms {
            add(&mut self.by_zh, entry.clone());
        }
        self.associations.add(record, self.lexicon);
    }

    /// The glossary: the entries of all articles by concept, the same whatever their order, and the
    /// associated pairs. Sorted by grade, then Chinese.
    pub fn entries(&self) -> Vec<TermEntry> {
        let mut by_zh = self.by_zh.clone();
        for mut entry in self.associations.entries(self.lexicon) {
            let key = fold::fold_zh(&entry.zh);
            let there = by_zh.get(&key);
            let counted = there.map_or(0, |e| e.articles).max(entry.articles);
            // The articles of a rendering are those that its other evidence counts.
            if there.is_some_and(|e| ledger::same_rendering(&e.en, &entry.en)) {
                entry.articles = 0;
            }
            add(&mut by_zh, entry);
            if let Some(merged) = by_zh.get_mut(&key) {
                merged.articles = counted;
            }
        }
        let mut entries: Vec<TermEntry> = by_zh.into_values().collect();
        ledger::sort(&mut entries);
        entries
    }
}

/// Merges an entry with those of its concept.
fn add(by_zh: &mut BTreeMap<String, TermEntry>, entry: TermEntry) {
    let key = fold::fold_zh(&entry.zh);
    let together = match by_zh.remove(&key) {
        Some(there) => vec![there, entry],
        None => vec![entry],
    };
    if let Some(merged) = merge::concept(together) {
        by_zh.insert(key, merged);
    }
}
