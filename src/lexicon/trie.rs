//! The double-array trie over the lexicon's words (Aoe 1989).

use super::table::Numbers;

/// Words by their characters; Traditional characters find the Simplified word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trie {
    /// Pairs `(base, check)`.
    pub(super) slots: Numbers,
    /// Pairs `(character, code)`, sorted.
    pub(super) codes: Numbers,
}

/// Code of the end of a word.
const END: u32 = 0;

/// Number of a word of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub(super) u32);

impl Trie {
    /// The word's number.
    pub(super) fn find(self, word: &str) -> Option<WordId> {
        let mut node = 0;
        for c in word.chars() {
            node = self.child(node, self.code(c)?)?;
        }
        self.word_at(node)
    }

    /// Calls `found` with the length in characters and the number of each word that `codes` begin
    /// with, shortest first. A code of 0 stands for a character that no word has.
    pub(super) fn prefixes(self, codes: &[u32], mut found: impl FnMut(usize, WordId)) {
        let mut node = 0;
        for (index, code) in codes.iter().enumerate() {
            if *code == END {
                return;
            }
            let Some(next) = self.child(node, *code) else { return };
            node = next;
            if let Some(word) = self.word_at(node) {
                found(index + 1, word);
            }
        }
    }

    /// The code of a character, where any word has it.
    pub(super) fn code(self, c: char) -> Option<u32> {
        let wanted = u32::from(c);
        let (mut low, mut high) = (0, self.codes.len() / 2);
        while low < high {
            let middle = low.midpoint(high);
            let here = self.codes.get(2 * middle);
            if here == wanted {
                return Some(self.codes.get(2 * middle + 1));
            }
            if here < wanted {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        None
    }

    #[inline]
    fn child(self, node: u32, code: u32) -> Option<u32> {
        let child = self.slots.get(2 * node as usize).checked_add(code)?;
        let at = 2 * child as usize + 1;
        (at < self.slots.len() && self.slots.get(at) == node).then_some(child)
    }

    #[inline]
    fn word_at(self, node: u32) -> Option<WordId> {
        let end = self.child(node, END)?;
        Some(WordId(self.slots.get(2 * end as usize)))
    }
}
