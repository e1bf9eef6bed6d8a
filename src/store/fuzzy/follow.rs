//! The index of a memory: made from it, brought up to date by its changes, made again where it can't
//! be trusted.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{
    best::Hit,
    index::{Error, Index},
    search::{Options, Searcher},
};
use crate::{
    domain::UnitId,
    store::{Memory, StoreError},
};

/// Why a memory can't be searched.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The memory can't be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index can't be read or written.
    #[error(transparent)]
    Index(#[from] Error),
}

/// The folder of the index of the memory in `file`: beside it, `-index` behind its name.
pub fn index_folder(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push("-index");
    PathBuf::from(name)
}

/// A memory that can be searched.
pub struct Fuzzy<'m> {
    memory: &'m Memory,
    index: Index,
    searcher: Searcher,
}

impl<'m> Fuzzy<'m> {
    /// Opens the index of a memory and brings it up to date. `progress` is told how many units were
    /// taken in, now and then.
    ///
    /// # Errors
    /// The memory can't be read, or the index can't be written.
    pub fn open(memory: &'m Memory, progress: &mut dyn FnMut(u64)) -> Result<Self, FollowError> {
        let folder = index_folder(memory.path());
        let state = State::of(memory)?;
        if let Some(mut index) = Index::open(&folder)?
            && let Some(from) = state.generation_of(memory, index.mark())?
        {
            let followed = if from == state.generation {
                Ok(())
            } else {
                follow(memory, &mut index, from, progress)
            };
            match followed.and_then(|()| Ok(index.searcher()?)) {
                Ok(searcher) => return Ok(Self { memory, index, searcher }),
                Err(FollowError::Index(Error::Damaged(_))) => {}
                Err(error) => return Err(error),
            }
        }
        let (index, searcher) = anew(memory, progress)?;
        Ok(Self { memory, index, searcher })
    }

    /// The best hits, best first; see [`Searcher::search`]. Where a part of the index turns out to
    /// be damaged, it is made again first.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn search(&mut self, text: &str, options: &Options) -> Result<Vec<Hit>, FollowError> {
        match self.searcher.search(text, options) {
            Err(Error::Damaged(_)) => {
                (self.index, self.searcher) = anew(self.memory, &mut |_| ())?;
                Ok(self.searcher.search(text, options)?)
            }
            found => Ok(found?),
        }
    }

    /// The memory.
    pub fn memory(&self) -> &'m Memory {
        self.memory
    }

    /// How many units can be found.
    pub fn units(&self) -> usize {
        self.index.units()
    }
}

fn anew(memory: &Memory, progress: &mut dyn FnMut(u64)) -> Result<(Index, Searcher), FollowError> {
    let mut index = Index::create(&index_folder(memory.path()))?;
    follow(memory, &mut index, 0, progress)?;
    let searcher = index.searcher()?;
    Ok((index, searcher))
}

/// Units between two reports of progress.
const REPORT_EVERY: u64 = 10_000;

/// Takes what changed after a generation into the index.
fn follow(
    memory: &Memory,
    index: &mut Index,
    generation: u64,
    progress: &mut dyn FnMut(u64),
) -> Result<(), FollowError> {
    // Read first: what is written meanwhile is taken in once more the next time, and not missed.
    let state = State::of(memory)?;
    let mut change = index.change();
    let mut last = None;
    let mut count = 0;
    memory.changes(generation, |unit| -> Result<(), FollowError> {
        if generation > 0 {
            change.remove(unit.id.0);
        }
        if unit.live {
            change.add(unit.id.0, unit.zh, unit.en)?;
            if let Some(printed) = unit.zh_printed {
                change.add(unit.id.0, printed, "")?;
            }
        }
        last = Some(unit.id);
        count += 1;
        if count % REPORT_EVERY == 0 {
            progress(count);
        }
        Ok(())
    })?;
    let mark = state.mark(memory, last)?;
    change.commit(&mark)?;
    Ok(())
}

/// Which state of which memory an index was made from: the last run, and what two units are. Another
/// file set in the place of a memory may have as many runs, but not the same units.
struct State {
    generation: u64,
}

impl State {
    fn of(memory: &Memory) -> Result<Self, StoreError> {
        Ok(Self { generation: memory.generation()? })
    }

    fn mark(&self, memory: &Memory, last: Option<UnitId>) -> Result<String, StoreError> {
        let last = last.unwrap_or_default();
        let (first_print, last_print) = (print(memory, UnitId(1))?, print(memory, last)?);
        Ok(format!("{} {first_print} {} {last_print}", self.generation, last.0))
    }

    /// The generation that an index of this mark has; `None` where it is not of this memory, or of
    /// a later state of it.
    fn generation_of(&self, memory: &Memory, mark: &str) -> Result<Option<u64>, StoreError> {
        let mut words = mark.split(' ');
        let (Some(generation), Some(first), Some(last), Some(last_print)) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Ok(None);
        };
        let (Ok(generation), Ok(last)) = (generation.parse::<u64>(), last.parse::<i64>()) else {
            return Ok(None);
        };
        let same = generation <= self.generation
            && print(memory, UnitId(1))? == first
            && print(memory, UnitId(last))? == last_print;
        Ok(same.then_some(generation))
    }
}

/// A checksum of a unit's texts.
fn print(memory: &Memory, id: UnitId) -> Result<String, StoreError> {
    let text = memory.unit(id)?.map_or_else(String::new, |unit| {
        format!("{}\n{}\n{}", unit.unit.zh, unit.unit.en, unit.unit.place.file)
    });
    Ok(format!("{:08x}", crc32fast::hash(text.as_bytes())))
}
