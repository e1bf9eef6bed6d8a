//! Titles and publishers in English footnotes, beside the Chinese names that they document.

use crate::{
    domain::{Article, Byte, Evidence, EvidenceKind, Grade, Note, Passage, Span},
    lexicon::Lexicon,
    text::is_han,
};

use super::{
    aligned,
    cues::Cues,
    front, latin,
    ledger::Found,
    links, names,
    place::{Locator, sentence_around},
    rendering::{self, Stems},
};

/// Most characters before a note's mark in which the names that it documents stand.
const STRETCH_CHARS: usize = 160;
/// Most names of one stretch that are tried.
const MOST_NAMES: usize = 24;
/// Most pieces of one note that are tried.
const MOST_PIECES: usize = 12;
/// A name and a title of this likeness or more are one.
const SURE: f64 = 0.9;

/// What pairs are told by.
#[derive(Clone, Copy)]
struct Tables<'a> {
    locator: &'a Locator<'a>,
    lexicon: &'a Lexicon,
    cues: &'a Cues,
    stems: &'a Stems,
}

/// A note, its pieces, and the stretch of the body that it documents.
struct Place<'a> {
    passage: &'a Passage,
    stretch: Span<Byte>,
    note: &'a Note,
    pieces: Vec<String>,
}

/// The pairs of all notes whose place in the body is known.
pub(super) fn pairs(
    article: &Article,
    locator: &Locator<'_>,
    lexicon: &Lexicon,
    cues: &Cues,
    stems: &Stems,
) -> Vec<Found> {
    let tables = Tables { locator, lexicon, cues, stems };
    let mut out = Vec::new();
    for note in &article.notes {
        let Some((mark, _)) = note.reference else { continue };
        let text = note.text.as_str();
        if text.chars().filter(char::is_ascii_alphabetic).count() < 8 || text.chars().any(is_han) {
            continue;
        }
        let at = article.body.partition_point(|p| p.text.source().end() < mark);
        let Some(passage) = article.body.get(at) else { continue };
        let Some(stretch) = stretch(passage, mark) else { continue };
        let place = Place { passage, stretch, note, pieces: pieces(text) };
        let whole = whole_names(&place, tables);
        let names: Vec<String> = whole.iter().map(|f| f.zh.clone()).collect();
        out.extend(whole);
        let parts = parts(&place, tables);
        // What is part of a name found whole is no term of its own here.
        out.extend(parts.into_iter().filter(|f| !names.iter().any(|n| n.contains(&f.zh))));
    }
    out
}

/// The text that a mark at the document's byte `mark` documents: the sentence before it, and what
/// stands before that in a stretch of readable length.
fn stretch(passage: &Passage, mark: usize) -> Option<Span<Byte>> {
    let text = passage.as_str();
    let source = passage.text.source();
    if !(source.start()..=source.end()).contains(&mark) {
        return None;
    }
    // The first place of the text that stands at or after the mark.
    let (mut low, mut high) = (0, text.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if passage.text.source_span(Span::new(middle, middle)).start() < mark {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while !text.is_char_boundary(low) {
        low += 1;
    }
    let before = text.get(..low)?;
    let start = before.char_indices().rev().nth(STRETCH_CHARS).map_or(0, |(at, _)| at);
    Some(Span::new(start, low))
}

/// The titles, names of series and publishers of a note: what stands in quotation marks, between
/// commas, and before and after a colon or dash; addresses, dates and pages left out.
fn pieces(note: &str) -> Vec<String> {
    let narrow = latin::narrow(note).replace(['*', '“', '”'], "\"");
    let text = narrow.split("http").next().unwrap_or_default();
    let mut out: Vec<String> = Vec::new();
    let mut push = |piece: &str| {
        let piece = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let piece = piece.strip_prefix("the ").or(piece.strip_prefix("The ")).unwrap_or(piece);
        let letters = piece.chars().filter(char::is_ascii_alphabetic).count();
        if letters >= 4 && piece.contains(' ') && !out.iter().any(|o| o == piece) {
            out.push(piece.to_owned());
        }
    };
    for part in text.split(['"', ';']).flat_map(|part| part.split(", ")) {
        push(part);
        for smaller in part.split([':', '–', '—', '?', '(']).flat_map(|p| p.split(". ")) {
            push(smaller);
            // National Security Strategy of Japan is the country's National Security Strategy.
            if let Some((head, owner)) = smaller.rsplit_once(" of ")
                && owner.trim().starts_with(char::is_uppercase)
                && !owner.trim().contains(' ')
            {
                push(head);
            }
        }
    }
    out.truncate(MOST_PIECES);
    out
}

/// Names of the stretch that are a piece of the note, word for word.
fn whole_names(place: &Place<'_>, tables: Tables<'_>) -> Vec<Found> {
    let Tables { lexicon, cues, stems, .. } = tables;
    let Place { passage, stretch, pieces, .. } = place;
    let text = passage.as_str();
    let mut out = Vec::new();
    let mut taken: Vec<Span<Byte>> = Vec::new();
    let mut spans = names::quoted(stretch.of(text), lexicon, cues);
    spans.extend(names::official_runs(stretch.of(text), lexicon, cues));
    for span in spans.into_iter().take(MOST_NAMES) {
        let span = span.shifted(stretch.start());
        if taken.iter().any(|t| t.contains(span)) {
            continue;
        }
        let zh = span.of(text);
        let best = pieces
            .iter()
            .map(|piece| (front::coverage(zh, piece, lexicon, stems), piece))
            .filter(|(share, _)| *share >= SURE)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.len().cmp(&a.1.len())));
        if let Some((_, piece)) = best {
            taken.push(span);
            out.push(found(place, span, piece, Grade::B, tables.locator));
        }
    }
    out
}

/// Terms of the stretch that stand, every word of them, inside a title.
fn parts(place: &Place<'_>, tables: Tables<'_>) -> Vec<Found> {
    let Tables { lexicon, cues, stems, .. } = tables;
    let Place { passage, stretch, pieces, .. } = place;
    let text = passage.as_str();
    let zh = stretch.of(text);
    let mut out = Vec::new();
    for piece in pieces {
        let linked = links::link(zh, piece, lexicon, cues, stems);
        for pair in aligned::pairs(&linked, zh, piece, lexicon, stems) {
            let english = pair.en.of(piece);
            let chinese = pair.zh.of(zh);
            let words = lexicon.words(chinese).len();
            let small =
                rendering::words_of(english).any(|w| rendering::is_small(&w.to_lowercase()));
            if words < 2
                || small
                || chinese.chars().count() < 4
                || !chinese.chars().all(is_han)
                || front::coverage(chinese, english, lexicon, stems) < SURE
            {
                continue;
            }
            let span = pair.zh.shifted(stretch.start());
            out.push(found(place, span, english, Grade::C, tables.locator));
        }
    }
    out
}

fn found(
    place: &Place<'_>,
    zh: Span<Byte>,
    en: &str,
    grade: Grade,
    locator: &Locator<'_>,
) -> Found {
    let text = place.passage.as_str();
    let note_text = place.note.text.as_str();
    let evidence = Evidence {
        kind: EvidenceKind::Footnote,
        zh_quote: sentence_around(text, zh),
        en_quote: note_text.split("http").next().unwrap_or(note_text).trim_end().to_owned(),
        place: locator.place(locator.lines(place.passage, zh), place.note.text.lines),
    };
    let english = en.split_whitespace().collect::<Vec<_>>().join(" ");
    Found::new(zh.of(text), &english, grade, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pieces_of_a_note_are_its_titles_and_publishers() {
        assert_eq!(
            pieces(
                "National Harbor Strategy: 2031 Update, Select Board of the Port Council, May 2031, p. 3."
            ),
            [
                "National Harbor Strategy: 2031 Update",
                "National Harbor Strategy",
                "2031 Update",
                "Select Board of the Port Council"
            ]
        );
        assert_eq!(
            pieces(
                "A. Lee, \u{201c}Is a Tide Warning System Needed? More Follows,\u{201d} *Coast*, https://x.org/tide-warning"
            ),
            [
                "A. Lee",
                "Is a Tide Warning System Needed? More Follows",
                "Is a Tide Warning System Needed",
                "More Follows"
            ]
        );
        assert!(
            pieces("Maritime Strategy of Norland, 2020.").contains(&"Maritime Strategy".to_owned())
        );
    }
}
