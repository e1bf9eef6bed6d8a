//! The findings of a collection: those of its articles, what they disagree about among each other,
//! and which pages they change.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::{
    contribution::ArticleSummary,
    error::Error,
    files, outputs,
    sort::{Row, Rows, Sorted, Sorter},
};
use crate::{
    check::{self, ArchiveCheck, by_place},
    domain::{Finding, Severity, TermEntry},
    export::{self, IndexEntry, html::ONE_PAGE_ARTICLES},
    lexicon::Lexicon,
};

/// What the articles disagree about among each other.
#[derive(Debug)]
pub(super) struct Across<'s> {
    check: ArchiveCheck<'s>,
    findings: Sorter,
    /// Entries by the English that keyword lists give them.
    by_english: Sorter,
}

impl<'s> Across<'s> {
    pub(super) fn new(folder: &Path, lexicon: &'s Lexicon, style: &'s check::Settings) -> Self {
        Self {
            check: ArchiveCheck::new(lexicon, style),
            findings: Sorter::new(folder),
            by_english: Sorter::new(folder),
        }
    }

    /// Takes in an entry of the merged glossary.
    pub(super) fn see(&mut self, entry: &TermEntry) -> Result<(), Error> {
        for finding in self.check.of_entry(entry) {
            push_finding(&mut self.findings, &finding)?;
        }
        if let Some(key) = self.check.english_key(entry) {
            self.by_english.push_json(key.as_bytes(), entry)?;
        }
        Ok(())
    }

    /// The findings, by file.
    pub(super) fn finish(self) -> Result<Sorted, Error> {
        let Self { check, mut findings, by_english } = self;
        let mut by_english = by_english.finish()?;
        let mut rows = by_english.rows()?;
        let mut key: Vec<u8> = Vec::new();
        let mut group: Vec<TermEntry> = Vec::new();
        while let Some(row) = rows.next_row()? {
            if row.key != key {
                for finding in check.of_english(group.iter().collect()) {
                    push_finding(&mut findings, &finding)?;
                }
                group.clear();
                row.key.clone_into(&mut key);
            }
            group.push(serde_json::from_slice(row.value).map_err(Error::damaged)?);
        }
        for finding in check.of_english(group.iter().collect()) {
            push_finding(&mut findings, &finding)?;
        }
        findings.finish()
    }
}

fn push_finding(findings: &mut Sorter, finding: &Finding) -> Result<(), Error> {
    findings.push_json(finding.file.as_bytes(), finding)
}

/// A page that is to be written when the collection is known.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PageFindings {
    /// The article.
    pub(super) id: String,
    /// All its findings that are told.
    pub(super) findings: Vec<Finding>,
}

/// The findings that are told, in the order of the articles.
#[derive(Debug)]
pub(super) struct Told {
    findings: Sorted,
    /// What the front page tells of each article.
    pub(super) index: Sorted,
    /// Pages to be written.
    pub(super) pages: Sorted,
    pub(super) by_severity: BTreeMap<Severity, usize>,
    pub(super) dismissed: u64,
}

impl Told {
    /// Adds to the articles' own findings those across articles, but for those that editors
    /// dismissed.
    pub(super) fn of(
        summaries: &mut Sorted,
        across: &mut Sorted,
        decisions: &check::Decisions,
        folder: &Path,
        pages_written: bool,
    ) -> Result<Self, Error> {
        let every_page = !pages_written || summaries.len() <= ONE_PAGE_ARTICLES as u64;
        let [mut findings, mut index, mut pages] = [(); 3].map(|()| Sorter::new(folder));
        let mut by_severity = BTreeMap::new();
        let mut dismissed = 0;
        let mut across = ByFile::new(across.rows()?)?;
        let mut number = 0_u64;
        let mut rows = summaries.rows()?;
        while let Some(Row { key, value }) = rows.next_row()? {
            let mut summary: ArticleSummary =
                serde_json::from_slice(value).map_err(Error::damaged)?;
            let file = key.split(|b| *b == 0).next().unwrap_or_default();
            let (more, no_more) = decisions.apply(across.take(file, &summary.id)?);
            let changed = !more.is_empty();
            dismissed += summary.dismissed + no_more.len() as u64;
            summary.findings.extend(more);
            for finding in &summary.findings {
                *by_severity.entry(finding.severity).or_default() += 1;
                findings.push_json(&number.to_be_bytes(), finding)?;
                number += 1;
            }
            summary.entry.findings = IndexEntry::counts(&summary.findings);
            index.push_json(key, &summary.entry)?;
            if every_page || changed {
                let page = PageFindings { id: summary.id, findings: summary.findings };
                pages.push_json(key, &page)?;
            }
        }
        Ok(Self {
            findings: findings.finish()?,
            index: index.finish()?,
            pages: pages.finish()?,
            by_severity,
            dismissed,
        })
    }

    /// Writes the files of the findings.
    pub(super) fn write(
        &mut self,
        out: &Path,
        style: &check::Settings,
        decisions: &check::Decisions,
    ) -> Result<(), Error> {
        let remarks = |fingerprint: &str| decisions.remark(fingerprint);
        let mut values = self.findings.values::<Finding>()?;
        files::write_file(&out.join("findings.csv"), |w| {
            export::findings_csv(w, &mut values, &remarks)?;
            values.end()
        })?;
        let mut values = self.findings.values::<Finding>()?;
        files::write_file(&out.join("findings.xlsx"), |w| {
            export::findings_xlsx(w, &mut values, &remarks)?;
            values.end()
        })?;
        let mut values = self.findings.values::<Finding>()?;
        files::write_file(&out.join("findings.sarif"), |w| {
            export::findings_sarif(w, &mut values, &outputs::sarif_rules(style))?;
            values.end()
        })
    }
}

/// Findings by file, taken in the order of the files.
struct ByFile<'s> {
    rows: Rows<'s>,
    /// The file that `findings` are of.
    file: Vec<u8>,
    findings: Vec<Finding>,
    /// The first finding of the next file.
    next: Option<(Vec<u8>, Finding)>,
}

impl<'s> ByFile<'s> {
    fn new(rows: Rows<'s>) -> Result<Self, Error> {
        let mut new = Self { rows, file: Vec::new(), findings: Vec::new(), next: None };
        new.read()?;
        Ok(new)
    }

    fn read(&mut self) -> Result<(), Error> {
        self.next = match self.rows.next_row()? {
            Some(row) => {
                let finding = serde_json::from_slice(row.value).map_err(Error::damaged)?;
                Some((row.key.to_vec(), finding))
            }
            None => None,
        };
        Ok(())
    }

    /// The findings of an article of `file`; files are asked for in order.
    fn take(&mut self, file: &[u8], article: &str) -> Result<Vec<Finding>, Error> {
        if self.file != file {
            self.findings.clear();
            file.clone_into(&mut self.file);
            while let Some((of, _)) = &self.next
                && of.as_slice() <= file
            {
                let is_its = of.as_slice() == file;
                let next = self.next.take();
                self.findings.extend(next.filter(|_| is_its).map(|(_, finding)| finding));
                self.read()?;
            }
            self.findings.sort_by(by_place);
        }
        let (its, others) =
            std::mem::take(&mut self.findings).into_iter().partition(|f| f.article == article);
        self.findings = others;
        Ok(its)
    }
}
