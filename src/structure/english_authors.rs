//! English authors by the pinyin of the Chinese ones: glued to the title, or on a line that OCR spoiled.

use super::{
    english::{self, English},
    english_titles, fields, lines, names,
    pieces::{Owner, Pieces},
};
use crate::domain::{Byte, Front, Passage, Span};

/// Longest title, in characters: longer ones hold names or an abstract that could not be parted.
const LONGEST_TITLE_CHARS: usize = 330;
/// Lines above the English part in which a title or the authors may stand.
const LINES_ABOVE: usize = 4;

/// Drops a title that is no title.
pub(super) fn drop_overlong(english: &mut Front) {
    if english.title.as_ref().is_some_and(|t| t.as_str().chars().count() > LONGEST_TITLE_CHARS) {
        english.title = None;
    }
}

/// Whether the authors of a Chinese front stand in pinyin on a line, after something else.
pub(super) fn stand_on(pieces: &Pieces<'_>, chinese: &Front, text: &str) -> bool {
    let found = find(pieces, chinese, text);
    is_enough(chinese, &found) && found.iter().flatten().next().is_some_and(|s| s.start() > 10)
}

fn find(pieces: &Pieces<'_>, chinese: &Front, text: &str) -> Vec<Option<Span<Byte>>> {
    let authors: Vec<&str> = chinese.authors.iter().map(Passage::as_str).collect();
    names::spelled(pieces.lexicon, &authors, text)
}

fn count(found: &[Option<Span<Byte>>]) -> usize {
    found.iter().flatten().count()
}

/// Whether at least half of the authors were found.
fn is_enough(chinese: &Front, found: &[Option<Span<Byte>>]) -> bool {
    count(found) > 0 && count(found) * 2 >= chinese.authors.len()
}

/// Sets English title and authors right where the Chinese authors tell: parts authors from the title
/// that OCR glued them to, or takes them from the line on which most of them stand.
pub(super) fn mend(
    pieces: &mut Pieces<'_>,
    chinese: &Front,
    front: &mut Front,
    part: Option<&English>,
) {
    if chinese.authors.is_empty() {
        return;
    }
    let agreed = chinese
        .authors
        .iter()
        .filter(|zh| {
            front.authors.iter().any(|en| names::agrees(pieces.lexicon, zh.as_str(), en.as_str()))
        })
        .count();
    if let Some(title) = front.title.clone() {
        let found = find(pieces, chinese, title.as_str());
        let first = found.iter().flatten().map(|s| s.start()).min();
        if let Some(at) = first.filter(|at| is_enough(chinese, &found) && *at > 10)
            && count(&found) > agreed
        {
            front.authors = passages(pieces, &title, &found);
            let last = found.iter().flatten().map(|s| s.end()).max().unwrap_or(at);
            affiliations(pieces, &title, last, front);
            let kept = title.part(Span::new(0, at), pieces.document);
            front.title = Some(english_titles::trim_title(pieces, &kept));
            return;
        }
    }
    if agreed * 2 >= chinese.authors.len() && front.authors.len() >= chinese.authors.len() {
        return;
    }
    if let Some(part) = part {
        from_lines(pieces, chinese, front, part, agreed);
    }
}

/// Takes the authors from the line near the English part on which most of them stand.
fn from_lines(
    pieces: &mut Pieces<'_>,
    chinese: &Front,
    front: &mut Front,
    part: &English,
    agreed: usize,
) {
    let end = front.abstract_text.as_ref().map_or(part.last, |_| part.last).max(part.first);
    let mut best: Option<(usize, Vec<Option<Span<Byte>>>)> = None;
    for index in part.first.saturating_sub(LINES_ABOVE)..=end {
        let Some(piece) = pieces.get(index).filter(|p| p.is_line()) else { continue };
        let own = part.pieces.contains(&index) || piece.owner == Owner::Free;
        if !own || piece.label.is_some() {
            continue;
        }
        let found = find(pieces, chinese, piece.as_str());
        if is_enough(chinese, &found) && best.as_ref().is_none_or(|b| count(&found) > count(&b.1)) {
            best = Some((index, found));
        }
    }
    let worse = |found: usize| {
        found <= agreed || agreed * 2 >= chinese.authors.len() && found <= front.authors.len()
    };
    let Some((index, found)) = best.filter(|b| !worse(count(&b.1))) else { return };
    let line = pieces.whole(index);
    let lead = pieces.text(index).len() - pieces.text(index).trim_start().len();
    let found: Vec<Option<Span<Byte>>> = found
        .into_iter()
        .map(|s| s.map(|s| Span::new(s.start().saturating_sub(lead), s.end().saturating_sub(lead))))
        .collect();
    front.authors = passages(pieces, &line, &found);
    let first = found.iter().flatten().map(|s| s.start()).min().unwrap_or(0);
    let last = found.iter().flatten().map(|s| s.end()).max().unwrap_or(first);
    // What was taken for an affiliation may hold the names.
    let named = line.text.source_span(Span::new(first, last));
    front.affiliations.retain(|a| {
        let own = a.text.source();
        own.end() <= named.start() || named.end() <= own.start()
    });
    affiliations(pieces, &line, last, front);
    title_before(pieces, index, &line, first, front);
    pieces.own(index, Owner::Taken);
}

/// The title where it was not found, or was found below the authors: what stands before the names on
/// their line, else the lines above.
fn title_before(
    pieces: &Pieces<'_>,
    index: usize,
    line: &Passage,
    first: usize,
    front: &mut Front,
) {
    let after = |title: &Passage| title.text.source().start() >= line.text.source().start();
    if !front.title.as_ref().is_none_or(after) {
        return;
    }
    let before = line.as_str().get(..first).unwrap_or("");
    // The end of the last reference, glued to the title: 大学, 2013. Effects of ….
    let head = before.rfind(crate::text::is_han).and_then(|at| {
        let rest = before.get(at..)?;
        let stop = rest.find(['.', '．', '。'])?;
        Some(at + stop + rest.get(stop..)?.chars().next()?.len_utf8())
    });
    let start = head.unwrap_or(0);
    if before.get(start..).is_some_and(|t| t.split_whitespace().count() >= 3) {
        let title = line.part(Span::new(start, first), pieces.document);
        if lines::may_be_title_en(title.as_str().trim()) {
            front.title = Some(english_titles::trim_title(pieces, &title));
        }
        return;
    }
    let above: Vec<usize> = (index.saturating_sub(LINES_ABOVE)..index)
        .filter(|i| {
            pieces.get(*i).is_some_and(|p| {
                p.is_line()
                    && p.label.is_none()
                    && lines::may_be_title_en(p.as_str())
                    && !lines::is_citation(p.as_str())
            })
        })
        .collect();
    if let Some(last) = english_titles::nearest_title(pieces, &above) {
        let mut found = English::default();
        english_titles::take_title(pieces, &above, last, &mut found);
        front.title = found.front.title;
    }
}

fn passages(pieces: &Pieces<'_>, line: &Passage, found: &[Option<Span<Byte>>]) -> Vec<Passage> {
    found
        .iter()
        .flatten()
        .map(|span| {
            let name = line.part(*span, pieces.document);
            Passage { text: english::closed_hyphen(&name.text), ..name }
        })
        .collect()
}

/// Affiliations on the line after the names, where none were found.
fn affiliations(pieces: &Pieces<'_>, line: &Passage, from: usize, front: &mut Front) {
    let rest = line.as_str().get(from..).unwrap_or("");
    if front.affiliations.is_empty() && lines::is_affiliation_en(&format!("1 {rest}")) {
        for span in fields::affiliations(line.as_str(), from) {
            front.affiliations.push(line.part(span, pieces.document));
        }
    }
}
