//! Notes and the markers that refer to them.
//!
//! A block with a marker at its head is a note where the text before it holds the same marker
//! unanswered, where it reads like a citation, or where it goes on from the note before. Markers in
//! the text are then lifted out of it.

use super::{
    inline_notes,
    shape::{TERMINAL, is_running, is_unfinished},
    work::{Edit, Work},
};
use crate::{
    domain::{BlockKind, Byte, NoteReference, Span},
    text::{
        is_han, is_han_punctuation,
        markers::{Marker, MarkerShape, marker_at, marker_at_head},
    },
};

/// A marker inside running text.
#[derive(Debug, Clone, Copy)]
struct Occurrence {
    block: usize,
    span: Span<Byte>,
    number: u32,
    shape: MarkerShape,
    /// It stands where items of a list are numbered: 包括①甲；②乙.
    lists: bool,
    answered: bool,
}

pub(super) fn mark(work: &mut Work<'_>) {
    let mut found = occurrences(work);
    mark_blocks(work, &mut found);
    let any_note = work.blocks.iter().any(|b| b.kind == BlockKind::Note);
    lift(work, &found, any_note);
    inline_notes::lift(work);
    drop_citations(work);
}

/// Every marker inside running text, in order.
fn occurrences(work: &Work<'_>) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for index in 0..work.blocks.len() {
        let text = work.text(index);
        if !work.is_text(index) || !(is_running(text) || text.contains('。')) {
            continue;
        }
        let text = work.text(index);
        let head = text.len() - text.trim_start().len();
        let mut skip = 0;
        for (at, c) in text.char_indices() {
            if at < skip || !is_marker_char(c) {
                continue;
            }
            let Some(marker) = marker_at(text, at) else { continue };
            skip = marker.span.end();
            let usable = matches!(
                marker.shape,
                MarkerShape::Circled | MarkerShape::Caret | MarkerShape::Superscript
            );
            if let Some(number) = marker.number
                && usable
                && at > head
            {
                found.push(Occurrence {
                    block: index,
                    span: marker.span,
                    number,
                    shape: marker.shape,
                    lists: lists(text, at),
                    answered: false,
                });
            }
        }
    }
    found
}

fn is_marker_char(c: char) -> bool {
    use crate::text::markers::{circled, superscript};
    c == '^' || c == '\u{207d}' || circled(c).is_some() || superscript(c).is_some()
}

/// Whether a marker at `at` stands where a list item begins.
fn lists(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|t| t.trim_end().chars().next_back())
        .is_none_or(|c| "：:；;，,、（(".contains(c))
}

fn mark_blocks(work: &mut Work<'_>, found: &mut [Occurrence]) {
    // Occurrences from here on may still be answered by a note.
    let mut pending = 0;
    let mut last_note: Option<(usize, Option<u32>)> = None;
    for index in 0..work.blocks.len() {
        if !matches!(work.kind(index), BlockKind::Text | BlockKind::Note) {
            continue;
        }
        let text = work.text(index);
        let Some(marker) = marker_at_head(text) else { continue };
        let after = last_note.filter(|(at, _)| (at + 1..index).all(|i| !work.is_text(i)));
        if work.kind(index) == BlockKind::Text
            && !is_note(work, index, marker, after, found, pending)
        {
            continue;
        }
        if let Some(number) = marker.number
            && let Some(at) = answered_by(found, pending, index, number)
            && let Some(occurrence) = found.get_mut(at)
        {
            occurrence.answered = true;
        }
        if after.is_none() {
            // A new group: what the group before left open is no reference to a note.
            pending = last_note
                .map_or(0, |(at, _)| found.partition_point(|o| o.block < first_open(found, at)));
        }
        last_note = Some((index, marker.number));
        if work.kind(index) == BlockKind::Text {
            work.mark(index, BlockKind::Note, "note");
        }
    }
}

/// The block from which on references may belong to the group after note block `at`.
fn first_open(found: &[Occurrence], at: usize) -> usize {
    found.iter().rev().find(|o| o.block < at && o.answered).map_or(0, |o| o.block)
}

/// The occurrence that a note with `number` in block `note` answers.
fn answered_by(found: &[Occurrence], pending: usize, note: usize, number: u32) -> Option<usize> {
    let open =
        |lists: bool| {
            found.iter().enumerate().skip(pending).find(|(_, o)| {
                o.block < note && !o.answered && o.number == number && o.lists == lists
            })
        };
    open(false).or_else(|| open(true)).map(|(at, _)| at)
}

/// Words and signs of a citation, or of the notes that a star marks.
const CITATION_SIGNS: &[&str] = &[
    "http",
    "www.",
    "pp.",
    "p.",
    "Vol.",
    "vol.",
    "No.",
    "Ibid",
    "ibid",
    "参见",
    "參見",
    "转引自",
    "載《",
    "载《",
    "同上",
    "版社",
    "年版",
    "期,",
    "期，",
    "页。",
    "頁。",
    "页,",
    "页，",
    "[J]",
    "[M]",
    "Press",
    "University",
    "eds.",
    "ed.",
    "》",
];
const STAR_SIGNS: &[&str] = &[
    "大学",
    "大學",
    "教授",
    "研究员",
    "研究員",
    "讲师",
    "講師",
    "博士",
    "基金",
    "项目",
    "課題",
    "课题",
    "资助",
    "感谢",
    "感謝",
    "本文",
    "作者",
    "通讯",
    "通信",
    "成果",
    "Corresponding",
    "corresponding",
    "Supported",
    "supported",
    "Project",
    "Foundation",
    "E-mail",
    "mail",
];

fn is_note(
    work: &Work<'_>,
    index: usize,
    marker: Marker,
    after: Option<(usize, Option<u32>)>,
    found: &[Occurrence],
    pending: usize,
) -> bool {
    let text = work.text(index);
    let body = text.get(marker.span.end()..).unwrap_or("");
    if body.trim().is_empty() {
        return false;
    }
    let has = |signs: &[&str]| signs.iter().any(|s| body.contains(s));
    match marker.shape {
        MarkerShape::Star => has(STAR_SIGNS) && body.chars().count() <= 600,
        MarkerShape::Square => false,
        shape => {
            let Some(number) = marker.number else { return false };
            let cited = has(CITATION_SIGNS) || has_year(body);
            let referred = answered_by(found, pending, index, number).is_some();
            let follows = after.is_some_and(|(_, n)| n.is_some_and(|n| n + 1 == number));
            let interrupts = (0..index)
                .rev()
                .take(8)
                .find(|i| work.is_text(*i))
                .is_some_and(|i| is_running(work.text(i)) && is_unfinished(work.text(i)));
            let round = shape == MarkerShape::Round;
            (referred && (cited || interrupts || follows) && !round)
                || (cited && interrupts)
                || (follows && (cited || !round))
                || (cited && number == 1 && !round && !referred && numbered_next(work, index))
        }
    }
}

/// Whether the next text block is headed by marker 2: a group of notes of which the text's own
/// markers were lost.
fn numbered_next(work: &Work<'_>, index: usize) -> bool {
    (index + 1..work.blocks.len())
        .find(|i| work.is_text(*i))
        .and_then(|i| marker_at_head(work.text(i)))
        .is_some_and(|m| m.number == Some(2))
}

/// A year between 1800 and 2099 in the text.
fn has_year(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).enumerate().any(|(at, w)| {
        matches!(w, [b'1', b'8' | b'9', ..] | [b'2', b'0', ..])
            && w.iter().all(u8::is_ascii_digit)
            && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
            && !at.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit)
    })
}

/// Takes the markers out of the text that refer to notes.
fn lift(work: &mut Work<'_>, found: &[Occurrence], any_note: bool) {
    let mut index = 0;
    while index < found.len() {
        let Some(block) = found.get(index).map(|o| o.block) else { break };
        let end = found.partition_point(|o| o.block <= block);
        let here = found.get(index..end).unwrap_or_default();
        let text = work.text(block).to_owned();
        let mut edits: Vec<Edit> = Vec::new();
        for occurrence in here {
            if !(work.is_text(block)
                && (occurrence.answered || refers(&text, occurrence, any_note)))
            {
                continue;
            }
            let Some(mapped) = work.blocks.get(block).map(|b| &b.text) else { continue };
            let source = mapped.source_span(occurrence.span);
            work.references.push(NoteReference {
                marker: source.of(work.document.text()).to_owned(),
                number: Some(occurrence.number),
                source: source.start(),
                line: work.document.line_of(source.start()),
            });
            edits.push((occurrence.span, String::new()));
        }
        work.edit(block, "note-marker", &edits);
        index = end;
    }
}

/// Whether a marker that no note answers refers to one all the same.
fn refers(text: &str, occurrence: &Occurrence, any_note: bool) -> bool {
    let before = text.get(..occurrence.span.start()).and_then(|t| t.chars().next_back());
    let after = text.get(occurrence.span.end()..).and_then(|t| t.chars().next());
    let chinese =
        before.is_some_and(|c| is_han(c) || is_han_punctuation(c) || "\"')）,;".contains(c));
    match occurrence.shape {
        MarkerShape::Caret => chinese,
        MarkerShape::Superscript => {
            before.is_some_and(|c| TERMINAL.contains(c) || "”’\"》".contains(c))
        }
        // A circled number between two words, or after a full stop where the document has notes.
        _ => {
            !occurrence.lists
                && (before.is_some_and(is_han)
                    && after
                        .is_none_or(|c| is_han(c) || is_han_punctuation(c) || ",.;:".contains(c))
                    || any_note && chinese)
        }
    }
}

/// `[1]`, `[3-5]`, `[2,7]` after a word, where the document has a list of references.
fn drop_citations(work: &mut Work<'_>) {
    let listed = work
        .blocks
        .iter()
        .filter(|b| marker_at_head(b.text.as_str()).is_some_and(|m| m.shape == MarkerShape::Square))
        .count();
    let headed = work.blocks.iter().any(|b| {
        crate::lexicon::labels::at_head(b.text.as_str())
            .is_some_and(|l| l.field == crate::lexicon::labels::Field::References)
    });
    if listed < 2 && !headed {
        return;
    }
    for index in 0..work.blocks.len() {
        if work.is_text(index) && is_running(work.text(index)) {
            let edits = citations(work.text(index));
            work.edit(index, "citation-marker", &edits);
        }
    }
}

fn citations(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, open) in text.char_indices().filter(|(_, c)| matches!(c, '[' | '［')) {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        if !before.is_some_and(|c| {
            is_han(c) || is_han_punctuation(c) || c.is_alphanumeric() || "\"')".contains(c)
        }) {
            continue;
        }
        let inner = text.get(at + open.len_utf8()..).unwrap_or("");
        let Some(close) = inner.char_indices().take(24).find(|(_, c)| matches!(c, ']' | '］'))
        else {
            continue;
        };
        let body = inner.get(..close.0).unwrap_or("");
        let numbers = body.starts_with(|c: char| c.is_ascii_digit())
            && body.chars().all(|c| c.is_ascii_digit() || ",，-–—~～、. ".contains(c))
            && body.split(|c: char| !c.is_ascii_digit()).all(|n| n.len() <= 3);
        if numbers {
            let end = at + open.len_utf8() + close.0 + close.1.len_utf8();
            edits.push((Span::new(at, end), String::new()));
        }
    }
    edits
}
