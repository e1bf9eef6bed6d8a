//! One file through all stages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    error::Failure,
    settings::{Settings, hex},
    units,
};
use crate::{
    align::{Aligner, LexicalAligner},
    check, clean,
    domain::{
        Article, ArticleRecord, Bead, BodyLink, Byte, Document, Part, Passage, RecordedBead,
        Segment, SegmentId, Side, SourceInfo, Span, record::RECORD_SCHEMA,
    },
    read, segment, structure, terms, text,
};

/// How many body sentences are linked to a sentence of the abstract at most.
const MOST_LINKS: usize = 10;

/// What one file gave.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileOutcome {
    /// Name in all outputs.
    pub name: String,
    /// SHA-256 of the bytes, hex.
    pub sha256: String,
    /// Encoding label.
    pub encoding: String,
    /// Format id.
    pub format: String,
    /// One record an article.
    pub records: Vec<ArticleRecord>,
    /// What the reader had to say: line and message.
    pub warnings: Vec<(u32, String)>,
}

/// Takes the bytes of one file through all stages. A fault of the program itself becomes a
/// [`Failure`] of kind `internal`, so that a batch goes on.
///
/// # Errors
/// The file gives no article: it is empty, no text, or holds no Chinese.
pub fn process(
    name: &str,
    bytes: &[u8],
    settings: &Settings<'_>,
) -> Result<FileOutcome, Box<Failure>> {
    catch_unwind(AssertUnwindSafe(|| stages(name, bytes, settings))).unwrap_or_else(|_| {
        Err(Box::new(Failure::new(
            "internal",
            "the program failed on this file",
            Some("please report it with the file"),
        )))
    })
}

fn stages(name: &str, bytes: &[u8], settings: &Settings<'_>) -> Result<FileOutcome, Box<Failure>> {
    let document =
        read::read(bytes, name, &settings.read).map_err(|error| Box::new(error.into()))?;
    if text::count_han(document.text()) == 0 {
        return Err(Box::new(Failure {
            line: Some(1),
            ..Failure::new(
                "no-chinese",
                "no Chinese text in the file",
                Some("duizhao works on Chinese journal articles; `duizhao align` takes two texts"),
            )
        }));
    }
    let cleaned = clean::clean(&document, settings.lexicon);
    let articles = structure::articles(&document, &cleaned, settings.lexicon);
    if articles.is_empty() {
        return Err(Box::new(Failure {
            line: Some(1),
            ..Failure::new(
                "no-article",
                "no article found: neither a title nor an abstract nor running text",
                Some("is this a table of contents or a cover?"),
            )
        }));
    }
    let sha256 = hex(&Sha256::digest(bytes));
    let several = articles.len() > 1;
    let base = article_id(name);
    let mut records = Vec::new();
    for (ordinal, article) in articles.into_iter().enumerate() {
        let id = if several { format!("{base}-{}", ordinal + 1) } else { base.clone() };
        let source = SourceInfo {
            file: name.to_owned(),
            sha256: sha256.clone(),
            encoding: document.encoding.clone(),
            format: document.format.clone(),
            place_unit: document.place_unit,
            ordinal: ordinal as u32,
        };
        records.push(record(id, source, article, &document, settings));
    }
    let lines = article_lines(&records, document.line_count());
    for edit in cleaned.edits {
        let owner = lines.partition_point(|first| *first <= edit.lines.first).saturating_sub(1);
        if let Some(record) = records.get_mut(owner) {
            record.edits.push(edit);
        }
    }
    Ok(FileOutcome {
        name: name.to_owned(),
        sha256,
        encoding: document.encoding.clone(),
        format: document.format.clone(),
        records,
        warnings: document.warnings,
    })
}

/// The line at which each article's share of the clean-up log begins; the first begins at 0.
fn article_lines(records: &[ArticleRecord], line_count: usize) -> Vec<u32> {
    let mut lines: Vec<u32> = records
        .iter()
        .map(|record| {
            let article = &record.article;
            let fronts = [&article.zh.title, &article.zh.abstract_text];
            let body = article.body.first().map(|p| p.lines.first);
            fronts
                .into_iter()
                .filter_map(|p| p.as_ref().map(|p| p.lines.first))
                .chain(body)
                .min()
                .unwrap_or(line_count as u32)
        })
        .collect();
    if let Some(first) = lines.first_mut() {
        *first = 0;
    }
    for at in 1..lines.len() {
        let floor = lines.get(at - 1).copied().unwrap_or(0);
        if let Some(line) = lines.get_mut(at) {
            *line = (*line).max(floor);
        }
    }
    lines
}

/// An id for the articles of a file: a readable form of its name, and eight hex digits of the
/// name's hash, so that files of one name in two folders stay apart.
pub fn article_id(name: &str) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut slug = String::new();
    for c in stem.chars().take(60) {
        if c.is_alphanumeric() || c == '_' {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let hash = hex(&Sha256::digest(name.as_bytes()));
    let short = hash.get(..8).unwrap_or_default();
    format!("{}-{short}", slug.trim_end_matches('-'))
}

fn record(
    id: String,
    source: SourceInfo,
    article: Article,
    document: &Document,
    settings: &Settings<'_>,
) -> ArticleRecord {
    let aligner = LexicalAligner::new(settings.lexicon);
    let zh = sentences(Side::Zh, &article, document);
    let en = sentences(Side::En, &article, document);
    let mut made = ArticleRecord {
        schema: RECORD_SCHEMA,
        id,
        source,
        article,
        segments_zh: zh,
        segments_en: en,
        clauses_zh: Vec::new(),
        clauses_en: Vec::new(),
        beads: Vec::new(),
        units: Vec::new(),
        terms: Vec::new(),
        links: Vec::new(),
        findings: Vec::new(),
        edits: Vec::new(),
    };
    align_abstracts(&mut made, &aligner, document);
    link_body(&mut made, &aligner, document);
    made.terms = terms::mine(&terms::TermInput {
        article: &made.article,
        document,
        file: &made.source.file,
        id: &made.id,
        zh: &made.segments_zh,
        en: &made.segments_en,
        beads: &made.beads,
        lexicon: settings.lexicon,
        termbases: &settings.termbases,
    });
    made.units = units::of_record(&made, document, settings.lexicon);
    made.findings = check::check(&made, document, settings.lexicon);
    made
}

fn sentences(side: Side, article: &Article, document: &Document) -> Vec<Segment> {
    let Some(passage) = &article.front(side).abstract_text else { return Vec::new() };
    segments_of(side, Part::Abstract, passage, document, segment::sentences)
}

/// Splits a passage by `split`; blank pieces are left out, ids count from 0.
fn segments_of(
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

fn texts(segments: &[Segment]) -> Vec<&str> {
    segments.iter().map(Segment::as_str).collect()
}

fn align_abstracts(record: &mut ArticleRecord, aligner: &dyn Aligner, document: &Document) {
    let (zh, en) = (texts(&record.segments_zh), texts(&record.segments_en));
    let beads = match aligner.align(&zh, &en) {
        Ok(alignment) => alignment.into_beads(),
        Err(_) => return,
    };
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

/// Links every sentence of the abstract to the body sentences that say the same.
fn link_body(record: &mut ArticleRecord, aligner: &LexicalAligner<'_>, document: &Document) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_readable_and_apart() {
        let one = article_id("2025/第10期 (1).txt");
        let two = article_id("2024/第10期 (1).txt");
        assert!(one.starts_with("第10期-1-"), "{one}");
        assert_ne!(one, two);
        assert!(article_id(&"长".repeat(300)).chars().count() < 80);
    }
}
