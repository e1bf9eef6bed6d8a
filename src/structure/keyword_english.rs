//! English keyword lists whose separators were lost, split by the Chinese list, by capitals and by words that
//! OCR glued to one another.

use std::collections::BTreeSet;

use super::{assign::meanings, keyword_evidence::MOST_WORDS, pieces::Pieces};
use crate::{
    domain::{Byte, Front, Passage, Span},
    lexicon::{Lexicon, Stems},
};

pub(super) fn split(pieces: &Pieces<'_>, zh: &Front, en: &mut Front) {
    let wanted = zh.keywords.len();
    let Some(line) = en.keyword_line.clone() else { return };
    if en.keywords.len() == wanted && wanted > 1 {
        return;
    }
    let text = line.as_str();
    let marks = [';', '；', ',', '，', '、'];
    // morality: embodied cognition: a colon for each semicolon.
    let colons = [':', '：'];
    if !text.contains(marks) && wanted > 2 && text.matches(colons).count() + 1 == wanted {
        let spans = between(text, &colons);
        if spans.len() == wanted {
            en.keywords = spans.into_iter().map(|s| line.part(s, pieces.document)).collect();
            return;
        }
    }
    if text.contains(marks) {
        let spans = between(text, &marks);
        if spans.len() == wanted && wanted > 1 {
            en.keywords = spans.into_iter().map(|s| line.part(s, pieces.document)).collect();
        }
        return;
    }
    if text.contains('\n') || en.keywords.len() > 1 {
        return;
    }
    let known = en.abstract_text.as_ref().map_or("", Passage::as_str);
    let words = words(text, known, pieces.lexicon);
    if let Some(spans) = group(&words, text, zh, pieces.lexicon) {
        en.keywords = spans.into_iter().map(|s| line.part(s, pieces.document)).collect();
    }
}

/// Trimmed spans between marks.
fn between(text: &str, marks: &[char]) -> Vec<Span<Byte>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ';'))) {
        if marks.contains(&c) || at == text.len() {
            let inside = text.get(start..at).unwrap_or("");
            let kept = inside.trim().trim_end_matches('.');
            if !kept.is_empty() {
                let lead = inside.len() - inside.trim_start().len();
                spans.push(Span::new(start + lead, start + lead + kept.len()));
            }
            start = at + c.len_utf8();
        }
    }
    spans
}

/// An English word, and whether a lost separator stands before it.
pub(super) struct Word {
    pub(super) span: Span<Byte>,
    pub(super) opens: bool,
}

/// Words of a line; one that OCR glued of two (`entitysearch`, `discoveryOpen`) is two, the second of
/// which opens a keyword, but for one that stands so in `known`, the abstract.
pub(super) fn words(text: &str, known: &str, lexicon: &Lexicon) -> Vec<Word> {
    let mut out = Vec::new();
    let mut at = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let word = token.trim_end();
        let span: Span<Byte> = Span::new(at, at + word.len());
        at += token.len();
        if word.is_empty() {
            continue;
        }
        let mut start = span.start();
        let mut opens = false;
        while let Some(cut) = glue(text.get(start..span.end()).unwrap_or(""), known, lexicon) {
            out.push(Word { span: Span::new(start, start + cut), opens });
            start += cut;
            opens = true;
        }
        out.push(Word { span: Span::new(start, span.end()), opens });
    }
    out
}

/// Where two words were glued.
fn glue(word: &str, known: &str, lexicon: &Lexicon) -> Option<usize> {
    let bytes = word.as_bytes();
    // TongYiCiCiLin of the abstract is one word.
    let together = |at: usize| {
        word.get(at.saturating_sub(3)..(at + 3).min(word.len())).is_some_and(|w| known.contains(w))
    };
    let upper = (2..word.len().saturating_sub(1)).find(|i| {
        bytes.get(*i).is_some_and(u8::is_ascii_uppercase)
            && bytes.get(i - 1).is_some_and(u8::is_ascii_lowercase)
            && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase)
            && bytes.get(i - 2).is_some_and(u8::is_ascii_lowercase)
            && !together(*i)
    });
    if upper.is_some() {
        return upper;
    }
    let lower = word.to_ascii_lowercase();
    if word.len() < 8
        || !word.bytes().all(|b| b.is_ascii_alphabetic())
        || lexicon.is_english_word(&lower)
    {
        return None;
    }
    (4..=word.len() - 4).rev().find(|cut| {
        let known = |w: Option<&str>| w.is_some_and(|w| lexicon.is_english_word(w));
        known(lower.get(..*cut)) && known(lower.get(*cut..))
    })
}

/// Groups words into as many keywords as the Chinese has, each group beside its Chinese keyword; at
/// least half of the groups must have a word that translates it.
fn group(words: &[Word], text: &str, zh: &Front, lexicon: &Lexicon) -> Option<Vec<Span<Byte>>> {
    let wanted = zh.keywords.len();
    let opened = words.iter().filter(|w| w.opens).count() + 1;
    let spans_of = |starts: &[usize]| -> Option<Vec<Span<Byte>>> {
        starts
            .iter()
            .enumerate()
            .map(|(n, from)| {
                let to = starts.get(n + 1).copied().unwrap_or(words.len());
                Some(Span::new(
                    words.get(*from)?.span.start(),
                    words.get(to.checked_sub(1)?)?.span.end(),
                ))
            })
            .collect()
    };
    let sure: Vec<usize> =
        (0..words.len()).filter(|i| *i == 0 || words.get(*i).is_some_and(|w| w.opens)).collect();
    if wanted < 2 || opened >= wanted {
        return (opened >= 2).then(|| spans_of(&sure)).flatten();
    }
    if words.len() < wanted || words.len() > 60 {
        return None;
    }
    let stems = Stems::new();
    let glosses: Vec<BTreeSet<String>> = zh
        .keywords
        .iter()
        .map(|k| {
            let simple = lexicon.simplified(k.as_str());
            lexicon
                .words(&simple)
                .into_iter()
                .flat_map(|s| meanings(s.of(&simple), lexicon, &stems))
                // Latin words stand in both lists alike: PHPT1.
                .chain(
                    simple
                        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                        .filter(|w| w.len() >= 2)
                        .map(|w| stems.stem(&w.to_lowercase()).into_owned()),
                )
                .collect()
        })
        .collect();
    let english: Vec<String> =
        words.iter().map(|w| stems.stem(&w.span.of(text).to_lowercase()).into_owned()).collect();
    let value = |k: usize, from: usize, to: usize| -> f64 {
        let set = glosses.get(k);
        (from..to)
            .filter_map(|i| english.get(i))
            .map(|e| if set.is_some_and(|s| s.contains(e)) { 1.0 } else { -0.3 })
            .sum()
    };
    // Each keyword begins with a capital, and no other word does; half of them must be translations.
    let capital = |w: &Word| w.span.of(text).starts_with(char::is_uppercase);
    let capitals: Vec<usize> =
        (0..words.len()).filter(|i| words.get(*i).is_some_and(capital)).collect();
    if capitals.len() == wanted && capitals.first() == Some(&0) {
        let met = (0..wanted)
            .filter(|k| {
                let from = capitals.get(*k).copied().unwrap_or(0);
                let to = capitals.get(k + 1).copied().unwrap_or(words.len());
                value(*k, from, to) > -0.3 * (to - from) as f64 + 0.5
            })
            .count();
        // DAE, SVM: an abbreviation says nothing for or against.
        let short = |k: usize| {
            let word = capitals.get(k).and_then(|i| words.get(*i)).map_or("", |w| w.span.of(text));
            let next = capitals.get(k + 1).copied().unwrap_or(words.len());
            next == capitals.get(k).map_or(0, |i| i + 1)
                && word.len() >= 2
                && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        };
        let abbreviations = (0..wanted).filter(|k| short(*k)).count();
        if met > 0 && (met + abbreviations) * 2 >= wanted {
            return spans_of(&capitals);
        }
    }
    let mut best = vec![vec![None::<(f64, usize)>; words.len() + 1]; wanted + 1];
    *best.first_mut()?.first_mut()? = Some((0.0, 0));
    for k in 1..=wanted {
        for to in k..=words.len() {
            for from in to.saturating_sub(MOST_WORDS).max(k - 1)..to {
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
    let mut starts = Vec::new();
    let mut to = words.len();
    let mut translated = 0;
    for k in (1..=wanted).rev() {
        let (_, from) = best.get(k).and_then(|r| r.get(to)).copied().flatten()?;
        translated += usize::from(value(k - 1, from, to) > -0.3 * (to - from) as f64 + 0.5);
        starts.push(from);
        to = from;
    }
    starts.reverse();
    (translated * 2 >= wanted).then(|| spans_of(&starts)).flatten()
}
