//! What a run's records become together.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    build::BuildSummary,
    decisions::Decisions,
    error::{Error, Failure},
    files,
    findings::settle,
    outputs,
    process::FileOutcome,
    report,
    settings::Settings,
};
use crate::{
    check,
    domain::{ArticleRecord, TermEntry},
    export::{
        self, GlossaryOptions, MANIFEST_SCHEMA, ManifestCounts, ManifestLine, ManifestStatus,
        MemoryOptions, Tally,
    },
    lexicon::Lexicon,
    terms,
};

/// The records of a run, added in the order of their names.
#[derive(Debug)]
pub struct Collection<'l> {
    accept: f64,
    journal: Option<String>,
    records: Vec<ArticleRecord>,
    manifest: Vec<ManifestLine>,
    failed: Vec<(String, Failure)>,
    decisions: Decisions,
    lexicon: &'l Lexicon,
    terms: terms::Archive<'l>,
    style: check::Settings,
}

impl<'l> Collection<'l> {
    /// An empty collection; units below `accept` stay out of its `memory.tmx`. The settings say the
    /// journal, the style of the checks, and what editors decided.
    pub fn new(accept: f64, settings: &Settings<'l>) -> Self {
        Self {
            decisions: settings.decisions.clone(),
            lexicon: settings.lexicon,
            terms: terms::Archive::new(settings.lexicon),
            accept,
            journal: settings.journal.clone(),
            records: Vec::new(),
            manifest: Vec::new(),
            failed: Vec::new(),
            style: settings.check.clone(),
        }
    }

    /// Adds what a file gave.
    pub fn add(&mut self, outcome: FileOutcome) {
        let count = |of: fn(&ArticleRecord) -> usize| {
            outcome.records.iter().map(|r| of(r) as u64).sum::<u64>()
        };
        let admission = self.options().admission;
        let in_memory = outcome
            .records
            .iter()
            .flat_map(|r| &r.units)
            .filter(|unit| admission.judge(unit).is_ok())
            .count() as u64;
        self.manifest.push(ManifestLine {
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
            sha256: outcome.sha256,
            encoding: outcome.encoding,
            format: outcome.format,
            error: None,
        });
        for record in &outcome.records {
            self.terms.add(record);
        }
        self.records.extend(outcome.records);
    }

    /// Adds a file that gave nothing.
    pub fn add_failure(&mut self, name: &str, failure: Failure) {
        let line = failure.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        self.manifest.push(ManifestLine {
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
        });
        self.failed.push((name.to_owned(), failure));
    }

    /// What the report is called: the journal, or the one file, or how many there are.
    fn title(&self) -> String {
        match (&self.journal, self.manifest.as_slice()) {
            (Some(journal), _) => journal.clone(),
            (None, [only]) => only.path.clone(),
            (None, all) => format!("{} files", all.len()),
        }
    }

    fn options(&self) -> MemoryOptions {
        outputs::memory_options(self.accept)
    }

    /// The records of all articles.
    pub fn records(&self) -> &[ArticleRecord] {
        &self.records
    }

    /// The ids of all articles.
    pub fn article_ids(&self) -> BTreeSet<String> {
        self.records.iter().map(|r| r.id.clone()).collect()
    }

    /// Writes the collection's outputs below `out`. Where no input gave an article, only the manifest
    /// is written: a mistyped path must not empty the memory of an earlier run.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn write(&mut self, out: &Path) -> Result<BuildSummary, Error> {
        files::write_file(&out.join("manifest.jsonl"), |w| {
            self.manifest.iter().try_for_each(|line| export::manifest_line(w, line))
        })?;
        if self.records.is_empty() {
            return Ok(BuildSummary {
                files: self.manifest.len(),
                failed: self.failed.clone(),
                ..BuildSummary::default()
            });
        }
        let mut merged: Vec<TermEntry> = self.terms.entries();
        self.decisions.terms.apply(&mut merged);
        let (findings, dismissed) =
            settle(&mut self.records, &merged, self.lexicon, &self.style, &self.decisions.findings);
        let glossary = GlossaryOptions::default();
        let mut tally = Tally::default();
        let joined: Vec<_> = self.records.iter().map(outputs::joined_units).collect();
        let units = || {
            self.records
                .iter()
                .zip(&joined)
                .flat_map(|(record, more)| record.units.iter().chain(more))
        };
        files::write_file(&out.join("memory.tmx"), |w| {
            tally = outputs::memory_tmx(w, units(), &self.options())?;
            Ok(())
        })?;
        files::write_file(&out.join("memory.csv"), |w| {
            outputs::memory_csv(w, units(), &self.options())
        })?;
        files::write_file(&out.join("glossary.csv"), |w| export::glossary_csv(w, &merged))?;
        files::write_file(&out.join("glossary.tbx"), |w| {
            export::glossary_tbx(w, &merged, &glossary)
        })?;
        files::write_file(&out.join("glossary-v2.tbx"), |w| {
            export::glossary_tbx_v2(w, &merged, &glossary)
        })?;
        files::write_file(&out.join("glossary.txt"), |w| {
            export::glossary_txt(w, &merged, &glossary)
        })?;
        files::write_file(&out.join("glossary.xlsx"), |w| export::glossary_xlsx(w, &merged))?;
        let remarks = |fingerprint: &str| self.decisions.findings.remark(fingerprint);
        files::write_file(&out.join("findings.csv"), |w| {
            export::findings_csv(w, &findings, &remarks)
        })?;
        files::write_file(&out.join("findings.xlsx"), |w| {
            export::findings_xlsx(w, &findings, &remarks)
        })?;
        files::write_file(&out.join("findings.sarif"), |w| {
            export::findings_sarif(w, &findings, &outputs::sarif_rules(&self.style))
        })?;
        self.decisions.keep(out)?;
        report::write(out, &self.records, &merged, &self.title())?;
        let mut by_severity = BTreeMap::new();
        for finding in &findings {
            *by_severity.entry(finding.severity).or_default() += 1;
        }
        Ok(BuildSummary {
            files: self.manifest.len(),
            reused: 0,
            articles: self.records.len(),
            units: tally.written as usize,
            terms: merged.len(),
            findings: by_severity,
            dismissed: dismissed.len(),
            memory: None,
            failed: self.failed.clone(),
        })
    }
}
