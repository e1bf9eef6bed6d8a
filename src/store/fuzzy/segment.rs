//! A segment: one language of some units, in a file that is never changed (`layout`). Opening reads
//! the directory alone.

use std::{
    collections::HashMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
    rc::Rc,
};

use super::{
    chunk::{CHUNK, Chunk},
    index::Error,
    layout::{Cursor, HEAD_BYTES, MAGIC, PLACE_BYTES, Place, ROW_BYTES},
    rows::Row,
};

/// What a segment is read from.
pub(super) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// A segment that is open.
pub(super) struct Segment {
    source: Box<dyn Source>,
    name: String,
    units: usize,
    /// Length in characters and the first unit of that length; ascending.
    lengths: Vec<(u32, u32)>,
    chunks: Vec<Place>,
    /// The first key of each page, and the page.
    pages: Vec<(u64, Place)>,
    /// Where the directory begins.
    data_end: u64,
    chunk_cache: Vec<Option<Rc<Chunk>>>,
    page_cache: HashMap<usize, Rc<Vec<u8>>>,
    row_cache: HashMap<u64, Rc<Row>>,
    cached_bytes: usize,
}

/// What one segment keeps in memory at most before it forgets all of it.
const MOST_CACHED_BYTES: usize = 512 << 20;

impl Segment {
    /// Opens a segment's file.
    pub(super) fn open(file: File, name: &str) -> Result<Self, Error> {
        Self::from_source(Box::new(file), name)
    }

    /// Reads the directory.
    pub(super) fn from_source(mut source: Box<dyn Source>, name: &str) -> Result<Self, Error> {
        let damaged = || Error::Damaged(name.to_owned());
        let mut head = [0; HEAD_BYTES as usize];
        source.seek(SeekFrom::Start(0))?;
        source.read_exact(&mut head).map_err(|_| damaged())?;
        let mut cursor = Cursor(&head);
        if cursor.take::<16>() != Some(*MAGIC) {
            return Err(damaged());
        }
        let (Some(offset), Some(bytes), Some(crc)) = (cursor.u64(), cursor.u64(), cursor.u32())
        else {
            return Err(damaged());
        };
        let end = source.seek(SeekFrom::End(0))?;
        if offset.checked_add(bytes) != Some(end) {
            return Err(damaged());
        }
        source.seek(SeekFrom::Start(offset))?;
        let mut directory = vec![0; bytes as usize];
        source.read_exact(&mut directory).map_err(|_| damaged())?;
        if crc32fast::hash(&directory) != crc {
            return Err(damaged());
        }
        Self::from_directory(source, name, offset, &directory).ok_or_else(damaged)
    }

    fn from_directory(
        source: Box<dyn Source>,
        name: &str,
        data_end: u64,
        directory: &[u8],
    ) -> Option<Self> {
        let mut cursor = Cursor(directory);
        let units = cursor.u32()? as usize;
        let counts = [cursor.u32()?, cursor.u32()?, cursor.u32()?].map(|n| n as usize);
        let wanted = counts[0] * 8 + counts[1] * PLACE_BYTES + counts[2] * (8 + PLACE_BYTES);
        if cursor.0.len() != wanted || counts[1] != units.div_ceil(CHUNK) {
            return None;
        }
        let mut lengths = Vec::with_capacity(counts[0]);
        for _ in 0..counts[0] {
            lengths.push((cursor.u32()?, cursor.u32()?));
        }
        let mut chunks = Vec::with_capacity(counts[1]);
        for _ in 0..counts[1] {
            chunks.push(cursor.place()?);
        }
        let mut pages = Vec::with_capacity(counts[2]);
        for _ in 0..counts[2] {
            pages.push((cursor.u64()?, cursor.place()?));
        }
        let ascending = lengths.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1)
            && lengths.first().is_none_or(|(_, first)| *first == 0)
            && lengths.last().is_none_or(|(_, first)| (*first as usize) < units)
            && lengths.is_empty() == (units == 0);
        let chunk_cache = vec![None; chunks.len()];
        ascending.then(|| Self {
            source,
            name: name.to_owned(),
            units,
            lengths,
            chunks,
            pages,
            data_end,
            chunk_cache,
            page_cache: HashMap::new(),
            row_cache: HashMap::new(),
            cached_bytes: 0,
        })
    }

    /// How many units there are.
    pub(super) fn units(&self) -> usize {
        self.units
    }

    /// Lengths in characters that occur, ascending, each with the range of its units.
    pub(super) fn lengths(&self) -> impl DoubleEndedIterator<Item = (usize, usize, usize)> + '_ {
        self.lengths.iter().enumerate().map(|(at, (length, first))| {
            let end = self.lengths.get(at + 1).map_or(self.units, |(_, next)| *next as usize);
            (*length as usize, *first as usize, end)
        })
    }

    /// Length in characters of the unit at a place.
    pub(super) fn length(&self, at: usize) -> usize {
        let after = self.lengths.partition_point(|(_, first)| *first as usize <= at);
        after
            .checked_sub(1)
            .and_then(|i| self.lengths.get(i))
            .map_or(0, |(length, _)| *length as usize)
    }

    fn read(&mut self, place: Place) -> Result<Vec<u8>, Error> {
        if place.offset.saturating_add(u64::from(place.bytes)) > self.data_end {
            return Err(Error::Damaged(self.name.clone()));
        }
        let mut bytes = vec![0; place.bytes as usize];
        self.source.seek(SeekFrom::Start(place.offset))?;
        self.source.read_exact(&mut bytes).map_err(|_| Error::Damaged(self.name.clone()))?;
        if crc32fast::hash(&bytes) != place.crc {
            return Err(Error::Damaged(self.name.clone()));
        }
        self.cached_bytes += bytes.len();
        Ok(bytes)
    }

    /// Forgets what was read, if that is much.
    pub(super) fn trim(&mut self) {
        if self.cached_bytes > MOST_CACHED_BYTES {
            self.chunk_cache.fill(None);
            self.row_cache.clear();
            self.page_cache.clear();
            self.cached_bytes = 0;
        }
    }

    /// The chunk that has the unit at a place.
    pub(super) fn chunk(&mut self, at: usize) -> Result<Rc<Chunk>, Error> {
        let number = at / CHUNK;
        if let Some(Some(chunk)) = self.chunk_cache.get(number) {
            return Ok(Rc::clone(chunk));
        }
        let Some(place) = self.chunks.get(number).copied() else {
            return Err(Error::Damaged(self.name.clone()));
        };
        let bytes = self.read(place)?;
        let count = (self.units - number * CHUNK).min(CHUNK);
        let chunk =
            Rc::new(Chunk::decode(count, &bytes).ok_or_else(|| Error::Damaged(self.name.clone()))?);
        if let Some(slot) = self.chunk_cache.get_mut(number) {
            *slot = Some(Rc::clone(&chunk));
        }
        Ok(chunk)
    }

    /// How many units a row has, and where it is.
    fn row_place(&mut self, key: u64) -> Result<Option<(u32, Place)>, Error> {
        let after = self.pages.partition_point(|(first, _)| *first <= key);
        let Some(number) = after.checked_sub(1) else { return Ok(None) };
        let page = if let Some(page) = self.page_cache.get(&number) {
            Rc::clone(page)
        } else {
            let Some((_, place)) = self.pages.get(number).copied() else { return Ok(None) };
            let page = Rc::new(self.read(place)?);
            self.page_cache.insert(number, Rc::clone(&page));
            page
        };
        let rows = page.as_chunks::<ROW_BYTES>().0;
        let key_of = |row: &[u8; ROW_BYTES]| Cursor(row).u64().unwrap_or_default();
        let Ok(at) = rows.binary_search_by_key(&key, key_of) else { return Ok(None) };
        let found = rows.get(at).and_then(|row| {
            let mut cursor = Cursor(row);
            let (_key, count) = (cursor.u64()?, cursor.u32()?);
            Some((count, cursor.place()?))
        });
        Ok(found)
    }

    /// How many units a row has; 0 where there is no such row.
    pub(super) fn row_count(&mut self, key: u64) -> Result<usize, Error> {
        Ok(self.row_place(key)?.map_or(0, |(count, _)| count as usize))
    }

    /// A row, where there is one.
    pub(super) fn row(&mut self, key: u64) -> Result<Option<Rc<Row>>, Error> {
        if let Some(row) = self.row_cache.get(&key) {
            return Ok(Some(Rc::clone(row)));
        }
        let Some((_, place)) = self.row_place(key)? else { return Ok(None) };
        let bytes = self.read(place)?;
        let row = Rc::new(
            Row::decode(self.units, &bytes).ok_or_else(|| Error::Damaged(self.name.clone()))?,
        );
        self.row_cache.insert(key, Rc::clone(&row));
        Ok(Some(row))
    }
}
