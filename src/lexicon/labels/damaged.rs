//! Labels of abstracts and keywords that OCR spoiled: a letter or two of an English one, one character of
//! 关键词. Only before a colon at the head of a line, where nothing else stands like them.

use super::{
    COLONS, Field, Label,
    chars::{Chars, folded, is_blank},
};
use crate::domain::{Side, Span};

/// English labels, and most letters that may be wrong, lost or added.
const ENGLISH: &[(&str, Field, usize)] = &[
    ("abstract", Field::Abstract, 2),
    ("keywords", Field::Keywords, 2),
    ("keyword", Field::Keywords, 1),
];
/// Chinese labels of which one character may be wrong.
const CHINESE: &[&str] = &["关键词", "關鍵詞", "关键字", "關鍵字"];
/// Longest word that is looked at, in characters with blanks.
const LONGEST_WORD_CHARS: usize = 16;
/// How far a separator of keywords is looked for.
const LIST_CHARS: usize = 40;

/// The spoiled label at character `start`, before a colon.
pub(super) fn at_head(chars: &Chars<'_>, start: usize) -> Option<Label> {
    let mut index = start;
    while chars.get(index).is_some_and(|c| super::OPENING.contains(c) && c != '<')
        && index < start + 2
    {
        index += 1;
    }
    let end = (index..index + LONGEST_WORD_CHARS).find(|i| {
        chars.get(*i).is_none_or(|c| COLONS.contains(c) || super::CLOSING.contains(c) && c != '>')
    })?;
    let mut at = end;
    if chars.get(at).is_some_and(|c| super::CLOSING.contains(c)) {
        at = chars.skip_blanks(at + 1);
    }
    if !chars.get(at).is_some_and(|c| COLONS.contains(c)) {
        return None;
    }
    let after = chars.skip_blanks(at + 1);
    let word: String = (index..end)
        .filter_map(|i| chars.get(i))
        .filter(|c| !is_blank(*c) && *c != '-')
        .map(folded)
        .collect();
    let (field, side) = english(&word).or_else(|| chinese(&word, chars, after))?;
    chars.get(after)?;
    Some(Label {
        field,
        side,
        whole: Span::new(chars.byte(start), chars.byte(after)),
        word: Span::new(chars.byte(index), chars.byte(end)),
        bracketed: index > start,
        colon: true,
    })
}

fn english(word: &str) -> Option<(Field, Side)> {
    let fits = word.is_ascii() && word.chars().filter(char::is_ascii_alphabetic).count() >= 5;
    ENGLISH
        .iter()
        .filter(|_| fits)
        .find(|(label, _, most)| strsim::levenshtein(label, word) <= *most)
        .map(|(_, field, _)| (*field, Side::En))
}

fn chinese(word: &str, chars: &Chars<'_>, after: usize) -> Option<(Field, Side)> {
    let listed = (after..after + LIST_CHARS)
        .map_while(|i| chars.get(i))
        .take_while(|c| *c != '。')
        .any(|c| "；;，,、".contains(c));
    let near = |label: &&&str| {
        word.chars().count() == 3
            && label.chars().zip(word.chars()).filter(|(a, b)| a != b).count() == 1
    };
    CHINESE.iter().find(near).filter(|_| listed).map(|_| (Field::Keywords, Side::Zh))
}

#[cfg(test)]
mod tests {
    use super::super::at_head;
    use super::*;

    #[test]
    fn spoiled_labels_are_labels() {
        for (text, field) in [
            ("关健词：海底电缆；治理", Field::Keywords),
            ("【关键同】：海底电缆；治理", Field::Keywords),
            ("Abstraet: The bay", Field::Abstract),
            ("bstract: The bay", Field::Abstract),
            ("[Abstiact]: The bay", Field::Abstract),
            ("<eywords: cables; bay", Field::Keywords),
            ("Kev words: cables; bay", Field::Keywords),
            ("Keywords : cables; bay", Field::Keywords),
            ("Key worcls: cables; bay", Field::Keywords),
        ] {
            let found = at_head(text).unwrap_or_else(|| panic!("no label in {text}"));
            assert_eq!(found.field, field, "{text}");
        }
        for text in [
            "关键是：海底电缆的治理。",
            "关键人：林栖舟",
            "Abstention: none",
            "Passwords: none",
            "Keynotes: two",
            "Network: the bay",
        ] {
            assert_eq!(at_head(text), None, "{text}");
        }
    }
}
