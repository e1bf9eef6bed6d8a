//! How likely each token of one side is, given a token of the other: the translation table of one
//! pair of texts.

use std::collections::BTreeMap;

use super::tokens::{Cue, Token, Types};
use crate::lexicon::{Lexicon, StemId, WordId};

/// Weights of the sources of translations (0..=1 each), and of the smoothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct TableWeights {
    /// Glosses of a part of a word that has none of its own.
    pub(super) part_of_unknown: f64,
    /// Glosses of a part of a word that has its own.
    pub(super) part_of_known: f64,
    /// Factor of parts of one character.
    pub(super) single: f64,
    /// Exponent of a token's frequency among the translations of one word.
    pub(super) frequency_power: f64,
    /// How many tokens of background text the text's own counts are mixed with.
    pub(super) background_tokens: f64,
    /// Relative frequency of a token that the background lacks.
    pub(super) rare: f64,
    /// Share of the trained lexicon (the rest is the dictionary's).
    pub(super) trained: f64,
    /// Which kinds of tokens have translations.
    pub(super) kinds: Kinds,
}

/// Kinds of tokens that may be left without translations, to see what they bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each may be left out with or without the others"
)]
pub(super) struct Kinds {
    /// English names as characters.
    pub(super) names: bool,
    pub(super) numbers: bool,
    /// Question marks and the like.
    pub(super) cues: bool,
    /// The labels of structured abstracts.
    pub(super) labels: bool,
    /// Words by the dictionary's glosses.
    pub(super) glosses: bool,
}

impl Kinds {
    /// All of them.
    pub(super) const ALL: Self =
        Self { names: true, numbers: true, cues: true, labels: true, glosses: true };

    /// Their names among the parameters.
    pub(super) fn named(&mut self) -> [(&'static str, &mut bool); 5] {
        [
            ("use.names", &mut self.names),
            ("use.numbers", &mut self.numbers),
            ("use.cues", &mut self.cues),
            ("use.labels", &mut self.labels),
            ("use.glosses", &mut self.glosses),
        ]
    }
}

/// One translation of a token: the other side's type, and how much likelier it is than by chance,
/// in both directions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// English type.
    pub(super) en: u32,
    /// t(e|w) / p(e).
    pub(super) forward: f64,
    /// t(w|e) / p(w).
    pub(super) backward: f64,
}

/// The links of each Chinese type, by English type.
#[derive(Debug, Default)]
pub(super) struct Table {
    links: Vec<Vec<Link>>,
}

impl Table {
    /// The links of a Chinese type.
    pub(super) fn links(&self, zh: u32) -> &[Link] {
        self.links.get(zh as usize).map_or(&[], Vec::as_slice)
    }

    /// Builds the table of the two vocabularies.
    pub(super) fn new(lexicon: &Lexicon, zh: &Types, en: &Types, weights: &TableWeights) -> Self {
        let p_en = probabilities(en, weights, |token| match token {
            Token::Stem(id) => lexicon.stem_frequency(*id),
            _ => 0.0,
        });
        let p_zh = probabilities(zh, weights, |token| match token {
            Token::Word(id) => lexicon.word_frequency(*id),
            _ => 0.0,
        });
        let mut pairs: Vec<Vec<(u32, f64)>> = Vec::with_capacity(zh.len());
        for token in zh.tokens() {
            let mut found: BTreeMap<u32, f64> = BTreeMap::new();
            let mut offer = |token: &Token, weight: f64| {
                if let Some(id) = en.find(token) {
                    let slot = found.entry(id).or_default();
                    *slot = slot.max(weight);
                }
            };
            match token {
                Token::Word(word) if weights.kinds.glosses => {
                    glosses(lexicon, *word, weights, &mut offer);
                }
                Token::Number(_) if !weights.kinds.numbers => {}
                Token::Cue(Cue::Label(_)) if !weights.kinds.labels => {}
                Token::Cue(cue) if !weights.kinds.cues && !matches!(cue, Cue::Label(_)) => {}
                other => offer(other, 1.0),
            }
            pairs.push(found.into_iter().collect());
        }
        // Each word's translations share its probability by weight and frequency, either way.
        let power = |p: f64| libm::pow(p, weights.frequency_power);
        let mut backward_sums = vec![0.0; en.len()];
        for (zh_id, found) in pairs.iter().enumerate() {
            for (en_id, weight) in found {
                if let Some(sum) = backward_sums.get_mut(*en_id as usize) {
                    *sum += weight * power(at(&p_zh, zh_id as u32));
                }
            }
        }
        let mut links: Vec<Vec<Link>> = Vec::with_capacity(zh.len());
        for (zh_id, found) in (0_u32..).zip(pairs) {
            let token = zh.tokens().get(zh_id as usize);
            let word = token.and_then(|t| if let Token::Word(w) = t { Some(*w) } else { None });
            let sum: f64 = found.iter().map(|(e, weight)| weight * power(at(&p_en, *e))).sum();
            let w = at(&p_zh, zh_id);
            let mut all: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
            let has_trained = word.is_some_and(|word| lexicon.trained(word).next().is_some());
            let share = if has_trained { 1.0 - weights.trained } else { 1.0 };
            for (e, weight) in found {
                let p = at(&p_en, e);
                let forward = weight * power(p) / sum;
                let backward = weight * power(w) / at(&backward_sums, e);
                all.insert(e, (share * forward, share * backward));
            }
            if let Some(word) = word {
                for (stem, forward, backward) in lexicon.trained(word) {
                    if let Some(e) = en.find(&Token::Stem(stem)) {
                        let slot = all.entry(e).or_default();
                        slot.0 += weights.trained * forward;
                        slot.1 += weights.trained * backward;
                    }
                }
            }
            links.push(
                all.into_iter()
                    .map(|(e, (forward, backward))| Link {
                        en: e,
                        forward: forward / at(&p_en, e),
                        backward: backward / w,
                    })
                    .collect(),
            );
        }
        Self { links }
    }
}

fn at(values: &[f64], index: u32) -> f64 {
    values.get(index as usize).copied().unwrap_or(1.0)
}

/// Relative frequencies: the text's own counts and the background's, as if the text were longer by
/// so many tokens of background.
fn probabilities(
    types: &Types,
    weights: &TableWeights,
    background: impl Fn(&Token) -> f64,
) -> Vec<f64> {
    let total: f64 = (0..types.len()).map(|id| types.count(id as u32)).sum();
    (0_u32..)
        .zip(types.tokens())
        .map(|(id, token)| {
            let known = background(token).max(weights.rare);
            (types.count(id) + weights.background_tokens * known)
                / (total + weights.background_tokens)
        })
        .collect()
}

/// A word's glosses and those of its parts (by longest match, shorter than the word).
fn glosses(
    lexicon: &Lexicon,
    word: WordId,
    weights: &TableWeights,
    offer: &mut impl FnMut(&Token, f64),
) {
    let mut own = false;
    for (stem, weight) in lexicon.glosses(word) {
        own = true;
        offer(&Token::Stem(stem), weight);
    }
    let factor = if own { weights.part_of_known } else { weights.part_of_unknown };
    for (part, len_chars) in lexicon.parts(word) {
        let factor = if len_chars == 1 { factor * weights.single } else { factor };
        for (stem, weight) in lexicon.glosses(part) {
            let stem: StemId = stem;
            offer(&Token::Stem(stem), weight * factor);
        }
    }
}
