//! Word segmentation: the most likely path over the lexicon.

use super::{Lexicon, WordId};
use crate::{
    domain::{Byte, Span},
    text::is_han,
};

/// Cost of a Han character that the lexicon lacks: that of a word seen once among jieba's sixty
/// million, and a little more.
const UNKNOWN_COST_MILLINATS: u32 = 19_000;

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Where it stands.
    pub span: Span<Byte>,
    /// Its number, where the lexicon has it.
    pub id: Option<WordId>,
}

impl Lexicon {
    /// As [`words`](Self::words), with the number of each word that the lexicon has.
    pub fn known_words(&self, text: &str) -> Vec<Word> {
        let mut words = Vec::with_capacity(text.len() / 4);
        let mut run = Run::default();
        let mut rest = text.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            if is_han(c) {
                run.push(at, self.tables.trie.code(c).unwrap_or(0));
                if rest.peek().is_none_or(|(_, next)| !is_han(*next)) {
                    run.close(at + c.len_utf8());
                    run.split(self, &mut words);
                }
                continue;
            }
            let class = Class::of(c);
            let mut end = at + c.len_utf8();
            while let Some((next_at, next)) = rest.peek().copied() {
                let after = rest.clone().nth(1).map(|(_, after)| after);
                if !class.goes_on(next, after) {
                    break;
                }
                end = next_at + next.len_utf8();
                rest.next();
            }
            words.push(Word { span: Span::new(at, end), id: None });
        }
        words
    }
}

/// What a span of characters that are not Han is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letters,
    Digits,
    Blank,
    Mark,
}

impl Class {
    fn of(c: char) -> Self {
        if c.is_whitespace() {
            Self::Blank
        } else if c.is_numeric() {
            Self::Digits
        } else if c.is_alphabetic() {
            Self::Letters
        } else {
            Self::Mark
        }
    }

    /// Whether `next` (before `after`) belongs to a span of this class.
    fn goes_on(self, next: char, after: Option<char>) -> bool {
        if is_han(next) {
            return false;
        }
        let same = Self::of(next) == self;
        let inner = |marks: &[char]| {
            marks.contains(&next) && after.is_some_and(|c| !is_han(c) && Self::of(c) == self)
        };
        match self {
            Self::Letters => same || inner(&['\'', '’']),
            Self::Digits => same || inner(&['.', ',']),
            Self::Blank => same,
            Self::Mark => false,
        }
    }
}

/// A run of Han characters.
#[derive(Debug, Default)]
struct Run {
    codes: Vec<u32>,
    /// Byte where each character begins, and the run's end.
    starts: Vec<usize>,
    /// Per position: cost of the best path from the start, and the word that ends it.
    best: Vec<(u32, u32, Option<WordId>)>,
}

impl Run {
    fn push(&mut self, at: usize, code: u32) {
        self.codes.push(code);
        self.starts.push(at);
    }

    fn close(&mut self, end: usize) {
        self.starts.push(end);
    }

    /// Appends the run's words and empties it. Of paths of equal cost the one whose last word is
    /// longest wins.
    fn split(&mut self, lexicon: &Lexicon, words: &mut Vec<Word>) {
        let len = self.codes.len();
        self.best.clear();
        self.best.resize(len + 1, (u32::MAX, 0, None));
        if let Some(first) = self.best.first_mut() {
            first.0 = 0;
        }
        for at in 0..len {
            let so_far = self.best[at].0;
            let best = &mut self.best;
            let mut offer = |len: usize, cost: u32, id| {
                let slot = &mut best[at + len];
                let cost = so_far.saturating_add(cost);
                if cost < slot.0 {
                    *slot = (cost, len as u32, id);
                }
            };
            let mut single = false;
            lexicon.tables.trie.prefixes(&self.codes[at..], |len, id| {
                single |= len == 1;
                offer(len, lexicon.cost_millinats(id), Some(id));
            });
            if !single {
                offer(1, UNKNOWN_COST_MILLINATS, None);
            }
        }
        let first = words.len();
        let mut at = len;
        while at > 0 {
            let (_, len, id) = self.best[at];
            let start = at - (len as usize).clamp(1, at);
            words.push(Word { span: Span::new(self.starts[start], self.starts[at]), id });
            at = start;
        }
        words[first..].reverse();
        self.codes.clear();
        self.starts.clear();
    }
}
