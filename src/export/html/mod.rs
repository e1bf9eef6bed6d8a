//! `report.html`: both languages side by side, the glossary, the findings and the clean-up log on
//! pages that need nothing else: no network, no file beside them.
//!
//! A file or a folder of moderate size is one page ([`report`]). An archive has a front page
//! ([`index`]), a page an article ([`article_page`]) and a page of terms ([`glossary_page`]).

mod article;
mod beads;
mod charts;
mod findings;
mod glossary;
mod index;
mod markup;
mod page;

use std::{borrow::Borrow, io::Write};

use crate::domain::{ArticleRecord, Severity, TermEntry};

use super::ExportError;
use markup::Markup;
use page::Link;

pub use index::IndexEntry;

/// Above this many articles a collection is better shown as a front page and a page an article.
pub const ONE_PAGE_ARTICLES: usize = 20;

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
    let ReportInput { records, terms, title } = *input;
    let findings = records.iter().map(|r| r.findings.len()).sum();
    let links = [
        Link { href: "#articles".to_owned(), text: "Articles", count: Some(records.len()) },
        Link { href: "#glossary".to_owned(), text: "Glossary", count: Some(terms.len()) },
        Link { href: "#articles".to_owned(), text: "Findings", count: Some(findings) },
    ];
    let mut out = Markup::default();
    page::head(&mut out, title, &links);
    overview(&mut out, records, terms);
    findings::filters(&mut out, records);
    out.raw("<section id=\"articles\">\n");
    for (number, record) in records.iter().enumerate() {
        article::section(&mut out, record, number);
        out.flush(writer)?;
    }
    out.raw("</section>\n");
    glossary_section(writer, &mut out, terms, terms.len())?;
    page::foot(&mut out);
    out.flush(writer)?;
    Ok(())
}

/// Writes the page of one article of a large collection; `back` is the address of the front page.
///
/// # Errors
/// The writer's.
pub fn article_page(
    writer: &mut dyn Write,
    record: &ArticleRecord,
    back: &str,
) -> Result<(), ExportError> {
    let links = [
        Link { href: back.to_owned(), text: "All articles", count: None },
        Link { href: "#f0".to_owned(), text: "Findings", count: Some(record.findings.len()) },
        Link { href: "#glossary".to_owned(), text: "Glossary", count: Some(record.terms.len()) },
    ];
    let mut out = Markup::default();
    page::head(&mut out, article::title(record), &links);
    overview(&mut out, &[record], &record.terms);
    findings::filters(&mut out, &[record]);
    article::section(&mut out, record, 0);
    glossary_section(writer, &mut out, &record.terms, record.terms.len())?;
    page::foot(&mut out);
    out.flush(writer)?;
    Ok(())
}

/// Writes the front page of a large collection of `count` articles, one after the other.  `glossary`
/// is the address of its page of terms.
///
/// # Errors
/// The writer's.
pub fn index<E: Borrow<IndexEntry>>(
    writer: &mut dyn Write,
    title: &str,
    entries: impl IntoIterator<Item = E>,
    count: usize,
    glossary: &str,
) -> Result<(), ExportError> {
    let links = [
        Link { href: "#articles".to_owned(), text: "Articles", count: Some(count) },
        Link { href: glossary.to_owned(), text: "Glossary", count: None },
    ];
    let mut out = Markup::default();
    page::head(&mut out, title, &links);
    index::table(writer, &mut out, entries)?;
    page::foot(&mut out);
    out.flush(writer)?;
    Ok(())
}

/// Writes the page of terms of a large collection, `count` of them one after the other; `back` is the
/// address of the front page.
///
/// # Errors
/// The writer's.
pub fn glossary_page<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    title: &str,
    terms: impl IntoIterator<Item = E>,
    count: usize,
    back: &str,
) -> Result<(), ExportError> {
    let links = [Link { href: back.to_owned(), text: "All articles", count: None }];
    let mut out = Markup::default();
    page::head(&mut out, title, &links);
    out.raw("<form class=\"filters\" id=\"filters\" role=\"search\"><label>Search <input type=\"search\" name=\"text\" id=\"search\" autocomplete=\"off\"></label><output id=\"shown\"></output></form>\n");
    glossary_section(writer, &mut out, terms, count)?;
    page::foot(&mut out);
    out.flush(writer)?;
    Ok(())
}

fn glossary_section<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    out: &mut Markup,
    terms: impl IntoIterator<Item = E>,
    count: usize,
) -> Result<(), ExportError> {
    out.raw("<section id=\"glossary\"><h2>Glossary ");
    out.element("span", "count", &count.to_string()).raw("</h2>\n");
    glossary::table(writer, out, terms, count)?;
    out.raw("</section>\n");
    Ok(())
}

/// The numbers that matter, and the charts.
fn overview(out: &mut Markup, records: &[&ArticleRecord], terms: &[TermEntry]) {
    out.raw("<section class=\"overview\" aria-label=\"Overview\"><ul class=\"numbers\">");
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let count = records.iter().flat_map(|r| &r.findings).filter(|f| f.severity == severity);
        let count = count.count();
        out.raw("<li").attribute("data-severity", severity.name()).raw("><b>");
        out.text(&count.to_string()).raw("</b> ").text(severity.name());
        out.raw(if count == 1 { "" } else { "s" }).raw("</li>");
    }
    out.raw("</ul>");
    charts::charts(out, records, terms);
    out.raw("</section>\n");
    if records.len() > 1 {
        out.raw("<details class=\"contents\" open><summary>Articles</summary><ol>");
        for (number, record) in records.iter().enumerate() {
            out.raw("<li><a").attribute("href", &format!("#a{number}")).raw(">");
            out.text(article::title(record)).raw("</a> ");
            out.element("span", "where", &record.source.file).raw("</li>");
        }
        out.raw("</ol></details>\n");
    }
}
