//! What a build adds to a memory.

use std::collections::BTreeSet;

use super::super::{
    cache,
    contribution::{ArticleUnits, parts_of_units},
    error::Error,
    sort::Sorted,
};
use crate::{
    domain::{Origin, Side, TranslationUnit, UnitHistory},
    store::{Memory, Run, RunKind, Source},
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

/// The units of a build.
#[derive(Debug)]
pub struct Units<'a> {
    /// The rows of units, by file and article.
    pub(in crate::pipeline) rows: &'a mut Sorted,
    /// The names of all files of the run.
    pub(in crate::pipeline) inputs: &'a BTreeSet<&'a str>,
    /// Whether these are all files of their folders: not where a folder could not be listed.
    pub(in crate::pipeline) is_complete: bool,
    /// The journal's name.
    pub(in crate::pipeline) journal: &'a str,
    /// That of the settings (see [`Settings::identity`](super::super::Settings)).
    pub(in crate::pipeline) identity: &'a str,
}

/// Adds the units of all articles in one run, a file at a time. A file that changed replaces its
/// units. The units of a file that is gone are put out of use: a file is gone where the inputs have
/// others of its folder and not it, and all folders could be listed.
///
/// # Errors
/// The memory cannot be written; then nothing of the run is kept.
pub fn add_units(
    memory: &mut Memory,
    units: Units<'_>,
    started: &str,
) -> Result<MemoryTally, Error> {
    let Units { rows, inputs, is_complete, journal, identity } = units;
    let mut tally = MemoryTally::default();
    let mut run = memory.begin(RunKind::Build, started)?;
    let mut file: Option<ArticleUnits> = None;
    let mut rows = rows.rows()?;
    while let Some(row) = rows.next_row()? {
        let article: ArticleUnits =
            serde_json::from_slice(parts_of_units(row.value).1).map_err(Error::damaged)?;
        match &mut file {
            Some(file) if file.file == article.file => file.units.extend(article.units),
            _ => {
                if let Some(done) = file.replace(article) {
                    add_file(&mut run, &done, journal, identity, &mut tally)?;
                }
            }
        }
    }
    if let Some(done) = file {
        add_file(&mut run, &done, journal, identity, &mut tally)?;
    }
    let folders: BTreeSet<&str> =
        inputs.iter().filter_map(|name| name.split_once('/').map(|(folder, _)| folder)).collect();
    for file in if is_complete { run.article_files(journal)? } else { Vec::new() } {
        let gone = !inputs.contains(file.as_str())
            && file.split_once('/').is_some_and(|(folder, _)| folders.contains(folder));
        if gone {
            let source = Source { origin: Origin::Article, journal, name: &file, tool: "" };
            tally.retired += run.retire_file(&source)?;
        }
    }
    run.commit()?;
    Ok(tally)
}

fn add_file(
    run: &mut Run<'_>,
    file: &ArticleUnits,
    journal: &str,
    identity: &str,
    tally: &mut MemoryTally,
) -> Result<(), Error> {
    let source = Source { origin: Origin::Article, journal, name: &file.file, tool: "" };
    let state = cache::key(identity, &file.file, &file.sha256);
    if run.state(&source)?.as_deref() == Some(&state) {
        tally.unchanged += 1;
        return Ok(());
    }
    let units: Vec<(&TranslationUnit, UnitHistory)> = file
        .units
        .iter()
        .filter(|unit| !unit.zh.trim().is_empty() && !unit.en.trim().is_empty())
        .map(|unit| (unit, history(unit, journal)))
        .collect();
    let pairs = units.iter().map(|(unit, history)| (*unit, history));
    let (added, retired) = run.replace(&source, pairs)?;
    tally.added += added;
    tally.retired += retired;
    let id = run.source(&source)?;
    run.set_state(id, &state)?;
    Ok(())
}

fn history(unit: &TranslationUnit, journal: &str) -> UnitHistory {
    UnitHistory {
        journal: journal.to_owned(),
        zh_tag: unit.script.tag().to_owned(),
        en_tag: format!("{}-US", Side::En.code()),
        ..UnitHistory::default()
    }
}
