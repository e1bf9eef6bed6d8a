//! The pieces of a model as a trie over their bytes.

use std::ops::Range;

/// A trie whose nodes lie level by level, so that the children of a node lie side by side.
#[derive(Debug, Default)]
pub(super) struct Trie {
    /// Per node: its first child. The children of a node end where those of the next begin.
    first: Vec<u32>,
    /// Per node: the byte that leads to it.
    labels: Vec<u8>,
    /// Per node: the piece that ends there, or [`NONE`].
    pieces: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Trie {
    /// The trie of `pieces`, each with its number; of equal ones the first counts.
    pub(super) fn new(mut pieces: Vec<(&[u8], u32)>) -> Self {
        pieces.retain(|(bytes, _)| !bytes.is_empty());
        pieces.sort_unstable();
        pieces.dedup_by(|b, a| a.0 == b.0);
        let mut trie = Self { first: Vec::new(), labels: vec![0], pieces: vec![NONE] };
        // Ranges of the sorted pieces that a node's path begins, level by level.
        let mut level: Vec<Range<usize>> = std::iter::once(0..pieces.len()).collect();
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for range in level {
                trie.first.push(trie.labels.len() as u32);
                let mut at = range.start;
                // A piece that ends at this node comes first and has no further byte.
                while at < range.end {
                    let Some(label) = pieces[at].0.get(depth).copied() else {
                        at += 1;
                        continue;
                    };
                    let same = pieces[at..range.end]
                        .partition_point(|(b, _)| b.get(depth) == Some(&label));
                    let ends = pieces[at].0.len() == depth + 1;
                    trie.labels.push(label);
                    trie.pieces.push(if ends { pieces[at].1 } else { NONE });
                    next.push(at..at + same);
                    at += same;
                }
            }
            level = next;
            depth += 1;
        }
        trie.first.push(trie.labels.len() as u32);
        trie
    }

    /// Calls `found` with the length in bytes and the number of each piece that `text` begins with,
    /// shortest first.
    #[inline]
    pub(super) fn prefixes(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let mut node = 0;
        for (at, byte) in text.iter().enumerate() {
            let (from, to) = (self.first[node] as usize, self.first[node + 1] as usize);
            let children = &self.labels[from..to];
            let Ok(child) = children.binary_search(byte) else { return };
            node = from + child;
            let piece = self.pieces[node];
            if piece != NONE {
                found(at + 1, piece);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_piece_that_a_text_begins_with() {
        let pieces: [(&[u8], u32); 6] =
            [(b"b", 0), (b"a", 1), (b"abc", 2), (b"ab", 3), (b"", 4), (b"abd", 5)];
        let trie = Trie::new(pieces.to_vec());
        let all = |text: &[u8]| {
            let mut all = Vec::new();
            trie.prefixes(text, |len, piece| all.push((len, piece)));
            all
        };
        assert_eq!(all(b"abdx"), [(1, 1), (2, 3), (3, 5)]);
        assert_eq!(all(b"abc"), [(1, 1), (2, 3), (3, 2)]);
        assert_eq!(all(b"b"), [(1, 0)]);
        assert_eq!(all(b"c"), []);
        assert_eq!(all(b""), []);
    }
}
