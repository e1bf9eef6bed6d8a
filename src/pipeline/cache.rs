//! What earlier runs did: a journal beside the outputs, one line a finished file.
//!
//! A line is appended after all of a file's outputs are in place, so that a run that was killed
//! starts again where it was. The records themselves are the `article.json` files.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{error::Error, process::FileOutcome, settings::hex};
use crate::domain::ArticleRecord;

/// The folder below the output folder that holds the journal and the lock.
pub const STATE_FOLDER: &str = ".duizhao";

/// One finished file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    key: String,
    name: String,
    sha256: String,
    encoding: String,
    format: String,
    articles: Vec<String>,
    warnings: Vec<(u32, String)>,
}

/// The journal of one output folder, held by one run at a time.
#[derive(Debug)]
pub struct Journal {
    articles: PathBuf,
    path: PathBuf,
    done: BTreeMap<String, Line>,
    file: File,
    /// Held until the value goes; the lock is the process's, so a killed run leaves none.
    _lock: File,
}

/// What makes a result the same: name, bytes and everything in `identity`.
pub fn key(identity: &str, name: &str, sha256: &str) -> String {
    let mut hash = Sha256::new();
    for part in [identity, name, sha256] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

impl Journal {
    /// Takes the output folder `out` for this run.
    ///
    /// # Errors
    /// The folder cannot be written, or another run has it.
    pub fn open(out: &Path) -> Result<Self, Error> {
        let state = out.join(STATE_FOLDER);
        super::files::create_folder(&state)?;
        let io_error = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { action: "write", path, source }
        };
        let lock_path = state.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(io_error(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Locked(out.to_owned())),
            Err(fs::TryLockError::Error(source)) => return Err(io_error(&lock_path)(source)),
        }
        let path = state.join("done.jsonl");
        let mut done = BTreeMap::new();
        if let Ok(file) = File::open(&path) {
            // A line cut off by a kill does not parse and is done again.
            for line in BufReader::new(file).lines().map_while(Result::ok) {
                if let Ok(line) = serde_json::from_str::<Line>(&line) {
                    done.insert(line.key.clone(), line);
                }
            }
        }
        let file =
            OpenOptions::new().create(true).append(true).open(&path).map_err(io_error(&path))?;
        Ok(Self { articles: out.join("articles"), path, done, file, _lock: lock })
    }

    /// The outcome of an earlier run under `key`, where it is wholly there still.
    pub fn recall(&self, key: &str) -> Option<FileOutcome> {
        let line = self.done.get(key)?;
        let records = line
            .articles
            .iter()
            .map(|id| {
                let bytes = fs::read(self.articles.join(id).join("article.json")).ok()?;
                let record: ArticleRecord = serde_json::from_slice(&bytes).ok()?;
                (record.id == *id && record.source.sha256 == line.sha256).then_some(record)
            })
            .collect::<Option<Vec<_>>>()?;
        Some(FileOutcome {
            name: line.name.clone(),
            sha256: line.sha256.clone(),
            encoding: line.encoding.clone(),
            format: line.format.clone(),
            records,
            warnings: line.warnings.clone(),
        })
    }

    /// Notes that a file's outputs are all in place.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn note(&self, key: &str, outcome: &FileOutcome) -> Result<(), Error> {
        let line = Line {
            key: key.to_owned(),
            name: outcome.name.clone(),
            sha256: outcome.sha256.clone(),
            encoding: outcome.encoding.clone(),
            format: outcome.format.clone(),
            articles: outcome.records.iter().map(|r| r.id.clone()).collect(),
            warnings: outcome.warnings.clone(),
        };
        let mut text = serde_json::to_string(&line).unwrap_or_default();
        // The first newline ends a line that an earlier run may have left unfinished.
        text.insert(0, '\n');
        text.push('\n');
        (&self.file).write_all(text.as_bytes()).map_err(|source| Error::Io {
            action: "write",
            path: self.path.clone(),
            source,
        })
    }

    /// Rewrites the journal with the lines under `keys` alone, so that it does not grow for ever.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn keep_only(&self, keys: &std::collections::BTreeSet<String>) -> Result<(), Error> {
        let mut now = BTreeMap::new();
        if let Ok(file) = File::open(&self.path) {
            for line in BufReader::new(file).lines().map_while(Result::ok) {
                if let Ok(parsed) = serde_json::from_str::<Line>(&line)
                    && keys.contains(&parsed.key)
                {
                    now.insert(parsed.key.clone(), line);
                }
            }
        }
        super::files::write_file(&self.path, |w| {
            for line in now.values() {
                writeln!(w, "{line}")?;
            }
            Ok(())
        })
    }
}
