//! Acronyms: defined once, before they are used, and with the same words in both languages.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Byte, Passage, Quote, Side, Span},
    text::is_han,
};

use super::context::Context;

/// Acronyms that need no definition (`data/acronyms.txt`, one a line).
const KNOWN: &str = include_str!("data/acronyms.txt");

/// One place where an acronym stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    acronym: String,
    span: Span<Byte>,
    /// The words that it is said to stand for, where it is defined here.
    expansion: Option<Span<Byte>>,
    /// Whether it stands in brackets after words, or words in brackets after it: malondialdehyde
    /// (MDA) defines it, though its letters are no initials.
    is_explained: bool,
}

/// Runs the rules of acronyms.
pub(super) fn check(context: &mut Context<'_>) {
    let article = &context.record.article;
    let Some(abstract_en) = &article.en.abstract_text else { return };
    let uses = uses(abstract_en.as_str());
    let mut first_use: BTreeMap<&str, &Use> = BTreeMap::new();
    let mut definitions: BTreeMap<&str, Vec<&Use>> = BTreeMap::new();
    let explained: BTreeSet<&str> =
        uses.iter().filter(|u| u.is_explained).map(|u| u.acronym.as_str()).collect();
    for one in &uses {
        first_use.entry(&one.acronym).or_insert(one);
        if one.expansion.is_some() {
            definitions.entry(&one.acronym).or_default().push(one);
        }
    }
    let elsewhere = expansions_in_chinese(context);
    let known = |acronym: &str| {
        KNOWN.lines().any(|l| l == acronym)
            || context.settings.known_acronyms.iter().any(|k| k == acronym)
    };
    let mut reports: Vec<(&'static str, String, &'static str, Vec<Quote>)> = Vec::new();
    for (acronym, first) in &first_use {
        let quote = |one: &Use| {
            let span = one.expansion.map_or(one.span, |e| e.cover(one.span));
            context.quote_around(Side::En, abstract_en, span)
        };
        let Some(defined) = definitions.get(acronym) else {
            let word = context.lexical.lexicon.is_english_word(&acronym.to_lowercase());
            if !known(acronym)
                && !word
                && !context.is_english_damaged()
                && !explained.contains(acronym)
                && !said_in_full(context, acronym)
            {
                let times = uses.iter().filter(|u| u.acronym == **acronym).count();
                let said = elsewhere
                    .get(*acronym)
                    .map(|(_, quote)| quote.clone())
                    .or_else(|| is_named_in_chinese(context, acronym));
                let hint = "an abstract is read alone: give the full words at its first use";
                if times > 1 || said.is_some() {
                    let message = format!("{acronym} is not defined in the English abstract");
                    let quotes = said.into_iter().chain([quote(first)]).collect();
                    reports.push(("acronym-undefined", message, hint, quotes));
                } else {
                    // Said once and nowhere explained: as often as not the name of a product.
                    let message = format!("{acronym} stands for what?");
                    reports.push(("acronym-bare", message, hint, vec![quote(first)]));
                }
            }
            continue;
        };
        let Some(definition) = defined.first() else { continue };
        if first.span.start() < definition.span.start() && !known(acronym) {
            let message = format!("{acronym} is used before it is defined");
            reports.push((
                "acronym-late",
                message,
                "define it at its first use",
                vec![quote(first), quote(definition)],
            ));
        }
        if let Some(second) = defined.get(1) {
            let message = format!("{acronym} is defined twice");
            let quotes = vec![quote(definition), quote(second)];
            reports.push(("acronym-twice", message, "", quotes));
        }
        if let Some((words, zh_quote)) = elsewhere.get(*acronym)
            && let Some(expansion) = definition.expansion
        {
            let here = expansion.of(abstract_en.as_str());
            if differ(context, words, here) {
                let message = format!("{acronym} is `{words}` in the Chinese half, `{here}` here");
                let quotes = vec![zh_quote.clone(), quote(definition)];
                reports.push(("acronym-differs", message, "", quotes));
            }
        }
    }
    for (rule, message, hint, quotes) in reports {
        context.report(rule, message, hint, quotes);
    }
}

/// Whether title, keywords or abstract say the words that the acronym is made of.
fn said_in_full(context: &Context<'_>, acronym: &str) -> bool {
    let front = &context.record.article.en;
    front.title.iter().chain(&front.keywords).chain(&front.abstract_text).any(|passage| {
        let words: Vec<&str> = passage
            .as_str()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .collect();
        (0..words.len()).any(|at| {
            let window = words.get(at..).unwrap_or_default();
            let initials: Vec<char> = window
                .iter()
                .take(acronym.chars().count())
                .filter_map(|w| w.chars().next())
                .flat_map(char::to_uppercase)
                .collect();
            acronym.chars().count() >= 2 && initials.iter().copied().eq(acronym.chars())
        })
    })
}

/// Words that an acronym may leave out.
const SMALL: &[&str] = &["of", "and", "the", "for", "in", "on", "to", "a", "with", "by"];

/// Acronyms of a text in order: `three-letter words (TLW)` defines one.
fn uses(text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || matches!(c, '-' | '/' | '+' | '_' | '.');
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                let word = Span::<Byte>::new(from, at);
                found.extend(acronym(text, word));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// The acronym that a word is: capitals, at least two, at most eight.
fn acronym(text: &str, word: Span<Byte>) -> Option<Use> {
    let shown = word.of(text).trim_end_matches(['.', '-', '/', '+']);
    let shown = shown.strip_suffix('s').filter(|s| is_acronym(s)).unwrap_or(shown);
    if !is_acronym(shown) {
        return None;
    }
    let span = Span::new(word.start(), word.start() + shown.len());
    let before = text.get(..span.start())?;
    let open = before.trim_end().strip_suffix(['(', '（', '[']);
    let expansion = open.and_then(|before| expansion(before, shown));
    let after = text.get(span.end()..)?.trim_start();
    let followed = after
        .strip_prefix(['(', '（'])
        .is_some_and(|inside| inside.chars().take(4).filter(char::is_ascii_lowercase).count() >= 3);
    let is_explained = followed || in_brackets(before);
    Some(Use { acronym: shown.to_owned(), span, expansion, is_explained })
}

/// Whether a bracket is open at the end of `before`.
fn in_brackets(before: &str) -> bool {
    let open = before.rfind(['(', '（', '[']);
    let close = before.rfind([')', '）', ']']);
    open.is_some_and(|open| close.is_none_or(|close| close < open))
}

fn is_acronym(word: &str) -> bool {
    (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase()) && !is_roman(word)
}

/// Roman numerals are no acronyms: II, IV, XIX.
fn is_roman(word: &str) -> bool {
    word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
}

/// The words at the end of `before` whose initials the acronym is made of: as many words as it has
/// letters, small words not counted.
fn expansion(before: &str, acronym: &str) -> Option<Span<Byte>> {
    let mut letters = acronym.chars().rev().peekable();
    let mut start = None;
    let end = before.trim_end().len();
    let mut words = Vec::new();
    let mut from = None;
    let text = before.get(..end)?;
    for (at, c) in text.char_indices().chain([(end, ' ')]) {
        match (from, c.is_alphanumeric() || c == '\'' || c == '’') {
            (None, true) => from = Some(at),
            (Some(word), false) => {
                words.push(Span::<Byte>::new(word, at));
                from = None;
            }
            _ => {}
        }
        // A sentence's end or a bracket parts what follows from what went before.
        if matches!(c, '.' | ';' | ':' | '(' | ')') && at < end {
            words.clear();
        }
    }
    for word in words.iter().rev() {
        let Some(&wanted) = letters.peek() else { break };
        let shown = word.of(text);
        let initial = shown.chars().next()?.to_ascii_uppercase();
        if initial == wanted {
            letters.next();
            start = Some(word.start());
        } else if !SMALL.contains(&shown) {
            return None;
        }
    }
    (letters.peek().is_none()).then_some(())?;
    Some(Span::new(start?, end))
}

/// Where the Chinese half explains the acronym by a name before it: 海缆故障恢复（CFR）.
fn is_named_in_chinese(context: &Context<'_>, acronym: &str) -> Option<Quote> {
    let article = &context.record.article;
    article.zh.abstract_text.iter().chain(&article.body).find_map(|passage| {
        let text = passage.as_str();
        text.match_indices(acronym).find_map(|(at, found)| {
            let head = text.get(..at)?.trim_end();
            let tail = text.get(at + found.len()..)?.trim_start();
            let opened = head.strip_suffix(['(', '（'])?.trim_end();
            (opened.ends_with(is_han) && tail.starts_with([')', '）']))
                .then(|| context.quote_around(Side::Zh, passage, Span::new(at, at + found.len())))
        })
    })
}

/// Definitions in the Chinese half: 中文（English Words，EW）, by acronym.
fn expansions_in_chinese(context: &Context<'_>) -> BTreeMap<String, (String, Quote)> {
    let article = &context.record.article;
    let mut found = BTreeMap::new();
    let passages: Vec<&Passage> = article.zh.abstract_text.iter().chain(&article.body).collect();
    for passage in passages {
        let text = passage.as_str();
        for (open, mark) in text.match_indices(['(', '（']) {
            let inside_from = open + mark.len();
            let Some(inside) = text.get(inside_from..) else { continue };
            let Some((close, bracket)) = inside.match_indices([')', '）']).next() else {
                continue;
            };
            let Some(inside) = inside.get(..close) else { continue };
            let Some((words, acronym)) = inside.rsplit_once([',', '，', ';', '；', '、']) else {
                continue;
            };
            let (words, acronym) = (words.trim(), acronym.trim());
            let latin = |t: &str| t.chars().all(|c| c.is_ascii() && !c.is_ascii_digit());
            if !is_acronym(acronym) || !latin(words) || !words.contains(' ') {
                continue;
            }
            if expansion(words, acronym).is_none_or(|span| span.start() != 0) {
                continue;
            }
            let span = Span::new(open, inside_from + close + bracket.len());
            found.entry(acronym.to_owned()).or_insert_with(|| {
                (words.to_owned(), context.quote_around(Side::Zh, passage, span))
            });
        }
    }
    found
}

/// Whether two expansions differ in more than case, plural and hyphens.
fn differ(context: &Context<'_>, one: &str, other: &str) -> bool {
    let (one, other) = (context.lexical.content_stems(one), context.lexical.content_stems(other));
    // A letter or two is OCR's or a slip of the pen: another rule's business.
    one.len() != other.len()
        || one.iter().zip(&other).any(|(a, b)| strsim::damerau_levenshtein(a, b) > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_read_backwards() {
        let text = "we use the Internet of Things (IoT), random forests (RF) and the RFs of CNN. Also XIV.";
        let found = uses(text);
        let told: Vec<(&str, Option<&str>)> =
            found.iter().map(|u| (u.acronym.as_str(), u.expansion.map(|e| e.of(text)))).collect();
        assert_eq!(told, [("RF", Some("random forests")), ("RF", None), ("CNN", None)]);
    }

    #[test]
    fn the_chinese_that_explains_an_acronym_is_quoted() {
        let notation = "摘要: 海缆故障增多。|沿岸各国应合作。\n\
                        正文: 本文比较海缆故障检修（submarine cable fault repair，SCFR）的两种方法。\n\
                        Abstract: Cable faults rise and SCFR is slow.|States should cooperate on SCFR.\n";
        let findings = super::super::examples::Example::new(notation).findings();
        let found = findings.iter().find(|f| f.rule == "acronym-undefined").unwrap();
        let zh = found.quotes.iter().find(|q| q.side == Side::Zh).unwrap();
        assert!(zh.text.contains("（submarine cable fault repair，SCFR）"), "{}", zh.text);
    }

    #[test]
    fn a_bracket_that_does_not_spell_is_no_definition() {
        let found = uses("the Ministry of Defence (UK) said");
        assert_eq!(found.first().unwrap().expansion, None);
    }
}
