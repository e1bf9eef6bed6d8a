//! Files that other tools exchange memories in: TMX, XLIFF, tables. Each is read as a stream of
//! [`Record`]s in any languages; [`pairing`] makes Chinese–English units of them.
//!
//! A file is never refused as a whole for what is wrong with one unit. What can be mended safely is
//! mended and told as a repair; what cannot is left out and told as a refusal, each a [`Notice`]
//! with its line and unit. Memory does not grow with the file: a record is bounded by
//! [`pieces::MAX_RECORD_BYTES`].
#![deny(clippy::disallowed_methods)]

mod context;
pub mod decode;
mod inline;
pub mod languages;
pub mod lint;
mod marks;
pub mod markup;
pub mod notice;
pub mod pairing;
pub mod pieces;
pub mod sniff;
pub mod table;
pub mod tmx;
mod walk;
pub mod xliff;

use std::{io, ops::ControlFlow};

use thiserror::Error;

pub use notice::{Notice, NoticeKind};
pub use pairing::{Pairing, pair};
pub use sniff::{FileFormat, sniff};
pub use table::{Columns, TableKind};
pub use tmx::read_tmx;
pub use xliff::read_xliff;

use crate::domain::{Attribute, CarriedVariant, Remark, Stamp, UnitStatus};

/// A unit of a file, in whatever languages it has.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Record {
    /// 1-based line at which it begins (a row of a spreadsheet).
    pub line: u32,
    /// Its 1-based number in the file.
    pub number: u64,
    /// The tool's name for it; may be empty.
    pub tuid: String,
    /// The language it was translated from (BCP 47); empty where the file does not say.
    pub srclang: String,
    /// Other attributes.
    pub attributes: Vec<Attribute>,
    /// When and by whom it was made.
    pub created: Stamp,
    /// When and by whom it was last changed.
    pub changed: Stamp,
    /// Properties.
    pub props: Vec<Remark>,
    /// Notes.
    pub notes: Vec<Remark>,
    /// Its variants in the order of the file.
    pub variants: Vec<Variant>,
    /// How far it can be trusted, where the file says so.
    pub status: Option<UnitStatus>,
    /// The file that the text is from, where the file says so.
    pub original: String,
}

impl Record {
    /// The text of the property of that type.
    pub fn prop(&self, kind: &str) -> Option<&str> {
        self.props.iter().find(|p| p.attribute("type") == kind).map(|p| p.text.as_str())
    }
}

/// A text in one language.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Variant {
    /// Language tag (BCP 47), mended; empty where there is none.
    pub lang: String,
    /// The text without inline codes, as it stands.
    pub text: String,
    /// What else the file says of it, the text with its inline codes among it.
    pub carried: CarriedVariant,
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileInfo {
    /// Version of the format, as written.
    pub version: String,
    /// The tool that wrote it, with its version.
    pub tool: String,
    /// The language it was translated from, as written.
    pub srclang: String,
}

/// Where the records of a file go.
pub trait Sink {
    /// Takes a record; [`ControlFlow::Break`] ends the reading.
    fn record(&mut self, record: Record, info: &FileInfo) -> ControlFlow<()>;
    /// Takes what was mended or refused.
    fn notice(&mut self, notice: Notice);
    /// So many bytes of the file (unpacked) are read.
    fn bytes(&mut self, _bytes: u64) {}
}

/// Why a file gives no record at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ExchangeError {
    /// It has no bytes.
    #[error("the file is empty (0 bytes)")]
    Empty,
    /// It is no text.
    #[error("the file is binary, not {0}")]
    Binary(&'static str),
    /// It is another kind of file.
    #[error("line {line}: the root element is <{found}>, not <{wanted}>")]
    WrongRoot {
        /// The root element.
        found: String,
        /// What was expected.
        wanted: &'static str,
        /// 1-based line.
        line: u32,
    },
    /// It has no element at all.
    #[error("the file has no <{0}> element")]
    NoRoot(&'static str),
    /// It cannot be told what it is.
    #[error("neither TMX nor XLIFF nor a table")]
    Unknown,
    /// A table has no column for one of the languages.
    #[error("line 1: no column for {side}; the columns are: {columns}")]
    NoColumn {
        /// `zh` or `en`.
        side: &'static str,
        /// The columns there are.
        columns: String,
    },
    /// The reader failed.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

impl ExchangeError {
    /// What the user can do about it; may be empty.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Empty => "export it again from the tool it came from",
            Self::Binary(_) => {
                "Trados .sdltm and memoQ files are databases: export them as TMX from their tool"
            }
            Self::WrongRoot { .. } | Self::NoRoot(_) | Self::Unknown => {
                "give a TMX, XLIFF, CSV, TSV or XLSX file"
            }
            Self::NoColumn { .. } => "say which with --columns zh=NAME,en=NAME",
            Self::Io(_) => "check the file",
        }
    }
}
