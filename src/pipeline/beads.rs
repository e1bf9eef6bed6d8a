//! The abstract's sentences and clauses, and the beads that join them.

use crate::{
    align::Aligner,
    domain::{
        Article, ArticleRecord, Bead, Byte, Document, Part, Passage, RecordedBead, Segment,
        SegmentId, Side, Span,
    },
    segment,
};

/// The sentences of a side's abstract.
pub(super) fn sentences(side: Side, article: &Article, document: &Document) -> Vec<Segment> {
    let Some(passage) = &article.front(side).abstract_text else { return Vec::new() };
    segments_of(side, Part::Abstract, passage, document, segment::sentences)
}

/// Splits a passage by `split`; blank pieces are left out, ids count from 0.
pub(super) fn segments_of(
    side: Side,
    part: Part,
    passage: &Passage,
    document: &Document,
    split: fn(Side, &str) -> Vec<Span<Byte>>,
) -> Vec<Segment> {
    split(side, passage.as_str())
        .into_iter()
        .map(|span| passage.text.slice(span).trimmed())
        .filter(|text| !text.is_empty())
        .enumerate()
        .map(|(index, text)| Segment {
            id: SegmentId(index as u32),
            side,
            part,
            passage: Passage { page: passage.page, ..Passage::new(text, document) },
        })
        .collect()
}

fn ids(range: &std::ops::Range<u32>) -> Vec<SegmentId> {
    range.clone().map(SegmentId).collect()
}

/// Their texts.
pub(super) fn texts(segments: &[Segment]) -> Vec<&str> {
    segments.iter().map(Segment::as_str).collect()
}

/// Aligns the abstracts, sentence by sentence, then clause by clause inside each bead.
pub(super) fn align_abstracts(
    record: &mut ArticleRecord,
    aligner: &dyn Aligner,
    document: &Document,
) {
    let (zh, en) = (texts(&record.segments_zh), texts(&record.segments_en));
    let mut beads: Vec<Bead> = Vec::new();
    for (zh_run, en_run) in super::parts::runs(record) {
        let zh = zh.get(zh_run.clone()).unwrap_or_default();
        let en = en.get(en_run.clone()).unwrap_or_default();
        let Ok(alignment) = aligner.align(zh, en) else { return };
        let shifted = |r: std::ops::Range<u32>, by: usize| r.start + by as u32..r.end + by as u32;
        beads.extend(alignment.into_beads().into_iter().map(|bead| Bead {
            zh: shifted(bead.zh.clone(), zh_run.start),
            en: shifted(bead.en.clone(), en_run.start),
            ..bead
        }));
    }
    for bead in beads {
        let clauses = clauses(record, &bead, aligner, document);
        record.beads.push(RecordedBead {
            part: Part::Abstract,
            zh: ids(&bead.zh),
            en: ids(&bead.en),
            bead,
        });
        if let Some((zh, en, beads)) = clauses {
            let (zh_from, en_from) =
                (record.clauses_zh.len() as u32, record.clauses_en.len() as u32);
            for bead in beads {
                let shifted = |r: &std::ops::Range<u32>, by: u32| r.start + by..r.end + by;
                let bead =
                    Bead { zh: shifted(&bead.zh, zh_from), en: shifted(&bead.en, en_from), ..bead };
                record.beads.push(RecordedBead {
                    part: Part::Clause,
                    zh: ids(&bead.zh),
                    en: ids(&bead.en),
                    bead,
                });
            }
            renumber(&mut record.clauses_zh, zh);
            renumber(&mut record.clauses_en, en);
        }
    }
}

fn renumber(all: &mut Vec<Segment>, more: Vec<Segment>) {
    for mut segment in more {
        segment.id = SegmentId(all.len() as u32);
        all.push(segment);
    }
}

type Clauses = (Vec<Segment>, Vec<Segment>, Vec<Bead>);

/// The clauses of a bead and how they pair, where there is more than one pair.
fn clauses(
    record: &ArticleRecord,
    bead: &Bead,
    aligner: &dyn Aligner,
    document: &Document,
) -> Option<Clauses> {
    if bead.is_one_sided() {
        return None;
    }
    let split = |segments: &[Segment], range: &std::ops::Range<u32>, side: Side| -> Vec<Segment> {
        segments
            .get(range.start as usize..range.end as usize)
            .unwrap_or_default()
            .iter()
            .flat_map(|s| segments_of(side, Part::Clause, &s.passage, document, segment::clauses))
            .collect()
    };
    let zh = split(&record.segments_zh, &bead.zh, Side::Zh);
    let en = split(&record.segments_en, &bead.en, Side::En);
    if zh.len() < 2 || en.len() < 2 {
        return None;
    }
    let beads = aligner.align_clauses(&texts(&zh), &texts(&en)).ok()?.into_beads();
    (beads.len() > 1).then_some((zh, en, beads))
}
