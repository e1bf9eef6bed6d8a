//! What a sentence is made of, for alignment: words, names, numbers and cues.

mod cues;
mod en;
mod numbers;
mod zh;

use std::collections::HashMap;

use crate::lexicon::{StemId, WordId};

pub(super) use en::EnTokenizer;
pub(super) use zh::ZhTokenizer;

/// A token, the same for every place where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Token {
    /// A Chinese word of the lexicon.
    Word(WordId),
    /// A Han character that the lexicon lacks.
    Han(char),
    /// An English stem that the lexicon has.
    Stem(StemId),
    /// Another English stem, or foreign letters.
    Letters(Box<str>),
    /// A number, in thousandths.
    Number(i64),
    /// A mark that both languages share: a question, an exclamation, a quotation, …
    Cue(Cue),
}

/// Marks that a translation keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Cue {
    Question,
    Exclamation,
    Quotation,
    Colon,
    Ellipsis,
    /// The label of a part of a structured abstract, by its number in `data/part-labels.tsv`.
    Label(u8),
}

/// A sentence as the aligner sees it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    /// Distinct token types in order of appearance, each with its count.
    pub(super) tokens: Vec<(u32, u16)>,
    /// How many tokens in all.
    pub(super) count: f64,
    /// Length in characters without blanks (Chinese) or with (English).
    pub(super) len_chars: f64,
    /// What its edges look like.
    pub(super) edges: Edges,
}

/// What the edges of a sentence say about whether it belongs with its neighbours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "features of a model: any may hold with any other"
)]
pub(super) struct Edges {
    /// Begins in lower case (English), or after a quotation that is still open.
    pub(super) begins_low: bool,
    /// Begins with a pronoun of the third person or a demonstrative.
    pub(super) begins_pronoun: bool,
    /// Begins with a conjunction.
    pub(super) begins_conjunction: bool,
    /// Begins with a quotation mark.
    pub(super) begins_quote: bool,
    /// Begins with the label of a part.
    pub(super) begins_label: bool,
    /// Ends with a quotation mark.
    pub(super) ends_quote: bool,
    /// Ends with a colon, comma or semicolon.
    pub(super) ends_open: bool,
    /// Ends with a question or exclamation mark, inside a quotation or not.
    pub(super) ends_strong: bool,
    /// Opens a quotation without closing it, or the reverse.
    pub(super) unbalanced: bool,
    /// Has no letter and no Han character.
    pub(super) wordless: bool,
    /// Lacks a full stop at its end (a heading, a label, a cut sentence).
    pub(super) unfinished: bool,
}

/// Token types of one side, numbered from 0 in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Types {
    ids: HashMap<Token, u32>,
    tokens: Vec<Token>,
    counts: Vec<f64>,
}

impl Types {
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How often the type stands in the text.
    pub(super) fn count(&self, id: u32) -> f64 {
        self.counts.get(id as usize).copied().unwrap_or(0.0)
    }

    pub(super) fn find(&self, token: &Token) -> Option<u32> {
        self.ids.get(token).copied()
    }

    fn intern(&mut self, token: Token) -> u32 {
        let next = self.tokens.len() as u32;
        let id = *self.ids.entry(token).or_insert_with_key(|token| {
            self.tokens.push(token.clone());
            self.counts.push(0.0);
            next
        });
        if let Some(count) = self.counts.get_mut(id as usize) {
            *count += 1.0;
        }
        id
    }
}

/// Gathers a sentence's tokens.
#[derive(Debug, Default)]
struct Bag {
    tokens: Vec<(u32, u16)>,
    count: f64,
}

impl Bag {
    fn add(&mut self, id: u32) {
        self.count += 1.0;
        match self.tokens.iter_mut().find(|(seen, _)| *seen == id) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.tokens.push((id, 1)),
        }
    }
}
