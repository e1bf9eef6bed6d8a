//! The features of a bead that a sentence encoder gives.

use super::evidence::Row;

/// How many there are.
pub(super) const LIKENESSES: usize = 8;

/// Cosines count in tenths: the features are then of the size of the others, which one penalty on all
/// weights asks for.
const TENTHS: f64 = 10.0;

/// Their names, in order.
pub(super) const LIKENESS_NAMES: [&str; LIKENESSES] =
    ["sentences", "bead", "worst", "drop-zh", "drop-en", "more-zh", "more-en", "margin"];

/// Features of the bead of `a` Chinese sentences and `b` English ones before `j`; `rows` are those of the
/// Chinese sentences, the last first.
///
/// The two sides' likeness counts for each sentence, and once. Of several sentences the one least like
/// the other side tells that they do not belong together; so does a side that is more alike without its
/// first or last sentence (`drop`). A bead that is more alike with a neighbour is not the whole bead
/// (`more`).
#[inline]
pub(super) fn likeness(a: usize, b: usize, j: usize, rows: &[&Row]) -> [f64; LIKENESSES] {
    let none = [0.0; LIKENESSES];
    let Some(last) = rows.first() else { return none };
    let Some(whole) = last.alike(a, b, j) else { return none };
    let best = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (Some(one), Some(other)) => one.max(other) - whole,
        (Some(one), None) | (None, Some(one)) => one - whole,
        (None, None) => 0.0,
    };
    let mut worst = f64::INFINITY;
    if b > 1 {
        worst = (0..b).filter_map(|back| last.alike(a, 1, j - back)).fold(worst, f64::min);
    }
    if a > 1 {
        worst = rows.iter().take(a).filter_map(|row| row.alike(1, b, j)).fold(worst, f64::min);
    }
    let drop_zh = if a > 1 {
        best(last.alike(a - 1, b, j), rows.get(1).and_then(|row| row.alike(a - 1, b, j)))
    } else {
        0.0
    };
    let drop_en =
        if b > 1 { best(last.alike(a, b - 1, j), last.alike(a, b - 1, j - 1)) } else { 0.0 };
    let more_zh = best(last.alike(a + 1, b, j), None);
    let more_en = best(last.alike(a, b + 1, j), last.alike(a, b + 1, j + 1));
    [
        whole * f64::midpoint(a as f64, b as f64),
        whole,
        if worst.is_finite() { worst } else { 0.0 },
        drop_zh,
        drop_en,
        more_zh.max(0.0),
        more_en.max(0.0),
        whole - last.usual_likeness(a, b),
    ]
    .map(|feature| TENTHS * feature)
}
