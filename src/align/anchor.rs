//! The band of the search: which places of the English text each place of the Chinese may meet.

use std::ops::Range;

/// For each place between Chinese sentences the places between English ones that the search looks
/// at: both ends never go back, and each range meets the next.
#[derive(Debug, Clone)]
pub(super) struct Band {
    columns: Vec<Range<usize>>,
}

impl Band {
    /// All places.
    pub(super) fn whole(zh_count: usize, en_count: usize) -> Self {
        Self { columns: vec![0..en_count + 1; zh_count + 1] }
    }

    /// The places that `i` Chinese sentences may meet.
    #[inline]
    pub(super) fn columns(&self, i: usize) -> Range<usize> {
        self.columns[i].clone()
    }
}
