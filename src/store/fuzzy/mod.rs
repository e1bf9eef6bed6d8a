//! Fuzzy search over a memory: exact, and fast because most units are never looked at.
//!
//! The score of a unit is 100 · (1 − d / l): d is the edit distance (Levenshtein) between the folded
//! texts in characters, l the length of the longer one; `strsim::normalized_levenshtein` is the
//! reference. Folding is in [`fold`]. Hits are ordered by score, then by the unit's number, the lower
//! one first. What is found is what an exhaustive search would find, because nothing is left out but
//! what a lower bound of d rules out:
//!
//! - a unit's length alone: d ≥ the difference of lengths;
//! - Chinese: the bag of characters. d ≥ l − o, where o is how many characters both have in common,
//!   as multisets. o is counted for all units at once, bit-sliced: for each character there is a row
//!   of bits, one a unit, kept as a list where few are set; the rows of a query's characters are added up 64 units
//!   at a time (`rows`);
//! - English has so few letters that bags rule out nothing. There, units that share rare words come
//!   first, so that the bar is high early; then all units whose length allows it are measured, eight
//!   at a time (`band`).
//!
//! The bar is the worst score that is still wanted: the threshold, or the last of the best hits once
//! there are enough. Edit distances are worked out bit by bit in a band that is just wide enough for
//! the bar, and given up as soon as they exceed it.
//!
//! An index is a folder beside the memory (`index`): segments that are never changed, and a
//! manifest that names them, replaced as a whole. It is derived: missing, stale or damaged, it is
//! built again from the memory.

#![expect(clippy::inline_always, reason = "only what is inlined is compiled for wide vectors")]

mod band;
mod best;
mod chunk;
mod difference;
mod flips;
mod fold;
mod follow;
mod index;
mod keys;
mod layout;
mod matches;
mod pattern;
mod rows;
mod scan;
mod search;
mod segment;
mod words;

pub use best::Hit;
pub use difference::{Piece, difference};
pub use flips::{Flip, FlipKind, flips};
pub use fold::{ScriptFolding, fold, simplified};
pub use follow::{FollowError, Fuzzy, index_folder};
pub use index::{Change, Error, Index};
pub use matches::Match;
pub use search::{Options, Searcher};
pub use words::{tokens, word_score};

/// The score of two texts, 0 to 100, after folding.
pub fn score(a: &str, b: &str) -> f64 {
    strsim::normalized_levenshtein(&fold(a), &fold(b)) * 100.0
}
