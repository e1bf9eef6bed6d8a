//! Labels that no sign parts from the text round them: which words are labels all the same.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    Entry, Field, OPENING,
    chars::{Chars, is_blank},
};
use crate::{domain::Side, text::is_han};

/// `label-glue.tsv`: words by kind.
static WORDS: LazyLock<BTreeMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in include_str!("../data/label-glue.tsv").lines() {
        if let Some((kind, word)) = line.split_once('\t').filter(|_| !line.starts_with('#')) {
            words.entry(kind).or_default().push(word);
        }
    }
    words
});

/// Whether the words of `kind` have the character.
fn is_word(kind: &str, c: char) -> bool {
    let mut bytes = [0; 4];
    let word: &str = c.encode_utf8(&mut bytes);
    WORDS.get(kind).is_some_and(|words| words.contains(&word))
}

/// Whether the text of an abstract may begin at character `at`, right after its label.
pub(super) fn may_begin_abstract(chars: &Chars<'_>, at: usize) -> bool {
    let Some(next) = chars.get(at) else { return true };
    if !is_word("abstract-not", next) {
        return true;
    }
    let near: String = (at..at + 4).map_while(|i| chars.get(i)).collect();
    WORDS.get("abstract-yes").is_some_and(|words| words.iter().any(|w| near.starts_with(w)))
}

/// A label at the head of a text with neither bracket nor colon: 摘要深入…, `AbstractThe …`.
pub(super) fn at_head(
    chars: &Chars<'_>,
    entry: &Entry,
    end: usize,
    at: usize,
    blank_after: bool,
) -> bool {
    let Some(next) = chars.get(at) else { return true };
    let strong = matches!(
        entry.field,
        Field::Abstract
            | Field::Keywords
            | Field::Clc
            | Field::DocumentCode
            | Field::ArticleNumber
            | Field::AuthorNote
            | Field::Doi
            | Field::Fund
            | Field::Citation
    );
    if entry.side == Side::Zh || entry.key.first().is_some_and(|c| is_han(*c)) {
        if entry.field == Field::Abstract {
            // Abstracts begin with 在, 为, 由 often enough.
            return may_begin_abstract(chars, at);
        }
        if entry.field == Field::Keywords && !blank_after && is_sentence(chars, at) {
            return false;
        }
        let listed = || {
            let near: String = (at..at + 24).filter_map(|i| chars.get(i)).collect();
            near.contains(['；', ';']) || blank_after
        };
        let sure = entry.field == Field::Keywords && !"的是为、，。,".contains(next) && listed();
        if is_word("label-not", next) && !sure {
            return false;
        }
        return blank_after && entry.key.len() >= 2 || strong && entry.key.len() >= 2;
    }
    if !strong {
        return false;
    }
    if !blank_after && next.is_ascii_lowercase() {
        // Key wordsdihedral angle: only the plural, which no longer word goes on from.
        return entry.field == Field::Keywords && entry.key.last() == Some(&'s');
    }
    let word: String = (at..at + 12)
        .map_while(|i| chars.get(i))
        .take_while(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    // Abstract data types are …, but: Abstract To investigate …, AbstractBy using …
    let opens = entry.field == Field::Abstract
        && next.is_uppercase()
        && chars.get(at + 1).is_some_and(char::is_lowercase)
        && word != "of";
    if !opens && WORDS.get("english-not").is_some_and(|w| w.contains(&word.as_str())) {
        return false;
    }
    match entry.field {
        Field::Keywords => !matches!(next, ',' | '，' | ')' | '.'),
        Field::Doi => next.is_ascii_digit(),
        _ => {
            // ABSTRACTS OF THIS ISSUE is no label; AbstractThe and ABSTRACTThe are.
            let capitals = !blank_after
                && chars.get(end - 1).is_some_and(char::is_uppercase)
                && next.is_uppercase()
                && !chars.get(at + 1).is_some_and(char::is_lowercase);
            !capitals && next.is_uppercase()
                || OPENING.contains(next)
                || next.is_ascii_digit()
                || is_han(next)
        }
    }
}

/// Whether what follows is a sentence about keywords (关键词至多列出8个，相邻两个关键词要用分号隔开。) and no
/// list of them: it ends with a full stop, has no semicolon, and a piece of it is too long for a
/// keyword.
fn is_sentence(chars: &Chars<'_>, at: usize) -> bool {
    let rest: String = (at..).map_while(|index| chars.get(index)).take(200).collect();
    rest.trim_end().ends_with('。')
        && !rest.contains(['；', ';'])
        && rest
            .split(['，', ',', '、'])
            .any(|piece| piece.chars().filter(|c| is_han(*c)).count() > 9)
}

/// A label inside a line, with a colon after it: what stands before it must allow it.
pub(super) fn inside(
    chars: &Chars<'_>,
    entry: &Entry,
    start: usize,
    opening: Option<char>,
) -> bool {
    if opening.is_some() {
        return true;
    }
    let Some(before) = start.checked_sub(1).and_then(|i| chars.get(i)) else { return true };
    match entry.field {
        Field::Abstract | Field::Keywords => {
            is_blank(before)
                || "。.；;)）]］】!！?？,，".contains(before)
                || entry.field == Field::Keywords
                    && (is_han(before) || before.is_ascii_lowercase() && entry.side == Side::Zh)
                || entry.side == Side::En && is_han(before)
                || entry.side == Side::Zh && (before.is_ascii_digit() || is_han(before))
        }
        Field::AuthorNote | Field::Editor | Field::Citation | Field::Fund => {
            is_blank(before)
                || "。.；;)）]］】(（".contains(before)
                || before.is_ascii_alphanumeric()
        }
        _ => true,
    }
}

/// 关键词 right after a full stop, with a list after it: `…的问题。关键词海底电缆；数据安全`.
pub(super) fn after_stop(chars: &Chars<'_>, entry: &Entry, start: usize, at: usize) -> bool {
    if entry.field != Field::Keywords || entry.side != Side::Zh {
        return false;
    }
    let stopped = (0..start)
        .rev()
        .take(3)
        .filter_map(|i| chars.get(i))
        .find(|c| !is_blank(*c))
        .is_some_and(|c| matches!(c, '。' | '.' | '．'));
    let next = chars.get(at);
    let listed = (at..at + 30).filter_map(|i| chars.get(i)).any(|c| "；;，,、".contains(c));
    stopped
        && listed
        && !is_sentence(chars, at)
        && next.is_some_and(|c| !is_word("label-not", c) || matches!(c, ';' | '；'))
}

/// `Key words` right after the full stop that ends an English abstract, with a list after it: `…were found. Key
/// wordsFluidized bed; coating`.
pub(super) fn after_english(
    chars: &Chars<'_>,
    entry: &Entry,
    (start, index): (usize, usize),
    at: usize,
) -> bool {
    if entry.field != Field::Keywords
        || entry.side != Side::En
        || entry.key.last() != Some(&'s')
        || !chars.get(index).is_some_and(char::is_uppercase)
    {
        return false;
    }
    let stopped = (0..start)
        .rev()
        .take(3)
        .filter_map(|i| chars.get(i))
        .find(|c| !is_blank(*c))
        .is_some_and(|c| matches!(c, '.' | '。' | '．' | ')' | '%'));
    let near: String = (at..at + 90).map_while(|i| chars.get(i)).collect();
    let word = near.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    let sentence = WORDS
        .get("english-not")
        .is_some_and(|words| words.contains(&word.to_ascii_lowercase().as_str()));
    stopped && !sentence && near.contains([';', '；', ',', '，', '、'])
}

/// A classification number or document code that follows its label without a colon.
pub(super) fn numbered(chars: &Chars<'_>, entry: &Entry, at: usize) -> bool {
    if entry.field == Field::Doi {
        // 雄安新区DOI 10.16418/…
        return (0..3).zip("10.".chars()).all(|(i, c)| chars.get(at + i) == Some(c));
    }
    if entry.side != Side::Zh {
        return false;
    }
    let (Some(first), second) = (chars.get(at), chars.get(at + 1)) else { return false };
    match entry.field {
        Field::Clc => {
            let third = chars.get(at + 2);
            first.is_ascii_uppercase()
                && (second.is_some_and(|c| c.is_ascii_digit())
                    || second.is_some_and(|c| c.is_ascii_uppercase())
                        && third.is_some_and(|c| c.is_ascii_digit()))
        }
        Field::DocumentCode => {
            matches!(first, 'A'..='E') && second.is_none_or(|c| !c.is_ascii_alphanumeric())
        }
        Field::ArticleNumber => {
            first.is_ascii_digit() && second.is_some_and(|c| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// 摘要 or 关键词 where an English text ends and a Chinese one begins: `classification摘要由于…`.
pub(super) fn after_other_script(
    chars: &Chars<'_>,
    entry: &Entry,
    start: usize,
    at: usize,
) -> bool {
    if entry.side != Side::Zh
        || entry.key.len() < 2
        || !matches!(entry.field, Field::Abstract | Field::Keywords)
    {
        return false;
    }
    let before: Vec<char> =
        (start.saturating_sub(OTHER_SCRIPT_CHARS)..start).filter_map(|i| chars.get(i)).collect();
    let latin = before.iter().filter(|c| c.is_ascii_alphabetic()).count();
    let han = before.iter().filter(|c| is_han(**c)).count();
    let long = chars.at.len() > at + OTHER_SCRIPT_CHARS;
    latin * 2 > OTHER_SCRIPT_CHARS
        && han == 0
        && (entry.field == Field::Keywords || long)
        && chars.get(at).is_some_and(is_han)
        && may_begin_abstract(chars, at)
}

/// Characters before such a label that are in the other script.
const OTHER_SCRIPT_CHARS: usize = 30;
