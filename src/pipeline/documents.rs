//! The sentences of whole documents that are to be aligned, with what their layout says.

use super::{
    error::Failure,
    sentences::{SourceSentence, cleaned},
    settings::Settings,
};
use crate::{
    align::Mark,
    domain::{Block, BlockKind, Byte, Document, Side, Span},
    segment,
    text::{is_han, markers::marker_at_head},
};

/// The sentences of one language, with a mark each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentText {
    /// In order.
    pub sentences: Vec<SourceSentence>,
    /// Paragraphs, headings and notes.
    pub marks: Vec<Mark>,
}

impl DocumentText {
    /// The texts of the sentences.
    pub fn texts(&self) -> Vec<&str> {
        self.sentences.iter().map(|sentence| sentence.text.as_str()).collect()
    }
}

/// A document as read for alignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What was found.
    pub text: T,
    /// What the reader had to say: line and message.
    pub warnings: Vec<(u32, String)>,
}

/// A line without its sentences' final mark counts as a heading up to so many characters of Chinese
/// (three times as many of English).
const MOST_HEADING_CHARS: usize = 40;

/// Reads a document in one language, of any format: cleaned, page furniture and formulas left out,
/// notes where they stand.
///
/// # Errors
/// The file can't be read, or is no text.
pub fn document(
    name: &str,
    bytes: &[u8],
    side: Side,
    settings: &Settings<'_>,
) -> Result<Reading<DocumentText>, Box<Failure>> {
    let (document, cleaned) = cleaned(name, bytes, settings)?;
    let mut text = DocumentText::default();
    for block in cleaned.blocks.iter().filter(|block| is_text(block)) {
        for line in lines(block.text.as_str()) {
            push(&mut text, side, &document, block, line);
        }
    }
    Ok(Reading { text, warnings: document.warnings.clone() })
}

/// Reads a document in which Chinese and English alternate, by paragraph or by line. A line is of the
/// language that most of it is in; one without letters (a number, a rule) is of the language before
/// it.
///
/// # Errors
/// The file can't be read, or is no text.
pub fn alternating(
    name: &str,
    bytes: &[u8],
    settings: &Settings<'_>,
) -> Result<Reading<[DocumentText; 2]>, Box<Failure>> {
    let (document, cleaned) = cleaned(name, bytes, settings)?;
    let (mut zh, mut en) = (DocumentText::default(), DocumentText::default());
    let mut side = None;
    for block in cleaned.blocks.iter().filter(|block| is_text(block)) {
        let text = block.text.as_str();
        // Lines without letters before the first language belong to it.
        for line in lines(text) {
            side = language(line.of(text)).or(side);
            let Some(side) = side else { continue };
            let of = if side == Side::Zh { &mut zh } else { &mut en };
            push(of, side, &document, block, line);
        }
    }
    Ok(Reading { text: [zh, en], warnings: document.warnings.clone() })
}

fn is_text(block: &Block) -> bool {
    !matches!(block.kind, BlockKind::Furniture | BlockKind::Formula)
}

/// The lines of a block: a table has a cell a line.
fn lines(text: &str) -> impl Iterator<Item = Span<Byte>> + '_ {
    let mut start = 0;
    text.split_inclusive(['\n', '\t']).map(move |line| {
        let from = start;
        start += line.len();
        Span::new(from, start)
    })
}

/// The language that most of a line is in: a Chinese character says as much as three letters.
fn language(line: &str) -> Option<Side> {
    let han = line.chars().filter(|c| is_han(*c)).count();
    let letters = line.chars().filter(|c| c.is_alphabetic() && !is_han(*c)).count();
    match (han, letters) {
        (0, 0) => None,
        _ if 3 * han >= letters => Some(Side::Zh),
        _ => Some(Side::En),
    }
}

/// Adds the sentences of a line of a block.
fn push(text: &mut DocumentText, side: Side, document: &Document, block: &Block, line: Span<Byte>) {
    let whole = line.of(block.text.as_str());
    let is_note = block.kind == BlockKind::Note;
    let is_heading = matches!(block.kind, BlockKind::Heading(_))
        || block.kind == BlockKind::Text && looks_like_heading(side, whole);
    // The mark of a note is no text of it.
    let marker = if is_note && line.start() == 0 { marker_at_head(whole) } else { None };
    let start = marker.map_or(0, |marker| marker.span.end());
    let whole = Span::<Byte>::new(start, whole.len()).of(whole);
    let mut begins_paragraph = true;
    for span in segment::sentences(side, whole) {
        let piece = block.text.slice(span.shifted(line.start() + start)).trimmed();
        if piece.is_empty() {
            continue;
        }
        let first = document.lines_of(piece.source()).first;
        text.sentences.push(SourceSentence { text: piece.as_str().to_owned(), line: first });
        text.marks.push(Mark { begins_paragraph, is_heading, is_note });
        begins_paragraph = false;
    }
}

/// Whether a line is short and ends without a mark.
fn looks_like_heading(side: Side, line: &str) -> bool {
    let line = line.trim();
    let most = if side == Side::Zh { MOST_HEADING_CHARS } else { 3 * MOST_HEADING_CHARS };
    line.chars().count() <= most && line.ends_with(|c: char| c.is_alphanumeric() || c == '）')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn texts(text: &DocumentText) -> Vec<(&str, bool, bool)> {
        let marks = text.marks.iter().map(|m| (m.begins_paragraph, m.is_heading));
        let both = text.texts().into_iter().zip(marks);
        both.map(|(text, (paragraph, heading))| (text, paragraph, heading)).collect()
    }

    #[test]
    fn a_document_keeps_its_paragraphs_and_headings() {
        let settings = Settings::new(Lexicon::builtin());
        let file = "港口\n\n雾来了。船停了。\n\n第二天，雾散了。\n";
        let read = document("a.txt", file.as_bytes(), Side::Zh, &settings).unwrap();
        let expected = [
            ("港口", true, true),
            ("雾来了。", true, false),
            ("船停了。", false, false),
            ("第二天，雾散了。", true, false),
        ];
        assert_eq!(texts(&read.text), expected);
        assert_eq!(read.text.sentences[3].line, 5);
    }

    #[test]
    fn lines_of_two_languages_are_told_apart() {
        let settings = Settings::new(Lexicon::builtin());
        let file = "港口\nThe Port\n雾来了。船停了。\nThe fog came, and the ships stopped.\n\
                    码头装了AI系统。\nThe terminal (码头) has an AI system.\n";
        let [zh, en] = alternating("a.txt", file.as_bytes(), &settings).unwrap().text;
        assert_eq!(zh.texts(), ["港口", "雾来了。", "船停了。", "码头装了AI系统。"]);
        assert_eq!(
            en.texts(),
            [
                "The Port",
                "The fog came, and the ships stopped.",
                "The terminal (码头) has an AI system."
            ]
        );
    }
}
