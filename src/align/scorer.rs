//! The score of a bead: the weighted sum of its features, without laying them all out.

use super::{
    evidence::{MOST_EN, MOST_ZH, Row},
    features::{Context, FEATURES, FIRST_LIKENESS, Features, JUNCTURES, dot, length_cost, shape},
    lattice::Step,
    likeness::likeness,
    support::Support,
};

/// First feature of the places between sentences.
const FIRST_JUNCTURE: usize = 24;

/// What can be summed up before the search.
#[derive(Debug)]
pub(super) struct Scorer<'w> {
    weights: &'w Features,
    shapes: [[f64; MOST_EN + 1]; MOST_ZH + 1],
    zh_junctures: Vec<f64>,
    en_junctures: Vec<f64>,
    zh_alone: Vec<f64>,
    en_alone: Vec<f64>,
    zh_tokens: Vec<f64>,
    en_tokens: Vec<f64>,
    /// Whether the sentence encoder's features weigh anything.
    uses_meaning: bool,
}

impl<'w> Scorer<'w> {
    pub(super) fn new(context: &Context<'_>, weights: &'w Features) -> Self {
        let mut shapes = [[0.0; MOST_EN + 1]; MOST_ZH + 1];
        for (a, row) in shapes.iter_mut().enumerate().skip(1) {
            for (b, slot) in row.iter_mut().enumerate().skip(1) {
                *slot = shape(a, b).iter().zip(&weights[4..16]).map(|(f, w)| f * w).sum();
            }
        }
        let sums = |sentences: &[super::tokens::Sentence]| {
            let mut sum = 0.0;
            let counts = sentences.iter().map(|s| {
                sum += s.count;
                sum
            });
            std::iter::once(0.0).chain(counts).collect::<Vec<f64>>()
        };
        let (zh, en) = (FIRST_JUNCTURE, FIRST_JUNCTURE + JUNCTURES);
        Self {
            weights,
            shapes,
            zh_junctures: context.zh_junctures.weighted(&weights[zh..zh + JUNCTURES]),
            en_junctures: context.en_junctures.weighted(&weights[en..en + JUNCTURES]),
            zh_alone: (0..context.zh.len())
                .map(|at| dot(&context.alone(true, at), weights))
                .collect(),
            en_alone: (0..context.en.len())
                .map(|at| dot(&context.alone(false, at), weights))
                .collect(),
            zh_tokens: sums(context.zh),
            en_tokens: sums(context.en),
            uses_meaning: weights[FIRST_LIKENESS..].iter().any(|w| w.abs() > 0.0),
        }
    }

    /// The score in nats; the same as that of [`Context::features`], but for rounding.
    #[inline]
    pub(super) fn score(&self, context: &Context<'_>, step: Step, rows: &[&Row]) -> f64 {
        let Step { i, j, a, b } = step;
        if a == 0 {
            return self.en_alone[j - 1];
        }
        if b == 0 {
            return self.zh_alone[i - 1];
        }
        let w = self.weights;
        let last = rows[0];
        let forward = last.forward(a, j - b..j);
        let backward: f64 = rows[..a].iter().map(|row| row.backward(b, j)).sum();
        let zh_len = (context.zh_lens[i] - context.zh_lens[i - a]) * context.ratio;
        let en_len = context.en_lens[j] - context.en_lens[j - b];
        let length_weight = if en_len > zh_len { w[2] + w[3] } else { w[2] };
        let zh_tokens = self.zh_tokens[i] - self.zh_tokens[i - a];
        let en_tokens = self.en_tokens[j] - self.en_tokens[j - b];
        let mut score = w[0] * forward + w[1] * backward
            - length_weight * length_cost(zh_len, en_len)
            + self.shapes[a][b]
            + w[18] * (zh_tokens + en_tokens) / 20.0
            + w[19] * forward / (en_tokens + 3.0)
            + w[20] * backward / (zh_tokens + 3.0)
            + self.zh_junctures[i - 1]
            - self.zh_junctures[i - a]
            + self.en_junctures[j - 1]
            - self.en_junctures[j - b];
        let support = Support::of(context, step, rows);
        score += w[16] * support.worst_en
            + w[17] * support.worst_zh
            + w[21] * support.idle_zh
            + w[22] * support.idle_en
            + w[23] * support.idle_pair;
        if let Some(layout) = &context.layout {
            score += layout.score(step);
        }
        if self.uses_meaning {
            score += likeness(a, b, j, rows)
                .iter()
                .zip(&w[FIRST_LIKENESS..])
                .map(|(f, w)| f * w)
                .sum::<f64>();
        }
        score
    }
}

/// The places between sentences stand where the scorer looks for them.
const _: () = assert!(FIRST_JUNCTURE + 2 * JUNCTURES < FEATURES);
