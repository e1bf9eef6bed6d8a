//! Entries of a list of references: where each begins.

use super::lines;
use crate::text::markers::MarkerShape;

/// Whether a line with a bracketed number at its head is an entry of a list of references.
pub(super) fn is_entry(text: &str) -> bool {
    lines::is_citation(text)
        || text.contains(['．', '.'])
            && text.chars().any(|c| c.is_ascii_digit())
            && text.chars().count() < 400
}

/// Where entries begin on a line: `[1]`, `［2］`, `1.` at its head.
pub(super) fn entry_starts(text: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut expected: Option<u32> = None;
    for (at, _) in text.char_indices().filter(|(_, c)| matches!(c, '[' | '［' | '〔')) {
        let Some(marker) = crate::text::markers::marker_at(text, at) else { continue };
        let head = text.get(..at).is_some_and(|t| {
            t.trim().is_empty() || t.ends_with('\n') || t.trim_end().ends_with(['.', '。', '．'])
        });
        let next = expected.is_none_or(|e| marker.number == Some(e));
        if marker.shape == MarkerShape::Square && next && (head || expected.is_some()) {
            starts.push(at);
            expected = marker.number.map(|n| n + 1);
        }
    }
    if starts.is_empty() {
        let head = text.trim_start();
        let digits = head.bytes().take_while(u8::is_ascii_digit).count();
        let after = head.get(digits..).and_then(|t| t.chars().next());
        if (1..=3).contains(&digits)
            && after.is_some_and(|c| matches!(c, '.' | '．' | '、' | ' ' | '\u{3000}'))
        {
            starts.push(text.len() - head.len());
        }
    }
    starts
}
