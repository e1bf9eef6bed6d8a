//! Structured abstracts: the labels of their parts bind, no bead crosses one.

use std::ops::Range;

use crate::domain::{ArticleRecord, Front, Segment};

/// The runs of sentences, Chinese and English, that are aligned with one another: one for each part
/// where both abstracts have the same number of parts, else the whole abstracts.
pub(super) fn runs(record: &ArticleRecord) -> Vec<(Range<usize>, Range<usize>)> {
    let zh = starts(&record.article.zh, &record.segments_zh);
    let en = starts(&record.article.en, &record.segments_en);
    let whole = vec![(0..record.segments_zh.len(), 0..record.segments_en.len())];
    if zh.len() != en.len() || zh.len() < 2 {
        return whole;
    }
    let ranges = |starts: &[usize], count: usize| -> Vec<Range<usize>> {
        let ends = starts.iter().skip(1).copied().chain([count]);
        starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
    };
    let zh = ranges(&zh, record.segments_zh.len());
    let en = ranges(&en, record.segments_en.len());
    zh.into_iter().zip(en).collect()
}

/// The sentence with which each part begins; empty where one does not begin a sentence of its own.
fn starts(front: &Front, segments: &[Segment]) -> Vec<usize> {
    let Some(text) = &front.abstract_text else { return Vec::new() };
    let mut found: Vec<usize> = Vec::new();
    for part in &front.abstract_parts {
        let at = text.text.source_span(part.label_span).start();
        let begins = segments.iter().position(|s| s.passage.text.source().start() == at);
        match begins {
            Some(index) if found.last().is_none_or(|last| *last < index) => found.push(index),
            _ => return Vec::new(),
        }
    }
    if found.first() == Some(&0) { found } else { Vec::new() }
}
