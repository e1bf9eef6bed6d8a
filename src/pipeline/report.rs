//! `report.html`: one page, or for an archive a front page, a page an article and one of terms.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{
    error::Error,
    files, glossary,
    ordered::each_in_order,
    sort::Sorted,
    told::{PageFindings, Told},
};
use crate::{
    domain::{ArticleRecord, TermEntry},
    export::{
        ExportError, IndexEntry,
        html::{self, ONE_PAGE_ARTICLES, ReportInput},
    },
};

/// The page of a collection, and of an article in its folder.
pub(super) const PAGE: &str = "report.html";
/// The page of terms of an archive.
const GLOSSARY: &str = "glossary.html";
/// The front page as an article's page sees it, from `articles/<id>/`.
const BACK: &str = "../../report.html";

/// The page of an article of an archive.
///
/// # Errors
/// There is none but of memory.
pub(super) fn article_page(record: &ArticleRecord) -> Result<Vec<u8>, ExportError> {
    let mut page = Vec::new();
    html::article_page(&mut page, record, BACK)?;
    Ok(page)
}

/// Writes the report below `out`, and removes pages that a report of the other kind left there. The
/// records are read from where they were written.
///
/// # Errors
/// A file cannot be written, or a record not be read.
pub(super) fn write(
    out: &Path,
    told: &mut Told,
    entries: &mut Sorted,
    title: &str,
    threads: usize,
) -> Result<(), Error> {
    let count = told.index.len() as usize;
    if count <= ONE_PAGE_ARTICLES {
        let records: Vec<ArticleRecord> = told
            .pages
            .values::<PageFindings>()?
            .map(|page| record(out, page))
            .collect::<Result<_, _>>()?;
        let terms = glossary::entries(entries)?;
        let all: Vec<&ArticleRecord> = records.iter().collect();
        let input = ReportInput { records: &all, terms: &terms, title };
        files::write_file(&out.join(PAGE), |w| html::report(w, &input))?;
        let pages = records.iter().map(|record| page_path(out, &record.id));
        for page in pages.chain([out.join(GLOSSARY)]) {
            // Mostly there is none.
            let _ = fs::remove_file(page);
        }
        return Ok(());
    }
    write_pages(out, &mut told.pages, threads)?;
    let terms_count = entries.len() as usize;
    let mut terms = entries.values::<TermEntry>()?;
    files::write_file(&out.join(GLOSSARY), |w| {
        html::glossary_page(w, title, &mut terms, terms_count, PAGE)?;
        terms.end()
    })?;
    let mut index = told.index.values::<IndexEntry>()?;
    files::write_file(&out.join(PAGE), |w| {
        html::index(w, title, &mut index, count, GLOSSARY)?;
        index.end()
    })
}

fn page_path(out: &Path, id: &str) -> PathBuf {
    out.join("articles").join(id).join(PAGE)
}

/// The record of an article with the findings that are told.
fn record(out: &Path, page: PageFindings) -> Result<ArticleRecord, Error> {
    let path = out.join("articles").join(&page.id).join("article.json");
    let bytes = fs::read(&path).map_err(|source| Error::Io { action: "read", path, source })?;
    let mut record: ArticleRecord = serde_json::from_slice(&bytes).map_err(Error::damaged)?;
    record.findings = page.findings;
    Ok(record)
}

fn write_pages(out: &Path, pages: &mut Sorted, threads: usize) -> Result<(), Error> {
    let mut values = pages.values::<PageFindings>()?;
    let mut fault = None;
    each_in_order(
        threads,
        || values.next(),
        |page| {
            let record = record(out, page)?;
            let path = page_path(out, &record.id);
            files::write_file(&path, |w| Ok(w.write_all(&article_page(&record)?)?))
        },
        |written| match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                fault = Some(error);
                ControlFlow::Break(())
            }
        },
    );
    fault.map_or(Ok(()), Err)?;
    values.end().map_err(Error::damaged)
}
