//! Passages that stand elsewhere in the translation.
//!
//! The search keeps the order of both texts, so what was moved is left over on both sides (or paired
//! with something else that is). Sentences that are left over are compared with one another; where
//! several in a row belong to several in a row, the two passages are aligned by themselves. They are
//! taken as moved where that is much better than chance among so many places.

use std::{collections::BTreeSet, ops::Range};

use super::{
    anchor::Band,
    bitext::Bitext,
    evidence::telling,
    features::Context,
    lattice::Step,
    posterior::{Chosen, decode},
    weights::Weights,
};

/// A type that more sentences have says nothing of where a sentence belongs.
const MOST_POSTINGS: usize = 40;
/// Similarity (0..=1) from which two sentences may say the same.
const LEAST_SIMILARITY: f64 = 0.12;
/// A passage is looked for so many sentences to either side of the sentences that were recognised.
const REACH: usize = 24;
/// Nats by which a moved passage must be better than chance, beyond the logarithm of the number of
/// places where it could have stood.
const MARGIN_NATS: f64 = 6.0;
/// A bead whose posterior is below this may be undone.
const DOUBTFUL: f64 = 0.6;

/// Sentences that are left over, of one side.
struct Loose {
    /// Whether each is.
    is: Vec<bool>,
    count: usize,
}

impl Loose {
    fn new(len: usize, ranges: impl Iterator<Item = Range<usize>>) -> Self {
        let mut is = vec![false; len];
        let mut count = 0;
        for at in ranges.flatten() {
            is[at] = true;
            count += 1;
        }
        Self { is, count }
    }

    /// The run of loose sentences around `at`, no further than `REACH` on either side.
    fn run(&self, at: usize) -> Range<usize> {
        let loose = |at: &usize| self.is.get(*at).copied().unwrap_or(false);
        let start = (at.saturating_sub(REACH)..at).rev().take_while(loose).last().unwrap_or(at);
        let end = (at + 1..at + 1 + REACH).take_while(loose).last().map_or(at + 1, |last| last + 1);
        start..end
    }
}

/// Whether the bead may be undone: one without counterpart, or one that says little.
fn is_loose(chosen: &Chosen) -> bool {
    let Step { a, b, .. } = chosen.step;
    a == 0 || b == 0 || chosen.score < 0.0 || chosen.posterior < DOUBTFUL
}

fn ranges(step: Step) -> (Range<usize>, Range<usize>) {
    (step.i - step.a..step.i, step.j - step.b..step.j)
}

/// The path with the beads of moved passages, in order of the Chinese; `path` is in the order of both.
pub(super) fn find(
    bitext: &Bitext,
    ratio: f64,
    weights: &Weights,
    path: Vec<Chosen>,
) -> Vec<Chosen> {
    let of = |side: fn(Step) -> Range<usize>| {
        path.iter().filter(|chosen| is_loose(chosen)).map(move |chosen| side(chosen.step))
    };
    let mut zh = Loose::new(bitext.zh.len(), of(|step| ranges(step).0));
    let mut en = Loose::new(bitext.en.len(), of(|step| ranges(step).1));
    if zh.count == 0 || en.count == 0 {
        return path;
    }
    let places = libm::log(zh.count as f64 * en.count as f64);
    let mut moved: Vec<Chosen> = Vec::new();
    let mut tried: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (zh_at, en_at) in seeds(bitext, &zh, &en) {
        let is_new = tried.insert((zh_at / REACH, en_at / REACH));
        if !is_new || !zh.is[zh_at] || !en.is[en_at] {
            continue;
        }
        let (zh_run, en_run) = (zh.run(zh_at), en.run(en_at));
        let passage = passage(bitext, ratio, weights, zh_run, en_run);
        let gain: f64 = passage.iter().map(|chosen| chosen.score).sum();
        let lost: f64 = path
            .iter()
            .filter(|old| {
                let (zh, en) = ranges(old.step);
                old.score > 0.0
                    && passage.iter().any(|new| {
                        let (new_zh, new_en) = ranges(new.step);
                        meet(&zh, &new_zh) || meet(&en, &new_en)
                    })
            })
            .map(|old| old.score)
            .sum();
        let beyond = gain - lost - places;
        if beyond < MARGIN_NATS {
            continue;
        }
        let share = 1.0 / (1.0 + libm::exp(-beyond));
        for chosen in passage {
            let (zh_range, en_range) = ranges(chosen.step);
            for at in zh_range {
                zh.is[at] = false;
            }
            for at in en_range {
                en.is[at] = false;
            }
            moved.push(Chosen { posterior: chosen.posterior * share, ..chosen });
        }
    }
    if moved.is_empty() { path } else { joined(path, moved) }
}

fn meet(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Pairs of loose sentences that are each other's most similar, the most similar first.
fn seeds(bitext: &Bitext, zh: &Loose, en: &Loose) -> Vec<(usize, usize)> {
    let mut postings: Vec<Vec<(u32, u16)>> = vec![Vec::new(); bitext.en_types];
    for (at, sentence) in bitext.en.iter().enumerate().filter(|(at, _)| en.is[*at]) {
        for (token, count) in &sentence.tokens {
            if let Some(list) = postings.get_mut(*token as usize) {
                list.push((at as u32, *count));
            }
        }
    }
    let mut best_of_en: Vec<(f64, usize)> = vec![(0.0, 0); bitext.en.len()];
    let mut best_of_zh: Vec<(f64, usize, usize)> = Vec::new();
    let mut sums = vec![0.0; bitext.en.len()];
    for (at, sentence) in bitext.zh.iter().enumerate().filter(|(at, _)| zh.is[*at]) {
        let mut touched: Vec<u32> = Vec::new();
        for (token, _) in &sentence.tokens {
            for link in bitext.table.links(*token) {
                let list = postings.get(link.en as usize).map_or(&[][..], Vec::as_slice);
                if list.len() > MOST_POSTINGS {
                    continue;
                }
                for (j, count) in list {
                    let sum: &mut f64 = &mut sums[*j as usize];
                    if *sum <= 0.0 {
                        touched.push(*j);
                    }
                    *sum += f64::from(*count) * telling(link.forward);
                }
            }
        }
        let mut best = (0.0, at, 0);
        for j in touched {
            let j = j as usize;
            let tokens = (sentence.count * bitext.en[j].count).sqrt().max(4.0);
            let similarity = std::mem::take(&mut sums[j]) / tokens;
            if similarity > best.0 || (similarity >= best.0 && j < best.2) {
                best = (similarity, at, j);
            }
            if similarity > best_of_en[j].0 {
                best_of_en[j] = (similarity, at);
            }
        }
        if best.0 >= LEAST_SIMILARITY {
            best_of_zh.push(best);
        }
    }
    best_of_zh.retain(|(_, at, j)| best_of_en[*j].1 == *at);
    best_of_zh.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    best_of_zh.into_iter().map(|(_, at, j)| (at, j)).collect()
}

/// The beads of two passages, without what has no counterpart and without doubtful beads at the ends.
fn passage(
    bitext: &Bitext,
    ratio: f64,
    weights: &Weights,
    zh: Range<usize>,
    en: Range<usize>,
) -> Vec<Chosen> {
    let (zh_part, en_part) = (&bitext.zh[zh.clone()], &bitext.en[en.clone()]);
    let context = Context::with_ratio(zh_part, en_part, ratio);
    let mut rows = bitext.rows_of(zh.clone(), en.clone(), weights.evidence);
    let band = Band::whole(zh_part.len(), en_part.len());
    let mut beads: Vec<Chosen> = decode(&context, &mut rows, &band, weights)
        .into_iter()
        .filter(|chosen| chosen.step.a > 0 && chosen.step.b > 0)
        .map(|chosen| Chosen {
            step: Step { i: chosen.step.i + zh.start, j: chosen.step.j + en.start, ..chosen.step },
            ..chosen
        })
        .collect();
    while beads.last().is_some_and(|last| last.score <= 0.0) {
        beads.pop();
    }
    let doubtful = beads.iter().take_while(|first| first.score <= 0.0).count();
    beads.drain(..doubtful);
    beads
}

/// The path without the beads that the moved ones replace, and with these.
fn joined(path: Vec<Chosen>, mut moved: Vec<Chosen>) -> Vec<Chosen> {
    moved.sort_by_key(|chosen| chosen.step.i);
    let mut en_moved: Vec<Range<usize>> =
        moved.iter().map(|chosen| ranges(chosen.step).1).collect();
    en_moved.sort_by_key(|range| range.start);
    let zh_moved: Vec<Range<usize>> = moved.iter().map(|chosen| ranges(chosen.step).0).collect();
    let holds = |all: &[Range<usize>], range: &Range<usize>| {
        let at = all.partition_point(|other| other.end <= range.start);
        all.get(at).is_some_and(|other| meet(other, range))
    };
    let mut out: Vec<Chosen> = Vec::with_capacity(path.len() + moved.len());
    let mut next = moved.iter().peekable();
    for chosen in path {
        let (zh, en) = ranges(chosen.step);
        while let Some(ready) = next.next_if(|m| !zh.is_empty() && m.step.i <= zh.start) {
            out.push(*ready);
        }
        if !holds(&zh_moved, &zh) && !holds(&en_moved, &en) {
            out.push(chosen);
            continue;
        }
        // What is left of a bead that is undone has no counterpart.
        for at in zh {
            while let Some(ready) = next.next_if(|m| m.step.i <= at) {
                out.push(*ready);
            }
            if !holds(&zh_moved, &(at..at + 1)) {
                let step = Step { i: at + 1, j: chosen.step.j, a: 1, b: 0 };
                out.push(Chosen { step, score: 0.0, posterior: 1.0 - chosen.posterior });
            }
        }
        for at in en {
            if !holds(&en_moved, &(at..at + 1)) {
                let step = Step { i: chosen.step.i, j: at + 1, a: 0, b: 1 };
                out.push(Chosen { step, score: 0.0, posterior: 1.0 - chosen.posterior });
            }
        }
    }
    out.extend(next.copied());
    out
}
