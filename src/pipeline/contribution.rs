//! What one file gives to the collection: rows that are sorted and merged, made on the thread that
//! processed the file.

use serde::{Deserialize, Serialize};

use super::{
    error::Failure,
    glossary::{GlossaryRows, article_key},
    outputs,
    process::FileOutcome,
    settings::Settings,
    sort::json,
};
use crate::{
    check,
    domain::{ArticleRecord, Finding, TranslationUnit},
    export::{
        self, IndexEntry, MANIFEST_SCHEMA, ManifestCounts, ManifestLine, ManifestStatus,
        MemoryOptions, TableKey,
    },
    terms::archive::SentenceFinder,
};

/// The address of an article's page from the front page.
pub(super) fn page_of(id: &str) -> String {
    format!("articles/{id}/{}", super::report::PAGE)
}

/// What the collection tells of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ArticleSummary {
    pub(super) id: String,
    pub(super) entry: IndexEntry,
    /// Its own findings that are told.
    pub(super) findings: Vec<Finding>,
    /// How many findings of it editors dismissed.
    pub(super) dismissed: u64,
}

/// The units of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ArticleUnits {
    pub(super) file: String,
    pub(super) sha256: String,
    /// Those of the record, then those that a CAT tool's other sentence breaks ask for.
    pub(super) units: Vec<TranslationUnit>,
}

/// The rows of one article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ArticleRows {
    pub(super) id: String,
    pub(super) key: Vec<u8>,
    pub(super) summary: Vec<u8>,
    /// The keys of the units in the two tables, then the units.
    pub(super) units: Vec<u8>,
    pub(super) glossary: GlossaryRows,
}

/// What one file gives to the collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    pub(super) name: String,
    /// Its line of the manifest.
    pub(super) manifest: Vec<u8>,
    pub(super) articles: Vec<ArticleRows>,
    /// Why it gave nothing.
    pub(super) failure: Option<Failure>,
}

/// Makes contributions.
#[derive(Debug)]
pub struct Contributor<'s> {
    options: MemoryOptions,
    decisions: &'s check::Decisions,
    finder: SentenceFinder<'s>,
}

impl<'s> Contributor<'s> {
    /// A maker of contributions; units below `accept` stay out of the collection's `memory.tmx`.
    pub fn new(settings: &'s Settings<'_>, accept: f64) -> Self {
        Self {
            options: outputs::memory_options(accept, settings.journal.as_deref()),
            decisions: &settings.decisions.findings,
            finder: SentenceFinder::new(settings.lexicon),
        }
    }

    /// How memories are written.
    pub(super) fn options(&self) -> &MemoryOptions {
        &self.options
    }

    /// The findings of a record that are told, and how many were dismissed.
    pub(super) fn told(&self, record: &mut ArticleRecord) -> u64 {
        let (told, dismissed) = self.decisions.apply(std::mem::take(&mut record.findings));
        record.findings = told;
        dismissed.len() as u64
    }

    /// What an outcome gives. The records keep those findings that are told.
    pub fn of(&self, outcome: &mut FileOutcome) -> Contribution {
        let manifest = json_line(&self.manifest(outcome));
        let articles = outcome.records.iter_mut().map(|record| self.article(record)).collect();
        Contribution { name: outcome.name.clone(), manifest, articles, failure: None }
    }

    fn article(&self, record: &mut ArticleRecord) -> ArticleRows {
        let key = article_key(record);
        let dismissed = self.told(record);
        let summary = ArticleSummary {
            id: record.id.clone(),
            entry: IndexEntry::new(record, &page_of(&record.id)),
            findings: record.findings.clone(),
            dismissed,
        };
        let mut units = record.units.clone();
        units.extend(outputs::joined_units(record));
        ArticleRows {
            id: record.id.clone(),
            summary: json(&summary),
            units: units_value(&self.options, record, units),
            glossary: GlossaryRows::of(record, &key, &self.finder),
            key,
        }
    }

    fn manifest(&self, outcome: &FileOutcome) -> ManifestLine {
        let count = |of: fn(&ArticleRecord) -> usize| {
            outcome.records.iter().map(|r| of(r) as u64).sum::<u64>()
        };
        let in_memory = outcome
            .records
            .iter()
            .flat_map(|r| &r.units)
            .filter(|unit| self.options.admission.judge(unit).is_ok())
            .count() as u64;
        ManifestLine {
            schema: MANIFEST_SCHEMA,
            path: outcome.name.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            status: ManifestStatus::Done,
            articles: outcome.records.iter().map(|r| r.id.clone()).collect(),
            counts: ManifestCounts {
                articles: outcome.records.len() as u64,
                units: count(|r| r.units.len()),
                in_memory,
                terms: count(|r| r.terms.len()),
                findings: count(|r| r.findings.len()),
            },
            sha256: outcome.sha256.clone(),
            encoding: outcome.encoding.clone(),
            format: outcome.format.clone(),
            error: None,
        }
    }
}

impl Contribution {
    /// What a file gives that could not be read or built.
    pub fn of_failure(name: &str, failure: &Failure) -> Self {
        let line = failure.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        let manifest = ManifestLine {
            schema: MANIFEST_SCHEMA,
            path: name.to_owned(),
            sha256: String::new(),
            encoding: String::new(),
            format: String::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            status: if failure.is_empty_input() {
                ManifestStatus::Empty
            } else {
                ManifestStatus::Failed
            },
            articles: Vec::new(),
            counts: ManifestCounts::default(),
            error: Some(format!("{line}{}", failure.message)),
        };
        Self {
            name: name.to_owned(),
            manifest: json_line(&manifest),
            articles: Vec::new(),
            failure: Some(failure.clone()),
        }
    }
}

fn json_line(line: &ManifestLine) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing to memory does not fail.
    let _ = export::manifest_line(&mut out, line);
    out
}

/// The value of a row of units: the keys of `memory.tmx`, those of `memory.csv`, then the units as
/// JSON. The keys stand in front, so that repeats are found without reading the units.
fn units_value(
    options: &MemoryOptions,
    record: &ArticleRecord,
    units: Vec<TranslationUnit>,
) -> Vec<u8> {
    let of_tmx: Vec<TableKey> = units.iter().flat_map(|u| export::tmx_keys(u, options)).collect();
    let of_csv: Vec<TableKey> = units.iter().map(|u| export::memory_csv_key(u, options)).collect();
    let mut value = Vec::new();
    for keys in [&of_tmx, &of_csv] {
        value.extend_from_slice(&(keys.len() as u32).to_be_bytes());
        value.extend(keys.iter().flatten());
    }
    let units = ArticleUnits {
        file: record.source.file.clone(),
        sha256: record.source.sha256.clone(),
        units,
    };
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut value, &units);
    value
}

/// The keys of both tables and the units (JSON) of a row that [`units_value`] made.
pub(super) fn parts_of_units(value: &[u8]) -> ([&[TableKey]; 2], &[u8]) {
    let (of_tmx, rest) = keys_of(value);
    let (of_csv, units) = keys_of(rest);
    ([of_tmx, of_csv], units)
}

fn keys_of(value: &[u8]) -> (&[TableKey], &[u8]) {
    let Some((count, rest)) = value.split_first_chunk::<4>() else { return (&[], &[]) };
    let bytes = u32::from_be_bytes(*count) as usize * size_of::<TableKey>();
    let (keys, rest) = rest.split_at_checked(bytes).unwrap_or_default();
    (keys.as_chunks::<16>().0, rest)
}
