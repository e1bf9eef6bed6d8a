//! Learning the weights of the features from gold beads.
//!
//! A bead's score is a weighted sum of its features, and the probability of a path of beads is
//! proportional to exp of its beads' scores: a conditional random field (Lafferty et al. 2001) over
//! the lattice of beads. The weights maximize the likelihood of the gold, less a quadratic penalty
//! on how far they lie from their start.

use super::{
    LexicalAligner,
    anchor::Band,
    features::{Context, FEATURES, Features, dot, names},
    lattice::{Step, sweep},
    posterior::log_add,
    weights::Weights,
};
use crate::lexicon::Lexicon;

/// What the gold's beads gain in nats while the gold path is summed up: those that the lattice lacks
/// or that exclude each other are then left out, and the rest are kept.
const GOLD_BONUS_NATS: f64 = 30.0;

/// A text with its gold.
#[derive(Debug, Clone)]
pub struct Example {
    /// Chinese sentences.
    pub zh: Vec<String>,
    /// English sentences.
    pub en: Vec<String>,
    /// Beads: first sentence and count, of each side.
    pub beads: Vec<[usize; 4]>,
}

/// All beads of a text's lattice with their features.
#[derive(Debug)]
pub struct Lattice {
    rows: usize,
    columns: usize,
    steps: Vec<Step>,
    gold: Vec<bool>,
    features: Vec<f32>,
}

/// Names of the features, in the order of weights.
pub fn feature_names() -> Vec<String> {
    names()
}

impl Lattice {
    /// The lattice of an example, with everything but the features' weights as in `weights`.
    pub fn new(lexicon: &Lexicon, weights: &Weights, example: &Example) -> Self {
        let aligner = LexicalAligner::with_weights(lexicon, weights.clone());
        let zh: Vec<&str> = example.zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = example.en.iter().map(String::as_str).collect();
        let bitext = aligner.bitext(&zh, &en);
        let context = Context::new(&bitext.zh, &bitext.en);
        let mut rows = bitext.rows(weights.evidence);
        let band = Band::coarse(&mut rows, zh.len(), en.len());
        let mut lattice = Self {
            rows: zh.len() + 1,
            columns: en.len() + 1,
            steps: Vec::new(),
            gold: Vec::new(),
            features: Vec::new(),
        };
        sweep(&context, &mut rows, &band, |step, features| {
            let Step { i, j, a, b } = step;
            let is_gold = example.beads.iter().any(|[zh, m, en, n]| {
                *m == a && *n == b && (a == 0 || zh + m == i) && (b == 0 || en + n == j)
            });
            lattice.gold.push(is_gold);
            lattice.steps.push(step);
            lattice.features.extend(features.iter().map(|f| *f as f32));
        });
        lattice
    }

    fn scores(&self, weights: &Features) -> Vec<f64> {
        self.features
            .chunks_exact(FEATURES)
            .map(|features| features.iter().zip(weights).map(|(f, w)| f64::from(*f) * w).sum())
            .collect()
    }

    /// Log of the sum over all paths, and each bead's probability.
    fn marginals(&self, scores: &[f64]) -> (f64, Vec<f64>) {
        let at = |i: usize, j: usize| i * self.columns + j;
        let mut alpha = vec![f64::NEG_INFINITY; self.rows * self.columns];
        alpha[0] = 0.0;
        for (step, score) in self.steps.iter().zip(scores) {
            let from = alpha[at(step.i - step.a, step.j - step.b)];
            let slot = &mut alpha[at(step.i, step.j)];
            *slot = log_add(*slot, from + score);
        }
        let mut beta = vec![f64::NEG_INFINITY; self.rows * self.columns];
        let end = at(self.rows - 1, self.columns - 1);
        beta[end] = 0.0;
        for (step, score) in self.steps.iter().zip(scores).rev() {
            let to = beta[at(step.i, step.j)];
            let slot = &mut beta[at(step.i - step.a, step.j - step.b)];
            *slot = log_add(*slot, to + score);
        }
        let total = alpha[end];
        let marginals = self
            .steps
            .iter()
            .zip(scores)
            .map(|(step, score)| {
                let from = alpha[at(step.i - step.a, step.j - step.b)];
                libm::exp(from + score + beta[at(step.i, step.j)] - total)
            })
            .collect();
        (total, marginals)
    }

    /// Negative log-likelihood of the gold in nats; its gradient is added to `gradient`.
    fn loss(&self, weights: &Features, gradient: &mut Features) -> f64 {
        let scores = self.scores(weights);
        let bonus =
            |(score, gold): (&f64, &bool)| score + if *gold { GOLD_BONUS_NATS } else { 0.0 };
        let towards: Vec<f64> = scores.iter().zip(&self.gold).map(bonus).collect();
        let (all, expected) = self.marginals(&scores);
        let (gold, wanted) = self.marginals(&towards);
        for ((features, expected), wanted) in
            self.features.chunks_exact(FEATURES).zip(&expected).zip(&wanted)
        {
            let difference = expected - wanted;
            if difference.abs() > 1e-9 {
                for (slot, feature) in gradient.iter_mut().zip(features) {
                    *slot += difference * f64::from(*feature);
                }
            }
        }
        all - gold
    }
}

/// How the weights are learned.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Weight of the penalty: variance of each weight around its start is one over this.
    pub penalty: f64,
    /// Rounds of gradient descent.
    pub rounds: usize,
}

/// Learns weights on `lattices`, each with its own importance; starts from `start`.
pub fn learn(lattices: &[(&Lattice, f64)], start: &Weights, settings: Settings) -> Weights {
    let mut weights = start.clone();
    let (mut mean, mut square) = ([0.0; FEATURES], [0.0; FEATURES]);
    // Adam (Kingma and Ba 2015), full batches.
    let (first, second, rate) = (0.9, 0.99, 0.05_f64);
    let (mut first_power, mut second_power) = (1.0, 1.0);
    for round in 0..settings.rounds {
        let mut gradient = [0.0; FEATURES];
        for (lattice, importance) in lattices {
            let mut own = [0.0; FEATURES];
            lattice.loss(&weights.features, &mut own);
            for (slot, value) in gradient.iter_mut().zip(own) {
                *slot += importance * value;
            }
        }
        first_power *= first;
        second_power *= second;
        let rate = rate * (1.0 - round as f64 / settings.rounds as f64);
        for at in 0..FEATURES {
            let slope =
                gradient[at] + settings.penalty * (weights.features[at] - start.features[at]);
            mean[at] = first * mean[at] + (1.0 - first) * slope;
            square[at] = second * square[at] + (1.0 - second) * slope * slope;
            let step = (mean[at] / (1.0 - first_power))
                / ((square[at] / (1.0 - second_power)).sqrt() + 1e-8);
            if weights.used[at] {
                weights.features[at] -= rate * step;
            } else {
                weights.features[at] = 0.0;
            }
        }
    }
    weights
}

/// The weighted sum of a bead's features, for reports.
pub fn total(features: &Features, weights: &Weights) -> f64 {
    dot(features, &weights.features)
}
