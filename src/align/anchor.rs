//! The band of the search: which places of the English text each place of the Chinese may meet.
//!
//! A first, coarse pass pairs single sentences by their similarity. It looks at everything where the
//! texts are short; in longer ones its window moves along with the best pairing so far, so that time
//! and memory stay linear.

use std::ops::Range;

use super::evidence::Rows;

/// The fine search looks so many sentences to either side of the coarse path.
const MARGIN: usize = 10;

/// Texts of at most so many pairs of sentences are paired over the whole.
const MOST_WHOLE: usize = 2_000_000;

/// Otherwise the window reaches so many sentences to either side of the best pairing so far.
const REACH: usize = 80;

/// What passing over a sentence costs in the coarse pass, where a pair gains its similarity: it
/// keeps the path near the diagonal where nothing matches.
const SKIP_COST: f64 = 0.01;

/// For each place between Chinese sentences the places between English ones that the search looks
/// at: both ends never go back, and each range meets the next.
#[derive(Debug, Clone)]
pub(super) struct Band {
    columns: Vec<Range<usize>>,
}

impl Band {
    /// The places around a path, which is given by the first and last place at each row.
    pub(super) fn around(path: &[(usize, usize)], en_count: usize, margin: usize) -> Self {
        let columns = path
            .iter()
            .map(|(from, to)| from.saturating_sub(margin)..(to + margin).min(en_count) + 1);
        Self { columns: columns.collect() }
    }

    /// All places.
    pub(super) fn whole(zh_count: usize, en_count: usize) -> Self {
        Self { columns: vec![0..en_count + 1; zh_count + 1] }
    }

    /// The band of two texts of `zh_count` and `en_count` sentences.
    pub(super) fn coarse(rows: &mut Rows<'_>, zh_count: usize, en_count: usize) -> Self {
        Self::around(&coarse_path(rows, zh_count, en_count), en_count, MARGIN)
    }

    /// How many places there are between Chinese sentences, both ends counted.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// The places that `i` Chinese sentences may meet.
    #[inline]
    pub(super) fn columns(&self, i: usize) -> Range<usize> {
        self.columns[i].clone()
    }
}

/// How the best path came to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Pair,
    SkipZh,
    SkipEn,
}

/// The first and last English place at each place of the Chinese text, on the path of the most
/// similar pairs.
fn coarse_path(rows: &mut Rows<'_>, zh_count: usize, en_count: usize) -> Vec<(usize, usize)> {
    let whole = zh_count.saturating_mul(en_count) <= MOST_WHOLE;
    let reach = if whole { zh_count.max(en_count) } else { REACH };
    let slope = en_count as f64 / zh_count.max(1) as f64;
    let mut starts = Vec::with_capacity(zh_count + 1);
    let mut back: Vec<Vec<From>> = Vec::with_capacity(zh_count + 1);
    let first = (2 * reach).min(en_count);
    let mut scores: Vec<f64> = (0..=first).map(|j| -SKIP_COST * j as f64).collect();
    starts.push(0);
    back.push(vec![From::SkipEn; first + 1]);
    let (mut start, mut similarities) = (0, Vec::new());
    for i in 1..=zh_count {
        let best = scores
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))
            .map_or(0, |(at, _)| start + at);
        // The window may not fall so far behind that the end is out of reach.
        let least = en_count
            .saturating_sub((((zh_count - i) as f64 * slope) as usize).saturating_add(2 * reach));
        let from = if whole {
            0
        } else {
            best.saturating_sub(reach).max(start).max(least.min(start + scores.len() - 1))
        };
        let to = if whole || i == zh_count {
            en_count
        } else {
            (best + reach).min(en_count).max(start + scores.len() - 1)
        };
        rows.similarities(i - 1, from.saturating_sub(1)..to, &mut similarities);
        let offset = from.saturating_sub(1);
        let mut next = Vec::with_capacity(to - from + 1);
        let mut came = Vec::with_capacity(to - from + 1);
        let above = |j: usize| {
            j.checked_sub(start).and_then(|at| scores.get(at)).copied().unwrap_or(f64::NEG_INFINITY)
        };
        for j in from..=to {
            let mut best = (above(j) - SKIP_COST, From::SkipZh);
            if j > 0 {
                let similarity = similarities.get(j - 1 - offset).copied().unwrap_or(0.0);
                let pair = above(j - 1) + similarity * similarity;
                if pair > best.0 {
                    best = (pair, From::Pair);
                }
            }
            if let Some(left) = next.last()
                && left - SKIP_COST > best.0
            {
                best = (left - SKIP_COST, From::SkipEn);
            }
            next.push(best.0);
            came.push(best.1);
        }
        (scores, start) = (next, from);
        starts.push(from);
        back.push(came);
    }
    trace(&starts, &back, zh_count, en_count)
}

fn trace(
    starts: &[usize],
    back: &[Vec<From>],
    zh_count: usize,
    en_count: usize,
) -> Vec<(usize, usize)> {
    let mut path = vec![(en_count, en_count); zh_count + 1];
    let (mut i, mut j) = (zh_count, en_count);
    loop {
        path[i].0 = j;
        let came = j.checked_sub(starts[i]).and_then(|at| back[i].get(at)).copied();
        match came {
            Some(From::SkipEn) | None if j > 0 => j -= 1,
            _ if i == 0 => break,
            Some(From::Pair) => {
                (i, j) = (i - 1, j.saturating_sub(1));
                path[i].1 = j;
            }
            _ => {
                i -= 1;
                path[i].1 = j;
            }
        }
    }
    path[0].0 = 0;
    path
}
