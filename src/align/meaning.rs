//! How alike the two sides of a bead are by a sentence encoder, where there is one.
//!
//! Vectors are worked out in blocks as the search moves through the texts, and forgotten behind it:
//! memory does not grow with the texts.

use std::{collections::VecDeque, fmt::Debug, ops::Range};

use super::{
    evidence::{MOST_EN, MOST_ZH},
    features::is_shape,
};

/// A sentence encoder: texts that mean the same have vectors with a small angle between them.
pub trait Similarity: Debug + Send + Sync {
    /// For each text from `from` on, in order, the vectors of the runs of 1, 2, … `most` texts that end
    /// with it; a run that would begin before the first text begins there. All vectors have length 1
    /// and the same number of values.
    fn runs(&self, texts: &[&str], from: usize, most: usize) -> Vec<Vec<f32>>;
}

/// Sentences of a block.
const BLOCK: usize = 96;

/// The vectors of the runs of one side, as far as they are at hand.
#[derive(Debug)]
struct Runs<'a> {
    similarity: &'a dyn Similarity,
    texts: &'a [&'a str],
    most: usize,
    /// Numbers of blocks and their vectors, by number.
    blocks: VecDeque<(usize, Vec<Vec<f32>>)>,
}

impl<'a> Runs<'a> {
    fn new(similarity: &'a dyn Similarity, texts: &'a [&'a str], most: usize) -> Self {
        Self { similarity, texts, most, blocks: VecDeque::new() }
    }

    /// Sees to it that the sentences of `range` are at hand, and those of a block before them.
    fn prepare(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let (first, last) = (range.start / BLOCK, (range.end - 1) / BLOCK);
        self.blocks.retain(|(number, _)| (first.saturating_sub(1)..=last).contains(number));
        for number in first..=last {
            if self.blocks.iter().any(|(known, _)| *known == number) {
                continue;
            }
            let start = number * BLOCK;
            let end = (start + BLOCK).min(self.texts.len());
            let before = start.saturating_sub(self.most - 1);
            let texts = self.texts.get(before..end).unwrap_or_default();
            let runs = self.similarity.runs(texts, start - before, self.most);
            self.blocks.push_back((number, runs));
        }
    }

    /// The vector of the `count` sentences that end with sentence `last`.
    fn vector(&self, last: usize, count: usize) -> &[f32] {
        let block = self.blocks.iter().find(|(number, _)| *number == last / BLOCK);
        block
            .and_then(|(_, runs)| runs.get(last % BLOCK * self.most + count - 1))
            .map_or(&[], Vec::as_slice)
    }
}

/// The vectors of both texts.
#[derive(Debug)]
pub(super) struct Meaning<'a> {
    zh: Runs<'a>,
    en: Runs<'a>,
}

impl<'a> Meaning<'a> {
    pub(super) fn new(
        similarity: &'a dyn Similarity,
        zh: &'a [&'a str],
        en: &'a [&'a str],
    ) -> Self {
        Self { zh: Runs::new(similarity, zh, MOST_ZH), en: Runs::new(similarity, en, MOST_EN) }
    }

    /// The cosines of Chinese runs that end with sentence `at` and English runs inside `window`, in the
    /// order of [`slot`]; not a number for what can be no bead.
    pub(super) fn cosines(&mut self, at: usize, window: Range<usize>) -> Vec<f32> {
        self.zh.prepare(at..at + 1);
        self.en.prepare(window.clone());
        let mut cosines = vec![f32::NAN; window.len() * MOST_ZH * MOST_EN];
        for a in 1..=MOST_ZH.min(at + 1) {
            let zh = self.zh.vector(at, a);
            for last in window.clone() {
                for b in 1..=MOST_EN.min(last + 1 - window.start) {
                    if is_shape(a, b)
                        && let Some(at) = slot(a, b, last - window.start)
                    {
                        cosines[at] = dot(zh, self.en.vector(last, b));
                    }
                }
            }
        }
        cosines
    }
}

/// Where the cosine of `a` Chinese and `b` English sentences stands, the last of the latter being the
/// `at`-th of the window; none for counts that no bead has.
#[inline]
pub(super) fn slot(a: usize, b: usize, at: usize) -> Option<usize> {
    let fits = (1..=MOST_ZH).contains(&a) && (1..=MOST_EN).contains(&b);
    fits.then(|| (at * MOST_ZH + a - 1) * MOST_EN + b - 1)
}

/// Σ a·b, in an order that does not depend on the machine.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of sixteen values: which letters of a to p a run has.
    #[derive(Debug)]
    struct Letters;

    impl Similarity for Letters {
        fn runs(&self, texts: &[&str], from: usize, most: usize) -> Vec<Vec<f32>> {
            let mut runs = Vec::new();
            for end in from..texts.len() {
                for count in 1..=most {
                    let joined = texts[(end + 1).saturating_sub(count)..=end].concat();
                    let mut vector: Vec<f32> =
                        ('a'..='p').map(|c| f32::from(u8::from(joined.contains(c)))).collect();
                    let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt().max(1.0);
                    for value in &mut vector {
                        *value /= length;
                    }
                    runs.push(vector);
                }
            }
            runs
        }
    }

    #[test]
    fn runs_are_compared_across_blocks() {
        let zh: Vec<String> = (0..300).map(|i| char::from(b'a' + (i % 16) as u8).into()).collect();
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let mut meaning = Meaning::new(&Letters, &zh, &zh);
        for at in 0..zh.len() {
            let window = at.saturating_sub(5)..(at + 6).min(zh.len());
            let cosines = meaning.cosines(at, window.clone());
            let of = |a, b| cosines[slot(a, b, at - window.start).unwrap()];
            assert!((of(1, 1) - 1.0).abs() < 1e-6, "{at}");
            if at > 1 {
                assert!((of(2, 2) - 1.0).abs() < 1e-6, "{at}");
                let half = of(2, 1);
                assert!((half - 0.5_f32.sqrt()).abs() < 1e-6, "{at}");
            }
        }
        assert!(meaning.zh.blocks.len() <= 2);
    }
}
