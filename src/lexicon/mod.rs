//! The bilingual lexicon: headwords, senses, frequencies, pinyin, word segmentation.
#![deny(clippy::disallowed_methods)]

use crate::domain::{Byte, Span};

/// The built-in lexicon (compiled by `build.rs`): look-ups borrow from static tables.
#[derive(Debug)]
pub struct Lexicon {
    _private: (),
}

static BUILTIN: Lexicon = Lexicon { _private: () };

impl Lexicon {
    /// The lexicon that ships with the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Whether `word` (Simplified Chinese) is a headword.
    pub fn contains(&self, word: &str) -> bool {
        let _ = word;
        false
    }

    /// English senses of a Chinese word, without brackets and notes, in the dictionary's order.
    pub fn senses(&self, word: &str) -> Vec<&'static str> {
        let _ = word;
        Vec::new()
    }

    /// Relative frequency (0..1) of a Chinese word in running text; 0 where it is not known.
    pub fn frequency(&self, word: &str) -> f64 {
        let _ = word;
        0.0
    }

    /// Splits `text` into words: byte spans that cover every byte once, in order. Han runs are
    /// split by the most likely path over the lexicon; Latin words, numbers, blanks and single
    /// punctuation marks are spans of their own.
    pub fn words(&self, text: &str) -> Vec<Span<Byte>> {
        text.char_indices().map(|(at, c)| Span::new(at, at + c.len_utf8())).collect()
    }

    /// `text` with Traditional characters made Simplified, character by character (as many
    /// characters as before).
    pub fn simplified(&self, text: &str) -> String {
        text.to_owned()
    }

    /// Whether `word` (lower case) is an English word that the lexicon's English has.
    pub fn is_english_word(&self, word: &str) -> bool {
        let _ = word;
        false
    }
}
