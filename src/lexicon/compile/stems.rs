//! The English side: the words of the senses, their stems, and which stems translate which word.

use std::collections::{BTreeMap, BTreeSet};

use super::super::english::Stems;
use super::{Counts, Sources, Table, Vocabulary, pool, trained::Trained};

/// Words that say nothing in a gloss.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "the", "to", "of", "in", "on", "at", "for", "with", "by", "and", "or", "as", "be",
    "is", "it", "that", "this", "from", "sb", "sth", "one", "one's", "oneself", "etc", "e", "g",
    "esp", "also", "used", "particle", "lit", "fig", "s",
];

/// Of [`FUNCTION_WORDS`], those that make up a gloss where nothing else does.
const LONE_WORDS: &[&str] =
    &["one", "it", "that", "this", "in", "on", "at", "for", "with", "by", "and", "or", "from"];

/// Builds `english*.bin` (surface words), `stems*.bin` (stems) and `glosses*.bin`: for each Chinese
/// word its stems with a weight of 255/k^0.7, where k stems make up the gloss that the stem is in.
pub(super) fn build(sources: &Sources, vocabulary: &Vocabulary) -> Result<Vec<Table>, String> {
    let trained = Trained::read(sources)?;
    let stems = Stems::new();
    let mut surface: BTreeSet<String> = BTreeSet::new();
    let mut glosses: Vec<BTreeMap<String, f64>> = Vec::with_capacity(vocabulary.words.len());
    for word in vocabulary.words.values() {
        let mut weights = Counts::new();
        for sense in &word.senses {
            for token in english_words(sense) {
                if !token.chars().any(char::is_uppercase) {
                    surface.insert(token);
                }
            }
            for gloss in sense.split([';', ',']) {
                gloss_weights(gloss, &stems, &mut weights);
            }
        }
        glosses.push(weights);
    }
    let mut all: BTreeSet<&str> =
        glosses.iter().flat_map(|w| w.keys().map(String::as_str)).collect();
    all.extend(trained.stems());
    let ids: BTreeMap<&str, u32> = all.iter().copied().zip(0..).collect();
    let mut offsets = vec![0; 4];
    let mut entries: Vec<u8> = Vec::new();
    for weights in &glosses {
        for (stem, weight) in weights {
            let weight = (weight * 255.0).round() as u32;
            entries.extend((ids[stem.as_str()] << 8 | weight).to_le_bytes());
        }
        offsets.extend(((entries.len() / 4) as u32).to_le_bytes());
    }
    let (surface_offsets, surface_text) = pool(surface.iter().map(String::as_str));
    let (stem_offsets, stem_text) = pool(all.iter().copied());
    let mut tables = trained.tables(vocabulary, &ids);
    tables.extend([
        ("english-offsets.bin", surface_offsets),
        ("english.bin", surface_text),
        ("stem-offsets.bin", stem_offsets),
        ("stems.bin", stem_text),
        ("gloss-offsets.bin", offsets),
        ("glosses.bin", entries),
    ]);
    Ok(tables)
}

fn gloss_weights(gloss: &str, stems: &Stems, weights: &mut Counts) {
    let words: Vec<String> = english_words(gloss).map(|w| w.to_lowercase()).collect();
    let mut content: Vec<&str> =
        words.iter().map(String::as_str).filter(|w| !FUNCTION_WORDS.contains(w)).collect();
    if content.is_empty() {
        content = words.iter().map(String::as_str).filter(|w| LONE_WORDS.contains(w)).collect();
    }
    let weight = (content.len() as f64).powf(-0.7);
    for word in content {
        let slot = weights.entry(stems.stem(word).into_owned()).or_default();
        *slot = slot.max(weight);
    }
}

/// Runs of letters (with those of the Latin supplement), a final `'s` cut off.
fn english_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’')
        .map(|w| w.replace('’', "'"))
        .map(|w| w.trim_matches('\'').trim_end_matches("'s").to_owned())
        .filter(|w| !w.is_empty() && w.chars().all(|c| c < '\u{250}'))
}
