//! Whether an English name is the pinyin of a Chinese one.

use crate::{lexicon::Lexicon, text::is_han};

/// A name in Latin letters: letters only, lower case, one word a part.
fn parts_en(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '·' | '.' | '\''))
        .map(|w| {
            w.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect::<String>()
        })
        .filter(|w| !w.is_empty())
        .collect()
}

/// Whether an English name is the pinyin of a Chinese one, surname first or last.
pub(in crate::structure) fn agrees(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let letters: String = parts_en(en).concat().replace('ü', "v");
    let chars: Vec<char> = zh.chars().filter(|c| is_han(*c)).collect();
    if chars.len() < 2 || letters.is_empty() {
        return false;
    }
    let surname_last: Vec<char> =
        chars.iter().skip(1).chain(chars.iter().take(1)).copied().collect();
    reads_as(lexicon, &chars, &letters) || reads_as(lexicon, &surname_last, &letters)
}

/// Whether `letters` is a reading of all of `chars`.
fn reads_as(lexicon: &Lexicon, chars: &[char], letters: &str) -> bool {
    let Some((first, rest)) = chars.split_first() else { return letters.is_empty() };
    readings(lexicon, *first).iter().any(|reading| {
        letters.strip_prefix(reading.as_str()).is_some_and(|tail| reads_as(lexicon, rest, tail))
    })
}

/// Readings without tone, ü as v and u.
pub(super) fn readings(lexicon: &Lexicon, c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let simple = lexicon.simplified(&c.to_string());
    for c in std::iter::once(c).chain(simple.chars()) {
        for reading in lexicon.readings(c) {
            let plain: String = reading
                .chars()
                .filter(|c| c.is_alphabetic())
                .map(|c| if c == 'ü' { 'v' } else { c.to_ascii_lowercase() })
                .collect();
            if plain.contains('v') {
                all.push(plain.replace('v', "u"));
                all.push(plain.replace('v', "yu"));
            }
            all.push(plain);
        }
    }
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinyin_agrees() {
        let lexicon = Lexicon::builtin();
        assert!(agrees(lexicon, "林栖舟", "Lin Qizhou"));
        assert!(agrees(lexicon, "贺知遥", "HE Zhi-yao"));
        assert!(agrees(lexicon, "吕强", "Lyu Qiang") && agrees(lexicon, "吕强", "Lü Qiang"));
        assert!(!agrees(lexicon, "林栖舟", "Ge Suqiu"));
    }
}
