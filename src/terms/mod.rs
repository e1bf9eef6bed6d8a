//! Term candidates and evidence.
#![deny(clippy::disallowed_methods)]

pub mod acronym;
mod aligned;
pub mod archive;
pub mod bracket;
pub mod compose;
mod cues;
pub mod decisions;
pub mod edge;
pub mod fold;
mod footnote;
mod front;
mod gloss;
mod keyword_lists;
mod known;
mod latin;
mod ledger;
mod links;
mod merge;
mod names;
mod place;
mod rendering;
pub mod termbase;

use crate::{
    domain::{Article, Document, RecordedBead, Segment, TermEntry},
    lexicon::Lexicon,
};

use cues::Cues;
use ledger::Ledger;
use place::Locator;
use rendering::Stems;

pub use decisions::Decisions;
pub use merge::Concept;
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
    /// What editors decided: it stands above all else.
    pub decisions: &'a Decisions,
}

/// The term entries of one article, sorted by grade, then Chinese.
pub fn mine(input: &TermInput<'_>) -> Vec<TermEntry> {
    let article = input.article;
    let locator = Locator { document: input.document, file: input.file, id: input.id };
    let stems = Stems::new();
    let mut ledger = Ledger::new(input.decisions);
    let keywords = front::keywords(article, &locator, input.lexicon, &stems);
    let pairs: Vec<(&str, &str)> =
        keywords.iter().map(|f| (f.zh.as_str(), f.en.as_str())).collect();
    let text = chinese_text(article);
    let edges = edge::EdgeFinder::new(input.lexicon)
        .with_keywords(pairs)
        .with_mentions(&text)
        .with_termbases(input.termbases);
    ledger.extend(gloss::glosses(article, &locator, &edges));
    ledger.extend(keywords.iter().cloned());
    ledger.extend(front::title(article, &locator, input.lexicon, &stems));
    ledger.extend(front::authors(article, &locator, input.lexicon));
    ledger.extend(known::decided(article, &locator, input.decisions));
    ledger.extend(known::terms(article, &locator, input.termbases));
    let cues = Cues::new();
    ledger.extend(footnote::pairs(article, &locator, input.lexicon, &cues, &stems));
    ledger.extend(aligned::terms(input, &locator, &cues, &stems));
    let composer = compose::Composer::new(input.lexicon).with_english(&english_text(article));
    let suggestions =
        names::suggestions(article, &locator, input.lexicon, &cues, &composer, &ledger);
    ledger.extend(suggestions);
    let mut entries = ledger.into_entries();
    input.decisions.mark(&mut entries);
    ledger::sort(&mut entries);
    entries
}

/// The article's Chinese text, a paragraph a line.
fn chinese_text(article: &Article) -> String {
    let mut text = String::new();
    for passage in gloss::passages(article) {
        text.push_str(passage.as_str());
        text.push('\n');
    }
    text
}

/// The article's English front matter.
fn english_text(article: &Article) -> String {
    let front = &article.en;
    front
        .title
        .iter()
        .chain(&front.abstract_text)
        .chain(&front.keywords)
        .map(crate::domain::Passage::as_str)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Merges the entries of many articles by concept: the same whatever the order of `entries`.
pub fn merge(entries: Vec<TermEntry>) -> Vec<TermEntry> {
    merge::merge(entries)
}
