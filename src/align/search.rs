//! The best path of beads: a dynamic programme (Gale and Church 1993) over the lattice.

use super::{
    anchor::Band,
    evidence::Rows,
    features::{Context, Features, dot},
    lattice::{Step, sweep},
};

/// The beads of the best path, first to last, each with its score in nats. Of equal paths the one
/// whose last bead has fewer Chinese, then fewer English sentences wins.
pub(super) fn best_path(
    context: &Context<'_>,
    rows: &mut Rows<'_>,
    band: &Band,
    weights: &Features,
) -> Vec<(Step, f64)> {
    let count = context.zh.len();
    // Per row: best score to each place, and the bead that ends there.
    let mut table: Vec<Vec<(f64, u8, u8, f64)>> =
        (0..=count).map(|i| vec![(f64::NEG_INFINITY, 0, 0, 0.0); band.columns(i).len()]).collect();
    table[0][0].0 = 0.0;
    sweep(context, rows, band, |step, features| {
        let Step { i, j, a, b } = step;
        let from = table[i - a][j - b - band.columns(i - a).start].0;
        let score = dot(features, weights);
        let slot = &mut table[i][j - band.columns(i).start];
        if from + score > slot.0 {
            *slot = (from + score, a as u8, b as u8, score);
        }
    });
    let (mut i, mut j) = (count, context.en.len());
    let mut path = Vec::new();
    while i > 0 || j > 0 {
        let (_, a, b, score) = table[i][j - band.columns(i).start];
        let (a, b) = (usize::from(a), usize::from(b));
        if a + b == 0 {
            break;
        }
        path.push((Step { i, j, a, b }, score));
        i -= a;
        j -= b;
    }
    path.reverse();
    path
}
