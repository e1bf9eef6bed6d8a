//! A query made ready for measuring: where it has which character.

use super::band::{Band, distances};

/// Rows of nothing before the first, so that a band may begin above it.
const BEFORE: usize = 64 * MOST_WORDS;
/// The widest band that has a kernel of its own, in words.
pub(super) const MOST_WORDS: usize = 4;

/// The query's characters as bits.
pub(super) struct Pattern {
    /// Characters of the query.
    pub(super) len: usize,
    /// Row 0 is of characters that the query has not; row r has a bit a position of character r.
    bits: Vec<u64>,
    words: usize,
    /// The row of each character of the basic plane; 0 for none. Kept from query to query.
    row_of: Vec<u16>,
    used: Vec<char>,
    /// Characters beyond the basic plane.
    astral: Vec<(char, u16)>,
    /// All windows of 64 bits of the rows, see [`Self::windows`].
    windows: Vec<u64>,
    windows_made: bool,
}

impl Default for Pattern {
    fn default() -> Self {
        Self {
            len: 0,
            bits: Vec::new(),
            words: 0,
            row_of: vec![0; 0x1_0000],
            used: Vec::new(),
            astral: Vec::new(),
            windows: Vec::new(),
            windows_made: false,
        }
    }
}

impl Pattern {
    /// Takes another query. At most 65,534 different characters are told apart, which is more than
    /// a query of any language has; further ones count as characters that no text has.
    pub(super) fn set(&mut self, query: &[char]) {
        for c in self.used.drain(..) {
            self.row_of[c as usize] = 0;
        }
        self.astral.clear();
        self.windows_made = false;
        self.len = query.len();
        self.words = (query.len() + 2 * BEFORE) / 64 + 2;
        let mut rows = 1_usize;
        self.bits.clear();
        self.bits.resize(self.words, 0);
        for (at, c) in query.iter().enumerate() {
            let mut row = usize::from(self.row(*c));
            if row == 0 {
                let Ok(new) = u16::try_from(rows) else { continue };
                row = rows;
                rows += 1;
                self.bits.resize(rows * self.words, 0);
                if (*c as usize) < self.row_of.len() {
                    self.row_of[*c as usize] = new;
                    self.used.push(*c);
                } else {
                    self.astral.push((*c, new));
                }
            }
            let bit = at + BEFORE;
            self.bits[row * self.words + bit / 64] |= 1 << (bit % 64);
        }
    }

    /// The row of a character; 0 where the query has it not.
    pub(super) fn row(&self, c: char) -> u16 {
        if let Some(row) = self.row_of.get(c as usize) {
            return *row;
        }
        self.astral.iter().find(|(known, _)| *known == c).map_or(0, |(_, row)| *row)
    }

    #[inline(always)]
    fn window(&self, row: usize, from: usize) -> u64 {
        let (word, shift) = (row * self.words + from / 64, from % 64);
        (self.bits[word] >> shift) | ((self.bits[word + 1] << 1) << (63 - shift))
    }

    /// The edit distance to a text given as rows, where it is at most `limit`.
    pub(super) fn distance(&self, text: &[u16], limit: usize) -> Option<usize> {
        let band = Band::new(self.len, text.len(), limit)?;
        let distance = match band.width.div_ceil(64) {
            1 => self.banded::<1>(&band, text),
            2 => self.banded::<2>(&band, text),
            3..=4 => self.banded::<4>(&band, text),
            _ => self.whole(text, limit),
        };
        (distance <= limit).then_some(distance)
    }

    fn banded<const W: usize>(&self, band: &Band, text: &[u16]) -> usize {
        let start = (BEFORE.cast_signed() + band.low) as usize;
        let [distance] = distances::<1, W>(band, text.len(), |_, column, word| {
            let row = usize::from(text[column]);
            if row == 0 { 0 } else { self.window(row, start + column + 64 * word) }
        });
        distance as usize
    }

    /// Myers' algorithm over all words of the query: for texts whose band is wider than the kernels.
    fn whole(&self, text: &[u16], limit: usize) -> usize {
        let words = self.len.div_ceil(64);
        if words == 0 {
            return text.len();
        }
        let first = BEFORE / 64;
        let mut columns = vec![(u64::MAX, 0_u64); words];
        let mut score = self.len;
        let last_bit = 1_u64 << ((self.len - 1) % 64);
        for (at, row) in text.iter().enumerate() {
            let bits = &self.bits[usize::from(*row) * self.words + first..];
            // What comes in from above: each column's first row is one more than the one before.
            let (mut plus_in, mut minus_in) = (1_u64, 0_u64);
            for (word, (plus, minus)) in columns.iter_mut().enumerate() {
                let x = bits[word] | minus_in;
                let sum = (x & *plus).wrapping_add(*plus);
                let same = (sum ^ *plus) | x | *minus;
                let (right, left) = (*minus | !(same | *plus), *plus & same);
                if word + 1 == words {
                    score += usize::from(right & last_bit != 0);
                    score -= usize::from(left & last_bit != 0);
                }
                let (plus_out, minus_out) = (right >> 63, left >> 63);
                let (right, left) = ((right << 1) | plus_in, (left << 1) | minus_in);
                *plus = left | !(same | right);
                *minus = right & same;
                (plus_in, minus_in) = (plus_out, minus_out);
            }
            if score > limit + (text.len() - at - 1) {
                return usize::MAX;
            }
        }
        score
    }

    /// Makes all windows of all rows, if that is not too much memory (4 MB), for texts measured side
    /// by side.
    pub(super) fn make_windows(&mut self) -> bool {
        let stride = self.stride();
        let rows = self.bits.len() / self.words.max(1);
        if rows * stride > 512 * 1024 {
            return false;
        }
        if !self.windows_made {
            self.windows.clear();
            for row in 0..rows {
                for from in 0..stride {
                    let window = self.window(row, from);
                    self.windows.push(window);
                }
            }
            self.windows_made = true;
        }
        true
    }

    /// Windows a row.
    fn stride(&self) -> usize {
        self.len + BEFORE + 64 * (MOST_WORDS - 1) + 1
    }

    /// The windows for bytes of ASCII, once they are made.
    pub(super) fn windows(&self) -> Windows<'_> {
        let mut base = [0_u32; 128];
        for (byte, base) in base.iter_mut().enumerate() {
            *base = u32::from(self.row_of[byte]) * self.stride() as u32;
        }
        Windows { windows: &self.windows, base }
    }
}

/// Windows of a query's rows.
pub(super) struct Windows<'p> {
    windows: &'p [u64],
    base: [u32; 128],
}

impl Windows<'_> {
    /// The distances of texts of the same length, in ASCII, side by side; where one is above the
    /// band's limit, only that is known. `None` where the band is too wide.
    pub(super) fn distances(&self, band: &Band, texts: &[&[u8]; LANES]) -> Option<[u32; LANES]> {
        let measure = Measure { windows: self, band, texts };
        let arch = pulp::Arch::new();
        match band.width.div_ceil(64) {
            1 => Some(arch.dispatch(Words::<1>(measure))),
            2 => Some(arch.dispatch(Words::<2>(measure))),
            3..=4 => Some(arch.dispatch(Words::<4>(measure))),
            _ => None,
        }
    }
}

/// Texts measured side by side.
pub(super) const LANES: usize = 8;

struct Measure<'m> {
    windows: &'m Windows<'m>,
    band: &'m Band,
    texts: &'m [&'m [u8]; LANES],
}

/// Work that is compiled once more for wide vectors.
struct Words<'m, const W: usize>(Measure<'m>);

impl<const W: usize> pulp::NullaryFnOnce for Words<'_, W> {
    type Output = [u32; LANES];

    #[inline(always)]
    fn call(self) -> [u32; LANES] {
        let Measure { windows, band, texts } = self.0;
        let columns = texts.iter().map(|text| text.len()).min().unwrap_or(0);
        let texts = texts.map(|text| &text[..columns]);
        let start = (BEFORE.cast_signed() + band.low) as usize;
        distances::<LANES, W>(band, columns, |lane, column, word| {
            let base = windows.base[usize::from(texts[lane][column] & 127)] as usize;
            windows.windows.get(base + start + column + 64 * word).copied().unwrap_or(0)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
        let mut pattern = Pattern::default();
        pattern.set(&a.chars().collect::<Vec<_>>());
        let rows: Vec<u16> = b.chars().map(|c| pattern.row(c)).collect();
        pattern.distance(&rows, limit)
    }

    fn check(a: &str, b: &str) {
        let right = strsim::levenshtein(a, b);
        for limit in [right, right + 1, right + 9, right + 70, right + 300, right + 1000] {
            assert_eq!(distance(a, b, limit), Some(right), "{a} | {b} | {limit}");
        }
        for limit in (0..right).rev().take(70) {
            assert_eq!(distance(a, b, limit), None, "{a} | {b} | {limit}");
        }
    }

    #[test]
    fn small_cases() {
        for (a, b) in [
            ("", ""),
            ("", "abc"),
            ("abc", ""),
            ("kitten", "sitting"),
            ("海底电缆", "电缆"),
            ("𠮷野家", "吉野家𠮷"),
        ] {
            check(a, b);
        }
    }

    #[test]
    fn bands_of_every_width() {
        for n in [1, 30, 63, 64, 65, 127, 128, 129, 200, 300, 700] {
            let a: String = (0..n).map(|i| char::from(b'a' + (i * i % 7) as u8)).collect();
            let b: String = (0..n + n / 9).map(|i| char::from(b'a' + (i * 5 % 6) as u8)).collect();
            check(&a, &b);
            check(&b, &a);
            check(&a, &a);
        }
    }

    #[test]
    fn side_by_side_is_as_one_by_one() {
        let query = "the treaty on submarine cables was signed by six countries of the gulf";
        let mut pattern = Pattern::default();
        pattern.set(&query.chars().collect::<Vec<_>>());
        assert!(pattern.make_windows());
        for len in [1, 40, 60, 68, 90, 200] {
            let texts: Vec<String> = (0..LANES)
                .map(|lane| query.chars().cycle().skip(lane * lane).take(len).collect())
                .collect();
            let lanes: [&[u8]; LANES] = std::array::from_fn(|lane| texts[lane].as_bytes());
            for limit in [0, 7, 20, 63, 100, 180] {
                let Some(band) = Band::new(pattern.len, len, limit) else { continue };
                let found = pattern.windows().distances(&band, &lanes).unwrap();
                for (text, found) in texts.iter().zip(found) {
                    let right = strsim::levenshtein(query, text);
                    if right <= limit {
                        assert_eq!(found as usize, right);
                    } else {
                        assert!(found as usize > limit);
                    }
                }
            }
        }
    }

    #[test]
    fn a_pattern_forgets_the_query_before() {
        let mut pattern = Pattern::default();
        pattern.set(&['a', '海', '𠮷']);
        pattern.set(&['b']);
        assert_eq!((pattern.row('a'), pattern.row('海'), pattern.row('𠮷')), (0, 0, 0));
    }

    proptest! {
        #[test]
        fn equals_strsim(a in "[a-d]{0,150}", b in "[a-d]{0,150}") {
            check(&a, &b);
        }

        #[test]
        fn equals_strsim_in_chinese(a in "[一-丏]{0,90}", b in "[一-丏]{0,90}") {
            check(&a, &b);
        }
    }
}
