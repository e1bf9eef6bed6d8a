//! The front page of a large collection: a row an article, each with a page of its own.

use std::{borrow::Borrow, io::Write};

use serde::{Deserialize, Serialize};

use crate::domain::{ArticleRecord, Finding, Part, Severity};
use crate::export::ExportError;

use super::{article, markup::Markup};

/// What the front page tells of an article: small, so that an archive of any size can be listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Address of the article's page, relative to the front page (`articles/ID/report.html`).
    pub href: String,
    /// Title: Chinese, or English, or the id.
    pub title: String,
    /// English title; empty where there is none.
    pub title_en: String,
    /// File as given to the run.
    pub file: String,
    /// Beads of the abstract with both languages.
    pub beads: u32,
    /// Mean probability (0..=1) of those beads; `None` where there are none.
    pub probability: Option<f64>,
    /// Term entries.
    pub terms: u32,
    /// Findings: errors, warnings, notes.
    pub findings: [u32; 3],
}

impl IndexEntry {
    /// The entry of an article whose page is at `href`.
    pub fn new(record: &ArticleRecord, href: &str) -> Self {
        let paired: Vec<f64> = record
            .beads
            .iter()
            .filter(|b| b.part == Part::Abstract && !b.bead.is_one_sided())
            .map(|b| b.bead.probability.unwrap_or(0.0))
            .collect();
        let title_en = record.article.en.title.as_ref().map_or("", |t| t.as_str());
        Self {
            href: href.to_owned(),
            title: article::title(record).to_owned(),
            title_en: title_en.to_owned(),
            file: record.source.file.clone(),
            beads: paired.len() as u32,
            probability: (!paired.is_empty())
                .then(|| paired.iter().sum::<f64>() / paired.len() as f64),
            terms: record.terms.len() as u32,
            findings: Self::counts(&record.findings),
        }
    }

    /// Findings by severity: errors, warnings, notes.
    pub fn counts(findings: &[Finding]) -> [u32; 3] {
        [Severity::Error, Severity::Warning, Severity::Note]
            .map(|severity| findings.iter().filter(|f| f.severity == severity).count() as u32)
    }
}

/// Writes what is appended, then the table of articles.
pub(super) fn table<E: Borrow<IndexEntry>>(
    writer: &mut dyn Write,
    out: &mut Markup,
    entries: impl IntoIterator<Item = E>,
) -> Result<(), ExportError> {
    out.raw("<form class=\"filters\" id=\"filters\" role=\"search\" aria-label=\"Filter articles\"><label>Search <input type=\"search\" name=\"text\" id=\"search\" autocomplete=\"off\" placeholder=\"title or file\"></label><label><input type=\"checkbox\" name=\"loud\"> with errors or warnings only</label><output id=\"shown\"></output></form>\n");
    out.raw("<table class=\"index sortable\" id=\"articles\"><thead><tr><th scope=\"col\">Article</th><th scope=\"col\" data-sort=\"number\">Errors</th><th scope=\"col\" data-sort=\"number\">Warnings</th><th scope=\"col\" data-sort=\"number\">Notes</th><th scope=\"col\" data-sort=\"number\">Beads</th><th scope=\"col\" data-sort=\"number\">Probability</th><th scope=\"col\" data-sort=\"number\">Terms</th></tr></thead><tbody>\n");
    for entry in entries {
        let entry = entry.borrow();
        let [errors, warnings, notes] = entry.findings;
        out.raw("<tr").attribute("data-loud", if errors + warnings > 0 { "yes" } else { "no" });
        out.raw("><td><a").attribute("href", &entry.href).raw(">").text(&entry.title);
        out.raw("</a> ").element("span", "en", &entry.title_en);
        out.raw(" ").element("span", "where", &entry.file).raw("</td>");
        for (count, severity) in [(errors, "error"), (warnings, "warning"), (notes, "note")] {
            out.raw("<td class=\"n\"");
            if count > 0 {
                out.attribute("data-severity", severity);
            }
            out.raw(">").text(&count.to_string()).raw("</td>");
        }
        let probability = entry.probability.map_or_else(String::new, |p| format!("{p:.2}"));
        for cell in [entry.beads.to_string(), probability, entry.terms.to_string()] {
            out.element("td", "n", &cell);
        }
        out.raw("</tr>\n");
        out.flush_where_much(writer)?;
    }
    out.raw("</tbody></table>\n");
    Ok(())
}
