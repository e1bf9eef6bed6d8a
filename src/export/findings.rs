//! `findings.csv` and `findings.xlsx`: what an editor should look at, a row a finding, with columns
//! for her decision that a later run reads back.

use std::{borrow::Borrow, io::Write};

use crate::{
    domain::{Finding, Quote, Side},
    format::{
        csv::{Cell, CsvWriter},
        xlsx::{Column, XlsxWriter},
    },
};

use super::{
    ExportError,
    cells::{BETWEEN, line, lines},
};

/// The columns of `findings.csv`, in order.
pub const FINDING_COLUMNS: [&str; 14] = [
    "severity",
    "decision",
    "comment",
    "rule",
    "message",
    "hint",
    "file",
    "article",
    "line",
    "zh_quote",
    "zh_lines",
    "en_quote",
    "en_lines",
    "fingerprint",
];

/// What an editor has said of a finding that still stands: her decision (`open`, or empty) and her
/// comment, by fingerprint.
pub type Remarks<'a> = &'a dyn Fn(&str) -> Option<(&'a str, &'a str)>;

/// Writes the findings in the order given.
///
/// # Errors
/// The writer's.
pub fn findings_csv<F: Borrow<Finding>>(
    writer: &mut dyn Write,
    findings: impl IntoIterator<Item = F>,
    remarks: Remarks<'_>,
) -> Result<(), ExportError> {
    let mut csv = CsvWriter::new(writer, &FINDING_COLUMNS)?;
    for finding in findings {
        with_row(finding.borrow(), remarks, |cells| csv.row(cells))?;
    }
    csv.finish()?;
    Ok(())
}

/// What the decision column offers.
const DECISIONS: [&str; 2] = ["dismissed", "open"];

/// Writes the findings as a spreadsheet: the columns of `findings.csv`, with a list to choose the
/// decision from.
///
/// # Errors
/// The writer's.
pub fn findings_xlsx<F: Borrow<Finding>>(
    writer: &mut dyn Write,
    findings: impl IntoIterator<Item = F>,
    remarks: Remarks<'_>,
) -> Result<(), ExportError> {
    let columns = FINDING_COLUMNS.map(|title| Column {
        title,
        width: match title {
            "zh_quote" | "en_quote" | "message" => 60,
            "comment" | "hint" => 30,
            "rule" | "file" | "article" | "fingerprint" => 20,
            _ => 12,
        },
        choices: if title == "decision" { &DECISIONS } else { &[] },
    });
    let mut xlsx = XlsxWriter::new(writer, "findings", &columns)?;
    for finding in findings {
        with_row(finding.borrow(), remarks, |cells| xlsx.row(cells))?;
    }
    xlsx.finish()?;
    Ok(())
}

fn with_row<E>(
    finding: &Finding,
    remarks: Remarks<'_>,
    write: impl FnOnce(&[Cell<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let (decision, comment) = remarks(&finding.fingerprint).unwrap_or_default();
    write(&[
        Cell::Text(finding.severity.name()),
        Cell::Text(decision),
        Cell::Text(comment),
        Cell::Text(&finding.rule),
        Cell::Text(&finding.message),
        Cell::Text(&finding.hint),
        Cell::Text(&finding.file),
        Cell::Text(&finding.article),
        line(finding.first_line()),
        Cell::Text(&joined(finding, Side::Zh, |q| q.text.clone())),
        Cell::Text(&joined(finding, Side::Zh, told_lines)),
        Cell::Text(&joined(finding, Side::En, |q| q.text.clone())),
        Cell::Text(&joined(finding, Side::En, told_lines)),
        Cell::Text(&finding.fingerprint),
    ])
}

fn joined(finding: &Finding, side: Side, told: impl Fn(&Quote) -> String) -> String {
    let quotes = finding.quotes.iter().filter(|q| q.side == side);
    quotes.map(told).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(BETWEEN)
}

/// `line 12`, `lines 12-15`: with the word, since a spreadsheet would take `12-15` for a date.
fn told_lines(quote: &Quote) -> String {
    let range = lines(quote.lines);
    match range.as_str() {
        "" => range,
        _ if quote.lines.first == quote.lines.last => format!("line {range}"),
        _ => format!("lines {range}"),
    }
}
