//! A run over many files: threads, order, reuse, outputs.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{
    cache,
    collection::Collection,
    contribution::{Contribution, Contributor},
    error::{Error, Failure},
    inputs::{self, Input, InputSource},
    memory::{MemoryTally, Units, add_units},
    ordered::in_order,
    output_folder::OutputFolder,
    outputs,
    process::process,
    progress::Progress,
    settings::{Settings, hex},
};
use crate::{
    domain::Severity,
    export::html::ONE_PAGE_ARTICLES,
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

impl BuildOptions {
    /// Opens the memory: one that cannot be used is told before the work, not after it. One that is
    /// not there yet is made only when there is something to put into it.
    pub(super) fn open_memory(&self) -> Result<Option<Memory>, Error> {
        match &self.memory {
            Some((path, _)) if path.exists() || !has_folder(path) => {
                Ok(Some(Memory::open(path, Mode::Create)?))
            }
            _ => Ok(None),
        }
    }
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
    /// How many files gave nothing, by [kind](Failure::kind); why is in the manifest.
    pub failures: BTreeMap<String, usize>,
}

impl BuildSummary {
    /// How many files gave nothing.
    pub fn failed(&self) -> usize {
        self.failures.values().sum()
    }
}

/// What became of a file.
struct Done {
    contribution: Contribution,
    /// Its line of the journal, where it is to be noted.
    note: Option<cache::Note>,
    key: Option<cache::Key>,
    warnings: Vec<(u32, String)>,
    reused: bool,
}

/// Builds all outputs of `inputs` in `options.out`.
///
/// An input that gives nothing is in [`BuildSummary::failures`]; the others go on. The outputs are
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
    let folder = OutputFolder::open(&options.out)?;
    let memory = options.open_memory()?;
    progress.begin(inputs.len());
    let mut collection = Collection::new(folder.state(), options.accept, options.jobs, settings);
    let work = Work {
        settings,
        options,
        folder: &folder,
        contributor: Contributor::new(settings, options.accept),
        // What is accepted changes the files of an article.
        identity: format!("{} {}", settings.identity(), options.accept),
        // A few articles are one page, which the collection writes.
        pages: inputs.len() > ONE_PAGE_ARTICLES,
    };
    let mut keys = cache::Keys::default();
    let mut reused = 0;
    let mut failed = None;
    in_order(
        inputs.len(),
        options.jobs,
        |index| inputs.get(index).map(|input| work.one(input)),
        |_, done| {
            let Some(done) = done else { return ControlFlow::Continue(()) };
            let take = || -> Result<(), Error> {
                let done = done?;
                if let Some(note) = &done.note {
                    folder.journal().append(note)?;
                }
                keys.extend(done.key);
                reused += usize::from(done.reused);
                tell(progress, &done);
                collection.add(&done.contribution)
            };
            match take() {
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
    let conclusion = Conclusion {
        settings,
        options,
        pages: work.pages,
        names: &inputs.iter().map(|input| input.name.as_str()).collect(),
        is_complete: !inputs.iter().any(|input| input.source.is_unlisted_folder()),
        keys: Some(keys),
        folder,
    };
    let summary = conclusion.draw(collection, memory, progress)?;
    Ok(BuildSummary { reused, ..summary })
}

/// The end of a run: all files are processed.
pub(super) struct Conclusion<'a, 's> {
    pub(super) settings: &'a Settings<'s>,
    pub(super) options: &'a BuildOptions,
    pub(super) folder: OutputFolder,
    /// Whether the articles have their pages.
    pub(super) pages: bool,
    /// The names of all files.
    pub(super) names: &'a BTreeSet<&'a str>,
    /// Whether these are all files of their folders.
    pub(super) is_complete: bool,
    /// What the journal is to keep; `None` leaves it as it is.
    pub(super) keys: Option<cache::Keys>,
}

impl Conclusion<'_, '_> {
    /// Writes the collection's outputs, takes away what is of no input any more, and adds to the
    /// memory.
    pub(super) fn draw(
        self,
        collection: Collection<'_>,
        memory: Option<Memory>,
        progress: &mut dyn Progress,
    ) -> Result<BuildSummary, Error> {
        let Self { settings, options, folder, pages, names, is_complete, keys } = self;
        progress.merging();
        let mut merged = collection.write(&options.out, pages)?;
        let mut summary = std::mem::take(&mut merged.summary);
        if summary.articles > 0 {
            folder.remove_stale_articles(&merged.ids);
            if let Some(keys) = &keys {
                folder.journal().keep_only(keys)?;
            }
            if let Some((path, started)) = &options.memory {
                let mut memory = match memory {
                    Some(memory) => memory,
                    None => Memory::open(path, Mode::Create)?,
                };
                let units = Units {
                    rows: &mut merged.units,
                    inputs: names,
                    is_complete,
                    journal: settings.journal.as_deref().unwrap_or_default(),
                    identity: &settings.identity(),
                };
                summary.memory = Some(add_units(&mut memory, units, started)?);
            }
        }
        folder.close();
        progress.end();
        Ok(summary)
    }
}

/// Whether the folder is there that a file is to be made in.
fn has_folder(path: &Path) -> bool {
    path.parent().is_none_or(|folder| folder.as_os_str().is_empty() || folder.is_dir())
}

fn tell(progress: &mut dyn Progress, done: &Done) {
    let contribution = &done.contribution;
    for (line, message) in &done.warnings {
        progress.warning(&contribution.name, *line, message);
    }
    let outcome = match &contribution.failure {
        Some(failure) => Err(failure),
        None => Ok(contribution.articles.len()),
    };
    progress.file(&contribution.name, outcome, done.reused);
}

/// What a thread does with a file.
struct Work<'a, 's> {
    settings: &'a Settings<'s>,
    options: &'a BuildOptions,
    folder: &'a OutputFolder,
    contributor: Contributor<'a>,
    identity: String,
    pages: bool,
}

impl Work<'_, '_> {
    /// Reads and processes one input, or recalls what an earlier run made of it, and writes the files
    /// of its articles.
    fn one(&self, input: &Input) -> Result<Done, Error> {
        let failed = |failure: &Failure| Done {
            contribution: Contribution::of_failure(&input.name, failure),
            note: None,
            key: None,
            warnings: Vec::new(),
            reused: false,
        };
        let bytes = match bytes_of(&input.source) {
            Ok(bytes) => bytes,
            Err(failure) => return Ok(failed(&failure)),
        };
        let sha256 = hex(&Sha256::digest(&bytes));
        let key = cache::key(&self.identity, &input.name, &sha256);
        let recalled = if self.options.force { None } else { self.folder.journal().recall(&key) };
        let reused = recalled.is_some();
        let outcome = match recalled {
            Some(outcome) => Ok(outcome),
            None => process(&input.name, &bytes, self.settings),
        };
        drop(bytes);
        let mut outcome = match outcome {
            Ok(outcome) => outcome,
            Err(failure) => return Ok(failed(&failure)),
        };
        if !reused {
            for record in &outcome.records {
                outputs::write_article(self.folder, record, self.contributor.options())?;
            }
        }
        let note = (!reused).then(|| cache::Note::new(&key, &outcome));
        let contribution = self.contributor.of(&mut outcome);
        if self.pages {
            for record in &outcome.records {
                outputs::write_page(self.folder, record)?;
            }
        }
        Ok(Done {
            contribution,
            note,
            key: Some(cache::short(&key)),
            warnings: outcome.warnings,
            reused,
        })
    }
}

/// The bytes of an input.
///
/// # Errors
/// The file cannot be read, or is larger than [`MAX_FILE_BYTES`].
pub fn bytes_of(source: &InputSource) -> Result<Cow<'_, [u8]>, Box<Failure>> {
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
