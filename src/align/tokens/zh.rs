//! Tokens of a Chinese sentence.

use std::collections::HashMap;

use super::{Bag, Cue, Edges, Sentence, Token, Types, cues, cues::Labels, numbers};
use crate::{
    align::names::{NameMatcher, Occurrence},
    domain::{Byte, Span},
    lexicon::{Lexicon, Stems, Word},
    text::is_han,
};

/// Words that begin a sentence which goes on from the one before.
const CONJUNCTIONS: &[&str] = &[
    "但", "但是", "而", "而且", "然而", "因此", "所以", "于是", "不过", "可是", "同时", "此外",
    "并且", "另外", "因而", "从而", "那么", "其中", "并",
];

/// Words that take up what the sentence before named.
const PRONOUNS: &[&str] = &["他", "她", "它", "他们", "她们", "它们", "这", "那", "此", "该", "其"];

/// Makes Chinese sentences of text, with one table of types for all of them.
pub(in crate::align) struct ZhTokenizer<'a> {
    lexicon: &'a Lexicon,
    stems: &'a Stems,
    labels: Labels,
    names: &'a NameMatcher<'a>,
    letters: HashMap<String, Token>,
    pub(in crate::align) types: Types,
}

impl<'a> ZhTokenizer<'a> {
    /// `names` are the English names that may stand in the Chinese text, as characters.
    pub(in crate::align) fn new(
        lexicon: &'a Lexicon,
        stems: &'a Stems,
        names: &'a NameMatcher<'a>,
    ) -> Self {
        Self {
            lexicon,
            stems,
            labels: Labels::new(),
            names,
            letters: HashMap::new(),
            types: Types::default(),
        }
    }

    pub(in crate::align) fn sentence(&mut self, text: &str) -> Sentence {
        let words = self.lexicon.known_words(text);
        let names = self.names.find(text);
        let mut bag = Bag::default();
        for name in &names {
            let token = self.letters(name.name);
            bag.add(self.types.intern(token));
        }
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let surface = word.span.of(text);
            at += 1;
            if surface.starts_with(char::is_numeric) && !surface.starts_with('〇') {
                at += self.number(surface, words.get(at).map(|w| w.span.of(text)), &mut bag);
                continue;
            }
            self.word(word, surface, &names, &mut bag);
        }
        let labels = self.labels.zh(text);
        let mut edges = Edges { begins_label: !labels.is_empty(), ..cues::edges(text) };
        let first = words.iter().map(|w| w.span.of(text)).find(|w| w.starts_with(is_han));
        edges.begins_conjunction = first.is_some_and(|w| CONJUNCTIONS.contains(&w));
        edges.begins_pronoun = first.is_some_and(|w| PRONOUNS.contains(&w));
        let types = &mut self.types;
        for label in labels {
            bag.add(types.intern(Token::Cue(Cue::Label(label))));
        }
        cues::cues(text, false, |cue| bag.add(types.intern(Token::Cue(cue))));
        Sentence {
            count: bag.count,
            tokens: bag.tokens,
            len_chars: text.chars().filter(|c| !c.is_whitespace()).count() as f64,
            edges,
        }
    }

    /// Adds the number in digits `surface`, times the unit that `next` is; says whether it took it.
    fn number(&mut self, surface: &str, next: Option<&str>, bag: &mut Bag) -> usize {
        let factor = next.and_then(numbers::factor);
        let value = numbers::digits(surface).map(|v| v * factor.unwrap_or(1.0));
        if let Some(n) = value.and_then(numbers::number) {
            bag.add(self.types.intern(Token::Number(n)));
        }
        usize::from(factor.is_some())
    }

    /// The token of a word in Latin letters, as on the English side.
    fn letters(&mut self, surface: &str) -> Token {
        if let Some(token) = self.letters.get(surface) {
            return token.clone();
        }
        let lower = surface.to_lowercase();
        let stem = self.stems.stem(&lower);
        let token = match self.lexicon.stem_id(&stem) {
            Some(id) => Token::Stem(id),
            None => Token::Letters(stem.as_ref().into()),
        };
        self.letters.insert(surface.to_owned(), token.clone());
        token
    }

    fn word(&mut self, word: &Word, surface: &str, names: &[Occurrence<'_>], bag: &mut Bag) {
        if !surface.starts_with(char::is_alphanumeric) {
            return;
        }
        if !surface.starts_with(is_han) {
            let token = self.letters(surface);
            bag.add(self.types.intern(token));
            return;
        }
        if names.iter().any(|name| name.span.contains(word.span)) {
            return;
        }
        if let Some(n) = numeral(surface).and_then(numbers::number) {
            bag.add(self.types.intern(Token::Number(n)));
        }
        let token = match (word.id, surface.chars().next()) {
            (Some(id), _) => Token::Word(id),
            (None, Some(c)) => Token::Han(c),
            (None, None) => return,
        };
        bag.add(self.types.intern(token));
    }
}

/// The numeral that a word begins with (`三国`, `第一`, `三十五`); units alone are none.
fn numeral(word: &str) -> Option<f64> {
    let word = word.strip_prefix('第').unwrap_or(word);
    let end = word.find(|c| !numbers::is_numeral(c)).unwrap_or(word.len());
    let text = Span::<Byte>::new(0, end).of(word);
    if numbers::factor(text).is_some() && text != "十" {
        return None;
    }
    numbers::chinese(text)
}
