//! Body sentences that say what a sentence of the abstract says.

use super::beads::{segments_of, texts};
use crate::{
    align::LexicalAligner,
    domain::{ArticleRecord, Bead, BodyLink, Document, Part, Segment, SegmentId, Side},
    segment,
};

/// How many body sentences are linked to a sentence of the abstract at most.
const MOST_LINKS: usize = 10;

/// Links every sentence of the abstract to the body sentences that say the same.
pub(super) fn link_body(
    record: &mut ArticleRecord,
    aligner: &LexicalAligner<'_>,
    document: &Document,
) {
    let body: Vec<Segment> = record
        .article
        .body
        .iter()
        .flat_map(|p| segments_of(Side::Zh, Part::Body, p, document, segment::sentences))
        .enumerate()
        .map(|(index, segment)| Segment { id: SegmentId(index as u32), ..segment })
        .collect();
    let joined = |segments: &[Segment], range: &std::ops::Range<u32>, with: &str| -> String {
        segments
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
            .iter()
            .map(Segment::as_str)
            .collect::<Vec<_>>()
            .join(with)
    };
    let sentence_beads: Vec<Bead> =
        record.beads.iter().filter(|b| b.part == Part::Abstract).map(|b| b.bead.clone()).collect();
    // One query an English sentence (with the Chinese of its bead), and one a Chinese sentence
    // without English.
    let mut queries: Vec<(Option<SegmentId>, Option<SegmentId>, String, String)> = Vec::new();
    for bead in &sentence_beads {
        let zh_text = joined(&record.segments_zh, &bead.zh, "");
        let zh_id = bead.zh.clone().next().map(SegmentId);
        if bead.en.is_empty() {
            for index in bead.zh.clone() {
                let text = joined(&record.segments_zh, &(index..index + 1), "");
                queries.push((None, Some(SegmentId(index)), text, String::new()));
            }
        }
        for index in bead.en.clone() {
            let en_text = joined(&record.segments_en, &(index..index + 1), " ");
            queries.push((Some(SegmentId(index)), zh_id, zh_text.clone(), en_text));
        }
    }
    let pairs: Vec<(&str, &str)> =
        queries.iter().map(|(_, _, zh, en)| (zh.as_str(), en.as_str())).collect();
    let found = aligner.body_links(&pairs, &texts(&body), MOST_LINKS);
    for ((en, zh, _, _), hits) in queries.iter().zip(found) {
        for (rank, (index, score)) in hits.into_iter().enumerate() {
            if let Some(segment) = body.get(index) {
                record.links.push(BodyLink {
                    en: *en,
                    zh: *zh,
                    body: segment.clone(),
                    rank: rank as u32 + 1,
                    score,
                });
            }
        }
    }
}
