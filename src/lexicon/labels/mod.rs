//! The labels that journals print before a field, and where they stand in a text.
//!
//! The words are data (`data/labels.tsv`); the shapes are here: brackets of any kind, on both sides
//! or one, blanks inside the label, a colon or none.

mod chars;
mod damaged;
mod glue;
mod table;

use self::{
    chars::{Chars, folded, is_blank},
    table::{Entry, TABLE},
};
use crate::domain::{Byte, Side, Span};

pub use self::table::Field;

/// A label found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// What it introduces.
    pub field: Field,
    /// The language that the label says the field is in.
    pub side: Side,
    /// The label with its brackets, its colon and the blanks after it.
    pub whole: Span<Byte>,
    /// The word of the label.
    pub word: Span<Byte>,
    /// Whether brackets stand round it (at least on one side).
    pub bracketed: bool,
    /// Whether a colon (or bar) follows.
    pub colon: bool,
}

const OPENING: &str = "[【〔［(（<〈《「『{｛\u{2018}\u{201c}";
const CLOSING: &str = "]】〕］)）>〉》」』}｝\u{2019}\u{201d}";
const SQUARE: &str = "[]【】〔〕［］「」";
const COLONS: &str = ":：|｜﹕∶";
/// Longest run of blanks (or a hyphen) between two characters of a label.
const MOST_BLANKS_INSIDE: usize = 10;

/// Matches `key` from character `index`: the index after it.
fn match_key(chars: &Chars<'_>, index: usize, key: &[char]) -> Option<usize> {
    let mut at = index;
    for (number, wanted) in key.iter().enumerate() {
        if number > 0 {
            let mut blanks = 0;
            while blanks < MOST_BLANKS_INSIDE
                && chars.get(at).is_some_and(|c| is_blank(c) || (c == '-' && wanted.is_ascii()))
            {
                at += 1;
                blanks += 1;
            }
        }
        if folded(chars.get(at)?) != *wanted {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// The label that begins at character `start` (its opening bracket, where it has one).
fn label_at(chars: &Chars<'_>, start: usize, head: bool) -> Option<Label> {
    let mut index = start;
    let opening = chars.get(index).filter(|c| OPENING.contains(*c));
    while chars.get(index).is_some_and(|c| OPENING.contains(c)) && index < start + 2 {
        index = chars.skip_blanks(index + 1);
    }
    let first = folded(chars.get(index)?);
    let entries = TABLE.get(&first)?;
    let before = index.checked_sub(1).and_then(|i| chars.get(i));
    if first.is_ascii() && before.is_some_and(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    entries.iter().find_map(|entry| {
        let end = match_key(chars, index, &entry.key)?;
        accept(chars, entry, (start, index, end), opening, head)
    })
}

/// Checks what stands round a match of `entry` at `(start, index, end)`.
fn accept(
    chars: &Chars<'_>,
    entry: &Entry,
    (start, index, end): (usize, usize, usize),
    opening: Option<char>,
    head: bool,
) -> Option<Label> {
    let mut at = chars.skip_blanks(end);
    let closing = chars.get(at).filter(|c| CLOSING.contains(*c));
    let blank_after = at > end;
    if closing.is_some() {
        at = chars.skip_blanks(at + 1);
        if chars.get(at).is_some_and(|c| CLOSING.contains(c)) && opening.is_some() {
            at = chars.skip_blanks(at + 1);
        }
    }
    let mut colon = false;
    // 摘要；…: OCR took the colon for a semicolon.
    let semicolon = head && matches!(entry.field, Field::Abstract | Field::Keywords);
    while chars.get(at).is_some_and(|c| COLONS.contains(c) || semicolon && matches!(c, ';' | '；'))
    {
        colon = true;
        at = chars.skip_blanks(at + 1);
    }
    if !colon && chars.get(at).is_some_and(|c| matches!(c, '．' | '.')) && entry.side == Side::Zh {
        // A stop after the label stands for its colon.
        colon = true;
        at = chars.skip_blanks(at + 1);
    }
    let bracketed = opening.is_some() || closing.is_some();
    let square = |c: Option<char>| c.is_some_and(|c| SQUARE.contains(c));
    let next = chars.get(at);
    let whole_bracket = opening.is_some() && closing.is_some();
    let squared = square(opening) || square(closing);
    let sure = whole_bracket && (squared || colon || head)
        || head && (colon || next.is_none() || bracketed && squared);
    let accepted = if sure {
        true
    } else if head {
        glue::at_head(chars, entry, end, at, blank_after)
    } else if colon {
        entry.field.inside_a_line() && glue::inside(chars, entry, start, opening)
    } else {
        glue::numbered(chars, entry, at)
            || glue::after_stop(chars, entry, start, at)
            || glue::after_english(chars, entry, (start, index), at)
            || glue::after_other_script(chars, entry, start, at)
    };
    accepted.then(|| Label {
        field: entry.field,
        side: entry.side,
        whole: Span::new(chars.byte(start), chars.byte(at)),
        word: Span::new(chars.byte(index), chars.byte(end)),
        bracketed,
        colon,
    })
}

/// The first character after blanks and a page number with a blank after it: `3 Abstract`.
fn after_page_number(chars: &Chars<'_>) -> usize {
    let start = chars.skip_blanks(0);
    let mut end = start;
    while end < start + 4 && chars.get(end).is_some_and(|c| c.is_ascii_digit()) {
        end += 1;
    }
    let next = chars.skip_blanks(end);
    let labelled =
        chars.get(next).is_some_and(|c| TABLE.contains_key(&folded(c)) || OPENING.contains(c));
    if end > start && next > end && labelled { next } else { start }
}

/// The label at the head of `text` (blanks before it allowed).
pub fn at_head(text: &str) -> Option<Label> {
    // No label with its blanks and brackets is longer than this many bytes.
    let mut cut = text.len().min(1200);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let chars = Chars::new(text.get(..cut).unwrap_or(text));
    let mut start = after_page_number(&chars);
    while chars.get(start).is_some_and(|c| matches!(c, '#' | '*' | '·' | '■')) {
        start = chars.skip_blanks(start + 1);
    }
    label_at(&chars, start, true).or_else(|| damaged::at_head(&chars, start))
}

/// Most characters of names and institutions before such a label.
const AFFILIATION_CHARS: usize = 420;
/// Most characters before a label without colon or bracket that stands inside a line.
const TITLE_PAGE_CHARS: usize = 120;
/// Fewest characters after it.
const ABSTRACT_CHARS: usize = 80;

/// Every label in `text`, in order, apart from one another.
pub fn all(text: &str) -> Vec<Label> {
    let chars = Chars::new(text);
    let mut found: Vec<Label> = Vec::new();
    let mut index = 0;
    if let Some(label) = at_head(text) {
        index = chars.at.partition_point(|(byte, _)| *byte < label.whole.end());
        found.push(label);
    }
    let mut stops = false;
    let mut ended = false;
    while let Some(c) = chars.get(index) {
        let candidate = OPENING.contains(c) || TABLE.contains_key(&folded(c));
        let label = if candidate {
            let head = index > 0 && chars.get(index - 1) == Some('\n');
            label_at(&chars, index, head)
                .or_else(|| title_page(&chars, index, (stops, ended), &found))
        } else {
            None
        };
        stops |= "。，".contains(c);
        ended |= c == '。';
        match label {
            Some(label) => {
                let end = chars.at.partition_point(|(byte, _)| *byte < label.whole.end());
                index = end.max(index + 1);
                found.push(label);
            }
            None => index += 1,
        }
    }
    found
}

/// 摘要 without any sign round it, in a title page run into one line: nothing before it is a
/// sentence, and a long text follows.
fn title_page(
    chars: &Chars<'_>,
    index: usize,
    (stops, ended): (bool, bool),
    found: &[Label],
) -> Option<Label> {
    let before = (0..index).rev().filter_map(|i| chars.get(i)).find(|c| !is_blank(*c));
    let after_place =
        before.is_some_and(|c| c.is_ascii_digit() || matches!(c, ')' | '）' | ']')) && !ended;
    if (stops && !after_place)
        || !found.is_empty()
        || index == 0
        || index > if after_place { AFFILIATION_CHARS } else { TITLE_PAGE_CHARS }
        || chars.at.len() < index + ABSTRACT_CHARS
    {
        return None;
    }
    let entry = TABLE.get(&folded(chars.get(index)?))?.iter().find(|entry| {
        entry.field == Field::Abstract
            && entry.side == Side::Zh
            && entry.key.len() >= 2
            && match_key(chars, index, &entry.key).is_some()
    })?;
    let end = match_key(chars, index, &entry.key)?;
    let at = chars.skip_blanks(end);
    chars.get(at)?;
    glue::may_begin_abstract(chars, at).then(|| Label {
        field: entry.field,
        side: entry.side,
        whole: Span::new(chars.byte(index), chars.byte(at)),
        word: Span::new(chars.byte(index), chars.byte(end)),
        bracketed: false,
        colon: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Vec<(Field, &str)> {
        all(text).iter().map(|l| (l.field, l.word.of(text))).collect()
    }

    #[test]
    fn brackets_of_any_kind_and_blanks_are_allowed() {
        for text in [
            "[摘要] 文",
            "【摘要】文",
            "〔摘要」文",
            "[摘要文",
            "摘要】文",
            "摘　要：文",
            "［摘 要］文",
            "摘要|文",
            "摘要考察港口",
            "《摘要》：文",
            "摘  要\u{3000}文",
        ] {
            let label = at_head(text).unwrap_or_else(|| panic!("no label in {text}"));
            assert_eq!((label.field, label.side), (Field::Abstract, Side::Zh), "{text}");
        }
        for text in [
            "Abstract The",
            "Abstract To examine the ports",
            "Abstract In this paper",
            "AbstractBy using a review",
            "AbstractThe",
            "ABSTRACT：The",
            "[Abstract] the",
            "A b s t r a c t: T",
            "Abstact: T",
            "Abstract",
        ] {
            let label = at_head(text).unwrap_or_else(|| panic!("no label in {text}"));
            assert_eq!((label.field, label.side), (Field::Abstract, Side::En), "{text}");
        }
    }

    #[test]
    fn a_word_is_no_label() {
        for text in [
            "关键词是为了检索而设",
            "摘要的撰写",
            "Keywords are terms used",
            "Abstraction is",
            "Abstract data types are",
            "作者认为",
            "编辑部的故事",
            "分类号",
        ] {
            if text != "分类号" {
                assert_eq!(at_head(text), None, "{text}");
            }
        }
    }

    #[test]
    fn a_sentence_about_keywords_is_no_list_of_them() {
        assert!(at_head("关键词至多列出 8 个，相邻两个关键词要用分号隔开。").is_none());
        assert!(at_head("关键词海底电缆，数据安全，区域治理。").is_some());
    }

    #[test]
    fn labels_inside_a_line_are_found() {
        assert_eq!(
            fields("关键词：口述史　元数据分类号：G250.7DOI: 10.99999/j"),
            [(Field::Keywords, "关键词"), (Field::Clc, "分类号"), (Field::Doi, "DOI")]
        );
        assert_eq!(
            fields("中圖分類號:K29文獻標識碼:A文章編號:2099-0001(2024)02-0033-07"),
            [
                (Field::Clc, "中圖分類號"),
                (Field::DocumentCode, "文獻標識碼"),
                (Field::ArticleNumber, "文章編號")
            ]
        );
        assert_eq!(
            fields("关键词 口述史；地方记忆 分类号 G250"),
            [(Field::Keywords, "关键词"), (Field::Clc, "分类号")]
        );
        assert_eq!(
            fields("关键词：海底电缆；区域治理DOI 10.99999/j.2024.01"),
            [(Field::Keywords, "关键词"), (Field::Doi, "DOI")]
        );
        assert_eq!(
            fields("Abstract The bay repaired it. Key wordsSubmarine cables; port governance"),
            [(Field::Abstract, "Abstract"), (Field::Keywords, "Key words")]
        );
        assert_eq!(
            fields("Abstract The bay did it. Keywords are listed, and so on, below.").len(),
            1
        );
        assert_eq!(
            fields("[关键词］记忆[分类号］G250 [Abstract]Oral"),
            [(Field::Keywords, "关键词"), (Field::Clc, "分类号"), (Field::Abstract, "Abstract")]
        );
    }
}
