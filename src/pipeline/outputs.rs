//! The files of one article, and what is common to them and the collection's.

use std::io::Write;

use super::{error::Error, files, output_folder::OutputFolder, report};
use crate::{
    check,
    domain::{ArticleRecord, TranslationUnit},
    export::{
        self, Admission, ExportError, MemoryCsv, MemoryOptions, SarifRule, Tally, Tmx, UnitExporter,
    },
};

/// Every file that [`write_article`] writes.
pub const ARTICLE_FILES: [&str; 5] =
    ["article.json", "beads.jsonl", "memory.tmx", "memory.csv", "glossary.csv"];

/// Writes `articles/<id>/…`. Where `article.json` is, the others are, and of the same record.
///
/// # Errors
/// A file cannot be written.
pub fn write_article(
    folder: &OutputFolder,
    record: &ArticleRecord,
    options: &MemoryOptions,
) -> Result<(), Error> {
    let place = folder.article(&record.id);
    let failed = |source| Error::Export { path: place.clone(), source };
    let contents = article_files(record, options).map_err(failed)?;
    let [article, others @ ..] = &contents;
    let files = ARTICLE_FILES.into_iter().zip(&contents).skip(1);
    debug_assert_eq!(others.len() + 1, ARTICLE_FILES.len());
    files::write_together(
        &place,
        &folder.new_article(&record.id),
        files.map(|(name, bytes)| (name, bytes.as_slice())).collect(),
        (ARTICLE_FILES[0], article),
    )
}

/// The bytes of [`ARTICLE_FILES`].
fn article_files(
    record: &ArticleRecord,
    options: &MemoryOptions,
) -> Result<[Vec<u8>; 5], ExportError> {
    let options = MemoryOptions { script: record.article.script, ..options.clone() };
    let mut contents = [const { Vec::new() }; 5];
    let [article, beads, memory, table, glossary] = &mut contents;
    export::article_json(article, record)?;
    export::beads_jsonl(beads, record)?;
    let joined = joined_units(record);
    let units = || record.units.iter().chain(&joined);
    memory_tmx(memory, units(), &options)?;
    memory_csv(table, units(), &options)?;
    export::glossary_csv(glossary, &record.terms)?;
    Ok(contents)
}

/// Writes the page of an article of an archive.
///
/// # Errors
/// The file cannot be written.
pub fn write_page(folder: &OutputFolder, record: &ArticleRecord) -> Result<(), Error> {
    let path = folder.article(&record.id).join(report::PAGE);
    let page = report::article_page(record)
        .map_err(|source| Error::Export { path: path.clone(), source })?;
    files::write_bytes(&path, &page)
}

/// How memories are written: units at `accept` and above, with the journal's name where it is given:
/// by it a translation memory knows them again.
pub fn memory_options(accept: f64, journal: Option<&str>) -> MemoryOptions {
    MemoryOptions {
        admission: Admission { accept, ..Admission::default() },
        journal: journal.unwrap_or_default().to_owned(),
        ..MemoryOptions::default()
    }
}

/// Units that a CAT tool's different sentence breaks ask for beside the record's own.
pub fn joined_units(record: &ArticleRecord) -> Vec<TranslationUnit> {
    let text = record.article.zh.abstract_text.as_ref().map_or("", |p| p.as_str());
    export::cat_units(text, &record.units)
}

/// Writes a TMX.
///
/// # Errors
/// The writer's.
pub fn memory_tmx<'a>(
    w: &mut dyn Write,
    units: impl Iterator<Item = &'a TranslationUnit>,
    options: &MemoryOptions,
) -> Result<Tally, ExportError> {
    write_units(Tmx::new(w, options)?, units)
}

/// Writes the table of all units, with why one is in no memory.
///
/// # Errors
/// The writer's.
pub fn memory_csv<'a>(
    w: &mut dyn Write,
    units: impl Iterator<Item = &'a TranslationUnit>,
    options: &MemoryOptions,
) -> Result<(), ExportError> {
    write_units(MemoryCsv::new(w, options)?, units).map(drop)
}

/// All rules as SARIF tells them, at the levels that the style sets.
pub fn sarif_rules(style: &check::Settings) -> Vec<SarifRule<'static>> {
    let rules = check::rules().iter();
    rules
        .filter_map(|rule| {
            let severity = style.severity(rule)?;
            Some(SarifRule { id: &rule.id, severity, what: &rule.what })
        })
        .collect()
}

fn write_units<'a>(
    mut file: impl UnitExporter,
    units: impl Iterator<Item = &'a TranslationUnit>,
) -> Result<Tally, ExportError> {
    for unit in units {
        file.unit(unit)?;
    }
    Box::new(file).finish()
}
