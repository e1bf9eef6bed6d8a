//! By what units are found: the rows of an index that a text is in.

use super::fold::simplified;
use crate::domain::Side;

/// How often one character of a text is told apart; more often counts as this often.
pub(super) const MOST_REPEATS: u32 = 255;

/// The key of the row "this character, for the n-th time" (n from 1).
pub(super) fn character_key(c: char, n: u32) -> u64 {
    (u64::from(c as u32) << 8) | u64::from(n.min(MOST_REPEATS))
}

/// The key of the row of an English word: FNV-1a. Two words with one key do no harm, they only make
/// the order in which units are tried a little worse.
pub(super) fn word_key(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash | 1 << 63
}

/// The words of a folded English text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The keys of the rows a text is in, each once.
pub(super) fn keys(side: Side, text: &str, out: &mut Vec<u64>) {
    out.clear();
    match side {
        Side::Zh => {
            // One character after another: the n-th time comes after the ones before.
            let mut chars: Vec<char> = text.chars().map(simplified).collect();
            chars.sort_unstable();
            let mut before = None;
            let mut n = 0;
            for c in chars {
                n = if before == Some(c) { n + 1 } else { 1 };
                before = Some(c);
                if n <= MOST_REPEATS {
                    out.push(character_key(c, n));
                }
            }
        }
        Side::En => {
            out.extend(words(text).map(word_key));
            out.sort_unstable();
            out.dedup();
        }
    }
}
