//! How probable each bead is, given all ways to align the texts, and the path that is right most often.
//!
//! The probability of a path is proportional to exp of the sum of its beads' scores; that of a bead is
//! the sum over all paths that have it (the forward–backward algorithm). The path chosen is the one
//! with the largest sum of p − [`BEAD_COST`] over its beads: the least expected loss, where the single
//! best path would trust one way alone.

use std::{collections::VecDeque, ops::Range};

use super::{
    anchor::Band,
    evidence::{MOST_BOTH, MOST_EN, MOST_ZH, Row, Rows},
    features::Context,
    lattice::Step,
    scorer::Scorer,
    weights::{Run, Weights},
};

/// What a bead costs, in expected hits: half the F1 that is reached (.9), which makes the sum a
/// linear form of expected F1 (a bead that is right adds one hit, and any bead adds to the count that
/// hits are divided by).
const BEAD_COST: f64 = 0.45;

/// Ways into a place that are this much less probable than the best (in nats) are dropped.
const NEGLIGIBLE_NATS: f64 = 14.0;

/// Places that are this much less probable than the best with as many Chinese sentences (in nats) are not
/// gone on from: three or four sentences' evidence.
const HOPELESS_NATS: f64 = 50.0;

/// ln(eᵃ + eᵇ).
#[inline]
pub(super) fn log_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if high - low > 40.0 || low == f64::NEG_INFINITY {
        return high;
    }
    high + libm::log1p(libm::exp(low - high))
}

/// A bead that some probable way has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    i: u32,
    j: u32,
    a: u8,
    b: u8,
    score: f32,
}

impl Arc {
    pub(super) fn new(step: Step, score: f64) -> Self {
        let Step { i, j, a, b } = step;
        Self { i: i as u32, j: j as u32, a: a as u8, b: b as u8, score: score as f32 }
    }

    fn step(self) -> Step {
        Step {
            i: self.i as usize,
            j: self.j as usize,
            a: usize::from(self.a),
            b: usize::from(self.b),
        }
    }
}

/// A bead of the chosen path.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chosen {
    pub(super) step: Step,
    /// Score in nats.
    pub(super) score: f64,
    /// Posterior probability, before calibration.
    pub(super) posterior: f64,
}

/// One number per place of the band.
struct Places<'b> {
    band: &'b Band,
    rows: Vec<Vec<f64>>,
}

impl<'b> Places<'b> {
    fn new(band: &'b Band) -> Self {
        let rows = (0..band.len()).map(|i| vec![f64::NEG_INFINITY; band.columns(i).len()]);
        Self { band, rows: rows.collect() }
    }

    #[inline]
    fn get(&self, i: usize, j: usize) -> f64 {
        self.rows[i][j - self.band.columns(i).start]
    }

    #[inline]
    fn slot(&mut self, i: usize, j: usize) -> &mut f64 {
        &mut self.rows[i][j - self.band.columns(i).start]
    }
}

/// Log-sums over the ways from the start to each place (or from each place to the end).
///
/// A sentence without counterpart leads through a place of its own (`zh_run`, `en_run`), from which
/// the next one is cheaper: what is left out, or said otherwise, is often so in one piece. Where both
/// sides have some, the Chinese ones come first, so that no order is counted twice.
struct Sums<'b> {
    all: Places<'b>,
    zh_run: Places<'b>,
    en_run: Places<'b>,
}

impl<'b> Sums<'b> {
    fn new(band: &'b Band) -> Self {
        Self { all: Places::new(band), zh_run: Places::new(band), en_run: Places::new(band) }
    }

    fn run(&self, step: Step) -> &Places<'b> {
        if step.b == 0 { &self.zh_run } else { &self.en_run }
    }

    fn run_mut(&mut self, step: Step) -> &mut Places<'b> {
        if step.b == 0 { &mut self.zh_run } else { &mut self.en_run }
    }
}

fn is_alone(step: Step) -> bool {
    step.a == 0 || step.b == 0
}

/// Sum over the ways that end with this bead.
#[inline]
fn arriving(sums: &Sums<'_>, step: Step, score: f64, run: Run) -> f64 {
    let (i, j) = (step.i - step.a, step.j - step.b);
    let from = sums.all.get(i, j) + score;
    match (step.a, step.b) {
        (_, 0) => log_add(from, sums.zh_run.get(i, j) + score + run.same),
        (0, _) => {
            let same = log_add(from, sums.en_run.get(i, j) + score + run.same);
            log_add(same, sums.zh_run.get(i, j) + score + run.other)
        }
        _ => from,
    }
}

/// Posterior of each arc, and the log-sum over all ways; arcs are in order of their end.
fn posteriors(arcs: &[Arc], forward: &Sums<'_>, run: Run) -> (Vec<f64>, f64) {
    let band = forward.all.band;
    let (count, en_count) = (band.len() - 1, band.columns(band.len() - 1).end - 1);
    let total = forward.all.get(count, en_count);
    let mut backward = Sums::new(band);
    *backward.all.slot(count, en_count) = 0.0;
    let mut posteriors = vec![0.0; arcs.len()];
    for (arc, posterior) in arcs.iter().zip(&mut posteriors).rev() {
        let step = arc.step();
        let (i, j, score) = (step.i, step.j, f64::from(arc.score));
        let (from_i, from_j) = (i - step.a, j - step.b);
        let mut to = backward.all.get(i, j);
        if is_alone(step) {
            to = log_add(to, backward.run(step).get(i, j));
        }
        let ways = arriving(forward, step, score, run) + to - total;
        if !ways.is_finite() || ways < -2.0 * NEGLIGIBLE_NATS {
            continue;
        }
        *posterior = libm::exp(ways.min(0.0));
        let slot = backward.all.slot(from_i, from_j);
        *slot = log_add(*slot, to + score);
        if is_alone(step) {
            let slot = backward.run_mut(step).slot(from_i, from_j);
            *slot = log_add(*slot, to + score + run.same);
        }
        if step.a == 0 {
            let slot = backward.zh_run.slot(from_i, from_j);
            *slot = log_add(*slot, to + score + run.other);
        }
    }
    (posteriors, total)
}

/// The places of row `i` from which beads are looked at: from the first to the last whose sum is within
/// [`HOPELESS_NATS`] of the best. From the others the ways go on by sentences without counterpart alone.
fn worth(all: &Places<'_>, i: usize) -> Range<usize> {
    let sums = &all.rows[i];
    let best = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let is_worth = |sum: &f64| *sum >= best - HOPELESS_NATS;
    let first = sums.iter().position(is_worth).unwrap_or(0);
    let last = sums.iter().rposition(is_worth).unwrap_or(0);
    let start = all.band.columns(i).start;
    start + first..start + last + 1
}

/// Adds a way into the place that is being visited.
#[inline]
fn arrive(
    here: &mut Vec<(Step, f64, f64)>,
    forward: &Sums<'_>,
    step: Step,
    weights: &Weights,
    score: impl Fn(Step) -> f64,
) {
    if forward.all.get(step.i - step.a, step.j - step.b) > f64::NEG_INFINITY {
        let score = score(step);
        here.push((step, score, arriving(forward, step, score, weights.run)));
    }
}

/// Aligns: the path of least expected loss, with each bead's posterior.
pub(super) fn decode(
    context: &Context<'_>,
    rows: &mut Rows<'_>,
    band: &Band,
    weights: &Weights,
) -> Vec<Chosen> {
    let scorer = Scorer::new(context, &weights.features);
    let mut forward = Sums::new(band);
    *forward.all.slot(0, 0) = 0.0;
    let mut arcs: Vec<Arc> = Vec::new();
    // The ways into the place that is being visited: bead, score, sum.
    let mut here: Vec<(Step, f64, f64)> = Vec::new();
    let mut close = |here: &mut Vec<(Step, f64, f64)>, forward: &mut Sums<'_>| {
        let best = here.iter().map(|(_, _, ways)| *ways).fold(f64::NEG_INFINITY, f64::max);
        let Some((place, _, _)) = here.first().copied() else { return };
        let mut sum = 0.0;
        for (step, score, ways) in here.drain(..) {
            if is_alone(step) {
                *forward.run_mut(step).slot(step.i, step.j) = ways;
            }
            // A sentence alone is kept whatever it costs: there is always a way.
            if best - ways < NEGLIGIBLE_NATS || is_alone(step) {
                sum += libm::exp(ways - best);
                arcs.push(Arc::new(step, score));
            }
        }
        *forward.all.slot(place.i, place.j) = best + libm::log(sum);
    };
    let count = context.zh.len();
    let mut recent: VecDeque<Row> = VecDeque::with_capacity(MOST_ZH + 1);
    // The places of each row that are worth going on from.
    let mut active: VecDeque<Range<usize>> = VecDeque::with_capacity(MOST_ZH + 1);
    for i in 0..=count {
        if i > 0 {
            let first = active.iter().map(|range| range.start).min().unwrap_or(0);
            let last = active.iter().map(|range| range.end).max().unwrap_or(0);
            let end = (last - 1 + MOST_EN).min(context.en.len());
            let window = if rows.has_meaning() {
                // What is usual, by the encoder, is so over the whole band.
                let from = band.columns(i.saturating_sub(MOST_ZH)).start;
                from..band.columns((i + MOST_ZH - 1).min(count)).end - 1
            } else {
                first..end.max(first)
            };
            let before: Vec<&Row> = recent.iter().collect();
            let row = rows.row(i - 1, window, &before);
            recent.truncate(MOST_ZH - 1);
            recent.push_front(row);
        }
        let rows: Vec<&Row> = recent.iter().collect();
        for j in band.columns(i) {
            if j > 0 && band.columns(i).contains(&(j - 1)) {
                arrive(&mut here, &forward, Step { i, j, a: 0, b: 1 }, weights, |step| {
                    scorer.score(context, step, &rows)
                });
            }
            for (a, active) in (1..=MOST_ZH.min(i)).zip(&active) {
                if a == 1 && band.columns(i - 1).contains(&j) {
                    arrive(&mut here, &forward, Step { i, j, a: 1, b: 0 }, weights, |step| {
                        scorer.score(context, step, &rows)
                    });
                }
                // From j − b, which is active.
                let least = (j + 1).saturating_sub(active.end).max(1);
                let most = j.saturating_sub(active.start).min(MOST_EN).min(MOST_BOTH - a);
                for b in least..=most {
                    arrive(&mut here, &forward, Step { i, j, a, b }, weights, |step| {
                        scorer.score(context, step, &rows)
                    });
                }
            }
            close(&mut here, &mut forward);
        }
        active.truncate(MOST_ZH - 1);
        active.push_front(worth(&forward.all, i));
    }
    let (posteriors, _) = posteriors(&arcs, &forward, weights.run);
    choose(&arcs, &posteriors, band)
}

/// Chooses among arcs, which are in order of their end.
fn choose(arcs: &[Arc], posteriors: &[f64], band: &Band) -> Vec<Chosen> {
    let (count, en_count) = (band.len() - 1, band.columns(band.len() - 1).end - 1);
    // The path with the largest sum of what its beads are worth. Of equal paths the one whose last
    // bead has fewer Chinese, then fewer English sentences wins.
    let mut best = Places::new(band);
    *best.slot(0, 0) = 0.0;
    let mut came: Vec<Vec<u32>> =
        (0..band.len()).map(|i| vec![u32::MAX; band.columns(i).len()]).collect();
    for (index, (arc, posterior)) in arcs.iter().zip(posteriors).enumerate() {
        let Step { i, j, a, b } = arc.step();
        let value = best.get(i - a, j - b) + posterior - BEAD_COST;
        if value > best.get(i, j) {
            *best.slot(i, j) = value;
            came[i][j - band.columns(i).start] = index as u32;
        }
    }
    let (mut i, mut j) = (count, en_count);
    let mut path = Vec::new();
    while i > 0 || j > 0 {
        let index = came[i][j - band.columns(i).start] as usize;
        let Some(arc) = arcs.get(index) else { break };
        let step = arc.step();
        path.push(Chosen { step, score: f64::from(arc.score), posterior: posteriors[index] });
        (i, j) = (i - step.a, j - step.b);
    }
    path.reverse();
    path
}

/// Beads that are scored already, in the order of [`sweep`]: log-sum over all ways, and each bead's
/// posterior.
pub(super) fn marginals(scored: &[(Step, f64)], band: &Band, run: Run) -> (f64, Vec<f64>) {
    let mut forward = Sums::new(band);
    *forward.all.slot(0, 0) = 0.0;
    let mut arcs = Vec::with_capacity(scored.len());
    for (step, score) in scored {
        let ways = arriving(&forward, *step, *score, run);
        if is_alone(*step) {
            *forward.run_mut(*step).slot(step.i, step.j) = ways;
        }
        let slot = forward.all.slot(step.i, step.j);
        *slot = log_add(*slot, ways);
        arcs.push(Arc::new(*step, *score));
    }
    let (posteriors, total) = posteriors(&arcs, &forward, run);
    (total, posteriors)
}

/// The path of least expected loss among beads that are scored already.
pub(super) fn decode_scored(scored: &[(Step, f64)], band: &Band, run: Run) -> Vec<Chosen> {
    let (_, posteriors) = marginals(scored, band, run);
    let arcs: Vec<Arc> = scored.iter().map(|(step, score)| Arc::new(*step, *score)).collect();
    choose(&arcs, &posteriors, band)
}
