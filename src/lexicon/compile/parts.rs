//! The parts of each word: the words of the dictionary that it is put together from.

use std::collections::BTreeMap;

use super::{Table, Vocabulary};

/// Builds `part-offsets.bin` and `parts.bin`: for each word its parts by longest match from the
/// left, each shorter than the word and with senses of its own; number of the part (upper 28 bits)
/// and its length in characters.
pub(super) fn build(vocabulary: &Vocabulary) -> Vec<Table> {
    let with_senses: BTreeMap<&str, u32> = vocabulary
        .words
        .iter()
        .zip(0..)
        .filter(|((_, word), _)| !word.senses.is_empty())
        .map(|((text, _), id)| (text.as_str(), id))
        .collect();
    let mut offsets = vec![0; 4];
    let mut entries: Vec<u8> = Vec::new();
    for text in vocabulary.words.keys() {
        let starts: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let count = starts.len() - 1;
        let mut at = 0;
        while at < count && count > 1 {
            let longest = (1..=(count - at).min(15)).rev().find_map(|len| {
                let id = with_senses.get(text.get(starts[at]..starts[at + len])?)?;
                (len < count).then_some((len, *id))
            });
            if let Some((len, id)) = longest {
                entries.extend((id << 4 | len as u32).to_le_bytes());
            }
            at += longest.map_or(1, |(len, _)| len);
        }
        offsets.extend(((entries.len() / 4) as u32).to_le_bytes());
    }
    vec![("part-offsets.bin", offsets), ("parts.bin", entries)]
}
