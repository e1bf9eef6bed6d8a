//! Sentence alignment.
//!
//! Two texts become bags of words, names, numbers and cues (`tokens`); a table of translations
//! between their words is read off the lexicon (`translation`); every bead inside a band is
//! scored by its features (`evidence`, `support`, `layout`, `features`); the path of least expected
//! loss is chosen, and each of its beads gets a probability (`posterior`); passages that stand
//! elsewhere are looked for in what is left over (`moved`).
#![deny(clippy::disallowed_methods)]

mod anchor;
mod bitext;
mod calibrate;
mod clauses;
mod evidence;
mod features;
mod lattice;
mod layout;
mod likeness;
mod links;
mod meaning;
mod moved;
mod names;
mod posterior;
mod scorer;
mod support;
mod swap;
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
use meaning::Meaning;
use posterior::Chosen;

pub use layout::Mark;
pub use meaning::Similarity;
pub use swap::are_swapped;
pub use weights::Weights;

/// Aligns the sentences of two texts that translate each other.
pub trait Aligner {
    /// Beads over all of `zh` and `en`, in order, with probabilities.
    ///
    /// # Errors
    /// Never for a correct aligner: the error says which segment it lost.
    fn align(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError>;

    /// Aligns the clauses of one bead, with probabilities; crossing is allowed.
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
    short: Weights,
    long: Weights,
    similarity: Option<&'a dyn Similarity>,
}

/// Texts of at most so many sentences, both sides together, are short: the longest abstract has some
/// forty, the shortest chapter some hundreds.
const MOST_SHORT: usize = 80;

impl<'a> LexicalAligner<'a> {
    /// An aligner that uses `lexicon`.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self::with(lexicon, Weights::short(), Weights::long())
    }

    /// An aligner with other weights than the program's own, for short texts and for long ones.
    pub fn with(lexicon: &'a Lexicon, short: Weights, long: Weights) -> Self {
        Self { lexicon, stems: Stems::new(), short, long, similarity: None }
    }

    /// The same aligner with the help of a sentence encoder, where there is one, and the weights learned
    /// with it.
    #[must_use]
    pub fn with_similarity(self, similarity: Option<&'a dyn Similarity>) -> Self {
        if similarity.is_none() {
            return self;
        }
        let (short, long) = (Weights::short_with_encoder(), Weights::long_with_encoder());
        Self { short, long, similarity, ..self }
    }

    /// An aligner with other weights than the program's own, whatever the length of the texts.
    pub fn with_weights(lexicon: &'a Lexicon, weights: Weights) -> Self {
        Self::with(lexicon, weights.clone(), weights)
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
        links::links(queries, body, most, &self.long, self.similarity, |zh, en| {
            self.bitext(zh, en, &self.long)
        })
    }

    /// The weights for texts of so many sentences, both sides together.
    fn weights(&self, sentences: usize) -> &Weights {
        if sentences <= MOST_SHORT { &self.short } else { &self.long }
    }

    fn meaning<'t>(&'t self, zh: &'t [&'t str], en: &'t [&'t str]) -> Option<Meaning<'t>> {
        Some(Meaning::new(self.similarity?, zh, en))
    }

    fn bitext(&self, zh: &[&str], en: &[&str], weights: &Weights) -> Bitext {
        Bitext::new(self.lexicon, &self.stems, zh, en, &weights.table)
    }
}

impl LexicalAligner<'_> {
    /// Aligns two documents whose sentences have marks (as many as sentences): paragraphs, headings
    /// and notes are soft boundaries.
    ///
    /// # Errors
    /// As [`Aligner::align`].
    pub fn align_documents(
        &self,
        (zh, zh_marks): (&[&str], &[Mark]),
        (en, en_marks): (&[&str], &[Mark]),
    ) -> Result<Alignment, AlignmentError> {
        self.align_texts(zh, en, Some((zh_marks, en_marks)))
    }

    fn align_texts(
        &self,
        zh: &[&str],
        en: &[&str],
        marks: Option<(&[Mark], &[Mark])>,
    ) -> Result<Alignment, AlignmentError> {
        let weights = self.weights(zh.len() + en.len());
        let bitext = self.bitext(zh, en, weights);
        let context = Context::new(&bitext.zh, &bitext.en).with_layout(marks);
        let mut rows = bitext.rows(weights.evidence).with_meaning(self.meaning(zh, en));
        let band = Band::coarse(&mut rows, zh.len(), en.len());
        let path = posterior::decode(&context, &mut rows, &band, weights);
        let path = moved::find(&bitext, context.ratio, weights, path);
        let beads = path.into_iter().map(|chosen| {
            let Chosen { step, score, posterior } = chosen;
            let probability = weights.calibration.probability(posterior, step.a * step.b == 0);
            bead(step, score, Some(probability), BeadSource::Search)
        });
        Alignment::new(beads.collect(), zh.len() as u32, en.len() as u32)
    }
}

impl Aligner for LexicalAligner<'_> {
    fn align(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        self.align_texts(zh, en, None)
    }

    fn align_clauses(&self, zh: &[&str], en: &[&str]) -> Result<Alignment, AlignmentError> {
        if zh.len().max(en.len()) > clauses::MOST_CLAUSES {
            return self.align(zh, en);
        }
        let weights = &self.short;
        let bitext = self.bitext(zh, en, weights);
        let context = Context::new(&bitext.zh, &bitext.en);
        let mut rows = bitext.rows(weights.evidence).with_meaning(self.meaning(zh, en));
        let path = clauses::best_beads(&context, &mut rows, &weights.features);
        let beads = path.into_iter().map(|chosen| {
            let Chosen { step, score, posterior } = chosen;
            // The curve is that of sentences: gold clauses are too few for one of their own.
            let probability = weights.calibration.probability(posterior, step.a * step.b == 0);
            bead(step, score, Some(probability), BeadSource::Clause)
        });
        Alignment::new(beads.collect(), zh.len() as u32, en.len() as u32)
    }
}

fn bead(step: Step, score: f64, probability: Option<f64>, source: BeadSource) -> Bead {
    Bead {
        zh: (step.i - step.a) as u32..step.i as u32,
        en: (step.j - step.b) as u32..step.j as u32,
        score_nats: score / (step.a + step.b) as f64,
        probability,
        source,
        crossing: false,
    }
}
