//! `report.html`: one page, or for an archive a front page, a page an article and one of terms.

use std::{fs, path::Path};

use super::{error::Error, files};
use crate::{
    domain::{ArticleRecord, TermEntry},
    export::html::{self, IndexEntry, ONE_PAGE_ARTICLES, ReportInput},
};

/// The page of a collection, and of an article in its folder.
pub(super) const PAGE: &str = "report.html";
/// The page of terms of an archive.
const GLOSSARY: &str = "glossary.html";
/// The front page as an article's page sees it, from `articles/<id>/`.
const BACK: &str = "../../report.html";

/// Writes the report below `out`, and removes pages that a report of the other kind left there.
///
/// # Errors
/// A file cannot be written.
pub(super) fn write(
    out: &Path,
    records: &[ArticleRecord],
    terms: &[TermEntry],
    title: &str,
) -> Result<(), Error> {
    let page_of = |record: &ArticleRecord| out.join("articles").join(&record.id).join(PAGE);
    if records.len() <= ONE_PAGE_ARTICLES {
        let all: Vec<&ArticleRecord> = records.iter().collect();
        let input = ReportInput { records: &all, terms, title };
        files::write_file(&out.join(PAGE), |w| html::report(w, &input))?;
        for page in records.iter().map(page_of).chain([out.join(GLOSSARY)]) {
            // Mostly there is none.
            let _ = fs::remove_file(page);
        }
        return Ok(());
    }
    let mut entries = Vec::with_capacity(records.len());
    for record in records {
        let page = page_of(record);
        if let Some(folder) = page.parent() {
            files::create_folder(folder)?;
        }
        files::write_file(&page, |w| html::article_page(w, record, BACK))?;
        entries.push(IndexEntry::new(record, &format!("articles/{}/{PAGE}", record.id)));
    }
    files::write_file(&out.join(GLOSSARY), |w| html::glossary_page(w, title, terms, PAGE))?;
    files::write_file(&out.join(PAGE), |w| html::index(w, title, &entries, GLOSSARY))
}
