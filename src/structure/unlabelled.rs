//! A Chinese article without any label: title and authors by their place and shape, the abstract only
//! where a line of bare keywords follows it.

use super::{
    chunks::Chunk,
    lines, names,
    pieces::{Owner, Piece, Pieces},
    zh::{self, Found},
};
use crate::{
    domain::{Front, Side},
    text::count_han,
};

/// Lines at the head of a document among which title and authors stand.
const HEAD_LINES: usize = 12;

/// The one front of a document without labels, where it is Chinese.
pub(super) fn fronts(pieces: &mut Pieces<'_>, chunks: &[Chunk]) -> Vec<Found> {
    let free: Vec<usize> = (0..pieces.list.len())
        .filter(|i| pieces.get(*i).is_some_and(Piece::is_free) && lines::has_han(pieces.text(*i)))
        .collect();
    let han: usize = free.iter().map(|i| count_han(pieces.text(*i))).sum();
    let english_only = han < 40 && chunks.iter().any(|c| c.side == Side::En);
    let Some(first) = free.first().copied().filter(|_| !english_only) else { return Vec::new() };
    let head: Vec<usize> = free.iter().copied().take(HEAD_LINES).collect();
    let prose = head.iter().position(|i| lines::is_prose(pieces.text(*i))).unwrap_or(head.len());
    let mut header: Vec<usize> = head.iter().copied().take(prose).collect();
    header.reverse();
    let mut front = Front::default();
    let mut english = Front::default();
    let mut top = zh::header_parts(pieces, &header, &mut front);
    if front.title.is_none() && free.len() == 1 {
        top = zh::title_page(pieces, &free, &mut front, &mut english);
        if top.is_some() {
            pieces.own(first, Owner::Taken);
        }
    }
    let mut last = top.unwrap_or(first);
    for index in &header {
        last = last.max(*index);
        pieces.own(*index, Owner::Taken);
    }
    if let Some((abstracts, keywords)) = abstract_before_keywords(pieces, &head, prose) {
        let chunk = Chunk {
            side: Side::Zh,
            first: abstracts,
            last: keywords,
            abstracts: vec![abstracts],
            keywords: vec![keywords],
        };
        zh::fields(pieces, &chunk, &mut front);
        pieces.own(abstracts, Owner::Taken);
        pieces.own(keywords, Owner::Taken);
        last = keywords;
    }
    vec![Found { front, english, top: first.min(top.unwrap_or(first)), last }]
}

/// The first paragraph, where the line after it is a bare list of two to eight short words.
fn abstract_before_keywords(
    pieces: &Pieces<'_>,
    head: &[usize],
    prose: usize,
) -> Option<(usize, usize)> {
    let abstracts = *head.get(prose)?;
    let keywords = *head.get(prose + 1)?;
    let text = pieces.text(keywords).trim();
    let words: Vec<&str> =
        text.split([' ', '\u{3000}', '；', ';', '、', '，']).filter(|w| !w.is_empty()).collect();
    let bare = (2..=8).contains(&words.len())
        && words.iter().all(|w| (2..=12).contains(&w.chars().count()))
        && !text.contains(['。', '：', ':'])
        && crate::lexicon::headings::marker(text).is_none()
        && !names::is_author_line_zh(text);
    (bare && pieces.text(abstracts).chars().count() >= 60).then_some((abstracts, keywords))
}
