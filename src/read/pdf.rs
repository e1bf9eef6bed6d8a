//! PDF with a text layer (ISO 32000-1), by `lopdf`.
//!
//! `lopdf` gives objects and streams; what stands where, in which characters and in which order, is
//! found here: [`content`] runs the page, [`font`] decodes, [`lines`] finds lines and columns,
//! [`layout`] paragraphs, notes and running lines.

mod content;
mod font;
mod layout;
mod lines;

use std::collections::BTreeMap;

use lopdf::{DecompressError, Document as Pdf, Error, LoadOptions};

use super::{ReadError, flatten::Extracted, plain};
use crate::domain::{Document, PlaceUnit};
use content::{Fonts, PageFault};
use layout::PageLines;

/// What one stream, or all content of one page, may unpack to, however small the file is.
const MIN_ALLOWED_BYTES: usize = 16_000_000;

/// Beyond that, how many times as large as the whole file: content streams pack about 5 to 1.
const MAX_RATIO: usize = 10;

/// And never more than this.
const MAX_ALLOWED_BYTES: usize = 256_000_000;

/// A page of which more than this share of the glyphs has no characters is not read at all.
const MAX_UNKNOWN_SHARE: f32 = 0.2;

/// Blocks in reading order, with their pages; places count blocks.
pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadError> {
    let allowed =
        (bytes.len().saturating_mul(MAX_RATIO)).clamp(MIN_ALLOWED_BYTES, MAX_ALLOWED_BYTES);
    let pdf = load(bytes, allowed)?;
    let mut fonts = Fonts::new();
    let mut pages = Vec::new();
    let mut faults: Vec<(u32, String)> = Vec::new();
    let mut scans: Vec<u32> = Vec::new();
    let mut count = 0;
    for (number, id) in (1_u32..).zip(pdf.page_iter()) {
        count += 1;
        let page =
            content::read_page(&pdf, id, &mut fonts, allowed).map_err(|fault| match fault {
                PageFault::Bomb => ReadError::Bomb {
                    kind: "PDF",
                    reason: format!(
                        "page {number} unpacks to more than {} MB, which no page of text does",
                        allowed / 1_000_000
                    ),
                    line: None,
                },
            })?;
        if page.glyphs.iter().all(|glyph| glyph.text.trim().is_empty()) {
            if page.has_images {
                scans.push(number);
            }
            continue;
        }
        let total = page.glyphs.len();
        let unknown: usize = page.unknown.values().sum();
        if let Some(fault) = unreadable(number, total, &page.unknown) {
            faults.push((number, fault));
        }
        if unknown as f32 > MAX_UNKNOWN_SHARE * total as f32 {
            continue;
        }
        let (lines, aside) = lines::segments(page.glyphs);
        pages.push(PageLines { number, lines, aside });
    }
    set_in_order(&mut pages);
    if pages.is_empty() {
        return Err(match faults.into_iter().next() {
            Some((_, reason)) => ReadError::UnreadablePages { reason },
            None => ReadError::NoTextLayer { pages: count },
        });
    }
    let mut out = Extracted::default();
    for piece in layout::pieces(&pages) {
        out.push(piece.kind, &piece.text, Some(piece.page));
    }
    let mut document = out.into_document("pdf", "UTF-8");
    for number in scans {
        let warning = format!("page {number} is a picture without text; OCR it first");
        faults.push((number, warning));
    }
    faults.sort();
    for (number, warning) in faults {
        let line = first_line_of(&document, number);
        document.warnings.push((line, warning));
    }
    Ok(document)
}

/// Puts the lines of each page in reading order. Pages of one document part their columns at one
/// place, so a page with little text is judged by the others.
fn set_in_order(pages: &mut [PageLines]) {
    let own: Vec<Option<f32>> = pages.iter().map(|page| lines::gutter(&page.lines)).collect();
    let mut known: Vec<f32> = own.iter().flatten().copied().collect();
    known.sort_by(f32::total_cmp);
    let usual = known.get(known.len() / 2).copied();
    for (page, own) in pages.iter_mut().zip(own) {
        let gutter = own.or_else(|| usual.filter(|gutter| lines::fits(*gutter, &page.lines)));
        page.lines = lines::in_order(std::mem::take(&mut page.lines), gutter);
    }
}

/// The output of Poppler's `pdftotext -raw`, as a document of the PDF's format: pages parted by
/// form feeds, places are its lines.
pub(super) fn from_pdftotext(text: String) -> Result<Document, ReadError> {
    let mut document = plain::read(text, "UTF-8");
    "pdf".clone_into(&mut document.format);
    document.place_unit = PlaceUnit::Block;
    if document.blocks.is_empty() {
        let pages = document.text().matches('\x0c').count().max(1);
        return Err(ReadError::NoTextLayer { pages });
    }
    Ok(document)
}

fn load(bytes: &[u8], allowed: usize) -> Result<Pdf, ReadError> {
    let options = LoadOptions::with_max_decompressed_size(allowed);
    let pdf = Pdf::load_mem_with_options(bytes, options).map_err(|error| match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => ReadError::Bomb {
            kind: "PDF",
            reason: format!("a stream unpacks to more than {} MB", allowed / 1_000_000),
            line: None,
        },
        Error::InvalidPassword | Error::Decryption(_) => ReadError::Locked { format: "PDF" },
        other => ReadError::Malformed { format: "PDF", line: None, reason: other.to_string() },
    })?;
    if pdf.is_encrypted() && !pdf.was_encrypted() {
        return Err(ReadError::Locked { format: "PDF" });
    }
    Ok(pdf)
}

/// What is wrong with a page whose fonts do not tell all characters.
fn unreadable(page: u32, total: usize, unknown: &BTreeMap<String, usize>) -> Option<String> {
    let (font, most) = unknown.iter().max_by_key(|(_, count)| **count)?;
    let sum: usize = unknown.values().sum();
    let what = if sum as f32 > MAX_UNKNOWN_SHARE * total as f32 {
        "is left out"
    } else {
        "has \u{fffd} in their place"
    };
    Some(format!(
        "page {page} {what}: {sum} of {total} characters cannot be told ({most} of them in the font \
         {font}, which has no Unicode table)"
    ))
}

/// The first line of the document that is of the page or one after it.
fn first_line_of(document: &Document, page: u32) -> u32 {
    document
        .blocks
        .iter()
        .find(|block| block.page.is_some_and(|p| p >= page))
        .or(document.blocks.last())
        .map_or(1, |block| document.lines_of(block.text.source()).first)
}
