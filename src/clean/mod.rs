//! Rules that drop or mend, each with an id.
#![deny(clippy::disallowed_methods)]

use crate::{
    domain::{Cleaned, Document},
    lexicon::Lexicon,
};

/// Cleans a document: marks furniture and notes, joins broken paragraphs, mends characters, and
/// logs every edit.
pub fn clean(document: &Document, lexicon: &Lexicon) -> Cleaned {
    let _ = (document, lexicon);
    Cleaned::default()
}
