//! Pinyin glosses that web copies put inside words: 關(guān)系 is 關系.

use super::work::Edit;
use crate::{domain::Span, text::is_han};

/// A document with so many toned glosses has the habit, and untoned ones (的(de)) go too.
pub(super) const FEWEST_TONED: usize = 2;

const TONED: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";
/// Longest syllable: zhuāng, shuǎng, chuáng.
const LONGEST: usize = 6;

/// The gloss that begins with a bracket at `at`: its end, and whether it has a tone mark.
fn gloss_at(text: &str, at: usize) -> Option<(usize, bool)> {
    let rest = text.get(at..)?;
    let open = rest.chars().next().filter(|c| matches!(c, '(' | '（'))?;
    let mut count = 0;
    let mut toned = false;
    for (offset, c) in rest.get(open.len_utf8()..)?.char_indices() {
        match c {
            ')' | '）' => {
                let end = at + open.len_utf8() + offset + c.len_utf8();
                return (count > 0).then_some((end, toned));
            }
            'a'..='z' | 'ü' => count += 1,
            c if TONED.contains(c) => {
                count += 1;
                toned = true;
            }
            _ => return None,
        }
        if count > LONGEST {
            return None;
        }
    }
    None
}

/// Glosses in `text`: bytes, and whether toned. Each stands right after a Han character.
fn all(text: &str) -> impl Iterator<Item = (Span<crate::domain::Byte>, bool)> + '_ {
    let mut before = None;
    text.char_indices().filter_map(move |(at, c)| {
        let after_han = before.is_some_and(is_han);
        before = Some(c);
        let (end, toned) = after_han.then(|| gloss_at(text, at)).flatten()?;
        Some((Span::new(at, end), toned))
    })
}

/// How many glosses of `text` carry a tone mark.
pub(super) fn toned_glosses(text: &str) -> usize {
    all(text).filter(|g| g.1).count()
}

/// Glosses to be dropped: the toned, and the untoned that are syllables.
pub(super) fn glosses(text: &str) -> Vec<Edit> {
    all(text)
        .filter(|(span, toned)| *toned || is_untoned_syllable(span.of(text)))
        .map(|(span, _)| (span, String::new()))
        .collect()
}

fn is_untoned_syllable(gloss: &str) -> bool {
    let inner = gloss.trim_matches(|c| matches!(c, '(' | ')' | '（' | '）'));
    matches!(
        inner,
        "de" | "le" | "zhe" | "men" | "me" | "ma" | "ba" | "ne" | "zi" | "er" | "a" | "ge" | "tou"
    )
}
