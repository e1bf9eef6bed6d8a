//! Bytes to documents.
//!
//! [`read`] tells the format by content first, then by the file's ending, and gives blocks that
//! are mapped to the text they were read from. Each format has a file of its own here; what the
//! formats are and how encodings are decided is told in `docs/FORMATS.md`.
#![deny(clippy::disallowed_methods)]

mod docx;
mod encoding;
mod error;
mod flatten;
mod html;
mod jats;
mod lines;
mod markdown;
mod markers;
mod mineru;
mod pdf;
mod plain;
mod score;
mod sniff;

pub use error::ReadError;
use sniff::Container;

use crate::domain::Document;

/// What the caller knows about the bytes.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// Encoding label that overrides detection (`gb18030`, `big5`, `utf-16le`).
    pub encoding: Option<String>,
}

/// The largest file that is read. A scanned year of a journal has some hundred megabytes.
pub const MAX_FILE_BYTES: usize = 512 << 20;

/// Endings of files that may hold an article, in lower case.
const ENDINGS: &[&str] =
    &["txt", "text", "md", "markdown", "json", "html", "htm", "xhtml", "xml", "docx", "pdf"];

/// Names of files that `duizhao build` writes, and of notes that stand beside articles.
const OWN_FILES: &[&str] = &["glossary.txt", "article.json", "readme.md", "readme.txt", "readme"];

/// Which program reads a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PdfReader {
    /// The reader of this module.
    #[default]
    BuiltIn,
    /// Poppler's `pdftotext -raw`, where it is installed: the caller runs it and gives its output
    /// to [`read_pdftotext`].
    Pdftotext,
}

impl PdfReader {
    /// The reader of that name (`built-in`, `pdftotext`).
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "built-in" => Some(Self::BuiltIn),
            "pdftotext" => Some(Self::Pdftotext),
            _ => None,
        }
    }
}

/// Whether the bytes are a PDF, so that [`PdfReader`] matters.
pub fn is_pdf(bytes: &[u8]) -> bool {
    matches!(sniff::container(bytes), Ok(Container::Pdf(_)))
}

/// A document of what `pdftotext -raw -enc UTF-8 FILE -` printed for a PDF.
///
/// # Errors
/// Nothing was printed: the PDF has no text layer.
pub fn read_pdftotext(output: &[u8]) -> Result<Document, ReadError> {
    pdf::from_pdftotext(String::from_utf8_lossy(output).into_owned())
}

/// Whether a folder walk should take the file: by its ending, hidden files and duizhao's own
/// outputs left out. `file_name` may be a path; only its last part counts.
pub fn is_candidate(file_name: &str) -> bool {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name).to_lowercase();
    if name.starts_with(['.', '~']) || OWN_FILES.contains(&name.as_str()) {
        return false;
    }
    name.rsplit_once('.')
        .is_some_and(|(stem, ending)| !stem.is_empty() && ENDINGS.contains(&ending))
}

/// Reads `bytes`; the format is told by content first, then by the ending of `file_name`.
///
/// # Errors
/// Bytes that are no text of any format known, with the reason.
pub fn read(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.len() > MAX_FILE_BYTES {
        return Err(ReadError::TooLarge { len_bytes: bytes.len(), limit_bytes: MAX_FILE_BYTES });
    }
    match sniff::container(bytes)? {
        Container::Docx => docx::read(bytes),
        // Acrobat counts places from the header, wherever it stands.
        Container::Pdf(at) => pdf::read(bytes.get(at..).unwrap_or_default()),
        Container::Text => read_text(bytes, file_name, options),
    }
}

fn read_text(bytes: &[u8], file_name: &str, options: &ReadOptions) -> Result<Document, ReadError> {
    let ending = file_name.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_lowercase());
    // A content list may stand in one line, however long.
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(256)).unwrap_or_default());
    // So may a page or XML.
    let markup = head.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    if ending != "json" && !markup && !mineru::is_likely(&head) {
        lines::refuse_long_lines(bytes)?;
    }
    let declared = html::declared_encoding(bytes);
    let encoding::Decoded { text, encoding, warnings } =
        encoding::decode(bytes, options.encoding.as_deref(), declared.as_deref())?;
    if text.trim().is_empty() {
        return Err(ReadError::NoText);
    }
    let mut document = if ending == "json" || mineru::is_likely(&text) {
        mineru::read(text, encoding)?
    } else if html::is_likely(&text) || matches!(ending.as_str(), "html" | "htm" | "xhtml") {
        html::read(text, encoding)?
    } else if is_xml(&text) || ending == "xml" {
        jats::read(text, encoding)?
    } else if matches!(ending.as_str(), "md" | "markdown") || markdown::is_likely(&text) {
        markdown::read(text, encoding)
    } else {
        plain::read(text, encoding)
    };
    document.warnings.extend(warnings);
    document.warnings.extend(unread_glyphs(&document));
    document.warnings.sort();
    if document.blocks.is_empty() {
        return Err(ReadError::NoText);
    }
    Ok(document)
}

/// Lines on which the program that made the text could not read a PDF's characters: `(cid:1234)`.
fn unread_glyphs(document: &Document) -> Vec<(u32, String)> {
    let is_mark = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && text.get(digits..).is_some_and(|t| t.starts_with(')'))
    };
    let marks: Vec<usize> = document
        .text()
        .match_indices("(cid:")
        .filter(|(at, head)| document.text().get(at + head.len()..).is_some_and(is_mark))
        .map(|(at, _)| at)
        .collect();
    let Some(first) = marks.first() else { return Vec::new() };
    let mark = document.text().get(*first..).and_then(|t| t.split_inclusive(')').next());
    let count = marks.len();
    let message = format!(
        "{count} characters that a PDF's fonts do not tell stand here as numbers, the first as {}: read the PDF itself",
        mark.unwrap_or("(cid:…)")
    );
    vec![(document.line_of(*first), message)]
}

fn is_xml(text: &str) -> bool {
    let head = text.trim_start();
    head.starts_with("<?xml") || head.starts_with("<article") || head.starts_with("<!DOCTYPE ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_takes_articles_and_leaves_outputs() {
        for name in ["a.txt", "卷/期/文.MD", "x_content_list.json", "b.markdown"] {
            assert!(is_candidate(name), "{name}");
        }
        for name in
            [".hidden.txt", "out/glossary.txt", "article.json", "a.tmx", "txt", ".txt", "README.md"]
        {
            assert!(!is_candidate(name), "{name}");
        }
    }

    #[test]
    fn nothing_to_read() {
        let options = ReadOptions::default();
        assert_eq!(read(b"", "a.txt", &options), Err(ReadError::Empty));
        assert_eq!(read(b" \n\t\r\n", "a.txt", &options), Err(ReadError::NoText));
        assert_eq!(read(b"\xef\xbb\xbf", "a.txt", &options), Err(ReadError::NoText));
    }
}
