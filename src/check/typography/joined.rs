//! Words that lost a hyphen or a blank, and words set twice.

use crate::{
    domain::{Byte, Passage, Side, Span},
    text::{is_han, runs},
};

use super::super::context::Context;

/// First parts of compounds that English hyphenates (`data/compounds.txt`).
const COMPOUNDS: &str = include_str!("../data/compounds.txt");
/// Names of regions and countries that follow another word after a blank.
const PLACES: &str = include_str!("../data/places.txt");
/// Small words that run into their neighbours: `ofthe`, `inthe`.
const SMALL: &[&str] = &["of", "the", "and", "in", "to", "for", "with", "on", "by", "from", "that"];
/// Words that may stand twice: `had had`, `that that`.
const TWICE: &[&str] = &["had", "that", "is", "do", "her"];

/// Runs the rules of joined words.
pub(super) fn check(context: &mut Context<'_>) {
    let mut passages: Vec<(Side, &Passage)> = Vec::new();
    passages.extend(super::front(context, Side::En).into_iter().map(|p| (Side::En, p)));
    passages.extend(super::chinese(context).into_iter().map(|p| (Side::Zh, p)));
    let article = &context.record.article;
    passages.extend(article.notes.iter().map(|n| (Side::En, &n.text)));
    for (side, passage) in passages {
        words(context, side, passage);
        twice(context, side, passage);
        if side == Side::Zh {
            acronyms(context, passage);
        }
    }
}

/// Runs of Latin letters, with their place.
fn latin(text: &str) -> Vec<Span<Byte>> {
    runs(text, |c| c.is_ascii_alphabetic())
}

fn words(context: &mut Context<'_>, side: Side, passage: &Passage) {
    let text = passage.as_str();
    for span in latin(text) {
        if in_address(text, span) {
            continue;
        }
        let word = span.of(text);
        let (rule, mended) = if let Some(mended) = lost_hyphen(context, word) {
            ("hyphen-lost", mended)
        } else if let Some(mended) = lost_blank(context, word) {
            ("blank-missing", mended)
        } else {
            continue;
        };
        let what = if rule == "hyphen-lost" { "hyphen" } else { "blank" };
        let quote = context.quote_around(side, passage, span);
        let message = format!("`{word}` seems to have lost a {what}: {mended}");
        context.report(rule, message, "", vec![quote]);
    }
}

/// Whether the word stands in a web address.
fn in_address(text: &str, span: Span<Byte>) -> bool {
    let head = text.get(..span.start()).unwrap_or_default();
    let token = head.rsplit(char::is_whitespace).next().unwrap_or_default();
    let glued = text
        .get(span.end()..)
        .and_then(|t| t.chars().next())
        .is_some_and(|c| matches!(c, '/' | '@' | '_'));
    glued
        || token.contains("://")
        || token.contains("www.")
        || token.contains('@')
        || token.ends_with(['/', '_'])
}

/// `threepronged` → `three-pronged`: a first part that English hyphenates, and a word that is none.
fn lost_hyphen(context: &Context<'_>, word: &str) -> Option<String> {
    let lexicon = context.lexical.lexicon;
    let lower = word.to_lowercase();
    if word.len() < 8
        || word.chars().skip(1).any(|c| c.is_ascii_uppercase())
        || context.lexical.is_word(&lower)
    {
        return None;
    }
    COMPOUNDS.lines().filter(|l| !l.starts_with('#')).find_map(|first| {
        let rest = lower.strip_prefix(first)?;
        let known =
            rest.len() >= 4 && (lexicon.is_english_word(rest) || is_participle(context, rest));
        known.then(|| {
            let (head, tail) = word.split_at(first.len());
            format!("{head}-{tail}")
        })
    })
}

/// `pronged`, `sided`: a word with the ending of a participle.
fn is_participle(context: &Context<'_>, word: &str) -> bool {
    let stem = word.strip_suffix("ed").or(word.strip_suffix("ing"));
    stem.is_some_and(|s| context.lexical.is_word(s) || context.lexical.is_word(&format!("{s}e")))
}

/// `EastAsia` → `East Asia`, `OpenAIJapan` → `OpenAI Japan`, `ofthe` → `of the`.
fn lost_blank(context: &Context<'_>, word: &str) -> Option<String> {
    if word.len() < 5 {
        return None;
    }
    let place = PLACES.lines().filter(|l| !l.starts_with('#')).find_map(|place| {
        let head = word.strip_suffix(place)?;
        let end = head.chars().next_back()?;
        // `EastAsia`, `OpenAIJapan`, but not `SouthJapanese` or `Eurasia`.
        let parts = head.len() >= 2 && (end.is_ascii_alphanumeric());
        (parts && !head.eq_ignore_ascii_case("mc")).then(|| format!("{head} {place}"))
    });
    if place.is_some() {
        return place;
    }
    let lower = word.to_lowercase();
    if word.chars().any(|c| c.is_ascii_uppercase())
        || context.lexical.is_word(&lower)
        || lower.len() < 5
    {
        return None;
    }
    SMALL.iter().find_map(|small| {
        let known =
            |rest: &str| SMALL.contains(&rest) || rest.len() >= 5 && context.lexical.is_word(rest);
        // `ofthe`, `ofthis`; one small word glued to a long one is a name as often as not.
        let head = lower
            .strip_prefix(small)
            .filter(|r| known(r) && (small.len() >= 3 || SMALL.contains(r)));
        head.map(|rest| format!("{small} {rest}"))
    })
}

/// A word twice in a row: `the the`, 的的.
fn twice(context: &mut Context<'_>, side: Side, passage: &Passage) {
    let text = passage.as_str();
    let words = latin(text);
    for pair in words.windows(2) {
        let [one, other] = pair else { continue };
        let (a, b) = (one.of(text), other.of(text));
        let between = Span::<Byte>::new(one.end(), other.start()).of(text);
        let alone = text
            .get(..one.start())
            .and_then(|t| t.chars().next_back())
            .is_none_or(|c| !matches!(c, '-' | '.' | '·'));
        if a.len() >= 2
            && alone
            && a.eq_ignore_ascii_case(b)
            && a.chars().any(|c| c.is_ascii_lowercase())
            && !between.is_empty()
            && between.chars().all(|c| c == ' ')
            && !TWICE.contains(&a.to_lowercase().as_str())
            && (a.chars().next() == b.chars().next())
        {
            let quote = context.quote_around(side, passage, one.cover(*other));
            let message = format!("`{a}` stands twice");
            context.report("word-twice", message, "", vec![quote]);
        }
    }
    for doubled in ["的的", "了了", "是是", "在在", "和和", "与与", "，，", "。。", "、、"]
    {
        for (at, mark) in text.match_indices(doubled) {
            let rest = text.get(at + mark.len()..).unwrap_or_default();
            // 的的确确, 了了事: words of their own; 。。。 is an ellipsis.
            let first = doubled.chars().next().unwrap_or(' ');
            if rest.starts_with(first)
                || rest.starts_with("确")
                || doubled == "了了" && rest.starts_with(is_han)
            {
                continue;
            }
            let quote = context.quote_around(side, passage, Span::new(at, at + mark.len()));
            context.report("word-twice", format!("{first} stands twice"), "", vec![quote]);
        }
    }
}

/// What acronyms of two letters stand for, to see that `AIRMF` after 人工智能… is `AI RMF`.
const PREFIXES: &[(&str, &str)] =
    &[("AI", "人工智能"), ("EU", "欧盟"), ("UN", "联合国"), ("US", "美国"), ("UK", "英国")];

/// 人工智能风险管理框架（AIRMF）: the acronym begins with another one.
fn acronyms(context: &mut Context<'_>, passage: &Passage) {
    let text = passage.as_str();
    for span in latin(text) {
        let word = span.of(text);
        if !(5..=8).contains(&word.len()) || !word.bytes().all(|b| b.is_ascii_uppercase()) {
            continue;
        }
        let before = text.get(..span.start()).unwrap_or_default();
        let Some(before) = before.trim_end().strip_suffix(['(', '（']) else { continue };
        let before = before.trim_end().trim_end_matches(['”', '"', '》', '」']);
        let name_start = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_han(*c) || *c == '与' || *c == '和')
            .last()
            .map_or(before.len(), |(at, _)| at);
        let name = before.get(name_start..).unwrap_or_default();
        for (acronym, zh) in PREFIXES {
            let Some(rest) = word.strip_prefix(acronym) else { continue };
            if rest.len() >= 3 && name.starts_with(zh) && name.len() > zh.len() {
                let quote = context.quote_around(Side::Zh, passage, span);
                let message = format!("`{word}` seems to have lost a blank: {acronym} {rest}");
                context.report("blank-missing", message, "", vec![quote]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_left_alone() {
        let text = "see https://eastasiaforum.org/EastAsia and EastAsia";
        let runs = latin(text);
        let inside: Vec<bool> = runs.iter().map(|s| in_address(text, *s)).collect();
        assert_eq!(inside.first(), Some(&false));
        assert_eq!(inside.last(), Some(&false));
        assert!(inside.iter().filter(|b| **b).count() >= 3);
    }
}
