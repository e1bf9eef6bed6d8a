//! Normalization before a text is cut into pieces: `SentencePiece`'s table of replacements (NFKC and
//! more), blanks drawn together and written as ▁.
//!
//! The table is a double-array trie (Aoe 1989) in the units of darts-clone, then the replacements, each
//! ended by a zero byte.

/// How blanks are written.
pub(super) const BLANK: &[u8] = "▁".as_bytes();

/// The replacements of a model.
#[derive(Debug, Default)]
pub(super) struct Normalizer {
    units: Vec<u32>,
    replacements: Vec<u8>,
    /// What a text begins with.
    pub(super) adds_blank: bool,
    /// Whether runs of blanks are one, and those at the ends none.
    pub(super) drops_blanks: bool,
}

impl Normalizer {
    /// Reads a model's table; without one the text stays as it is.
    pub(super) fn new(table: &[u8]) -> Result<Self, &'static str> {
        let mut normalizer = Self { adds_blank: true, drops_blanks: true, ..Self::default() };
        if table.is_empty() {
            return Ok(normalizer);
        }
        let cut = "the table of replacements is cut off";
        let (len, rest) = table.split_first_chunk::<4>().ok_or(cut)?;
        let (units, replacements) =
            rest.split_at_checked(u32::from_le_bytes(*len) as usize).ok_or(cut)?;
        normalizer.units =
            units.as_chunks::<4>().0.iter().map(|unit| u32::from_le_bytes(*unit)).collect();
        normalizer.replacements = replacements.to_vec();
        Ok(normalizer)
    }

    /// The text as the pieces are written.
    pub(super) fn normalize(&self, text: &str) -> Vec<u8> {
        let mut out = Vec::with_capacity(text.len() + text.len() / 4 + BLANK.len());
        if self.adds_blank {
            out.extend(BLANK);
        }
        let mut rest = text.as_bytes();
        let mut after_blank = self.drops_blanks;
        while !rest.is_empty() {
            let (mut piece, len) = self.first(rest);
            rest = rest.get(len..).unwrap_or_default();
            if after_blank {
                piece = piece.trim_ascii_start_blanks();
            }
            for byte in piece {
                if *byte == b' ' {
                    out.extend(BLANK);
                } else {
                    out.push(*byte);
                }
            }
            if let Some(last) = piece.last() {
                after_blank = self.drops_blanks && *last == b' ';
            }
        }
        if self.drops_blanks {
            while out.ends_with(BLANK) {
                out.truncate(out.len() - BLANK.len());
            }
        }
        out
    }

    /// What the longest beginning of `text` that has a replacement becomes, or else its first
    /// character, with the length in bytes of what is replaced.
    fn first<'a>(&'a self, text: &'a [u8]) -> (&'a [u8], usize) {
        let mut found = None;
        let mut node = self.units.first().map_or(0, |unit| offset(*unit));
        for (at, byte) in text.iter().enumerate() {
            node ^= usize::from(*byte);
            let Some(unit) = self.units.get(node).copied() else { break };
            if unit & 0x8000_00ff != u32::from(*byte) {
                break;
            }
            node ^= offset(unit);
            if unit & 0x100 != 0 {
                let Some(value) = self.units.get(node) else { break };
                found = Some((at + 1, (value & 0x7fff_ffff) as usize));
            }
        }
        let replacement = found.and_then(|(len, start)| {
            let rest = self.replacements.get(start..)?;
            let end = rest.iter().position(|byte| *byte == 0)?;
            Some((rest.get(..end)?, len))
        });
        replacement.unwrap_or_else(|| {
            let len = 1 + text.iter().skip(1).take_while(|byte| **byte & 0xc0 == 0x80).count();
            (text.get(..len).unwrap_or(text), len)
        })
    }
}

/// Where the children of a unit lie.
fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}

trait TrimBlanks {
    fn trim_ascii_start_blanks(&self) -> &Self;
}

impl TrimBlanks for [u8] {
    fn trim_ascii_start_blanks(&self) -> &Self {
        let blanks = self.iter().take_while(|byte| **byte == b' ').count();
        self.get(blanks..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_drawn_together() {
        let normalizer = Normalizer::new(&[]).unwrap();
        let text = |s: &str| String::from_utf8(normalizer.normalize(s)).unwrap();
        assert_eq!(text("  a  b 海缆 "), "▁a▁b▁海缆");
        assert_eq!(text("   "), "");
        assert_eq!(text(""), "");
    }

    #[test]
    fn a_table_cut_off_is_an_error() {
        assert!(Normalizer::new(&[1, 0]).is_err());
        assert!(Normalizer::new(&[9, 0, 0, 0, 1]).is_err());
    }

    #[test]
    fn a_table_of_noise_does_no_harm() {
        let mut table = vec![64, 0, 0, 0];
        table.extend((0..64_u8).map(|i| i.wrapping_mul(37)));
        let normalizer = Normalizer::new(&table).unwrap();
        assert!(!normalizer.normalize("noise 噪声").is_empty());
    }
}
