//! Where OmegaT breaks Chinese text, and units for its segments.
//!
//! A unit fills a segment only where its Chinese is that very segment. OmegaT's rules are not ours:
//! it does not break behind 。” nor at a half-width full stop, so one of its segments may be two of
//! our sentences.

use crate::domain::{Byte, Part, Relation, Span, TranslationUnit};

/// Splits `text` as OmegaT 3.6 splits a Chinese paragraph by its built-in rules
/// (`defaultRules.srx`, Chinese then Default): spans that cover every byte once.
///
/// It breaks behind 。？！ unless ’”"」）』？— follows, and behind `? ` and `! `; a full stop breaks
/// nothing, since the Chinese rules guard it, and neither does a semicolon. A number at the head
/// (`1. `, `12 `) is a segment of its own where a capital follows.
pub fn omegat_segments(text: &str) -> Vec<Span<Byte>> {
    let mut segments = Vec::new();
    let mut start = numbered_head(text);
    if start > 0 {
        segments.push(Span::new(0, start));
    }
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(&(_, next)) = chars.peek() else { break };
        let breaks = match c {
            '。' | '？' | '！' => {
                !matches!(next, '’' | '”' | '"' | '」' | '）' | '』' | '？' | '—' | '\n')
            }
            '?' | '!' => next.is_ascii_whitespace(),
            _ => false,
        };
        if breaks && at >= start {
            let end = at + c.len_utf8();
            segments.push(Span::new(start, end));
            start = end;
        }
    }
    if start < text.len() {
        segments.push(Span::new(start, text.len()));
    }
    segments
}

/// Where the rest of the paragraph begins behind a number at its head, or 0:
/// `^\s*\p{Nd}+[\p{Nd}.)\]]+\s+` before `\p{Lu}`.
fn numbered_head(text: &str) -> usize {
    let blank = |c: char| c.is_ascii_whitespace();
    let digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    let number = text.trim_start_matches(blank);
    let rest = number.trim_start_matches(|c| digit(c) || matches!(c, '.' | ')' | ']'));
    let body = rest.trim_start_matches(blank);
    let marks = number.len() - rest.len();
    let first = number.chars().next().map_or(0, char::len_utf8);
    let is_head = number.starts_with(digit)
        && marks > first
        && body.len() < rest.len()
        && body.starts_with(char::is_uppercase);
    if is_head { text.len() - body.len() } else { 0 }
}

/// Units for those segments of OmegaT's that are several of ours: `abstract_zh` is the Chinese
/// abstract, `units` those of its article. A segment becomes a unit where sentences with a
/// counterpart cover it without a gap; its probability is the least of theirs.
pub fn cat_units(abstract_zh: &str, units: &[TranslationUnit]) -> Vec<TranslationUnit> {
    let mut placed: Vec<(Span<Byte>, &TranslationUnit)> = Vec::new();
    let mut cursor = 0;
    let sentences = units.iter().filter(|u| {
        u.part == Part::Abstract && u.relation == Relation::Parallel && !u.zh.trim().is_empty()
    });
    for unit in sentences {
        let rest = abstract_zh.get(cursor..).unwrap_or_default();
        if let Some(at) = rest.find(unit.zh.trim()) {
            let span = Span::new(cursor + at, cursor + at + unit.zh.trim().len());
            cursor = span.end();
            placed.push((span, unit));
        }
    }
    omegat_segments(abstract_zh)
        .into_iter()
        .filter_map(|segment| joined(abstract_zh, segment, &placed))
        .collect()
}

fn joined(
    text: &str,
    segment: Span<Byte>,
    placed: &[(Span<Byte>, &TranslationUnit)],
) -> Option<TranslationUnit> {
    let first = placed.partition_point(|(span, _)| span.start() < segment.start());
    let inside: Vec<_> =
        placed.get(first..)?.iter().take_while(|(span, _)| segment.contains(*span)).collect();
    let [(_, head), .., (_, tail)] = inside.as_slice() else { return None };
    let mut at = segment.start();
    let mut printed = String::new();
    for (span, unit) in &inside {
        let gap = Span::<Byte>::new(at, span.start()).of(text);
        if !gap.trim().is_empty() || unit.en.trim().is_empty() {
            return None;
        }
        if at > segment.start() {
            printed.push_str(gap);
        }
        printed.push_str(unit.zh_printed.as_deref().unwrap_or(&unit.zh).trim());
        at = span.end();
    }
    if !Span::<Byte>::new(at, segment.end()).of(text).trim().is_empty() {
        return None;
    }
    let zh = segment.of(text).trim().to_owned();
    let mut out = TranslationUnit {
        en: inside.iter().map(|(_, u)| u.en.trim()).collect::<Vec<_>>().join(" "),
        zh_printed: (printed != zh).then_some(printed),
        zh,
        shape: format!("{}-{}", count(&inside, 0), count(&inside, 1)),
        flags: Vec::new(),
        ..(*head).clone()
    };
    for (_, unit) in &inside {
        out.probability = out.probability.min(unit.probability);
        out.score_nats = out.score_nats.min(unit.score_nats);
        out.flags.extend(&unit.flags);
    }
    out.flags.sort_unstable();
    out.flags.dedup();
    out.place.zh_lines.last = tail.place.zh_lines.last;
    out.place.en_lines.first =
        inside.iter().map(|(_, u)| u.place.en_lines.first).min().unwrap_or_default();
    out.place.en_lines.last =
        inside.iter().map(|(_, u)| u.place.en_lines.last).max().unwrap_or_default();
    Some(out)
}

/// The sum of one side of the shapes `m-n`.
fn count(inside: &[&(Span<Byte>, &TranslationUnit)], side: usize) -> usize {
    inside.iter().filter_map(|(_, u)| u.shape.split('-').nth(side)?.parse::<usize>().ok()).sum()
}
