//! Rules that drop or mend, each with an id.
//!
//! The rules run in this order: single characters ([`characters`]), page furniture, notes and their
//! markers, stray blanks, paragraph joins, English hyphens. Each edit is logged with its rule; each
//! rule has examples in `data/examples.tsv`.
#![deny(clippy::disallowed_methods)]

mod blanks;
mod characters;
mod furniture;
mod hyphens;
mod inline_notes;
mod joins;
mod latex;
mod line_breaks;
mod ligatures;
mod notes;
mod pinyin;
mod shape;
mod work;

use crate::{
    domain::{Cleaned, Document},
    lexicon::Lexicon,
};

use work::Work;

/// Cleans a document: marks furniture and notes, joins broken paragraphs, mends characters, and
/// logs every edit.
pub fn clean(document: &Document, lexicon: &Lexicon) -> Cleaned {
    let mut work = Work::new(document, lexicon);
    characters::mend(&mut work);
    line_breaks::mend(&mut work);
    furniture::mark(&mut work);
    notes::mark(&mut work);
    blanks::mend(&mut work);
    joins::join(&mut work);
    hyphens::mend(&mut work);
    work.finish()
}
