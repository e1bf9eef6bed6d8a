//! Results of workers, in whatever order and from whatever parts, to the outputs that a run over all
//! inputs would have written.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use walkdir::WalkDir;

use super::{
    build::{BuildOptions, BuildSummary, Conclusion},
    collection::{Collection, id_hash},
    contribution::{Contribution, Contributor},
    error::Error,
    ordered::each_in_order,
    output_folder::OutputFolder,
    outputs,
    progress::Progress,
    settings::Settings,
    worker::{WORKER_SCHEMA, WorkerResult},
};
use crate::{domain::record::RECORD_SCHEMA, export::digest};

/// Where results come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultSource {
    /// A file.
    File(PathBuf),
    /// Standard input.
    StandardInput,
}

/// The files with results that `arguments` name: files as they are, folders walked, without files
/// whose name begins with a dot or an underscore (engines keep their own notes so); `-` is standard
/// input.
///
/// # Errors
/// A folder cannot be listed.
pub fn result_sources(arguments: &[PathBuf]) -> Result<Vec<ResultSource>, Error> {
    let mut sources = Vec::new();
    for argument in arguments {
        if argument == Path::new("-") {
            sources.push(ResultSource::StandardInput);
            continue;
        }
        let visible = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0 || !name.starts_with(['.', '_'])
        };
        for entry in WalkDir::new(argument).sort_by_file_name().into_iter().filter_entry(visible) {
            let entry = entry.map_err(|error| Error::Io {
                action: "read",
                path: error.path().unwrap_or(argument).to_owned(),
                source: error.into(),
            })?;
            if !entry.file_type().is_dir() {
                sources.push(ResultSource::File(entry.into_path()));
            }
        }
    }
    Ok(sources)
}

/// Lines of one source after the other.
struct Lines {
    sources: std::vec::IntoIter<ResultSource>,
    open: Option<(PathBuf, Box<dyn BufRead + Send>)>,
    number: u64,
}

/// A line with results, and where it stands.
struct Line {
    path: PathBuf,
    number: u64,
    bytes: Vec<u8>,
}

impl Line {
    fn wrong(&self, reason: String) -> Error {
        Error::Results { place: format!("{}:{}", self.path.display(), self.number), reason }
    }
}

impl Lines {
    fn next_line(&mut self) -> Result<Option<Line>, Error> {
        loop {
            let Some((path, reader)) = &mut self.open else {
                let Some(source) = self.sources.next() else { return Ok(None) };
                self.number = 0;
                self.open = Some(match source {
                    ResultSource::StandardInput => {
                        let stdin = BufReader::new(std::io::stdin());
                        (PathBuf::from("standard input"), Box::new(stdin))
                    }
                    ResultSource::File(path) => {
                        let file = File::open(&path).map_err(|source| Error::Io {
                            action: "read",
                            path: path.clone(),
                            source,
                        })?;
                        (path, Box::new(BufReader::with_capacity(1 << 16, file)))
                    }
                });
                continue;
            };
            let mut bytes = Vec::new();
            let read = reader.read_until(b'\n', &mut bytes).map_err(|source| Error::Io {
                action: "read",
                path: path.clone(),
                source,
            })?;
            self.number += 1;
            if read == 0 {
                self.open = None;
            } else if !bytes.trim_ascii().is_empty() {
                return Ok(Some(Line { path: path.clone(), number: self.number, bytes }));
            }
        }
    }
}

/// Writes to `options.out` what [`build()`](super::build()) would have written for the inputs of all
/// results. A result that is there twice counts once.
///
/// # Errors
/// A line is no result of this version, or two results of one input differ; the output folder cannot
/// be written or is taken by another run.
pub fn merge(
    sources: Vec<ResultSource>,
    settings: &Settings<'_>,
    options: &BuildOptions,
    progress: &mut dyn Progress,
) -> Result<BuildSummary, Error> {
    let folder = OutputFolder::open(&options.out)?;
    let memory = options.open_memory()?;
    // Which settings the results are of is not known: a later `build` must not take them for its own.
    folder.journal().keep_only(&super::cache::Keys::default())?;
    progress.begin(0);
    let mut collection = Collection::new(folder.state(), options.accept, options.jobs, settings);
    let work = Work {
        folder: &folder,
        contributor: Contributor::new(settings, options.accept),
        seen: Mutex::default(),
    };
    let mut lines = Lines { sources: sources.into_iter(), open: None, number: 0 };
    let mut names = std::collections::BTreeSet::new();
    let mut failed = None;
    each_in_order(
        options.jobs,
        || lines.next_line().transpose(),
        |line| work.one(&line?),
        |contribution| {
            let take = || -> Result<(), Error> {
                let Some(contribution) = contribution? else { return Ok(()) };
                let outcome = match &contribution.failure {
                    Some(failure) => Err(failure),
                    None => Ok(contribution.articles.len()),
                };
                progress.file(&contribution.name, outcome, false);
                collection.add(&contribution)?;
                if options.memory.is_some() {
                    names.insert(contribution.name);
                }
                Ok(())
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
        folder,
        pages: true,
        names: &names.iter().map(String::as_str).collect(),
        is_complete: true,
        keys: None,
    };
    conclusion.draw(collection, memory, progress)
}

/// What a thread does with a result.
struct Work<'a> {
    folder: &'a OutputFolder,
    contributor: Contributor<'a>,
    /// Hashes of ids, with hashes of their results.
    seen: Mutex<HashMap<[u8; 16], [u8; 16]>>,
}

impl Work<'_> {
    /// Writes the files of the articles; `None` where the result was there before.
    fn one(&self, line: &Line) -> Result<Option<Contribution>, Error> {
        let text = str::from_utf8(line.bytes.trim_ascii())
            .map_err(|error| line.wrong(format!("it is no result: {error}")))?;
        let result: WorkerResult = serde_json::from_str(text)
            .map_err(|error| line.wrong(format!("it is no result, or broken off: {error}")))?;
        if result.schema != WORKER_SCHEMA || result.version != env!("CARGO_PKG_VERSION") {
            return Err(line.wrong(format!(
                "it is of version {}, and this is {}",
                result.version,
                env!("CARGO_PKG_VERSION")
            )));
        }
        let before = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id_hash(&result.id), digest(&[text]));
        match before {
            Some(before) if before == digest(&[text]) => return Ok(None),
            Some(_) => {
                return Err(line.wrong(format!("it is a second result of `{}`", result.id)));
            }
            None => {}
        }
        match (result.outcome, result.error) {
            (Some(mut outcome), None) => {
                if outcome.name != result.id
                    || outcome.records.iter().any(|r| r.schema != RECORD_SCHEMA)
                {
                    return Err(line.wrong("its record is not of its id or version".to_owned()));
                }
                for record in &outcome.records {
                    outputs::write_article(self.folder, record, self.contributor.options())?;
                }
                let contribution = self.contributor.of(&mut outcome);
                for record in &outcome.records {
                    outputs::write_page(self.folder, record)?;
                }
                Ok(Some(contribution))
            }
            (None, Some(failure)) => Ok(Some(Contribution::of_failure(&result.id, &failure))),
            _ => Err(line.wrong("it has neither an outcome nor an error, or both".to_owned())),
        }
    }
}
