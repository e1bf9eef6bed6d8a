//! Products of matrices.

use super::kernel::{LANES, Wide, wide};

/// A matrix that is multiplied from the left: stored in panels of [`LANES`] columns, each panel row by
/// row.
#[derive(Debug)]
pub(super) struct Matrix {
    rows: usize,
    columns: usize,
    panels: Vec<f32>,
}

/// Rows of the left factor that are worked on side by side: with two vectors of eight floats each they
/// fill the sixteen registers of AVX.
const TILE_ROWS: usize = 6;

impl Matrix {
    /// Takes `rows` × `columns` values by a function of row and column; `columns` is a multiple of
    /// [`LANES`].
    pub(super) fn new(rows: usize, columns: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let mut panels = Vec::with_capacity(rows * columns);
        for first in (0..columns).step_by(LANES) {
            for row in 0..rows {
                panels.extend((first..first + LANES).map(|column| value(row, column)));
            }
        }
        Self { rows, columns, panels }
    }

    /// Columns of the product.
    pub(super) fn columns(&self) -> usize {
        self.columns
    }

    /// `input` (rows of as many values as the matrix has rows) times the matrix, added to `out`.
    pub(super) fn add_product(&self, input: &[f32], out: &mut [f32]) {
        wide(Product { matrix: self, input, out });
    }
}

struct Product<'a> {
    matrix: &'a Matrix,
    input: &'a [f32],
    out: &'a mut [f32],
}

impl Wide for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Matrix { rows, columns, panels } = self.matrix;
        for (number, panel) in panels.chunks_exact(rows * LANES).enumerate() {
            let tiles = self.input.chunks(TILE_ROWS * rows);
            for (input, out) in tiles.zip(self.out.chunks_mut(TILE_ROWS * columns)) {
                let sums = tile(input, *rows, panel);
                let at = number * LANES;
                for (sums, row) in sums.iter().zip(out.chunks_exact_mut(*columns)) {
                    for (slot, sum) in row[at..at + LANES].iter_mut().zip(sums) {
                        *slot += sum;
                    }
                }
            }
        }
    }
}

/// At most [`TILE_ROWS`] rows times a panel. Where there are fewer, the last row stands for those that
/// lack: one loop for all counts is faster than one for each.
#[inline(always)]
fn tile(input: &[f32], rows: usize, panel: &[f32]) -> [[f32; LANES]; TILE_ROWS] {
    let last = (input.len() / rows).saturating_sub(1);
    let input: [&[f32]; TILE_ROWS] = std::array::from_fn(|m| {
        let at = m.min(last) * rows;
        &input[at..at + rows]
    });
    let mut sums = [[0.0_f32; LANES]; TILE_ROWS];
    for (k, weights) in panel.as_chunks::<LANES>().0.iter().take(rows).enumerate() {
        for (sums, input) in sums.iter_mut().zip(&input) {
            let x = input[k];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += x * weight;
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_definition() {
        let (rows, columns) = (5, 2 * LANES);
        let weight = |row: usize, column: usize| (row * 3 + column) as f32 - 7.0;
        let matrix = Matrix::new(rows, columns, weight);
        for count in 1..=2 * TILE_ROWS + 1 {
            let input: Vec<f32> = (0..count * rows).map(|i| (i % 7) as f32 - 2.0).collect();
            let mut out = vec![1.0; count * columns];
            matrix.add_product(&input, &mut out);
            for row in 0..count {
                for column in 0..columns {
                    let wanted: f32 =
                        (0..rows).map(|k| input[row * rows + k] * weight(k, column)).sum();
                    assert!((out[row * columns + column] - 1.0 - wanted).abs() < 1e-3);
                }
            }
        }
    }
}
