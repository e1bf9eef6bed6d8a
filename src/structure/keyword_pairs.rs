//! Keyword lists without separators, split beside the list of the other language: each piece must be a
//! word of the article, and most must translate their counterpart.

use std::collections::BTreeSet;

use super::{
    assign::meanings,
    keyword_english::{Word, words},
    keyword_evidence::{piece_cost, split_han},
    pieces::Pieces,
};
use crate::{
    domain::{Byte, Front, Passage, Span},
    lexicon::{Lexicon, Stems},
    text::is_han,
};

/// Most words of a line that is split.
const MOST_UNITS: usize = 80;
/// Most keywords of a list.
const MOST_KEYWORDS: usize = 16;
/// Most words of a keyword.
const LONGEST_WORDS: usize = 8;
/// An English keyword with more words, in a list without separators, is more than one.
const MOST_ENGLISH_WORDS: usize = 4;
/// Most Han characters of a keyword that only its counterpart proves.
const LONGEST_HAN: usize = 8;
/// What a piece costs at most that is certain: it stands in the text, or in the lexicon.
const CERTAIN: f64 = 1.7;
/// What a counterpart that a piece translates wholly takes off its cost.
const TRANSLATED: f64 = 2.0;
/// What a printed blank inside a keyword costs: beside Latin letters, between Han.
const BLANK_BESIDE_LATIN: f64 = 0.3;
const BLANK_BETWEEN_HAN: f64 = 0.8;

/// Splits the Chinese line into as many keywords as the English list has, each beside its counterpart.
pub(super) fn beside_english(pieces: &Pieces<'_>, text: &str, zh: &mut Front, en: &Front) {
    let Some(line) = zh.keyword_line.clone() else { return };
    let wanted = en.keywords.len();
    let unparted = en
        .keywords
        .iter()
        .any(|k| k.as_str().split_whitespace().count() > MOST_ENGLISH_WORDS)
        && en.keyword_line.as_ref().is_some_and(|l| !l.as_str().contains([';', '；', ',', '，']));
    if !(2..=MOST_KEYWORDS).contains(&wanted) || line.as_str().contains('\n') || unparted {
        return;
    }
    let english: Vec<BTreeSet<String>> =
        en.keywords.iter().map(|k| stems_of(k.as_str(), &Stems::new())).collect();
    if let Some(spans) = split(line.as_str(), text, &english, pieces.lexicon) {
        zh.keywords = spans.into_iter().map(|s| line.part(s, pieces.document)).collect();
    }
}

/// Stems of the English words of a keyword.
fn stems_of(keyword: &str, stems: &Stems) -> BTreeSet<String> {
    keyword
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|w| w.len() >= 2)
        .map(|w| stems.stem(&w.to_lowercase()).into_owned())
        .filter(|w| !["of", "and", "the", "in", "for", "on", "to", "with"].contains(&w.as_str()))
        .collect()
}

/// What stands before a word of the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Blank,
    Mark,
}

/// A word of a Chinese line: its span, what stands before it, and stems of what it means in English.
struct Unit {
    span: Span<Byte>,
    gap: Gap,
    meanings: BTreeSet<String>,
}

fn units(line: &str, lexicon: &Lexicon) -> Vec<Unit> {
    let stems = Stems::new();
    let mut out: Vec<Unit> = Vec::new();
    let mut gap = Gap::Mark;
    let mut at = 0;
    while let Some(rest) = line.get(at..).filter(|r| !r.is_empty()) {
        let Some(first) = rest.chars().next() else { break };
        if is_han(first) {
            let len = rest.find(|c: char| !is_han(c)).unwrap_or(rest.len());
            let run = rest.get(..len).unwrap_or("");
            let simple = lexicon.simplified(run);
            let mut from = at;
            for word in lexicon.words(&simple) {
                let word = word.of(&simple);
                let size: usize = line
                    .get(from..)
                    .unwrap_or("")
                    .chars()
                    .take(word.chars().count())
                    .map(char::len_utf8)
                    .sum();
                out.push(Unit {
                    span: Span::new(from, from + size),
                    gap: std::mem::replace(&mut gap, Gap::None),
                    meanings: meanings(word, lexicon, &stems),
                });
                from += size;
            }
            at += len;
        } else if first.is_alphanumeric() {
            let inside = |c: char| c.is_alphanumeric() && !is_han(c) || "-/+.&'".contains(c);
            let len = rest.find(|c: char| !inside(c)).unwrap_or(rest.len());
            let word = rest.get(..len).unwrap_or("");
            out.push(Unit {
                span: Span::new(at, at + len),
                gap: std::mem::replace(&mut gap, Gap::None),
                meanings: stems_of(word, &stems),
            });
            at += len;
        } else {
            let mark = if first.is_whitespace() { Gap::Blank } else { Gap::Mark };
            if mark == Gap::Mark && !"；;，,、。.".contains(first) {
                // A bracket or a slash belongs to the word before it.
                if let Some(last) = out.last_mut().filter(|u| u.span.end() == at) {
                    last.span = Span::new(last.span.start(), at + first.len_utf8());
                }
            } else if gap != Gap::Mark {
                gap = mark;
            }
            at += first.len_utf8();
        }
    }
    out
}

/// The split of `line` into one piece for each of `english`, where the evidence is certain.
fn split(
    line: &str,
    text: &str,
    english: &[BTreeSet<String>],
    lexicon: &Lexicon,
) -> Option<Vec<Span<Byte>>> {
    let units = units(line, lexicon);
    let wanted = english.len();
    if units.len() < wanted || units.len() > MOST_UNITS {
        return None;
    }
    let piece = |from: usize, to: usize| -> Option<Span<Byte>> {
        Some(Span::new(units.get(from)?.span.start(), units.get(to.checked_sub(1)?)?.span.end()))
    };
    // Least cost of the first `k` pieces that end before unit `to`, and where the last begins.
    let mut best = vec![vec![None::<(f64, usize)>; units.len() + 1]; wanted + 1];
    *best.first_mut()?.first_mut()? = Some((0.0, 0));
    for k in 1..=wanted {
        for to in k..=units.len() {
            for from in to.saturating_sub(LONGEST_WORDS).max(k - 1)..to {
                let Some((so_far, _)) =
                    best.get(k - 1).and_then(|r| r.get(from)).copied().flatten()
                else {
                    continue;
                };
                let Some(own) = piece(from, to)
                    .and_then(|span| cost(line, span, units.get(from..to)?, text, lexicon))
                else {
                    continue;
                };
                let met = english.get(k - 1).map_or(0.0, |e| translated(units.get(from..to), e));
                let total = so_far + own - TRANSLATED * met;
                if let Some(slot) = best.get_mut(k).and_then(|r| r.get_mut(to))
                    && slot.is_none_or(|(c, _)| total < c)
                {
                    *slot = Some((total, from));
                }
            }
        }
    }
    let mut spans = Vec::new();
    let (mut met, mut certain) = (0, 0);
    let mut to = units.len();
    for k in (1..=wanted).rev() {
        let (_, from) = best.get(k).and_then(|r| r.get(to)).copied().flatten()?;
        let span = piece(from, to)?;
        let share = english.get(k - 1).map_or(0.0, |e| translated(units.get(from..to), e));
        met += usize::from(share > 0.0);
        let short = crate::text::count_han(span.of(line)) <= LONGEST_HAN;
        certain += usize::from(
            share >= 0.5 && short
                || cost(line, span, units.get(from..to)?, text, lexicon)
                    .is_some_and(|c| c <= CERTAIN),
        );
        spans.push(span);
        to = from;
    }
    spans.reverse();
    let different: BTreeSet<&str> = spans.iter().map(|s| s.of(line)).collect();
    (met * 4 >= wanted * 3 && certain == wanted && different.len() == wanted).then_some(spans)
}

/// What a piece costs; no mark stands in one, and one Han character is none.
fn cost(
    line: &str,
    span: Span<Byte>,
    units: &[Unit],
    text: &str,
    lexicon: &Lexicon,
) -> Option<f64> {
    let piece = span.of(line);
    if units.iter().skip(1).any(|u| u.gap == Gap::Mark) {
        return None;
    }
    let latin = piece.chars().any(|c| c.is_ascii_alphanumeric());
    let plain: String = piece.chars().filter(|c| !c.is_whitespace()).collect();
    let blanks = units.iter().skip(1).filter(|u| u.gap == Gap::Blank).count() as f64;
    let blank = if latin { BLANK_BESIDE_LATIN } else { BLANK_BETWEEN_HAN };
    let own = if latin && plain.chars().count() >= 2 && text.contains(&plain) {
        1.0
    } else if latin && piece.chars().all(|c| !is_han(c)) {
        1.2
    } else {
        piece_cost(&plain, text, lexicon)?
    };
    Some(own + blanks * blank)
}

/// Share of the stems of an English keyword that words of the Chinese piece mean.
fn translated(units: Option<&[Unit]>, english: &BTreeSet<String>) -> f64 {
    let Some(units) = units.filter(|_| !english.is_empty()) else { return 0.0 };
    let met = english.iter().filter(|e| units.iter().any(|u| u.meanings.contains(*e))).count();
    met as f64 / english.len() as f64
}

/// Splits both lists where both lost their separators: into as many pieces as translate one another best.
pub(super) fn both(pieces: &Pieces<'_>, text: &str, zh: &mut Front, en: &mut Front) {
    let (Some(zh_line), Some(en_line)) = (zh.keyword_line.clone(), en.keyword_line.clone()) else {
        return;
    };
    let lexicon = pieces.lexicon;
    if count_words(&zh.keywords) == 0 && zh.keywords.len() == en.keywords.len() {
        return;
    }
    let known = en.abstract_text.as_ref().map_or("", Passage::as_str);
    let words = words(en_line.as_str(), known, lexicon);
    if words.len() < 2 || words.len() > MOST_UNITS {
        return;
    }
    let mut best: Option<Pair> = None;
    for wanted in 2..=MOST_KEYWORDS.min(words.len()) {
        let Some(found) = pair(zh_line.as_str(), en_line.as_str(), &words, text, wanted, lexicon)
        else {
            continue;
        };
        // Of splits that say as much, the one with fewest pieces.
        if best.as_ref().is_none_or(|b| found.0 > b.0) {
            best = Some(found);
        }
    }
    if let Some((_, chinese, english)) = best {
        zh.keywords = chinese.into_iter().map(|s| zh_line.part(s, pieces.document)).collect();
        en.keywords = english.into_iter().map(|s| en_line.part(s, pieces.document)).collect();
    }
}

/// How many English words stand beside their translation, and the pieces of both lines.
type Pair = (usize, Vec<Span<Byte>>, Vec<Span<Byte>>);

/// How many items of a list are too long for one keyword.
fn count_words(items: &[Passage]) -> usize {
    items.iter().filter(|k| crate::text::count_han(k.as_str()) > LONGEST_WORDS).count()
}

/// A split of both lines into `wanted` pieces, and how many English words stand beside their translation; only
/// where all but a fifth of the pieces have one.
fn pair(
    zh_line: &str,
    en_line: &str,
    words: &[Word],
    text: &str,
    wanted: usize,
    lexicon: &Lexicon,
) -> Option<Pair> {
    let plain: String = zh_line.chars().filter(|c| !c.is_whitespace()).collect();
    if !plain.chars().all(is_han) {
        return None;
    }
    let spans = split_han(&plain, text, Some(wanted), lexicon)?;
    if !spans.iter().all(|s| piece_cost(s.of(&plain), text, lexicon).is_some_and(|c| c <= CERTAIN))
    {
        return None;
    }
    let stems = Stems::new();
    let meanings: Vec<BTreeSet<String>> = spans
        .iter()
        .map(|s| {
            let simple = lexicon.simplified(s.of(&plain));
            lexicon
                .words(&simple)
                .into_iter()
                .flat_map(|w| meanings(w.of(&simple), lexicon, &stems))
                .collect()
        })
        .collect();
    let english = group(words, en_line, &meanings, &stems)?;
    let met = english.iter().zip(&meanings).filter(|(span, meaning)| {
        stems_of(span.of(en_line), &stems).iter().any(|s| meaning.contains(s))
    });
    let met = met.count();
    if met * 5 < wanted * 4 {
        return None;
    }
    let words_met: usize = english
        .iter()
        .zip(&meanings)
        .map(|(span, meaning)| {
            stems_of(span.of(en_line), &stems).iter().filter(|s| meaning.contains(*s)).count()
        })
        .sum();
    // Printed blanks part keywords: a split that does not cut there is worse.
    let chinese = unplain(zh_line, &spans);
    let cut: BTreeSet<usize> = chinese.iter().map(|s| s.start()).collect();
    let blanks = crate::text::runs(zh_line, |c| !c.is_whitespace());
    let kept = blanks.iter().all(|run| cut.contains(&run.start()));
    kept.then_some((words_met, chinese, english))
}

/// Spans of a line without blanks, as spans of the line.
fn unplain(line: &str, spans: &[Span<Byte>]) -> Vec<Span<Byte>> {
    let mut bytes: Vec<usize> = Vec::new();
    let mut end = 0;
    for (at, c) in line.char_indices().filter(|(_, c)| !c.is_whitespace()) {
        bytes.extend((0..c.len_utf8()).map(|i| at + i));
        end = at + c.len_utf8();
    }
    bytes.push(end);
    spans
        .iter()
        .filter_map(|s| {
            let start = *bytes.get(s.start())?;
            let last = *bytes.get(s.end().checked_sub(1)?)?;
            Some(Span::new(start, last + 1))
        })
        .collect()
}

/// Words grouped into one keyword for each set of meanings, so that most words stand beside a meaning
/// of theirs; words that OCR glued to the one before open a keyword.
fn group(
    words: &[Word],
    line: &str,
    meanings: &[BTreeSet<String>],
    stems: &Stems,
) -> Option<Vec<Span<Byte>>> {
    let wanted = meanings.len();
    if words.len() < wanted {
        return None;
    }
    let own: Vec<BTreeSet<String>> =
        words.iter().map(|w| stems_of(w.span.of(line), stems)).collect();
    let value = |k: usize, from: usize, to: usize| -> f64 {
        (from..to)
            .filter_map(|i| own.get(i))
            .map(|word| {
                let met = meanings.get(k).is_some_and(|m| word.iter().any(|w| m.contains(w)));
                if met { 1.0 } else { -0.3 }
            })
            .sum()
    };
    let mut best = vec![vec![None::<(f64, usize)>; words.len() + 1]; wanted + 1];
    *best.first_mut()?.first_mut()? = Some((0.0, 0));
    for k in 1..=wanted {
        for to in k..=words.len() {
            for from in to.saturating_sub(LONGEST_WORDS).max(k - 1)..to {
                if (from + 1..to).any(|i| words.get(i).is_some_and(|w| w.opens)) {
                    continue;
                }
                let Some((so_far, _)) =
                    best.get(k - 1).and_then(|r| r.get(from)).copied().flatten()
                else {
                    continue;
                };
                let total = so_far + value(k - 1, from, to);
                if let Some(slot) = best.get_mut(k).and_then(|r| r.get_mut(to))
                    && slot.is_none_or(|(v, _)| total > v)
                {
                    *slot = Some((total, from));
                }
            }
        }
    }
    let mut spans = Vec::new();
    let mut to = words.len();
    for k in (1..=wanted).rev() {
        let (_, from) = best.get(k).and_then(|r| r.get(to)).copied().flatten()?;
        spans.push(Span::new(
            words.get(from)?.span.start(),
            words.get(to.checked_sub(1)?)?.span.end(),
        ));
        to = from;
    }
    spans.reverse();
    Some(spans)
}

#[cfg(test)]
mod tests;
