//! Statistics estimated from a corpus: how often words and stems are written, and what translates
//! what.

use std::collections::BTreeMap;

use super::{Sources, Table, Vocabulary, tsv};

/// The tables that `cargo dev train-lexicon` writes.
#[derive(Default)]
pub(super) struct Trained {
    /// Counts of Chinese words.
    zh: BTreeMap<String, f64>,
    /// Counts of English stems.
    en: BTreeMap<String, f64>,
    /// Chinese word, stem, t(stem|word), t(word|stem).
    translations: BTreeMap<String, Vec<(String, f64, f64)>>,
}

impl Trained {
    pub(super) fn read(sources: &Sources) -> Result<Self, String> {
        let mut trained = Self::default();
        for (name, text) in &sources.tables {
            for (number, line) in tsv::lines(text) {
                let read = match name.as_str() {
                    "background-zh.tsv" => count(line, &mut trained.zh),
                    "background-en.tsv" => count(line, &mut trained.en),
                    "translations.tsv" => trained.translation(line),
                    _ => break,
                };
                read.ok_or_else(|| format!("src/lexicon/data/{name}:{number}: `{line}`"))?;
            }
        }
        Ok(trained)
    }

    fn translation(&mut self, line: &str) -> Option<()> {
        let mut columns = line.split('\t');
        let word = columns.next()?;
        let mut all = Vec::new();
        for column in columns {
            let mut parts = column.split(' ');
            let stem = parts.next()?.to_owned();
            all.push((stem, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?));
        }
        self.translations.insert(word.to_owned(), all);
        Some(())
    }

    pub(super) fn stems(&self) -> impl Iterator<Item = &str> {
        let translated = self.translations.values().flatten().map(|(stem, _, _)| stem.as_str());
        self.en.keys().map(String::as_str).chain(translated)
    }

    /// `word-costs.bin` and `stem-costs.bin` (two bytes each: negative logarithm of the relative
    /// frequency in thousandths, 65535 where the corpus has none), `trained-offsets.bin` and
    /// `trained.bin` (stem in four bytes, then both probabilities of 65535 in two bytes each).
    pub(super) fn tables(
        &self,
        vocabulary: &Vocabulary,
        stems: &BTreeMap<&str, u32>,
    ) -> Vec<Table> {
        let words = costs(vocabulary.words.keys().map(String::as_str), &self.zh);
        let stem_costs = costs(stems.keys().copied(), &self.en);
        let mut offsets = vec![0; 4];
        let mut entries: Vec<u8> = Vec::new();
        for word in vocabulary.words.keys() {
            for (stem, forward, backward) in self.translations.get(word).into_iter().flatten() {
                entries.extend(stems[stem.as_str()].to_le_bytes());
                for probability in [forward, backward] {
                    entries.extend(((probability * 65535.0).round() as u16).to_le_bytes());
                }
            }
            offsets.extend(((entries.len() / 8) as u32).to_le_bytes());
        }
        vec![
            ("word-costs.bin", words),
            ("stem-costs.bin", stem_costs),
            ("trained-offsets.bin", offsets),
            ("trained.bin", entries),
        ]
    }
}

fn count(line: &str, counts: &mut BTreeMap<String, f64>) -> Option<()> {
    let (word, count) = line.split_once('\t')?;
    counts.insert(word.to_owned(), count.parse().ok()?);
    Some(())
}

fn costs<'a>(words: impl Iterator<Item = &'a str>, counts: &BTreeMap<String, f64>) -> Vec<u8> {
    let total: f64 = counts.values().sum();
    words
        .flat_map(|word| {
            let cost =
                counts.get(word).map_or(u16::MAX, |c| ((total / c).ln() * 1000.0).round() as u16);
            cost.to_le_bytes()
        })
        .collect()
}
