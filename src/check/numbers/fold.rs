//! Text made ready for reading numbers: full-width forms, formula markup and OCR's letters for
//! digits are folded away, and every byte knows where it came from.

use crate::domain::{Byte, Span};

/// Folded text with a way back.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    /// For each byte of `text` (and its end) the byte of the original it came from.
    origin: Vec<usize>,
}

impl Folded {
    /// Folds `text`.
    pub(super) fn new(text: &str) -> Self {
        let mut out = Self::default();
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let mut in_formula = false;
        let mut at = 0;
        while let Some(&(byte, c)) = chars.get(at) {
            let next = chars.get(at + 1).map(|(_, c)| *c);
            at += 1;
            match c {
                '$' => in_formula = !in_formula,
                '\\' => {
                    let word: String = chars
                        .get(at..)
                        .unwrap_or_default()
                        .iter()
                        .map(|(_, c)| *c)
                        .take_while(char::is_ascii_alphabetic)
                        .collect();
                    at += word.len();
                    match word.as_str() {
                        "times" | "cdot" => out.push(byte, '×'),
                        "" => {}
                        _ if in_formula => {}
                        _ => out.push(byte, ' '),
                    }
                }
                '{' | '}' | '~' if in_formula => {}
                c if c.is_whitespace() && in_formula => {
                    // The recogniser sets every sign of a formula apart.
                    let glued = |c: Option<char>| {
                        c.is_none_or(|c| {
                            c.is_ascii_digit() || matches!(c, '.' | '%' | '{' | '}' | '×' | '^')
                        })
                    };
                    let before = out.text.chars().next_back();
                    let percent =
                        next == Some('\\') && chars.get(at + 1).is_some_and(|(_, c)| *c == '%');
                    if !(glued(before) && (glued(next) || percent)) {
                        out.push(byte, ' ');
                    }
                }
                '０'..='９' | '％' | '．' | '＋' | '－' | '／' | '（' | '）' | '～' => {
                    let ascii = u32::from(c) - 0xfee0;
                    out.push(byte, char::from_u32(ascii).unwrap_or(c));
                }
                '﹪' => out.push(byte, '%'),
                // A letter inside a number is the digit that looks like it.
                'O' | 'o' | 'l' | 'I' if looks_like_digit(&out.text, &chars, at) => {
                    out.push(byte, if matches!(c, 'l' | 'I') { '1' } else { '0' });
                }
                c => out.push(byte, c),
            }
        }
        out.origin.push(text.len());
        out
    }

    fn push(&mut self, byte: usize, c: char) {
        self.origin.extend(std::iter::repeat_n(byte, c.len_utf8()));
        self.text.push(c);
    }

    /// The original's span of a span of the folded text.
    pub(super) fn original(&self, span: Span<Byte>, original: &str) -> Span<Byte> {
        let start = self.origin.get(span.start()).copied().unwrap_or(0);
        let last = self.origin.get(span.end().saturating_sub(1)).copied().unwrap_or(start);
        let width = original.get(last..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        Span::new(start, last + width)
    }
}

/// Whether a letter before `chars[at]` belongs to a number: `2O21`, `O.5`, `6O years`, `l88O`. A
/// letter after one digit alone may be a unit (`5 l`).
fn looks_like_digit(before: &str, chars: &[(usize, char)], at: usize) -> bool {
    let next = |by: usize| chars.get(at + by).map(|(_, c)| *c);
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let last = before.chars().next_back();
    let oh = chars.get(at.wrapping_sub(1)).is_some_and(|(_, c)| matches!(c, 'O' | 'o'));
    let inside = (digit(last) || last == Some('.')) && (digit(next(0)) || next(0) == Some('.'));
    let head = !word(last)
        && (oh && next(0) == Some('.') && digit(next(1)) || digit(next(0)) && digit(next(1)));
    // 42Odays, 1OO: the words are run together too. Not H2O, not 4Oct.
    let letters = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let named = letters.chars().next_back().is_some_and(char::is_alphabetic) && {
        let glued = letters.len() - letters.trim_end_matches(char::is_alphabetic).len();
        glued < 3
    };
    let month = next(0) == Some('c') && next(1) == Some('t');
    let hydrate = next(0) == Some('H');
    let capital = chars.get(at.wrapping_sub(1)).is_some_and(|(_, c)| *c == 'O');
    let tail = digit(last)
        && oh
        && !named
        && !month
        && !hydrate
        && (capital || !next(0).is_some_and(|c| c.is_ascii_alphanumeric()));
    inside || head || tail
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_plain_numbers() {
        assert_eq!(Folded::new(r"为 $1 5 . 3 \%$ 左右").text, "为 15.3% 左右");
        assert_eq!(Folded::new(r"$1.2\times 1 0 ^ { 4 }$").text, "1.2×10^4");
        assert_eq!(Folded::new("１２．５％").text, "12.5%");
        assert_eq!(Folded::new("2O21 and 3l4").text, "2021 and 314");
        assert_eq!(
            Folded::new("O.4 to O.5, 6O years, l88O, 5 l").text,
            "0.4 to 0.5, 60 years, 1880, 5 l"
        );
    }

    #[test]
    fn letters_for_digits_are_read_in_glued_words_too() {
        let fold = |t: &str| Folded::new(t).text;
        assert_eq!(
            fold("after42Odaysof and 1OOand1OOO, 2Oo3"),
            "after420daysof and 100and1000, 2003"
        );
        assert_eq!(fold("H2O, 4Oct, CO2, N2O"), "H2O, 4Oct, CO2, N2O");
    }

    #[test]
    fn the_way_back_is_kept() {
        let original = "约１２．５％的";
        let folded = Folded::new(original);
        let at = folded.text.find("12.5%").unwrap();
        let span = folded.original(Span::new(at, at + 5), original);
        assert_eq!(span.of(original), "１２．５％");
    }
}
