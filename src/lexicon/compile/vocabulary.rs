//! The Chinese words: what they mean in English and how often they are written.

use std::collections::BTreeMap;

use super::{Sources, Table, cedict, pool, tsv};

/// Words of jieba's dictionary below this count are left out: most are names, and dictionary
/// headwords are kept whatever their count.
const LEAST_COUNT: u32 = 5;

/// Count of a headword that jieba's dictionary lacks.
const UNCOUNTED: u32 = 2;

/// Count of a word that a table of the project adds: such words are terms, and win against their
/// parts.
const PROJECT_COUNT: u32 = 300;

#[derive(Default)]
pub(super) struct Word {
    pub(super) senses: Vec<String>,
    pub(super) count: u32,
}

/// All words, by their Simplified form.
pub(super) struct Vocabulary {
    pub(super) words: BTreeMap<String, Word>,
    /// Traditional characters by their Simplified one.
    pub(super) simplified: BTreeMap<char, char>,
    total: f64,
}

impl Vocabulary {
    /// Gathers the words of all sources. Senses of the project's tables stand before the
    /// dictionary's.
    pub(super) fn gather(sources: &Sources) -> Result<Self, String> {
        let mut words: BTreeMap<String, Word> = BTreeMap::new();
        for (name, text) in &sources.tables {
            if name.starts_with("senses-") {
                project_senses(name, text, &mut words)?;
            }
        }
        let dictionary = cedict::parse(&sources.cedict);
        for (headword, entry) in dictionary.entries {
            let word = words.entry(headword).or_default();
            word.count = word.count.max(UNCOUNTED);
            for sense in entry.senses {
                if !word.senses.contains(&sense) {
                    word.senses.push(sense);
                }
            }
        }
        let mut total = 0.0;
        for line in sources.frequencies.lines() {
            let mut columns = line.split(' ');
            let (Some(word), Some(count)) = (columns.next(), columns.next()) else { continue };
            let Ok(count) = count.parse::<u32>() else { continue };
            total += f64::from(count);
            if count >= LEAST_COUNT || words.contains_key(word) {
                let word = words.entry(word.to_owned()).or_default();
                word.count = word.count.max(count);
            }
        }
        let simplified = dictionary.simplified;
        words.retain(|word, entry| {
            !entry.senses.is_empty() || !word.chars().any(|c| simplified.contains_key(&c))
        });
        Ok(Self { words, simplified, total })
    }

    /// Counts and senses, in word order.
    pub(super) fn tables(&self) -> Vec<Table> {
        let costs = self.words.values().flat_map(|w| self.cost_millinats(w.count).to_le_bytes());
        let (offsets, text) = pool(
            self.words
                .values()
                .map(|w| w.senses.join("\n"))
                .collect::<Vec<_>>()
                .iter()
                .map(String::as_str),
        );
        vec![("costs.bin", costs.collect()), ("sense-offsets.bin", offsets), ("senses.bin", text)]
    }

    fn cost_millinats(&self, count: u32) -> u16 {
        // At build time only, and rounded to a thousandth: std's logarithm will do.
        ((self.total / f64::from(count.max(1))).ln() * 1000.0).round() as u16
    }
}

/// Reads a table of the project: CSV with a header that has `zh` and `en`; several senses in `en`
/// are separated by `|`.
fn project_senses(
    name: &str,
    text: &str,
    words: &mut BTreeMap<String, Word>,
) -> Result<(), String> {
    let mut lines = tsv::lines(text);
    let Some((_, header)) = lines.next() else { return Ok(()) };
    let header = tsv::cells(header.trim_start_matches('\u{feff}'));
    let column = |wanted: &str| {
        header
            .iter()
            .position(|cell| cell.trim() == wanted)
            .ok_or_else(|| format!("{name}: the header has no column `{wanted}`"))
    };
    let (zh, en) = (column("zh")?, column("en")?);
    for (number, line) in lines {
        let cells = tsv::cells(line);
        let (Some(headword), Some(english)) = (cells.get(zh), cells.get(en)) else {
            return Err(format!(
                "{name}:{number}: {} columns, the header has {}",
                cells.len(),
                header.len()
            ));
        };
        let word = words.entry(headword.trim().to_owned()).or_default();
        word.count = word.count.max(PROJECT_COUNT);
        for sense in english.split('|').map(str::trim).filter(|s| !s.is_empty()) {
            if !word.senses.iter().any(|s| s == sense) {
                word.senses.push(sense.to_owned());
            }
        }
    }
    Ok(())
}
