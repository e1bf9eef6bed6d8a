//! What earlier runs did: a journal beside the outputs, one line a finished file.
//!
//! A line is appended after all of a file's outputs are in place, so that a run that was killed
//! starts again where it was. The records themselves are the `article.json` files. In memory are
//! where the lines stand, not what they say.

use std::{
    collections::{HashMap, HashSet},
    fs::{self, File, OpenOptions},
    io::{BufRead, BufReader, Read as _, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
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

/// The head of what [`key()`] gives.
pub type Key = u128;

/// Keys of a run.
pub type Keys = HashSet<Key>;

/// A line for the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(String);

impl Note {
    /// That a file's outputs are all in place.
    pub fn new(key: &str, outcome: &FileOutcome) -> Self {
        let line = Line {
            key: key.to_owned(),
            name: outcome.name.clone(),
            sha256: outcome.sha256.clone(),
            encoding: outcome.encoding.clone(),
            format: outcome.format.clone(),
            articles: outcome.records.iter().map(|r| r.id.clone()).collect(),
            warnings: outcome.warnings.clone(),
        };
        Self(serde_json::to_string(&line).unwrap_or_default())
    }
}

/// The journal of one output folder, held by one run at a time.
#[derive(Debug)]
pub struct Journal {
    articles: PathBuf,
    path: PathBuf,
    /// Where the line of a key stands, and its length.
    done: HashMap<Key, (u64, usize)>,
    lines: Option<Mutex<File>>,
    file: File,
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

/// The head of a key, in a quarter of the space; no two keys ever have the same in practice.
pub fn short(key: &str) -> Key {
    key.get(..32).and_then(|head| Key::from_str_radix(head, 16).ok()).unwrap_or_default()
}

impl Journal {
    /// Reads the journal of the output folder `out`, which is the run's own.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub(super) fn open(out: &Path) -> Result<Self, Error> {
        let path = out.join(STATE_FOLDER).join("done.jsonl");
        let mut done = HashMap::new();
        let lines = File::open(&path).ok();
        if let Some(file) = &lines {
            let mut at = 0;
            each_line(file, |line| {
                // A line cut off by a kill does not parse and is done again.
                if let Ok(parsed) = serde_json::from_slice::<Line>(line) {
                    done.insert(short(&parsed.key), (at, line.len()));
                }
                at += line.len() as u64;
                Ok(())
            })
            .map_err(|source| Error::Io {
                action: "read",
                path: path.clone(),
                source,
            })?;
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(|source| Error::Io { action: "write", path: path.clone(), source })?;
        Ok(Self { articles: out.join("articles"), path, done, lines: lines.map(Mutex::new), file })
    }

    /// How many files are noted.
    pub fn len(&self) -> usize {
        self.done.len()
    }

    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    fn line(&self, key: &str) -> Option<Line> {
        let (at, length) = *self.done.get(&short(key))?;
        let mut bytes = vec![0; length];
        {
            let mut file = self.lines.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(at)).ok()?;
            file.read_exact(&mut bytes).ok()?;
        }
        serde_json::from_slice::<Line>(&bytes).ok().filter(|line| line.key == key)
    }

    /// The outcome of an earlier run under `key`, where it is wholly there still.
    pub fn recall(&self, key: &str) -> Option<FileOutcome> {
        let line = self.line(key)?;
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
            name: line.name,
            sha256: line.sha256,
            encoding: line.encoding,
            format: line.format,
            records,
            warnings: line.warnings,
        })
    }

    /// Notes that a file's outputs are all in place.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn append(&self, note: &Note) -> Result<(), Error> {
        // The first newline ends a line that an earlier run may have left unfinished.
        let text = format!("\n{}\n", note.0);
        (&self.file).write_all(text.as_bytes()).map_err(|source| Error::Io {
            action: "write",
            path: self.path.clone(),
            source,
        })
    }

    /// Rewrites the journal with the lines under `keys` alone, each once, so that it does not grow for
    /// ever.
    ///
    /// # Errors
    /// The journal cannot be written.
    pub fn keep_only(&self, keys: &Keys) -> Result<(), Error> {
        let io_error = |source| Error::Io { action: "read", path: self.path.clone(), source };
        let old = File::open(&self.path).map_err(io_error)?;
        let mut kept = Keys::default();
        super::files::write_file(&self.path, |w| {
            each_line(&old, |line| {
                match serde_json::from_slice::<Line>(line).map(|parsed| short(&parsed.key)) {
                    Ok(key) if keys.contains(&key) && kept.insert(key) => w.write_all(line),
                    _ => Ok(()),
                }
            })?;
            Ok(())
        })
    }
}

/// Gives `take` each line with its end.
fn each_line(
    file: &File,
    mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        take(&line)?;
        line.clear();
    }
    Ok(())
}
