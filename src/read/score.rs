//! How much a decoded text looks like Chinese journal prose, or like English with typographic
//! quotes: the right decoding shows common characters, a wrong one rare ones.

use std::{borrow::Cow, sync::LazyLock};

use crate::text::is_han;

/// The most bytes of lines with non-ASCII bytes that are looked at.
const SAMPLE_BYTES: usize = 256 * 1024;

/// Below this difference of [`commonness`] between the first two encodings the choice is doubtful.
/// In the tests' texts right and wrong decodings are .5 to 2 apart.
pub(super) const SURE_MARGIN: f64 = 0.3;

/// Below this many non-ASCII characters the choice is doubtful.
pub(super) const SURE_CHARS: usize = 6;

/// The commonest characters of both scripts, sorted.
static COMMON: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut all: Vec<char> = rows(include_str!("data/common_characters.tsv"))
        .filter_map(|row| row.split('\t').nth(1))
        .flat_map(str::chars)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
});

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// The lines that hold something to judge by: those with non-ASCII bytes, up to a bound. Neither
/// GB18030 nor Big5 has a newline inside a character, so lines may be cut before decoding.
pub(super) fn sample(bytes: &[u8]) -> Cow<'_, [u8]> {
    if bytes.len() <= SAMPLE_BYTES {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::new();
    for line in bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        let room = SAMPLE_BYTES.saturating_sub(out.len());
        out.extend_from_slice(line.get(..line.len().min(room)).unwrap_or_default());
        if out.len() >= SAMPLE_BYTES {
            break;
        }
    }
    Cow::Owned(out)
}

/// Mean score of the non-ASCII characters, and 1 more where a word stands that journals print.
/// Range −4 to 2, higher better; it only ranks decodings of the same bytes.
pub(super) fn commonness(text: &str) -> f64 {
    let mut sum = 0.0;
    let mut wide = 0_u32;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            wide += 1;
            let after = chars.peek().copied().unwrap_or(' ');
            sum += char_score(before, c, after);
        }
        before = c;
    }
    let mean = if wide == 0 { 0.0 } else { sum / f64::from(wide) };
    mean + f64::from(u8::from(has_label(text)))
}

/// Whether the text has a word that journals print before a field.
pub(super) fn has_label(text: &str) -> bool {
    rows(include_str!("data/label_hints.tsv")).any(|word| text.contains(word))
}

fn char_score(before: char, c: char, after: char) -> f64 {
    match c {
        char::REPLACEMENT_CHARACTER => -4.0,
        // C1 controls are what Windows-1252 and GB18030 make of bytes that mean nothing in them.
        '\u{80}'..='\u{9f}' => -4.0,
        c if COMMON.binary_search(&c).is_ok() => 1.0,
        '，' | '。' | '、' | '；' | '：' | '（' | '）' | '《' | '》' | '「' | '」' | '？'
        | '！' | '【' | '】' | '［' | '］' | '〔' | '〕' | '\u{3000}' => 1.0,
        // Typographic marks and accented letters: right where they stand alone among ASCII.
        '“'
        | '”'
        | '‘'
        | '’'
        | '–'
        | '—'
        | '…'
        | '·'
        | '•'
        | '©'
        | '®'
        | '°'
        | '±'
        | '\u{a0}'
        | 'À'..='ÿ'
            if before.is_ascii() && after.is_ascii() =>
        {
            0.8
        }
        '“' | '”' | '‘' | '’' | '—' | '…' | '·' | '①'..='⑳' => 0.8,
        '\u{4e00}'..='\u{9fa5}' => 0.0,
        c if is_han(c) => -1.0,
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '％' | '－' | '．' | '～' => 0.5,
        _ => -1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert!(COMMON.len() > 1500);
        for c in "的研究學與發之、".chars().take(6) {
            assert!(COMMON.binary_search(&c).is_ok(), "{c}");
        }
    }

    #[test]
    fn prose_scores_above_garbage() {
        assert!(commonness("本文研究了三国之间的合作。") > 0.8);
        assert!(commonness("㟈谌萏嵋猐") < 0.1);
    }

    #[test]
    fn a_sample_holds_the_chinese_of_a_long_english_file() {
        let mut bytes = b"plain English line\n".repeat(20_000);
        bytes.extend(b"\xb9\xd8\xbc\xfc\xb4\xca\n");
        assert_eq!(sample(&bytes).as_ref(), b"\xb9\xd8\xbc\xfc\xb4\xca\n");
    }
}
