//! Sorting more rows than memory holds: sorted runs in temporary files, merged as they are read.
//!
//! A row is a key and a value, both bytes. Rows come out by key, those of one key by value: the same
//! sequence whatever the order in which they were pushed. Rows that come in order make one run.

use std::{
    cmp::Ordering,
    collections::BinaryHeap,
    fs::File,
    io::{BufReader, BufWriter, Read as _, Seek as _, Write as _},
    marker::PhantomData,
    path::{Path, PathBuf},
};

use serde::{Serialize, de::DeserializeOwned};

use super::error::Error;
use crate::export::ExportError;

/// Bytes that a sorter gathers before it writes a run.
pub const RUN_BYTES: usize = 16 << 20;
/// So many runs of one level are merged into one of the next: open files stay few.
const MOST_RUNS: usize = 32;
/// Bytes that are read of a run at a time.
const READ_BYTES: usize = 64 << 10;

/// Where a row lies in the rows that are gathered.
#[derive(Debug, Clone, Copy)]
struct Slot {
    at: usize,
    key: u32,
    value: u32,
}

impl Slot {
    fn key(self, rows: &[u8]) -> &[u8] {
        rows.get(self.at..self.at + self.key as usize).unwrap_or_default()
    }

    fn value(self, rows: &[u8]) -> &[u8] {
        let from = self.at + self.key as usize;
        rows.get(from..from + self.value as usize).unwrap_or_default()
    }
}

/// A file of sorted rows, with the last of its keys.
#[derive(Debug)]
struct RunFile {
    file: File,
    last: Vec<u8>,
}

/// Takes rows in any order.
#[derive(Debug)]
pub struct Sorter {
    folder: PathBuf,
    run_bytes: usize,
    rows: Vec<u8>,
    slots: Vec<Slot>,
    /// Runs by level: those of level n + 1 are merged from runs of level n.
    levels: Vec<Vec<RunFile>>,
    count: u64,
}

impl Sorter {
    /// A sorter whose runs are in `folder`. They have no names, so that nothing is left of them
    /// whatever happens to the process.
    pub fn new(folder: &Path) -> Self {
        Self::with_run_bytes(folder, RUN_BYTES)
    }

    /// As [`new`](Self::new), with runs of about this size.
    pub fn with_run_bytes(folder: &Path, run_bytes: usize) -> Self {
        Self {
            folder: folder.to_owned(),
            run_bytes,
            rows: Vec::new(),
            slots: Vec::new(),
            levels: Vec::new(),
            count: 0,
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// A run cannot be written.
    pub fn push(&mut self, key: &[u8], value: &[u8]) -> Result<(), Error> {
        let full = self.rows.len() + self.slots.len() * size_of::<Slot>();
        if full + key.len() + value.len() > self.run_bytes && !self.slots.is_empty() {
            self.spill()?;
        }
        let slot = Slot { at: self.rows.len(), key: key.len() as u32, value: value.len() as u32 };
        self.rows.extend_from_slice(key);
        self.rows.extend_from_slice(value);
        self.slots.push(slot);
        self.count += 1;
        Ok(())
    }

    /// Adds a row whose value is put into JSON.
    ///
    /// # Errors
    /// A run cannot be written.
    pub fn push_json(&mut self, key: &[u8], value: &impl Serialize) -> Result<(), Error> {
        self.push(key, &json(value))
    }

    fn sort(&mut self) {
        let rows = &self.rows;
        self.slots.sort_unstable_by(|a, b| {
            a.key(rows).cmp(b.key(rows)).then_with(|| a.value(rows).cmp(b.value(rows)))
        });
    }

    /// Writes what is gathered: behind the last run where it goes on from there, else as a run.
    fn spill(&mut self) -> Result<(), Error> {
        self.sort();
        let (Some(first), Some(last)) = (self.slots.first(), self.slots.last()) else {
            return Ok(());
        };
        let last = last.key(&self.rows).to_vec();
        let goes_on = |run: &&mut RunFile| run.last.as_slice() < first.key(&self.rows);
        let only = self.levels.len() == 1;
        let open = self.levels.first_mut().and_then(|l| l.last_mut()).filter(|_| only);
        let run = if let Some(run) = open.filter(goes_on) {
            run
        } else {
            let file = temporary(&self.folder)?;
            if self.levels.is_empty() {
                self.levels.push(Vec::new());
            }
            let Some(level) = self.levels.first_mut() else { return Ok(()) };
            level.push(RunFile { file, last: Vec::new() });
            let Some(run) = level.last_mut() else { return Ok(()) };
            run
        };
        run.last = last;
        let mut writer = BufWriter::with_capacity(1 << 20, &run.file);
        for slot in &self.slots {
            write_row(&mut writer, slot.key(&self.rows), slot.value(&self.rows))
                .map_err(|source| fault("write", &self.folder, source))?;
        }
        writer.flush().map_err(|source| fault("write", &self.folder, source))?;
        drop(writer);
        self.rows.clear();
        self.slots.clear();
        self.collapse(0)
    }

    /// Merges the runs of a level into one of the next where they are many.
    fn collapse(&mut self, level: usize) -> Result<(), Error> {
        if self.levels.get(level).is_none_or(|runs| runs.len() < MOST_RUNS) {
            return Ok(());
        }
        let runs = self.levels.get_mut(level).map(std::mem::take).unwrap_or_default();
        let mut file = temporary(&self.folder)?;
        let mut last = Vec::new();
        {
            let mut writer = BufWriter::with_capacity(1 << 20, &mut file);
            let mut rows = Rows::of_runs(runs.iter().map(|run| &run.file), &self.folder)?;
            while let Some(row) = rows.next_row()? {
                write_row(&mut writer, row.key, row.value)
                    .map_err(|source| fault("write", &self.folder, source))?;
                row.key.clone_into(&mut last);
            }
            writer.flush().map_err(|source| fault("write", &self.folder, source))?;
        }
        if self.levels.len() == level + 1 {
            self.levels.push(Vec::new());
        }
        if let Some(next) = self.levels.get_mut(level + 1) {
            next.push(RunFile { file, last });
        }
        self.collapse(level + 1)
    }

    /// Ends the pushing.
    ///
    /// # Errors
    /// A run cannot be written.
    pub fn finish(mut self) -> Result<Sorted, Error> {
        if self.levels.is_empty() {
            self.sort();
        } else {
            self.spill()?;
            self.rows = Vec::new();
            self.slots = Vec::new();
        }
        Ok(Sorted {
            folder: self.folder,
            rows: self.rows,
            slots: self.slots,
            runs: self.levels.into_iter().flatten().map(|run| run.file).collect(),
            count: self.count,
        })
    }
}

/// All rows, to be read in order any number of times.
#[derive(Debug)]
pub struct Sorted {
    folder: PathBuf,
    rows: Vec<u8>,
    slots: Vec<Slot>,
    runs: Vec<File>,
    count: u64,
}

impl Sorted {
    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.count
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The rows from the first on.
    ///
    /// # Errors
    /// A run cannot be read.
    pub fn rows(&mut self) -> Result<Rows<'_>, Error> {
        if self.runs.is_empty() {
            return Ok(Rows(Held::Memory { rows: &self.rows, slots: self.slots.iter() }));
        }
        Rows::of_runs(self.runs.iter(), &self.folder)
    }

    /// The values, read from JSON.
    ///
    /// # Errors
    /// A run cannot be read.
    pub fn values<T: DeserializeOwned>(&mut self) -> Result<Values<'_, T>, Error> {
        Ok(Values { rows: self.rows()?, fault: None, of: PhantomData })
    }
}

/// A row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'r> {
    /// Its key.
    pub key: &'r [u8],
    /// Its value.
    pub value: &'r [u8],
}

/// Rows in order.
#[derive(Debug)]
pub struct Rows<'s>(Held<'s>);

#[derive(Debug)]
enum Held<'s> {
    /// They all were gathered in memory.
    Memory { rows: &'s [u8], slots: std::slice::Iter<'s, Slot> },
    /// They are merged from runs: those not at their end, the smallest row on top.
    Runs { heads: BinaryHeap<Head<'s>>, given: bool, folder: &'s Path },
}

impl<'s> Rows<'s> {
    fn of_runs(runs: impl Iterator<Item = &'s File>, folder: &'s Path) -> Result<Self, Error> {
        let mut heads = BinaryHeap::new();
        for mut file in runs {
            file.rewind().map_err(|source| fault("read", folder, source))?;
            let reader = BufReader::with_capacity(READ_BYTES, file);
            let mut head = Head { reader, key: Vec::new(), value: Vec::new() };
            if head.advance().map_err(|source| fault("read", folder, source))? {
                heads.push(head);
            }
        }
        Ok(Self(Held::Runs { heads, given: false, folder }))
    }

    /// The next row.
    ///
    /// # Errors
    /// A run cannot be read.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        match &mut self.0 {
            Held::Memory { rows, slots } => {
                Ok(slots.next().map(|slot| Row { key: slot.key(rows), value: slot.value(rows) }))
            }
            Held::Runs { heads, given, folder } => {
                if *given && let Some(mut top) = heads.peek_mut() {
                    let more = top.advance().map_err(|source| fault("read", folder, source))?;
                    if !more {
                        std::collections::binary_heap::PeekMut::pop(top);
                    }
                }
                *given = true;
                Ok(heads.peek().map(|head| Row { key: &head.key, value: &head.value }))
            }
        }
    }
}

/// The next row of a run.
#[derive(Debug)]
struct Head<'s> {
    reader: BufReader<&'s File>,
    key: Vec<u8>,
    value: Vec<u8>,
}

impl Head<'_> {
    /// Reads the next row; `false` at the end.
    fn advance(&mut self) -> std::io::Result<bool> {
        let mut key = [0; 4];
        match self.reader.read_exact(&mut key) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
            Err(error) => return Err(error),
        }
        let mut value = [0; 4];
        self.reader.read_exact(&mut value)?;
        self.key.resize(u32::from_le_bytes(key) as usize, 0);
        self.value.resize(u32::from_le_bytes(value) as usize, 0);
        self.reader.read_exact(&mut self.key)?;
        self.reader.read_exact(&mut self.value)?;
        Ok(true)
    }
}

impl Ord for Head<'_> {
    /// The other way round: the heap has the greatest on top.
    fn cmp(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then_with(|| other.value.cmp(&self.value))
    }
}

impl PartialOrd for Head<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head<'_> {}

/// Values as they are read from JSON. The first fault ends them; [`end`](Self::end) tells it.
#[derive(Debug)]
pub struct Values<'s, T> {
    rows: Rows<'s>,
    fault: Option<ExportError>,
    of: PhantomData<T>,
}

impl<T: DeserializeOwned> Iterator for Values<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.fault.is_some() {
            return None;
        }
        let value = match self.rows.next_row() {
            Ok(row) => serde_json::from_slice(row?.value).map_err(ExportError::Json),
            Err(error) => Err(ExportError::Io(std::io::Error::other(error))),
        };
        value.map_err(|error| self.fault = Some(error)).ok()
    }
}

impl<T> Values<'_, T> {
    /// Whether all values were read.
    ///
    /// # Errors
    /// The fault that ended them.
    pub fn end(self) -> Result<(), ExportError> {
        self.fault.map_or(Ok(()), Err)
    }
}

/// A value as JSON; what the rows hold always has a form in it.
pub fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn temporary(folder: &Path) -> Result<File, Error> {
    tempfile::tempfile_in(folder).map_err(|source| fault("create", folder, source))
}

fn fault(action: &'static str, folder: &Path, source: std::io::Error) -> Error {
    Error::Io { action, path: folder.to_owned(), source }
}

fn write_row(to: &mut impl std::io::Write, key: &[u8], value: &[u8]) -> std::io::Result<()> {
    to.write_all(&(key.len() as u32).to_le_bytes())?;
    to.write_all(&(value.len() as u32).to_le_bytes())?;
    to.write_all(key)?;
    to.write_all(value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Pair = (Vec<u8>, Vec<u8>);

    fn sorted(rows: &[Pair], run_bytes: usize) -> Vec<Pair> {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::with_run_bytes(folder.path(), run_bytes);
        for (key, value) in rows {
            sorter.push(key, value).unwrap();
        }
        let mut sorted = sorter.finish().unwrap();
        assert_eq!(sorted.len(), rows.len() as u64);
        let mut twice = Vec::new();
        for _ in 0..2 {
            let mut out = Vec::new();
            let mut rows = sorted.rows().unwrap();
            while let Some(row) = rows.next_row().unwrap() {
                out.push((row.key.to_vec(), row.value.to_vec()));
            }
            twice.push(out);
        }
        let second = twice.pop().unwrap();
        assert_eq!(twice.first(), Some(&second));
        second
    }

    proptest! {
        #[test]
        fn any_rows_are_sorted_whatever_the_runs(
            rows in prop::collection::vec((prop::collection::vec(any::<u8>(), 0..6), prop::collection::vec(any::<u8>(), 0..6)), 0..300),
            run_bytes in 1_usize..4000,
        ) {
            let mut expected = rows.clone();
            expected.sort();
            prop_assert_eq!(sorted(&rows, run_bytes), expected);
        }
    }

    #[test]
    fn many_runs_are_merged_by_levels_and_ordered_rows_are_one_run() {
        let rows: Vec<Pair> = (0..3000_u32)
            .map(|n| (n.wrapping_mul(2_654_435_761).to_be_bytes().to_vec(), vec![7; 3]))
            .collect();
        let mut expected = rows.clone();
        expected.sort();
        assert_eq!(sorted(&rows, 60), expected);
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::with_run_bytes(folder.path(), 60);
        for (key, value) in &expected {
            sorter.push(key, value).unwrap();
        }
        assert_eq!(sorter.finish().unwrap().runs.len(), 1);
    }

    #[test]
    fn values_end_at_what_is_no_value() {
        let folder = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(folder.path());
        sorter.push(b"a", b"1").unwrap();
        sorter.push(b"b", b"x").unwrap();
        let mut sorted = sorter.finish().unwrap();
        let mut values = sorted.values::<u32>().unwrap();
        assert_eq!(values.by_ref().collect::<Vec<_>>(), [1]);
        assert!(values.end().is_err());
    }
}
