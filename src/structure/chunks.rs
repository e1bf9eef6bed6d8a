//! Labelled abstracts and keywords, grouped: one chunk a language and article.

use super::{
    lines, names,
    pieces::{Owner, Piece, Pieces},
};
use crate::{domain::Side, lexicon::labels::Field};

/// An abstract and its keywords in one language.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    pub(super) side: Side,
    /// Pieces of the abstract, in order.
    pub(super) abstracts: Vec<usize>,
    /// Pieces of the keywords, in order.
    pub(super) keywords: Vec<usize>,
    /// First piece.
    pub(super) first: usize,
    /// Last piece.
    pub(super) last: usize,
}

impl Chunk {
    fn new(side: Side, at: usize) -> Self {
        Self { side, abstracts: Vec::new(), keywords: Vec::new(), first: at, last: at }
    }

    fn slot(&mut self, field: Field) -> &mut Vec<usize> {
        if field == Field::Abstract { &mut self.abstracts } else { &mut self.keywords }
    }
}

/// Most chunks of one document; no issue has so many, and matching them costs their square.
const MOST_CHUNKS: usize = 400;
/// Letters of free lines that may stand between two fields of one chunk: OCR dirt.
const DIRT_LETTERS: usize = 8;
/// Lines that a keyword label may stand after in an abstract of several paragraphs.
const MOST_PARAGRAPHS: usize = 6;

/// Finds the chunks, and marks their pieces as owned.
pub(super) fn find(pieces: &mut Pieces<'_>) -> Vec<Chunk> {
    let mut chunks: Vec<Chunk> = Vec::new();
    let mut index = 0;
    while index < pieces.list.len() && chunks.len() < MOST_CHUNKS {
        let anchor = pieces
            .get(index)
            .filter(|p| p.is_line() && p.owner == Owner::Free)
            .and_then(|p| p.label)
            .filter(|l| matches!(l.0, Field::Abstract | Field::Keywords));
        if let Some((field, labelled)) = anchor {
            let content = match field {
                Field::Abstract => abstract_pieces(pieces, index),
                _ => keyword_pieces(pieces, index),
            };
            if field == Field::Keywords
                && let Some(last) = content.last().copied()
                && let Some(at) = title_after_keywords(pieces.text(last))
            {
                pieces.split(last, at);
            }
            let side = side_of(pieces, field, labelled, &content);
            add(pieces, &mut chunks, field, side, index, &content);
            if field == Field::Keywords {
                one_a_line(pieces, &mut chunks, index);
            }
        }
        index += 1;
    }
    chunks
}

/// Puts a field into the open chunk of its side, or into a new one.
fn add(
    pieces: &mut Pieces<'_>,
    chunks: &mut Vec<Chunk>,
    field: Field,
    side: Side,
    at: usize,
    content: &[usize],
) {
    let open = chunks.iter().rposition(|c| c.side == side).filter(|number| {
        chunks.get(*number).is_some_and(|c| {
            let filled = if field == Field::Abstract { &c.abstracts } else { &c.keywords };
            let prose = field == Field::Keywords && !c.abstracts.is_empty();
            filled.is_empty()
                && (only_dirt(pieces, c.last, at) || prose && only_prose(pieces, c.last, at))
        })
    });
    let number = open.unwrap_or_else(|| {
        chunks.push(Chunk::new(side, at));
        chunks.len() - 1
    });
    let Some(chunk) = chunks.get_mut(number) else { return };
    if field == Field::Keywords && !chunk.abstracts.is_empty() {
        // What stands between the abstract's first lines and the keywords is the rest of it.
        let latin = chunk.side == Side::En;
        for index in chunk.last + 1..at {
            if pieces.get(index).is_some_and(|p| {
                p.is_free()
                    && has_letters(p.as_str())
                    && lines::is_latin(p.as_str()) == latin
                    && !is_address(p.as_str())
            }) {
                chunk.abstracts.push(index);
                pieces.own(index, Owner::Chunk(number));
            }
        }
    }
    chunk.slot(field).extend(content);
    chunk.last = content.last().copied().unwrap_or(at).max(at).max(chunk.last);
    pieces.own(at, Owner::Chunk(number));
    for index in content {
        pieces.own(*index, Owner::Chunk(number));
    }
}

/// Whether no free line of weight stands between two pieces.
fn only_dirt(pieces: &Pieces<'_>, from: usize, to: usize) -> bool {
    let letters: usize = (from + 1..to)
        .filter_map(|i| pieces.get(i))
        .filter(|p| p.is_free())
        .map(|p| p.as_str().chars().filter(|c| c.is_alphabetic()).count())
        .sum();
    letters <= DIRT_LETTERS
}

/// An address for letters, from the notes at the foot of the page: `(E-mail) a@b.org.`
fn is_address(text: &str) -> bool {
    text.contains('@') && text.chars().count() <= LONGEST_NOTE_CHARS
}

fn has_letters(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > DIRT_LETTERS
}

/// Most characters of a line in the other language between an abstract and its keywords: a note on an
/// author that a page put there.
const LONGEST_NOTE_CHARS: usize = 120;

/// Whether a few lines of prose alone stand between an abstract and its keywords: OCR broke it up, or
/// the notes at the foot of the page stand in it.
fn only_prose(pieces: &Pieces<'_>, from: usize, to: usize) -> bool {
    let latin = pieces.get(from).is_some_and(|p| lines::is_latin(p.as_str()));
    let is_note = |p: &&Piece| {
        matches!(
            p.field(),
            Some(
                Field::Fund
                    | Field::AuthorNote
                    | Field::Date
                    | Field::Doi
                    | Field::Clc
                    | Field::DocumentCode
                    | Field::ArticleNumber
            )
        ) || p.is_free()
            && !p.is_heading()
            && lines::is_latin(p.as_str()) != latin
            && p.as_str().chars().count() <= LONGEST_NOTE_CHARS
    };
    let lines_between: Vec<&Piece> = (from + 1..to)
        .filter_map(|i| pieces.get(i))
        .filter(|p| p.is_line() && has_letters(p.as_str()))
        .collect();
    let between: Vec<&&Piece> = lines_between.iter().filter(|p| !is_note(p)).collect();
    lines_between.len() <= MOST_PARAGRAPHS
        && between.iter().all(|p| {
            p.is_free()
                && lines::is_latin(p.as_str()) == latin
                && crate::lexicon::headings::marker(p.as_str()).is_none_or(|m| m.number > 3)
                && !crate::lexicon::headings::is_bare(p.as_str())
        })
        && between.last().is_none_or(|p| p.as_str().trim_end().ends_with(['。', '.', '．']))
}

/// The language of a field: its text's where that is plain, else its label's.
fn side_of(pieces: &Pieces<'_>, field: Field, labelled: Side, content: &[usize]) -> Side {
    let text: String = content.iter().map(|i| pieces.text(*i)).collect();
    let han = lines::has_han(&text);
    let latin = lines::is_latin(&text);
    match field {
        Field::Abstract if latin => Side::En,
        Field::Abstract if han => Side::Zh,
        Field::Keywords if han && !latin => Side::Zh,
        _ => labelled,
    }
}

/// The pieces of the abstract whose label is piece `at`.
fn abstract_pieces(pieces: &Pieces<'_>, at: usize) -> Vec<usize> {
    let inline = !pieces.text(at).trim().is_empty();
    let mut content: Vec<usize> = if inline { vec![at] } else { Vec::new() };
    let mut more: Vec<usize> = Vec::new();
    let mut latin = inline.then(|| lines::is_latin(pieces.text(at)));
    let mut here = at;
    let mut keywords_follow = false;
    let mut other_language = false;
    let mut skipped = 0;
    while let Some(next) = pieces.next_line(here) {
        let Some(piece) = pieces.get(next) else { break };
        if piece.label.is_some() {
            keywords_follow = piece.field() == Some(Field::Keywords);
            break;
        }
        let text = piece.as_str();
        if !inline && more.is_empty() && skipped < MOST_SKIPPED && is_below_label(text) {
            // The authors stand between the label and the text.
            skipped += 1;
            here = next;
            continue;
        }
        if is_address(text) {
            here = next;
            continue;
        }
        let script = lines::is_latin(text);
        if latin.is_some_and(|l| l != script) {
            other_language = script && lines::is_prose(text);
            break;
        }
        if piece.is_heading() && !text.trim_end().ends_with('。')
            || more.len() >= MOST_PARAGRAPHS
            || crate::lexicon::headings::is_bare(text)
        {
            break;
        }
        let short = text.chars().count() < 20;
        if short && !text.trim_end().ends_with(['。', '.', '；']) && !more.is_empty() {
            break;
        }
        latin = Some(script);
        more.push(next);
        here = next;
    }
    if keywords_follow || other_language && !inline {
        content.extend(more);
    } else if !inline {
        content.extend(more.first());
    }
    content
}

/// Most lines of authors and affiliations between the label of an English abstract and its text.
const MOST_SKIPPED: usize = 4;

/// Whether a line names the authors or where they work.
fn is_below_label(text: &str) -> bool {
    lines::is_latin(text)
        && !lines::is_prose(text)
        && (names::is_author_line_en(text) || lines::is_affiliation_en(text))
}

/// The pieces of the keywords whose label is piece `at`.
fn keyword_pieces(pieces: &Pieces<'_>, at: usize) -> Vec<usize> {
    let mut content = Vec::new();
    let mut here = at;
    if pieces.text(at).trim().is_empty() {
        match pieces.next_line(at).filter(|n| pieces.get(*n).is_some_and(Piece::is_free)) {
            Some(next) if pieces.text(next).chars().count() <= 300 => {
                content.push(next);
                here = next;
            }
            _ => return content,
        }
    } else {
        content.push(at);
    }
    // A list that breaks off after a separator goes on.
    while pieces.text(here).trim_end().ends_with(['；', ';', '，', ',', '、'])
        && let Some(next) = pieces.next_line(here)
        && pieces.get(next).is_some_and(|p| p.is_free() && !p.is_heading())
        && may_be_keywords(pieces.text(next))
        && lines::is_latin(pieces.text(next)) == lines::is_latin(pieces.text(at))
    {
        content.push(next);
        here = next;
    }
    content
}

/// Whether a line may be the rest of a list of keywords: it is short, and no item of it is a clause.
fn may_be_keywords(line: &str) -> bool {
    line.chars().count() <= 200
        && !line.contains('。')
        && crate::lexicon::headings::marker(line).is_none()
        && !crate::lexicon::headings::is_bare(line)
        && line.split(['；', ';', '，', ',', '、']).all(|item| {
            crate::text::count_han(item) <= LONGEST_ITEM_HAN
                && item.split_whitespace().count() <= LONGEST_ITEM_WORDS
        })
}

/// Longest keyword of a line that goes on from the line above it.
const LONGEST_ITEM_HAN: usize = 16;
const LONGEST_ITEM_WORDS: usize = 9;

/// Fewest words of a title that a list of keywords runs on into, and how many of them begin with a capital.
const FEWEST_TITLE_WORDS: usize = 8;
const FEWEST_TITLE_CAPITALS: usize = 5;

/// Where the title of the next article begins that is glued to English keywords in small letters:
/// `European security, geopolitics The Dynamics of …`.
fn title_after_keywords(text: &str) -> Option<usize> {
    if !lines::is_latin(text) || text.contains([';', '；']) || text.matches([',', '，']).count() < 2
    {
        return None;
    }
    let mut small = false;
    let mut items = 0;
    for (at, word) in
        crate::text::runs(text, |c| !c.is_whitespace()).into_iter().map(|s| (s.start(), s.of(text)))
    {
        let capital = word.starts_with(char::is_uppercase);
        if capital && small && items >= 2 {
            let rest: Vec<&str> = text.get(at..)?.split_whitespace().collect();
            let capitals = rest.iter().filter(|w| w.starts_with(char::is_uppercase)).count();
            if rest.len() >= FEWEST_TITLE_WORDS && capitals >= FEWEST_TITLE_CAPITALS {
                return Some(at);
            }
        }
        items += usize::from(word.ends_with([',', '，']));
        small = word.starts_with(char::is_lowercase)
            && word.chars().all(|c| c.is_alphabetic() || c == '-');
    }
    None
}

/// Fewest lines of keywords set one a line under one label.
const FEWEST_ONE_A_LINE: usize = 3;

/// Keywords one a line (repository records): short lines up to the next label; the English ones make
/// an English chunk.
fn one_a_line(pieces: &mut Pieces<'_>, chunks: &mut Vec<Chunk>, at: usize) {
    let first = pieces.text(at).trim();
    if first.is_empty()
        || first.contains(['；', ';', '，', ',', '、'])
        || first.chars().count() > 30
    {
        return;
    }
    let mut run = Vec::new();
    let mut here = at;
    let mut closed = false;
    while let Some(next) = pieces.next_line(here) {
        let Some(piece) = pieces.get(next) else { break };
        if let Some(field) = piece.field() {
            closed = !matches!(field, Field::Abstract | Field::Keywords) || run.len() > 4;
            break;
        }
        let text = piece.as_str().trim();
        if !piece.is_free()
            || piece.is_heading()
            || text.chars().count() > 60
            || text.contains(['。', '，', ';', '；'])
            || text.split_whitespace().count() > 6
        {
            break;
        }
        run.push(next);
        here = next;
    }
    if !closed || run.len() < FEWEST_ONE_A_LINE {
        return;
    }
    let (en, zh): (Vec<usize>, Vec<usize>) =
        run.into_iter().partition(|i| lines::is_latin(pieces.text(*i)));
    if let Some(number) = chunks.len().checked_sub(1) {
        for index in &zh {
            pieces.own(*index, Owner::Chunk(number));
        }
        if let Some(chunk) = chunks.get_mut(number) {
            chunk.keywords.extend(&zh);
        }
    }
    if let Some(start) = en.first().copied() {
        let mut chunk = Chunk::new(Side::En, start);
        chunk.last = en.last().copied().unwrap_or(start);
        let number = chunks.len();
        for index in &en {
            pieces.own(*index, Owner::Chunk(number));
        }
        chunk.keywords = en;
        chunks.push(chunk);
    }
}
