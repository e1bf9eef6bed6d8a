//! A document to articles and their parts.
#![deny(clippy::disallowed_methods)]

use crate::{
    domain::{Article, Cleaned, Document},
    lexicon::Lexicon,
};

/// Finds the articles of a cleaned document, in order, each English part with its article.
pub fn articles(document: &Document, cleaned: &Cleaned, lexicon: &Lexicon) -> Vec<Article> {
    let _ = (document, cleaned, lexicon);
    Vec::new()
}
