//! Why a memory cannot be used.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why a memory cannot be opened, read or written.
#[derive(Debug, Error)]
#[error("{}: {kind}", path.display())]
pub struct StoreError {
    /// The file.
    pub path: PathBuf,
    /// What is the matter.
    pub kind: StoreErrorKind,
}

/// What is the matter with a memory.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum StoreErrorKind {
    /// There is no such file.
    #[error("there is no memory of this name")]
    Missing,
    /// It is a folder.
    #[error("this is a folder, not a memory")]
    Folder,
    /// It is no SQLite file.
    #[error("this is no memory: not an SQLite file{}", .0.map(|what| format!(", but {what}")).unwrap_or_default())]
    NotADatabase(Option<&'static str>),
    /// It is an SQLite file of another program.
    #[error("this is an SQLite file of another program (application id {0:#010x})")]
    Foreign(u32),
    /// A later version of the program made it.
    #[error("a newer version of duizhao made this memory: schema {found}, known up to {known}")]
    Newer {
        /// Its schema.
        found: u32,
        /// The last schema that this program knows.
        known: u32,
    },
    /// It cannot be written.
    #[error("the memory, or the folder it is in, is read-only")]
    ReadOnly,
    /// Another process is writing it.
    #[error("another process is writing to this memory")]
    Locked,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// Its contents make no sense.
    #[error("the memory is damaged: {0}")]
    Damaged(String),
    /// The file cannot be read.
    #[error("cannot be opened: {0}")]
    Io(#[from] std::io::Error),
    /// SQLite says no for another reason.
    #[error("SQLite: {0}")]
    Sqlite(rusqlite::Error),
}

impl StoreError {
    /// What the user can do about it.
    pub fn hint(&self) -> &'static str {
        match self.kind {
            StoreErrorKind::Missing => {
                "check the path; `duizhao memory import` and `build --memory` make a new one"
            }
            StoreErrorKind::Folder => "give the file of a memory, such as memory.db",
            StoreErrorKind::NotADatabase(_) => {
                "is it a TMX or CSV file? `duizhao memory import FILE --memory DB` reads those"
            }
            StoreErrorKind::Foreign(_) => {
                "give the file of a memory that duizhao made, or a new name"
            }
            StoreErrorKind::Newer { .. } => "use the newer version, which can export it as TMX",
            StoreErrorKind::ReadOnly => {
                "allow writing to the file and its folder, or copy the memory elsewhere"
            }
            StoreErrorKind::Locked => "wait until the other process is done; nothing was changed",
            StoreErrorKind::Full => "free some space; nothing was changed",
            StoreErrorKind::Damaged(_) => "restore the file from a backup; nothing was changed",
            StoreErrorKind::Io(_) => "check that the file is there and readable",
            StoreErrorKind::Sqlite(_) => "nothing was changed",
        }
    }

    pub(super) fn new(path: &Path, kind: StoreErrorKind) -> Self {
        Self { path: path.to_owned(), kind }
    }

    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        use rusqlite::Error as Sql;
        let kind = match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreErrorKind::Locked,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => StoreErrorKind::ReadOnly,
            Some(ErrorCode::DiskFull) => StoreErrorKind::Full,
            Some(ErrorCode::NotADatabase) => StoreErrorKind::NotADatabase(None),
            Some(ErrorCode::DatabaseCorrupt) => StoreErrorKind::Damaged(error.to_string()),
            _ if matches!(
                error,
                Sql::FromSqlConversionFailure(..)
                    | Sql::IntegralValueOutOfRange(..)
                    | Sql::InvalidColumnType(..)
            ) =>
            {
                StoreErrorKind::Damaged(error.to_string())
            }
            _ => StoreErrorKind::Sqlite(error),
        };
        Self::new(path, kind)
    }
}
