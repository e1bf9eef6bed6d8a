//! Two texts made ready for alignment.

use std::ops::Range;

use super::{
    evidence::{EvidenceWeights, Rows},
    names::NameMatcher,
    tokens::{EnTokenizer, Sentence, ZhTokenizer},
    translation::{Table, TableWeights},
};
use crate::lexicon::{Lexicon, Stems};

/// The sentences of both sides and the translation table between their words.
#[derive(Debug)]
pub(super) struct Bitext {
    pub(super) zh: Vec<Sentence>,
    pub(super) en: Vec<Sentence>,
    pub(super) table: Table,
    pub(super) en_types: usize,
}

impl Bitext {
    pub(super) fn new(
        lexicon: &Lexicon,
        stems: &Stems,
        zh: &[&str],
        en: &[&str],
        weights: &TableWeights,
    ) -> Self {
        let mut en_tokenizer = EnTokenizer::new(lexicon, stems);
        let en_sentences: Vec<Sentence> = en.iter().map(|s| en_tokenizer.sentence(s)).collect();
        let names = en_tokenizer.names().filter(|_| weights.kinds.names);
        let names = NameMatcher::new(lexicon, names);
        let mut zh_tokenizer = ZhTokenizer::new(lexicon, stems, &names);
        let zh_sentences: Vec<Sentence> = zh.iter().map(|s| zh_tokenizer.sentence(s)).collect();
        let table = Table::new(lexicon, &zh_tokenizer.types, &en_tokenizer.types, weights);
        Self { zh: zh_sentences, en: en_sentences, table, en_types: en_tokenizer.types.len() }
    }

    /// The evidence between parts of both sides; sentences count from the parts' starts.
    pub(super) fn rows_of(
        &self,
        zh: Range<usize>,
        en: Range<usize>,
        weights: EvidenceWeights,
    ) -> Rows<'_> {
        Rows::new(&self.zh[zh], &self.en[en], &self.table, self.en_types, weights)
    }

    /// The evidence between both sides.
    pub(super) fn rows(&self, weights: EvidenceWeights) -> Rows<'_> {
        Rows::new(&self.zh, &self.en, &self.table, self.en_types, weights)
    }
}
