//! Learning the weights of the features from gold beads.
//!
//! A bead's score is a weighted sum of its features, and the probability of a path of beads is
//! proportional to exp of its beads' scores: a conditional random field (Lafferty et al. 2001) over
//! the lattice of beads. The weights maximize the likelihood of the gold, less a quadratic penalty
//! on how far they lie from their start.

use super::{
    LexicalAligner, Similarity,
    anchor::Band,
    calibrate::{Calibration, log_odds},
    features::{Context, FEATURES, Features, names},
    lattice::{Step, sweep},
    posterior::{decode_scored, marginals},
    weights::{Run, Weights},
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

/// Beads less probable than this under the weights at the start are left out of the lattice.
const LEAST_MARGINAL: f64 = 1.0e-6;

/// A bead of the path that the weights choose, and whether the gold has it.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// First sentence and count, of each side.
    pub bead: [usize; 4],
    /// Posterior probability.
    pub posterior: f64,
    /// Whether the gold has the bead.
    pub is_gold: bool,
}

impl Lattice {
    /// The lattice of an example, with everything but the features' weights as in `weights`.
    pub fn new(
        lexicon: &Lexicon,
        similarity: Option<&dyn Similarity>,
        weights: &Weights,
        example: &Example,
    ) -> Self {
        let mut aligner = LexicalAligner::with_weights(lexicon, weights.clone());
        aligner.similarity = similarity;
        let zh: Vec<&str> = example.zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = example.en.iter().map(String::as_str).collect();
        let bitext = aligner.bitext(&zh, &en, weights);
        let context = Context::new(&bitext.zh, &bitext.en);
        let mut rows = bitext.rows(weights.evidence).with_meaning(aligner.meaning(&zh, &en));
        let band = Band::coarse(&mut rows, zh.len(), en.len());
        let mut lattice = Self {
            rows: zh.len() + 1,
            columns: en.len() + 1,
            steps: Vec::new(),
            gold: Vec::new(),
            features: Vec::new(),
        };
        sweep(&context, &mut rows, &band, |step, rows| {
            let features = context.features(step, rows);
            let Step { i, j, a, b } = step;
            let is_gold = example.beads.iter().any(|[zh, m, en, n]| {
                *m == a && *n == b && (a == 0 || zh + m == i) && (b == 0 || en + n == j)
            });
            lattice.gold.push(is_gold);
            lattice.steps.push(step);
            lattice.features.extend(features.iter().map(|f| *f as f32));
        });
        lattice.prune(weights);
        lattice
    }

    fn prune(&mut self, weights: &Weights) {
        let (_, marginals) = self.marginals(&self.scores(&weights.features), weights.run);
        let keep: Vec<bool> = marginals
            .iter()
            .zip(&self.gold)
            .map(|(m, gold)| *gold || *m > LEAST_MARGINAL)
            .collect();
        let mut kept = keep.iter();
        self.steps.retain(|_| *kept.next().unwrap_or(&true));
        let mut kept = keep.iter();
        self.gold.retain(|_| *kept.next().unwrap_or(&true));
        self.features = self
            .features
            .chunks_exact(FEATURES)
            .zip(&keep)
            .filter(|(_, keep)| **keep)
            .flat_map(|(features, _)| features.iter().copied())
            .collect();
    }

    /// The beads that `weights` choose.
    pub fn outcomes(&self, weights: &Weights) -> Vec<Outcome> {
        let scores = self.scores(&weights.features);
        let scored: Vec<(Step, f64)> = self.steps.iter().copied().zip(scores).collect();
        let band = Band::whole(self.rows - 1, self.columns - 1);
        decode_scored(&scored, &band, weights.run)
            .into_iter()
            .map(|chosen| {
                let Step { i, j, a, b } = chosen.step;
                let at = self.steps.iter().position(|step| *step == chosen.step);
                Outcome {
                    bead: [i - a, a, j - b, b],
                    posterior: chosen.posterior,
                    is_gold: at.and_then(|at| self.gold.get(at)).copied().unwrap_or(false),
                }
            })
            .collect()
    }

    fn scores(&self, weights: &Features) -> Vec<f64> {
        self.features
            .chunks_exact(FEATURES)
            .map(|features| features.iter().zip(weights).map(|(f, w)| f64::from(*f) * w).sum())
            .collect()
    }

    /// Log of the sum over all paths, and each bead's probability.
    fn marginals(&self, scores: &[f64], run: Run) -> (f64, Vec<f64>) {
        let scored: Vec<(Step, f64)> =
            self.steps.iter().copied().zip(scores.iter().copied()).collect();
        marginals(&scored, &Band::whole(self.rows - 1, self.columns - 1), run)
    }

    /// Negative log-likelihood of the gold in nats; its gradient is added to `gradient`.
    fn loss(&self, weights: &Weights, gradient: &mut Features) -> f64 {
        let scores = self.scores(&weights.features);
        let bonus =
            |(score, gold): (&f64, &bool)| score + if *gold { GOLD_BONUS_NATS } else { 0.0 };
        let towards: Vec<f64> = scores.iter().zip(&self.gold).map(bonus).collect();
        let (all, expected) = self.marginals(&scores, weights.run);
        let (gold, wanted) = self.marginals(&towards, weights.run);
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Weight of the penalty: variance of each weight around its start is one over this.
    pub penalty: f64,
    /// The same for what the edges of sentences say, of which there is much and little is general.
    pub join_penalty: f64,
    /// Rounds of gradient descent.
    pub rounds: usize,
    /// How much a text with omissions counts beside one as it is.
    pub variants: f64,
}

impl Settings {
    /// What the weights of the program are learned with: those for short texts (of which there are few
    /// gold beads) stay near their start.
    pub fn of_kind(short: bool) -> Self {
        if short {
            Self { penalty: 100.0, join_penalty: 30.0, rounds: 200, variants: 0.3 }
        } else {
            Self { penalty: 30.0, join_penalty: 3.0, rounds: 200, variants: 0.3 }
        }
    }
}

/// What one text got from weights that were learned without it.
#[derive(Debug, Clone)]
pub struct Held {
    /// The number of the text.
    pub text: usize,
    /// 0 for the text as it is, else the number of its variant.
    pub variant: usize,
    /// The fold that the text is in.
    pub fold: usize,
    /// Its beads.
    pub outcomes: Vec<Outcome>,
}

/// Aligns each text by weights that were learned on the other folds; a text is in the fold that its
/// number leaves when divided by `folds`. A text is given as it is, and after it its variants, which
/// count less.
pub fn cross_validate(
    texts: &[Vec<Lattice>],
    start: &Weights,
    settings: Settings,
    folds: usize,
) -> Vec<Held> {
    let mut held = Vec::new();
    for fold in 0..folds {
        let others = texts.iter().enumerate().filter(|(text, _)| text % folds != fold);
        let others: Vec<(&Lattice, f64)> = others
            .flat_map(|(_, all)| all.iter().enumerate())
            .map(|(variant, l)| (l, if variant == 0 { 1.0 } else { settings.variants }))
            .collect();
        let weights = learn(&others, start, settings);
        for (text, all) in texts.iter().enumerate().filter(|(text, _)| text % folds == fold) {
            for (variant, lattice) in all.iter().enumerate() {
                held.push(Held { text, variant, fold, outcomes: lattice.outcomes(&weights) });
            }
        }
    }
    held
}

/// The probability of each bead by a curve that was fitted on the other folds: variant, probability,
/// and whether the gold has the bead.
pub fn judged(held: &[Held]) -> Vec<(usize, f64, bool)> {
    let folds: std::collections::BTreeSet<usize> = held.iter().map(|h| h.fold).collect();
    let mut all = Vec::new();
    for fold in folds {
        let others = held.iter().filter(|h| h.fold != fold);
        let others: Vec<Outcome> = others.flat_map(|h| h.outcomes.iter().copied()).collect();
        let curve = Curve::fit(&others);
        for one in held.iter().filter(|h| h.fold == fold) {
            let outcomes = one.outcomes.iter();
            all.extend(outcomes.map(|o| (one.variant, curve.probability(o), o.is_gold)));
        }
    }
    all
}

/// Learns weights on `lattices`, each with its own importance; starts from `start`.
pub fn learn(lattices: &[(&Lattice, f64)], start: &Weights, settings: Settings) -> Weights {
    let mut weights = start.clone();
    let joins: Vec<bool> = names().iter().map(|name| name.starts_with("join-")).collect();
    let (mut mean, mut square) = ([0.0; FEATURES], [0.0; FEATURES]);
    // Adam (Kingma and Ba 2015), full batches.
    let (first, second, rate) = (0.9, 0.99, 0.05_f64);
    let (mut first_power, mut second_power) = (1.0, 1.0);
    for round in 0..settings.rounds {
        let mut gradient = [0.0; FEATURES];
        for (lattice, importance) in lattices {
            let mut own = [0.0; FEATURES];
            lattice.loss(&weights, &mut own);
            for (slot, value) in gradient.iter_mut().zip(own) {
                *slot += importance * value;
            }
        }
        first_power *= first;
        second_power *= second;
        let rate = rate * (1.0 - round as f64 / settings.rounds as f64);
        for at in 0..FEATURES {
            let penalty = if joins[at] { settings.join_penalty } else { settings.penalty };
            let slope = gradient[at] + penalty * (weights.features[at] - start.features[at]);
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

/// A curve from posteriors to probabilities.
#[derive(Debug, Clone, Copy)]
pub struct Curve(Calibration);

/// Rounds of Newton's method; a handful would do.
const NEWTON_ROUNDS: usize = 60;

/// Strength of the prior, which believes the posterior.
const PRIOR: f64 = 2.0;

/// The longest step in one weight.
const MOST_STEP: f64 = 0.25;

impl Curve {
    /// Fits the curve to what turned out right, by maximum likelihood with a small penalty.
    pub fn fit(outcomes: &[Outcome]) -> Self {
        let mut theta = [1.0, 0.0, 0.0];
        for _ in 0..NEWTON_ROUNDS {
            let mut gradient = [0.0; 3];
            let mut hessian = [[0.0; 3]; 3];
            for at in 0..3 {
                hessian[at][at] = PRIOR;
                gradient[at] = PRIOR * (theta[at] - if at == 0 { 1.0 } else { 0.0 });
            }
            for outcome in outcomes {
                let x = inputs(outcome);
                let z: f64 = x.iter().zip(&theta).map(|(x, t)| x * t).sum();
                let p = 1.0 / (1.0 + libm::exp(-z));
                let error = p - f64::from(u8::from(outcome.is_gold));
                for row in 0..3 {
                    gradient[row] += error * x[row];
                    for column in 0..3 {
                        hessian[row][column] += p * (1.0 - p) * x[row] * x[column];
                    }
                }
            }
            let step = solve(hessian, gradient);
            // Newton overshoots where the curve is flat.
            let longest = step.iter().fold(0.0_f64, |a, b| a.max(b.abs()));
            let factor = if longest > MOST_STEP { MOST_STEP / longest } else { 1.0 };
            for (slot, step) in theta.iter_mut().zip(step) {
                *slot -= factor * step;
            }
        }
        let [slope, intercept, one_sided] = theta;
        Self(Calibration { slope, intercept, one_sided })
    }

    /// The probability of a bead.
    pub fn probability(&self, outcome: &Outcome) -> f64 {
        let one_sided = outcome.bead[1] * outcome.bead[3] == 0;
        self.0.probability(outcome.posterior, one_sided)
    }

    /// Puts the curve among the weights.
    pub fn store(self, weights: &mut Weights) {
        weights.calibration = self.0;
    }
}

fn inputs(outcome: &Outcome) -> [f64; 3] {
    let one_sided = outcome.bead[1] * outcome.bead[3] == 0;
    [log_odds(outcome.posterior), 1.0, f64::from(u8::from(one_sided))]
}

/// Solves a symmetric positive definite system by elimination.
fn solve(mut matrix: [[f64; 3]; 3], mut values: [f64; 3]) -> [f64; 3] {
    for pivot in 0..3 {
        for row in pivot + 1..3 {
            let factor = matrix[row][pivot] / matrix[pivot][pivot];
            let above = matrix[pivot];
            for (slot, value) in matrix[row].iter_mut().zip(above) {
                *slot -= factor * value;
            }
            values[row] -= factor * values[pivot];
        }
    }
    for pivot in (0..3).rev() {
        for column in pivot + 1..3 {
            values[pivot] -= matrix[pivot][column] * values[column];
        }
        values[pivot] /= matrix[pivot][pivot];
    }
    values
}
