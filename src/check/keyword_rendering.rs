//! A keyword that the abstract renders otherwise than the keyword list.

use crate::{
    domain::{Quote, Side},
    text::count_han,
};

use super::{
    context::{Context, whole},
    damage,
    lexical::{EnWord, Lexical, ZhMeaning},
    terms::is_same_form,
};

/// Fewer Han characters make a word of everyday language, which English says in many ways.
const SHORTEST_HAN: usize = 4;
/// Mean support from which a phrase is a rendering of the keyword.
const RENDERS: f64 = 0.6;
/// Support from which the keyword accounts for a word of the phrase.
const ACCOUNTS: f64 = 0.25;

/// Runs the rule.
pub(super) fn check(context: &mut Context<'_>) {
    let article = &context.record.article;
    let (zh, en) = (&article.zh.keywords, &article.en.keywords);
    if zh.len() != en.len() || context.is_english_damaged() {
        return;
    }
    let front = &article.en;
    let everywhere: Vec<String> = front
        .title
        .iter()
        .chain(&front.subtitle)
        .chain(&front.abstract_text)
        .map(|p| p.as_str().to_owned())
        .collect();
    let mut reports: Vec<(String, Vec<Quote>)> = Vec::new();
    for (zh, en) in zh.iter().zip(en) {
        let name = zh.as_str().trim_matches(['“', '”', '"', '《', '》', ' ']);
        let meaning = context.lexical.meaning(name);
        let keyword = content(context, en.as_str());
        let own = Lexical::coverage(&meaning, &keyword).unwrap_or_default();
        if count_han(name) < SHORTEST_HAN || keyword.len() < 2 || own < RENDERS {
            continue;
        }
        let stems: Vec<&str> = keyword.iter().map(|w| w.stem.as_str()).collect();
        if everywhere.iter().any(|text| says(context, text, &stems)) {
            continue;
        }
        let longer = |other: &str| other.len() > name.len() && other.contains(name);
        for bead in context.sentence_beads() {
            let text = bead.text(Side::Zh);
            // A longer keyword that holds it has a rendering of its own.
            let inside =
                article.zh.keywords.iter().any(|k| longer(k.as_str()) && text.contains(k.as_str()));
            if !text.contains(name) || inside || damage::has_markup(&text) {
                continue;
            }
            let Some((segment, span)) = bead.en.iter().find_map(|segment| {
                let words = content(context, segment.as_str());
                let found = rendering(&meaning, &words, keyword.len())?;
                let [first, .., last] = found else { return None };
                Some((*segment, first.span.cover(last.span)))
            }) else {
                continue;
            };
            let phrase = span.of(segment.as_str());
            // `fedback` is a slip of the pen.
            if is_same_form(phrase, en.as_str()) {
                break;
            }
            let message = format!(
                "{name} is `{}` among the keywords, and `{phrase}` in the abstract",
                en.as_str()
            );
            let mut quotes = vec![whole(Side::Zh, zh)];
            quotes.push(whole(Side::En, en));
            quotes.push(context.quote_around(Side::En, &segment.passage, span));
            reports.push((message, quotes));
            break;
        }
    }
    for (message, quotes) in reports {
        let hint = "who searches by the keyword does not find the abstract";
        context.report("keyword-rendering", message, hint, quotes);
    }
}

fn content(context: &Context<'_>, text: &str) -> Vec<EnWord> {
    context.lexical.english(text).into_iter().filter(|w| !w.is_stop).collect()
}

/// Whether a text has all the stems, in any order and place.
fn says(context: &Context<'_>, text: &str, stems: &[&str]) -> bool {
    let there = context.lexical.content_stems(text);
    stems.iter().all(|stem| there.iter().any(|t| t == stem))
}

/// The run of words of the keyword's length that renders it best: the Chinese accounts for each word
/// of it, and for most of them well.
fn rendering<'a>(meaning: &ZhMeaning, words: &'a [EnWord], len: usize) -> Option<&'a [EnWord]> {
    words
        .windows(len)
        .filter(|run| run.iter().all(|w| Lexical::support(meaning, w) >= ACCOUNTS))
        .filter_map(|run| Some((Lexical::coverage(meaning, run)?, run)))
        .filter(|(coverage, _)| *coverage >= RENDERS)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, run)| run)
}

#[cfg(test)]
mod tests {
    use super::super::examples::Example;

    #[test]
    fn a_slip_of_the_pen_is_no_other_rendering() {
        let told = |en: &str| {
            let notation = format!(
                "关键词: 维修能力；海缆故障\nKeywords: {en}; cable faults\n\
                 摘要: 维修能力明显不足。\nAbstract: Repair capability is insufficient.\n"
            );
            let findings = Example::new(&notation).findings();
            findings.iter().filter(|f| f.rule == "keyword-rendering").count()
        };
        assert_eq!(told("repair capabilty"), 0);
        assert_eq!(told("maintenance capacity"), 1);
    }
}
