//! Which pairs of a table were there before, found by sorting: nothing of the pairs is held.

use std::{cell::RefCell, path::Path, rc::Rc};

use super::{
    error::Error,
    sort::{Rows, Sorted, Sorter},
};
use crate::export::{ExportError, Seen, TableKey};

/// Counts the pairs of a table.
#[derive(Debug)]
pub(super) struct Counter {
    pairs: Sorter,
    next: u64,
}

impl Counter {
    pub(super) fn new(folder: &Path) -> Self {
        Self { pairs: Sorter::new(folder), next: 0 }
    }

    /// Takes the next pair.
    pub(super) fn add(&mut self, key: &TableKey) -> Result<(), Error> {
        let mut row = key.to_vec();
        row.extend_from_slice(&self.next.to_be_bytes());
        self.next += 1;
        self.pairs.push(&row, &[])
    }

    /// The numbers of those that had been there before.
    pub(super) fn repeats(self, folder: &Path) -> Result<Repeats, Error> {
        let mut pairs = self.pairs.finish()?;
        let mut numbers = Sorter::new(folder);
        let mut rows = pairs.rows()?;
        let mut last = TableKey::default();
        let mut any = false;
        while let Some(row) = rows.next_row()? {
            let Some((key, number)) = row.key.split_first_chunk::<16>() else { continue };
            if any && *key == last {
                numbers.push(number, &[])?;
            }
            last = *key;
            any = true;
        }
        Ok(Repeats(numbers.finish()?))
    }
}

/// The numbers of the repeats of a table.
#[derive(Debug)]
pub(super) struct Repeats(Sorted);

impl Repeats {
    /// What a table is told, and how to learn whether all numbers were read.
    pub(super) fn seen(&mut self) -> Result<(Seen<'_>, Fault), Error> {
        let fault = Fault::default();
        let numbers = Numbers { rows: self.0.rows()?, fault: fault.clone() };
        Ok((Seen::known(numbers), fault))
    }
}

/// A fault of reading, told behind the back of the table.
#[derive(Debug, Clone, Default)]
pub(super) struct Fault(Rc<RefCell<Option<Error>>>);

impl Fault {
    /// # Errors
    /// The fault, where there was one.
    pub(super) fn check(&self) -> Result<(), ExportError> {
        let fault = self.0.borrow_mut().take();
        fault.map_or(Ok(()), |error| Err(ExportError::Io(std::io::Error::other(error))))
    }
}

struct Numbers<'s> {
    rows: Rows<'s>,
    fault: Fault,
}

impl Iterator for Numbers<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        match self.rows.next_row() {
            Ok(row) => row?.key.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes)),
            Err(error) => {
                *self.fault.0.borrow_mut() = Some(error);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_is_a_repeat() {
        let folder = tempfile::tempdir().unwrap();
        let mut counter = Counter::new(folder.path());
        let pairs = [3_u8, 1, 3, 0, 1, 3, 2];
        for pair in pairs {
            counter.add(&[pair; 16]).unwrap();
        }
        let mut repeats = counter.repeats(folder.path()).unwrap();
        let (mut known, fault) = repeats.seen().unwrap();
        let mut held = Seen::default();
        for pair in pairs {
            assert_eq!(known.is_new([pair; 16]), held.is_new([pair; 16]), "{pair}");
        }
        fault.check().unwrap();
    }
}
