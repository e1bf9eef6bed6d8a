//! The markers of headings: 一、 （一） 第一， 1. 1.1, and headings without any.

use std::sync::LazyLock;

use crate::domain::{Byte, Span};

/// Which series a heading marker belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 第一，
    Ordinal,
    /// 第一章, 第一节
    Chapter,
    /// `1`, `1.`, `1、`
    Number,
    /// `1.1`
    NumberTwo,
    /// `1.1.1`
    NumberThree,
    /// `(1)`, `1)`
    NumberBracketed,
    /// No marker: 结语.
    Bare,
}

/// A heading marker at the head of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeadingMarker {
    /// Its series.
    pub series: Series,
    /// Its number; 0 for [`Series::Bare`].
    pub number: u32,
    /// The marker's bytes; empty for [`Series::Bare`].
    pub span: Span<Byte>,
}

static BARE: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("data/headings.tsv").lines().filter(|l| !l.starts_with('#')).collect()
});

const HAN_DIGITS: &str = "一二三四五六七八九十";

/// The value of a Han numeral up to 99: 一, 十, 十二, 二十, 二十三.
pub fn han_number(text: &str) -> Option<u32> {
    let digit = |c: char| HAN_DIGITS.chars().position(|d| d == c).map(|p| p as u32 + 1);
    let mut total = 0;
    let mut pending = 0;
    let mut seen_ten = false;
    for c in text.chars() {
        match digit(c)? {
            10 if !seen_ten => {
                total += pending.max(1) * 10;
                pending = 0;
                seen_ten = true;
            }
            10 => return None,
            value if pending == 0 => pending = value,
            _ => return None,
        }
    }
    (!text.is_empty()).then_some(total + pending)
}

/// The Han numeral at the head of `text`: value and bytes.
fn han_numeral(text: &str) -> Option<(u32, usize)> {
    let end = text.find(|c| !HAN_DIGITS.contains(c)).unwrap_or(text.len());
    Some((han_number(text.get(..end)?)?, end))
}

/// The heading marker at the head of `text` (blanks before it allowed). Whether a heading follows is
/// for the caller to say.
pub fn marker(text: &str) -> Option<HeadingMarker> {
    let start = text.len() - text.trim_start().len();
    let rest = text.get(start..)?;
    let (series, number, len) = han(rest)
        .or_else(|| bracketed(rest))
        .or_else(|| ordinal(rest))
        .or_else(|| numeric(rest))?;
    Some(HeadingMarker { series, number, span: Span::new(start, start + len) })
}

/// Whether the whole of `text` is a heading known to stand without a number.
pub fn is_bare(text: &str) -> bool {
    let core: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '#' | ':' | '：' | '*'))
        .collect();
    BARE.contains(&core.as_str())
}

fn first(text: &str) -> Option<char> {
    text.chars().next()
}

fn han(rest: &str) -> Option<(Series, u32, usize)> {
    let (number, len) = han_numeral(rest)?;
    let after = first(rest.get(len..)?)?;
    // 一. and 一． are OCR of 一、; a blank alone is allowed where nothing else marks it.
    matches!(after, '、' | '.' | '．' | '\u{3000}' | ',' | '，').then_some((
        Series::Han,
        number,
        len + after.len_utf8(),
    ))
}

fn bracketed(rest: &str) -> Option<(Series, u32, usize)> {
    let open = first(rest).filter(|c| matches!(c, '(' | '（' | '〔' | '[' | '【'))?;
    let inner = rest.get(open.len_utf8()..)?;
    let blanks = inner.len() - inner.trim_start().len();
    let inner = inner.trim_start();
    let numeral = han_numeral(inner);
    let (series, (number, len)) = match numeral {
        Some(found) => (Series::HanBracketed, found),
        None if matches!(open, '(' | '（') => (Series::NumberBracketed, arabic(inner)?),
        None => return None,
    };
    let tail = inner.get(len..)?;
    let more = tail.len() - tail.trim_start().len();
    let close = first(tail.trim_start()).filter(|c| matches!(c, ')' | '）' | '〕' | ']' | '】'))?;
    Some((series, number, open.len_utf8() + blanks + len + more + close.len_utf8()))
}

/// At most two digits: value and bytes.
fn arabic(text: &str) -> Option<(u32, usize)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&count).then_some(())?;
    Some((text.get(..count)?.parse().ok()?, count))
}

fn ordinal(rest: &str) -> Option<(Series, u32, usize)> {
    let inner = rest.strip_prefix('第')?;
    let (number, len) = han_numeral(inner)?;
    let after = first(inner.get(len..)?)?;
    let len = '第'.len_utf8() + len + after.len_utf8();
    match after {
        '，' | ',' | '、' | '：' | ':' => Some((Series::Ordinal, number, len)),
        '章' | '节' | '節' | '部' if rest.chars().count() < 60 => {
            Some((Series::Chapter, number, len))
        }
        _ => None,
    }
}

fn numeric(rest: &str) -> Option<(Series, u32, usize)> {
    let (number, mut len) = arabic(rest)?;
    let mut parts = 1;
    loop {
        let tail = rest.get(len..)?;
        let stop = first(tail).filter(|c| matches!(c, '.' | '．'));
        let Some(stop) = stop else { break };
        let inner = tail.get(stop.len_utf8()..)?;
        let blanks = inner.bytes().take_while(|b| *b == b' ').count().min(1);
        let Some((_, more)) = arabic(inner.get(blanks..)?) else { break };
        if blanks > 0
            && parts == 1
            && inner.get(blanks + more..).and_then(first).is_none_or(|c| c.is_ascii_digit())
        {
            break;
        }
        parts += 1;
        len += stop.len_utf8() + blanks + more;
    }
    let after = rest.get(len..).and_then(first);
    if let Some(c) = after
        && matches!(c, '.' | '．' | '、')
    {
        len += c.len_utf8();
    } else if let Some(c @ (')' | '）')) = after {
        return (parts == 1).then_some((Series::NumberBracketed, number, len + c.len_utf8()));
    }
    let series = match parts {
        1 => Series::Number,
        2 => Series::NumberTwo,
        _ => Series::NumberThree,
    };
    Some((series, number, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_each_series() {
        for (text, series, number, printed) in [
            ("一、环湾六国", Series::Han, 1, "一、"),
            ("十二、结论", Series::Han, 12, "十二、"),
            ("(一) 产业", Series::HanBracketed, 1, "(一)"),
            ("（ 三 ）安全", Series::HanBracketed, 3, "（ 三 ）"),
            ("第一, 统一", Series::Ordinal, 1, "第一,"),
            ("第二章 理论", Series::Chapter, 2, "第二章"),
            ("1引言", Series::Number, 1, "1"),
            ("2．工程验证", Series::Number, 2, "2．"),
            ("1.1总体框架", Series::NumberTwo, 1, "1.1"),
            ("1. 2 光照仪", Series::NumberTwo, 1, "1. 2"),
            ("1.2.3 样品", Series::NumberThree, 1, "1.2.3"),
            ("(2) 方法", Series::NumberBracketed, 2, "(2)"),
        ] {
            let found = marker(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.series, found.number, found.span.of(text)),
                (series, number, printed)
            );
        }
        for text in ["一方面", "第14179号", "2019年", "引言", ""] {
            assert_eq!(marker(text), None, "{text}");
        }
        assert!(is_bare("# 结 语") && !is_bare("结语部分"));
    }
}
