//! The house's terms: preferred, deprecated, forbidden. Quotations and references are exempt.

use std::collections::BTreeMap;

use crate::{
    domain::{Passage, Quote, Side},
    text::is_han,
};

use super::{
    context::{Context, whole},
    settings::{HouseTerm, Settings},
};

/// The terms that the house has decided, by their Chinese.
#[derive(Debug, Clone, Default)]
pub struct House {
    by_zh: BTreeMap<String, HouseTerm>,
    /// First character to the length in characters of the longest term that begins with it.
    longest: BTreeMap<char, usize>,
}

impl House {
    /// The terms of `settings` and `terms`; of two about one Chinese term the renderings are joined,
    /// the first preferred one stays preferred.
    pub fn new(settings: &Settings, terms: impl IntoIterator<Item = HouseTerm>) -> Self {
        let mut house = Self::default();
        for term in settings.terms.iter().cloned().chain(terms) {
            house.add(term);
        }
        house
    }

    fn add(&mut self, term: HouseTerm) {
        let Some(first) = term.zh.chars().next() else { return };
        let longest = self.longest.entry(first).or_default();
        *longest = term.zh.chars().count().max(*longest);
        let slot = self
            .by_zh
            .entry(term.zh.clone())
            .or_insert_with(|| HouseTerm { zh: term.zh.clone(), ..HouseTerm::default() });
        if slot.en.is_empty() {
            slot.en = term.en;
        } else if !term.en.is_empty() && term.en != slot.en {
            slot.also.push(term.en);
        }
        slot.also.extend(term.also);
        slot.deprecated.extend(term.deprecated);
        slot.forbidden.extend(term.forbidden);
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.by_zh.is_empty()
    }

    /// The terms that stand in a Chinese text, in order, each once; where one holds another the
    /// longest counts (人工智能治理 before 人工智能).
    fn in_text(&self, text: &str) -> Vec<&HouseTerm> {
        let mut found: Vec<&HouseTerm> = Vec::new();
        let mut covered = 0;
        for (at, first) in text.char_indices() {
            if at < covered {
                continue;
            }
            let Some(longest) = self.longest.get(&first) else { continue };
            let Some(rest) = text.get(at..) else { continue };
            let ends: Vec<usize> =
                rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(*longest).collect();
            let term = ends.iter().rev().find_map(|end| self.by_zh.get(rest.get(..*end)?));
            if let Some(term) = term {
                covered = at + term.zh.len();
                if !found.iter().any(|f| std::ptr::eq(*f, term)) {
                    found.push(term);
                }
            }
        }
        found
    }
}

/// Runs the rules of the house's terms.
pub(super) fn check(context: &mut Context<'_>, house: &House) {
    if house.is_empty() {
        return;
    }
    for bead in context.sentence_beads() {
        let (zh, en) = (bead.text(Side::Zh), bead.text(Side::En));
        if !zh.is_empty() && !en.is_empty() {
            sentence(context, house, &zh, &en, &bead.quotes());
        }
    }
    let article = &context.record.article;
    let pairs = |zh: &[Passage], en: &[Passage]| -> Vec<(Passage, Passage)> {
        if zh.len() == en.len() {
            zh.iter().cloned().zip(en.iter().cloned()).collect()
        } else {
            Vec::new()
        }
    };
    let mut all = pairs(&article.zh.keywords, &article.en.keywords);
    if let (Some(zh), Some(en)) = (&article.zh.title, &article.en.title) {
        all.push((zh.clone(), en.clone()));
    }
    for (zh, en) in all {
        let quotes = vec![whole(Side::Zh, &zh), whole(Side::En, &en)];
        sentence(context, house, zh.as_str(), en.as_str(), &quotes);
    }
    institutions(context, house);
}

fn sentence(context: &mut Context<'_>, house: &House, zh: &str, en: &str, quotes: &[Quote]) {
    let whole = Stems::of(context, en);
    let en = Stems::of(context, &without_quotations(en));
    let zh = without_quotations(zh);
    for term in house.in_text(&zh) {
        if allowed(term).any(|words| whole.say(context, words)) {
            continue;
        }
        let mut told = false;
        for (words, rule, what) in term
            .forbidden
            .iter()
            .map(|w| (w, "term-forbidden", "must not stand"))
            .chain(term.deprecated.iter().map(|w| (w, "term-deprecated", "should go")))
        {
            if en.say(context, words) {
                let message = if term.en.is_empty() {
                    format!("`{words}` for {} {what}", term.zh)
                } else {
                    format!("`{words}` for {} {what}: the house says `{}`", term.zh, term.en)
                };
                context.report(rule, message, "", quotes.to_vec());
                told = true;
            }
        }
        if !told && !term.en.is_empty() {
            let message = format!(
                "{} is `{}` in the house's termbase; the English does not say it",
                term.zh, term.en
            );
            context.report("term-house", message, "", quotes.to_vec());
        }
    }
}

/// The renderings that may stand.
fn allowed(term: &HouseTerm) -> impl Iterator<Item = &str> {
    std::iter::once(&term.en).chain(&term.also).map(String::as_str).filter(|en| !en.is_empty())
}

/// Institutions of the authors, whose English the termbase knows.
fn institutions(context: &mut Context<'_>, house: &House) {
    let article = &context.record.article;
    let (zh, en) = (&article.zh.affiliations, &article.en.affiliations);
    if en.is_empty() {
        return;
    }
    let all: String = en.iter().map(Passage::as_str).collect::<Vec<_>>().join("; ");
    let all = Stems::of(context, &all);
    let mut reports = Vec::new();
    for (at, institution) in zh.iter().enumerate() {
        for term in house.in_text(institution.as_str()) {
            if term.en.is_empty() || allowed(term).any(|words| all.say(context, words)) {
                continue;
            }
            let message = format!(
                "{} is `{}` in the house's termbase; the English affiliation does not say it",
                term.zh, term.en
            );
            let beside = en.get(at).or(en.first()).map(|p| whole(Side::En, p));
            let quotes = std::iter::once(whole(Side::Zh, institution)).chain(beside).collect();
            reports.push((message, quotes));
        }
    }
    for (message, quotes) in reports {
        context.report("institution-name", message, "", quotes);
    }
}

/// The stems of an English text, to find phrases in.
struct Stems(Vec<String>);

impl Stems {
    fn of(context: &Context<'_>, text: &str) -> Self {
        Self(context.lexical.content_stems(text))
    }

    /// Whether the text says the words, in any inflection.
    fn say(&self, context: &Context<'_>, words: &str) -> bool {
        let stems = context.lexical.content_stems(words);
        !stems.is_empty() && self.0.windows(stems.len()).any(|w| w == stems.as_slice())
    }
}

/// `text` with what stands in quotation marks blanked. Marks around a few Chinese characters set a
/// name apart and quote nothing.
fn without_quotations(text: &str) -> String {
    const NAME_HAN: usize = 12;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((head, open)) = rest.char_indices().find(|(_, c)| matches!(c, '“' | '"' | '「'))
    {
        let close = match open {
            '“' => '”',
            '「' => '」',
            c => c,
        };
        let (before, quoted) = rest.split_at(head);
        out.push_str(before);
        let inner = quoted.get(open.len_utf8()..).unwrap_or_default();
        let Some(end) = inner.find(close) else {
            rest = quoted;
            break;
        };
        let said = inner.get(..end).unwrap_or_default();
        let is_name = said.chars().any(is_han) && said.chars().count() <= NAME_HAN;
        out.push(' ');
        if is_name {
            out.push_str(said);
        }
        out.push(' ');
        rest = inner.get(end + close.len_utf8()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(zh: &str, en: &str) -> HouseTerm {
        HouseTerm { zh: zh.to_owned(), en: en.to_owned(), ..HouseTerm::default() }
    }

    #[test]
    fn the_longest_term_counts() {
        let house = House::new(
            &Settings::default(),
            [term("海缆", "submarine cable"), term("海缆保护区", "cable protection zone")],
        );
        let found: Vec<&str> =
            house.in_text("海缆保护区与海缆的维修,海缆").iter().map(|t| t.zh.as_str()).collect();
        assert_eq!(found, ["海缆保护区", "海缆"]);
    }

    #[test]
    fn two_rows_about_one_term_are_joined() {
        let house = House::new(
            &Settings::default(),
            [term("海缆", "submarine cable"), term("海缆", "undersea cable")],
        );
        let found = house.in_text("海缆");
        let said: Vec<&str> = found.iter().flat_map(|t| allowed(t)).collect();
        assert_eq!(said, ["submarine cable", "undersea cable"]);
    }

    #[test]
    fn quotations_are_exempt_and_names_in_marks_are_not() {
        assert_eq!(without_quotations("he said “the old name” twice"), "he said    twice");
        assert_eq!(without_quotations("推进“海缆联盟”建设"), "推进 海缆联盟 建设");
        assert_eq!(without_quotations("an open \"mark"), "an open \"mark");
    }
}
