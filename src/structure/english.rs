//! English front matter: title, authors, affiliations above an abstract or keywords.

use super::{
    chunks::Chunk,
    english_authors, english_titles, lines, names,
    pieces::{Owner, Piece, Pieces},
    zh::{self, Found},
};
use crate::{
    domain::{Front, MappedText, Side, Span},
    lexicon::labels::Field,
};

/// An English front: which pieces it is made of.
#[derive(Debug, Clone, Default)]
pub(super) struct English {
    pub(super) front: Front,
    /// All its pieces, in order.
    pub(super) pieces: Vec<usize>,
    pub(super) first: usize,
    pub(super) last: usize,
    /// It begins in the middle of a sentence: the tail of an abstract whose head is elsewhere.
    pub(super) tail: bool,
}

/// Most lines of an English header.
const MOST_HEADER_LINES: usize = 12;

/// Longest heading that is a title, in characters.
const LONGEST_HEADING_CHARS: usize = 250;
/// Most paragraphs of an English abstract without a label.
const MOST_PARAGRAPHS: usize = 5;

/// The English fronts, in order.
pub(super) fn fronts(pieces: &mut Pieces<'_>, chunks: &[Chunk], chinese: &[Found]) -> Vec<English> {
    let mut found = Vec::new();
    for (number, chunk) in chunks.iter().enumerate() {
        if chunk.side == Side::En {
            found.push(front(pieces, number, chunk, chinese));
        }
    }
    titles_among_chinese(pieces, chinese, &mut found);
    for english in &mut found {
        adopt_abstract(pieces, chinese, english);
    }
    found
}

/// Keywords without an abstract (a repository's record): the English prose of the same article is it.
fn adopt_abstract(pieces: &mut Pieces<'_>, chinese: &[Found], english: &mut English) {
    if english.front.abstract_text.is_some() || english.front.title.is_some() {
        return;
    }
    let tops = || chinese.iter().map(|c| c.top);
    let end = tops().find(|top| *top > english.last).unwrap_or(pieces.list.len());
    let above = chinese.iter().filter(|c| c.top < english.first).map(|c| c.last).max();
    let from = above.unwrap_or(english.last).max(english.last);
    if let Some(more) = unlabelled(pieces, from, end) {
        english.front.title = more.front.title;
        english.front.abstract_text = more.front.abstract_text;
        english.front.abstract_parts = more.front.abstract_parts;
        english.pieces.extend(more.pieces);
        english.last = english.last.max(more.last);
    }
}

/// The front of one chunk; its header is marked as owned.
pub(super) fn front(
    pieces: &mut Pieces<'_>,
    number: usize,
    chunk: &Chunk,
    chinese: &[Found],
) -> English {
    let mut english = English { first: chunk.first, last: chunk.last, ..English::default() };
    let mut abstracts = chunk.abstracts.clone();
    let labelled = !abstracts.is_empty();
    let mut header: Vec<usize> = Vec::new();
    for index in (0..chunk.first).rev() {
        let Some(piece) = pieces.get(index) else { break };
        if !piece.is_line() {
            continue;
        }
        if piece.owner != Owner::Free || header.len() >= MOST_HEADER_LINES {
            break;
        }
        match piece.field() {
            Some(Field::Title | Field::Author | Field::Affiliation) => header.push(index),
            Some(
                Field::Doi
                | Field::Clc
                | Field::Citation
                | Field::DocumentCode
                | Field::ArticleNumber
                | Field::AuthorNote
                | Field::Fund
                | Field::Date,
            ) => {}
            Some(_) => break,
            None => {
                let text = piece.as_str();
                if !lines::is_latin(text) || is_reference(text) {
                    break;
                }
                // A heading is a title, also one that ends with a stop.
                let heading = piece.is_heading() && text.chars().count() <= LONGEST_HEADING_CHARS;
                if lines::is_prose(text)
                    && !heading
                    && !lines::is_affiliation_en(text)
                    && !names::is_author_line_en(text)
                    && !chinese.iter().any(|c| english_authors::stand_on(pieces, &c.front, text))
                {
                    if abstracts.is_empty() && header.is_empty() {
                        // An abstract without a label, or the tail of one.
                        english.tail = text.trim_start().starts_with(|c: char| c.is_lowercase());
                        abstracts.insert(0, index);
                        if english.tail {
                            break;
                        }
                        continue;
                    }
                    if !labelled && header.is_empty() && abstracts.len() < MOST_PARAGRAPHS {
                        abstracts.insert(0, index);
                        continue;
                    }
                    break;
                }
                header.push(index);
            }
        }
    }
    if !labelled && header.is_empty() && abstracts.len() > 1 {
        // Nothing heads these paragraphs: they are of a body.
        abstracts.drain(..abstracts.len() - 1);
    }
    header.reverse();
    let chunk = Chunk { abstracts, ..chunk.clone() };
    zh::fields(pieces, &chunk, &mut english.front);
    header_parts(pieces, &header, &mut english);
    english.first = english.pieces.first().copied().unwrap_or(chunk.first).min(chunk.first);
    for index in chunk.abstracts.iter().chain(&chunk.keywords) {
        english.pieces.push(*index);
    }
    english.pieces.sort_unstable();
    english.pieces.dedup();
    english.first = english.first.min(english.pieces.first().copied().unwrap_or(english.first));
    for index in english.pieces.clone() {
        pieces.own(index, Owner::Chunk(number));
    }
    english
}

/// `[12] SMITH J. …`: an entry of a list of references.
fn is_reference(text: &str) -> bool {
    crate::text::markers::marker_at_head(text)
        .is_some_and(|m| m.shape == crate::text::markers::MarkerShape::Square)
        || lines::is_citation(text)
}

/// Title, authors and affiliations from header lines (top first).
fn header_parts(pieces: &Pieces<'_>, header: &[usize], english: &mut English) {
    let authors = header.iter().copied().rev().find(|i| {
        pieces.get(*i).is_some_and(|p| p.field() == Some(Field::Author))
            || pieces.get(*i).is_some_and(|p| p.label.is_none())
                && names::is_author_line_en(pieces.text(*i))
                && !pieces.text(*i).trim_start().starts_with(['(', '（', '1', '¹'])
                && Some(*i)
                    != header
                        .first()
                        .copied()
                        .filter(|_| header.len() == 1 && !pieces.text(*i).contains(','))
    });
    let labelled = header
        .iter()
        .copied()
        .find(|i| pieces.get(*i).is_some_and(|p| p.field() == Some(Field::Title)));
    let candidates: Vec<usize> = header
        .iter()
        .copied()
        .filter(|i| {
            pieces.get(*i).is_some_and(|p| p.label.is_none())
                && (lines::may_be_title_en(pieces.text(*i))
                    || lines::may_go_on_from_title_en(pieces.text(*i)))
                && authors.is_none_or(|a| *i < a)
        })
        .collect();
    if let Some(index) = labelled {
        english.front.title = Some(pieces.whole(index));
        english.pieces.push(index);
    } else if let Some(last) = english_titles::nearest_title(pieces, &candidates) {
        english_titles::take_title(pieces, &candidates, last, english);
    }
    if let Some(index) = authors {
        english.pieces.push(index);
        author_line(pieces, index, english);
    }
    let title_end = english.pieces.iter().copied().max();
    for index in
        header.iter().copied().filter(|i| title_end.is_none_or(|t| *i > t) || Some(*i) == labelled)
    {
        let Some(piece) = pieces.get(index) else { continue };
        if Some(index) == labelled {
            continue;
        }
        if lines::is_affiliation_en(piece.as_str()) || piece.field() == Some(Field::Affiliation) {
            affiliation_line(pieces, index, 0, english);
        }
        english.pieces.push(index);
    }
    english.pieces.sort_unstable();
    english.pieces.dedup();
}

fn author_line(pieces: &Pieces<'_>, index: usize, english: &mut English) {
    let line = pieces.text(index);
    let (names, end) = names::names_en(line);
    let Some(text) = pieces.get(index).map(|p| &p.text) else { return };
    for span in names {
        english.front.authors.push(pieces.passage(index, closed_hyphen(&text.slice(span))));
    }
    if lines::is_affiliation_en(&format!("1 {}", line.get(end..).unwrap_or(""))) {
        affiliation_line(pieces, index, end, english);
    }
}

/// `Jia - peng` is `Jia-peng`.
pub(super) fn closed_hyphen(name: &MappedText) -> MappedText {
    let edits: Vec<_> = name
        .as_str()
        .match_indices(" - ")
        .map(|(at, found)| (Span::new(at, at + found.len()), "-".to_owned()))
        .collect();
    name.replaced(&edits)
}

fn affiliation_line(pieces: &Pieces<'_>, index: usize, from: usize, english: &mut English) {
    let Some(piece) = pieces.get(index) else { return };
    for span in super::fields::affiliations(piece.as_str(), from) {
        english.front.affiliations.push(pieces.passage(index, piece.text.slice(span)));
    }
}

/// English titles that stand inside the Chinese header: given to the English front that has none and
/// follows next.
fn titles_among_chinese(pieces: &mut Pieces<'_>, chinese: &[Found], english: &mut [English]) {
    for found in chinese {
        let Some(index) = (found.top..found.last).find(|i| {
            pieces.get(*i).is_some_and(|p| {
                p.is_free() && lines::may_be_title_en(p.as_str()) && !lines::is_prose(p.as_str())
            }) && !names::is_author_line_en(pieces.text(*i))
                && pieces.text(*i).split_whitespace().count() >= 3
        }) else {
            continue;
        };
        let Some(slot) =
            english.iter_mut().find(|e| e.first > index && e.front.title.is_none() && !e.tail)
        else {
            continue;
        };
        slot.front.title = Some(english_titles::trim_title(pieces, &pieces.whole(index)));
        slot.pieces.insert(0, index);
        pieces.own(index, Owner::Taken);
        if let Some(next) = pieces.next_line(index).filter(|n| {
            pieces.get(*n).is_some_and(Piece::is_free) && names::is_author_line_en(pieces.text(*n))
        }) && slot.front.authors.is_empty()
        {
            author_line(pieces, next, slot);
            pieces.own(next, Owner::Taken);
        }
    }
}

/// Fewest characters of an English abstract that no label introduces.
const FEWEST_CHARS: usize = 150;

/// An English abstract without a label, between the Chinese front (whose last piece is `last`) and the
/// body, or at the end of the article before `end`.
pub(super) fn unlabelled(pieces: &mut Pieces<'_>, last: usize, end: usize) -> Option<English> {
    let free: Vec<usize> = (last + 1..end)
        .filter(|i| pieces.get(*i).is_some_and(|p| p.is_line() && p.owner == Owner::Free))
        .filter(|i| {
            pieces.get(*i).is_some_and(|p| {
                p.label.is_none()
                    || !matches!(
                        p.field(),
                        Some(
                            Field::Clc
                                | Field::Doi
                                | Field::Date
                                | Field::DocumentCode
                                | Field::ArticleNumber
                        )
                    )
            })
        })
        .collect();
    let listed = free
        .iter()
        .any(|i| matches!(pieces.get(*i).and_then(Piece::field), Some(Field::References)));
    let is_latin = |i: &usize| {
        pieces.get(*i).is_some_and(|p| {
            p.label.is_none() && lines::is_latin(p.as_str()) && !is_reference(p.as_str())
        })
    };
    let head: Vec<usize> = free.iter().copied().take_while(|i| is_latin(i)).collect();
    let tail: Vec<usize> = if listed {
        Vec::new()
    } else {
        let mut tail: Vec<usize> = free.iter().copied().rev().take_while(|i| is_latin(i)).collect();
        tail.reverse();
        tail
    };
    let run = [head, tail].into_iter().find(|run| {
        run.iter().any(|i| {
            lines::is_prose(pieces.text(*i)) && pieces.text(*i).chars().count() >= FEWEST_CHARS
        })
    })?;
    let first = run.iter().position(|i| {
        lines::is_prose(pieces.text(*i))
            && pieces.text(*i).chars().count() >= FEWEST_CHARS
            && !lines::is_affiliation_en(pieces.text(*i))
    })?;
    let abstracts: Vec<usize> =
        run.iter().copied().skip(first).take_while(|i| lines::is_prose(pieces.text(*i))).collect();
    let header: Vec<usize> = run.iter().copied().take(first).collect();
    let chunk = Chunk {
        side: Side::En,
        first: *abstracts.first()?,
        last: *abstracts.last()?,
        abstracts,
        keywords: Vec::new(),
    };
    let mut english = English { first: chunk.first, last: chunk.last, ..English::default() };
    zh::fields(pieces, &chunk, &mut english.front);
    header_parts(pieces, &header, &mut english);
    english.pieces.extend(&chunk.abstracts);
    for index in english.pieces.clone() {
        pieces.own(index, Owner::Taken);
    }
    Some(english)
}
