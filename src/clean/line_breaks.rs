//! Line breaks inside one block, and the line numbers of manuscripts.

use super::{
    shape::{TERMINAL, is_chinese, script_counts},
    work::{Edit, Work},
};
use crate::domain::{BlockKind, Span};

pub(super) fn mend(work: &mut Work<'_>) {
    for index in 0..work.blocks.len() {
        if work.kind(index) != BlockKind::Text || !work.text(index).contains('\n') {
            continue;
        }
        let edits = line_numbers(work.text(index));
        work.edit(index, "line-number", &edits);
        let edits = breaks(work.text(index));
        work.edit(index, "line-break", &edits);
    }
}

/// Fewest numbered lines that are taken for a numbered manuscript.
const FEWEST_NUMBERED: usize = 3;

/// `13 …⏎14 …⏎15 …`: numbers at the heads of lines that count on.
fn line_numbers(text: &str) -> Vec<Edit> {
    let mut numbered: Vec<(u32, Span<crate::domain::Byte>)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let after = line.get(digits..).unwrap_or("");
        if (1..=3).contains(&digits)
            && !after.starts_with(['.', '．', '%', '年', '月', '、'])
            && let Some(number) = line.get(..digits).and_then(|d| d.parse().ok())
        {
            let blanks = after.len() - after.trim_start_matches(' ').len();
            numbered.push((number, Span::new(at, at + digits + blanks)));
        }
        at += line.len();
    }
    let counted: Vec<&(u32, Span<crate::domain::Byte>)> = numbered
        .iter()
        .enumerate()
        .filter(|(i, (n, _))| {
            let next = numbered.get(i + 1).is_some_and(|(m, _)| *m == n + 1);
            let before =
                i.checked_sub(1).and_then(|i| numbered.get(i)).is_some_and(|(m, _)| m + 1 == *n);
            next || before
        })
        .map(|(_, item)| item)
        .collect();
    if counted.len() < FEWEST_NUMBERED {
        return Vec::new();
    }
    counted.into_iter().map(|(_, span)| (*span, String::new())).collect()
}

/// Shortest line that can be a full line of a paragraph, in characters.
const FULL_LINE_CHARS: usize = 24;

/// Breaks inside a paragraph: after a long line that is not finished.
fn breaks(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('\n') {
        let line = text.get(start..at).unwrap_or("");
        start = at + 1;
        let kept = line.trim_end();
        let rest = text.get(at + 1..).unwrap_or("");
        let next = rest.trim_start();
        let Some(first) = next.chars().next() else { continue };
        let (han, latin) = script_counts(kept);
        let full = kept.chars().count() >= FULL_LINE_CHARS && han + latin >= FULL_LINE_CHARS / 2;
        let finished =
            kept.ends_with(|c: char| TERMINAL.contains(c)) || kept.ends_with([')', '）']);
        if !full || finished || crate::lexicon::labels::at_head(next).is_some() {
            continue;
        }
        let chinese = is_chinese(kept);
        let goes_on = if chinese {
            !first.is_ascii_digit() || kept.ends_with(['，', '、', ',', '～', '~'])
        } else {
            first.is_lowercase() || kept.ends_with([',', '-'])
        };
        if goes_on {
            let from = at - (line.len() - kept.len());
            let to = at + 1 + (rest.len() - next.len());
            let with = if chinese { "" } else { " " };
            edits.push((Span::new(from, to), with.to_owned()));
        }
    }
    edits
}
