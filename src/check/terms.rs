//! Terms: one term, one rendering.

use std::collections::BTreeSet;

use crate::{
    domain::{EvidenceKind, Grade, Passage, Quote, Side, Span, TermEntry},
    text::is_han,
};

use super::{context::Context, lexical::Lexical};

/// Mean support from which an English form is a rendering of the Chinese term.
const RENDERS: f64 = 0.5;

/// Runs the rules of terms.
pub(super) fn check(context: &mut Context<'_>) {
    conflicts(context);
    countries(context);
}

/// Entries whose evidence disagrees within the article.
fn conflicts(context: &mut Context<'_>) {
    let record = context.record;
    for entry in record.terms.iter().filter(|t| t.grade == Grade::Conflict) {
        let forms: Vec<&str> = std::iter::once(entry.en.as_str())
            .chain(entry.en_also.iter().map(String::as_str))
            .filter(|en| !en.is_empty())
            .collect();
        let forms: Vec<&str> =
            forms.into_iter().filter(|form| !is_of_longer_term(context, entry, form)).collect();
        let distinct = distinct(&context.lexical, &entry.zh, &forms);
        if distinct.len() < 2 {
            continue;
        }
        let quotes = evidence_quotes(entry, &distinct);
        let message =
            format!("{} is rendered {} ways: {}", entry.zh, distinct.len(), distinct.join("; "));
        context.report("term-rendering", message, "keep to one of them", quotes);
    }
}

/// Whether the English is a gloss of a longer Chinese name that ends in the term: for 应急抢修机制
/// `emergency repair mechanism` is no rendering of 抢修机制. The Chinese goes on before the term, and
/// the English says a word that the term does not account for.
fn is_of_longer_term(context: &Context<'_>, entry: &TermEntry, form: &str) -> bool {
    let meaning = context.lexical.meaning(&entry.zh);
    let words = context.lexical.english(form);
    let says_more = words.iter().any(|w| !w.is_stop && Lexical::support(&meaning, w) <= 0.0);
    let lower = form.to_lowercase();
    let mut evidence = entry.evidence.iter().filter(|e| {
        e.kind == EvidenceKind::Gloss
            && (e.en_quote.to_lowercase().contains(&lower)
                || e.zh_quote.to_lowercase().contains(&lower))
    });
    says_more
        && evidence.any(|e| {
            // The mention that the gloss stands at.
            let gloss = e.zh_quote.to_lowercase().find(&lower).unwrap_or(e.zh_quote.len());
            let head = e.zh_quote.get(..gloss).unwrap_or(&e.zh_quote);
            let before = head.rfind(entry.zh.as_str()).and_then(|at| head.get(..at));
            before.is_some_and(|text| text.ends_with(is_han))
        })
}

/// The letters of a form, Greek ones by name: what OCR did to blanks and hyphens is left out.
fn letters(form: &str) -> String {
    const GREEK: [(char, &str); 8] = [
        ('α', "alpha"),
        ('β', "beta"),
        ('γ', "gamma"),
        ('δ', "delta"),
        ('λ', "lambda"),
        ('μ', "mu"),
        ('σ', "sigma"),
        ('ω', "omega"),
    ];
    let mut out = String::new();
    for c in form.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()) {
        match GREEK.iter().find(|(letter, _)| *letter == c) {
            Some((_, name)) => out.push_str(name),
            None => out.push(c),
        }
    }
    out
}

/// Whether two forms are one but for a slip of a letter or two in a long name, or one of them
/// offers the other as a choice (`read/fragment`).
pub(super) fn is_same_form(a: &str, b: &str) -> bool {
    let offers = |long: &str, short: &str| {
        long.contains('/') && long.split('/').any(|p| letters(p) == letters(short))
    };
    let (x, y) = (letters(a), letters(b));
    let slips = if x.len().min(y.len()) >= LONG_NAME { 2 } else { 0 };
    strsim::levenshtein(&x, &y) <= slips || offers(a, b) || offers(b, a)
}

/// Letters from which a name may have two slips and be the same.
const LONG_NAME: usize = 12;

/// The forms that differ in more than case, plural, hyphens and small words.
pub(super) fn distinct<'a>(lexical: &Lexical<'_>, zh: &str, forms: &[&'a str]) -> Vec<&'a str> {
    let mut seen: Vec<Vec<String>> = Vec::new();
    let mut kept: Vec<&'a str> = Vec::new();
    let meaning = lexical.meaning(zh);
    for form in forms {
        // An acronym, a word that OCR ran together, or the rendering of another term that a gloss
        // was cut from: only what the Chinese accounts for is a rendering of it.
        let words = lexical.english(form);
        let is_acronym =
            !form.contains(' ') && form.chars().filter(char::is_ascii_uppercase).count() > 1;
        if is_acronym || Lexical::coverage(&meaning, &words).is_none_or(|c| c < RENDERS) {
            continue;
        }
        let mut stems = lexical.content_stems(form);
        stems.sort();
        if !seen.contains(&stems) && !kept.iter().any(|other| is_same_form(form, other)) {
            seen.push(stems);
            kept.push(*form);
        }
    }
    kept
}

/// One quotation a rendering, from the evidence.
fn evidence_quotes(entry: &TermEntry, forms: &[&str]) -> Vec<Quote> {
    let mut quotes = Vec::new();
    let mut seen = BTreeSet::new();
    for form in forms {
        let lower = form.to_lowercase();
        let Some(evidence) =
            entry.evidence.iter().find(|e| e.en_quote.to_lowercase().contains(&lower))
        else {
            continue;
        };
        let zh = (evidence.zh_quote.clone(), evidence.place.zh_lines);
        if !zh.0.is_empty() && seen.insert(zh.0.clone()) {
            quotes.push(Quote { side: Side::Zh, text: zh.0, lines: zh.1 });
        }
        let en = (evidence.en_quote.clone(), evidence.place.en_lines);
        if seen.insert(en.0.clone()) {
            quotes.push(Quote { side: Side::En, text: en.0, lines: en.1 });
        }
    }
    quotes.sort_by_key(|q| q.side != Side::Zh);
    quotes
}

/// Countries with more than one English name (`data/countries.tsv`: one a line, names by tab).
const COUNTRIES: &str = include_str!("data/countries.tsv");

/// One country by two names in the English front matter.
fn countries(context: &mut Context<'_>) {
    let front = &context.record.article.en;
    let passages: Vec<&Passage> =
        front.title.iter().chain(&front.abstract_text).chain(&front.keywords).collect();
    let mut reports = Vec::new();
    for line in COUNTRIES.lines().filter(|l| !l.starts_with('#')) {
        let mut names = line.split('\t');
        let zh = names.next().unwrap_or_default();
        let mut met: Vec<(&str, Quote)> = Vec::new();
        for forms in names {
            let place = forms.split('|').find_map(|name| {
                let found = passages.iter().find_map(|p| Some((*p, find_word(p.as_str(), name)?)));
                found.map(|(passage, span)| (name, passage, span))
            });
            if let Some((name, passage, span)) = place {
                met.push((name, context.quote_around(Side::En, passage, span)));
            }
        }
        if met.len() > 1 {
            let told: Vec<&str> = met.iter().map(|(name, _)| *name).collect();
            let message = format!("{zh} is {} in one article", told.join(" and "));
            let quotes: Vec<Quote> = met.into_iter().map(|(_, quote)| quote).collect();
            reports.push((message, quotes));
        }
    }
    for (message, quotes) in reports {
        context.report("country-name", message, "keep to one name", quotes);
    }
}

/// The first place where `word` stands as a word of its own.
pub(super) fn find_word(text: &str, word: &str) -> Option<Span<crate::domain::Byte>> {
    text.match_indices(word).map(|(at, m)| Span::new(at, at + m.len())).find(|span| {
        let before = text.get(..span.start()).and_then(|t| t.chars().next_back());
        let after = text.get(span.end()..).and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
