//! Tokens of an English sentence.

use std::collections::{BTreeMap, HashMap};

use super::{Bag, Cue, Edges, Sentence, Token, Types, cues, cues::Labels, numbers};
use crate::lexicon::{Lexicon, Stems};

/// Words that begin a sentence which goes on from the one before.
const CONJUNCTIONS: &[&str] = &[
    "and",
    "but",
    "or",
    "so",
    "yet",
    "then",
    "thus",
    "therefore",
    "however",
    "moreover",
    "besides",
    "furthermore",
    "meanwhile",
    "nevertheless",
    "also",
    "because",
    "which",
    "finally",
];

/// Words that take up what the sentence before named.
const PRONOUNS: &[&str] = &[
    "he", "she", "it", "they", "this", "that", "these", "those", "his", "her", "its", "their",
    "such", "there",
];

/// How often a word is written with a capital, and how often without.
#[derive(Debug, Clone, Copy, Default)]
struct Capitals {
    upper: u32,
    lower: u32,
}

/// Makes English sentences of text, with one table of types for all of them.
pub(in crate::align) struct EnTokenizer<'a> {
    lexicon: &'a Lexicon,
    stems: &'a Stems,
    labels: Labels,
    words: HashMap<String, Token>,
    capitals: BTreeMap<String, Capitals>,
    pub(in crate::align) types: Types,
}

impl<'a> EnTokenizer<'a> {
    pub(in crate::align) fn new(lexicon: &'a Lexicon, stems: &'a Stems) -> Self {
        Self {
            lexicon,
            stems,
            labels: Labels::new(),
            words: HashMap::new(),
            capitals: BTreeMap::new(),
            types: Types::default(),
        }
    }

    /// Words that are mostly written with a capital: names, in the main (lower case, sorted).
    pub(in crate::align) fn names(&self) -> impl Iterator<Item = &str> {
        self.capitals.iter().filter(|(_, c)| c.upper > c.lower).map(|(word, _)| word.as_str())
    }

    pub(in crate::align) fn sentence(&mut self, text: &str) -> Sentence {
        let surface: Vec<&str> = words(text).collect();
        let lower: Vec<String> =
            surface.iter().map(|w| w.to_lowercase().replace('’', "'")).collect();
        let mut bag = Bag::default();
        for (word, shown) in lower.iter().zip(&surface) {
            if word == "-" || word.starts_with(char::is_numeric) {
                continue;
            }
            self.count_capital(word, shown);
            if let Some(stem) = word.strip_suffix("n't") {
                let stem = match stem {
                    "ca" => "can",
                    "wo" => "will",
                    "sha" => "shall",
                    other => other,
                };
                self.word(stem, &mut bag);
                self.word("not", &mut bag);
            } else {
                self.word(without_clitic(word), &mut bag);
            }
        }
        for (index, window) in surface.windows(3).enumerate() {
            if let [first, "-", _] = window
                && first.starts_with(char::is_uppercase)
                && let (Some(a), Some(b)) = (lower.get(index), lower.get(index + 2))
            {
                let joined = format!("{a}{b}");
                self.count_capital(&joined, first);
                self.word(&joined, &mut bag);
            }
        }
        let plain: Vec<&str> = lower.iter().map(String::as_str).collect();
        let labels = self.labels.en(text);
        let mut edges = Edges { begins_label: !labels.is_empty(), ..cues::edges(text) };
        let first = plain.first().copied().unwrap_or("");
        edges.begins_conjunction = CONJUNCTIONS.contains(&first);
        edges.begins_pronoun = PRONOUNS.contains(&first);
        edges.begins_low = text
            .trim_start_matches(['"', '\'', '“', '‘', '(', ' '])
            .starts_with(char::is_lowercase);
        let types = &mut self.types;
        numbers::english(&plain, |n| bag.add(types.intern(Token::Number(n))));
        for label in labels {
            bag.add(types.intern(Token::Cue(Cue::Label(label))));
        }
        cues::cues(text, true, |cue| bag.add(types.intern(Token::Cue(cue))));
        Sentence {
            count: bag.count,
            tokens: bag.tokens,
            len_chars: text.chars().count() as f64,
            edges,
        }
    }

    fn count_capital(&mut self, word: &str, shown: &str) {
        let counts = match self.capitals.get_mut(word) {
            Some(counts) => counts,
            None => self.capitals.entry(word.to_owned()).or_default(),
        };
        if shown.starts_with(char::is_uppercase) {
            counts.upper += 1;
        } else {
            counts.lower += 1;
        }
    }

    fn word(&mut self, word: &str, bag: &mut Bag) {
        let token = if let Some(token) = self.words.get(word) {
            token.clone()
        } else {
            let stem = self.stems.stem(word);
            let token = match self.lexicon.stem_id(&stem) {
                Some(id) => Token::Stem(id),
                None => Token::Letters(stem.as_ref().into()),
            };
            self.words.insert(word.to_owned(), token.clone());
            token
        };
        bag.add(self.types.intern(token));
    }
}

/// Letters with an inner apostrophe, digits with inner points and commas, and hyphens.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '-');
        let first = rest.chars().next()?;
        let end = if first == '-' {
            1
        } else if first.is_numeric() {
            end_of(rest, |c, next| {
                c.is_alphanumeric() || matches!(c, '.' | ',') && next.is_some_and(char::is_numeric)
            })
        } else {
            end_of(rest, |c, next| {
                c.is_alphabetic()
                    || matches!(c, '\'' | '’') && next.is_some_and(char::is_alphabetic)
            })
        };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

fn end_of(text: &str, goes_on: impl Fn(char, Option<char>) -> bool) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, c)| *c);
        if !goes_on(c, next) {
            return at;
        }
    }
    text.len()
}

fn without_clitic(word: &str) -> &str {
    ["'s", "'re", "'ve", "'ll", "'d", "'m"]
        .iter()
        .find_map(|clitic| word.strip_suffix(clitic))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_apostrophes_and_numbers_their_points() {
        let all: Vec<&str> = words("Bao-yu didn't pay 1,200.50, o'clock 'well'.").collect();
        assert_eq!(all, ["Bao", "-", "yu", "didn't", "pay", "1,200.50", "o'clock", "well"]);
    }
}
