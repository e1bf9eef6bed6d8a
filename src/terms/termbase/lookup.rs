//! Longest matches of a termbase's Chinese in running text.

use std::borrow::Cow;

use crate::{
    domain::{Byte, Span},
    text::is_han,
};

use super::{Termbase, TermbaseRow};

/// A term of a termbase, found in a text.
#[derive(Debug, Clone)]
pub struct TermMatch<'t> {
    /// Where it stands.
    pub span: Span<Byte>,
    /// Its rows: preferred first.
    pub rows: Vec<&'t TermbaseRow>,
}

impl Termbase {
    /// The rows of exactly this Chinese term, preferred first.
    pub fn find(&self, zh: &str) -> Vec<&TermbaseRow> {
        let key = super::fold::fold_zh(zh);
        let first = self.rows.partition_point(|(k, _)| *k < key);
        self.rows
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(|(k, _)| *k == key)
            .map(|(_, row)| row)
            .collect()
    }

    /// The longest matches in `text`, left to right, none overlapping. Blanks, dashes and middle dots
    /// inside a name are passed over.
    pub fn matches<'t>(&'t self, text: &str) -> Vec<TermMatch<'t>> {
        let mut out = Vec::new();
        if self.rows.is_empty() {
            return out;
        }
        let mut resume = 0;
        let mut previous: Option<char> = None;
        for (at, c) in text.char_indices() {
            let head = c.is_alphanumeric()
                // Not in the middle of a Latin word.
                && !(c.is_ascii_alphanumeric() && previous.is_some_and(|p| p.is_ascii_alphanumeric()));
            previous = Some(c);
            // Most characters begin no term.
            if at < resume || !head || is_han(c) && self.heads.binary_search(&c).is_err() {
                continue;
            }
            if let Some((end, rows)) = self.longest_at(text.get(at..).unwrap_or_default()) {
                resume = at + end;
                out.push(TermMatch { span: Span::new(at, resume), rows });
            }
        }
        out
    }

    /// The longest term that `text` begins with: its length in bytes and its rows.
    fn longest_at(&self, text: &str) -> Option<(usize, Vec<&TermbaseRow>)> {
        let mut low = 0;
        let mut high = self.rows.len();
        let mut key = String::new();
        let mut best: Option<(usize, usize)> = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let mut utf8 = [0; 4];
            // A Han character is its own folded form.
            let folded = if is_han(c) {
                Cow::Borrowed(&*c.encode_utf8(&mut utf8))
            } else {
                Cow::Owned(super::fold::fold_zh(c.encode_utf8(&mut utf8)))
            };
            if folded.is_empty() {
                if key.is_empty() || !matches!(c, ' ' | '·' | '-' | '—') {
                    break;
                }
                continue;
            }
            key.push_str(&folded);
            let slice = self.rows.get(low..high).unwrap_or_default();
            let first = slice.partition_point(|(k, _)| k.as_str() < key.as_str());
            let past = first
                + slice
                    .get(first..)
                    .unwrap_or_default()
                    .partition_point(|(k, _)| k.starts_with(key.as_str()));
            if first == past {
                break;
            }
            (low, high) = (low + first, low + past);
            let whole_word = !(c.is_ascii_alphanumeric()
                && chars.peek().is_some_and(|(_, n)| n.is_ascii_alphanumeric()));
            if whole_word && self.rows.get(low).is_some_and(|(k, _)| *k == key) {
                best = Some((at + c.len_utf8(), low));
            }
        }
        let (end, first) = best?;
        let key = &self.rows.get(first)?.0;
        // One Han character alone is too little to go by.
        if key.chars().count() < 2 && key.chars().all(is_han) {
            return None;
        }
        let rows = self
            .rows
            .get(first..)?
            .iter()
            .take_while(|(k, _)| k == key)
            .map(|(_, row)| row)
            .collect();
        Some((end, rows))
    }
}
