//! Why bytes could not be read, in words for a newcomer.

use thiserror::Error;

/// Why bytes could not be read as a document.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Nothing there.
    #[error("the file is empty")]
    Empty,
    /// Only blanks, or markup without any text.
    #[error("there is no text in the file")]
    NoText,
    /// `--encoding` names no encoding that is known.
    #[error("`{label}` is no encoding that is known")]
    UnknownEncoding {
        /// The label as given.
        label: String,
    },
    /// Text in no encoding that is known, or not in the one that was asked for.
    #[error("the text cannot be decoded: tried {tried}")]
    Undecodable {
        /// The encodings tried.
        tried: String,
        /// First line with bytes that are no characters, 1-based.
        line: u32,
    },
    /// Not text: a picture, an archive, a program …
    #[error("this is no text but {kind}")]
    Binary {
        /// What it is, with its article: `a PNG picture`.
        kind: String,
        /// What can be done, where something can.
        hint: Option<String>,
    },
    /// Text of a format that is known but not of a kind that holds articles.
    #[error("this is {kind}, not an article")]
    Unsupported {
        /// What it is, with its article: `an XML file with the root element <tmx>`.
        kind: String,
        /// What can be done.
        hint: String,
    },
    /// Damaged beyond reading.
    #[error("damaged {format}: {reason}")]
    Malformed {
        /// Format name for people: `JSON`, `DOCX`.
        format: &'static str,
        /// Line, 1-based, where the format has lines.
        line: Option<u32>,
        /// What is wrong.
        reason: String,
    },
    /// A line of a length that no text has.
    #[error(
        "the line is {} MB long, and {} MB is the limit: this is hardly running text",
        len_bytes / 1_000_000,
        limit_bytes / 1_000_000
    )]
    LineTooLong {
        /// The line, 1-based.
        line: u32,
        /// Its length.
        len_bytes: usize,
        /// The longest that is read.
        limit_bytes: usize,
    },
    /// A file of a size that no article or issue has.
    #[error("the file has {} MB, and {} MB is the limit", len_bytes / 1_000_000, limit_bytes / 1_000_000)]
    TooLarge {
        /// Its size.
        len_bytes: usize,
        /// The largest that is read.
        limit_bytes: usize,
    },
    /// Built to fill the memory of whoever opens it.
    #[error("{kind} bomb: {reason}")]
    Bomb {
        /// `XML entity`, `ZIP` or `PDF`.
        kind: &'static str,
        /// What grows, and beyond which bound.
        reason: String,
        /// Line, 1-based, where the format has lines.
        line: Option<u32>,
    },
    /// An XML entity that stands for another file.
    #[error("the entity `&{name};` stands for another file, and no other file is ever read")]
    ExternalEntity {
        /// Its name.
        name: String,
        /// Where it is used, 1-based.
        line: u32,
    },
    /// A PDF of pictures.
    #[error("the PDF has {pages} page(s) and no text layer: it is a scan")]
    NoTextLayer {
        /// How many pages it has.
        pages: usize,
    },
    /// A PDF of which no page could be read, though there is text.
    #[error("no page of the PDF could be read: {reason}")]
    UnreadablePages {
        /// The first reason found, with page and font.
        reason: String,
    },
    /// Locked with a password.
    #[error("the {format} is locked with a password")]
    Locked {
        /// Format name for people.
        format: &'static str,
    },
}

impl ReadError {
    /// The 1-based line that it is about, where there is one.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Undecodable { line, .. }
            | Self::LineTooLong { line, .. }
            | Self::ExternalEntity { line, .. } => Some(*line),
            Self::Malformed { line, .. } | Self::Bomb { line, .. } => *line,
            _ => None,
        }
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Binary { hint, .. } => hint.clone(),
            Self::Unsupported { hint, .. } => Some(hint.clone()),
            other => other.fixed_hint().map(str::to_owned),
        }
    }

    fn fixed_hint(&self) -> Option<&'static str> {
        match self {
            Self::Empty => Some("was the download or the copy cut short?"),
            Self::NoText => Some("is it the right file? A scan needs OCR first"),
            Self::UnknownEncoding { .. } => {
                Some("use one of utf-8, gb18030, big5, utf-16le, utf-16be")
            }
            Self::Undecodable { .. } => Some(
                "name the encoding with --encoding (utf-8, gb18030, big5, utf-16le …), or save the \
                 file as UTF-8",
            ),
            Self::Malformed { .. } => Some("open it in the program that made it and save it anew"),
            Self::LineTooLong { .. } => {
                Some("break the text into paragraphs, one a line, and try again")
            }
            Self::TooLarge { .. } => Some("split it, one issue a file"),
            Self::Bomb { .. } => Some("do not open files from this source"),
            Self::ExternalEntity { .. } => Some("put the text of the entity into the file"),
            Self::NoTextLayer { .. } => Some(
                "make its text readable first with an OCR program (ocrmypdf -l chi_sim+eng, MinerU), \
                 then give the result",
            ),
            Self::UnreadablePages { .. } => {
                Some("try --pdf-reader pdftotext, or an OCR program as for a scan")
            }
            Self::Locked { .. } => Some("save a copy without a password and give that"),
            _ => None,
        }
    }
}
