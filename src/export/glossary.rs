//! `glossary.csv` and the JSON glossary: every entry, whatever its grade or status.

use std::io::Write;

use serde::Serialize;

use crate::{
    domain::{Evidence, TermEntry},
    format::csv::{Cell, CsvWriter},
};

use super::{
    ExportError,
    cells::{BETWEEN, evidence_kinds, line, main_evidence, place},
};

/// The columns of `glossary.csv`, in order.
pub const GLOSSARY_COLUMNS: [&str; 20] = [
    "zh",
    "en",
    "zh_also",
    "en_also",
    "acronym",
    "grade",
    "status",
    "evidence",
    "articles",
    "against",
    "renderings",
    "zh_quote",
    "en_quote",
    "file",
    "article",
    "zh_first_line",
    "zh_last_line",
    "en_first_line",
    "en_last_line",
    "all_evidence",
];

/// Writes `glossary.csv`, a row an entry. Suggestions are in it, marked by grade `D` and status
/// `suggested`; conflicts by grade `!`, with every rendering in its own words.
///
/// # Errors
/// The writer's.
pub fn glossary_csv(writer: &mut dyn Write, entries: &[TermEntry]) -> Result<(), ExportError> {
    let mut csv = CsvWriter::new(writer, &GLOSSARY_COLUMNS)?;
    for entry in entries {
        let nothing = Evidence {
            kind: crate::domain::EvidenceKind::Composed,
            zh_quote: String::new(),
            en_quote: String::new(),
            place: crate::domain::Place::default(),
        };
        let main = main_evidence(entry).unwrap_or(&nothing);
        csv.row(&[
            Cell::Text(&entry.zh),
            Cell::Text(&entry.en),
            Cell::Text(&entry.zh_also.join(BETWEEN)),
            Cell::Text(&entry.en_also.join(BETWEEN)),
            Cell::Text(entry.acronym.as_deref().unwrap_or_default()),
            Cell::Text(entry.grade.letter()),
            Cell::Text(entry.status.name()),
            Cell::Text(&evidence_kinds(entry).join(" ")),
            Cell::Count(u64::from(entry.articles)),
            Cell::Text(&entry.against.join(BETWEEN)),
            Cell::Text(&renderings(entry)),
            Cell::Text(&main.zh_quote),
            Cell::Text(&main.en_quote),
            Cell::Text(&main.place.file),
            Cell::Text(&main.place.article),
            line(main.place.zh_lines.first),
            line(main.place.zh_lines.last),
            line(main.place.en_lines.first),
            line(main.place.en_lines.last),
            Cell::Text(&entry.evidence.iter().map(told).collect::<Vec<_>>().join(BETWEEN)),
        ])?;
    }
    csv.finish()?;
    Ok(())
}

/// One piece of evidence in a line: `gloss: 印太对话（Indo-Pacific Dialogue） [a.txt, zh 23]`.
fn told(evidence: &Evidence) -> String {
    let mut out = format!("{}: {}", evidence.kind.name(), evidence.zh_quote);
    if !evidence.en_quote.is_empty() && evidence.en_quote != evidence.zh_quote {
        if !evidence.zh_quote.is_empty() {
            out.push_str(" = ");
        }
        out.push_str(&evidence.en_quote);
    }
    let place = place(&evidence.place);
    if !place.is_empty() {
        out.push_str(" [");
        out.push_str(&place);
        out.push(']');
    }
    out
}

fn renderings(entry: &TermEntry) -> String {
    entry
        .renderings
        .iter()
        .map(|r| format!("{} ({})", r.en, r.articles))
        .collect::<Vec<_>>()
        .join(BETWEEN)
}

/// The version of the JSON glossary's structure.
pub const GLOSSARY_SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Glossary<'a> {
    schema: u32,
    entries: &'a [TermEntry],
}

/// Writes the glossary as one JSON object, `{"schema": 1, "entries": [...]}`, with all evidence.
///
/// # Errors
/// The writer's.
pub fn glossary_json(writer: &mut dyn Write, entries: &[TermEntry]) -> Result<(), ExportError> {
    serde_json::to_writer_pretty(&mut *writer, &Glossary { schema: GLOSSARY_SCHEMA, entries })?;
    writer.write_all(b"\n")?;
    writer.flush()?;
    Ok(())
}
