//! Notes of an article and the places that refer to them.

use super::pieces::{Piece, Pieces};
use crate::{
    domain::{Note, NoteReference, Span},
    lexicon::language_of,
    text::markers::marker_at_head,
};

/// The note that piece `index` is.
pub(super) fn note(pieces: &Pieces<'_>, piece: &Piece, index: usize) -> Note {
    let text = piece.as_str();
    let marker = marker_at_head(text);
    let body = marker.map_or(0, |m| m.span.end());
    let content = piece.text.slice(Span::new(body, text.len())).trimmed();
    let printed = marker
        .map(|m| piece.text.source_span(m.span).of(pieces.document.text()).to_owned())
        .unwrap_or_default();
    Note {
        marker: printed,
        number: marker.and_then(|m| m.number),
        lang: language_of(content.as_str()),
        text: pieces.passage(index, content),
        reference: None,
    }
}

/// Gives each note the place that refers to it: the first unclaimed marker of its number before it.
pub(super) fn link(notes: &mut [Note], references: &[NoteReference]) {
    let mut claimed = vec![false; references.len()];
    let mut from = 0;
    for note in notes.iter_mut() {
        let Some(number) = note.number else { continue };
        let place = note.text.text.source().start();
        let found = references.iter().enumerate().skip(from).find(|(at, r)| {
            !claimed.get(*at).copied().unwrap_or(true)
                && r.number == Some(number)
                && r.source <= place
        });
        if let Some((at, reference)) = found {
            note.reference = Some((reference.source, reference.line));
            if let Some(slot) = claimed.get_mut(at) {
                *slot = true;
            }
            // Numbers that restart on each page: what lies before the first note of a page is done.
            if number == 1 {
                from = at;
            }
        }
    }
}
