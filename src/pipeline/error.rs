//! What can go wrong with a run, and with one input of it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{export::ExportError, read::ReadError, store::StoreError};

/// Why a run could not be made or finished.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was tried: `read`, `write`, `create`.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// An output could not be written.
    #[error("write {}: {source}", path.display())]
    Export {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: ExportError,
    },
    /// No input at all.
    #[error("no input files found in {0}")]
    NoInputs(String),
    /// A translation memory could not be used.
    #[error(transparent)]
    Memory(#[from] StoreError),
    /// What was put aside on disk does not read back.
    #[error("what was put aside on disk is damaged: {0}")]
    Damaged(String),
    /// Results that cannot be merged.
    #[error("{place}: {reason}")]
    Results {
        /// The file and line.
        place: String,
        /// What is the matter.
        reason: String,
    },
    /// Another run has the output folder.
    #[error("another run is writing to {}", .0.display())]
    Locked(PathBuf),
}

impl Error {
    /// What was put aside on disk does not read back.
    pub(super) fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged(error.to_string())
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Io { action: "read", .. } => Some("check that the file is there and readable"),
            Self::Io { .. } | Self::Export { .. } => Some(
                "check that the folder is writable and the disk is not full, or give another with -o",
            ),
            Self::NoInputs(_) => Some(
                "give files, or a folder with .txt, .md, .json, .html, .xml, .docx or .pdf files",
            ),
            Self::Memory(error) => Some(error.hint()),
            Self::Damaged(_) => Some("check the disk, and run again"),
            Self::Results { .. } => {
                Some("`duizhao merge` takes the lines that `duizhao worker` of this version wrote")
            }
            Self::Locked(_) => Some("wait until it is done, or give another folder with -o"),
        }
    }
}

/// Why one input gave nothing; the other inputs go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Kind, for tallies: `empty`, `unreadable`, `unlisted`, `too-large`, `loop`, `no-chinese`, `no-article`,
    /// `internal`.
    pub kind: String,
    /// What is the matter.
    pub message: String,
    /// 1-based line, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Failure {
    /// A failure without a line.
    pub fn new(kind: &str, message: impl Into<String>, hint: Option<&str>) -> Self {
        Self {
            kind: kind.to_owned(),
            message: message.into(),
            line: None,
            hint: hint.map(str::to_owned),
        }
    }
}

impl Failure {
    /// Whether the input was read but holds nothing to build, rather than being beyond reading.
    pub fn is_empty_input(&self) -> bool {
        matches!(self.kind.as_str(), "empty" | "no-article" | "no-chinese")
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Self {
            kind: if error == ReadError::Empty { "empty" } else { "unreadable" }.to_owned(),
            message: error.to_string(),
            line: error.line(),
            hint: error.hint(),
        }
    }
}
