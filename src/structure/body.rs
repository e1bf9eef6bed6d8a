//! Body, sections, notes and references between the fronts.

use std::ops::Range;

use super::{
    english::{self, English},
    english_authors, fields, foreign, headings, keyword_evidence, lines, notes,
    pieces::{Owner, Piece, Pieces},
    references,
    zh::Found,
};
use crate::{
    domain::{Article, BlockKind, Passage, Section, Span},
    lexicon::{headings::Series, labels::Field},
    text::markers::{MarkerShape, marker_at_head},
};

/// What the lines at a place are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Body,
    References,
    Notes,
    /// After the responsible editor: of no article.
    After,
}

/// The articles: fronts, each with its English part, and what stands up to the next.
pub(super) fn articles(
    pieces: &mut Pieces<'_>,
    fronts: Vec<Found>,
    english: &[English],
    given: Vec<Option<usize>>,
) -> Vec<Article> {
    let mut given = given;
    let mut fronts = fronts;
    if fronts.is_empty() && !english.is_empty() {
        // English only: each English front is an article.
        fronts = english
            .iter()
            .map(|e| Found { top: e.first, last: e.last, ..Found::default() })
            .collect();
        given = (0..english.len()).map(Some).collect();
    }
    let tops: Vec<usize> = fronts.iter().map(|f| f.top).collect();
    let mut found = Vec::new();
    for (number, front) in fronts.into_iter().enumerate() {
        let end = tops.get(number + 1).copied().unwrap_or(pieces.list.len());
        let start = if number == 0 { 0 } else { front.top };
        let mut article = Article { zh: front.front, ..Article::default() };
        let part = given.get(number).copied().flatten().and_then(|e| english.get(e));
        let unlabelled =
            if part.is_some() { None } else { english::unlabelled(pieces, front.last, end) };
        let part = part.or(unlabelled.as_ref());
        if let Some(part) = part {
            article.en = part.front.clone();
        }
        if article.en.title.is_none() {
            article.en.title = front.english.title;
        }
        english_authors::mend(pieces, &article.zh, &mut article.en, part);
        english_authors::drop_overlong(&mut article.en);
        let mut parser = Parser::new(article);
        parser.read(pieces, front.top..end);
        let mut article = parser.finish(pieces, front.top..end);
        fields::take(pieces, start..end, &mut article);
        let text = own_text(&article);
        keyword_evidence::reconcile(pieces, &text, &mut article.zh, &mut article.en);
        found.push(article);
    }
    for (number, part) in english.iter().enumerate() {
        if !given.contains(&Some(number))
            && let Some(text) = foreign::joined(pieces, &part.pieces)
        {
            let reason = if part.tail {
                "an English abstract that begins in mid-sentence and fits no article of the file"
            } else {
                "an English part that fits no article of the file"
            };
            foreign::add(&mut found, text, reason);
        }
    }
    found
}

/// Signs of a note on the fund.
const FUND_SIGNS: &[&str] =
    &["基金", "项目", "課題", "课题", "资助", "計畫", "Foundation", "Supported", "supported"];

/// The Chinese text of an article without its keywords, up to a limit.
fn own_text(article: &Article) -> String {
    let mut text = String::new();
    let titles = article.sections.iter().map(|s| &s.title);
    let parts =
        article.zh.title.iter().chain(&article.zh.abstract_text).chain(titles).chain(&article.body);
    for passage in parts {
        text.push_str(passage.as_str());
        text.push('\n');
        if text.len() > MOST_OWN_TEXT {
            break;
        }
    }
    text
}

/// Bytes of an article's text in which keywords are looked up.
const MOST_OWN_TEXT: usize = 120_000;

struct Parser {
    article: Article,
    series: Vec<Series>,
    mode: Mode,
    numbered_references: bool,
}

impl Parser {
    fn new(article: Article) -> Self {
        Self { article, series: Vec::new(), mode: Mode::Body, numbered_references: false }
    }

    fn read(&mut self, pieces: &mut Pieces<'_>, range: Range<usize>) {
        for index in range.clone() {
            let Some(piece) = pieces.get(index).cloned() else { break };
            match piece.kind {
                BlockKind::Note if self.star_note(pieces, &piece, index) => {
                    pieces.own(index, Owner::Taken);
                    continue;
                }
                BlockKind::Note => {
                    self.article.notes.push(notes::note(pieces, &piece, index));
                    pieces.own(index, Owner::Taken);
                    continue;
                }
                BlockKind::Table | BlockKind::Caption | BlockKind::Formula => {
                    self.article.apart.push(pieces.whole(index));
                    pieces.own(index, Owner::Taken);
                    continue;
                }
                BlockKind::Text | BlockKind::Heading(_) => {}
                _ => continue,
            }
            if piece.owner != Owner::Free {
                continue;
            }
            match piece.field() {
                Some(field) => self.label(pieces, &piece, index, field, range.end),
                None if self.mode == Mode::After => {}
                None if piece.as_str().trim().is_empty() => {}
                None => {
                    self.line(pieces, &piece, index);
                    pieces.own(index, Owner::Taken);
                }
            }
        }
    }

    /// A note marked by a star is on the author or the fund.
    fn star_note(&mut self, pieces: &Pieces<'_>, piece: &Piece, index: usize) -> bool {
        let text = piece.as_str();
        let Some(marker) = marker_at_head(text).filter(|m| m.shape == MarkerShape::Star) else {
            return false;
        };
        let content = piece.text.slice(Span::new(marker.span.end(), text.len())).trimmed();
        let funded = FUND_SIGNS.iter().any(|w| content.as_str().contains(w));
        let parts = &mut self.article.parts;
        let slot = if funded { &mut parts.fund } else { &mut parts.author_note };
        if slot.is_some() {
            return false;
        }
        *slot = Some(pieces.passage(index, content));
        true
    }

    fn label(
        &mut self,
        pieces: &mut Pieces<'_>,
        piece: &Piece,
        index: usize,
        field: Field,
        end: usize,
    ) {
        match field {
            Field::References | Field::Notes => {
                self.mode = if field == Field::References { Mode::References } else { Mode::Notes };
                if !piece.as_str().trim().is_empty() {
                    self.line(pieces, piece, index);
                }
                pieces.own(index, Owner::Taken);
            }
            Field::Editor if self.mode != Mode::After && self.ends_here(pieces, index, end) => {
                self.mode = Mode::After;
            }
            // Labels that belong to no front are words of the body.
            Field::Abstract | Field::Keywords if self.mode != Mode::After => {
                let mut text = piece.label_text.clone();
                text.push(&piece.text);
                self.paragraph(pieces, &Piece { text, ..piece.clone() }, index);
                pieces.own(index, Owner::Taken);
            }
            Field::Other => {
                pieces.own(index, Owner::Taken);
                if self.mode == Mode::References {
                    self.mode = Mode::Body;
                }
            }
            _ => {}
        }
    }

    /// Whether an editor's line ends the article: what follows is less than what stood before, and has
    /// no list of references.
    fn ends_here(&self, pieces: &Pieces<'_>, index: usize, end: usize) -> bool {
        let rest: Vec<&Piece> = (index + 1..end)
            .filter_map(|i| pieces.get(i))
            .filter(|p| p.is_line() && p.owner == Owner::Free)
            .collect();
        let listed =
            rest.iter().any(|p| matches!(p.field(), Some(Field::References | Field::Notes)));
        let sections = rest.iter().any(|p| {
            headings::line(p.as_str(), p.is_heading())
                .is_some_and(|h| matches!(h.series, Series::Han | Series::Number) && h.number > 1)
        });
        let before: usize = self.article.body.iter().map(|p| p.as_str().len()).sum();
        let after: usize =
            rest.iter().filter(|p| p.label.is_none()).map(|p| p.as_str().len()).sum();
        !listed && !sections && (after < before.max(400) || self.mode == Mode::References)
    }

    fn line(&mut self, pieces: &Pieces<'_>, piece: &Piece, index: usize) {
        let text = piece.as_str();
        match self.mode {
            Mode::References => {
                if piece.label.is_none() && self.leaves_references(piece) {
                    self.mode = Mode::Body;
                } else {
                    self.reference(pieces, piece, index);
                    return;
                }
            }
            Mode::Notes => {
                if marker_at_head(text).is_some() {
                    self.article.notes.push(notes::note(pieces, piece, index));
                    return;
                }
                if headings::line(text, piece.is_heading()).is_some() {
                    self.mode = Mode::Body;
                } else if let Some(last) = self.article.notes.last_mut() {
                    append(&mut last.text, piece, pieces);
                    return;
                }
            }
            Mode::Body | Mode::After => {}
        }
        let square = marker_at_head(text).is_some_and(|m| m.shape == MarkerShape::Square);
        if square && piece.label.is_none() && references::is_entry(text) {
            self.reference(pieces, piece, index);
            return;
        }
        if piece.label.is_none()
            && let Some(heading) = headings::line(text, piece.is_heading())
        {
            self.section(pieces, piece, index, heading, self.article.body.len());
            return;
        }
        self.paragraph(pieces, piece, index);
    }

    fn section(
        &mut self,
        pieces: &Pieces<'_>,
        piece: &Piece,
        index: usize,
        heading: headings::Heading,
        paragraph: usize,
    ) {
        let title = pieces.passage(index, piece.text.slice(heading.title));
        let printed = heading.marker.of(piece.as_str());
        self.series.push(heading.series);
        self.article.sections.push(Section {
            level: 0,
            marker: printed.to_owned(),
            title,
            form: heading.form,
            paragraph,
        });
    }

    fn paragraph(&mut self, pieces: &Pieces<'_>, piece: &Piece, index: usize) {
        let text = piece.text.trimmed();
        let trimmed = Piece { text, ..piece.clone() };
        let number = self.article.body.len();
        let inside = headings::run_in(trimmed.as_str())
            .or_else(|| headings::in_the_middle(trimmed.as_str()));
        if let Some(heading) = inside {
            self.section(pieces, &trimmed, index, heading, number);
        }
        self.article.body.push(pieces.passage(index, trimmed.text));
    }

    /// Whether a line in the list of references is none of it.
    fn leaves_references(&self, piece: &Piece) -> bool {
        let text = piece.as_str();
        let entry = marker_at_head(text).is_some_and(|m| m.shape == MarkerShape::Square);
        if entry {
            return false;
        }
        if piece.is_heading() {
            return !lines::is_citation(text);
        }
        headings::line(text, false)
            .is_some_and(|h| matches!(h.series, Series::Han | Series::HanBracketed))
            || self.numbered_references
                && lines::is_prose(text)
                && !lines::is_latin(text)
                && text.contains('。')
                && lines::sentence_stops(text) >= 3
    }

    /// Entries of the list of references on one line.
    fn reference(&mut self, pieces: &Pieces<'_>, piece: &Piece, index: usize) {
        let text = piece.as_str();
        let starts = references::entry_starts(text);
        if starts.is_empty() {
            let numbered = self.numbered_references;
            match self.article.references.last_mut() {
                Some(last) if numbered => append(last, piece, pieces),
                _ => self.article.references.push(pieces.whole(index)),
            }
            return;
        }
        self.numbered_references = true;
        if let Some(first) = starts.first().copied().filter(|f| *f > 0)
            && let Some(last) = self.article.references.last_mut()
        {
            let head = Piece { text: piece.text.slice(Span::new(0, first)), ..piece.clone() };
            append(last, &head, pieces);
        }
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(text.len());
            let entry = piece.text.slice(Span::new(*start, end)).trimmed();
            self.article.references.push(pieces.passage(index, entry));
        }
    }

    /// Levels, numbered-list headings that are none, and links from text to notes.
    fn finish(mut self, pieces: &Pieces<'_>, range: Range<usize>) -> Article {
        headings::ordinals_in_order(&mut self.article.sections, &mut self.series);
        let levels = headings::Levels::of(&self.series);
        for (section, series) in self.article.sections.iter_mut().zip(&self.series) {
            section.level = levels.level(*series);
        }
        let bounds = source_bounds(pieces, range);
        let references: Vec<_> = pieces
            .references
            .iter()
            .filter(|r| bounds.is_none_or(|(from, to)| from <= r.source && r.source <= to))
            .cloned()
            .collect();
        notes::link(&mut self.article.notes, &references);
        self.article
    }
}

/// First and last byte of the pieces of a range.
fn source_bounds(pieces: &Pieces<'_>, range: Range<usize>) -> Option<(usize, usize)> {
    let sources = || {
        range
            .clone()
            .filter_map(|i| pieces.get(i))
            .filter(|p| !p.text.is_empty())
            .map(|p| p.text.source())
    };
    Some((sources().map(Span::start).min()?, sources().map(Span::end).max()?))
}

/// Appends a piece to a passage: a line of it that was printed below.
fn append(passage: &mut Passage, piece: &Piece, pieces: &Pieces<'_>) {
    let more = piece.text.trimmed();
    let latin = lines::is_latin(more.as_str());
    if latin && !passage.as_str().ends_with('-') {
        passage
            .text
            .push_standing_for(" ", Span::new(passage.text.source().end(), more.source().start()));
    }
    passage.text.push(&more);
    passage.lines = pieces.document.lines_of(passage.text.source());
}
