//! The findings of a run: those of its articles, and what they disagree about among each other.

use std::collections::BTreeMap;

use crate::{
    check::{self, Decisions, Settings},
    domain::{ArticleRecord, Finding, TermEntry},
    lexicon::Lexicon,
};

/// Adds what the articles disagree about among each other, by the merged `entries`, to their
/// findings, and takes out what editors dismissed. Gives all findings that are told, in the order of
/// the records, and those that were dismissed.
pub fn settle(
    records: &mut [ArticleRecord],
    entries: &[TermEntry],
    lexicon: &Lexicon,
    style: &Settings,
    decisions: &Decisions,
) -> (Vec<Finding>, Vec<Finding>) {
    let mut across: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
    for finding in check::archive(entries, lexicon, style) {
        across.entry(finding.article.clone()).or_default().push(finding);
    }
    let (mut all_told, mut all_dismissed) = (Vec::new(), Vec::new());
    for record in records {
        let mut findings = std::mem::take(&mut record.findings);
        findings.extend(across.remove(&record.id).unwrap_or_default());
        let (told, dismissed) = decisions.apply(findings);
        all_told.extend(told.iter().cloned());
        all_dismissed.extend(dismissed);
        record.findings = told;
    }
    (all_told, all_dismissed)
}
