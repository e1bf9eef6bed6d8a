//! Notes that a web copy printed inside the sentence, right after their marker.

use super::{shape::is_running, work::Work};
use crate::{
    domain::{BlockKind, Byte, MappedText, Span},
    text::markers::{MarkerShape, marker_at},
};

/// The first sign of a citation stands at most so many characters after the marker.
const FIRST_SIGN_CHARS: usize = 260;
/// The next sign of the same note stands at most so many characters after the sign before.
const NEXT_SIGN_CHARS: usize = 90;

pub(super) fn lift(work: &mut Work<'_>) {
    let mut index = 0;
    while index < work.blocks.len() {
        if work.is_text(index) && is_running(work.text(index)) {
            let spans = notes(work.text(index));
            let lifted: Vec<MappedText> = work
                .blocks
                .get(index)
                .map(|b| spans.iter().map(|s| b.text.slice(*s)).collect())
                .unwrap_or_default();
            let edits: Vec<_> = spans.iter().map(|s| (*s, String::new())).collect();
            work.edit(index, "inline-note", &edits);
            for text in lifted.into_iter().rev() {
                if let Some(marker) = marker_at(text.as_str(), 0) {
                    let source = text.source_span(marker.span);
                    work.references.push(crate::domain::NoteReference {
                        marker: marker.span.of(text.as_str()).to_owned(),
                        number: marker.number,
                        source: source.start(),
                        line: work.document.line_of(source.start()),
                    });
                }
                work.insert_after(index, BlockKind::Note, text);
            }
        }
        index += 1;
    }
}

/// The notes inside a paragraph, marker included.
fn notes(text: &str) -> Vec<Span<Byte>> {
    let markers: Vec<Span<Byte>> = text
        .char_indices()
        .filter(|(_, c)| crate::text::markers::circled(*c).is_some() || *c == '^')
        .filter_map(|(at, _)| marker_at(text, at))
        .filter(|m| matches!(m.shape, MarkerShape::Circled | MarkerShape::Caret))
        .map(|m| m.span)
        .collect();
    let mut found = Vec::new();
    for (number, span) in markers.iter().enumerate() {
        if span.start() == 0 {
            continue;
        }
        let limit = markers.get(number + 1).map_or(text.len(), |next| next.start());
        if let Some(end) = note_end(text, span.end(), limit) {
            found.push(Span::new(span.start(), end));
        }
    }
    found
}

/// The end of a note that begins at `start`: after its last citation sign.
fn note_end(text: &str, start: usize, limit: usize) -> Option<usize> {
    let mut end = None;
    let mut from = start;
    let mut reach = FIRST_SIGN_CHARS;
    while let Some(sign) = next_sign(text.get(from..limit)?, reach) {
        from += sign;
        end = Some(from);
        reach = NEXT_SIGN_CHARS;
    }
    let end = end?;
    let tail = text.get(end..limit)?;
    let stop = tail.chars().next().filter(|c| "。.；;".contains(*c)).map_or(0, char::len_utf8);
    Some(end + stop)
}

/// The end of the first sign of a citation within `reach` characters: `第19-26页`, a web address, the
/// date of a visit.
fn next_sign(text: &str, reach: usize) -> Option<usize> {
    let window_end = text.char_indices().nth(reach).map_or(text.len(), |(at, _)| at);
    let window = text.get(..window_end)?;
    let page = window.match_indices('第').find_map(|(at, _)| {
        let rest = text.get(at + 3..)?;
        let digits = rest
            .find(|c: char| !(c.is_ascii_digit() || "-—–~,，、 ".contains(c)))
            .filter(|n| *n > 0)?;
        let unit = rest.get(digits..)?.chars().next().filter(|c| matches!(c, '页' | '頁'))?;
        Some(at + 3 + digits + unit.len_utf8())
    });
    let address = window.find("http").and_then(|at| {
        let rest = text.get(at..)?;
        let len = rest
            .find(|c: char| !c.is_ascii_graphic() || matches!(c, '(' | ')'))
            .unwrap_or(rest.len());
        Some(at + len)
    });
    let visit = [
        "(上网时间",
        "（上网时间",
        "(访问时间",
        "（访问时间",
        "(登录时间",
        "(檢索日期",
        "(访问日期",
    ]
    .iter()
    .filter_map(|word| window.find(word))
    .min()
    .and_then(|at| {
        let close = text.get(at..)?.find([')', '）'])?;
        let bracket = text.get(at + close..)?.chars().next()?;
        Some(at + close + bracket.len_utf8())
    });
    [page, address, visit].into_iter().flatten().min()
}
