//! Chinese front matter: title, subtitle, authors, affiliations above the abstract.

use super::{
    abstracts,
    chunks::Chunk,
    keywords, lines, names,
    pieces::{Owner, Pieces},
    zh_titles,
};
use crate::{
    domain::{Front, MappedText, Passage, Side, Span},
    lexicon::{headings, labels::Field},
    text::is_han,
};

/// The front of an article, and where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    pub(super) front: Front,
    /// What a title page in one line says in English.
    pub(super) english: Front,
    /// First piece (title or authors above it).
    pub(super) top: usize,
    /// Last piece of abstract or keywords (or of the header, without these).
    pub(super) last: usize,
}

/// Most lines between a title and its abstract.
const MOST_HEADER_LINES: usize = 18;

/// The Chinese fronts, in order.
pub(super) fn fronts(pieces: &mut Pieces<'_>, chunks: &[Chunk]) -> Vec<Found> {
    let mut found = Vec::new();
    for (number, chunk) in chunks.iter().enumerate() {
        if chunk.side != Side::Zh {
            continue;
        }
        let header = header_lines(pieces, chunk, chunks);
        let mut front = Front::default();
        let mut english = Front::default();
        let top = header_parts(pieces, &header, &mut front)
            .or_else(|| title_page(pieces, &header, &mut front, &mut english));
        let complete = !chunk.abstracts.is_empty() && !chunk.keywords.is_empty();
        let titled = front.title.is_some() && !chunk.abstracts.is_empty();
        if !titled && !complete && !found.is_empty() {
            // Words of the body that look like labels.
            for index in chunk.first..=chunk.last {
                pieces.release(index, number);
            }
            continue;
        }
        fields(pieces, chunk, &mut front);
        let top = top.unwrap_or(chunk.first).min(chunk.first);
        for index in top..chunk.first {
            if pieces.get(index).is_some_and(|p| p.is_free() && !lines::is_latin(p.as_str()))
                || pieces.get(index).is_some_and(|p| {
                    matches!(p.field(), Some(Field::Title | Field::Author | Field::Affiliation))
                })
            {
                pieces.own(index, Owner::Header(number));
            }
        }
        found.push(Found { front, english, top, last: chunk.last });
    }
    found
}

/// The abstract and keywords of a chunk.
pub(super) fn fields(pieces: &Pieces<'_>, chunk: &Chunk, front: &mut Front) {
    let glue = if chunk.side == Side::Zh { "" } else { " " };
    if let Some(text) = joined(pieces, &chunk.abstracts, glue) {
        let text = without_residue(pieces, chunk.side, text);
        front.abstract_parts = abstracts::parts(chunk.side, text.as_str());
        front.abstract_text = Some(text);
    }
    let per_line = chunk.keywords.len() > 1
        && chunk.keywords.iter().all(|i| !pieces.text(*i).contains(['；', ';', '，', ',', '、']));
    if per_line {
        front.keywords = chunk.keywords.iter().map(|i| pieces.whole(*i)).collect();
        front.keyword_line = joined(pieces, &chunk.keywords, "\n");
    } else if let Some(line) = joined(pieces, &chunk.keywords, " ") {
        let split = keywords::split(chunk.side, line.as_str(), pieces.lexicon);
        front.keywords = split.items.iter().map(|s| line.part(*s, pieces.document)).collect();
        front.keyword_line = Some(line.part(Span::new(0, split.end), pieces.document));
    }
}

/// Most characters of what OCR leaves behind an abstract: a page number, pieces of a note mark.
const LONGEST_RESIDUE_CHARS: usize = 8;

/// A Chinese abstract without a few digits and letters after its last full stop: `…的依据。1000'90`.
fn without_residue(pieces: &Pieces<'_>, side: Side, text: Passage) -> Passage {
    let all = text.as_str();
    let Some(at) = all.rfind('。').filter(|_| side == Side::Zh) else { return text };
    let end = at + '。'.len_utf8();
    let tail = all.get(end..).unwrap_or("").trim();
    let residue = (1..=LONGEST_RESIDUE_CHARS).contains(&tail.chars().count())
        && tail.chars().any(|c| c.is_ascii_alphanumeric())
        && !tail.chars().any(is_han);
    if residue { text.part(Span::new(0, end), pieces.document) } else { text }
}

/// The texts of `indices` joined by `glue`.
fn joined(pieces: &Pieces<'_>, indices: &[usize], glue: &str) -> Option<Passage> {
    let mut text = MappedText::default();
    for index in indices {
        let more = pieces.get(*index)?.text.trimmed();
        if !text.is_empty() {
            let gap = Span::new(text.source().end(), more.source().start());
            text.push_standing_for(glue, gap);
        }
        text.push(&more);
    }
    let first = *indices.first()?;
    (!text.is_empty()).then(|| pieces.passage(first, text))
}

/// The lines above a chunk that can be its header, nearest first.
fn header_lines(pieces: &Pieces<'_>, chunk: &Chunk, chunks: &[Chunk]) -> Vec<usize> {
    let mut collected = Vec::new();
    for index in (0..chunk.first).rev() {
        let Some(piece) = pieces.get(index) else { break };
        if !piece.is_line() {
            continue;
        }
        // The English part may stand between the Chinese authors and the Chinese abstract.
        let english = matches!(piece.owner, Owner::Chunk(number)
            if chunks.get(number).is_some_and(|c| c.side == Side::En));
        if english && !collected.iter().any(|i| lines::has_han(pieces.text(*i))) {
            continue;
        }
        if piece.owner != Owner::Free || collected.len() >= MOST_HEADER_LINES {
            break;
        }
        match piece.field() {
            Some(
                Field::Editor
                | Field::References
                | Field::Notes
                | Field::Abstract
                | Field::Keywords,
            ) => break,
            Some(Field::Title | Field::Author | Field::Affiliation) => collected.push(index),
            Some(_) => {}
            None => {
                let text = piece.as_str();
                if ends_header(text) {
                    break;
                }
                collected.push(index);
            }
        }
    }
    collected
}

/// Whether a line above a title is of what stands before the article.
fn ends_header(text: &str) -> bool {
    if lines::is_affiliation(text) || lines::is_citation(text) {
        return text.trim_start().starts_with('[')
            && crate::text::markers::marker_at_head(text).is_some();
    }
    lines::is_prose(text)
}

/// Title, authors and affiliations from the lines of a header (nearest to the abstract first); the
/// topmost piece used.
pub(super) fn header_parts(
    pieces: &Pieces<'_>,
    header: &[usize],
    front: &mut Front,
) -> Option<usize> {
    let mut used: Vec<usize> = Vec::new();
    if let Some(index) = labelled(pieces, header, Field::Title) {
        front.title = Some(pieces.whole(index));
        used.push(index);
    }
    let authors = header.iter().copied().find(|i| {
        pieces.get(*i).is_some_and(|p| p.field() == Some(Field::Author))
            || pieces.get(*i).is_some_and(|p| p.label.is_none())
                && names::is_author_line_zh(pieces.text(*i))
    });
    if authors.is_none() {
        glued_line(pieces, header, front, &mut used);
    }
    if front.title.is_none() {
        let candidates: Vec<usize> =
            header.iter().copied().filter(|i| is_candidate(pieces, *i)).collect();
        let title = zh_titles::choose(pieces, &candidates, authors);
        if let Some(index) = title {
            zh_titles::title_lines(pieces, header, index, front, &mut used);
        }
    }
    if let Some(index) = authors {
        used.push(index);
        author_line(pieces, index, front);
    }
    let top = used.iter().copied().min();
    let title_at = used.first().copied();
    for index in header.iter().rev().copied() {
        let Some(piece) = pieces.get(index) else { continue };
        let text = piece.as_str();
        let labelled = piece.field() == Some(Field::Affiliation);
        let below = title_at.is_none_or(|t| index > t);
        if labelled
            || below
                && Some(index) != authors
                && !used.contains(&index)
                && piece.label.is_none()
                && is_affiliation_line(text)
        {
            affiliation_line(pieces, index, 0, front);
        }
    }
    name_before_affiliation(pieces, front);
    zh_titles::split_title(pieces, front);
    top
}

/// 何清云州市海港医院: the only author, glued to the only affiliation.
fn name_before_affiliation(pieces: &Pieces<'_>, front: &mut Front) {
    let [affiliation] = front.affiliations.as_slice() else { return };
    if !front.authors.is_empty() {
        return;
    }
    let Some(len) = names::before_place(affiliation.as_str()) else { return };
    let whole = affiliation.clone();
    front.authors.push(whole.part(Span::new(0, len), pieces.document));
    let rest = Span::new(len, whole.as_str().len());
    front.affiliations = vec![whole.part(rest, pieces.document)];
}

/// Title, authors and affiliations from one line where nothing parts them.
fn glued_line(pieces: &Pieces<'_>, header: &[usize], front: &mut Front, used: &mut Vec<usize>) {
    for index in header.iter().copied() {
        let Some(piece) = pieces.get(index).filter(|p| p.label.is_none()) else { continue };
        let line = piece.as_str();
        if line.contains(['|', '｜']) || lines::is_citation(line) {
            continue;
        }
        let Some(parts) = names::glued_names(line, pieces.lexicon) else { continue };
        for span in parts.names {
            let name = without_blanks(&piece.text.slice(span));
            front.authors.push(pieces.passage(index, name));
        }
        if front.title.is_none() {
            let title = piece.text.slice(Span::new(0, parts.title_end)).trimmed();
            front.title = Some(pieces.passage(index, title));
        }
        if lines::names_institution(line.get(parts.rest..).unwrap_or("")) {
            affiliation_line(pieces, index, parts.rest, front);
        }
        used.insert(0, index);
        return;
    }
}

/// Title and author from a title page that is one line; its piece.
pub(super) fn title_page(
    pieces: &Pieces<'_>,
    header: &[usize],
    front: &mut Front,
    english: &mut Front,
) -> Option<usize> {
    let [index] = header else { return None };
    let piece = pieces.get(*index)?;
    let page = super::title_page::read(piece.as_str());
    if page.title_zh.is_empty() {
        return None;
    }
    let mut title = MappedText::default();
    for span in &page.title_zh {
        title.push(&piece.text.slice(*span));
    }
    front.title = Some(pieces.passage(*index, title));
    front.affiliations.clear();
    front.authors =
        page.author_zh.into_iter().map(|s| pieces.passage(*index, piece.text.slice(s))).collect();
    english.title = page.title_en.map(|s| pieces.passage(*index, piece.text.slice(s)));
    Some(*index)
}

fn is_affiliation_line(text: &str) -> bool {
    !lines::is_latin(text) && lines::is_affiliation(text) && !lines::is_citation(text)
}

fn labelled(pieces: &Pieces<'_>, header: &[usize], field: Field) -> Option<usize> {
    header.iter().copied().find(|i| {
        pieces.get(*i).is_some_and(|p| p.field() == Some(field) && !p.as_str().trim().is_empty())
    })
}

fn is_candidate(pieces: &Pieces<'_>, index: usize) -> bool {
    let Some(piece) = pieces.get(index).filter(|p| p.label.is_none()) else { return false };
    let text = piece.as_str();
    lines::may_be_title_zh(text)
        && !text.contains(['|', '｜'])
        && !names::is_author_line_zh(text)
        && !is_affiliation_line_title(text)
        && !lines::is_citation(text)
        && !headings::is_bare(text)
}

/// Affiliations that no title looks like: marked by a number or bracket, or with a postcode.
fn is_affiliation_line_title(text: &str) -> bool {
    let head = text.trim_start();
    lines::is_affiliation(text)
        && (head.starts_with(|c: char| c.is_ascii_digit() || "（([丨|¹²³⁴".contains(c))
            || text.chars().filter(char::is_ascii_digit).count() >= 5
            || text.trim_end().ends_with([')', '）']) && text.contains(['，', ',']))
}

/// Authors, and affiliations on the same line.
fn author_line(pieces: &Pieces<'_>, index: usize, front: &mut Front) {
    let line = pieces.text(index);
    let (names, end) = names::names_zh(line);
    let Some(text) = pieces.get(index).map(|p| &p.text) else { return };
    for span in names {
        let name = text.slice(span);
        front.authors.push(pieces.passage(index, without_blanks(&name)));
    }
    let rest = line.get(end..).unwrap_or("");
    if lines::is_affiliation(rest) {
        affiliation_line(pieces, index, end, front);
    }
}

/// A name without inner blanks: 王 耕 is 王耕.
pub(super) fn without_blanks(name: &MappedText) -> MappedText {
    let edits: Vec<_> = name
        .as_str()
        .char_indices()
        .filter(|(_, c)| c.is_whitespace())
        .map(|(at, c)| (Span::new(at, at + c.len_utf8()), String::new()))
        .collect();
    name.replaced(&edits)
}

/// Affiliations on a line, from byte `from` on: `（1. 甲，乙 100000；2. 丙）`.
fn affiliation_line(pieces: &Pieces<'_>, index: usize, from: usize, front: &mut Front) {
    let Some(piece) = pieces.get(index) else { return };
    let line = piece.as_str();
    for span in super::fields::affiliations(line, from) {
        front.affiliations.push(pieces.passage(index, piece.text.slice(span)));
    }
}
