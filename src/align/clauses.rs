//! Clauses inside a bead: each finds its partner, in whatever order.

use std::ops::Range;

use super::{
    evidence::{MOST_EN, MOST_ZH, Row, Rows},
    features::{Context, Features, dot, is_shape},
    lattice::Step,
    posterior::{Chosen, log_add},
};

/// A bead has at most so many clauses on a side for every order to be tried; beyond that they are
/// aligned in order.
pub(super) const MOST_CLAUSES: usize = 12;

/// What a crossing costs in nats: an order that is turned round needs evidence.
const CROSSING_COST_NATS: f64 = 2.0;

/// Ways that are this much less probable than the best one to the same place (in nats) are not summed
/// up.
const NEGLIGIBLE_NATS: f64 = 14.0;

/// Per Chinese clause and set of English clauses taken: best score, and the bead that led there.
type Best = Vec<Vec<Option<(f64, usize, usize)>>>;

/// The best beads over `zh` and `en`, English ranges in any order, in order of the Chinese.
///
/// A dynamic programme over the Chinese clauses and the set of English clauses that are taken
/// already; one-sided clauses cost what they cost among sentences.
pub(super) fn best_beads(
    context: &Context<'_>,
    rows: &mut Rows<'_>,
    weights: &Features,
) -> Vec<Chosen> {
    let (zh_count, en_count) = (context.zh.len(), context.en.len());
    let mut all: Vec<Row> = Vec::with_capacity(zh_count);
    for at in 0..zh_count {
        let before: Vec<&Row> = all.iter().rev().take(MOST_ZH - 1).collect();
        let row = rows.row(at, 0..en_count, &before);
        all.push(row);
    }
    let alone_en: Vec<f64> =
        (0..en_count).map(|j| dot(&context.alone(false, j), weights)).collect();
    let beads = scored(context, &all, weights);
    let sets = 1_usize << en_count;
    let mut best: Best = vec![vec![None; sets]; zh_count + 1];
    best[0][0] = Some((0.0, usize::MAX, 0));
    for i in 0..=zh_count {
        for (taken, reached) in best[i].clone().into_iter().enumerate() {
            let Some((so_far, _, _)) = reached else { continue };
            for (index, bead) in beads.iter().enumerate() {
                if bead.zh.start != i {
                    continue;
                }
                let mask = bead.mask();
                if taken & mask != 0 {
                    continue;
                }
                let score = so_far + bead.score_after(taken);
                let slot = &mut best[bead.zh.end][taken | mask];
                if slot.is_none_or(|(known, _, _)| score > known) {
                    *slot = Some((score, index, taken));
                }
            }
        }
    }
    // English clauses left over stand alone.
    let left = |taken: usize| -> f64 {
        (0..en_count).filter(|j| taken & (1 << j) == 0).map(|j| alone_en[j]).sum()
    };
    let (mut end, mut end_score) = (0, f64::NEG_INFINITY);
    for (taken, reached) in best[zh_count].iter().enumerate() {
        let Some((score, _, _)) = *reached else { continue };
        let whole = score + left(taken);
        if whole > end_score {
            (end, end_score) = (taken, whole);
        }
    }
    let ends: Vec<f64> = (0..sets).map(left).collect();
    let (posteriors, alone) = posteriors(&best, &beads, &ends, en_count);
    let mut path = Vec::new();
    let (mut i, mut taken) = (zh_count, end);
    while let Some((_, index, before)) = best[i][taken] {
        let Some(bead) = beads.get(index) else { break };
        path.push(Chosen { step: bead.step(), score: bead.score, posterior: posteriors[index] });
        (i, taken) = (bead.zh.start, before);
    }
    path.reverse();
    for j in (0..en_count).filter(|j| end & (1 << j) == 0) {
        let at = path.iter().position(|c| c.step.b > 0 && c.step.j > j).unwrap_or(path.len());
        let i = path.get(at).map_or(zh_count, |c: &Chosen| c.step.i - c.step.a);
        let step = Step { i, j: j + 1, a: 0, b: 1 };
        path.insert(at, Chosen { step, score: alone_en[j], posterior: alone[j] });
    }
    path
}

/// The posterior of each bead, and of each English clause's standing alone: the share that the ways
/// with it have in the sum over all ways, every order of the English clauses included. `ends` is what
/// the clauses that a set lacks score alone.
fn posteriors(
    best: &Best,
    beads: &[Scored],
    ends: &[f64],
    en_count: usize,
) -> (Vec<f64>, Vec<f64>) {
    let (zh_count, sets) = (best.len() - 1, ends.len());
    let mut forward = vec![vec![f64::NEG_INFINITY; sets]; zh_count + 1];
    forward[0][0] = 0.0;
    let mut ways: Vec<(usize, usize, f64)> = Vec::new();
    for i in 0..=zh_count {
        for taken in 0..sets {
            let so_far = forward[i][taken];
            if so_far == f64::NEG_INFINITY {
                continue;
            }
            for (index, bead) in beads.iter().enumerate().filter(|(_, b)| b.zh.start == i) {
                let mask = bead.mask();
                if taken & mask != 0 {
                    continue;
                }
                let score = bead.score_after(taken);
                let known = best[bead.zh.end][taken | mask].map_or(f64::NEG_INFINITY, |b| b.0);
                if so_far + score > known - NEGLIGIBLE_NATS {
                    let slot = &mut forward[bead.zh.end][taken | mask];
                    *slot = log_add(*slot, so_far + score);
                    ways.push((index, taken, score));
                }
            }
        }
    }
    let whole = |taken: usize| forward[zh_count][taken] + ends[taken];
    let total = (0..sets).map(whole).fold(f64::NEG_INFINITY, log_add);
    let mut alone = vec![0.0; en_count];
    for taken in 0..sets {
        let share = libm::exp((whole(taken) - total).min(0.0));
        for (j, slot) in alone.iter_mut().enumerate() {
            *slot += if taken & (1 << j) == 0 { share } else { 0.0 };
        }
    }
    let mut backward = vec![vec![f64::NEG_INFINITY; sets]; zh_count + 1];
    backward[zh_count].copy_from_slice(ends);
    let mut posteriors = vec![0.0; beads.len()];
    for (index, taken, score) in ways.into_iter().rev() {
        let bead = &beads[index];
        let onward = score + backward[bead.zh.end][taken | bead.mask()];
        let slot = &mut backward[bead.zh.start][taken];
        *slot = log_add(*slot, onward);
        let share = forward[bead.zh.start][taken] + onward - total;
        posteriors[index] += libm::exp(share.min(0.0));
    }
    (posteriors, alone)
}

/// A bead with its score in nats.
struct Scored {
    zh: Range<usize>,
    en: Range<usize>,
    score: f64,
}

impl Scored {
    /// The English clauses as a set of bits.
    fn mask(&self) -> usize {
        self.en.clone().map(|j| 1_usize << j).sum()
    }

    /// The score where the English clauses `taken` have found partners before.
    fn score_after(&self, taken: usize) -> f64 {
        let mask = self.mask();
        let crosses = mask != 0 && taken >= (mask << 1);
        self.score - if crosses { CROSSING_COST_NATS } else { 0.0 }
    }

    fn step(&self) -> Step {
        Step { i: self.zh.end, j: self.en.end, a: self.zh.len(), b: self.en.len() }
    }
}

fn scored(context: &Context<'_>, rows: &[Row], weights: &Features) -> Vec<Scored> {
    let (zh_count, en_count) = (context.zh.len(), context.en.len());
    let mut beads = Vec::new();
    for i in 1..=zh_count {
        let alone = dot(&context.alone(true, i - 1), weights);
        beads.push(Scored { zh: i - 1..i, en: 0..0, score: alone });
        for a in 1..=MOST_ZH.min(i) {
            let recent: Vec<&Row> = rows[i - a..i].iter().rev().collect();
            for j in 1..=en_count {
                for b in 1..=MOST_EN.min(j) {
                    if is_shape(a, b) {
                        let features = context.bead(i, a, j, b, &recent);
                        let score = dot(&features, weights);
                        beads.push(Scored { zh: i - a..i, en: j - b..j, score });
                    }
                }
            }
        }
    }
    beads
}
