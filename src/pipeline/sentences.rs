//! The sentences of a file that is to be translated.

use super::{error::Failure, pdftotext, settings::Settings};
use crate::{
    clean,
    domain::{BlockKind, Cleaned, Document, Side},
    read::{self, PdfReader},
    segment, text,
};

/// A sentence and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSentence {
    /// The sentence, cleaned, without blanks at its ends.
    pub text: String,
    /// The line it begins in, 1-based (in formats without lines the block).
    pub line: u32,
}

/// The sentences of one language of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSentences {
    /// The language: as asked for, else Chinese where the file has any.
    pub side: Side,
    /// In order.
    pub sentences: Vec<SourceSentence>,
    /// How many sentences of the other language were left out.
    pub others: usize,
    /// What the reader had to say: line and message.
    pub warnings: Vec<(u32, String)>,
}

/// Reads a file of any format and cleans it.
pub(super) fn cleaned(
    name: &str,
    bytes: &[u8],
    settings: &Settings<'_>,
) -> Result<(Document, Cleaned), Box<Failure>> {
    let document = if settings.pdf_reader == PdfReader::Pdftotext && read::is_pdf(bytes) {
        pdftotext::read(bytes)?
    } else {
        read::read(bytes, name, &settings.read).map_err(|error| Box::new(error.into()))?
    };
    let cleaned = clean::clean(&document, settings.lexicon);
    Ok((document, cleaned))
}

/// Reads a file of any format, cleans it, and cuts it as the alignment does. Page furniture and
/// formulas are left out; a sentence is Chinese where it has a Han character, English where it has
/// letters but none.
///
/// # Errors
/// The file can't be read, or is no text.
pub fn sentences(
    name: &str,
    bytes: &[u8],
    side: Option<Side>,
    settings: &Settings<'_>,
) -> Result<SourceSentences, Box<Failure>> {
    let (document, cleaned) = cleaned(name, bytes, settings)?;
    let side = side
        .unwrap_or_else(|| if text::count_han(document.text()) > 0 { Side::Zh } else { Side::En });
    let mut found = SourceSentences {
        side,
        sentences: Vec::new(),
        others: 0,
        warnings: document.warnings.clone(),
    };
    for block in &cleaned.blocks {
        if matches!(block.kind, BlockKind::Furniture | BlockKind::Formula) {
            continue;
        }
        let whole = block.text.as_str();
        // A table has a cell a line.
        let mut start = 0;
        for line in whole.split_inclusive(['\n', '\t']) {
            for span in segment::sentences(side, line) {
                let sentence = span.of(line);
                let at = start + span.start() + (sentence.len() - sentence.trim_start().len());
                let sentence = sentence.trim();
                let han = text::count_han(sentence) > 0;
                if (side == Side::Zh) == han && sentence.chars().any(char::is_alphabetic) {
                    let source =
                        block.text.slice(crate::domain::Span::new(at, at + sentence.len()));
                    let line = document.lines_of(source.source()).first;
                    found.sentences.push(SourceSentence { text: sentence.to_owned(), line });
                } else if !sentence.is_empty() {
                    found.others += 1;
                }
            }
            start += line.len();
        }
    }
    Ok(found)
}
