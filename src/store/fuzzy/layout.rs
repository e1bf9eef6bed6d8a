//! The file of a segment, and how it is written.
//!
//! ```text
//! magic  directory's place, length and CRC-32   chunks …   rows …   pages …   directory
//! ```
//!
//! A page says of 256 rows where each begins, how long it is, and its CRC-32, which is checked when
//! it is read; the directory says the same of pages and chunks.

use std::{
    collections::{BTreeMap, HashMap},
    io::{self, Seek, SeekFrom, Write},
};

use super::{
    chunk::{self, CHUNK},
    keys::keys,
    rows,
};
use crate::domain::Side;

pub(super) const MAGIC: &[u8; 16] = b"duizhao fuzzy 2\n";
/// A place in the directory.
pub(super) const PLACE_BYTES: usize = 8 + 4 + 4;
/// Rows a page.
pub(super) const PAGE: usize = 256;
/// A row in a page: its key, how many units it has, its place.
pub(super) const ROW_BYTES: usize = 8 + 4 + PLACE_BYTES;
pub(super) const HEAD_BYTES: u64 = 16 + 8 + 8 + 4;
/// A part of the file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) bytes: u32,
    pub(super) crc: u32,
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
pub(super) struct Cursor<'b>(pub(super) &'b [u8]);

impl Cursor<'_> {
    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub(super) fn place(&mut self) -> Option<Place> {
        Some(Place { offset: self.u64()?, bytes: self.u32()?, crc: self.u32()? })
    }
}
