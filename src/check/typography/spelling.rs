//! American and British spelling in one text, or against the house's.

use crate::domain::{Passage, Quote, Side};

use super::super::{context::Context, settings::Spelling, terms::find_word};

/// Pairs: American, British (`data/spelling.tsv`).
const PAIRS: &str = include_str!("../data/spelling.tsv");

/// Runs the rule of spelling over the English front matter.
pub(super) fn check(context: &mut Context<'_>) {
    let passages = super::front(context, Side::En);
    let find = |context: &Context<'_>,
                pick: fn(&'static str) -> Option<&'static str>|
     -> Vec<(&'static str, Quote)> {
        PAIRS
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(pick)
            .filter_map(|word| first(context, &passages, word).map(|quote| (word, quote)))
            .collect()
    };
    let us = |l: &'static str| l.split_once('\t').map(|(us, _)| us);
    let uk = |l: &'static str| l.split_once('\t').map(|(_, uk)| uk);
    match context.settings.spelling {
        Spelling::Any => {}
        Spelling::Consistent => {
            let (american, british) = (find(context, us), find(context, uk));
            if let (Some((a, a_quote)), Some((b, b_quote))) =
                (american.into_iter().next(), british.into_iter().next())
            {
                let message = format!("American and British spelling are mixed: {a}, {b}");
                context.report("spelling-mixed", message, "", vec![a_quote, b_quote]);
            }
        }
        Spelling::Us => house(context, find(context, uk), "American"),
        Spelling::Uk => house(context, find(context, us), "British"),
    }
}

fn house(context: &mut Context<'_>, found: Vec<(&'static str, Quote)>, language: &str) {
    for (word, quote) in found {
        let message = format!("`{word}` is not {language}");
        context.report("spelling-house", message, "see `spelling` in duizhao.toml", vec![quote]);
    }
}

/// The first place of a word, lower case or capitalised.
fn first(context: &Context<'_>, passages: &[&Passage], word: &str) -> Option<Quote> {
    let mut chars = word.chars();
    let capital: String =
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    passages.iter().find_map(|passage| {
        let text = passage.as_str();
        let span = find_word(text, word).or_else(|| find_word(text, &capital))?;
        Some(context.quote_around(Side::En, passage, span))
    })
}
