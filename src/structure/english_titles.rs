//! The English title: the lines that it stands on, and its edges.

use super::{
    english::English,
    pieces::{Piece, Pieces},
};
use crate::domain::{MappedText, Passage, Span};

/// The title line nearest to the authors; a heading is preferred to text below it that may be dirt.
pub(super) fn nearest_title(pieces: &Pieces<'_>, candidates: &[usize]) -> Option<usize> {
    let long = |i: &&usize| pieces.text(**i).split_whitespace().count() >= 3;
    candidates
        .iter()
        .rev()
        .find(|i| pieces.get(**i).is_some_and(Piece::is_heading) && long(i))
        .or_else(|| candidates.iter().rev().find(long))
        .or_else(|| candidates.last())
        .copied()
}

/// Joins the lines of a title that stands over several.
pub(super) fn take_title(
    pieces: &Pieces<'_>,
    candidates: &[usize],
    last: usize,
    english: &mut English,
) {
    let mut lines_of_title = vec![last];
    let mut below = last;
    for index in candidates.iter().copied().rev().filter(|i| *i < last) {
        if !goes_on(pieces, index, below) {
            break;
        }
        lines_of_title.insert(0, index);
        below = index;
    }
    let mut here = last;
    for index in candidates.iter().copied().filter(|i| *i > last) {
        if !goes_on(pieces, here, index) {
            break;
        }
        lines_of_title.push(index);
        here = index;
    }
    let mut text = MappedText::default();
    for index in &lines_of_title {
        let Some(more) = pieces.get(*index).map(|p| p.text.trimmed()) else { continue };
        if !text.is_empty() && !text.as_str().ends_with('-') {
            text.push_standing_for(" ", Span::new(text.source().end(), more.source().start()));
        }
        text.push(&more);
    }
    let first = lines_of_title.first().copied().unwrap_or(last);
    english.front.title = Some(trim_title(pieces, &pieces.passage(first, text)));
    english.pieces.extend(lines_of_title);
}

/// Shortest first line of a title that a line break cut, in characters.
const FULL_LINE_CHARS: usize = 40;

/// Whether the title line `upper` goes on in `lower`.
fn goes_on(pieces: &Pieces<'_>, upper: usize, lower: usize) -> bool {
    let (Some(a), Some(b)) = (pieces.get(upper), pieces.get(lower)) else { return false };
    let (above, below) = (a.as_str().trim(), b.as_str().trim());
    let capitals = |t: &str| !t.chars().any(char::is_lowercase);
    let open = above.ends_with(['-', ':', ',', '：', '，', '—', '('])
        || [
            "of", "the", "and", "in", "on", "for", "to", "with", "by", "from", "a", "an", "under",
            "between",
        ]
        .iter()
        .any(|w| above.to_lowercase().ends_with(&format!(" {w}")))
        || below.starts_with(|c: char| c.is_lowercase() || c == '-' || c == '—');
    let kinds = a.is_heading() == b.is_heading();
    let neighbours = pieces.next_line(upper) == Some(lower);
    neighbours
        && (open
            || kinds
                && above.chars().count() >= FULL_LINE_CHARS
                && capitals(above) == capitals(below)
                && !above.ends_with(['.', '?', '!']))
}

/// A title without Markdown marks, note marks and a closing stop.
pub(super) fn trim_title(pieces: &Pieces<'_>, title: &Passage) -> Passage {
    let text = title.as_str();
    let head = text.trim_start_matches(|c: char| c.is_whitespace() || "#*".contains(c));
    let kept = head.trim_end_matches(|c: char| {
        c.is_whitespace()
            || "*＊†#.。".contains(c)
            || crate::text::markers::circled(c).is_some()
            || crate::text::markers::superscript(c).is_some()
    });
    let start = text.len() - head.len();
    title.part(Span::new(start, start + kept.len()), pieces.document)
}
