//! Numbers, written in digits or words, in thousandths.

use crate::text::english_cardinal;

/// Beyond this a number is no longer told apart from its neighbours; it is kept out of the maths.
const MOST: f64 = 9.0e15;

fn thousandths(value: f64) -> Option<i64> {
    let scaled = (value * 1000.0).round();
    (scaled.abs() < MOST).then_some(scaled as i64)
}

/// A number in digits: `1,200.5`. Full-width digits count as digits.
pub(super) fn digits(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|c| *c != ',')
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            c => c,
        })
        .collect();
    plain.trim_matches('.').parse().ok()
}

/// The value of a Chinese numeral (`三十五`, `二〇一五`, `两亿`), if `text` is one.
pub(super) fn chinese(text: &str) -> Option<f64> {
    let mut positional = 0.0;
    let (mut total, mut myriads, mut section, mut current) = (0.0, 0.0, 0.0, 0.0);
    let mut units = false;
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            current = digit;
            positional = positional * 10.0 + digit;
            continue;
        }
        units = true;
        let unit = unit(c)?;
        if unit >= 1.0e8 {
            let below = myriads + section + current;
            total += if below > 0.0 { below } else { 1.0 } * unit;
            (myriads, section) = (0.0, 0.0);
        } else if unit >= 10_000.0 {
            let below = section + current;
            myriads += if below > 0.0 { below } else { 1.0 } * unit;
            section = 0.0;
        } else {
            section += if current > 0.0 { current } else { 1.0 } * unit;
        }
        current = 0.0;
    }
    if text.is_empty() {
        None
    } else if units {
        Some(total + myriads + section + current)
    } else {
        Some(positional)
    }
}

/// Whether `c` may stand in a Chinese numeral.
pub(super) fn is_numeral(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some()
}

fn digit(c: char) -> Option<f64> {
    let value = match c {
        '零' | '〇' => 0.0,
        '一' | '壹' => 1.0,
        '二' | '两' | '兩' | '贰' => 2.0,
        '三' | '叁' => 3.0,
        '四' | '肆' => 4.0,
        '五' | '伍' => 5.0,
        '六' | '陆' => 6.0,
        '七' | '柒' => 7.0,
        '八' | '捌' => 8.0,
        '九' | '玖' => 9.0,
        _ => return None,
    };
    Some(value)
}

fn unit(c: char) -> Option<f64> {
    let value = match c {
        '十' | '拾' => 10.0,
        '百' | '佰' => 100.0,
        '千' | '仟' => 1000.0,
        '万' | '萬' => 1.0e4,
        '亿' | '億' => 1.0e8,
        _ => return None,
    };
    Some(value)
}

/// The factor that a unit after digits stands for (`3.5万`).
pub(super) fn factor(text: &str) -> Option<f64> {
    let mut value = 1.0;
    for c in text.chars() {
        value *= unit(c)?;
    }
    (!text.is_empty()).then_some(value)
}

/// Number words of English: what they add, and what they multiply by.
fn english_word(word: &str) -> Option<(f64, f64)> {
    const ORDINALS: &[(&str, f64)] = &[
        ("first", 1.0),
        ("second", 2.0),
        ("third", 3.0),
        ("fifth", 5.0),
        ("eighth", 8.0),
        ("ninth", 9.0),
        ("twelfth", 12.0),
        ("twentieth", 20.0),
        ("thirtieth", 30.0),
    ];
    let cardinal = |word: &str| english_cardinal(word).map(|value| value as f64);
    if let Some((_, value)) = ORDINALS.iter().find(|(w, _)| *w == word) {
        return Some((*value, 1.0));
    }
    if let Some(value) = cardinal(word) {
        return Some((value, 1.0));
    }
    if let Some(value) = word.strip_suffix("th").and_then(cardinal) {
        return Some((value, 1.0));
    }
    multiplier(word).map(|by| (0.0, by))
}

fn multiplier(word: &str) -> Option<f64> {
    match word {
        "hundred" => Some(100.0),
        "thousand" => Some(1000.0),
        "million" => Some(1.0e6),
        "billion" => Some(1.0e9),
        "trillion" => Some(1.0e12),
        _ => None,
    }
}

/// The numbers of an English sentence's words (lower case), in thousandths.
pub(super) fn english(words: &[&str], mut found: impl FnMut(i64)) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let begins_with_digit = word.starts_with(|c: char| c.is_numeric());
        if begins_with_digit && let Some(value) = digits(ordinal_digits(word)) {
            let next = words.get(at + 1).and_then(|w| multiplier(w));
            if let Some(n) = thousandths(value * next.unwrap_or(1.0)) {
                found(n);
            }
            at += 1 + usize::from(next.is_some());
            continue;
        }
        let Some((first, by)) = english_word(word) else {
            at += 1;
            continue;
        };
        if by > 1.0 {
            at += 1;
            continue;
        }
        let (mut total, mut current) = (0.0, first);
        at += 1;
        while let Some(word) = words.get(at) {
            let joined = matches!(*word, "-" | "and")
                && words
                    .get(at + 1)
                    .is_some_and(|w| english_word(w).is_some_and(|(_, by)| by <= 1.0))
                && (*word == "-" || words.get(at - 1).is_some_and(|w| multiplier(w).is_some()));
            if joined {
                at += 1;
                continue;
            }
            let Some((add, by)) = english_word(word) else { break };
            if by > 100.0 {
                total += current * by;
                current = 0.0;
            } else if by > 1.0 {
                current *= by;
            } else {
                current += add;
            }
            at += 1;
        }
        if let Some(n) = thousandths(total + current) {
            found(n);
        }
    }
}

/// `21st` → `21`.
fn ordinal_digits(word: &str) -> &str {
    ["st", "nd", "rd", "th", "s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word)
}

/// As thousandths, where the value is in range.
pub(super) fn number(value: f64) -> Option<i64> {
    thousandths(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<i64> {
        let words: Vec<&str> = text.split(' ').collect();
        let mut all = Vec::new();
        english(&words, |n| all.push(n / 1000));
        all
    }

    #[test]
    fn chinese_numerals_have_their_value() {
        for (text, value) in [
            ("三十五", 35.0),
            ("二〇一五", 2015.0),
            ("十二", 12.0),
            ("一百零三", 103.0),
            ("两亿三千万", 230_000_000.0),
            ("万", 10_000.0),
        ] {
            assert_eq!(chinese(text).unwrap().to_string(), value.to_string(), "{text}");
        }
        assert!(chinese("三个").is_none());
    }

    #[test]
    fn english_number_words_have_their_value() {
        assert_eq!(of("twenty - one years"), [21]);
        assert_eq!(of("two hundred and fifty thousand"), [250_000]);
        assert_eq!(of("3.5 million of 12"), [3_500_000, 12]);
        assert_eq!(of("the 21st century , sixth"), [21, 6]);
    }
}
