//! A number as a text says it.

use crate::domain::{Byte, Span};

use super::decimal::Decimal;

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A count, an amount, a measure.
    Plain,
    /// Per cent.
    Percent,
    /// Percentage points.
    Points,
    /// A year, or a decade (`1990s`, 90年代: both are told by the last two digits too).
    Year,
    /// A month, a day, an ordinal: the other language may spell it out.
    Position,
}

/// A number that a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    /// Its value.
    pub(super) value: Decimal,
    /// What it counts.
    pub(super) kind: Kind,
    /// Where it stands, with its scale and unit sign.
    pub(super) span: Span<Byte>,
    /// Whether it must be found on the other side too. Small numbers in words, classifiers
    /// (一个, 三项), ordinals (第一) and digits inside names (PM2.5, GPT-4) need not.
    pub(super) is_data: bool,
    /// Power of ten of its scale words (万 is 4, million is 6); 0 where it has none.
    pub(super) scale: i32,
    /// Whether it counts a few things (3个, 4类): the other language may say it in words or show it
    /// by naming them.
    pub(super) is_small_count: bool,
    /// What it says where its separators part two numbers: `125,250`, `7 168`.
    pub(super) parts: Vec<Decimal>,
    /// Whether a unit that scales by powers of ten follows (kg, km, MW): the other language may
    /// have another one.
    pub(super) has_prefix_unit: bool,
}

impl Figure {
    /// A figure that must be found on the other side, with neither scale nor unit.
    pub(super) fn new(value: Decimal, kind: Kind, span: Span<Byte>) -> Self {
        Self {
            value,
            kind,
            span,
            is_data: true,
            scale: 0,
            is_small_count: false,
            parts: Vec::new(),
            has_prefix_unit: false,
        }
    }

    /// Whether it has a scale word.
    pub(super) fn is_scaled(&self) -> bool {
        self.scale != 0
    }
}

/// Gives the scale word of a range to both of its ends: 3.2~4.5万, `from 2 to 3 billion`. `joins`
/// says whether the text between two figures makes one range of them.
pub(super) fn share_scale(text: &str, figures: &mut [Figure], joins: impl Fn(&str, &str) -> bool) {
    for at in 1..figures.len() {
        let Some([first, last]) = figures.get_mut(at - 1..=at) else { continue };
        let before = text.get(..first.span.start()).unwrap_or_default();
        let between = text.get(first.span.end()..last.span.start()).unwrap_or_default();
        if last.is_scaled()
            && !first.is_scaled()
            && first.kind == Kind::Plain
            && joins(before, between)
        {
            first.parts.push(first.value);
            first.value = first.value.scaled(last.scale);
            first.scale = last.scale;
        }
    }
}

/// What a reader made of a place: nothing, or how far it read and the number, if it is one.
pub(super) type Read = Option<(Option<Figure>, usize)>;

/// The numbers that `read` finds in `text`, asked at each character that no number has covered.
pub(super) fn scan(text: &str, read: impl Fn(usize, char) -> Read) -> Vec<Figure> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|t| t.chars().next()) {
        match read(at, c) {
            Some((figure, end)) => {
                found.extend(figure);
                at = end;
            }
            None => at += c.len_utf8(),
        }
    }
    found
}

/// Units that have decimal siblings.
const PREFIX_UNITS: &[&str] = &[
    "kg",
    "mg",
    "ug",
    "μg",
    "ng",
    "g",
    "t",
    "kt",
    "Mt",
    "Gt",
    "km",
    "m",
    "cm",
    "mm",
    "um",
    "μm",
    "nm",
    "kW",
    "MW",
    "GW",
    "W",
    "TW",
    "kWh",
    "L",
    "mL",
    "ml",
    "l",
    "Hz",
    "kHz",
    "MHz",
    "GHz",
    "Pa",
    "kPa",
    "MPa",
    "s",
    "ms",
    "V",
    "kV",
    "mV",
    "J",
    "kJ",
    "MJ",
    "mol",
    "mmol",
    "M",
    "mM",
    "ha",
    "hm",
    "公斤",
    "千克",
    "克",
    "毫克",
    "吨",
    "公里",
    "千米",
    "米",
    "厘米",
    "毫米",
    "微米",
    "纳米",
    "升",
    "毫升",
    "公顷",
    "亩",
    "千瓦",
    "兆瓦",
    "瓦",
    "斤",
    "平方",
    "立方",
    "tons",
    "tonnes",
    "meters",
    "metres",
    "kilometers",
    "kilometres",
    "hectares",
    "square",
    "cubic",
    "kilograms",
    "grams",
    "liters",
    "litres",
];

/// Whether `rest` begins (after blanks) with a unit that has decimal siblings.
pub(super) fn has_prefix_unit(rest: &str) -> bool {
    let rest = rest.trim_start();
    PREFIX_UNITS.iter().any(|unit| {
        rest.strip_prefix(unit).is_some_and(|after| {
            !unit.is_ascii() || after.chars().next().is_none_or(|c| !c.is_ascii_alphabetic())
        })
    })
}

/// Reads digits with thousands separators and a point at the head of `text`:
/// value, bytes read, how many digits stood before the point.
pub(super) fn digits(text: &str) -> Option<(Decimal, usize, usize)> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut plain = String::new();
    let mut at = 0;
    let (mut group, mut groups) = (0, 0);
    while is_digit(at) {
        plain.push(char::from(bytes.get(at).copied().unwrap_or(b'0')));
        at += 1;
        group += 1;
        // 1,234,567 and 1 234 567: three digits, and no fourth.
        let separated = |by: usize| (0..3).all(|i| is_digit(at + by + i)) && !is_digit(at + by + 3);
        if group == 3 || groups == 0 && group < 3 {
            let mark = bytes.get(at).copied();
            if matches!(mark, Some(b',' | b' ')) && separated(1) {
                at += 1;
                groups += 1;
                group = 0;
            }
        }
    }
    let whole = plain.len();
    if whole == 0 {
        return None;
    }
    if bytes.get(at) == Some(&b'.') && is_digit(at + 1) {
        plain.push('.');
        at += 1;
        while is_digit(at) {
            plain.push(char::from(bytes.get(at).copied().unwrap_or(b'0')));
            at += 1;
        }
    }
    let mut value = Decimal::parse(&plain)?;
    if let Some((power, len)) = power_of_ten(text.get(at..).unwrap_or_default()) {
        value = value.scaled(power);
        at += len;
    }
    Some((value, at, whole))
}

/// What the digits of `text` may say otherwise: the numbers between separators, and one more digit
/// where OCR read a 1 as the letter that follows (`370l`).
pub(super) fn parts(text: &str, after: &str) -> Vec<Decimal> {
    let mut parts: Vec<Decimal> = Vec::new();
    if text.contains([',', ' ']) {
        parts.extend(text.split([',', ' ']).filter_map(Decimal::parse));
    }
    let is_letter_alone =
        after.starts_with(['l', 'I']) && !after.chars().nth(1).is_some_and(char::is_alphanumeric);
    if is_letter_alone {
        parts.extend(Decimal::parse(&format!("{text}1")));
    }
    parts
}

/// Whether a separator with too few digits follows: `50,0` for 50,000.
pub(super) fn is_cut(after: &str) -> bool {
    let mut chars = after.chars();
    chars.next() == Some(',')
        && chars.next() == Some('0')
        && !chars.next().is_some_and(|c| c.is_ascii_digit() || c == '.')
}

/// Whether what stands around digits makes them no data: a ratio (`34:32`), a bound (`P<0.05`), a
/// list's mark (`(3)`, `2）`).
pub(super) fn is_beside_data(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default().trim_end();
    let after = text.get(end..).unwrap_or_default();
    let shown = text.get(start..end).unwrap_or_default();
    let bound = before.ends_with(['<', '>', '=', '≤', '≥', '＜', '＞', '＝', '±']);
    let ratio = after.starts_with([':', '：', '∶', '/']) || before.ends_with([':', '：', '∶', '/']);
    let ratio = ratio
        && (after.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_digit()))
            || before
                .trim_end_matches([':', '：', '∶', '/'])
                .ends_with(|c: char| c.is_ascii_digit()));
    let mark = shown.len() <= 2 && after.starts_with([')', '）', '、', '.']) && {
        let rest = after.trim_start_matches([')', '）', '、', '.']);
        let head = before.trim_end_matches(['(', '（']);
        let bracket = after.starts_with([')', '）']);
        (bracket || !rest.starts_with(|c: char| c.is_ascii_digit()))
            && (head.len() < before.len()
                || head.is_empty()
                || head.ends_with(['。', '；', ';', '：', ':', '.', '，', ',', '\n']))
    };
    bound || ratio || mark
}

/// Reads `×10^4` (with blanks): the power, and bytes read.
fn power_of_ten(text: &str) -> Option<(i32, usize)> {
    let rest = text.trim_start().strip_prefix(['×', 'x', '*'])?.trim_start();
    let rest = rest.strip_prefix("10")?.trim_start();
    let rest = rest.strip_prefix('^')?.trim_start();
    let (negative, rest) = match rest.strip_prefix(['-', '−', '–']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, rest),
    };
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let power: i32 = rest.get(..len.min(3))?.parse().ok()?;
    let read = text.len() - rest.len() + len;
    Some((if negative { -power } else { power }, read))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_group_by_three() {
        let read = |t: &str| digits(t).map(|(v, len, _)| (v, len)).unwrap();
        let d = |t: &str| Decimal::parse(t).unwrap();
        assert_eq!(read("1,234,567.5 m"), (d("1234567.5"), 11));
        assert_eq!(read("12 345 t"), (d("12345"), 6));
        assert_eq!(read("10,20,30"), (d("10"), 2));
        assert_eq!(read("2019, 2020"), (d("2019"), 4));
        assert_eq!(read("3.5 × 10^4"), (d("35000"), "3.5 × 10^4".len()));
        assert_eq!(read("2×10^-3"), (d("0.002"), "2×10^-3".len()));
    }
}
