//! What the lexicon knows about a Chinese and an English text: which word of one the other says.

use std::collections::BTreeMap;

use crate::{
    domain::{Byte, Span},
    lexicon::{Lexicon, StemId, Stems},
    text::chars::is_han,
};

/// A word of an English text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnWord {
    /// Where it stands.
    pub(super) span: Span<Byte>,
    /// Lower case.
    pub(super) lower: String,
    /// Stem.
    pub(super) stem: String,
    /// The stem's number, where the lexicon's English has it.
    pub(super) id: Option<StemId>,
    /// Whether it is a word that says nothing by itself (`the`, `of`).
    pub(super) is_stop: bool,
}

/// What a Chinese text can mean: stems with the weight of the best sense.
#[derive(Debug, Clone, Default)]
pub(super) struct ZhMeaning {
    /// Stem to weight, 0..=1.
    stems: BTreeMap<StemId, f64>,
    /// Readings of every Han run, joined without tones (`zhaoyihei`), to find names.
    pinyin: String,
    /// Latin words and numbers of the text, lower case.
    latin: Vec<String>,
}

/// Weight of a sense of a part of a word, of a single character, and of a name in pinyin.
const SUB_WORD: f64 = 0.6;
const CHARACTER: f64 = 0.35;
const PINYIN: f64 = 0.8;

/// A translation learned from journals counts from this probability on.
const LEAST_TRAINED: f64 = 0.1;

/// English words that say nothing by themselves.
const STOP: &[&str] = &[
    "a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "from", "by", "with", "as",
    "is", "are", "was", "were", "be", "been", "being", "that", "this", "these", "those", "it",
    "its", "their", "his", "her", "our", "which", "who", "not", "than", "into", "under", "between",
    "among", "over", "based", "s",
];

pub(super) struct Lexical<'a> {
    pub(super) lexicon: &'a Lexicon,
    stems: Stems,
}

impl<'a> Lexical<'a> {
    pub(super) fn new(lexicon: &'a Lexicon) -> Self {
        Self { lexicon, stems: Stems::new() }
    }

    /// The words of an English text; hyphens part words, apostrophes do not.
    pub(super) fn english(&self, text: &str) -> Vec<EnWord> {
        let mut words = Vec::new();
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let inside = (c.is_alphanumeric() && !is_han(c)) || c == '\'' || c == '’';
            match (start, inside) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    words.extend(self.english_word(text, Span::new(from, at)));
                    start = None;
                }
                _ => {}
            }
        }
        words
    }

    fn english_word(&self, text: &str, span: Span<Byte>) -> Option<EnWord> {
        let raw = span.of(text);
        let word = raw.trim_matches(['\'', '’']);
        let lead = raw.len() - raw.trim_start_matches(['\'', '’']).len();
        let word = word.strip_suffix("'s").or(word.strip_suffix("’s")).unwrap_or(word);
        if word.is_empty() {
            return None;
        }
        let lower = word.to_lowercase();
        let stem = self.stems.stem(&lower).into_owned();
        let start = span.start() + lead;
        Some(EnWord {
            span: Span::new(start, start + word.len()),
            id: self.lexicon.stem_id(&stem),
            is_stop: STOP.contains(&lower.as_str()),
            lower,
            stem,
        })
    }

    /// What a Chinese text can mean: its words, their parts and its characters, over the lexicon.
    pub(super) fn meaning(&self, text: &str) -> ZhMeaning {
        let mut meaning = ZhMeaning::default();
        for word in self.lexicon.known_words(text) {
            let shown = word.span.of(text);
            if !shown.chars().any(is_han) {
                if shown.chars().any(char::is_alphanumeric) {
                    meaning.latin.push(shown.to_lowercase());
                }
                continue;
            }
            self.add(&mut meaning, shown, 1.0);
            let chars: Vec<(usize, char)> = shown.char_indices().collect();
            for c in shown.chars() {
                meaning.pinyin.push_str(self.lexicon.readings(c).first().copied().unwrap_or("?"));
            }
            if chars.len() > 1 {
                for from in 0..chars.len() {
                    for to in from + 1..=chars.len().min(from + 4) {
                        let start = chars.get(from).map_or(0, |(at, _)| *at);
                        let end = chars.get(to).map_or(shown.len(), |(at, _)| *at);
                        let weight = if to - from == 1 { CHARACTER } else { SUB_WORD };
                        if let Some(part) = shown.get(start..end).filter(|p| *p != shown) {
                            self.add(&mut meaning, part, weight);
                        }
                    }
                }
            }
        }
        meaning
    }

    fn add(&self, meaning: &mut ZhMeaning, word: &str, factor: f64) {
        let Some(id) = self.lexicon.find(word) else { return };
        for (stem, weight) in self.lexicon.glosses(id) {
            let slot = meaning.stems.entry(stem).or_default();
            *slot = slot.max(weight * factor);
        }
        // A dictionary has `to grow` for 生长, journals have `growth`.
        for (stem, forward, backward) in self.lexicon.trained(id) {
            let weight = forward.max(backward);
            if weight >= LEAST_TRAINED {
                let slot = meaning.stems.entry(stem).or_default();
                *slot = slot.max(weight.sqrt() * factor);
            }
        }
    }

    /// How well a Chinese text accounts for an English word, 0..=1.
    pub(super) fn support(zh: &ZhMeaning, word: &EnWord) -> f64 {
        if zh.latin.contains(&word.lower) {
            return 1.0;
        }
        let sense = word.id.and_then(|id| zh.stems.get(&id)).copied().unwrap_or_default();
        let long = word.lower.len() >= 3 && word.lower.is_ascii();
        let name = long && sense < PINYIN && zh.pinyin.contains(&word.lower);
        if name { sense.max(PINYIN) } else { sense }
    }

    /// How much of an English text's content a Chinese text accounts for: the mean support of its
    /// content words, 0..=1. `None` where it has none.
    pub(super) fn coverage(zh: &ZhMeaning, en: &[EnWord]) -> Option<f64> {
        let content: Vec<f64> =
            en.iter().filter(|w| !w.is_stop).map(|w| Self::support(zh, w)).collect();
        (!content.is_empty()).then(|| content.iter().sum::<f64>() / content.len() as f64)
    }

    /// Whether the lexicon's English has the word (lower case), in any inflection.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.lexicon.is_english_word(word) || self.english(word).iter().all(|w| w.id.is_some())
    }

    /// The stems of the content words of an English phrase, in order.
    pub(super) fn content_stems(&self, text: &str) -> Vec<String> {
        self.english(text).into_iter().filter(|w| !w.is_stop).map(|w| w.stem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_covered_by_its_chinese_and_not_by_another() {
        let lexical = Lexical::new(Lexicon::builtin());
        let en = lexical.english("artificial intelligence");
        let right = Lexical::coverage(&lexical.meaning("人工智能"), &en).unwrap();
        let wrong = Lexical::coverage(&lexical.meaning("中美关系"), &en).unwrap();
        assert!(right > 0.4 && wrong < 0.1, "{right} {wrong}");
    }

    #[test]
    fn a_noun_is_said_by_the_noun_of_journals() {
        let lexical = Lexical::new(Lexicon::builtin());
        for (zh, en) in [("生长", "growth"), ("分类", "classification"), ("产量", "yield")] {
            let coverage = Lexical::coverage(&lexical.meaning(zh), &lexical.english(en));
            assert!(coverage.unwrap() > 0.4, "{zh} {en} {coverage:?}");
        }
    }

    #[test]
    fn names_are_found_by_their_sound() {
        let lexical = Lexical::new(Lexicon::builtin());
        let en = lexical.english("Xinjiang");
        assert!(Lexical::coverage(&lexical.meaning("新疆地区"), &en).unwrap() > 0.5);
    }

    #[test]
    fn words_lose_their_possessive_and_keep_their_place() {
        let lexical = Lexical::new(Lexicon::builtin());
        let text = "China's 'ascent'";
        let shown: Vec<&str> = lexical.english(text).into_iter().map(|w| w.span.of(text)).collect();
        assert_eq!(shown, ["China", "ascent"]);
    }
}
