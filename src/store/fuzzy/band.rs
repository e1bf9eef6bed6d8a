//! Edit distance, bit by bit, in a band around the diagonal; several texts side by side.
//!
//! Myers' bit vectors (1999) in Hyyrö's banded form (2003): bit b of a column j stands for the cell
//! of row j + low + b, so the register moves down the diagonal. An edit path that ends on diagonal
//! δ = |query| − |text| and strays to diagonal s costs at least |s| + |δ − s|, so a band of d + 1
//! diagonals is enough to tell every distance up to d. A distance never falls along a diagonal, and
//! a cell s diagonals off is at most s lower than the one on δ: so the cell on δ is at each column
//! a lower bound of the result, and the search stops when it exceeds d.

/// Which diagonals are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Band {
    /// The lowest diagonal: row − column.
    pub(super) low: isize,
    /// How many there must be.
    pub(super) width: usize,
    /// The one that ends at both texts' ends.
    end: isize,
    /// The largest distance of interest.
    limit: u32,
}

impl Band {
    /// The band for texts of these lengths; `None` where their lengths alone differ by more.
    pub(super) fn new(query_len: usize, text_len: usize, limit: usize) -> Option<Self> {
        let apart = query_len.abs_diff(text_len);
        let slack = limit.checked_sub(apart)? / 2;
        let end = query_len.cast_signed() - text_len.cast_signed();
        let low = end.min(0) - slack.cast_signed();
        Some(Self { low, width: apart + 2 * slack + 1, end, limit: limit as u32 })
    }
}

/// Columns between two looks at whether to give up.
const STRIDE: usize = 8;

/// The distances of `L` texts of the same length (`columns`) to the query, in registers of `W`
/// words; a distance above the band's limit is only known to be above.
///
/// `window(lane, row, word)` is 64 bits of where the query has that lane's character of this column:
/// from row `row + 64 · word` on, counted from 0, which may be before the start.
///
/// Inlined, so that it is compiled along with callers that are compiled for wide vectors.
#[inline(always)]
pub(super) fn distances<const L: usize, const W: usize>(
    band: &Band,
    columns: usize,
    mut window: impl FnMut(usize, usize, usize) -> u64,
) -> [u32; L] {
    let mut plus = [[0_u64; L]; W];
    let mut minus = [[0_u64; L]; W];
    // Before the first column each real row is one more than the one above; rows above the query's
    // first are flat.
    for (word, lanes) in plus.iter_mut().enumerate() {
        let flat = (-band.low - 64 * word.cast_signed()).clamp(0, 64) as u32;
        lanes.fill(u64::MAX.checked_shl(flat).unwrap_or(0));
    }
    let mut scores = [band.end.max(0) as u32; L];
    let end_bit = (band.end - band.low) as usize;
    let (end_word, end_bit) = (end_bit / 64, end_bit % 64);
    let mut column = 0;
    while column < columns {
        let stop = (column + STRIDE).min(columns);
        while column < stop {
            let mut same = [[0_u64; L]; W];
            let mut carry = [0_u64; L];
            for word in 0..W {
                let mut hits = [0_u64; L];
                for (lane, hit) in hits.iter_mut().enumerate() {
                    *hit = window(lane, column, word);
                }
                for lane in 0..L {
                    let (x, p) = (hits[lane], plus[word][lane]);
                    let both = x & p;
                    let sum = both.wrapping_add(p).wrapping_add(carry[lane]);
                    carry[lane] = (both | (p & !sum)) >> 63;
                    same[word][lane] = (sum ^ p) | x | minus[word][lane];
                }
            }
            for lane in 0..L {
                scores[lane] += 1 - ((same[end_word][lane] >> end_bit) & 1) as u32;
            }
            for word in 0..W {
                for lane in 0..L {
                    let d = same[word][lane];
                    let above = if word + 1 < W { same[word + 1][lane] << 63 } else { 0 };
                    let down = (d >> 1) | above;
                    let p = plus[word][lane];
                    let right = minus[word][lane] | !(d | p);
                    let left = p & d;
                    plus[word][lane] = left | !(down | right);
                    minus[word][lane] = right & down;
                }
            }
            column += 1;
        }
        if scores.iter().all(|score| *score > band.limit) {
            break;
        }
    }
    scores
}
