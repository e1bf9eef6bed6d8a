//! A segment: one language of some units, in a file that is never changed.
//!
//! ```text
//! magic  directory's place, length and CRC-32   chunks …   rows …   pages …   directory
//! ```
//!
//! A page says of 256 rows where each begins, how long it is, and its CRC-32, which is checked when
//! it is read; the directory says the same of pages and chunks. Opening reads the directory alone.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{self, Read, Seek, SeekFrom, Write},
    rc::Rc,
};

use super::{
    chunk::{self, CHUNK, Chunk},
    fold::simplified,
    index::Error,
    rows::{self, Row},
};
use crate::domain::Side;

const MAGIC: &[u8; 16] = b"duizhao fuzzy 2\n";
/// A place in the directory.
const PLACE_BYTES: usize = 8 + 4 + 4;
/// Rows a page.
const PAGE: usize = 256;
/// A row in a page: its key, how many units it has, its place.
const ROW_BYTES: usize = 8 + 4 + PLACE_BYTES;
const HEAD_BYTES: u64 = 16 + 8 + 8 + 4;
/// How often one character of a text is told apart; more often counts as this often.
pub(super) const MOST_REPEATS: u32 = 255;

/// The key of the row "this character, for the n-th time" (n from 1).
pub(super) fn character_key(c: char, n: u32) -> u64 {
    (u64::from(c as u32) << 8) | u64::from(n.min(MOST_REPEATS))
}

/// The key of the row of an English word: FNV-1a. Two words with one key do no harm, they only make
/// the order in which units are tried a little worse.
pub(super) fn word_key(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash | 1 << 63
}

/// The words of a folded English text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The keys of the rows a text is in, each once.
fn keys(side: Side, text: &str, out: &mut Vec<u64>) {
    out.clear();
    match side {
        Side::Zh => {
            // One character after another: the n-th time comes after the ones before.
            let mut chars: Vec<char> = text.chars().map(simplified).collect();
            chars.sort_unstable();
            let mut before = None;
            let mut n = 0;
            for c in chars {
                n = if before == Some(c) { n + 1 } else { 1 };
                before = Some(c);
                if n <= MOST_REPEATS {
                    out.push(character_key(c, n));
                }
            }
        }
        Side::En => {
            out.extend(words(text).map(word_key));
            out.sort_unstable();
            out.dedup();
        }
    }
}

#[derive(Clone, Copy)]
struct Place {
    offset: u64,
    bytes: u32,
    crc: u32,
}

impl Place {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend(self.offset.to_le_bytes());
        out.extend(self.bytes.to_le_bytes());
        out.extend(self.crc.to_le_bytes());
    }
}

/// Writes a segment of units with folded texts.
pub(super) fn write(
    side: Side,
    mut units: Vec<(i64, String)>,
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    units.sort_by_cached_key(|(unit, text)| (text.chars().count(), *unit));
    let mut lengths: Vec<(u32, u32)> = Vec::new();
    let mut postings: HashMap<u64, Vec<u32>> = HashMap::new();
    let mut scratch = Vec::new();
    for (at, (_, text)) in units.iter().enumerate() {
        let length = text.chars().count() as u32;
        if lengths.last().is_none_or(|(known, _)| *known != length) {
            lengths.push((length, at as u32));
        }
        keys(side, text, &mut scratch);
        for key in &scratch {
            postings.entry(*key).or_default().push(at as u32);
        }
    }
    out.write_all(&[0; HEAD_BYTES as usize])?;
    let mut offset = HEAD_BYTES;
    let mut bytes = Vec::new();
    let mut put = |bytes: &[u8], out: &mut dyn Write| -> io::Result<Place> {
        out.write_all(bytes)?;
        let place = Place { offset, bytes: bytes.len() as u32, crc: crc32fast::hash(bytes) };
        offset += bytes.len() as u64;
        Ok(place)
    };
    let mut chunks = Vec::new();
    for part in units.chunks(CHUNK) {
        bytes.clear();
        chunk::encode(part, &mut bytes);
        chunks.push(put(&bytes, out)?);
    }
    let postings: BTreeMap<u64, Vec<u32>> = postings.into_iter().collect();
    let mut directory_rows = Vec::with_capacity(postings.len());
    for (key, positions) in &postings {
        bytes.clear();
        rows::encode(positions, units.len(), &mut bytes);
        directory_rows.push((*key, positions.len() as u32, put(&bytes, out)?));
    }
    let mut pages = Vec::with_capacity(directory_rows.len().div_ceil(PAGE));
    for page in directory_rows.chunks(PAGE) {
        bytes.clear();
        for (key, count, row) in page {
            bytes.extend(key.to_le_bytes());
            bytes.extend(count.to_le_bytes());
            row.encode(&mut bytes);
        }
        let first = page.first().map_or(0, |(key, ..)| *key);
        pages.push((first, put(&bytes, out)?));
    }
    let directory = encode_directory(units.len(), &lengths, &chunks, &pages);
    out.write_all(&directory)?;
    out.seek(SeekFrom::Start(0))?;
    out.write_all(MAGIC)?;
    out.write_all(&offset.to_le_bytes())?;
    out.write_all(&(directory.len() as u64).to_le_bytes())?;
    out.write_all(&crc32fast::hash(&directory).to_le_bytes())
}

fn encode_directory(
    units: usize,
    lengths: &[(u32, u32)],
    chunks: &[Place],
    pages: &[(u64, Place)],
) -> Vec<u8> {
    let mut out = Vec::new();
    for count in [units, lengths.len(), chunks.len(), pages.len()] {
        out.extend((count as u32).to_le_bytes());
    }
    for (length, first) in lengths {
        out.extend(length.to_le_bytes());
        out.extend(first.to_le_bytes());
    }
    for chunk in chunks {
        chunk.encode(&mut out);
    }
    for (first, page) in pages {
        out.extend(first.to_le_bytes());
        page.encode(&mut out);
    }
    out
}

/// Numbers out of bytes.
struct Cursor<'b>(&'b [u8]);

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn place(&mut self) -> Option<Place> {
        Some(Place { offset: self.u64()?, bytes: self.u32()?, crc: self.u32()? })
    }
}

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
