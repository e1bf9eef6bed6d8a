//! Bytes to documents.
#![deny(clippy::disallowed_methods)]

use thiserror::Error;

use crate::domain::Document;

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Encoding label that overrides detection (`gb18030`, `big5`, `utf-16le`).
    pub encoding: Option<String>,
}

/// Why bytes could not be read as a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing there.
    #[error("the file is empty")]
    Empty,
}

impl ReadError {
    /// The 1-based line that it is about, where there is one.
    pub fn line(&self) -> Option<u32> {
        None
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        None
    }
}

/// Reads `bytes`; the format is told by content first, then by the ending of `file_name`.
///
/// # Errors
/// Bytes that are no text of any format known, with the reason.
pub fn read(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    let _ = (bytes, file_name, options);
    Err(ReadError::Empty)
}
