//! A file to be translated with what the memory has for it: XLIFF 2.1 with the candidates in the
//! matches module (urn:oasis:names:tc:xliff:matches:2.0), and a table for spreadsheets.

use std::{fmt::Write as _, io::Write};

use crate::format::{
    csv::{Cell, decimal},
    xlsx::{Column, XlsxWriter},
    xml::{push_attribute, push_text},
};

use super::{ExportError, xliff::push_content};

/// A candidate for the translation of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchCandidate {
    /// The unit's text in the source language.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// Score by characters, 0 to 100.
    pub score: f64,
    /// Score by words, 0 to 100, where there is one.
    pub word_score: Option<f64>,
    /// The file the unit is from.
    pub origin: String,
    /// The unit's number in the memory.
    pub unit: i64,
    /// Differences that turn the meaning, in words: `number: 12万 | 12亿`.
    pub flips: Vec<String>,
}

/// A sentence to be translated.
#[derive(Debug, Clone, PartialEq)]
pub struct PretranslatedSentence {
    /// The sentence.
    pub source: String,
    /// The line it begins in.
    pub line: u32,
    /// Its translation, where one is sure enough to be filled in.
    pub target: Option<String>,
    /// Candidates, best first.
    pub candidates: Vec<MatchCandidate>,
}

/// A file's sentences.
#[derive(Debug, Clone, PartialEq)]
pub struct PretranslatedFile {
    /// Its name.
    pub name: String,
    /// In order.
    pub sentences: Vec<PretranslatedSentence>,
}

/// The languages.
#[derive(Debug, Clone, Copy)]
pub struct Direction<'t> {
    /// BCP 47 tag of the source.
    pub source_tag: &'t str,
    /// BCP 47 tag of the target.
    pub target_tag: &'t str,
}

/// Writes XLIFF 2.1, a `unit` a sentence.
///
/// # Errors
/// The writer's.
pub fn pretranslation_xliff(
    writer: &mut dyn Write,
    files: &[PretranslatedFile],
    direction: Direction<'_>,
) -> Result<(), ExportError> {
    let mut out = String::from(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<xliff version=\"2.1\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" ",
        "xmlns:mtc=\"urn:oasis:names:tc:xliff:matches:2.0\" ",
        "xmlns:mda=\"urn:oasis:names:tc:xliff:metadata:2.0\" srcLang=\""
    ));
    push_attribute(&mut out, direction.source_tag);
    out.push_str("\" trgLang=\"");
    push_attribute(&mut out, direction.target_tag);
    out.push_str("\">\n");
    let mut unit = 0_u64;
    for (number, file) in files.iter().enumerate() {
        let _ = write!(out, "  <file id=\"f{}\" original=\"", number + 1);
        push_attribute(&mut out, &file.name);
        out.push_str("\">\n");
        if file.sentences.is_empty() {
            // The schema asks for a unit or group.
            let _ = writeln!(out, "    <group id=\"g{}\"/>", number + 1);
        }
        for sentence in &file.sentences {
            unit += 1;
            push_unit(&mut out, unit, sentence);
            writer.write_all(out.as_bytes())?;
            out.clear();
        }
        out.push_str("  </file>\n");
    }
    if files.is_empty() {
        out.push_str("  <file id=\"f1\">\n    <group id=\"g1\"/>\n  </file>\n");
    }
    out.push_str("</xliff>\n");
    writer.write_all(out.as_bytes())?;
    writer.flush()?;
    Ok(())
}

fn push_unit(out: &mut String, number: u64, sentence: &PretranslatedSentence) {
    let _ = writeln!(out, "    <unit id=\"u{number}\">");
    if !sentence.candidates.is_empty() {
        out.push_str("      <mtc:matches>\n");
        for (at, candidate) in sentence.candidates.iter().enumerate() {
            push_match(out, at + 1, candidate);
        }
        out.push_str("      </mtc:matches>\n");
    }
    out.push_str(concat!(
        "      <mda:metadata>\n        <mda:metaGroup category=\"duizhao\">\n",
        "          <mda:meta type=\"line\">"
    ));
    out.push_str(&sentence.line.to_string());
    out.push_str("</mda:meta>\n        </mda:metaGroup>\n      </mda:metadata>\n");
    let state = if sentence.target.is_some() { "translated" } else { "initial" };
    let _ = write!(out, "      <segment id=\"s1\" state=\"{state}\">\n        ");
    push_side(out, "source", &sentence.source);
    if let Some(target) = &sentence.target {
        out.push_str("\n        ");
        push_side(out, "target", target);
    }
    out.push_str("\n      </segment>\n    </unit>\n");
}

fn push_match(out: &mut String, number: usize, candidate: &MatchCandidate) {
    let score = decimal(candidate.score, 2);
    // The quality of a match whose meaning is turned is lower than its likeness: it must not be
    // taken by itself.
    let quality =
        if candidate.flips.is_empty() { candidate.score } else { candidate.score.min(50.0) };
    let _ = write!(
        out,
        "        <mtc:match id=\"m{number}\" ref=\"#s1\" type=\"tm\" similarity=\"{score}\" \
         matchQuality=\"{}\"",
        decimal(quality, 2)
    );
    if !candidate.origin.is_empty() {
        out.push_str(" origin=\"");
        push_attribute(out, &candidate.origin);
        out.push('"');
    }
    out.push_str(">\n          <mda:metadata>\n            <mda:metaGroup category=\"duizhao\">\n");
    let mut meta = vec![("unit", candidate.unit.to_string())];
    meta.extend(candidate.word_score.map(|score| ("word-score", decimal(score, 2))));
    meta.extend(candidate.flips.iter().map(|flip| ("meaning", flip.clone())));
    for (name, value) in meta {
        let _ = write!(out, "              <mda:meta type=\"{name}\">");
        push_text(out, &value);
        out.push_str("</mda:meta>\n");
    }
    out.push_str("            </mda:metaGroup>\n          </mda:metadata>\n          ");
    push_side(out, "source", &candidate.source);
    out.push_str("\n          ");
    push_side(out, "target", &candidate.target);
    out.push_str("\n        </mtc:match>\n");
}

fn push_side(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name} xml:space=\"preserve\">");
    push_content(out, text);
    let _ = write!(out, "</{name}>");
}

/// Columns of the table.
const COLUMNS: [Column<'static>; 11] = {
    const fn column(title: &'static str, width: u16) -> Column<'static> {
        Column { title, width, choices: &[] }
    }
    [
        column("file", 20),
        column("line", 8),
        column("source", 60),
        column("target", 60),
        column("score", 8),
        column("word_score", 10),
        column("match_source", 60),
        column("match_target", 60),
        column("meaning", 30),
        column("unit", 10),
        column("origin", 20),
    ]
};

/// Writes a table as an Excel workbook: a row a sentence with its best candidate, then a row each
/// further candidate (source and target are then empty).
///
/// # Errors
/// The writer's.
pub fn pretranslation_xlsx(
    writer: &mut dyn Write,
    files: &[PretranslatedFile],
) -> Result<(), ExportError> {
    let mut xlsx = XlsxWriter::new(writer, "pretranslation", &COLUMNS)?;
    for file in files {
        for sentence in &file.sentences {
            let rows = sentence.candidates.len().max(1);
            for at in 0..rows {
                let first = at == 0;
                let candidate = sentence.candidates.get(at);
                let flips = candidate.map_or_else(String::new, |c| c.flips.join("; "));
                let number = |value: Option<f64>| {
                    value.map_or(Cell::Text(""), |value| Cell::Number(value, 1))
                };
                let source = if first { sentence.source.as_str() } else { "" };
                let target = sentence.target.as_deref().filter(|_| first).unwrap_or_default();
                xlsx.row(&[
                    Cell::Text(&file.name),
                    Cell::Count(u64::from(sentence.line)),
                    Cell::Text(source),
                    Cell::Text(target),
                    number(candidate.map(|c| c.score)),
                    number(candidate.and_then(|c| c.word_score)),
                    Cell::Text(candidate.map_or("", |c| &c.source)),
                    Cell::Text(candidate.map_or("", |c| &c.target)),
                    Cell::Text(&flips),
                    candidate.map_or(Cell::Text(""), |c| Cell::Count(c.unit.unsigned_abs())),
                    Cell::Text(candidate.map_or("", |c| &c.origin)),
                ])?;
            }
        }
    }
    xlsx.finish()?;
    Ok(())
}
