//! A run over many files: threads, order, reuse, outputs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    cache::{self, Journal},
    collection::Collection,
    error::{Error, Failure},
    files,
    inputs::{self, Input, InputSource},
    memory::{MemoryTally, add_records},
    ordered::in_order,
    outputs,
    process::{FileOutcome, process},
    progress::Progress,
    report,
    settings::{Settings, hex},
};
use crate::{
    domain::Severity,
    store::{Memory, Mode},
};

/// A larger file is refused before it is read into memory.
pub const MAX_FILE_BYTES: u64 = crate::read::MAX_FILE_BYTES as u64;

/// Where a run writes, and how.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// The output folder.
    pub out: PathBuf,
    /// Worker threads, at least 1.
    pub jobs: usize,
    /// Units below this probability stay out of `memory.tmx`.
    pub accept: f64,
    /// Do again what an earlier run did.
    pub force: bool,
    /// A translation memory to add the units to, and the time as it notes it.
    pub memory: Option<(PathBuf, String)>,
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuildSummary {
    /// Input files.
    pub files: usize,
    /// Of these, taken from an earlier run.
    pub reused: usize,
    /// Articles found.
    pub articles: usize,
    /// Units in `memory.tmx`.
    pub units: usize,
    /// Entries in `glossary.csv`.
    pub terms: usize,
    /// Findings by severity.
    pub findings: BTreeMap<Severity, usize>,
    /// Findings that editors dismissed.
    pub dismissed: usize,
    /// What became of the translation memory, where one was given.
    pub memory: Option<MemoryTally>,
    /// Files that gave nothing, with the reason.
    pub failed: Vec<(String, Failure)>,
}

struct Done {
    key: String,
    outcome: Result<FileOutcome, Box<Failure>>,
    reused: bool,
}

/// Builds all outputs of `inputs` in `options.out`.
///
/// An input that gives nothing is in [`BuildSummary::failed`]; the others go on. The outputs are
/// the same whatever the number of threads and the order of the inputs.
///
/// # Errors
/// The output folder cannot be written or is taken by another run.
pub fn build(
    mut inputs: Vec<Input>,
    settings: &Settings<'_>,
    options: &BuildOptions,
    progress: &mut dyn Progress,
) -> Result<BuildSummary, Error> {
    inputs.sort_by(|a, b| a.name.cmp(&b.name));
    files::create_folder(&options.out)?;
    // A memory that cannot be used is told before the work, not after it.
    let mut memory = match &options.memory {
        Some((path, _)) => Some(Memory::open(path, Mode::Create)?),
        None => None,
    };
    let journal = Journal::open(&options.out)?;
    files::create_folder(&options.out.join("articles"))?;
    progress.begin(inputs.len());
    let mut run = Run {
        options,
        journal: &journal,
        collection: Collection::new(options.accept, settings),
        keys: BTreeSet::new(),
        reused: 0,
    };
    let identity = settings.identity();
    let mut failed = None;
    in_order(
        inputs.len(),
        options.jobs,
        |index| {
            inputs.get(index).map(|input| one(input, settings, &identity, &journal, options.force))
        },
        |index, done| {
            let (Some(input), Some(done)) = (inputs.get(index), done) else {
                return ControlFlow::Continue(());
            };
            match run.finish(&input.name, done, progress) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    if let Some(error) = failed {
        return Err(error);
    }
    progress.merging();
    let Run { mut collection, keys, reused, .. } = run;
    let summary = collection.write(&options.out)?;
    if summary.articles > 0 {
        remove_stale_articles(&options.out, &collection.article_ids());
        journal.keep_only(&keys)?;
    }
    let mut tally = None;
    if let (Some(memory), Some((_, started))) = (&mut memory, &options.memory)
        && summary.articles > 0
    {
        let names = inputs.iter().map(|input| input.name.clone()).collect();
        let journal = settings.journal.as_deref().unwrap_or_default();
        tally =
            Some(add_records(memory, collection.records(), &names, journal, &identity, started)?);
    }
    progress.end();
    Ok(BuildSummary { files: inputs.len(), reused, memory: tally, ..summary })
}

/// Reads and processes one input, or recalls what an earlier run made of it.
fn one(
    input: &Input,
    settings: &Settings<'_>,
    identity: &str,
    journal: &Journal,
    force: bool,
) -> Done {
    let bytes = match bytes_of(&input.source) {
        Ok(bytes) => bytes,
        Err(failure) => {
            return Done { key: String::new(), outcome: Err(failure), reused: false };
        }
    };
    let sha256 = hex(&Sha256::digest(&bytes));
    let key = cache::key(identity, &input.name, &sha256);
    if !force && let Some(outcome) = journal.recall(&key) {
        return Done { key, outcome: Ok(outcome), reused: true };
    }
    Done { key, outcome: process(&input.name, &bytes, settings), reused: false }
}

/// The bytes of an input.
///
/// # Errors
/// The file cannot be read, or is larger than [`MAX_FILE_BYTES`].
pub fn bytes_of(source: &InputSource) -> Result<std::borrow::Cow<'_, [u8]>, Box<Failure>> {
    match source {
        InputSource::Bytes(bytes) => Ok(bytes.into()),
        InputSource::Failed(failure) => Err(Box::new(failure.clone())),
        InputSource::File(path) => {
            let size = fs::metadata(path).map_or(0, |m| m.len());
            if size > MAX_FILE_BYTES {
                return Err(Box::new(Failure::new(
                    "too-large",
                    format!(
                        "the file has {} MB; at most {} are read",
                        size >> 20,
                        MAX_FILE_BYTES >> 20
                    ),
                    Some("split it into issues or articles"),
                )));
            }
            match fs::read(path) {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => Err(Box::new(inputs::read_failure(&error))),
            }
        }
    }
}

struct Run<'a> {
    options: &'a BuildOptions,
    journal: &'a Journal,
    collection: Collection<'a>,
    keys: BTreeSet<String>,
    reused: usize,
}

impl Run<'_> {
    /// Writes a file's own outputs, notes it, and adds it to the collection.
    fn finish(&mut self, name: &str, done: Done, progress: &mut dyn Progress) -> Result<(), Error> {
        match done.outcome {
            Ok(outcome) => {
                if !done.reused {
                    for record in &outcome.records {
                        outputs::write_article(&self.options.out, record, self.options.accept)?;
                    }
                    self.journal.note(&done.key, &outcome)?;
                }
                self.keys.insert(done.key);
                self.reused += usize::from(done.reused);
                for (line, message) in &outcome.warnings {
                    progress.warning(name, *line, message);
                }
                progress.file(name, Ok(outcome.records.len()), done.reused);
                self.collection.add(outcome);
            }
            Err(failure) => {
                progress.file(name, Err(&failure), false);
                self.collection.add_failure(name, *failure);
            }
        }
        Ok(())
    }
}

/// Removes the folders of articles that this run does not have: those of files that are gone or
/// changed their name. Only files that duizhao writes are removed; a folder with others stays.
fn remove_stale_articles(out: &Path, current: &BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(out.join("articles")) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if current.contains(&name) {
            continue;
        }
        for file in outputs::ARTICLE_FILES.into_iter().chain([report::PAGE]) {
            let _ = fs::remove_file(entry.path().join(file));
        }
        let _ = fs::remove_dir(entry.path());
    }
}
