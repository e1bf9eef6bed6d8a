//! A few hundred units of a segment: their numbers and folded texts, read as one.

/// Units a chunk: about 40 KB of abstracts' sentences, so that a query reads few bytes it does not need.
pub(super) const CHUNK: usize = 512;

/// Numbers and texts, shortest text first.
pub(super) struct Chunk {
    units: Vec<i64>,
    /// Where each text ends.
    ends: Vec<u32>,
    text: String,
}

/// Writes a chunk: the numbers, then the ends of the texts, then the texts.
pub(super) fn encode(units: &[(i64, String)], out: &mut Vec<u8>) {
    for (unit, _) in units {
        out.extend(unit.to_le_bytes());
    }
    let mut end = 0_u32;
    for (_, text) in units {
        end += text.len() as u32;
        out.extend(end.to_le_bytes());
    }
    for (_, text) in units {
        out.extend(text.as_bytes());
    }
}

impl Chunk {
    /// Reads what [`encode`] wrote; `None` where the bytes are no such thing.
    pub(super) fn decode(count: usize, bytes: &[u8]) -> Option<Self> {
        let (units, rest) = bytes.split_at_checked(count * 8)?;
        let (ends, text) = rest.split_at_checked(count * 4)?;
        let units = units.as_chunks::<8>().0.iter().map(|b| i64::from_le_bytes(*b)).collect();
        let ends: Vec<u32> =
            ends.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        let text = String::from_utf8(text.to_vec()).ok()?;
        let mut start = 0;
        for end in &ends {
            text.get(start..*end as usize)?;
            start = *end as usize;
        }
        (start == text.len()).then_some(Self { units, ends, text })
    }

    /// The number of the unit at a place of this chunk.
    pub(super) fn unit(&self, at: usize) -> i64 {
        self.units.get(at).copied().unwrap_or_default()
    }

    /// Its folded text.
    pub(super) fn text(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends.get(at - 1).map_or(0, |e| *e as usize) };
        let end = self.ends.get(at).map_or(0, |e| *e as usize);
        self.text.get(start..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let units = vec![(7, String::new()), (-1, "海".to_owned()), (9, "cable".to_owned())];
        let mut bytes = Vec::new();
        encode(&units, &mut bytes);
        let chunk = Chunk::decode(3, &bytes).unwrap();
        for (at, (unit, text)) in units.iter().enumerate() {
            assert_eq!((chunk.unit(at), chunk.text(at)), (*unit, text.as_str()));
        }
        assert!(Chunk::decode(3, &bytes[..bytes.len() - 1]).is_none());
        assert!(Chunk::decode(4, &bytes).is_none());
        assert!(Chunk::decode(usize::MAX / 16, &bytes).is_none());
        bytes[24] = 2; // an end inside a character
        assert!(Chunk::decode(3, &bytes).is_none());
    }
}
