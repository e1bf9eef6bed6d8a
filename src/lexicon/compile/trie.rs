//! A double-array trie over characters (Aoe 1989): the words of the lexicon, each prefix of a text
//! found in one walk.

use std::collections::BTreeMap;

use super::{Table, Vocabulary};

/// Code of the end of a word.
const END: u32 = 0;

/// Builds `trie.bin` (pairs of u32: base, check) and `codes.bin` (pairs of u32: character, code,
/// sorted by character). Traditional characters share the code of their Simplified one.
pub(super) fn build(vocabulary: &Vocabulary) -> Vec<Table> {
    let codes = codes(vocabulary);
    let mut keys: Vec<(Vec<u32>, u32)> = vocabulary
        .words
        .keys()
        .enumerate()
        .map(|(id, word)| {
            let key = word.chars().map(|c| codes[&c]).chain([END]).collect();
            (key, id as u32)
        })
        .collect();
    keys.sort();
    let mut array = DoubleArray::default();
    array.place(&keys);
    let trie = array.slots.iter().flat_map(|s| [s.base.to_le_bytes(), s.check.to_le_bytes()]);
    let mut all = codes.clone();
    all.extend(vocabulary.simplified.iter().filter_map(|(t, s)| Some((*t, *codes.get(s)?))));
    let codes = all.iter().flat_map(|(c, code)| [u32::from(*c).to_le_bytes(), code.to_le_bytes()]);
    vec![("trie.bin", trie.flatten().collect()), ("codes.bin", codes.flatten().collect())]
}

/// Codes from 1, the commonest character first: it keeps the array dense.
fn codes(vocabulary: &Vocabulary) -> BTreeMap<char, u32> {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    for c in vocabulary.words.keys().flat_map(|w| w.chars()) {
        *counts.entry(c).or_default() += 1;
    }
    let mut order: Vec<(char, usize)> = counts.into_iter().collect();
    order.sort_by_key(|(c, count)| (std::cmp::Reverse(*count), *c));
    order.into_iter().zip(1..).map(|((c, _), code)| (c, code)).collect()
}

/// `check` of a slot that is free; no node has this index.
const FREE: u32 = u32::MAX;

#[derive(Clone, Copy)]
struct Slot {
    base: u32,
    check: u32,
}

#[derive(Default)]
struct DoubleArray {
    slots: Vec<Slot>,
    /// No slot before this one is free.
    first_free: usize,
}

impl DoubleArray {
    /// Places the sorted keys, breadth first from the root at slot 0.
    fn place(&mut self, keys: &[(Vec<u32>, u32)]) {
        self.reserve(1);
        self.slots[0].check = 0;
        let mut queue = std::collections::VecDeque::from([(0_usize, 0..keys.len(), 0_usize)]);
        while let Some((node, range, depth)) = queue.pop_front() {
            let mut children: Vec<(u32, std::ops::Range<usize>)> = Vec::new();
            for index in range {
                let code = keys[index].0[depth];
                match children.last_mut() {
                    Some((last, range)) if *last == code => range.end = index + 1,
                    _ => children.push((code, index..index + 1)),
                }
            }
            let base = self.find_base(&children);
            self.slots[node].base = base as u32;
            for (code, range) in children {
                let child = base + code as usize;
                self.reserve(child + 1);
                self.slots[child].check = node as u32;
                if code == END {
                    self.slots[child].base = keys[range.start].1;
                } else {
                    queue.push_back((child, range, depth + 1));
                }
            }
        }
    }

    /// The first base at which every child falls on a free slot.
    fn find_base(&mut self, children: &[(u32, std::ops::Range<usize>)]) -> usize {
        let first = children.first().map_or(0, |(code, _)| *code as usize);
        while !self.is_free(self.first_free) {
            self.first_free += 1;
        }
        let mut at = self.first_free.max(first + 1);
        let (start, mut seen) = (at, 0_usize);
        loop {
            if self.is_free(at) {
                let base = at - first;
                if children.iter().all(|(code, _)| self.is_free(base + *code as usize)) {
                    // A region that is all but full is not searched again.
                    if seen * 20 > (at - start + 1) * 19 {
                        self.first_free = at;
                    }
                    return base;
                }
            } else {
                seen += 1;
            }
            at += 1;
        }
    }

    fn is_free(&self, at: usize) -> bool {
        self.slots.get(at).is_none_or(|slot| slot.check == FREE)
    }

    fn reserve(&mut self, len: usize) {
        if self.slots.len() < len {
            self.slots.resize(len, Slot { base: 0, check: FREE });
        }
    }
}
