//! `findings.csv`: what an editor should look at, a row a finding.

use std::io::Write;

use crate::{
    domain::{Finding, Quote, Side},
    format::csv::{Cell, CsvWriter},
};

use super::{
    ExportError,
    cells::{BETWEEN, line, lines},
};

/// The columns of `findings.csv`, in order.
pub const FINDING_COLUMNS: [&str; 12] = [
    "severity",
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

/// Writes the findings in the order given.
///
/// # Errors
/// The writer's.
pub fn findings_csv(writer: &mut dyn Write, findings: &[Finding]) -> Result<(), ExportError> {
    let mut csv = CsvWriter::new(writer, &FINDING_COLUMNS)?;
    for finding in findings {
        csv.row(&[
            Cell::Text(finding.severity.name()),
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
        ])?;
    }
    csv.finish()?;
    Ok(())
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
