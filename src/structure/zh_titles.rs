//! The Chinese title: which line it is, its subtitle, and what OCR glued to it.

use super::{
    lines, names,
    pieces::{Piece, Pieces},
    zh::without_blanks,
};
use crate::{
    domain::{Front, Passage, Span},
    text::is_han,
};

/// The title among candidates (nearest to the abstract first).
pub(super) fn choose(
    pieces: &Pieces<'_>,
    candidates: &[usize],
    authors: Option<usize>,
) -> Option<usize> {
    let heading = |i: &&usize| {
        pieces.get(**i).is_some_and(Piece::is_heading) && !lines::is_subtitle_zh(pieces.text(**i))
    };
    let above = |i: &&usize| authors.is_none_or(|a| **i < a);
    let whole = |i: &&usize| !lines::is_subtitle_zh(pieces.text(**i));
    candidates
        .iter()
        .filter(above)
        .find(heading)
        .or_else(|| candidates.iter().find(heading))
        .or_else(|| candidates.iter().filter(above).find(whole))
        .or_else(|| candidates.iter().find(whole))
        .or_else(|| candidates.first())
        .copied()
}

/// Takes the title, the line it goes on in, and its subtitle.
pub(super) fn title_lines(
    pieces: &Pieces<'_>,
    header: &[usize],
    index: usize,
    front: &mut Front,
    used: &mut Vec<usize>,
) {
    used.push(index);
    let mut title = pieces.get(index).map(|p| p.text.trimmed()).unwrap_or_default();
    let next = header.iter().rev().copied().find(|i| *i > index);
    if let Some(next) = next
        && pieces.get(next).is_some_and(|p| p.label.is_none())
        && !names::is_author_line_zh(pieces.text(next))
    {
        let text = pieces.text(next);
        if lines::is_subtitle_zh(text) && text.chars().count() <= 60 {
            let passage = pieces.whole(next);
            front.subtitle = Some(without_dash(pieces, &passage));
            used.push(next);
        } else if continues_title(title.as_str(), text) {
            title.push(&pieces.get(next).map(|p| p.text.trimmed()).unwrap_or_default());
            used.push(next);
        }
    }
    front.title = Some(pieces.passage(index, title));
}

/// Whether a short line goes on from a title that a line break cut: 影响, 的研究.
fn continues_title(title: &str, next: &str) -> bool {
    let count = next.trim().chars().count();
    let open = |a: char, b: char| title.matches(a).count() > title.matches(b).count();
    (1..=6).contains(&count)
        && next.trim().chars().all(is_han)
        && title.chars().count() >= 12
        && !names::is_name_zh(next.trim())
        || open('（', '）')
        || open('《', '》')
        || open('“', '”')
}

fn without_dash(pieces: &Pieces<'_>, passage: &Passage) -> Passage {
    let text = passage.as_str();
    let kept = text.trim_start_matches(|c: char| c.is_whitespace() || "—-─一－".contains(c));
    passage.part(Span::new(text.len() - kept.len(), text.len()), pieces.document)
}

/// Names glued to the end of the title, a subtitle glued to it, and the note mark at its end.
pub(super) fn split_title(pieces: &Pieces<'_>, front: &mut Front) {
    let Some(mut title) = front.title.clone() else { return };
    if front.authors.is_empty()
        && let Some(at) = glued_names(title.as_str())
    {
        let tail = Span::new(at, title.as_str().len());
        let (names, _) = names::names_zh(tail.of(title.as_str()));
        for span in names {
            let name = title.part(span.shifted(at), pieces.document);
            front.authors.push(Passage { text: without_blanks(&name.text), ..name });
        }
        title = title.part(Span::new(0, at), pieces.document);
    }
    let text = title.as_str();
    // A line number that OCR left: 1 反刍动物….
    let numbered = text.strip_prefix("1 ").filter(|t| t.starts_with(is_han)).map_or(0, |_| 2);
    let kept = text.trim_end().trim_end_matches(|c: char| {
        c.is_whitespace()
            || "*＊※†#".contains(c)
            || crate::text::markers::circled(c).is_some()
            || crate::text::markers::superscript(c).is_some()
    });
    // A single digit right after Han is a note mark: 构建研究1.
    let kept = match kept.char_indices().next_back() {
        Some((at, c))
            if c.is_ascii_digit() && kept.get(..at).is_some_and(|t| t.ends_with(is_han)) =>
        {
            kept.get(..at).unwrap_or(kept)
        }
        _ => kept,
    };
    let lead =
        kept.len() - kept.trim_start_matches(|c: char| c.is_whitespace() || "#*".contains(c)).len();
    let title = title.part(Span::new(lead + numbered, kept.len()), pieces.document);
    let title = without_note_digit(pieces, &title);
    if front.subtitle.is_none()
        && let Some(at) = glued_subtitle(title.as_str())
    {
        front.subtitle = Some(title.part(Span::new(at, title.as_str().len()), pieces.document));
        let kept = title.as_str().get(..at).unwrap_or("").trim_end().len();
        front.title = Some(title.part(Span::new(0, kept), pieces.document));
        return;
    }
    front.title = Some(title);
}

/// Where a subtitle 以…为例 begins that lost its dash: `…解决模式以香港…为例`.
fn glued_subtitle(title: &str) -> Option<usize> {
    let core = title.trim_end_matches(['）', ')']);
    if !core.ends_with("为例") && !core.ends_with("為例") || title.contains("——") {
        return None;
    }
    let at = title.rfind('以')?;
    let before = title.get(..at)?;
    let before = before.trim_end();
    (before.chars().count() >= 8 && before.ends_with(is_han)).then_some(at)
}

/// `研究1——以…为例`: the note mark before a dash.
fn without_note_digit(pieces: &Pieces<'_>, title: &Passage) -> Passage {
    let text = title.as_str();
    let _ = pieces;
    let Some(dash) = text.find("——") else { return title.clone() };
    let before = text.get(..dash).unwrap_or("");
    match before.char_indices().next_back() {
        Some((at, c))
            if c.is_ascii_digit() && before.get(..at).is_some_and(|t| t.ends_with(is_han)) =>
        {
            let mapped = title.text.replaced(&[(Span::new(at, dash), String::new())]);
            Passage { text: mapped, ..title.clone() }
        }
        _ => title.clone(),
    }
}

/// Where names begin that are glued to the end of a title: `…为例任静 邹婉侬 宋敏`.
fn glued_names(title: &str) -> Option<usize> {
    let (head, tail) = title.split_once(char::is_whitespace)?;
    let (names, _) = names::names_zh(tail);
    let all: usize = names.iter().map(|s| s.of(tail).chars().filter(|c| is_han(*c)).count()).sum();
    if names.is_empty() || all != crate::text::count_han(tail) || head.chars().count() < 8 {
        return None;
    }
    let chars: Vec<(usize, char)> = head.char_indices().collect();
    [2, 3].into_iter().find_map(|take| {
        let at = chars.len().checked_sub(take).and_then(|i| chars.get(i))?.0;
        head.get(at..).is_some_and(names::is_name_zh).then_some(at)
    })
}
