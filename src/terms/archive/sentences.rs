//! The aligned sentences of an article, with what can be a term in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::candidates::{chinese_candidates, english_candidates};
use crate::{
    domain::{ArticleRecord, LineRange, Part, Segment, SegmentId},
    lexicon::Lexicon,
    terms::{aligned, cues::Cues},
};

/// What an article gives to the associations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentences {
    /// Hash of the Chinese abstract: an article that is there twice is one article.
    pub text: u64,
    /// File, as given to the run.
    pub file: String,
    /// Article id.
    pub article: String,
    /// The beads of its abstract.
    pub sentences: Vec<AlignedSentence>,
}

/// An aligned sentence: a bead with both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignedSentence {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Chinese lines.
    pub zh_lines: LineRange,
    /// English lines.
    pub en_lines: LineRange,
    /// What can be a term in the Chinese; the key is a hash of the form.
    pub chinese: Vec<Candidate>,
    /// What can be a term in the English; the key is a hash of the folded form.
    pub english: Vec<Candidate>,
}

/// A candidate in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Candidates of one key are one.
    pub key: u64,
    /// First byte of its form in the sentence.
    pub from: u32,
    /// The byte behind its form.
    pub to: u32,
}

impl Candidate {
    fn new(key: &str, form: &str, text: &str) -> Self {
        // The form is a part of the text.
        let from = (form.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        Self { key: fnv1a(key), from: from as u32, to: (from + form.len()) as u32 }
    }

    /// Its form in its sentence.
    pub fn form(self, sentence: &str) -> &str {
        sentence.get(self.from as usize..self.to as usize).unwrap_or_default()
    }
}

/// Finds the sentences of articles.
#[derive(Debug)]
pub struct SentenceFinder<'l> {
    lexicon: &'l Lexicon,
    cues: Cues,
}

impl<'l> SentenceFinder<'l> {
    /// A finder that asks this lexicon for words.
    pub fn new(lexicon: &'l Lexicon) -> Self {
        Self { lexicon, cues: Cues::new() }
    }

    /// The aligned sentences of an article; `None` where it has no Chinese abstract or no beads.
    pub fn of(&self, record: &ArticleRecord) -> Option<Sentences> {
        let text = record.article.zh.abstract_text.as_ref()?;
        if record.beads.is_empty() {
            return None;
        }
        let by_id = |segments: &[Segment]| -> BTreeMap<SegmentId, usize> {
            segments.iter().enumerate().map(|(at, s)| (s.id, at)).collect()
        };
        let (zh_ids, en_ids) = (by_id(&record.segments_zh), by_id(&record.segments_en));
        let mut sentences = Vec::new();
        for bead in record.beads.iter().filter(|b| b.part != Part::Clause) {
            let zh = aligned::joined(&bead.zh, &zh_ids, &record.segments_zh, "");
            let en = aligned::joined(&bead.en, &en_ids, &record.segments_en, " ");
            let (Some(zh), Some(en)) = (zh, en) else { continue };
            sentences.push(self.sentence(zh.as_str(), en.as_str(), zh.lines, en.lines));
        }
        Some(Sentences {
            text: fnv1a(text.as_str()),
            file: record.source.file.clone(),
            article: record.id.clone(),
            sentences,
        })
    }

    /// A sentence with its candidates.
    pub fn sentence(
        &self,
        zh: &str,
        en: &str,
        zh_lines: LineRange,
        en_lines: LineRange,
    ) -> AlignedSentence {
        let chinese = chinese_candidates(zh, self.lexicon, &self.cues);
        let english = english_candidates(en);
        AlignedSentence {
            chinese: chinese.into_iter().map(|form| Candidate::new(form, form, zh)).collect(),
            english: english.iter().map(|(key, form)| Candidate::new(key, form, en)).collect(),
            zh: zh.to_owned(),
            en: en.to_owned(),
            zh_lines,
            en_lines,
        }
    }
}

/// FNV-1a, 64 bits: the same on every machine.
fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
