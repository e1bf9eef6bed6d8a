//! Note markers in the shapes that print and OCR give them: ① ^① ^{1} ¹ ⁽⁵⁾ ⑸ (5) `[5]` `*`.

use crate::domain::{Byte, Span};

/// How a marker is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkerShape {
    /// ① ❶ ➀ on the line.
    Circled,
    /// `^①`, `^{1}`, `^1`: raised, as OCR writes it.
    Caret,
    /// ¹ or ⁽¹⁾.
    Superscript,
    /// ⑴ (1) （1）.
    Round,
    /// `[1]` ［1］ 〔1〕.
    Square,
    /// * ＊ ※.
    Star,
}

/// A marker found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// Its shape.
    pub shape: MarkerShape,
    /// Its number; a star has none.
    pub number: Option<u32>,
    /// The bytes of the marker.
    pub span: Span<Byte>,
}

/// The number of a circled digit.
pub fn circled(c: char) -> Option<u32> {
    let code = u32::from(c);
    match code {
        0x2460..=0x2473 => Some(code - 0x2460 + 1),
        0x3251..=0x325f => Some(code - 0x3251 + 21),
        0x2776..=0x277f => Some(code - 0x2776 + 1),
        0x2780..=0x2789 => Some(code - 0x2780 + 1),
        0x278a..=0x2793 => Some(code - 0x278a + 1),
        0x24f5..=0x24fe => Some(code - 0x24f5 + 1),
        _ => None,
    }
}

/// The value of a superscript digit.
pub fn superscript(c: char) -> Option<u32> {
    match c {
        '\u{2070}' => Some(0),
        '\u{b9}' => Some(1),
        '\u{b2}' => Some(2),
        '\u{b3}' => Some(3),
        '\u{2074}'..='\u{2079}' => Some(u32::from(c) - 0x2070),
        _ => None,
    }
}

/// The number of ⑴ and its like.
fn parenthesised(c: char) -> Option<u32> {
    matches!(c, '⑴'..='⒇').then(|| u32::from(c) - 0x2474 + 1)
}

/// The digits at the head of `text`, at most three: value and bytes.
fn digits(text: &str) -> Option<(u32, usize)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&count).then_some(())?;
    Some((text.get(..count)?.parse().ok()?, count))
}

/// The marker that begins at byte `at` of `text`.
pub fn marker_at(text: &str, at: usize) -> Option<Marker> {
    let rest = text.get(at..)?;
    let (shape, number, len) = shape_of(rest)?;
    Some(Marker { shape, number, span: Span::new(at, at + len) })
}

fn shape_of(rest: &str) -> Option<(MarkerShape, Option<u32>, usize)> {
    let first = rest.chars().next()?;
    if let Some(number) = circled(first) {
        return Some((MarkerShape::Circled, Some(number), first.len_utf8()));
    }
    if let Some(number) = parenthesised(first) {
        return Some((MarkerShape::Round, Some(number), first.len_utf8()));
    }
    if superscript(first).is_some() {
        let mut number = 0;
        let mut len = 0;
        for c in rest.chars() {
            let Some(digit) = superscript(c) else { break };
            number = (number * 10 + digit) % 10_000;
            len += c.len_utf8();
        }
        return Some((MarkerShape::Superscript, Some(number), len));
    }
    match first {
        '\u{207d}' => {
            let inner = rest.get(first.len_utf8()..)?;
            let (_, number, len) = shape_of(inner).filter(|s| s.0 == MarkerShape::Superscript)?;
            let tail = inner.get(len..)?;
            let close = tail.chars().next().filter(|c| *c == '\u{207e}').map_or(0, char::len_utf8);
            Some((MarkerShape::Superscript, number, first.len_utf8() + len + close))
        }
        '^' => caret(rest),
        '(' | '（' | '[' | '［' | '〔' => {
            let inner = rest.get(first.len_utf8()..)?;
            let (number, len) = digits(inner)?;
            let close = inner.get(len..)?.chars().next()?;
            let (closing, shape) = match first {
                '(' | '（' => (")）", MarkerShape::Round),
                _ => ("]］〕", MarkerShape::Square),
            };
            closing.contains(close).then_some(())?;
            Some((shape, Some(number), first.len_utf8() + len + close.len_utf8()))
        }
        '*' | '＊' | '※' => Some((MarkerShape::Star, None, first.len_utf8())),
        _ => None,
    }
}

/// `^①`, `^1`, `^{1}`, `^{①}`, `^{(1)}`, `^{3 …}`.
fn caret(rest: &str) -> Option<(MarkerShape, Option<u32>, usize)> {
    let inner = rest.get(1..)?;
    if let Some(braced) = inner.strip_prefix('{') {
        let close = braced.char_indices().take(12).find(|(_, c)| *c == '}')?.0;
        let body = braced.get(..close)?.trim();
        let number = match shape_of(body) {
            Some((_, number, len)) if body.get(len..).is_some_and(|t| t.trim().is_empty()) => {
                number
            }
            _ => {
                let (number, len) = digits(body)?;
                body.get(len..)?.trim().is_empty().then_some(number)
            }
        };
        return Some((MarkerShape::Caret, Some(number?), 2 + close + 1));
    }
    if let Some((_, Some(number), len)) = shape_of(inner).filter(|s| s.0 != MarkerShape::Caret) {
        return Some((MarkerShape::Caret, Some(number), 1 + len));
    }
    let (number, len) = digits(inner)?;
    Some((MarkerShape::Caret, Some(number), 1 + len))
}

/// The marker at the head of `text`, blanks before it allowed.
pub fn marker_at_head(text: &str) -> Option<Marker> {
    marker_at(text, text.len() - text.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read() {
        for (text, shape, number, len) in [
            ("① Kate", MarkerShape::Circled, Some(1), 3),
            ("^①在", MarkerShape::Caret, Some(1), 4),
            ("^{3}\"Newly", MarkerShape::Caret, Some(3), 4),
            ("^{ ③ }", MarkerShape::Caret, Some(3), 8),
            ("¹ National", MarkerShape::Superscript, Some(1), 2),
            ("¹² See", MarkerShape::Superscript, Some(12), 4),
            ("⁽⁵⁾ National", MarkerShape::Superscript, Some(5), 9),
            ("⑸ x", MarkerShape::Round, Some(5), 3),
            ("(5) x", MarkerShape::Round, Some(5), 3),
            ("［12］x", MarkerShape::Square, Some(12), 8),
            ("* 本文", MarkerShape::Star, None, 1),
        ] {
            let marker = marker_at_head(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (marker.shape, marker.number, marker.span.len()),
                (shape, number, len),
                "{text}"
            );
        }
        for text in ["^{| 114 | 《}现代", "(2023)10", "(一)", "x", "^", "^{"] {
            assert_eq!(marker_at_head(text), None, "{text}");
        }
    }
}
