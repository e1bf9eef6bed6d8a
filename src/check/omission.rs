//! Omission and addition: sentences without a counterpart, Chinese left standing in the English,
//! text of another article.

use crate::{
    domain::{Byte, Passage, Quote, Side, Span},
    text::{count_han, is_han, runs},
};

use super::context::{BeadText, Context};

/// A Chinese sentence below this many Han characters, or an English one below this many words, is
/// a label or a fragment.
const SHORTEST_HAN: usize = 8;
const SHORTEST_WORDS: usize = 5;

/// Runs the rules of omission and addition.
pub(super) fn check(context: &mut Context<'_>) {
    missing_parts(context);
    sentences(context);
    han_in_english(context);
    foreign(context);
}

/// Title, abstract or keywords that one language has and the other lacks.
fn missing_parts(context: &mut Context<'_>) {
    let article = &context.record.article;
    let parts = |side: Side| {
        let front = article.front(side);
        let keywords = front.keyword_line.as_ref().or(front.keywords.first());
        [
            ("title", front.title.as_ref()),
            ("abstract", front.abstract_text.as_ref()),
            ("keywords", keywords),
        ]
    };
    for side in [Side::Zh, Side::En] {
        let (language, other) =
            if side == Side::Zh { ("English", "Chinese") } else { ("Chinese", "English") };
        let pairs = parts(side).into_iter().zip(parts(side.other()));
        let lacking: Vec<(&str, &Passage)> = pairs
            .filter_map(|((name, here), (_, there))| {
                here.filter(|_| there.is_none()).map(|p| (name, p))
            })
            .collect();
        let Some((_, first)) = lacking.first() else { continue };
        let names: Vec<&str> = lacking.iter().map(|(name, _)| *name).collect();
        let message = format!("there is no {language} {}, only the {other}", names.join(", "));
        let hint = "if the file has it, look at how it is labelled; if not, ask the author for it";
        let quote = super::context::whole(side, first);
        context.report("missing-part", message, hint, vec![quote]);
    }
}

fn sentences(context: &mut Context<'_>) {
    let beads = context.sentence_beads();
    let both = |side: Side| {
        beads.iter().any(|b| if side == Side::Zh { !b.zh.is_empty() } else { !b.en.is_empty() })
    };
    // Without one of the abstracts there is nothing to compare.
    if !(both(Side::Zh) && both(Side::En)) {
        return;
    }
    for bead in &beads {
        let (rule, side) = match (bead.zh.is_empty(), bead.en.is_empty()) {
            (false, true) => ("omission-sentence", Side::Zh),
            (true, false) => ("addition-sentence", Side::En),
            _ => continue,
        };
        let text = bead.text(side);
        if !is_sentence(side, &text) {
            continue;
        }
        let other = if side == Side::Zh { "English" } else { "Chinese" };
        let what = if side == Side::Zh { "Chinese" } else { "English" };
        let message = format!("this {what} sentence of the abstract has no {other} counterpart");
        let hint = if side == Side::Zh {
            "translate it, or cut it from the Chinese"
        } else {
            "say it in Chinese too, or cut it from the English"
        };
        let quotes = bead.quote(side).into_iter().chain(neighbour(&beads, bead, side.other()));
        context.report(rule, message, hint, quotes.collect());
    }
}

fn is_sentence(side: Side, text: &str) -> bool {
    match side {
        Side::Zh => count_han(text) >= SHORTEST_HAN,
        Side::En => {
            let words = text.split_whitespace();
            words.filter(|w| w.chars().filter(char::is_ascii_alphabetic).count() >= 2).count()
                >= SHORTEST_WORDS
        }
    }
}

/// The text of the other side after which a counterpart would stand.
fn neighbour(beads: &[BeadText<'_>], bead: &BeadText<'_>, side: Side) -> Option<Quote> {
    let at = beads.iter().position(|b| std::ptr::eq(b.bead, bead.bead))?;
    beads.get(..at)?.iter().rev().find_map(|b| b.quote(side))
}

/// Chinese words in the English front matter, out of brackets.
fn han_in_english(context: &mut Context<'_>) {
    let front = &context.record.article.en;
    let passages: Vec<&Passage> =
        front.title.iter().chain(&front.abstract_text).chain(&front.keywords).collect();
    for passage in passages {
        for span in han_runs(passage.as_str()) {
            let run = span.of(passage.as_str());
            let words = context.lexical.lexicon.known_words(run);
            // OCR reads a smudge as one odd character; a word is two that belong together.
            if !words.iter().any(|w| w.id.is_some() && w.span.of(run).chars().count() >= 2) {
                continue;
            }
            let quote = context.quote_around(Side::En, passage, span);
            let message = format!("Chinese is left in the English: {run}");
            context.report("han-in-english", message, "", vec![quote]);
        }
    }
}

/// Runs of Han characters that stand in no bracket.
fn han_runs(text: &str) -> Vec<Span<Byte>> {
    let mut depth = 0_u32;
    runs(text, |c| {
        match c {
            '(' | '（' | '[' | '［' | '《' | '“' => depth += 1,
            ')' | '）' | ']' | '］' | '》' | '”' => depth = depth.saturating_sub(1),
            _ => {}
        }
        is_han(c) && depth == 0
    })
}

/// How much of a foreign piece is quoted.
const FOREIGN_CHARS: usize = 160;

/// Text in the file that belongs to no article in it.
fn foreign(context: &mut Context<'_>) {
    for piece in &context.record.article.foreign {
        let text = piece.text.as_str();
        // A page number or a header's rest is no matter for the editor.
        let words = text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
        if count_han(text) < 20 && words < 12 {
            continue;
        }
        let side = if count_han(text) * 4 > text.chars().count() { Side::Zh } else { Side::En };
        let end = text.char_indices().nth(FOREIGN_CHARS).map_or(text.len(), |(at, _)| at);
        let mut quote = context.quote(side, &piece.text, Span::new(0, end));
        quote.lines = piece.text.lines;
        let hint = "it is left out of every output; take it out of the file";
        if side == Side::En && is_prose(context, text) {
            let message = format!("text of another article: {}", piece.reason);
            context.report("foreign-text", message, hint, vec![quote]);
        } else {
            let message = format!("text that is in no part of the article: {}", piece.reason);
            context.report("unplaced-text", message, "", vec![quote]);
        }
    }
}

/// Running English: twenty words and more, most of them known, no Chinese between them.
fn is_prose(context: &Context<'_>, text: &str) -> bool {
    let words = context.lexical.english(text);
    let known = words
        .iter()
        .filter(|w| {
            w.is_stop || w.id.is_some() || context.lexical.lexicon.is_english_word(&w.lower)
        })
        .count();
    words.len() >= 20 && known * 10 >= words.len() * 7 && count_han(text) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_excuse_chinese() {
        let text = "the Belt and Road (一带一路) and 丝绸之路";
        let runs: Vec<&str> = han_runs(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(runs, ["丝绸之路"]);
    }
}
