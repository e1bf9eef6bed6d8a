//! The files of one article, and what is common to them and the collection's.

use std::{io::Write, path::Path};

use super::{error::Error, files};
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

/// Writes `articles/<id>/…` below `out`. `article.json` comes last: where it is, the others are.
///
/// # Errors
/// A file cannot be written.
pub fn write_article(out: &Path, record: &ArticleRecord, accept: f64) -> Result<(), Error> {
    let folder = out.join("articles").join(&record.id);
    files::create_folder(&folder)?;
    let [article, beads, memory, table, glossary] = ARTICLE_FILES.map(|name| folder.join(name));
    let options = MemoryOptions { script: record.article.script, ..memory_options(accept) };
    files::write_file(&beads, |w| export::beads_jsonl(w, record))?;
    let joined = joined_units(record);
    let units = || record.units.iter().chain(&joined);
    files::write_file(&memory, |w| memory_tmx(w, units(), &options).map(drop))?;
    files::write_file(&table, |w| memory_csv(w, units(), &options))?;
    files::write_file(&glossary, |w| export::glossary_csv(w, &record.terms))?;
    files::write_file(&article, |w| export::article_json(w, record))
}

/// How memories are written: units at `accept` and above.
pub fn memory_options(accept: f64) -> MemoryOptions {
    MemoryOptions {
        admission: Admission { accept, ..Admission::default() },
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
