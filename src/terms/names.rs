//! Names that the body uses and the English half of the article may lack: quoted, official-sounding,
//! or repeated.

use std::collections::BTreeMap;

use crate::{
    domain::{Article, Byte, Evidence, EvidenceKind, Grade, LineRange, Passage, Span},
    lexicon::{Lexicon, names},
    text::{count_han, is_han},
};

use super::{
    compose::Composer,
    cues::{Cue, Cues},
    fold,
    ledger::{Found, Ledger},
    place::{Locator, sentence_around},
};

/// Heads of official names.
const HEADS: &str = include_str!("data/official-heads.txt");
/// A plain compound has to stand this often to be taken.
const OFTEN: usize = 3;
/// Most plain compounds that are taken of an article, the most frequent first.
const MOST_PLAIN: usize = 20;
/// Beginnings of names of what states do together.
const BETWEEN_STATES: [&str; 8] = ["三边", "双边", "四边", "多边", "三国", "四国", "六国", "联合"];

/// Why a name is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    Quoted,
    Official,
    Repeated,
}

/// A name and the first place where it stands.
#[derive(Debug)]
struct Name<'p> {
    zh: String,
    passage: &'p Passage,
    span: Span<Byte>,
    reason: Reason,
    count: usize,
    /// How often nothing stands beside it that could belong to it.
    free: usize,
}

/// Suggestions for the names of the body that `ledger` has no English for.
pub(super) fn suggestions(
    article: &Article,
    locator: &Locator<'_>,
    lexicon: &Lexicon,
    cues: &Cues,
    composer: &Composer<'_>,
    ledger: &Ledger<'_>,
) -> Vec<Found> {
    let known = |piece: &str| ledger.rendering(piece).map(str::to_owned);
    let mut out = foreigners(article, locator, ledger);
    let mut plain = 0;
    for name in collected(article, lexicon, cues) {
        if ledger.has(&name.zh) || names::foreign_name(&name.zh).is_some() {
            continue;
        }
        let begins = lexicon.words(&name.zh).first().map(|w| w.of(&name.zh).to_owned());
        if name.reason != Reason::Quoted && begins.is_some_and(|w| composer.is_bare_verb(&w)) {
            continue;
        }
        if name.reason == Reason::Repeated {
            if plain >= MOST_PLAIN || !composer.is_at_home(&name.zh, &known) {
                continue;
            }
            plain += 1;
        }
        let mut offers = composer.compose(&name.zh, &known);
        offers.retain(|offer| !ledger.rejects(&name.zh, &offer.en));
        let official = name.reason != Reason::Repeated && is_official(&name.zh);
        let Some(best) = offers.first() else {
            if official {
                out.push(found(&name, "", String::new(), locator));
            }
            continue;
        };
        let cased = |en: &str| if official { title_case(en) } else { en.to_owned() };
        let mut one = found(&name, &cased(&best.en), best.parts.clone(), locator);
        one.en_also = offers.iter().skip(1).map(|o| cased(&o.en)).collect();
        out.push(one);
    }
    out
}

fn found(name: &Name<'_>, en: &str, parts: String, locator: &Locator<'_>) -> Found {
    let evidence = Evidence {
        kind: EvidenceKind::Composed,
        zh_quote: sentence_around(name.passage.as_str(), name.span),
        en_quote: parts,
        place: locator.place(locator.lines(name.passage, name.span), LineRange::default()),
    };
    Found::new(&name.zh, en, Grade::D, evidence)
}

/// People from outside China whose own spelling is known: a suggestion, never pinyin.
fn foreigners(article: &Article, locator: &Locator<'_>, ledger: &Ledger<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    for (zh, en) in names::foreign_names() {
        if zh.chars().count() < 3 || ledger.has(zh) {
            continue;
        }
        let place = article
            .body
            .iter()
            .find_map(|p| p.as_str().find(zh).map(|at| (p, Span::new(at, at + zh.len()))));
        if let Some((passage, span)) = place {
            let evidence = Evidence {
                kind: EvidenceKind::Termbase,
                zh_quote: sentence_around(passage.as_str(), span),
                en_quote: "foreign-names: unverified".to_owned(),
                place: locator.place(locator.lines(passage, span), LineRange::default()),
            };
            out.push(Found::new(zh, en, Grade::D, evidence));
        }
    }
    out
}

/// The names, by reason, then frequency, then text.
fn collected<'p>(article: &'p Article, lexicon: &Lexicon, cues: &Cues) -> Vec<Name<'p>> {
    let mut by_zh: BTreeMap<String, Name<'p>> = BTreeMap::new();
    let passages = article.zh.abstract_text.iter().chain(&article.body);
    for passage in passages {
        let text = passage.as_str();
        for span in quoted(text, lexicon, cues) {
            note(&mut by_zh, passage, span, Reason::Quoted, true);
        }
        for (span, whole) in compounds(text, lexicon, cues) {
            let reason =
                if is_official(span.of(text)) { Reason::Official } else { Reason::Repeated };
            note(&mut by_zh, passage, span, reason, whole);
        }
    }
    let names: Vec<Name<'p>> = by_zh
        .into_values()
        .filter(|n| match n.reason {
            Reason::Quoted => true,
            Reason::Official if has_common_head(&n.zh) => {
                n.count >= OFTEN
                    || n.zh.chars().count() >= 8
                        && BETWEEN_STATES.iter().any(|head| n.zh.starts_with(head))
            }
            Reason::Official => n.count >= 2 || n.zh.chars().count() >= 6,
            // 全球人工智能 is always followed by what it is about.
            Reason::Repeated => n.count >= OFTEN && n.free >= 2 && n.free * 2 >= n.count,
        })
        .collect();
    // A part of a longer compound that never stands without it is no name of its own.
    let mut kept: Vec<Name<'p>> = Vec::new();
    let counts: Vec<(String, usize)> = names.iter().map(|n| (n.zh.clone(), n.count)).collect();
    for name in names {
        let swallowed = name.reason != Reason::Quoted
            && counts.iter().any(|(zh, count)| {
                *zh != name.zh && zh.contains(name.zh.as_str()) && *count >= name.count
            });
        if !swallowed {
            kept.push(name);
        }
    }
    kept.sort_by(|a, b| {
        (a.reason, b.count, a.zh.as_str()).cmp(&(b.reason, a.count, b.zh.as_str()))
    });
    kept
}

fn note<'p>(
    by_zh: &mut BTreeMap<String, Name<'p>>,
    passage: &'p Passage,
    span: Span<Byte>,
    reason: Reason,
    free: bool,
) {
    let zh = span.of(passage.as_str()).to_owned();
    let name = by_zh.entry(fold::fold_zh(&zh)).or_insert_with(|| Name {
        zh,
        passage,
        span,
        reason,
        count: 0,
        free: 0,
    });
    name.count += 1;
    name.free += usize::from(free);
    name.reason = name.reason.min(reason);
}

/// What stands in quotation marks or 《》 and reads like a name: no clause, not too long.
pub(super) fn quoted(text: &str, lexicon: &Lexicon, cues: &Cues) -> Vec<Span<Byte>> {
    let mut out = Vec::new();
    let mut open: Option<(char, usize)> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('“' | '《' | '「' | '『', _) => open = Some((c, at + c.len_utf8())),
            ('"', None) => open = Some((c, at + 1)),
            ('”' | '》' | '」' | '』' | '"', Some((mark, start))) => {
                open = None;
                let pairs = matches!(
                    (mark, c),
                    ('“', '”') | ('《', '》') | ('「', '」') | ('『', '』') | ('"', '"')
                );
                let span = Span::new(start, at);
                if pairs && reads_like_a_name(span.of(text), mark == '《', lexicon, cues) {
                    out.push(span);
                }
            }
            ('。' | '\n', _) => open = None,
            _ => {}
        }
    }
    out
}

fn reads_like_a_name(text: &str, title: bool, lexicon: &Lexicon, cues: &Cues) -> bool {
    let chars = text.chars().count();
    // 材料——芯片——算力 is a list.
    if !title && (text.contains("——") || text.matches('—').count() > 1) {
        return false;
    }
    if !(3..=24).contains(&chars) || count_han(text) < 2 {
        return false;
    }
    if text
        .chars()
        .any(|c| !(is_han(c) || c.is_alphanumeric() || matches!(c, '-' | '·' | '—' | '.' | ' ')))
    {
        return false;
    }
    let words = lexicon.words(text);
    let function = words.iter().filter(|w| cues.of(w.of(text)) == Some(Cue::Function)).count();
    let verb_first = words.first().is_some_and(|w| {
        cues.of(w.of(text)) == Some(Cue::Verb) && words.len() > 2 && !(title && is_official(text))
    });
    function == 0 && !verb_first
}

/// Runs of content words: two to six words, four to sixteen characters, every piece that ends in a
/// content word, and whether it is the whole run.
fn compounds(text: &str, lexicon: &Lexicon, cues: &Cues) -> Vec<(Span<Byte>, bool)> {
    let words = lexicon.words(text);
    let plain = |span: &Span<Byte>| {
        let word = span.of(text);
        word.chars().all(is_han) && cues.of(word).is_none() && word.chars().count() > 1
    };
    let mut out = Vec::new();
    let mut first = 0;
    while first < words.len() {
        let run = words.iter().skip(first).take_while(|w| plain(w)).count();
        // A single character before the run is mostly the head of a foreign name.
        let cut = first.checked_sub(1).and_then(|i| words.get(i)).is_some_and(|w| {
            let word = w.of(text);
            word.chars().all(is_han) && cues.of(word).is_none()
        });
        for from in first + usize::from(cut && run > 0)..first + run {
            for to in from + 1..(first + run).min(from + 6) {
                if let (Some(a), Some(b)) = (words.get(from), words.get(to)) {
                    let span = a.cover(*b);
                    let chars = span.of(text).chars().count();
                    let whole = from == first && to + 1 == first + run;
                    // An official name is the whole run; a plain compound any piece of it.
                    if (4..=16).contains(&chars) && (whole || !is_official(span.of(text))) {
                        out.push((span, whole));
                    }
                }
            }
        }
        first += run.max(1);
    }
    out
}

/// Every run of two to eight words that ends in the head of an official name, the longer before the
/// shorter.
pub(super) fn official_runs(text: &str, lexicon: &Lexicon, cues: &Cues) -> Vec<Span<Byte>> {
    let words = lexicon.words(text);
    let inner = |span: &Span<Byte>| {
        let word = span.of(text);
        word.chars().all(|c| is_han(c) || c.is_ascii_alphanumeric())
            && !matches!(cues.of(word), Some(Cue::Function | Cue::Of))
    };
    let mut out = Vec::new();
    for (last, word) in words.iter().enumerate() {
        let run = words.iter().take(last + 1).rev().take(8).take_while(|w| inner(w)).count();
        for first in (last + 1 - run)..last {
            let span = words.get(first).map(|w| w.cover(*word));
            out.extend(span.filter(|s| {
                (4..=24).contains(&s.of(text).chars().count()) && is_official(s.of(text))
            }));
        }
    }
    out
}

fn is_official(zh: &str) -> bool {
    head_of(zh).is_some()
}

/// Whether a name's head is one that running text uses for what has no name too.
fn has_common_head(zh: &str) -> bool {
    head_of(zh).is_some_and(|(_, common)| common)
}

/// The longest official head that a name ends in, and whether it is a common one.
fn head_of(zh: &str) -> Option<(&'static str, bool)> {
    HEADS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|line| line.split_once('\t').map_or((line, false), |(head, _)| (head, true)))
        .filter(|(head, _)| zh.ends_with(head) && zh.chars().count() >= head.chars().count() + 2)
        .max_by_key(|(head, _)| head.len())
}

/// Capitals as names of institutions and documents have them.
fn title_case(en: &str) -> String {
    en.split(' ')
        .enumerate()
        .map(|(at, word)| {
            let small = at > 0 && super::rendering::is_small(word);
            let mut chars = word.chars();
            match chars.next() {
                Some(c) if !small => c.to_uppercase().chain(chars).collect::<String>(),
                _ => word.to_owned(),
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}
