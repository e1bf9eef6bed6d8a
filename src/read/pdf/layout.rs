//! Lines to blocks: paragraphs, headings, notes at the foot, running headers and page numbers.

use std::collections::BTreeMap;

use super::{super::markers, lines::Line};
use crate::{
    domain::BlockKind,
    text::{is_han, is_han_punctuation},
};

/// The lines of a page, in reading order.
pub(super) struct PageLines {
    /// 1-based.
    pub(super) number: u32,
    pub(super) lines: Vec<Line>,
    /// Text that runs in another direction.
    pub(super) aside: String,
}

/// A block of a page.
pub(super) struct Piece {
    pub(super) kind: BlockKind,
    pub(super) text: String,
    pub(super) page: u32,
}

/// The blocks of all pages.
pub(super) fn pieces(pages: &[PageLines]) -> Vec<Piece> {
    let body_size = body_size(pages);
    let running = running(pages);
    let mut out = Vec::new();
    let mut in_references = false;
    for page in pages {
        in_references |= page.lines.iter().any(|line| heads_references(&line.text));
        let kinds = kinds(page, body_size, &running, in_references);
        let mut builder = Builder::new(page, &kinds, body_size);
        for (line, kind) in page.lines.iter().zip(kinds) {
            builder.line(line, kind);
        }
        builder.end();
        out.append(&mut builder.done);
        if !page.aside.trim().is_empty() {
            let text = page.aside.trim().to_owned();
            out.push(Piece { kind: BlockKind::Furniture, text, page: page.number });
        }
    }
    out
}

/// The commonest size, weighed by characters, in half points.
fn body_size(pages: &[PageLines]) -> f32 {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for line in pages.iter().flat_map(|page| &page.lines) {
        let halves = (line.size * 2.0).round().max(0.0) as u32;
        *counts.entry(halves).or_insert(0) += line.text.chars().count();
    }
    // Where two tie, the larger size: notes are smaller than the text.
    let most = counts.iter().max_by_key(|(size, count)| (**count, **size));
    most.map_or(10.0, |(halves, _)| *halves as f32 / 2.0)
}

/// What a line at the edge of a page says, apart from its page number.
fn without_numbers(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_digit()).collect()
}

/// How many lines at the top and at the foot of a page may be running ones.
const EDGE_LINES: usize = 2;

/// The indices of the lines at the upper and at the lower edge of a page, the outmost first.
fn edges(page: &PageLines) -> [Vec<usize>; 2] {
    let mut by_height: Vec<usize> = (0..page.lines.len()).collect();
    let height = |at: &usize| page.lines.get(*at).map_or(0.0, |line| line.y);
    by_height.sort_by(|a, b| height(b).total_cmp(&height(a)));
    let count = EDGE_LINES.min(by_height.len() / 3);
    let upper = by_height.iter().take(count).copied().collect();
    let lower = by_height.iter().rev().take(count).copied().collect();
    [upper, lower]
}

/// The texts that stand at the edge of several pages, numbers apart.
fn running(pages: &[PageLines]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages {
        let mut seen: Vec<String> = edges(page)
            .iter()
            .flatten()
            .filter_map(|at| page.lines.get(*at))
            .map(|line| without_numbers(&line.text))
            .collect();
        seen.sort();
        seen.dedup();
        for text in seen {
            *counts.entry(text).or_insert(0) += 1;
        }
    }
    counts
        .into_iter()
        .filter(|(text, count)| *count > 1 && !text.is_empty())
        .map(|(t, _)| t)
        .collect()
}

/// Whether a line is nothing but a page number: `12`, `· 12 ·`, `- 12 -`, `第12页`, `xii`.
fn is_page_number(text: &str) -> bool {
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !"·•-—–|/第页共．.".contains(*c)).collect();
    (1..=8).contains(&bare.len())
        && (bare.bytes().all(|b| b.is_ascii_digit())
            || bare.bytes().all(|b| b"ivxIVX".contains(&b)))
}

fn kinds(
    page: &PageLines,
    body_size: f32,
    running: &[String],
    in_references: bool,
) -> Vec<BlockKind> {
    let mut kinds: Vec<BlockKind> = page
        .lines
        .iter()
        .map(|line| {
            // A large line is a heading if it is short enough to be one.
            let large = line.size >= 1.15 * body_size && line.text.chars().count() <= 60;
            match (line.artifact, large) {
                (true, _) => BlockKind::Furniture,
                (_, true) if line.size >= 1.4 * body_size => BlockKind::Heading(1),
                (_, true) => BlockKind::Heading(2),
                _ => BlockKind::Text,
            }
        })
        .collect();
    for edge in edges(page) {
        // From the edge inwards, up to the first line of text.
        for at in edge {
            let (Some(line), Some(kind)) = (page.lines.get(at), kinds.get_mut(at)) else { break };
            // The same note may stand on two pages; a running line has no note's mark.
            let repeated = !starts_with_mark(&line.text)
                && running.binary_search(&without_numbers(&line.text)).is_ok();
            if !repeated && !is_page_number(&line.text) {
                break;
            }
            *kind = BlockKind::Furniture;
        }
    }
    mark_notes(page, body_size, in_references, &mut kinds);
    kinds
}

/// Whether a line is the heading of the list of references or of notes at the end.
fn heads_references(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    matches!(
        bare.as_str(),
        "参考文献" | "參考文獻" | "注释" | "註釋" | "注" | "References" | "REFERENCES"
    )
}

/// Notes are small lines at the foot of a column, from the first that begins with a mark, or with a
/// number unless references have begun, which are numbered and small as well.
fn mark_notes(page: &PageLines, body_size: f32, in_references: bool, kinds: &mut [BlockKind]) {
    for column in 0..=2_u8 {
        let mut rows: Vec<usize> = (0..page.lines.len())
            .filter(|at| {
                page.lines.get(*at).is_some_and(|line| line.column == column)
                    && kinds.get(*at) != Some(&BlockKind::Furniture)
            })
            .collect();
        let height = |at: &usize| page.lines.get(*at).map_or(0.0, |line| line.y);
        rows.sort_by(|a, b| height(a).total_cmp(&height(b)));
        let small = rows
            .iter()
            .take_while(|at| page.lines.get(**at).is_some_and(|l| l.size <= 0.93 * body_size))
            .count();
        let foot = rows.get(..small).unwrap_or_default();
        let top = foot.iter().rposition(|at| {
            page.lines.get(*at).is_some_and(|line| {
                starts_with_mark(&line.text) || !in_references && starts_with_number(&line.text)
            })
        });
        let Some(top) = top else { continue };
        for at in foot.iter().take(top + 1) {
            if let Some(kind) = kinds.get_mut(*at) {
                *kind = BlockKind::Note;
            }
        }
    }
}

/// Whether a line begins with the mark of a note: ①, *, or a raised number.
fn starts_with_mark(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.chars().next();
    first.is_some_and(|c| markers::is_circled(c) || "*＊†‡注¹²³⁴⁵⁶⁷⁸⁹⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽".contains(c))
        || text.starts_with("^{")
        || text.starts_with('^')
}

/// Whether a line begins with the number of a reference or item, so that the lines after it may be
/// set in.
fn starts_with_number(text: &str) -> bool {
    let text = text.trim_start();
    starts_with_mark(text)
        || text.starts_with(['[', '［', '〔', '(', '（'])
            && text.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        || text.split_once(['.', '．', '、']).is_some_and(|(head, _)| {
            (1..=3).contains(&head.len()) && head.bytes().all(|b| b.is_ascii_digit())
        })
}

/// Puts the lines of a page together.
struct Builder<'a> {
    page: &'a PageLines,
    /// Left and right edge of each column.
    margins: [(f32, f32); 3],
    /// Usual distance of two baselines.
    leading: f32,
    open: Option<(BlockKind, String)>,
    first: Option<&'a Line>,
    last: Option<&'a Line>,
    done: Vec<Piece>,
}

impl<'a> Builder<'a> {
    fn new(page: &'a PageLines, kinds: &[BlockKind], body_size: f32) -> Self {
        Self {
            page,
            margins: [0, 1, 2].map(|column| margins(page, kinds, column)),
            leading: leading(page, body_size),
            open: None,
            first: None,
            last: None,
            done: Vec::new(),
        }
    }

    fn line(&mut self, line: &'a Line, kind: BlockKind) {
        if self.goes_on(line, kind) {
            if let Some((_, text)) = &mut self.open {
                join(text, line.text.trim());
            }
        } else {
            self.end();
            self.open = Some((kind, line.text.trim().to_owned()));
            self.first = Some(line);
        }
        self.last = Some(line);
    }

    fn end(&mut self) {
        if let Some((kind, text)) = self.open.take()
            && !text.is_empty()
        {
            self.done.push(Piece { kind, text, page: self.page.number });
        }
    }

    /// Whether the line belongs to the open block.
    fn goes_on(&self, line: &Line, kind: BlockKind) -> bool {
        let (Some((open, _)), Some(first), Some(last)) = (&self.open, self.first, self.last) else {
            return false;
        };
        if *open != kind || kind == BlockKind::Furniture || last.column != line.column {
            return false;
        }
        let (left, right) = self.margins.get(usize::from(line.column)).copied().unwrap_or_default();
        let em = line.size.max(1.0);
        let drop = last.y - line.y;
        let same_size = (line.size - last.size).abs() <= 0.12 * last.size;
        if drop <= 0.0 || !same_size || drop > 1.5 * self.leading.max(1.2 * em) {
            return false;
        }
        match kind {
            BlockKind::Heading(_) => return true,
            BlockKind::Note => return !starts_with_number(&line.text),
            _ => {}
        }
        // The line was full if what begins the next did not fit any more.
        let is_full = last.x1 + head_width(line) > right - 0.3 * em;
        let set_in = line.x0 - left;
        let hanging = starts_with_number(&first.text)
            && line.x0 > first.x0 + 0.5 * em
            && !starts_with_number(&line.text);
        let numbered = starts_with_number(&line.text) && starts_with_number(&first.text);
        is_full && !numbered && (set_in < 0.8 * em || hanging || line.x0 <= last.x0 - 0.8 * em)
    }
}

/// The width of what cannot be parted at the head of a line, with the blank before it: a word, or
/// one Chinese character with the mark that must not begin a line.
fn head_width(line: &Line) -> f32 {
    let text = line.text.trim();
    let chinese = |c: char| is_han(c) || is_han_punctuation(c);
    let mut head = 0.0_f32;
    for (nth, c) in text.chars().enumerate() {
        if c.is_whitespace() || nth > 0 && is_han(c) {
            break;
        }
        head += if chinese(c) { 1.0 } else { 0.5 };
    }
    let all: f32 = text.chars().map(|c| if chinese(c) { 1.0 } else { 0.5 }).sum();
    let blank = if text.starts_with(is_han) { 0.0 } else { 0.25 * line.size };
    (line.x1 - line.x0) * head / all.max(1.0) + blank
}

/// Left and right edge of a column: where many lines begin and end, stray ones apart.
fn margins(page: &PageLines, kinds: &[BlockKind], column: u8) -> (f32, f32) {
    let lines = || {
        // Notes and headings keep other margins than the body's.
        let text = page.lines.iter().zip(kinds).filter(|(_, k)| **k == BlockKind::Text);
        text.map(|(line, _)| line).filter(|line| line.column == column)
    };
    let mut starts: Vec<f32> = lines().map(|line| line.x0).collect();
    let mut ends: Vec<f32> = lines().map(|line| line.x1).collect();
    starts.sort_by(f32::total_cmp);
    ends.sort_by(f32::total_cmp);
    let left = starts.get(starts.len() / 10).copied().unwrap_or(0.0);
    let right = ends.get(ends.len() * 9 / 10).copied().unwrap_or(0.0);
    (left, right)
}

/// The median distance of the baselines of neighbouring lines of the body's size.
fn leading(page: &PageLines, body_size: f32) -> f32 {
    let mut drops: Vec<f32> = page
        .lines
        .iter()
        .zip(page.lines.iter().skip(1))
        .filter(|(a, b)| a.column == b.column && (a.size - body_size).abs() <= 0.1 * body_size)
        .map(|(a, b)| a.y - b.y)
        .filter(|drop| *drop > 0.5 * body_size && *drop < 4.0 * body_size)
        .collect();
    drops.sort_by(f32::total_cmp);
    drops.get(drops.len() / 2).copied().unwrap_or(1.5 * body_size)
}

/// Joins two lines: Chinese without a blank, words with one. A hyphen at a line's end gets a blank
/// after it as well, the shape in which clean-up looks words up.
fn join(text: &mut String, next: &str) {
    let chinese = |c: char| is_han(c) || is_han_punctuation(c);
    let before = text.chars().next_back();
    let after = next.chars().next();
    if let (Some(before), Some(after)) = (before, after)
        && !before.is_whitespace()
        && !(chinese(before) || chinese(after))
    {
        text.push(' ');
    }
    text.push_str(next);
}

#[cfg(test)]
mod tests;
