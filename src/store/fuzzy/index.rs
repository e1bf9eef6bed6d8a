//! The folder of an index: segments, and a manifest that names them.
//!
//! `manifest` is written beside and renamed, after the segments it names are in place: a process
//! that is killed leaves the index as it was, and perhaps a file that nobody names, which the next
//! change removes. The manifest's first line is the CRC-32 of the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    chunk::CHUNK,
    fold::fold,
    layout,
    search::{Part, Searcher},
    segment::Segment,
};
use crate::domain::Side;

/// Why an index can't be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A part is not what was written: build the index again.
    #[error("the search index is damaged: {0}")]
    Damaged(String),
    /// The file system refused.
    #[error("the search index: {0}")]
    Io(#[from] io::Error),
}

/// Units a segment: what is in memory while one is written (about 300 MB).
const MOST_UNITS: usize = 262_144;
/// Segments below this are merged when there are many.
const SMALL_UNITS: usize = 65_536;
/// How many small segments of a language there may be.
const MOST_SMALL: usize = 8;
/// A segment of which this part is dead is written anew.
const DEAD_PART: usize = 4;

const MANIFEST: &str = "manifest";
const SCHEMA: u32 = 1;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    file: String,
    side: Side,
    units: usize,
    /// Lowest and highest number of its units.
    numbers: (i64, i64),
    dead: BTreeSet<i64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    schema: u32,
    mark: String,
    next: u64,
    segments: Vec<Entry>,
}

/// An index on disk.
#[derive(Debug)]
pub struct Index {
    folder: PathBuf,
    manifest: Manifest,
}

impl Index {
    /// Opens the index of a folder; `None` where there is none, or it is damaged, or of another
    /// version of this program: then [`Index::create`] it.
    ///
    /// # Errors
    ///
    /// Where a file is there but can't be read.
    pub fn open(folder: &Path) -> Result<Option<Self>, Error> {
        let bytes = match fs::read(folder.join(MANIFEST)) {
            Ok(bytes) => bytes,
            Err(e)
                if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            Err(e) => return Err(e.into()),
        };
        let manifest = read_manifest(&bytes).filter(|manifest| manifest.schema == SCHEMA);
        Ok(manifest.map(|manifest| Self { folder: folder.to_owned(), manifest }))
    }

    /// An index without units, in place of what was in the folder.
    ///
    /// # Errors
    ///
    /// Where the folder can't be written.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder)?;
        // Numbers go on, so that no reader takes a new segment for an old one of the same name.
        let next = Self::open(folder)?.map_or(0, |old| old.manifest.next);
        let manifest = Manifest { schema: SCHEMA, mark: String::new(), next, segments: Vec::new() };
        let mut index = Self { folder: folder.to_owned(), manifest };
        index.commit()?;
        Ok(index)
    }

    /// What the memory said about its state when this index was last brought up to date; empty for
    /// a new index.
    pub fn mark(&self) -> &str {
        &self.manifest.mark
    }

    /// How many units can be found, of the language that has more.
    pub fn units(&self) -> usize {
        let count = |side| {
            let of_side = self.manifest.segments.iter().filter(|entry| entry.side == side);
            of_side.map(|entry| entry.units.saturating_sub(entry.dead.len())).sum::<usize>()
        };
        count(Side::Zh).max(count(Side::En))
    }

    /// Begins a change. Nothing is changed on disk until it is committed, but for files that nobody
    /// names yet.
    pub fn change(&mut self) -> Change<'_> {
        let before = self.manifest.segments.len();
        Change { manifest: self.manifest.clone(), before, index: self, batches: BTreeMap::new() }
    }

    fn segment(&self, entry: &Entry) -> Result<Segment, Error> {
        match File::open(self.folder.join(&entry.file)) {
            Ok(file) => Segment::open(file, &entry.file),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                Err(Error::Damaged(format!("{} is missing", entry.file)))
            }
            Err(e) => Err(e.into()),
        }
    }

    fn commit(&mut self) -> Result<(), Error> {
        let json = serde_json::to_string(&self.manifest).map_err(io::Error::from)?;
        let mut out = tempfile::NamedTempFile::new_in(&self.folder)?;
        write!(out, "{:08x}\n{json}\n", crc32fast::hash(json.as_bytes()))?;
        out.persist(self.folder.join(MANIFEST)).map_err(|e| e.error)?;
        self.sweep();
        Ok(())
    }

    /// Removes files that the manifest does not name. What can't be removed now (a reader has it
    /// open, on Windows) is removed after the next change.
    fn sweep(&self) {
        let named: BTreeSet<&str> =
            self.manifest.segments.iter().map(|entry| entry.file.as_str()).collect();
        let Ok(files) = fs::read_dir(&self.folder) else { return };
        for file in files.flatten() {
            let name = file.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("segment-") && !named.contains(name.as_ref()) {
                let _gone = fs::remove_file(file.path());
            }
        }
    }

    /// Opens all segments for searching. Reads their directories only.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where a segment is missing or its directory is not what was written.
    pub fn searcher(&self) -> Result<Searcher, Error> {
        let mut parts = Vec::with_capacity(self.manifest.segments.len());
        for entry in &self.manifest.segments {
            let segment = self.segment(entry)?;
            if segment.units() != entry.units {
                return Err(Error::Damaged(entry.file.clone()));
            }
            parts.push(Part { side: entry.side, segment, dead: entry.dead.clone() });
        }
        Ok(Searcher::new(parts))
    }
}

/// A change of an index under way.
#[derive(Debug)]
pub struct Change<'i> {
    index: &'i mut Index,
    manifest: Manifest,
    /// How many segments there were before.
    before: usize,
    batches: BTreeMap<Side, Vec<(i64, String)>>,
}

impl Change<'_> {
    /// Takes a unit out, as it was before this change. One that was not there does not matter.
    pub fn remove(&mut self, number: i64) {
        for entry in self.manifest.segments.iter_mut().take(self.before) {
            if (entry.numbers.0..=entry.numbers.1).contains(&number) {
                entry.dead.insert(number);
            }
        }
    }

    /// Adds a unit; one that has changed is removed as well. A unit with two forms is added twice.
    ///
    /// # Errors
    /// A segment can't be written.
    pub fn add(&mut self, number: i64, zh: &str, en: &str) -> Result<(), Error> {
        for (side, text) in [(Side::Zh, zh), (Side::En, en)] {
            let folded = fold(text);
            if folded.is_empty() {
                continue;
            }
            let units = self.batches.entry(side).or_default();
            units.push((number, folded));
            if units.len() == MOST_UNITS {
                let units = std::mem::take(units);
                self.segment(side, units)?;
            }
        }
        Ok(())
    }

    /// Makes the change. `mark` says which state of the memory the index now has.
    ///
    /// # Errors
    /// A file can't be written, or an old segment is damaged; the index is then as it was.
    pub fn commit(mut self, mark: &str) -> Result<(), Error> {
        for (side, units) in std::mem::take(&mut self.batches) {
            self.segment(side, units)?;
        }
        for side in [Side::Zh, Side::En] {
            self.merge(side)?;
        }
        mark.clone_into(&mut self.manifest.mark);
        let before = std::mem::replace(&mut self.index.manifest, self.manifest);
        let done = self.index.commit();
        if done.is_err() {
            self.index.manifest = before;
        }
        done
    }

    fn segment(&mut self, side: Side, units: Vec<(i64, String)>) -> Result<(), Error> {
        if units.is_empty() {
            return Ok(());
        }
        let file = format!("segment-{:06}", self.manifest.next);
        self.manifest.next += 1;
        let low = units.iter().map(|(number, _)| *number).min().unwrap_or_default();
        let high = units.iter().map(|(number, _)| *number).max().unwrap_or_default();
        let count = units.len();
        let mut out = BufWriter::new(tempfile::NamedTempFile::new_in(&self.index.folder)?);
        layout::write(side, units, &mut out)?;
        let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        out.persist(self.index.folder.join(&file)).map_err(|e| e.error)?;
        self.manifest.segments.push(Entry {
            file,
            side,
            units: count,
            numbers: (low, high),
            dead: BTreeSet::new(),
        });
        Ok(())
    }

    /// Writes small segments as one where there are many, and those anew that are dead for a good
    /// part.
    fn merge(&mut self, side: Side) -> Result<(), Error> {
        let small = |entry: &Entry| entry.side == side && entry.units < SMALL_UNITS;
        let many = self.manifest.segments.iter().filter(|entry| small(entry)).count() > MOST_SMALL;
        let stale =
            |entry: &Entry| entry.side == side && entry.dead.len() * DEAD_PART >= entry.units;
        let (merged, kept): (Vec<Entry>, Vec<Entry>) = std::mem::take(&mut self.manifest.segments)
            .into_iter()
            .partition(|entry| many && small(entry) || stale(entry));
        self.manifest.segments = kept;
        let mut units = Vec::new();
        for entry in merged {
            let mut segment = self.index.segment(&entry)?;
            for at in 0..segment.units() {
                let chunk = segment.chunk(at)?;
                let number = chunk.unit(at % CHUNK);
                if !entry.dead.contains(&number) {
                    units.push((number, chunk.text(at % CHUNK).to_owned()));
                }
                if units.len() == MOST_UNITS {
                    let units = std::mem::take(&mut units);
                    self.segment(side, units)?;
                }
            }
        }
        self.segment(side, units)
    }
}

fn read_manifest(bytes: &[u8]) -> Option<Manifest> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (crc, json) = text.split_once('\n')?;
    let json = json.strip_suffix('\n')?;
    if u32::from_str_radix(crc, 16).ok()? != crc32fast::hash(json.as_bytes()) {
        return None;
    }
    serde_json::from_str(json).ok()
}
