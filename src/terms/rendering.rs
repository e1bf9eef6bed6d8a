//! Which words of an English phrase a Chinese word stands for, as the lexicon sees it.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap},
    rc::Rc,
    sync::LazyLock,
};

use rust_stemmers::{Algorithm, Stemmer};

use crate::lexicon::Lexicon;

/// Whether `word` (lower case) is an article, preposition or the like: it carries no meaning of its own
/// in a term.
pub(super) fn is_small(word: &str) -> bool {
    matches!(
        word,
        "a" | "an"
            | "the"
            | "of"
            | "and"
            | "or"
            | "in"
            | "on"
            | "for"
            | "to"
            | "by"
            | "with"
            | "at"
            | "from"
            | "as"
            | "its"
            | "their"
            | "s"
            | "be"
            | "is"
            | "that"
            | "into"
            | "between"
            | "among"
            | "towards"
            | "toward"
            | "one"
            | "sb"
            | "sth"
            | "etc"
    )
}

/// One word of an English phrase.
#[derive(Debug, Clone)]
pub(super) struct EnglishWord {
    /// Lower case.
    pub(super) lower: String,
    /// Stem of the lower case.
    pub(super) stem: String,
}

/// An English phrase as stems.
#[derive(Debug, Clone)]
pub(super) struct EnglishPhrase {
    /// All words, small ones too, in order.
    pub(super) words: Vec<EnglishWord>,
    by_stem: BTreeMap<String, Vec<usize>>,
}

/// Stems English words, and remembers the words and senses that it stemmed: the same few thousand come
/// up again and again, in one article and in the next.
pub(super) struct Stems {
    stemmer: Stemmer,
}

/// Words that a thread remembers; texts hold any number of others.
const MOST_WORDS: usize = 1 << 16;

thread_local! {
    static WORDS: RefCell<HashMap<String, String>> = RefCell::default();
    static SENSES: RefCell<HashMap<String, Rc<[String]>>> = RefCell::default();
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stems")
    }
}

impl Stems {
    pub(super) fn new() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English) }
    }

    /// The stem of a lower-case word, British spellings folded.
    pub(super) fn of(&self, lower: &str) -> String {
        if let Some(known) = WORDS.with_borrow(|words| words.get(lower).cloned()) {
            return known;
        }
        let folded = super::fold::american(lower);
        let stem = self.stemmer.stem(&folded).into_owned();
        WORDS.with_borrow_mut(|words| {
            if words.len() >= MOST_WORDS {
                words.clear();
            }
            words.insert(lower.to_owned(), stem.clone());
        });
        stem
    }

    /// Stems of the words of a sense that count.
    pub(super) fn of_sense(&self, sense: &str) -> Rc<[String]> {
        if let Some(known) = SENSES.with_borrow(|senses| senses.get(sense).cloned()) {
            return known;
        }
        let stems: Rc<[String]> = words_of(sense)
            .map(str::to_lowercase)
            .filter(|w| !is_small(w))
            .map(|w| self.of(&w))
            .collect();
        SENSES.with_borrow_mut(|senses| {
            if senses.len() >= MOST_WORDS {
                senses.clear();
            }
            senses.insert(sense.to_owned(), Rc::clone(&stems));
        });
        stems
    }
}

/// The words of an English text: letters, digits and apostrophes; hyphens part.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\''))
        .map(|w| w.trim_matches('\'').trim_end_matches("'s"))
        .filter(|w| !w.is_empty())
}

impl EnglishPhrase {
    pub(super) fn new(text: &str, stems: &Stems) -> Self {
        let words: Vec<EnglishWord> = words_of(text)
            .map(|w| {
                let lower = w.to_lowercase();
                let stem = stems.of(&lower);
                EnglishWord { lower, stem }
            })
            .collect();
        let mut by_stem: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, word) in words.iter().enumerate() {
            if !is_small(&word.lower) {
                by_stem.entry(word.stem.clone()).or_default().push(at);
            }
        }
        Self { words, by_stem }
    }

    /// Where a stem stands.
    pub(super) fn find(&self, stem: &str) -> &[usize] {
        self.by_stem.get(stem).map_or(&[], Vec::as_slice)
    }

    /// How many words count.
    pub(super) fn content_words(&self) -> usize {
        self.by_stem.values().map(Vec::len).sum()
    }

    /// Whether it has the small word `word`.
    pub(super) fn has_word(&self, word: &str) -> bool {
        self.words.iter().any(|w| w.lower == word)
    }
}

/// How a Chinese word meets an English phrase.
#[derive(Debug, Clone, Default)]
pub(super) struct Meeting {
    /// Strength 0..=1: 1 where a whole sense stands in the phrase.
    pub(super) strength: f64,
    /// The words of the phrase that it meets, sorted.
    pub(super) at: Vec<usize>,
    /// Whether the lexicon knows the word at all.
    pub(super) known: bool,
    /// Whether it stands for a prefix of a word only.
    pub(super) affix: bool,
}

const AFFIXES: &str = include_str!("data/affixes.tsv");

/// [`AFFIXES`] by character; of two rows of one the first holds.
static AFFIX_TABLE: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| AFFIXES.lines().rev().filter_map(|l| l.split_once('\t')).collect());

/// The words of `phrase` that begin with a prefix that the character stands for.
fn by_affix(word: &str, phrase: &EnglishPhrase) -> Option<Meeting> {
    let prefixes = AFFIX_TABLE.get(word)?;
    let at = phrase.words.iter().position(|w| {
        prefixes
            .split(',')
            .any(|p| w.lower.strip_prefix(p).is_some_and(|rest| rest.is_empty() || rest.len() > 3))
    })?;
    Some(Meeting { strength: 0.7, at: vec![at], known: true, affix: true })
}

/// How `word` meets `phrase`: the best of its senses, then of its sub-words.
pub(super) fn meeting(
    word: &str,
    phrase: &EnglishPhrase,
    lexicon: &Lexicon,
    stems: &Stems,
) -> Meeting {
    let whole = by_senses(word, phrase, lexicon, stems);
    if whole.strength > 0.0 {
        return whole;
    }
    if word.chars().count() < 2 {
        return by_affix(word, phrase).unwrap_or(whole);
    }
    let mut parts = Meeting { known: whole.known, ..Meeting::default() };
    let mut count = 0.0;
    for part in sub_words(word, lexicon) {
        let met = by_senses(part, phrase, lexicon, stems);
        parts.known |= met.known;
        parts.strength += met.strength * if part.chars().count() > 1 { 0.7 } else { 0.35 };
        parts.at.extend(met.at);
        count += 1.0;
    }
    if count > 0.0 {
        parts.strength /= count;
    }
    parts.at.sort_unstable();
    parts.at.dedup();
    parts
}

fn by_senses(word: &str, phrase: &EnglishPhrase, lexicon: &Lexicon, stems: &Stems) -> Meeting {
    let senses = lexicon.senses(word);
    let mut best = Meeting { known: !senses.is_empty(), ..Meeting::default() };
    for sense in senses {
        let wanted = stems.of_sense(sense);
        if wanted.is_empty() || wanted.len() > 6 {
            continue;
        }
        let mut at: Vec<usize> =
            wanted.iter().filter_map(|s| phrase.find(s).first().copied()).collect();
        at.sort_unstable();
        at.dedup();
        let share = at.len() as f64 / wanted.len() as f64;
        if share > best.strength || (share >= best.strength && at.len() > best.at.len()) {
            best = Meeting { strength: share, at, known: true, affix: false };
        }
    }
    if best.strength < 0.9 {
        for (stem, probability) in trained(word, lexicon) {
            let strength = (0.3 + probability).min(1.0);
            if probability >= LEAST_TRAINED
                && strength > best.strength
                && let Some(at) = phrase.find(stem).first()
            {
                best = Meeting { strength, at: vec![*at], known: true, affix: false };
            }
        }
    }
    best
}

/// Less probable trained translations are chance.
const LEAST_TRAINED: f64 = 0.1;

/// The longest headwords inside `word` from the left, shorter than it.
pub(super) fn sub_words<'w>(word: &'w str, lexicon: &Lexicon) -> Vec<&'w str> {
    let bounds: Vec<usize> =
        word.char_indices().map(|(at, _)| at).chain(std::iter::once(word.len())).collect();
    let n = bounds.len() - 1;
    let mut out = Vec::new();
    let mut i = 0;
    while i < n {
        let longest = if i == 0 { n - 1 } else { n };
        let mut j = longest.min(i + 6);
        loop {
            let part = bounds
                .get(i)
                .zip(bounds.get(j))
                .and_then(|(a, b)| word.get(*a..*b))
                .unwrap_or_default();
            if j <= i + 1 || lexicon.contains(part) {
                out.push(part);
                i = j.max(i + 1);
                break;
            }
            j -= 1;
        }
    }
    out
}

/// English stems that the trained lexicon gives for `word`, with their probabilities.
pub(super) fn trained(
    word: &str,
    lexicon: &Lexicon,
) -> impl Iterator<Item = (&'static str, f64)> + use<> {
    let stems: Vec<(&'static str, f64)> = lexicon
        .find(word)
        .map(|id| {
            lexicon
                .trained(id)
                .map(|(stem, given_word, _)| (lexicon.stem(stem), given_word))
                .collect()
        })
        .unwrap_or_default();
    stems.into_iter()
}
