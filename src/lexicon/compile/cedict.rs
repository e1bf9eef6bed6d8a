//! CC-CEDICT: headwords and their senses.

use std::collections::BTreeMap;

/// A headword's entries, gathered.
#[derive(Default)]
pub(super) struct Entry {
    /// Senses in the dictionary's order, brackets and notes removed.
    pub(super) senses: Vec<String>,
}

/// The dictionary, and which Simplified character each Traditional one mostly stands for.
pub(super) struct Dictionary {
    /// By Simplified headword.
    pub(super) entries: BTreeMap<String, Entry>,
    /// Traditional to Simplified.
    pub(super) simplified: BTreeMap<char, char>,
}

/// Senses that name another headword or a measure word say nothing in English.
const NOTES: &[&str] = &[
    "CL:",
    "variant of",
    "old variant",
    "see ",
    "also written",
    "also pr.",
    "surname ",
    "Taiwan pr.",
    "erhua variant",
    "Japanese variant",
    "archaic variant",
    "used in ",
    "abbr. for ",
    "abbr. of ",
    "(onom.)",
    "Kangxi radical",
];

/// A Traditional character that so many Simplified headwords have (乾 of 乾坤) keeps its own place.
const LEAST_OWN: usize = 3;

/// Parses the dictionary.
pub(super) fn parse(text: &str) -> Dictionary {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut pairs: BTreeMap<(char, char), usize> = BTreeMap::new();
    for line in text.lines() {
        let Some(parsed) = cedict::parse_dict_entry(line) else { continue };
        let (traditional, simplified) = (parsed.traditional(), parsed.simplified());
        if traditional.chars().count() == simplified.chars().count() {
            for pair in traditional.chars().zip(simplified.chars()) {
                *pairs.entry(pair).or_default() += 1;
            }
        }
        let entry = entries.entry(simplified.to_owned()).or_default();
        for definition in parsed.definitions() {
            for sense in senses(definition) {
                if !entry.senses.contains(&sense) {
                    entry.senses.push(sense);
                }
            }
        }
    }
    let mut best: BTreeMap<char, (usize, char)> = BTreeMap::new();
    for (&(traditional, simplified), &count) in &pairs {
        let seen = best.entry(traditional).or_insert((0, simplified));
        if count > seen.0 {
            *seen = (count, simplified);
        }
    }
    let own = |c: char| pairs.get(&(c, c)).copied().unwrap_or(0);
    let simplified = best
        .into_iter()
        .map(|(traditional, (_, simplified))| (traditional, simplified))
        .filter(|(t, s)| t != s && own(*t) < LEAST_OWN)
        .collect();
    Dictionary { entries, simplified }
}

/// The senses of one definition: split at `;`, without brackets, blanks folded.
fn senses(definition: &str) -> Vec<String> {
    let mut open = 0_usize;
    let mut plain = String::with_capacity(definition.len());
    for c in definition.chars() {
        match c {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            c if open == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
        .split(';')
        .map(|sense| sense.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|sense| sense.replace(" ,", ",").trim_matches([',', ' ']).to_owned())
        .filter(|sense| !NOTES.iter().any(|note| sense.starts_with(note)))
        .filter(|sense| sense.chars().any(char::is_alphanumeric))
        .filter(|sense| !sense.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
        .collect()
}
