//! `article.json` and `beads.jsonl`: everything about one article, for programs.

use std::io::Write;

use serde::Serialize;

use crate::domain::{ArticleRecord, BeadSource, LineRange, RecordedBead, Segment, SegmentId};

use super::ExportError;

/// The version of a line of `beads.jsonl`.
pub const BEADS_SCHEMA: u32 = 1;

/// Writes the whole record of an article: parts, sections, notes, segments, beads, units, terms,
/// body links, findings and the clean-up log. Spans are bytes of the source as read. It reads back
/// to an equal record.
///
/// # Errors
/// The writer's.
pub fn article_json(writer: &mut dyn Write, record: &ArticleRecord) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *writer, record)?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct BeadLine<'a> {
    schema: u32,
    article: &'a str,
    part: &'static str,
    shape: String,
    zh: Vec<BeadSide<'a>>,
    en: Vec<BeadSide<'a>>,
    score_nats: f64,
    probability: Option<f64>,
    found: BeadSource,
    crossing: bool,
}

#[derive(Serialize)]
struct BeadSide<'a> {
    id: u32,
    text: &'a str,
    lines: LineRange,
    /// Bytes of the source as read.
    source: (usize, usize),
}

/// Writes a line a bead: sentences first, then the clauses inside them, with text, lines and source
/// bytes of each side.
///
/// # Errors
/// The writer's.
pub fn beads_jsonl(writer: &mut dyn Write, record: &ArticleRecord) -> Result<(), ExportError> {
    for recorded in &record.beads {
        let (zh, en) = match recorded.part {
            crate::domain::Part::Clause => (&record.clauses_zh, &record.clauses_en),
            _ => (&record.segments_zh, &record.segments_en),
        };
        let RecordedBead { bead, part, .. } = recorded;
        let line = BeadLine {
            schema: BEADS_SCHEMA,
            article: &record.id,
            part: part.name(),
            shape: bead.shape(),
            zh: side(&recorded.zh, zh),
            en: side(&recorded.en, en),
            score_nats: bead.score_nats,
            probability: bead.probability,
            found: bead.source,
            crossing: bead.crossing,
        };
        serde_json::to_writer(&mut *writer, &line)?;
        writer.write_all(b"\n")?;
    }
    writer.flush()?;
    Ok(())
}

fn side<'a>(ids: &[SegmentId], segments: &'a [Segment]) -> Vec<BeadSide<'a>> {
    ids.iter()
        .filter_map(|id| {
            // Ids are positions, but a record from elsewhere need not hold that.
            let segment = segments
                .get(id.0 as usize)
                .filter(|s| s.id == *id)
                .or_else(|| segments.iter().find(|s| s.id == *id))?;
            let source = segment.passage.text.source();
            Some(BeadSide {
                id: id.0,
                text: segment.as_str(),
                lines: segment.passage.lines,
                source: (source.start(), source.end()),
            })
        })
        .collect()
}
