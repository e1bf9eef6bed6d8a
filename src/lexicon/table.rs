//! Reading the binary tables that the build script compiled.

/// Numbers of four bytes, little end first.
#[derive(Debug, Clone, Copy)]
pub(super) struct Numbers(pub(super) &'static [u8]);

impl Numbers {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.0.len() / 4
    }

    /// The number at `index`; 0 past the end.
    #[inline]
    pub(super) fn get(self, index: usize) -> u32 {
        let bytes = self.0.get(index * 4..).and_then(<[u8]>::first_chunk::<4>);
        bytes.map_or(0, |b| u32::from_le_bytes(*b))
    }
}

/// Strings one after another, with their offsets.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strings {
    pub(super) offsets: Numbers,
    pub(super) text: &'static str,
}

impl Strings {
    /// How many there are.
    pub(super) fn len(self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The string at `index`; empty past the end.
    pub(super) fn get(self, index: usize) -> &'static str {
        let (start, end) = (self.offsets.get(index), self.offsets.get(index + 1));
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Where `wanted` stands among the strings, which are sorted.
    pub(super) fn position(self, wanted: &str) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.get(middle).cmp(wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}
