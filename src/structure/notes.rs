//! Notes of an article and the places that refer to them.

use super::pieces::{Piece, Pieces};
use crate::{
    domain::{Lang, Note, NoteReference, Span},
    text::{is_han, markers::marker_at_head},
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
        lang: language(content.as_str()),
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

/// The language of a note, as far as its script and its commonest words tell.
pub(super) fn language(text: &str) -> Lang {
    let count =
        |range: std::ops::RangeInclusive<char>| text.chars().filter(|c| range.contains(c)).count();
    let han = text.chars().filter(|c| is_han(*c)).count();
    let kana = count('\u{3041}'..='\u{30ff}');
    let hangul = count('\u{ac00}'..='\u{d7a3}');
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    if hangul > 2 && hangul * 2 > han {
        Lang::Ko
    } else if kana > 2 && kana * 4 > han {
        Lang::Ja
    } else if han * 3 >= latin && han > 0 {
        Lang::Zh
    } else if latin > 0 {
        latin_language(text)
    } else {
        Lang::Other
    }
}

/// English, French or German by their function words; English where none speaks.
fn latin_language(text: &str) -> Lang {
    let words: Vec<String> =
        text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
    let count = |list: &[&str]| words.iter().filter(|w| list.contains(&w.as_str())).count();
    let en = count(&["the", "of", "and", "in", "to", "for", "on"]);
    let fr = count(&["le", "la", "les", "des", "du", "et", "une", "pour", "dans", "sur"]);
    let de = count(&["der", "die", "das", "und", "des", "für", "zur", "von", "im", "zum"]);
    if fr >= 2 && fr > en && fr > de {
        Lang::Fr
    } else if de >= 2 && de > en && de >= fr {
        Lang::De
    } else {
        Lang::En
    }
}
