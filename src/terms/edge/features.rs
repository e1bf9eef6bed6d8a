//! What speaks for and against a place at which a term may begin.

use crate::{
    domain::{Byte, Span},
    terms::{
        cues::Cue,
        rendering::{EnglishPhrase, Meeting},
    },
};

const F_AT_START: usize = 0;
const F_AFTER_FUNCTION: usize = 1;
const F_AFTER_SHORT_FUNCTION: usize = 2;
const F_AFTER_VERB: usize = 3;
const F_AFTER_QUANTITY: usize = 4;
const F_AFTER_OF: usize = 5;
const F_AFTER_AND: usize = 6;
const F_AFTER_OTHER: usize = 7;
const F_AFTER_MET: usize = 8;
const F_AFTER_ACTION: usize = 9;
const F_AFTER_ONE_CHAR: usize = 10;
const F_AFTER_CONTENT: usize = 11;
const F_OF: usize = 12;
const F_AND: usize = 13;
const F_SHORT_FUNCTION_FIRST: usize = 14;
const F_SHORT_FUNCTION: usize = 15;
const F_FUNCTION: usize = 16;
const F_QUANTITY_FIRST: usize = 17;
const F_VERB_FIRST: usize = 18;
const F_VERB: usize = 19;
const F_MET: usize = 20;
const F_MET_FIRST: usize = 21;
const F_INITIALS: usize = 22;
const F_OTHER: usize = 23;
const F_ACTION_FIRST: usize = 24;
const F_UNMET: usize = 25;
const F_UNMATCHABLE: usize = 26;
const F_UNKNOWN: usize = 27;
const F_COVERED: usize = 28;
const F_MISSED: usize = 29;
const F_ALL_COVERED: usize = 30;
const F_TOO_SHORT: usize = 31;
const F_TOO_LONG: usize = 32;
const F_ONE_CHAR: usize = 33;
const F_MENTIONS: usize = 34;
const F_HEADWORD: usize = 35;
const F_TOO_SHORT_UNMATCHABLE: usize = 36;
const F_TOO_LONG_UNMATCHABLE: usize = 37;
const F_NEEDLESS_FIRST: usize = 38;
const F_LEFT_FREQUENCY: usize = 39;
const F_FIRST_FREQUENCY: usize = 40;

/// How many features a candidate has.
const FEATURES: usize = 41;

/// Weight of each feature, in the order of the constants above.
const WEIGHTS: [f64; FEATURES] = [
    1.47, 0.72, 0.59, 0.56, 0.26, 0.31, 1.43, 0.37, -0.58, -1.21, -2.45, -1.38, -1.97, -1.24,
    -1.53, -1.28, -1.98, -0.88, -1.77, -0.89, 0.80, 0.36, 0.80, -1.49, -0.97, -0.83, -0.88, 0.23,
    1.81, -1.41, 1.71, -1.80, -2.52, -1.79, 1.00, -1.41, -0.49, -1.26, -2.10, 0.75, -1.97,
];

/// What speaks for and against a candidate.
pub(super) type Features = [f64; FEATURES];

/// The score of a candidate: higher is better.
pub(super) fn score(features: &Features) -> f64 {
    features.iter().zip(WEIGHTS).map(|(f, w)| f * w).sum()
}

/// Whether a candidate stands behind 和 or 与 and nothing of its English says that the term begins
/// there: 信号转导和转录活化蛋白 is one name.
pub(super) fn is_half_of_a_pair(features: &Features) -> bool {
    features[F_AFTER_AND] > 0.0 && features[F_COVERED] <= 0.0 && features[F_INITIALS] <= 0.0
}

/// What is known of one word of the run.
#[derive(Debug)]
pub(super) struct WordFacts {
    pub(super) han: bool,
    pub(super) cue: Option<Cue>,
    pub(super) met: Meeting,
    /// Whether a sense begins with a letter of the acronym.
    pub(super) initial: bool,
    /// Whether its first sense is a verb's.
    pub(super) acts: bool,
    /// How common it is in running text, about 0..=1.
    pub(super) commonness: f64,
    pub(super) chars: usize,
}

/// A candidate and what it is judged by.
pub(super) struct Candidate<'c> {
    pub(super) index: usize,
    pub(super) tail: Span<Byte>,
    pub(super) words: &'c [Span<Byte>],
    pub(super) facts: &'c [WordFacts],
    pub(super) english: &'c EnglishPhrase,
    pub(super) letters: &'c [char],
    pub(super) acronym_only: bool,
    /// Whether the lexicon has the whole candidate.
    pub(super) headword: bool,
    /// The best meeting of any word of the run with the English.
    pub(super) matchable: f64,
    pub(super) shared: &'c [(usize, u32)],
}

pub(super) fn features(c: &Candidate<'_>) -> Features {
    let mut f = [0.0; FEATURES];
    let inside = c.facts.get(c.index..).unwrap_or_default();
    let outside = c.facts.get(..c.index).unwrap_or_default();
    left_features(&mut f, outside);
    let covered = inside_features(&mut f, c, inside);
    // English that words just before the candidate stand for and none inside does.
    let mut missed = vec![false; c.english.words.len()];
    for fact in outside.iter().rev().take(4).filter(|w| w.met.strength >= 0.5) {
        for at in &fact.met.at {
            if let (Some(slot), Some(false)) = (missed.get_mut(*at), covered.get(*at)) {
                *slot = true;
            }
        }
    }
    let content = c.english.content_words().max(1) as f64;
    let share = |marks: &[bool]| marks.iter().filter(|m| **m).count() as f64 / content;
    if !c.acronym_only {
        f[F_COVERED] = share(&covered);
        f[F_MISSED] = share(&missed);
        f[F_ALL_COVERED] = f64::from(u8::from(share(&covered) > 0.99));
    }
    let chars: usize = inside.iter().map(|w| w.chars).sum();
    let expected = if c.acronym_only {
        1.8 * c.letters.len() as f64
    } else {
        let letters: usize = c.english.words.iter().map(|w| w.lower.chars().count()).sum();
        f64::midpoint(2.1 * c.english.words.len() as f64, 0.3 * letters as f64).max(2.0)
    };
    let ratio = libm::log(chars.max(1) as f64 / expected);
    let (short, long) = if c.matchable > 0.0 || c.acronym_only {
        (F_TOO_SHORT, F_TOO_LONG)
    } else {
        (F_TOO_SHORT_UNMATCHABLE, F_TOO_LONG_UNMATCHABLE)
    };
    f[short] = (-ratio).max(0.0);
    f[long] = ratio.max(0.0);
    f[F_HEADWORD] = f64::from(u8::from(c.headword));
    if let Some(first) = inside.first().filter(|w| w.han) {
        f[F_FIRST_FREQUENCY] = first.commonness;
    }
    if let Some(left) = outside.last().filter(|w| w.han) {
        f[F_LEFT_FREQUENCY] = left.commonness;
    }
    f[F_ONE_CHAR] = f64::from(u8::from(chars == 1));
    f[F_MENTIONS] = mention_feature(c);
    f
}

/// What stands before the candidate.
fn left_features(f: &mut Features, outside: &[WordFacts]) {
    let Some(left) = outside.last() else {
        f[F_AT_START] = 1.0;
        return;
    };
    let slot = match left.cue {
        Some(Cue::Function) if left.chars > 1 => F_AFTER_FUNCTION,
        Some(Cue::Function) => F_AFTER_SHORT_FUNCTION,
        Some(Cue::Verb) => F_AFTER_VERB,
        Some(Cue::Quantity) => F_AFTER_QUANTITY,
        Some(Cue::Of) => F_AFTER_OF,
        Some(Cue::And) => F_AFTER_AND,
        None if !left.han => F_AFTER_OTHER,
        None if left.met.strength > 0.0 => F_AFTER_MET,
        None if left.acts => F_AFTER_ACTION,
        None if left.chars == 1 => F_AFTER_ONE_CHAR,
        None => F_AFTER_CONTENT,
    };
    f[slot] = 1.0;
}

/// What the candidate holds; returns which English words it stands for.
fn inside_features(f: &mut Features, c: &Candidate<'_>, inside: &[WordFacts]) -> Vec<bool> {
    let mut covered = vec![false; c.english.words.len()];
    for (k, fact) in inside.iter().enumerate() {
        let fresh =
            fact.met.affix || fact.met.at.iter().any(|i| !covered.get(*i).copied().unwrap_or(true));
        for i in &fact.met.at {
            if let Some(slot) = covered.get_mut(*i) {
                *slot = true;
            }
        }
        let weak = fact.met.strength < 0.5;
        match fact.cue {
            Some(Cue::Of) if c.english.has_word("of") && k > 0 => f[F_OF] += 0.5,
            Some(Cue::Of) => f[F_OF] += 1.0,
            Some(Cue::And) if c.english.has_word("and") || c.english.has_word("or") => {}
            Some(Cue::And) => f[F_AND] += if c.acronym_only && k > 0 { 0.4 } else { 1.0 },
            Some(Cue::Function) if k == 0 && fact.chars == 1 => f[F_SHORT_FUNCTION_FIRST] = 1.0,
            Some(Cue::Function) if fact.chars == 1 => f[F_SHORT_FUNCTION] += 1.0,
            Some(Cue::Function) => f[F_FUNCTION] += 1.0,
            Some(Cue::Quantity) if weak && k == 0 => f[F_QUANTITY_FIRST] = 1.0,
            Some(Cue::Verb) if weak && k == 0 => f[F_VERB_FIRST] = 1.0,
            Some(Cue::Verb) if weak => f[F_VERB] += 1.0,
            _ if fact.met.strength > 0.0 && fresh => {
                f[F_MET] += fact.met.strength;
                if k == 0 {
                    f[F_MET_FIRST] = fact.met.strength;
                }
            }
            _ if c.acronym_only && fact.han && fact.initial => f[F_INITIALS] += 1.0,
            _ if !fact.han => f[F_OTHER] += 1.0,
            _ if fact.met.known && fact.chars > 1 && k == 0 && fact.acts => {
                f[F_ACTION_FIRST] = 1.0;
            }
            _ if fact.met.known && fact.chars > 1 => {
                if c.matchable > 0.0 {
                    f[F_UNMET] += 1.0;
                } else {
                    f[F_UNMATCHABLE] += 1.0;
                }
            }
            _ => f[F_UNKNOWN] += 1.0,
        }
    }
    // All of the English is there without the first word, which stands for none of it.
    let rest = inside.get(1..).unwrap_or_default();
    if let Some(first) = inside.first()
        && first.met.strength <= 0.0
        && !c.acronym_only
    {
        let mut without = vec![false; covered.len()];
        for at in rest.iter().flat_map(|w| &w.met.at) {
            if let Some(slot) = without.get_mut(*at) {
                *slot = true;
            }
        }
        let count = without.iter().filter(|x| **x).count();
        if count > 0 && count >= c.english.content_words() {
            f[F_NEEDLESS_FIRST] = 1.0;
        }
    }
    f[F_INITIALS] = f[F_INITIALS].min(c.letters.len() as f64);
    covered
}

/// 1 where the words stand in the article without what stands before them here, 0 where they
/// never stand elsewhere, and less than 0 where what stands before them always does.
fn mention_feature(c: &Candidate<'_>) -> f64 {
    let here = c.tail.start();
    let count =
        |start: usize| c.shared.iter().find(|(at, _)| *at == start).map_or(0, |(_, count)| *count);
    let own = f64::from(count(here));
    if own < 2.0 {
        return 0.0;
    }
    let weak_cue =
        |at: usize| c.facts.get(at).is_some_and(|w| w.cue.is_some() && w.met.strength < 0.5);
    // That 采用 stands before a term more than once makes it no part of the term.
    if weak_cue(c.index) {
        return 0.0;
    }
    let left = c.index.checked_sub(1).filter(|at| !weak_cue(*at));
    let longer = left.and_then(|i| c.words.get(i)).map_or(0.0, |w| f64::from(count(w.start())));
    1.0 - 2.0 * longer / own
}
