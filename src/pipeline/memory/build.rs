//! What a build adds to a memory.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{cache, outputs};
use crate::{
    domain::{ArticleRecord, Origin, Side, TranslationUnit, UnitHistory},
    store::{Memory, RunKind, Source, StoreError},
};

/// What a build did to a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MemoryTally {
    /// Units that are new.
    pub added: u64,
    /// Units put out of use: their file no longer gives them, or is gone.
    pub retired: u64,
    /// Files that gave the same as before.
    pub unchanged: u64,
}

/// Adds the units of all articles in one run. A file that changed replaces its units. The units of a
/// file that is gone are put out of use: a file is gone where `inputs` have others of its folder and
/// not it. `identity` is that of the settings (see [`Settings::identity`](super::super::Settings)).
///
/// # Errors
/// The memory cannot be written; then nothing of the run is kept.
pub fn add_records(
    memory: &mut Memory,
    records: &[ArticleRecord],
    inputs: &BTreeSet<String>,
    journal: &str,
    identity: &str,
    started: &str,
) -> Result<MemoryTally, StoreError> {
    let mut by_file: BTreeMap<&str, Vec<&ArticleRecord>> = BTreeMap::new();
    for record in records {
        by_file.entry(&record.source.file).or_default().push(record);
    }
    let mut tally = MemoryTally::default();
    let mut run = memory.begin(RunKind::Build, started)?;
    for (file, records) in &by_file {
        let source = Source { origin: Origin::Article, journal, name: file, tool: "" };
        let sha256 = records.first().map_or("", |record| &record.source.sha256);
        let state = cache::key(identity, file, sha256);
        if run.state(&source)?.as_deref() == Some(&state) {
            tally.unchanged += 1;
            continue;
        }
        let joined: Vec<_> = records.iter().map(|record| outputs::joined_units(record)).collect();
        let units: Vec<(&TranslationUnit, UnitHistory)> = records
            .iter()
            .zip(&joined)
            .flat_map(|(record, more)| record.units.iter().chain(more))
            .filter(|unit| !unit.zh.trim().is_empty() && !unit.en.trim().is_empty())
            .map(|unit| (unit, history(unit, journal)))
            .collect();
        let pairs = units.iter().map(|(unit, history)| (*unit, history));
        let (added, retired) = run.replace(&source, pairs)?;
        tally.added += added;
        tally.retired += retired;
        let id = run.source(&source)?;
        run.set_state(id, &state)?;
    }
    let folders: BTreeSet<&str> =
        inputs.iter().filter_map(|name| name.split_once('/').map(|(folder, _)| folder)).collect();
    for file in run.article_files(journal)? {
        let gone = !inputs.contains(&file)
            && file.split_once('/').is_some_and(|(folder, _)| folders.contains(folder));
        if gone {
            let source = Source { origin: Origin::Article, journal, name: &file, tool: "" };
            tally.retired += run.retire_file(&source)?;
        }
    }
    run.commit()?;
    Ok(tally)
}

fn history(unit: &TranslationUnit, journal: &str) -> UnitHistory {
    UnitHistory {
        journal: journal.to_owned(),
        zh_tag: unit.script.tag().to_owned(),
        en_tag: format!("{}-US", Side::En.code()),
        ..UnitHistory::default()
    }
}
