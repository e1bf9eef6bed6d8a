//! Differences that turn the meaning: a translation that fits a unit but for one of these is wrong.

use std::{collections::BTreeMap, sync::LazyLock};

use super::words::tokens;
use crate::{
    check::{Amount, amounts},
    domain::Side,
    lexicon::{Lexicon, names},
};

/// What kind of thing differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FlipKind {
    /// A number, in figures or words.
    Number,
    /// A year, month, day or ordinal.
    Date,
    /// The unit behind a number, per cent among them.
    Unit,
    /// A word that negates.
    Negation,
    /// A name of a person, place or institution.
    Name,
}

impl FlipKind {
    /// The word used in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Date => "date",
            Self::Unit => "unit",
            Self::Negation => "negation",
            Self::Name => "name",
        }
    }
}

/// What only one of two texts says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// What kind of thing.
    pub kind: FlipKind,
    /// What only the query says, in its words.
    pub query: Vec<String>,
    /// What only the unit says.
    pub unit: Vec<String>,
}

/// A thing that a text says: how it is compared, and its words.
struct Fact {
    kind: FlipKind,
    key: String,
    shown: String,
}

/// Where the query and the unit's text of the same language differ in meaning, by kind.
pub fn flips(side: Side, query: &str, unit: &str) -> Vec<Flip> {
    let (mut query_facts, mut unit_facts) = (facts(side, query), facts(side, unit));
    if side == Side::En {
        prefixes(query, unit, &mut query_facts);
        prefixes(unit, query, &mut unit_facts);
    }
    let mut counts: BTreeMap<(FlipKind, &str), [Vec<&str>; 2]> = BTreeMap::new();
    for (at, facts) in [&query_facts, &unit_facts].into_iter().enumerate() {
        for fact in facts {
            let said = counts.entry((fact.kind, &fact.key)).or_default();
            if let Some(said) = said.get_mut(at) {
                said.push(&fact.shown);
            }
        }
    }
    let mut found: BTreeMap<FlipKind, Flip> = BTreeMap::new();
    for ((kind, _), [query, unit]) in counts {
        let common = query.len().min(unit.len());
        if query.len() == unit.len() {
            continue;
        }
        let flip =
            found.entry(kind).or_insert_with(|| Flip { kind, query: Vec::new(), unit: Vec::new() });
        flip.query.extend(query.iter().skip(common).map(|s| (*s).to_owned()));
        flip.unit.extend(unit.iter().skip(common).map(|s| (*s).to_owned()));
    }
    found.into_values().collect()
}

fn facts(side: Side, text: &str) -> Vec<Fact> {
    let mut out = Vec::new();
    for amount in amounts(side, text) {
        let shown = amount.span.of(text).trim().to_owned();
        let kind = if amount.is_date { FlipKind::Date } else { FlipKind::Number };
        if let Some((unit, key)) = unit_of(&amount, text) {
            out.push(Fact { kind: FlipKind::Unit, key, shown: unit });
        }
        out.push(Fact { kind, key: amount.value, shown });
    }
    match side {
        Side::Zh => {
            negations_zh(text, &mut out);
            names_zh(text, &mut out);
        }
        Side::En => {
            negations_en(text, &mut out);
            names_en(text, &mut out);
        }
    }
    out
}

fn rows(data: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    data.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split('\t').collect())
}

/// What is written behind a number, and what unit it is; longest first.
static UNITS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut units: Vec<(&str, &str)> = rows(include_str!("data/units.tsv"))
        .filter_map(|row| Some((*row.first()?, *row.get(1)?)))
        .collect();
    units.sort_by_key(|(written, _)| std::cmp::Reverse(written.len()));
    units
});

fn unit_of(amount: &Amount, text: &str) -> Option<(String, String)> {
    if amount.is_percent {
        return Some((amount.span.of(text).trim().to_owned(), "%".to_owned()));
    }
    if amount.is_date {
        return None;
    }
    let before = text.get(..amount.span.start())?.trim_end().chars().next_back();
    if let Some(sign) = before.filter(|c| matches!(c, '$' | '€' | '£' | '¥' | '￥')) {
        return Some((sign.to_string(), if sign == '￥' { '¥' } else { sign }.to_string()));
    }
    let rest = text.get(amount.span.end()..)?.trim_start_matches([' ', '多', '余']);
    let (written, unit) = UNITS.iter().find(|(written, _)| {
        rest.strip_prefix(written).is_some_and(|after| {
            !written.ends_with(|c: char| c.is_ascii_alphabetic())
                || !after.starts_with(|c: char| c.is_ascii_alphanumeric())
        })
    })?;
    Some(((*written).to_owned(), (*unit).to_owned()))
}

/// Chinese words that negate or only look so, longest first, and whether they negate.
static NEGATIONS_ZH: LazyLock<Vec<(&str, bool)>> = LazyLock::new(|| {
    let mut words: Vec<(&str, bool)> = rows(include_str!("data/negations.tsv"))
        .filter(|row| row.first() == Some(&"zh"))
        .filter_map(|row| Some((*row.get(2)?, row.get(1) == Some(&"not"))))
        .collect();
    words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    words
});

/// English words that negate.
static NEGATIONS_EN: LazyLock<Vec<&str>> = LazyLock::new(|| en_words("not"));
/// English prefixes that negate.
static PREFIXES_EN: LazyLock<Vec<&str>> = LazyLock::new(|| en_words("prefix"));

fn en_words(what: &str) -> Vec<&'static str> {
    rows(include_str!("data/negations.tsv"))
        .filter(|row| row.first() == Some(&"en") && row.get(1) == Some(&what))
        .filter_map(|row| row.get(2).copied())
        .collect()
}

/// How a negation is compared: one is as good as another (没有 and 未), so that only their number
/// counts.
fn negation(shown: &str) -> Fact {
    Fact { kind: FlipKind::Negation, key: String::new(), shown: shown.to_owned() }
}

fn negations_zh(text: &str, out: &mut Vec<Fact>) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let found = NEGATIONS_ZH.iter().find(|(word, _)| rest.starts_with(word));
        if let Some((word, true)) = found {
            out.push(negation(word));
        }
        let step = found.map_or(c.len_utf8(), |(word, _)| word.len());
        rest = rest.get(step..).unwrap_or_default();
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    tokens(text).into_iter().filter_map(|span| text.get(span))
}

fn negations_en(text: &str, out: &mut Vec<Fact>) {
    for word in words(text) {
        let lower = word.to_lowercase().replace('’', "'");
        if NEGATIONS_EN.contains(&lower.as_str()) || lower.ends_with("n't") {
            out.push(negation(word));
        }
    }
}

/// Words of `text` that are words of the other text with a prefix that negates: able, unable.
fn prefixes(text: &str, other: &str, out: &mut Vec<Fact>) {
    let lower = |text: &str| -> Vec<String> { words(text).map(str::to_lowercase).collect() };
    let (own, others) = (lower(text), lower(other));
    for word in &own {
        let plain =
            PREFIXES_EN.iter().filter_map(|prefix| word.strip_prefix(prefix)).find(|rest| {
                let is = |words: &[String]| words.iter().any(|word| word == rest);
                rest.len() > 2 && is(&others) && !others.contains(word) && !is(&own)
            });
        if plain.is_some() {
            out.push(negation(word));
        }
    }
}

/// Chinese names: words whose only English is capitalised (法国), known foreigners, titles in 《》, and
/// capitalised Latin words.
fn names_zh(text: &str, out: &mut Vec<Fact>) {
    let lexicon = Lexicon::builtin();
    let name = |shown: &str| Fact {
        kind: FlipKind::Name,
        key: shown.chars().map(super::fold::simplified).collect(),
        shown: shown.to_owned(),
    };
    for title in text.split('《').skip(1).filter_map(|rest| rest.split_once('》')) {
        out.push(name(title.0));
    }
    for span in lexicon.words(text) {
        let word = span.of(text);
        let chars = word.chars().count();
        if word.starts_with(|c: char| c.is_ascii_uppercase()) {
            out.push(name(word));
        } else if chars >= 2 && word.chars().all(crate::text::is_han) {
            let senses = lexicon.senses(word);
            let capital = |sense: &&str| sense.starts_with(|c: char| c.is_uppercase());
            let proper = !senses.is_empty() && senses.iter().all(capital);
            if proper || names::foreign_name(word).is_some() {
                out.push(name(word));
            }
        }
    }
}

/// English names: capitalised words that do not begin a sentence, and acronyms.
fn names_en(text: &str, out: &mut Vec<Fact>) {
    let mut begins = true;
    for word in words(text) {
        let capitals = word.chars().filter(|c| c.is_uppercase()).count();
        let is_name = capitals > 1 || word.starts_with(char::is_uppercase) && !begins;
        if is_name && word.chars().count() > 1 {
            let key = word.trim_end_matches("'s").trim_end_matches("’s").to_owned();
            out.push(Fact { kind: FlipKind::Name, key, shown: word.to_owned() });
        }
        begins = matches!(word, "." | "!" | "?" | ":" | "\"" | "“" | "•");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(side: Side, query: &str, unit: &str) -> Vec<&'static str> {
        flips(side, query, unit).iter().map(|flip| flip.kind.name()).collect()
    }

    #[test]
    fn what_turns_the_meaning_is_told() {
        let zh = |a, b| kinds(Side::Zh, a, b);
        assert_eq!(zh("投资了12万元。", "投资了12亿元。"), ["number"]);
        assert_eq!(zh("增长了3.2%。", "增长了3.5%。"), ["number"]);
        assert_eq!(zh("铺设了500公里。", "铺设了500海里。"), ["unit"]);
        assert_eq!(zh("六国签署了公约。", "六国没有签署公约。"), ["negation"]);
        assert_eq!(zh("有条件接受。", "无条件接受。"), ["negation"]);
        assert_eq!(zh("2024年签署公约。", "2025年签署公约。"), ["date"]);
        assert_eq!(zh("法国签署了公约。", "德国签署了公约。"), ["name"]);
        let en = |a, b| kinds(Side::En, a, b);
        assert_eq!(en("It rose by 3.2%.", "It rose by 3.5%."), ["number"]);
        assert_eq!(en("They did sign it.", "They did not sign it."), ["negation"]);
        assert_eq!(en("The plan is feasible.", "The plan is unfeasible."), ["negation"]);
        assert_eq!(en("The plan with France failed.", "The plan with Germany failed."), ["name"]);
        assert_eq!(en("It is 5 km long.", "It is 5 miles long."), ["unit"]);
        assert_eq!(en("It passed in 2024.", "It passed in 2025."), ["date"]);
    }

    #[test]
    fn what_does_not_is_not() {
        let none: [&str; 0] = [];
        assert_eq!(kinds(Side::Zh, "铺设了500公里。", "铺设了500千米。"), none);
        assert_eq!(kinds(Side::Zh, "投资了12万元。", "投资了120,000元。"), none);
        assert_eq!(kinds(Side::Zh, "六国未签署公约。", "六国没有签署公约。"), none);
        assert_eq!(kinds(Side::Zh, "不断推动合作。", "持续推动合作。"), none);
        assert_eq!(kinds(Side::En, "The states cooperate.", "States have cooperated."), none);
    }
}
