//! Folding for matching: what two texts may differ in and still be the same to a search.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::text::{is_han, is_han_punctuation};

/// Whether a search holds Traditional and Simplified characters for the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScriptFolding {
    /// 國 and 国 differ.
    #[default]
    Apart,
    /// 國 and 国 are the same.
    Folded,
}

/// `text` as it is matched: NFKC (full-width Latin and punctuation become half-width, ligatures fall
/// apart), lower case, straight quotation marks, one kind of dash, no invisible characters, blanks
/// one at a time and none at the ends or beside Han characters and Chinese punctuation.
pub fn fold(text: &str) -> String {
    // Before NFKC, which makes ， a comma like any other, then after it.
    let joined = without_blanks(text.chars(), |c| {
        is_han(c) || is_han_punctuation(c) && !('\u{2000}'..='\u{206f}').contains(&c)
    });
    let straight = joined.nfkc().filter(|c| !is_invisible(*c)).map(|c| match c {
        '‘' | '’' | '‚' | '‛' | '`' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
        _ => c,
    });
    let mut out = String::with_capacity(text.len());
    for c in without_blanks(straight, |c| is_han(c) || is_han_punctuation(c)).chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// Blanks become one blank, and none at the ends or beside what is `chinese`.
fn without_blanks(chars: impl Iterator<Item = char>, chinese: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    let mut blank = false;
    // Whether no blank may follow; at the start none may.
    let mut tight = true;
    for c in chars {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        let now = chinese(c);
        if blank && !tight && !now {
            out.push(' ');
        }
        (blank, tight) = (false, now);
        out.push(c);
    }
    out
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Every character of the two blocks of Han characters, simplified by itself.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    // A digit between them keeps the rules for neighbours (乾隆) out: a search needs a character's
    // fold to depend on nothing but the character.
    let apart: String = (FIRST..=LAST).filter_map(char::from_u32).flat_map(|c| [c, '0']).collect();
    fast2s::convert(&apart).chars().step_by(2).collect()
});

/// The Simplified form of one character; of any other character itself.
pub fn simplified(c: char) -> char {
    (c as u32).checked_sub(FIRST).and_then(|at| SIMPLIFIED.get(at as usize)).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_width_case_quotes_dashes_and_blanks() {
        assert_eq!(fold("  ＡＢＣ  “Ｘ”—ｙ\u{200b} "), "abc \"x\"-y");
        assert_eq!(fold("海底 电缆，\n２０２５ 年"), "海底电缆,2025年");
        assert_eq!(fold("第 一 章。 Next"), "第一章。next");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for text in ["Ｋｍ² ﬁne — ok", "國 际　 化", "İstanbul ß ẞ", "a\u{301}  b"] {
            assert_eq!(fold(&fold(text)), fold(text), "{text}");
        }
    }

    #[test]
    fn one_character_becomes_one() {
        assert_eq!(simplified('國'), '国');
        assert_eq!(simplified('国'), '国');
        assert_eq!(simplified('a'), 'a');
        assert_eq!(SIMPLIFIED.len(), (LAST - FIRST + 1) as usize);
    }
}
