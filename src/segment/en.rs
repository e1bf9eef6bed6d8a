//! English sentences: they end at . ? ! where what follows can begin one.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::text::is_han;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// No sentence ends after it.
    Never,
    /// None ends where a number follows.
    Number,
    /// One ends where a capital follows.
    May,
    /// One ends only where a word follows that begins sentences.
    Starter,
}

static ABBREVIATIONS: LazyLock<BTreeMap<&'static str, Kind>> = LazyLock::new(|| {
    include_str!("data/abbreviations.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(word, kind)| {
            let kind = match kind {
                "never" => Kind::Never,
                "number" => Kind::Number,
                "starter" => Kind::Starter,
                _ => Kind::May,
            };
            (word, kind)
        })
        .collect()
});

static STARTERS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("data/starters.tsv").lines().filter(|line| !line.starts_with('#')).collect()
});

const CLOSING: &str = "\"'”’)]）］»";

/// Byte positions after which a sentence ends, in order.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let get = |index: usize| chars.get(index).map(|c| c.1);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |c| c.0);
    let mut ends = Vec::new();
    let (mut index, mut start) = (0, 0);
    while let Some(c) = get(index) {
        if !matches!(c, '.' | '?' | '!' | '。' | '！' | '？') {
            index += 1;
            continue;
        }
        let mut after = index + 1;
        while get(after).is_some_and(|c| matches!(c, '.' | '?' | '!' | '。' | '！' | '？')) {
            after += 1;
        }
        // A raised note number or a bracketed citation belongs to the sentence before it.
        while get(after).is_some_and(|c| CLOSING.contains(c)) {
            after += 1;
        }
        let here = Candidate { text, chars: &chars, stop: index, after };
        let end = byte(after);
        let so_far = text.get(start..end).unwrap_or_default();
        if here.ends_sentence() && !is_enumerator(so_far.trim()) {
            ends.push(end);
            start = end;
        }
        index = after;
    }
    ends
}

/// Whether this is the number of a heading or list item rather than a sentence: `1.`, `2.3.`, `(4).`,
/// `IV.`
fn is_enumerator(text: &str) -> bool {
    let Some(number) = text.strip_suffix('.') else { return false };
    let number = number.trim_start_matches(['(', '[']).trim_end_matches([')', ']']);
    let arabic = number.split('.').all(|part| {
        (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    let roman = (1..=4).contains(&number.len())
        && number.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    arabic || roman
}

/// A mark that may end a sentence: at character `stop`, closing quotes up to `after`.
struct Candidate<'a> {
    text: &'a str,
    chars: &'a [(usize, char)],
    stop: usize,
    after: usize,
}

impl Candidate<'_> {
    fn get(&self, index: usize) -> Option<char> {
        self.chars.get(index).map(|c| c.1)
    }

    fn ends_sentence(&self) -> bool {
        let mark = self.get(self.stop).unwrap_or(' ');
        if !mark.is_ascii() {
            return true;
        }
        let mut next = self.after;
        while self.get(next).is_some_and(char::is_whitespace) {
            next += 1;
        }
        let Some(following) = self.get(next) else { return true };
        let gap = next > self.after;
        let begins = following.is_uppercase()
            || following.is_numeric()
            || is_han(following)
            || "\"'“‘([（［【<$".contains(following);
        if !begins {
            return false;
        }
        if mark != '.' {
            return gap || following.is_uppercase() || is_han(following);
        }
        if !gap && !self.glued_end(next, following) {
            return false;
        }
        self.stop_ends(next, following)
    }

    /// Without a blank: `world.This`, `Report.[Result]`; not `O.O5`, `www.Example.com`, `cf.O.alpina`.
    fn glued_end(&self, next: usize, following: char) -> bool {
        let before = |back: usize| self.stop.checked_sub(back).and_then(|i| self.get(i));
        if self.after > self.stop + 1 {
            // A closing bracket or quote stands between: `(2012).The` or `ends.)The`.
            return following.is_uppercase() || is_han(following);
        }
        let word_before = before(1).is_some_and(|c| {
            c.is_lowercase() || matches!(c, ')' | '%' | ']') || c.is_ascii_digit()
        }) && before(2).is_some_and(|c| c.is_alphanumeric() || c == ' ');
        let word_after = match following {
            '[' | '【' | '［' => self.get(next + 1).is_some_and(char::is_alphabetic),
            c if is_han(c) => true,
            c if c.is_uppercase() => {
                self.get(next + 1).is_some_and(|n| n.is_lowercase() || n == ' ')
            }
            _ => false,
        };
        let starter =
            || before(1).is_some_and(char::is_uppercase) && self.starts_with_starter(next);
        (word_before || starter()) && word_after && !self.in_address()
    }

    /// Whether the word at character `next` is one that begins sentences.
    fn starts_with_starter(&self, next: usize) -> bool {
        let word: String = self
            .chars
            .iter()
            .skip(next)
            .take(14)
            .map(|c| c.1)
            .take_while(|c| c.is_alphabetic())
            .collect();
        STARTERS.contains(&word.as_str())
    }

    /// Whether the mark stands inside a web or mail address.
    fn in_address(&self) -> bool {
        let start = (0..self.stop)
            .rev()
            .take(80)
            .find(|i| self.get(*i).is_some_and(char::is_whitespace))
            .map_or(self.stop.saturating_sub(80), |i| i + 1);
        let from = self.chars.get(start).map_or(0, |c| c.0);
        let end = (self.stop..self.stop + 80)
            .find(|i| self.get(*i).is_none_or(char::is_whitespace))
            .unwrap_or(self.stop);
        let to = self.chars.get(end).map_or(self.text.len(), |c| c.0);
        let token = self.text.get(from..to).unwrap_or("");
        token.contains("://") || token.contains("www.") || token.contains('@')
    }

    /// Whether a full stop before `following` is more than the mark of an abbreviation.
    fn stop_ends(&self, next: usize, following: char) -> bool {
        let start = (0..self.stop)
            .rev()
            .take(24)
            .take_while(|i| {
                self.get(*i).is_some_and(|c| c.is_alphanumeric() || c == '.' || c == '-')
            })
            .last()
            .unwrap_or(self.stop);
        let word: String =
            self.chars.get(start..self.stop).unwrap_or_default().iter().map(|c| c.1).collect();
        let closed = self.after > self.stop + 1;
        let digit_after = following.is_numeric();
        if word.chars().next_back().is_some_and(char::is_numeric) && digit_after && !closed {
            // 0. 05: a number that OCR spaced.
            return false;
        }
        let starts = || self.starts_with_starter(next);
        let last = word.rsplit(['.', '-']).next().unwrap_or("");
        let lower = word.to_lowercase();
        let kind = ABBREVIATIONS.get(lower.as_str()).or_else(|| {
            ABBREVIATIONS.get(last.to_lowercase().as_str()).filter(|_| word.contains('.'))
        });
        match kind {
            Some(Kind::Never) => closed && following.is_uppercase(),
            Some(Kind::Number) => !digit_after,
            Some(Kind::May) => closed || following.is_uppercase() || is_han(following),
            Some(Kind::Starter) => starts(),
            None => {
                let mut letters = last.chars();
                let initial =
                    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none();
                !initial || closed || starts()
            }
        }
    }
}
