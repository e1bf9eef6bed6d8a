//! Where does the Chinese term begin that a bracket glosses?
//!
//! Each place in the run before the bracket is a candidate. It is scored by what stands before it
//! (称为, 的, a verb), by whether the lexicon's words break there, by how the words after it meet
//! the English in the bracket, and by what the rest of the article says: keywords, and the other
//! places where the words stand. The weights were fitted on real glosses of journal articles whose
//! keyword lists hold the same pair.

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

mod features;

use features::{Candidate, Features, WordFacts};

use super::{
    acronym,
    bracket::Stated,
    cues::Cues,
    front,
    rendering::{self, EnglishPhrase, Stems},
    termbase::Termbase,
};

/// What helps to find edges, made once for an article.
#[derive(Debug)]
pub struct EdgeFinder<'a> {
    lexicon: &'a Lexicon,
    cues: Cues,
    stems: Stems,
    /// Chinese keywords with their English, where there is one.
    keywords: Vec<(&'a str, &'a str)>,
    /// Other text in which the term may stand.
    mentions: &'a str,
    termbases: &'a [Termbase],
}

/// Where a glossed term stands in its run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// The term; it ends where the run ends.
    pub term: Span<Byte>,
    /// How probable it is that the term begins there, 0..=1: the candidate's share of the sum of all
    /// candidates' odds, 1 where a keyword or a termbase has the term.
    pub probability: f64,
}

impl<'a> EdgeFinder<'a> {
    /// A finder without an article: the run and its English alone.
    pub fn new(lexicon: &'a Lexicon) -> Self {
        Self {
            lexicon,
            cues: Cues::new(),
            stems: Stems::new(),
            keywords: Vec::new(),
            mentions: "",
            termbases: &[],
        }
    }

    /// With the article's keywords (Chinese, English; the English may be empty).
    #[must_use]
    pub fn with_keywords(mut self, keywords: Vec<(&'a str, &'a str)>) -> Self {
        self.keywords = keywords;
        self
    }

    /// With the article's text.
    #[must_use]
    pub fn with_mentions(mut self, mentions: &'a str) -> Self {
        self.mentions = mentions;
        self
    }

    /// With termbases that may have the term.
    #[must_use]
    pub fn with_termbases(mut self, termbases: &'a [Termbase]) -> Self {
        self.termbases = termbases;
        self
    }

    /// The part of `run` that `stated` glosses; it ends where the run ends.
    pub fn term(&self, run: &str, stated: &Stated) -> Span<Byte> {
        self.edge(run, stated).term
    }

    /// The part of `run` that `stated` glosses, and how sure its left edge is.
    pub fn edge(&self, run: &str, stated: &Stated) -> Edge {
        let sure = |start: usize| Edge { term: Span::new(start, run.len()), probability: 1.0 };
        if let Some(keyword) = self.keyword_at_end(run, stated) {
            return sure(run.len() - keyword);
        }
        if let Some(start) = self.known_at_end(run, stated) {
            return sure(start);
        }
        let mut best: Option<(f64, usize, bool)> = None;
        let mut scores: Vec<f64> = Vec::new();
        for (start, features) in self.candidates(run, stated) {
            let score = features::score(&features);
            scores.push(score);
            // On equal scores the longer candidate stays.
            if best.is_none_or(|(s, ..)| score > s) {
                best = Some((score, start, features::is_half_of_a_pair(&features)));
            }
        }
        let Some((score, start, half)) = best else {
            return Edge { term: Span::new(0, run.len()), probability: 0.0 };
        };
        let all: f64 = scores.iter().map(|s| libm::exp(s - score)).sum();
        let probability = 1.0 / all;
        let term = Span::new(start, run.len());
        Edge { term, probability: if half { probability.min(0.5) } else { probability } }
    }

    /// Whether Chinese in brackets behind `en` is known to be a name: a keyword, a word of the lexicon,
    /// or translated by the English.
    pub(super) fn is_known(&self, zh: &str, en: &str) -> bool {
        self.keywords.iter().any(|(keyword, _)| *keyword == zh)
            || self.lexicon.contains(zh)
            || front::likeness(zh, en, self.lexicon, &self.stems) >= 0.5
    }

    /// Whether `zh` begins with a preposition, a verb or the like: 据盐沼保护总署.
    pub(super) fn begins_with_cue(&self, zh: &str) -> bool {
        let first = self.lexicon.words(zh).first().map(|span| span.of(zh));
        first.is_some_and(|word| self.cues.of(word).is_some() && !self.lexicon.contains(zh))
            || zh.starts_with(['据', '按', '经', '由', '被', '将', '把', '从', '对'])
                && !self.lexicon.contains(zh)
    }

    /// Whether all that is Chinese in `zh` is prepositions, verbs and the like: 采用EES. Of letters
    /// alone (`is_acronym`) 采用 is no name either.
    pub(super) fn is_all_cues(&self, zh: &str, is_acronym: bool) -> bool {
        let mut latin = is_acronym;
        let han = |word: &str| word.chars().any(is_han);
        let all = self.lexicon.words(zh).iter().map(|span| span.of(zh)).all(|word| {
            latin |= word.chars().any(|c| c.is_ascii_alphanumeric());
            !han(word) || self.cues.of(word).is_some()
        });
        all && latin
    }

    /// Length in bytes of the keyword that ends `run`: one with the same English before any
    /// other, else the longest.
    fn keyword_at_end(&self, run: &str, stated: &Stated) -> Option<usize> {
        self.keywords
            .iter()
            .filter(|(zh, _)| zh.chars().count() >= 2 && run.ends_with(zh))
            .map(|(zh, en)| {
                let same = !en.is_empty()
                    && (super::fold::same_en(en, &stated.en)
                        || stated.acronym.as_deref().is_some_and(|a| {
                            acronym::matches_initials(a, en) || en.eq_ignore_ascii_case(a)
                        }));
                (same, zh.len())
            })
            .max()
            .map(|(_, len)| len)
    }

    /// Where the longest term of a termbase begins that ends `run` and has the same English.
    fn known_at_end(&self, run: &str, stated: &Stated) -> Option<usize> {
        let acronym = stated.acronym.as_deref();
        run.char_indices().map(|(at, _)| at).find(|at| {
            let tail = run.get(*at..).unwrap_or_default();
            tail.chars().nth(1).is_some()
                && self.termbases.iter().flat_map(|t| t.find(tail)).any(|row| {
                    super::fold::same_en(&row.en, &stated.en)
                        || acronym.is_some() && row.acronym.as_deref() == acronym
                        || acronym.is_some_and(|a| acronym::matches_initials(a, &row.en))
                })
        })
    }

    /// Every place where the term may begin, with its features.
    pub fn candidates(&self, run: &str, stated: &Stated) -> Vec<(usize, Features)> {
        let words = self.lexicon.words(run);
        let english = EnglishPhrase::new(&stated.en, &self.stems);
        let letters = stated.acronym.as_deref().map(acronym::letters).unwrap_or_default();
        let acronym_only = stated.is_acronym_only();
        let facts: Vec<WordFacts> =
            words.iter().map(|span| self.facts(span.of(run), &english, &letters)).collect();
        let matchable = facts.iter().map(|w| w.met.strength).fold(0.0, f64::max);
        let shared = self.suffix_counts(run);
        let mut out = Vec::new();
        for (index, span) in words.iter().enumerate() {
            let tail = Span::new(span.start(), run.len());
            let head = tail.of(run).chars().next().is_some_and(char::is_alphanumeric);
            let latin = !tail.of(run).chars().any(is_han);
            if !head
                || is_inside_a_sign(run, span.start())
                || latin && !acronym::matches_initials(tail.of(run), &stated.en)
            {
                continue;
            }
            out.push((
                span.start(),
                features::features(&Candidate {
                    headword: tail.of(run).chars().nth(1).is_some()
                        && self.lexicon.contains(tail.of(run)),
                    index,
                    tail,
                    words: &words,
                    facts: &facts,
                    english: &english,
                    letters: &letters,
                    acronym_only,
                    matchable,
                    shared: &shared,
                }),
            ));
        }
        out
    }

    fn facts(&self, word: &str, english: &EnglishPhrase, letters: &[char]) -> WordFacts {
        let han = word.chars().any(is_han);
        let numeral = numeral(word).is_some_and(|n| letters.contains(&n));
        let cue = self.cues.of(word).filter(|_| !numeral);
        let mut met = if han {
            rendering::meeting(word, english, self.lexicon, &self.stems)
        } else {
            let lower = word.to_lowercase();
            let at: Vec<usize> = english
                .words
                .iter()
                .enumerate()
                .filter(|(_, w)| w.lower == lower)
                .map(|(i, _)| i)
                .collect();
            rendering::Meeting {
                strength: if at.is_empty() { 0.0 } else { 1.0 },
                at,
                known: true,
                affix: false,
            }
        };
        if cue.is_some() && met.strength < 1.0 && !met.affix {
            met.strength = 0.0;
            met.at.clear();
        }
        // 0 for a word seen once in ten million, 1 for one in a hundred.
        let frequency = self.lexicon.frequency(word).max(1e-7);
        let commonness = (libm::log10(frequency) + 7.0) / 5.0;
        let acts = self.lexicon.senses(word).first().is_some_and(|s| s.starts_with("to "));
        let initial = numeral
            || han && !letters.is_empty() && cue.is_none() && self.initial_in(word, letters);
        WordFacts { han, cue, met, initial, acts, commonness, chars: word.chars().count() }
    }

    /// Whether a sense of `word` begins with one of the acronym's letters.
    fn initial_in(&self, word: &str, letters: &[char]) -> bool {
        self.lexicon.senses(word).iter().take(6).any(|sense| {
            rendering::words_of(sense)
                .find(|w| !rendering::is_small(&w.to_lowercase()))
                .and_then(|w| w.chars().next())
                .is_some_and(|c| c.to_uppercase().any(|u| letters.contains(&u)))
        })
    }

    /// For each start of a suffix of `run` (by byte), how often that suffix stands in the
    /// mentions.
    fn suffix_counts(&self, run: &str) -> Vec<(usize, u32)> {
        let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
        let mut counts: Vec<(usize, u32)> = starts.iter().map(|at| (*at, 0)).collect();
        let Some(last_two) = starts.len().checked_sub(2).and_then(|i| starts.get(i)) else {
            return counts;
        };
        let seed = run.get(*last_two..).unwrap_or_default();
        for (at, _) in self.mentions.match_indices(seed) {
            let before = self.mentions.get(..at).unwrap_or_default();
            let here = run.get(..*last_two).unwrap_or_default();
            let shared: usize = before
                .chars()
                .rev()
                .zip(here.chars().rev())
                .take_while(|(a, b)| a == b)
                .map(|(a, _)| a.len_utf8())
                .sum();
            let from = last_two - shared;
            for (start, count) in &mut counts {
                if *start >= from && *start <= *last_two {
                    *count += 1;
                }
            }
        }
        counts
    }
}

/// Whether `at` stands behind a sign that joins what is on both sides of it: R/S分析法 does not begin
/// at S, nor 间质-上皮转化 at 上.
fn is_inside_a_sign(run: &str, at: usize) -> bool {
    let mut before = run.get(..at).unwrap_or_default().chars().rev();
    let sign = before.next();
    let latin = |c: char| c.is_ascii_alphanumeric();
    let right = run.get(at..).and_then(|rest| rest.chars().next());
    match sign {
        Some('-') => true,
        Some('/' | '&' | '+' | '.') => {
            right.is_some_and(latin) && before.next().is_none_or(|c| !is_han(c))
        }
        _ => false,
    }
}

/// The digit that a Chinese numeral of one character stands for.
fn numeral(word: &str) -> Option<char> {
    let at =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九"].iter().position(|n| *n == word)?;
    char::from_digit(at as u32 + 1, 10)
}
