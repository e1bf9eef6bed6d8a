//! Ligatures: ﬁ, and the fi that some PDF fonts map to byte-swapped characters (昀椀 is U+6600
//! U+6900, "f" and "i" with their bytes exchanged).

use super::work::Edit;
use crate::{domain::Span, lexicon::Lexicon};

/// The Latin letter whose bytes, exchanged, give `c`.
fn swapped(c: char) -> Option<char> {
    let code = u32::from(c);
    let letter = char::from_u32(code >> 8)?;
    (code.trailing_zeros() >= 8 && letter.is_ascii_lowercase()).then_some(letter)
}

fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// What a lone byte-swapped f may stand for.
const GUESSES: &[&str] = &["fi", "fl", "ff", "ffi", "f"];

pub(super) fn mend(text: &str, lexicon: &Lexicon) -> Vec<Edit> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut edits = Vec::new();
    let mut index = 0;
    while let Some((at, c)) = chars.get(index).copied() {
        if let Some(with) = plain(c) {
            edits.push((Span::new(at, at + c.len_utf8()), with.to_owned()));
            index += 1;
            continue;
        }
        let run: String =
            chars.get(index..).unwrap_or_default().iter().map_while(|c| swapped(c.1)).collect();
        if run.is_empty() {
            index += 1;
            continue;
        }
        let end = index + run.len();
        let beside = |i: Option<usize>| {
            i.and_then(|i| chars.get(i)).is_some_and(|c| c.1.is_ascii_alphabetic())
        };
        let end_byte = chars.get(end).map_or(text.len(), |c| c.0);
        if beside(index.checked_sub(1)) || beside(Some(end)) {
            let with = if run.len() >= 2 { Some(run) } else { guess(text, at, end_byte, lexicon) };
            if let Some(with) = with {
                edits.push((Span::new(at, end_byte), with));
            }
        }
        index = end;
    }
    edits
}

/// The one reading of a lone ligature that makes an English word; none where several do.
fn guess(text: &str, start: usize, end: usize, lexicon: &Lexicon) -> Option<String> {
    let left = text.get(..start)?;
    let right = text.get(end..)?;
    let from = left.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| {
        at + left.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8)
    });
    let to = right.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(right.len());
    let (left, right) = (left.get(from..)?, right.get(..to)?);
    let words: Vec<&&str> = GUESSES
        .iter()
        .filter(|middle| lexicon.is_english_word(&format!("{left}{middle}{right}").to_lowercase()))
        .collect();
    match words.as_slice() {
        [only] => Some((**only).to_owned()),
        _ => None,
    }
}
