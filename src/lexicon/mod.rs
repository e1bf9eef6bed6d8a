//! The bilingual lexicon: headwords, senses, frequencies, pinyin, word segmentation.
//!
//! The tables are compiled by the build script from CC-CEDICT, jieba's word counts and the
//! project's own tables in `data/`, and embedded: nothing is parsed when the program starts.
#![deny(clippy::disallowed_methods)]

mod english;
pub mod headings;
pub mod labels;
mod language;
pub mod names;
mod pinyin;
mod table;
mod trie;
mod words;

use crate::domain::{Byte, Span};
use table::{Numbers, Strings};

pub use english::Stems;
pub use language::language_of;
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
    /// Per word: where its parts begin.
    part_offsets: Numbers,
    /// Word (upper 28 bits) and length in characters.
    parts: Numbers,
    /// Two bytes a word: cost in the training corpus.
    word_costs: &'static [u8],
    /// Two bytes a stem: cost in the training corpus.
    stem_costs: &'static [u8],
    /// Per word: where its trained translations begin.
    trained_offsets: Numbers,
    /// Pairs: stem; both probabilities of 65535, the forward one in the lower half.
    trained: Numbers,
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
        part_offsets: Numbers(table!("part-offsets")),
        parts: Numbers(table!("parts")),
        word_costs: table!("word-costs"),
        stem_costs: table!("stem-costs"),
        trained_offsets: Numbers(table!("trained-offsets")),
        trained: Numbers(table!("trained")),
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

    /// The stem itself.
    pub fn stem(&self, stem: StemId) -> &'static str {
        self.tables.stems.get(stem.0 as usize)
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

    /// The words that a word is put together from (by longest match from the left), each with its
    /// length in characters; those without senses are left out.
    pub fn parts(&self, word: WordId) -> impl Iterator<Item = (WordId, usize)> + '_ {
        let offsets = self.tables.part_offsets;
        let at = word.0 as usize;
        (offsets.get(at)..offsets.get(at + 1)).map(|index| {
            let entry = self.tables.parts.get(index as usize);
            (WordId(entry >> 4), (entry & 0xf) as usize)
        })
    }

    /// Relative frequency (0..1) of a word in the training corpus; 0 where it has none.
    pub fn word_frequency(&self, word: WordId) -> f64 {
        trained_frequency(self.tables.word_costs, word.0)
    }

    /// Relative frequency (0..1) of an English stem in the training corpus; 0 where it has none.
    pub fn stem_frequency(&self, stem: StemId) -> f64 {
        trained_frequency(self.tables.stem_costs, stem.0)
    }

    /// Translations of a word that were learned from the training corpus: stem, probability of the
    /// stem given the word, and of the word given the stem.
    pub fn trained(&self, word: WordId) -> impl Iterator<Item = (StemId, f64, f64)> + '_ {
        let offsets = self.tables.trained_offsets;
        let at = word.0 as usize;
        (offsets.get(at)..offsets.get(at + 1)).map(|index| {
            let at = 2 * index as usize;
            let both = self.tables.trained.get(at + 1);
            let share = |part: u32| f64::from(part) / 65535.0;
            (StemId(self.tables.trained.get(at)), share(both & 0xffff), share(both >> 16))
        })
    }

    fn cost_millinats(&self, word: WordId) -> u32 {
        short(self.tables.costs, word.0)
    }
}

fn trained_frequency(costs: &[u8], index: u32) -> f64 {
    match short(costs, index) {
        NO_COST => 0.0,
        cost => libm::exp(-f64::from(cost) / 1000.0),
    }
}

/// Cost of what a corpus lacks.
const NO_COST: u32 = u16::MAX as u32;

/// A number of two bytes; [`NO_COST`] past the end.
fn short(numbers: &[u8], index: u32) -> u32 {
    let bytes = numbers.get(2 * index as usize..).and_then(<[u8]>::first_chunk::<2>);
    bytes.map_or(NO_COST, |b| u32::from(u16::from_le_bytes(*b)))
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
            words("各国将人工智能确立为合作支柱。"),
            ["各国", "将", "人工智能", "确立", "为", "合作", "支柱", "。"]
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
