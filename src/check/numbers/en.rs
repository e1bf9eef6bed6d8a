//! Numbers in English text: digits with thousand, million and billion, number words, per cent,
//! dates.

use crate::{
    domain::{Byte, Span},
    text::english_cardinal,
};

use super::{
    decimal::Decimal,
    figure::{
        Figure, Kind, Read, digits, has_prefix_unit, is_beside_data, is_cut, parts, scan,
        share_scale,
    },
};

const SCALES: &[(&str, i32)] = &[
    ("hundred", 2),
    ("thousand", 3),
    ("million", 6),
    ("billion", 9),
    ("trillion", 12),
    ("bn", 9),
    ("mn", 6),
    ("bln", 9),
];

const ORDINALS: &[&str] = &[
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
];
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The numbers of folded English text, in order.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let mut found = scan(text, |at, c| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        // `MethodsNinety rats`: a capital begins a word that was run into the one before.
        let word_start = before.is_none_or(|b| {
            !b.is_alphanumeric() || b.is_ascii_lowercase() && c.is_ascii_uppercase()
        });
        if c.is_ascii_digit() {
            in_digits(text, at)
        } else if c.is_ascii_alphabetic() && word_start {
            in_words(text, at)
        } else {
            None
        }
    });
    share_scale(text, &mut found, |before, between| match between.trim() {
        "-" | "–" | "—" | "~" | "to" => true,
        "and" => before.trim_end().ends_with("between"),
        _ => false,
    });
    found
}

/// The power of ten that a word says. One letter may be missing or too many
/// (`billon`, `millions`).
fn scale_of(word: &str) -> Option<i32> {
    let lower = word.to_ascii_lowercase();
    let exact = SCALES.iter().find(|(name, _)| *name == lower);
    let near = || {
        SCALES.iter().find(|(name, _)| {
            // Another letter in its place could make one scale of another.
            name.len() >= 7 && name.len() != lower.len() && strsim::levenshtein(name, &lower) == 1
        })
    };
    exact.or_else(near).map(|(_, power)| *power)
}

fn in_digits(text: &str, at: usize) -> Read {
    let rest = text.get(at..)?;
    let Some((mut value, len, whole)) = digits(rest) else {
        let len = rest.bytes().take_while(u8::is_ascii_digit).count().max(1);
        return Some((None, at + len));
    };
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    let mut end = at + len;
    let mut scale = 0;
    while let Some((word, word_end)) = next_word(text, end)
        && let Some(power) = scale_of(word)
    {
        value = value.scaled(power);
        scale += power;
        end = word_end;
    }
    let after = text.get(end..)?;
    let is_year = whole == 4
        && scale == 0
        && !Span::<Byte>::new(at, end).of(text).contains([',', '.', ' '])
        && value.whole().is_some_and(|v| (1000..=2100).contains(&v));
    let (kind, end) = if let Some((kind, end)) = percent(text, end) {
        (kind, end)
    } else if let Some(suffix) = ["st", "nd", "rd", "th"].iter().find(|s| starts_word(after, s)) {
        (Kind::Position, end + suffix.len())
    // 1990s is a decade; seconds have a blank before them.
    } else if is_year && (starts_word(after, "s") || !has_prefix_unit(after)) {
        (Kind::Year, end)
    } else if near_month(text, at, end) {
        (Kind::Position, end)
    } else {
        (Kind::Plain, end)
    };
    let two_before = text.get(..at).and_then(|t| t.chars().rev().nth(1));
    let in_name = before.is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        || (matches!(before, Some('-' | '–'))
            && two_before.is_some_and(|c| c.is_ascii_alphabetic()))
        || is_name_tail(after);
    let figure = Figure {
        is_data: !in_name
            && kind != Kind::Position
            && value != Decimal::new(0, 0)
            && !is_beside_data(text, at, at + len)
            && !is_cut(after),
        scale,
        parts: parts(Span::<Byte>::new(at, at + len).of(text), after),
        has_prefix_unit: has_prefix_unit(after),
        ..Figure::new(value, kind, Span::new(at, end))
    };
    Some((Some(figure), end))
}

fn is_name_tail(after: &str) -> bool {
    let mut chars = after.chars();
    match (chars.next(), chars.next()) {
        (Some('D' | 'G'), next) => next.is_none_or(|c| !c.is_ascii_alphabetic()),
        (Some('-'), Some(c)) => c.is_ascii_alphabetic(),
        _ => false,
    }
}

fn starts_word(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word))
        && text
            .get(word.len()..)
            .is_some_and(|rest| rest.chars().next().is_none_or(|c| !c.is_alphanumeric()))
}

/// The word after blanks or one hyphen, and where it ends.
fn next_word(text: &str, from: usize) -> Option<(&str, usize)> {
    let rest = text.get(from..)?;
    let trimmed = rest.trim_start_matches([' ', '\u{a0}', '-']);
    if rest.len() - trimmed.len() > 2 {
        return None;
    }
    let start = text.len() - trimmed.len();
    let len = trimmed.bytes().take_while(u8::is_ascii_alphabetic).count();
    (len > 0).then(|| (Span::<Byte>::new(start, start + len).of(text), start + len))
}

/// Whether per cent or percentage points follow, and where they end.
fn percent(text: &str, from: usize) -> Option<(Kind, usize)> {
    let trimmed = text.get(from..)?.trim_start();
    if trimmed.starts_with('%') {
        return Some((Kind::Percent, text.len() - trimmed.len() + 1));
    }
    let (word, end) = next_word(text, from)?;
    match word.to_ascii_lowercase().as_str() {
        "percent" => match next_word(text, end) {
            Some((word, end)) if word.to_ascii_lowercase().starts_with("point") => {
                Some((Kind::Points, end))
            }
            _ => Some((Kind::Percent, end)),
        },
        "per" => next_word(text, end)
            .filter(|(word, _)| word.eq_ignore_ascii_case("cent"))
            .map(|(_, end)| (Kind::Percent, end)),
        "percentage" => next_word(text, end)
            .filter(|(word, _)| word.to_ascii_lowercase().starts_with("point"))
            .map(|(_, end)| (Kind::Points, end)),
        _ => None,
    }
}

/// Whether a month's name stands beside the digits.
fn near_month(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '.', ',']);
    let last = before.rsplit(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let is_month = |word: &str| {
        let word = word.to_ascii_lowercase();
        word.len() >= 3 && MONTHS.iter().any(|m| *m == word || m.get(..3) == Some(word.as_str()))
    };
    is_month(last) || next_word(text, end).is_some_and(|(word, _)| is_month(word))
}

/// Number words, ordinals and months.
fn in_words(text: &str, at: usize) -> Read {
    let (first, mut end) = next_word(text, at)?;
    let lower = first.to_ascii_lowercase();
    let position = |value: usize, end| {
        let figure = Figure {
            is_data: false,
            ..Figure::new(Decimal::new(value as u128, 0), Kind::Position, Span::new(at, end))
        };
        Some((Some(figure), end))
    };
    if let Some(month) = MONTHS.iter().position(|m| *m == lower) {
        return position(month + 1, end);
    }
    if let Some(value) = ORDINALS.iter().position(|o| *o == lower) {
        return position(value, end);
    }
    let (mut total, mut section) = (0_u64, english_cardinal(&lower)?);
    let mut scale = 0;
    while let Some((word, word_end)) = next_word(text, end) {
        let lower = word.to_ascii_lowercase();
        if let Some(value) = english_cardinal(&lower).filter(|v| fits(section, *v)) {
            section += value;
        } else if let Some(power) = scale_of(&lower) {
            let scaled = 10_u64.checked_pow(power.unsigned_abs())?;
            if power == 2 {
                section = section.checked_mul(scaled)?;
            } else {
                total = total.checked_add(section.checked_mul(scaled)?)?;
                section = 0;
            }
            scale += power;
        } else if lower == "and"
            && scale > 0
            && next_word(text, word_end)
                .is_some_and(|(w, _)| english_cardinal(&w.to_ascii_lowercase()).is_some())
        {
            // one hundred and five
        } else {
            break;
        }
        end = word_end;
    }
    let value = Decimal::new(u128::from(total.checked_add(section)?), 0);
    let (kind, end) = percent(text, end).unwrap_or((Kind::Plain, end));
    let figure = Figure {
        // `one`, `two` … stand for 一个, 两国, 三项.
        is_data: kind != Kind::Plain || value.whole().is_none_or(|v| v > 100),
        scale,
        has_prefix_unit: has_prefix_unit(text.get(end..).unwrap_or_default()),
        ..Figure::new(value, kind, Span::new(at, end))
    };
    Some((Some(figure), end))
}

/// Whether `value` goes on a number that has `section` so far: twenty-five, one hundred five.
fn fits(section: u64, value: u64) -> bool {
    match section {
        0 => true,
        20..=99 => section.is_multiple_of(10) && (1..10).contains(&value),
        100.. => {
            section.is_multiple_of(100) && value < 100
                || section.is_multiple_of(10) && section % 100 >= 20 && value < 10
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Figure {
        figures(text).into_iter().next().unwrap()
    }

    #[test]
    fn scales_and_words() {
        let d = |t: &str| Decimal::parse(t).unwrap();
        assert_eq!(one("35 billion").value, d("35000000000"));
        assert_eq!(one("a 3.5-million fund").value, d("3500000"));
        assert_eq!(one("twenty-five states").value, d("25"));
        assert_eq!(one("MethodsNinety rats").value, d("90"));
        // `50,0` for 50,000: what was printed cannot be told.
        assert!(!one("50,0 messages").is_data);
        assert_eq!(one("two hundred and thirty million").value, d("230000000"));
        assert_eq!(one("1,200 samples").value, d("1200"));
    }

    #[test]
    fn small_words_names_and_positions_are_no_data() {
        for text in [
            "one of",
            "three measures",
            "first",
            "the 20th",
            "PM2.5",
            "GPT-4",
            "5G",
            "IL-6",
            "May 3",
            "12 March",
        ] {
            assert!(figures(text).iter().all(|f| !f.is_data), "{text}: {:?}", figures(text));
        }
    }

    #[test]
    fn percent_points_and_years() {
        let kind = |t: &str| one(t).kind;
        assert_eq!(kind("12.5 %"), Kind::Percent);
        assert_eq!(kind("41 per cent"), Kind::Percent);
        assert_eq!(kind("3 percentage points"), Kind::Points);
        assert_eq!(kind("the 1990s"), Kind::Year);
        assert_eq!(kind("in 2021,"), Kind::Year);
    }
}
