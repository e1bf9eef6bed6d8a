//! Terms found in aligned sentences: every part of the Chinese is translated by the English beside
//! it, and nothing else is.

use std::collections::BTreeMap;

use crate::{
    domain::{Byte, Evidence, EvidenceKind, Grade, Part, Passage, Segment, SegmentId, Span},
    lexicon::Lexicon,
    text::is_han,
};

use super::{
    TermInput,
    cues::{Cue, Cues},
    ledger::Found,
    links::{self, EnWord, Linked, ZhWord},
    place::Locator,
    rendering::{self, EnglishPhrase, Stems},
};

/// Longest term, in Chinese words.
const MOST_WORDS: usize = 6;
/// Longest term, in English words.
const MOST_ENGLISH: usize = 9;

/// A term pair inside a pair of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) zh: Span<Byte>,
    pub(super) en: Span<Byte>,
}

/// The terms of all aligned sentences of the abstract, and of the titles.
pub(super) fn terms(
    input: &TermInput<'_>,
    locator: &Locator<'_>,
    cues: &Cues,
    stems: &Stems,
) -> Vec<Found> {
    let mut out = Vec::new();
    let by_id = |segments: &'_ [Segment]| -> BTreeMap<SegmentId, usize> {
        segments.iter().enumerate().map(|(at, s)| (s.id, at)).collect()
    };
    let (zh_ids, en_ids) = (by_id(input.zh), by_id(input.en));
    for bead in input.beads.iter().filter(|b| b.part != Part::Clause) {
        let zh = joined(&bead.zh, &zh_ids, input.zh, "");
        let en = joined(&bead.en, &en_ids, input.en, " ");
        if let (Some(zh), Some(en)) = (zh, en) {
            out.extend(of_pair(&zh, &en, input.lexicon, locator, cues, stems));
        }
    }
    if let (Some(zh), Some(en)) = (&input.article.zh.title, &input.article.en.title) {
        out.extend(of_pair(zh, en, input.lexicon, locator, cues, stems));
    }
    out
}

/// The segments of one side of a bead as one passage.
pub(super) fn joined(
    ids: &[SegmentId],
    places: &BTreeMap<SegmentId, usize>,
    segments: &[Segment],
    between: &str,
) -> Option<Passage> {
    let mut whole: Option<Passage> = None;
    for id in ids {
        let segment = segments.get(*places.get(id)?)?;
        match &mut whole {
            None => whole = Some(segment.passage.clone()),
            Some(passage) => {
                let end = passage.text.source().end();
                passage.text.push_standing_for(between, Span::new(end, end));
                passage.text.push(&segment.passage.text);
                passage.lines.last = passage.lines.last.max(segment.passage.lines.last);
            }
        }
    }
    whole
}

fn of_pair(
    zh: &Passage,
    en: &Passage,
    lexicon: &Lexicon,
    locator: &Locator<'_>,
    cues: &Cues,
    stems: &Stems,
) -> Vec<Found> {
    let linked = links::link(zh.as_str(), en.as_str(), lexicon, cues, stems);
    pairs(&linked, zh.as_str(), en.as_str(), lexicon, stems)
        .into_iter()
        .map(|pair| {
            let evidence = Evidence {
                kind: EvidenceKind::Aligned,
                zh_quote: super::place::sentence_around(zh.as_str(), pair.zh),
                en_quote: super::place::english_around(en.as_str(), pair.en),
                place: locator.place(locator.lines(zh, pair.zh), locator.lines(en, pair.en)),
            };
            let english = pair.en.of(en.as_str()).split_whitespace().collect::<Vec<_>>().join(" ");
            Found::new(pair.zh.of(zh.as_str()), &english, Grade::C, evidence)
        })
        .collect()
}

/// The maximal term pairs, none inside another, in order of the Chinese.
pub(super) fn pairs(
    linked: &Linked,
    zh: &str,
    en: &str,
    lexicon: &Lexicon,
    stems: &Stems,
) -> Vec<Pair> {
    let mut found: Vec<(usize, usize, Pair)> = Vec::new();
    for first in 0..linked.zh.len() {
        for last in first..linked.zh.len().min(first + MOST_WORDS) {
            let Some(words) = linked.zh.get(first..=last) else { break };
            if words.last().is_none_or(|w| !is_inner(w)) {
                break;
            }
            // A verb with its object behind it is no head.
            let governs = words.last().is_some_and(|w| w.cue == Some(Cue::Verb))
                && linked.zh.get(last + 1).is_some_and(|w| w.content && w.cue.is_none());
            if governs {
                continue;
            }
            if let Some(english) = consistent(linked, first, last)
                && is_term(words, linked, &english, zh, en, lexicon, stems)
            {
                let span = words.first().zip(words.last()).map(|(a, b)| a.span.cover(b.span));
                let ends = linked.en.get(english).and_then(|e| e.first().zip(e.last()));
                if let (Some(zh), Some((a, b))) = (span, ends) {
                    found.push((first, last, Pair { zh, en: a.span.cover(b.span) }));
                }
            }
        }
    }
    let maximal = |first: usize, last: usize| {
        !found.iter().any(|(f, l, _)| (*f, *l) != (first, last) && *f <= first && last <= *l)
    };
    found
        .iter()
        .filter(|(first, last, _)| maximal(*first, *last))
        .map(|(_, _, pair)| pair.clone())
        .collect()
}

/// Whether a word can stand inside a term.
fn is_inner(word: &ZhWord) -> bool {
    word.content
        && match word.cue {
            Some(Cue::Function | Cue::Of | Cue::And) => false,
            Some(Cue::Quantity | Cue::Verb) => !word.links.is_empty(),
            None => true,
        }
}

/// The English of the Chinese words `first..=last`, where it is one piece of the sentence and holds
/// nothing that other words stand for.
fn consistent(linked: &Linked, first: usize, last: usize) -> Option<std::ops::Range<usize>> {
    let words = linked.zh.get(first..=last)?;
    let open_head = words.last().is_some_and(|w| w.links.is_empty());
    let at = words.iter().flat_map(|w| w.links.iter().copied());
    let (start, mut end) = (at.clone().min()?, at.max()? + 1);
    // A head that no sense reaches stands where the head of the English does.
    let next = linked.en.get(end);
    if open_head
        && next
            .is_some_and(|e| e.link.is_none() && !e.small && !e.after_mark && !is_finite(&e.lower))
    {
        end += 1;
    }
    if end - start > MOST_ENGLISH {
        return None;
    }
    let english = linked.en.get(start..end)?;
    let foreign = english.iter().any(|e| e.link.is_some_and(|z| !(first..=last).contains(&z)));
    let broken = english.iter().skip(1).any(|e| e.after_mark);
    (!foreign && !broken).then_some(start..end)
}

/// Whether a consistent pair is a term: its parts are translated on both sides, but for one word
/// where it has three or more; it is a name or a noun phrase, not a verb with its object.
fn is_term(
    words: &[ZhWord],
    linked: &Linked,
    english: &std::ops::Range<usize>,
    zh: &str,
    en: &str,
    lexicon: &Lexicon,
    stems: &Stems,
) -> bool {
    let Some(english_words) = linked.en.get(english.clone()) else { return false };
    let open_zh = words.iter().filter(|w| w.links.is_empty()).count();
    let open_en = english_words.iter().filter(|e| !e.small && e.link.is_none()).count();
    let size = words.len();
    let allowed = usize::from(size - open_zh >= 2);
    if open_zh > allowed || open_en > allowed || open_zh + open_en > 1 && size < 3 {
        return false;
    }
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let small_ends = english_words.first().is_none_or(|e| e.small)
        || english_words.last().is_none_or(|e| e.small);
    if first.links.is_empty() || small_ends || english_words.iter().any(|e| is_finite(&e.lower)) {
        return false;
    }
    if size == 1 {
        return alone(first, english_words, zh, en, lexicon, stems);
    }
    heads_agree(words, last, english_words, english.start)
}

/// Words that make a clause of what holds them.
pub(super) fn is_finite(lower: &str) -> bool {
    matches!(
        lower,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "should"
            | "shall"
            | "do"
            | "does"
            | "did"
            | "not"
            | "this"
            | "that"
            | "these"
            | "those"
            | "which"
            | "who"
            | "we"
            | "it"
            | "they"
            | "he"
            | "she"
    )
}

/// Whether the order of the parts is that of a noun phrase: the last Chinese word is the head, and
/// the English head is the last word before the first preposition. A verb before its object
/// (推动合作, promotion of cooperation) and a clause (竞争加剧, intensifying competition) are no terms.
fn heads_agree(words: &[ZhWord], last: &ZhWord, english: &[EnWord], start: usize) -> bool {
    let preposition = english.iter().position(|e| e.small && e.lower != "and" && e.lower != "or");
    let head = preposition.unwrap_or(english.len()).saturating_sub(1);
    if last.links.is_empty() {
        return preposition.is_none();
    }
    let at_head = last.links.iter().any(|l| l.checked_sub(start) == Some(head));
    let verb_first = words.first().is_some_and(|w| {
        w.cue == Some(Cue::Verb)
            && english.first().is_some_and(|e| {
                // promoting, deepened, discusses
                let bare_noun = e.lower.ends_with("ss") || e.lower.ends_with("us");
                let verbal = ["ing", "ed", "s"].iter().any(|end| e.lower.ends_with(end));
                e.link.is_some() && verbal && !bare_noun
            })
    });
    at_head && !verb_first
}

/// Whether a single word is a term by itself: three characters or more, or a name.
fn alone(
    word: &ZhWord,
    english: &[EnWord],
    zh: &str,
    en: &str,
    lexicon: &Lexicon,
    stems: &Stems,
) -> bool {
    let text = word.span.of(zh);
    let han = text.chars().filter(|c| is_han(*c)).count();
    if word.cue.is_some() || han == 0 || english.iter().any(|e| e.link.is_none() && !e.small) {
        return false;
    }
    // 三国 alone is not States, though one of its senses has the word.
    let phrase = EnglishPhrase::new(
        english.first().zip(english.last()).map_or("", |(a, b)| a.span.cover(b.span).of(en)),
        stems,
    );
    if rendering::meeting(text, &phrase, lexicon, stems).strength < 0.99 {
        return false;
    }
    let capital = |e: &EnWord| e.span.of(en).starts_with(char::is_uppercase);
    let at_head = english.first().is_some_and(|e| e.span.start() == 0);
    han >= 3 || han == 2 && english.iter().all(|e| e.small || capital(e)) && !at_head
}
