//! The bilingual lexicon: headwords, senses, frequencies, pinyin, word segmentation.
//!
//! The tables are compiled by the build script from CC-CEDICT, jieba's word counts and the
//! project's own tables in `data/`, and embedded: nothing is parsed when the program starts.
#![deny(clippy::disallowed_methods)]

mod english;
pub mod headings;
pub mod labels;
pub mod names;
mod pinyin;
mod table;
mod trie;
mod words;

use crate::domain::{Byte, Span};
use table::{Numbers, Strings};

pub use english::Stems;
pub use trie::WordId;
pub use words::Word;

/// The built-in lexicon (compiled by `build.rs`): look-ups borrow from static tables.
#[derive(Debug)]
pub struct Lexicon {
    tables: Tables,
}

#[derive(Debug)]
struct Tables {
    trie: trie::Trie,
    /// Two bytes a word: negative logarithm of its relative frequency in thousandths.
    costs: &'static [u8],
    /// One string a word: its senses, a line each.
    senses: Strings,
    /// English words that the senses use, sorted.
    english: Strings,
    /// English stems, sorted.
    stems: Strings,
    /// Per word: where its glosses begin.
    gloss_offsets: Numbers,
    /// Stem (upper 24 bits) and weight (of 255).
    glosses: Numbers,
}

macro_rules! table {
    ($name:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".bin"))
    };
}

macro_rules! strings {
    ($offsets:literal, $text:literal) => {
        Strings {
            offsets: Numbers(table!($offsets)),
            text: include_str!(concat!(env!("OUT_DIR"), "/", $text, ".bin")),
        }
    };
}

static BUILTIN: Lexicon = Lexicon {
    tables: Tables {
        trie: trie::Trie { slots: Numbers(table!("trie")), codes: Numbers(table!("codes")) },
        costs: table!("costs"),
        senses: strings!("sense-offsets", "senses"),
        english: strings!("english-offsets", "english"),
        stems: strings!("stem-offsets", "stems"),
        gloss_offsets: Numbers(table!("gloss-offsets")),
        glosses: Numbers(table!("glosses")),
    },
};

/// Number of an English stem of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StemId(pub(crate) u32);

impl Lexicon {
    /// The lexicon that ships with the program.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Whether `word` is a headword: whether any source of the lexicon lists it. Traditional
    /// characters that Simplified text never uses count as their Simplified ones.
    pub fn contains(&self, word: &str) -> bool {
        self.find(word).is_some()
    }

    /// The number of a word that the lexicon has.
    pub fn find(&self, word: &str) -> Option<WordId> {
        self.tables.trie.find(word)
    }

    /// English senses of a Chinese word, without brackets and notes: the project's own first, then
    /// CC-CEDICT's in the dictionary's order. Empty for words that are only counted.
    ///
    /// ```
    /// # use duizhao::lexicon::Lexicon;
    /// assert!(Lexicon::builtin().senses("合作").contains(&"to cooperate"));
    /// ```
    pub fn senses(&self, word: &str) -> Vec<&'static str> {
        self.find(word).map_or_else(Vec::new, |id| self.senses_of(id).collect())
    }

    /// As [`senses`](Self::senses), by number.
    pub fn senses_of(&self, word: WordId) -> impl Iterator<Item = &'static str> + use<> {
        self.tables.senses.get(word.0 as usize).lines()
    }

    /// Relative frequency (0..1) of a Chinese word in running text; 0 where it is not known.
    pub fn frequency(&self, word: &str) -> f64 {
        self.find(word).map_or(0.0, |id| libm::exp(-f64::from(self.cost_millinats(id)) / 1000.0))
    }

    /// Splits `text` into words: byte spans that cover every byte once, in order. Han runs are
    /// split by the most likely path over the lexicon; Latin words, numbers, blanks and single
    /// punctuation marks are spans of their own.
    pub fn words(&self, text: &str) -> Vec<Span<Byte>> {
        self.known_words(text).into_iter().map(|word| word.span).collect()
    }

    /// `text` with Traditional characters made Simplified, character by character (as many
    /// characters as before).
    pub fn simplified(&self, text: &str) -> String {
        fast2s::convert(text)
    }

    /// Whether `word` (lower case) is an English word that the lexicon's English has.
    pub fn is_english_word(&self, word: &str) -> bool {
        self.tables.english.position(word).is_some()
    }

    /// The number of an English stem (see [`Stems`]).
    pub fn stem_id(&self, stem: &str) -> Option<StemId> {
        self.tables.stems.position(stem).map(|at| StemId(at as u32))
    }

    /// How many stems there are.
    pub fn stem_count(&self) -> usize {
        self.tables.stems.len()
    }

    /// Stems of a word's senses, with a weight (0..=1): the fewer words a sense has, the more each
    /// of them says.
    pub fn glosses(&self, word: WordId) -> impl Iterator<Item = (StemId, f64)> + '_ {
        let offsets = self.tables.gloss_offsets;
        let at = word.0 as usize;
        (offsets.get(at)..offsets.get(at + 1)).map(|index| {
            let entry = self.tables.glosses.get(index as usize);
            (StemId(entry >> 8), f64::from(entry & 0xff) / 255.0)
        })
    }

    fn cost_millinats(&self, word: WordId) -> u32 {
        let at = 2 * word.0 as usize;
        let bytes = self.tables.costs.get(at..).and_then(<[u8]>::first_chunk::<2>);
        bytes.map_or(u32::from(u16::MAX), |b| u32::from(u16::from_le_bytes(*b)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        Lexicon::builtin().words(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn han_runs_are_split_by_the_most_likely_path() {
        assert_eq!(
            words("美国将人工智能确立为战略支柱。"),
            ["美国", "将", "人工智能", "确立", "为", "战略", "支柱", "。"]
        );
    }

    #[test]
    fn other_scripts_are_words_of_their_own() {
        assert_eq!(
            words("用AI  don't 3.14%,ok"),
            ["用", "AI", "  ", "don't", " ", "3.14", "%", ",", "ok"]
        );
    }

    #[test]
    fn traditional_text_finds_the_same_words() {
        assert_eq!(words("戰略競爭"), ["戰略", "競爭"]);
        assert!(Lexicon::builtin().contains("戰略"));
    }

    #[test]
    fn senses_are_plain_english() {
        let senses = Lexicon::builtin().senses("长");
        assert!(senses.contains(&"length") && senses.contains(&"chief"));
        assert!(senses.iter().all(|s| !s.contains(['(', '[', '长'])));
        assert!(Lexicon::builtin().senses("不是词的词").is_empty());
    }

    #[test]
    fn frequency_orders_words() {
        let lexicon = Lexicon::builtin();
        assert!(lexicon.frequency("的") > 0.004);
        assert!(lexicon.frequency("的") < 0.1);
        assert!(lexicon.frequency("战略") > lexicon.frequency("蹴鞠"));
        assert!(lexicon.frequency("蹴鞠鞠") <= 0.0);
    }

    #[test]
    fn simplified_keeps_the_length() {
        let lexicon = Lexicon::builtin();
        assert_eq!(lexicon.simplified("臺灣與東亞的關係"), "台湾与东亚的关系");
        assert_eq!(lexicon.simplified("乾隆皇帝"), "乾隆皇帝");
    }

    #[test]
    fn english_words_are_told_from_joined_ones() {
        let lexicon = Lexicon::builtin();
        assert!(lexicon.is_english_word("strategic") && lexicon.is_english_word("network"));
        assert!(!lexicon.is_english_word("threepronged"));
    }

    #[test]
    fn glosses_weigh_short_senses_more() {
        let lexicon = Lexicon::builtin();
        let stem = lexicon.stem_id(&Stems::new().stem("cooperation")).unwrap();
        let id = lexicon.find("合作").unwrap();
        assert!(lexicon.glosses(id).any(|(s, weight)| s == stem && weight > 0.99));
    }
}
