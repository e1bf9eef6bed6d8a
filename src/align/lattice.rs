//! Every bead that the search may choose, row by row.

use std::collections::VecDeque;

use super::{
    anchor::Band,
    evidence::{MOST_EN, MOST_ZH, Row, Rows},
    features::{Context, is_shape},
};

/// A bead of the lattice: `a` Chinese sentences before `i`, `b` English ones before `j`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) i: usize,
    pub(super) j: usize,
    pub(super) a: usize,
    pub(super) b: usize,
}

/// Calls `visit` with every bead inside `band` and the rows of its Chinese sentences, the last first; by `i`, then `j`, then `a`, then
/// `b`: whatever stands before a bead has been visited before it.
pub(super) fn sweep(
    context: &Context<'_>,
    rows: &mut Rows<'_>,
    band: &Band,
    mut visit: impl FnMut(Step, &[&Row]),
) {
    let count = context.zh.len();
    let mut recent: VecDeque<Row> = VecDeque::with_capacity(MOST_ZH + 1);
    for i in 0..=count {
        if i > 0 {
            let from = band.columns(i.saturating_sub(MOST_ZH)).start;
            let to = band.columns((i + MOST_ZH - 1).min(count)).end - 1;
            let before: Vec<&Row> = recent.iter().collect();
            let row = rows.row(i - 1, from..to, &before);
            recent.truncate(MOST_ZH - 1);
            recent.push_front(row);
        }
        let rows: Vec<&Row> = recent.iter().collect();
        for j in band.columns(i) {
            for a in 0..=MOST_ZH.min(i) {
                let columns = band.columns(i - a);
                for b in 0..=MOST_EN.min(j) {
                    if !is_shape(a, b) || !columns.contains(&(j - b)) {
                        continue;
                    }
                    visit(Step { i, j, a, b }, &rows);
                }
            }
        }
    }
}
