//! Glyphs to lines: what stands on one baseline in one column, columns in reading order.

use super::{
    super::markers,
    content::{Glyph, Turn},
};
use crate::text::{is_han, is_han_punctuation};

/// A line of text. Lengths are in points, `y` upwards, in the direction in which the page is read.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) y: f32,
    /// Size of its largest glyphs.
    pub(super) size: f32,
    /// Which column it stands in: 0 across the page or the only one, 1 left, 2 right.
    pub(super) column: u8,
    pub(super) artifact: bool,
}

/// The pieces of lines that a page draws, in the order of drawing, and the text that runs in another
/// direction (watermarks and archive marks in the margin).
pub(super) fn segments(glyphs: Vec<Glyph>) -> (Vec<Line>, String) {
    let turn = main_turn(&glyphs);
    let mut aside = String::new();
    let mut segments: Vec<Segment> = Vec::new();
    for glyph in glyphs {
        if glyph.turn == turn {
            place(turned(glyph, turn), &mut segments);
        } else {
            aside.push_str(&glyph.text);
        }
    }
    let mut lines: Vec<Line> = segments.into_iter().filter_map(Segment::finish).collect();
    lines.dedup_by(|second, first| is_overprint(first, second));
    (lines, aside)
}

fn main_turn(glyphs: &[Glyph]) -> Turn {
    let mut counts = [0_usize; 4];
    for glyph in glyphs {
        if let Some(count) = counts.get_mut(usize::from(glyph.turn)) {
            *count += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    counts.iter().position(|count| *count == most).unwrap_or(0) as Turn
}

/// The glyph as it stands when the page is turned so that its line runs to the right.
fn turned(mut glyph: Glyph, turn: Turn) -> Glyph {
    (glyph.x, glyph.y) = match turn {
        1 => (glyph.y, -glyph.x),
        2 => (-glyph.x, -glyph.y),
        3 => (-glyph.y, glyph.x),
        _ => (glyph.x, glyph.y),
    };
    glyph
}

/// Bold type that is made by printing a line twice, a little apart.
fn is_overprint(first: &Line, second: &Line) -> bool {
    let near = 0.15 * first.size;
    first.text == second.text
        && (first.x0 - second.x0).abs() < near
        && (first.y - second.y).abs() < near
}

/// Beyond this many ems a gap parts segments: columns, cells, or words set wide.
const WIDE_GAP_EM: f32 = 1.5;

/// Glyphs that follow one another on a line.
struct Segment {
    text: String,
    /// Raised glyphs that have not been closed yet.
    raised: String,
    x0: f32,
    x1: f32,
    y: f32,
    size: f32,
    artifact: bool,
    /// Blanks since the last visible glyph, and how wide they are.
    blanks: String,
    blank_width: f32,
}

impl Segment {
    fn new(glyph: Glyph) -> Self {
        Self {
            text: glyph.text,
            raised: String::new(),
            x0: glyph.x,
            x1: glyph.x + glyph.width,
            y: glyph.y,
            size: glyph.size,
            artifact: glyph.artifact,
            blanks: String::new(),
            blank_width: 0.0,
        }
    }

    /// Whether `glyph` goes on in this segment.
    fn takes(&self, glyph: &Glyph) -> bool {
        let rise = glyph.y - self.y;
        let size = self.size.max(glyph.size);
        let level = rise.abs() <= 0.2 * size
            || (glyph.size < 0.85 * self.size && (-0.3..=0.65).contains(&(rise / size)))
            || (self.size < 0.85 * glyph.size && (-0.65..=0.3).contains(&(rise / size)));
        let gap = glyph.x - self.x1;
        let back = -0.4 * size;
        level
            && glyph.artifact == self.artifact
            && (back..=WIDE_GAP_EM * size + self.blank_width).contains(&gap)
    }

    fn push(&mut self, glyph: &Glyph) {
        let same = self.text.ends_with(&glyph.text) && glyph.x - self.x1 < -0.8 * glyph.width;
        if same && glyph.width > 0.0 {
            return; // the same glyph printed again
        }
        let gap = glyph.x - self.x1;
        let is_raised = glyph.size < 0.85 * self.size && glyph.y - self.y > 0.15 * self.size;
        if !is_raised {
            self.end_raised();
        }
        if self.blanks.is_empty() {
            let before = self.text.chars().next_back();
            if !is_raised && needs_space(before, glyph.text.chars().next(), gap, self.size) {
                self.text.push(' ');
            }
        } else {
            let blanks = std::mem::take(&mut self.blanks);
            let target = if is_raised { &mut self.raised } else { &mut self.text };
            target.push_str(&blanks);
        }
        self.blank_width = 0.0;
        if is_raised {
            self.raised.push_str(&glyph.text);
        } else {
            if glyph.size > self.size * 1.1 {
                // The line began with a raised mark.
                if self.y - glyph.y > 0.15 * glyph.size && self.raised.is_empty() {
                    let blank = self.text.ends_with(' ');
                    self.raised = std::mem::take(&mut self.text);
                    self.end_raised();
                    if blank {
                        self.text.push(' ');
                    }
                }
                self.y = glyph.y;
            }
            self.size = self.size.max(glyph.size);
            self.text.push_str(&glyph.text);
        }
        self.x1 = self.x1.max(glyph.x + glyph.width);
    }

    fn end_raised(&mut self) {
        let raised = std::mem::take(&mut self.raised);
        if raised.is_empty() {
            return;
        }
        let (open, close) = markers::raised(&raised);
        self.text.push_str(open);
        self.text.push_str(raised.trim());
        self.text.push_str(close);
    }

    fn finish(mut self) -> Option<Line> {
        self.end_raised();
        (!self.text.trim().is_empty()).then_some(Line {
            text: self.text,
            x0: self.x0,
            x1: self.x1,
            y: self.y,
            size: self.size,
            column: 0,
            artifact: self.artifact,
        })
    }
}

fn place(glyph: Glyph, segments: &mut Vec<Segment>) {
    let is_blank = glyph.text.trim().is_empty();
    match segments.last_mut() {
        Some(last) if last.takes(&glyph) => {
            if is_blank {
                let wide = glyph.text.contains('\u{3000}');
                if wide || last.blanks.is_empty() {
                    last.blanks.push(if wide { '\u{3000}' } else { ' ' });
                }
                last.blank_width = glyph.x + glyph.width - last.x1;
            } else {
                last.push(&glyph);
            }
        }
        _ if is_blank => {}
        _ => segments.push(Segment::new(glyph)),
    }
}

/// Whether a gap between two glyphs is a blank: between Chinese characters only a wide one, as
/// justified lines are let out between them.
fn needs_space(before: Option<char>, after: Option<char>, gap: f32, size: f32) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    let chinese = |c: char| is_han(c) || is_han_punctuation(c);
    let least = match (chinese(before), chinese(after)) {
        (true, true) => 0.7,
        (false, false) => 0.17,
        _ => 0.45,
    };
    gap > least * size
}

/// Lines in reading order: a page in two columns is read band by band between what stands across
/// both, the left column before the right. `gutter` is where the columns part (see [`gutter`]).
pub(super) fn in_order(mut segments: Vec<Line>, gutter: Option<f32>) -> Vec<Line> {
    for segment in &mut segments {
        segment.column = match gutter {
            None => 0,
            Some(g) if segment.x1 <= g + 2.0 => 1,
            Some(g) if segment.x0 >= g - 2.0 => 2,
            Some(_) => 0,
        };
    }
    // Top down, and left to right where the height is the same.
    segments.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x0.total_cmp(&b.x0)));
    if gutter.is_some() {
        join_crossing(&mut segments);
        join_last_lines(&mut segments);
    }
    let mut out = Vec::new();
    let (mut left, mut right): (Vec<Line>, Vec<Line>) = (Vec::new(), Vec::new());
    let mut across: Vec<Line> = Vec::new();
    for segment in segments {
        match segment.column {
            1 | 2 => {
                merge_into(&mut out, std::mem::take(&mut across));
                if segment.column == 1 { left.push(segment) } else { right.push(segment) }
            }
            _ => {
                merge_into(&mut out, std::mem::take(&mut left));
                merge_into(&mut out, std::mem::take(&mut right));
                across.push(segment);
            }
        }
    }
    merge_into(&mut out, left);
    merge_into(&mut out, right);
    merge_into(&mut out, across);
    out
}

/// What stands on the baseline of a line across both columns belongs to it.
fn join_crossing(segments: &mut [Line]) {
    let crossing: Vec<(f32, f32)> =
        segments.iter().filter(|s| s.column == 0).map(|s| (s.y, s.size)).collect();
    let mut next = 0;
    for segment in segments.iter_mut().filter(|s| s.column != 0) {
        // Both run top down.
        while crossing.get(next).is_some_and(|(y, size)| y - segment.y > 0.3 * size) {
            next += 1;
        }
        if crossing.get(next).is_some_and(|(y, size)| (y - segment.y).abs() <= 0.3 * size) {
            segment.column = 0;
        }
    }
}

/// The short last line of a paragraph across both columns stands on one side of the gutter: it
/// belongs to the line above it where nothing stands on the other side.
fn join_last_lines(segments: &mut [Line]) {
    let mut above: Option<(f32, f32, f32)> = None;
    for at in 0..segments.len() {
        let Some(segment) = segments.get(at).cloned() else { break };
        if segment.column == 0 {
            above = Some((segment.x0, segment.y, segment.size));
            continue;
        }
        let Some((x0, y, size)) = above else { continue };
        let follows = (y - segment.y) <= 1.8 * size
            && (size - segment.size).abs() <= 0.06 * size
            && (segment.x0 - x0).abs() <= 2.5 * size;
        let near = |other: &Line| (other.y - segment.y).abs() <= 0.7 * size;
        let has_neighbour = |other: &Line| other.column != 0 && other.column != segment.column;
        let before = segments
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(NEARBY)
            .take_while(|o| near(o));
        let after =
            segments.get(at + 1..).unwrap_or_default().iter().take(NEARBY).take_while(|o| near(o));
        if follows && !before.chain(after).any(has_neighbour) {
            above = Some((x0, segment.y, size));
            if let Some(segment) = segments.get_mut(at) {
                segment.column = 0;
            }
        } else {
            above = None;
        }
    }
}

/// How many neighbours in height are looked at: a line of a page has few pieces.
const NEARBY: usize = 64;

/// Joins the segments of one column, sorted top down, into lines.
fn merge_into(out: &mut Vec<Line>, segments: Vec<Line>) {
    let mut row: Vec<Line> = Vec::new();
    for segment in segments {
        let same = row.first().is_some_and(|first| {
            (first.y - segment.y).abs() <= 0.35 * first.size.min(segment.size)
                && first.artifact == segment.artifact
        });
        if !same {
            end_row(out, &mut row);
        }
        row.push(segment);
    }
    end_row(out, &mut row);
}

fn end_row(out: &mut Vec<Line>, row: &mut Vec<Line>) {
    row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut pieces = std::mem::take(row).into_iter();
    let Some(mut line) = pieces.next() else { return };
    for piece in pieces {
        let gap = piece.x0 - line.x1;
        if gap > WIDE_GAP_EM * line.size
            || needs_space(line.text.chars().next_back(), piece.text.chars().next(), gap, line.size)
        {
            line.text.push(' ');
        }
        line.text.push_str(&piece.text);
        line.x1 = line.x1.max(piece.x1);
        line.size = line.size.max(piece.size);
    }
    out.push(line);
}

/// Least number of lines on each side of a gutter.
const LEAST_LINES: usize = 4;

/// Where the gutter between two columns stands, if the page has them: few lines cross it, and the
/// lines on both sides are as wide as columns, which cells of a table are not.
pub(super) fn gutter(segments: &[Line]) -> Option<f32> {
    let text = || segments.iter().filter(|s| !s.artifact);
    let x0 = text().map(|s| s.x0).min_by(f32::total_cmp)?;
    let x1 = text().map(|s| s.x1).max_by(f32::total_cmp)?;
    let width = x1 - x0;
    if !width.is_finite() || width <= 0.0 {
        return None;
    }
    let mut best: Option<(usize, f32, f32)> = None;
    for step in 0..=60 {
        let at = x0 + width * (0.35 + 0.3 * step as f32 / 60.0);
        let crossing = text().filter(|s| s.x0 < at - 2.0 && s.x1 > at + 2.0).count();
        let off = (at - f32::midpoint(x0, x1)).abs();
        if best.is_none_or(|(least, _, far)| crossing < least || crossing == least && off < far) {
            best = Some((crossing, at, off));
        }
    }
    let (crossing, at, _) = best?;
    let widths = |side: &dyn Fn(&Line) -> bool| {
        let mut all: Vec<f32> = text().filter(|s| side(s)).map(|s| s.x1 - s.x0).collect();
        all.sort_by(f32::total_cmp);
        all
    };
    let left = widths(&|s| s.x1 <= at + 2.0);
    let right = widths(&|s| s.x0 >= at - 2.0);
    // The upper quartile: last lines of paragraphs are short in every column.
    let wide = |all: &[f32]| {
        all.get(all.len() * 3 / 4).is_some_and(|w| *w >= 0.27 * width) && all.len() >= LEAST_LINES
    };
    let most = left.len().max(right.len());
    (wide(&left) && wide(&right) && crossing <= most * 2).then_some(at)
}

/// Whether the gutter of other pages fits a page with too few lines to show one of its own: text
/// stands on both sides, and hardly any across.
pub(super) fn fits(gutter: f32, segments: &[Line]) -> bool {
    let count = |side: &dyn Fn(&Line) -> bool| segments.iter().filter(|s| side(s)).count();
    let left = count(&|s| !s.artifact && s.x1 <= gutter + 2.0);
    let right = count(&|s| !s.artifact && s.x0 >= gutter - 2.0);
    let crossing = count(&|s| !s.artifact && s.x0 < gutter - 2.0 && s.x1 > gutter + 2.0);
    left > 1 && right > 1 && crossing <= left.min(right)
}

#[cfg(test)]
mod tests;
