//! `glossary.csv` and the JSON glossary: every entry, whatever its grade or status.

use std::{borrow::Borrow, io::Write};

use serde::Serialize;

use crate::{
    domain::{DecidedTerm, Evidence, TermEntry},
    format::csv::{Cell, CsvWriter},
};

use super::{
    ExportError,
    cells::{BETWEEN, evidence_kinds, line, main_evidence, place},
};

/// The columns of `glossary.csv`, in order.
pub const GLOSSARY_COLUMNS: [&str; 22] = [
    "zh",
    "en",
    "zh_also",
    "en_also",
    "acronym",
    "grade",
    "status",
    "decision",
    "comment",
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
pub fn glossary_csv<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    entries: impl IntoIterator<Item = E>,
) -> Result<(), ExportError> {
    let mut csv = CsvWriter::new(writer, &GLOSSARY_COLUMNS)?;
    for entry in entries {
        with_row(entry.borrow(), |cells| csv.row(cells))?;
    }
    csv.finish()?;
    Ok(())
}

/// Gives `f` the cells of an entry, one for each of [`GLOSSARY_COLUMNS`].
pub(super) fn with_row<R>(entry: &TermEntry, f: impl FnOnce(&[Cell<'_>]) -> R) -> R {
    let main = main_evidence(entry);
    let place = main.map(|e| &e.place);
    let zh_lines = place.map(|p| p.zh_lines).unwrap_or_default();
    let en_lines = place.map(|p| p.en_lines).unwrap_or_default();
    f(&[
        Cell::Text(&entry.zh),
        Cell::Text(&entry.en),
        Cell::Text(&entry.zh_also.join(BETWEEN)),
        Cell::Text(&entry.en_also.join(BETWEEN)),
        Cell::Text(entry.acronym.as_deref().unwrap_or_default()),
        Cell::Text(entry.grade.letter()),
        Cell::Text(entry.status.name()),
        Cell::Text(entry.decision.as_ref().map_or("", |d| d.verdict.name())),
        Cell::Text(entry.decision.as_ref().map_or("", |d| &d.comment)),
        Cell::Text(&evidence_kinds(entry).join(" ")),
        Cell::Count(u64::from(entry.articles)),
        Cell::Text(&entry.against.join(BETWEEN)),
        Cell::Text(&renderings(entry)),
        Cell::Text(main.map_or("", |e| &e.zh_quote)),
        Cell::Text(main.map_or("", |e| &e.en_quote)),
        Cell::Text(place.map_or("", |p| &p.file)),
        Cell::Text(place.map_or("", |p| &p.article)),
        line(zh_lines.first),
        line(zh_lines.last),
        line(en_lines.first),
        line(en_lines.last),
        Cell::Text(&entry.evidence.iter().map(told).collect::<Vec<_>>().join(BETWEEN)),
    ])
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

/// Writes `decisions.csv`: a row a decision, in the columns of `glossary.csv` that a decision needs.
///
/// # Errors
/// The writer's.
pub fn decisions_csv(
    writer: &mut dyn Write,
    decisions: &[&DecidedTerm],
) -> Result<(), ExportError> {
    let mut csv = CsvWriter::new(writer, &["zh", "en", "decision", "comment"])?;
    for decided in decisions {
        csv.row(&[
            Cell::Text(&decided.zh),
            Cell::Text(&decided.en),
            Cell::Text(decided.decision.verdict.name()),
            Cell::Text(&decided.decision.comment),
        ])?;
    }
    csv.finish()?;
    Ok(())
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
