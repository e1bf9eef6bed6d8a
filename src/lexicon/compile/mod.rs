//! Builds the binary tables of the lexicon. Part of the build script, not of the library: it takes
//! text and gives bytes.

mod cedict;
mod parts;
mod stems;
mod trained;
mod trie;
mod tsv;
mod vocabulary;

use std::collections::BTreeMap;

use vocabulary::Vocabulary;

/// The texts that the lexicon is made of.
pub(crate) struct Sources {
    /// CC-CEDICT as distributed.
    pub(crate) cedict: String,
    /// jieba's dictionary: `word count tag` a line.
    pub(crate) frequencies: String,
    /// The project's tables: file name, text.
    pub(crate) tables: Vec<(String, String)>,
}

/// A table's bytes under the name that the library embeds.
pub(crate) type Table = (&'static str, Vec<u8>);

/// Compiles all tables.
pub(crate) fn compile(sources: &Sources) -> Result<Vec<Table>, String> {
    let vocabulary = Vocabulary::gather(sources)?;
    let mut tables = trie::build(&vocabulary);
    tables.extend(parts::build(&vocabulary));
    tables.extend(vocabulary.tables());
    tables.extend(stems::build(sources, &vocabulary)?);
    Ok(tables)
}

/// Strings one after another, with their offsets: `(offsets, text)`, one more offset than strings.
fn pool<'a>(strings: impl Iterator<Item = &'a str>) -> (Vec<u8>, Vec<u8>) {
    let mut offsets = vec![0; 4];
    let mut text = Vec::new();
    for string in strings {
        text.extend_from_slice(string.as_bytes());
        offsets.extend_from_slice(&(text.len() as u32).to_le_bytes());
    }
    (offsets, text)
}

/// Counts by key, in key order.
type Counts = BTreeMap<String, f64>;
