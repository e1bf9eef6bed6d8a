//! The encoder as others see it.

use std::sync::Arc;

use super::{
    cache::{Cache, MOST_PROFILES},
    kernel::{Wide, dot, wide},
    layout::{FEATURES, WIDTH},
    network::{MOST_PIECES, Scratch},
    package::Model,
};

/// What a sentence adds up to before the last layers: sums of sentences are the sum of the sentences
/// joined.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    values: Vec<f32>,
    pieces: f32,
}

impl Sums {
    /// The sum of several sentences.
    pub fn joined<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self { values: vec![0.0; WIDTH], pieces: 0.0 };
        for one in all {
            for (slot, value) in sum.values.iter_mut().zip(&one.values) {
                *slot += value;
            }
            sum.pieces += one.pieces;
        }
        sum
    }
}

/// The vector of a text: 512 values, length 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector(Vec<f32>);

impl Vector {
    /// The values.
    pub fn values(&self) -> &[f32] {
        &self.0
    }
}

/// How alike two texts are (-1..=1): the cosine of the angle between their vectors.
pub fn cosine(a: &Vector, b: &Vector) -> f32 {
    wide(Cosine(&a.0, &b.0))
}

struct Cosine<'a>(&'a [f32], &'a [f32]);

impl Wide for Cosine<'_> {
    type Output = f32;

    #[inline(always)]
    fn run(self) -> f32 {
        dot(self.0, self.1).clamp(-1.0, 1.0)
    }
}

/// So many vectors are worked out at once.
const AT_ONCE: usize = 96;

/// Turns texts into vectors; keeps what it worked out for the pieces it met, in bounded memory.
#[derive(Debug)]
pub struct Encoder {
    model: Arc<Model>,
    cache: Cache,
    scratch: Scratch,
}

impl Encoder {
    /// An encoder that uses `model`.
    pub fn new(model: Arc<Model>) -> Self {
        Self { model, cache: Cache::new(), scratch: Scratch::default() }
    }

    /// The sums of sentences, in order.
    pub fn sums(&mut self, texts: &[&str]) -> Vec<Sums> {
        let mut all = Vec::with_capacity(texts.len());
        // Sentences wait until there are as many pieces as profiles are kept: what they need is then
        // worked out together.
        let mut waiting: Vec<Vec<u32>> = Vec::new();
        let mut pieces = 0;
        for text in texts {
            let next = self.model.tokenizer.pieces(text);
            if pieces + next.len() > MOST_PROFILES {
                self.sums_of(&waiting, &mut all);
                waiting.clear();
                pieces = 0;
            }
            pieces += next.len();
            waiting.push(next);
        }
        self.sums_of(&waiting, &mut all);
        all
    }

    fn sums_of(&mut self, sentences: &[Vec<u32>], out: &mut Vec<Sums>) {
        let model = Arc::clone(&self.model);
        let (network, table) = (&model.network, model.table());
        let mut sums = vec![0.0; sentences.len() * FEATURES];
        if let [long] = sentences {
            for row in long.chunks(MOST_PIECES) {
                self.cache.prepare(network, table, row);
                self.add_features(row, &mut sums);
            }
        } else {
            self.cache.prepare(network, table, &sentences.concat());
            for (pieces, sum) in sentences.iter().zip(sums.chunks_exact_mut(FEATURES)) {
                for row in pieces.chunks(MOST_PIECES) {
                    self.add_features(row, sum);
                }
            }
        }
        let counts: Vec<f32> = sentences.iter().map(|pieces| pieces.len() as f32).collect();
        let projected = network.project_sums(&sums, &counts);
        out.extend(
            projected
                .chunks_exact(WIDTH)
                .zip(counts)
                .map(|(values, pieces)| Sums { values: values.to_vec(), pieces }),
        );
    }

    /// Adds the features of a row of pieces, whose profiles are at hand.
    fn add_features(&mut self, row: &[u32], sum: &mut [f32]) {
        let profiles: Vec<_> = row.iter().filter_map(|piece| self.cache.get(*piece)).collect();
        let model = &self.model;
        model.network.add_features(model.table(), row, &profiles, &mut self.scratch, sum);
    }

    /// The vectors of sums, in order.
    pub fn vectors(&self, sums: &[Sums]) -> Vec<Vector> {
        let mut all = Vec::with_capacity(sums.len());
        for sums in sums.chunks(AT_ONCE) {
            let values: Vec<f32> = sums.iter().flat_map(|s| s.values.iter().copied()).collect();
            let counts: Vec<f32> = sums.iter().map(|s| s.pieces).collect();
            let vectors = self.model.network.vectors(&values, &counts);
            all.extend(vectors.chunks_exact(WIDTH).map(|vector| Vector(vector.to_vec())));
        }
        all
    }
}
