//! Omission and addition: sentences without a counterpart, Chinese left standing in the English,
//! text of another article.

use crate::{
    domain::{Byte, FrontFlag, Passage, Quote, Side, Span},
    text::{count_han, is_han, runs},
};

use super::{
    beside,
    context::{BeadText, Context},
    damage,
};

/// A Chinese sentence below this many Han characters, or an English one below this many words, is
/// a label or a fragment.
const SHORTEST_HAN: usize = 8;
const SHORTEST_WORDS: usize = 5;

/// Runs the rules of omission and addition.
pub(super) fn check(context: &mut Context<'_>) {
    missing_parts(context);
    cut_abstracts(context);
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

/// An abstract that breaks off: the rest of it is missing.
fn cut_abstracts(context: &mut Context<'_>) {
    let article = &context.record.article;
    for side in [Side::Zh, Side::En] {
        let front = article.front(side);
        let Some(text) =
            front.abstract_text.as_ref().filter(|_| front.flags.contains(&FrontFlag::AbstractCut))
        else {
            continue;
        };
        let language = if side == Side::Zh { "Chinese" } else { "English" };
        let message = format!("the {language} abstract breaks off in mid-sentence");
        let hint = "look for the rest of it in the printed article";
        let quote = super::context::whole(side, text);
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
    if context.is_english_damaged() || !is_comparable(&beads) {
        return;
    }
    let lone = |side: Side| -> Vec<&BeadText<'_>> {
        let alone = |bead: &&BeadText<'_>| match side {
            Side::Zh => bead.en.is_empty(),
            Side::En => bead.zh.is_empty(),
        };
        beads.iter().filter(alone).filter(|bead| is_sure(context, bead, side)).collect()
    };
    let (mut omitted, mut added) = (lone(Side::Zh), lone(Side::En));
    // What is cut off at its end may have said the rest.
    if !is_whole(context, Side::En) {
        omitted.clear();
    }
    if !is_whole(context, Side::Zh) {
        added.clear();
    }
    let says_more = added.len() >= MANY && added.len() * 3 >= context.record.segments_en.len();
    // An English abstract that goes its own way has what the Chinese says in other words.
    if !says_more {
        tell(context, &beads, Side::Zh, &omitted);
    }
    tell(context, &beads, Side::En, &added);
}

/// From this many sentences on, one finding tells of them all.
const MANY: usize = 3;
/// How many of them it quotes.
const MOST_QUOTES: usize = 4;
/// A sentence is told of where it is at least this probable that it has no counterpart.
const LEAST_PROBABILITY: f64 = 0.5;

/// Whether the abstract ends as a text does: with the end of a sentence.
fn is_whole(context: &Context<'_>, side: Side) -> bool {
    let text = context.record.article.front(side).abstract_text.as_ref();
    text.is_some_and(|t| {
        let shown = t.as_str().trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '”' | '"' | '’' | ')' | '）' | ']')
        });
        shown.ends_with(['。', '.', '！', '!', '？', '?', '；', '…', '．'])
    })
}

/// Mean probability of the beads with both sides from which two abstracts say the same.
const LEAST_MEAN: f64 = 0.6;

/// Whether the two abstracts are the same text in two languages, so that a sentence alone is one
/// that the other lacks: of two different texts every sentence is.
fn is_comparable(beads: &[BeadText<'_>]) -> bool {
    let paired = beads.iter().filter(|b| !b.zh.is_empty() && !b.en.is_empty());
    let probabilities: Vec<f64> = paired.filter_map(|b| b.bead.bead.probability).collect();
    let mean = probabilities.iter().sum::<f64>() / probabilities.len().max(1) as f64;
    probabilities.is_empty() || mean >= LEAST_MEAN
}

/// Whether a sentence that the alignment left alone is one, can be read, and is likely alone.
fn is_sure(context: &Context<'_>, bead: &BeadText<'_>, side: Side) -> bool {
    let text = bead.text(side);
    is_sentence(side, &text)
        && !damage::has_markup(&text)
        && bead.bead.bead.probability.is_none_or(|p| p >= LEAST_PROBABILITY)
        && (side == Side::En || is_language(context, &text))
}

/// Whether a Chinese text consists of words: unreadable print comes out as odd characters.
fn is_language(context: &Context<'_>, text: &str) -> bool {
    let words = context.lexical.lexicon.known_words(text);
    let known = words.iter().filter(|w| w.id.is_some()).map(|w| count_han(w.span.of(text)));
    let in_words: usize = known.filter(|han| *han >= 2).sum();
    in_words * 5 >= count_han(text) * 2
}

/// Tells of the sentences of one side that have no counterpart: each by itself, or many at once.
fn tell(context: &mut Context<'_>, beads: &[BeadText<'_>], side: Side, lone: &[&BeadText<'_>]) {
    let (rule, what, other, hint) = match side {
        Side::Zh => {
            ("omission-sentence", "Chinese", "English", "translate it, or cut it from the Chinese")
        }
        Side::En => (
            "addition-sentence",
            "English",
            "Chinese",
            "say it in Chinese too, or cut it from the English",
        ),
    };
    if lone.len() >= MANY {
        let message = format!(
            "{} {what} sentences of the abstract have no {other} counterpart: the {what} says more",
            lone.len()
        );
        let quotes = lone.iter().take(MOST_QUOTES).filter_map(|bead| bead.quote(side)).collect();
        context.report(rule, message, "an index takes the two for one text", quotes);
        return;
    }
    for bead in lone {
        let message = format!("this {what} sentence of the abstract has no {other} counterpart");
        let quotes = bead.quote(side).into_iter().chain(neighbour(beads, bead, side.other()));
        if side == Side::Zh && beside::is_in_long_english(context, beads, bead) {
            let hint = "the long sentence beside it may say it, its full stop lost";
            context.report_in_doubt(rule, message, hint, quotes.collect());
        } else if side == Side::En && beside::is_in_chinese(context, beads, bead) {
            let hint = "the Chinese sentence beside it has the same words and may say it";
            context.report_in_doubt(rule, message, hint, quotes.collect());
        } else {
            context.report(rule, message, hint, quotes.collect());
        }
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
    use super::{super::examples::Example, *};

    fn told(notation: &str, rule: &str) -> Vec<crate::domain::Finding> {
        let findings = Example::new(notation).findings();
        findings.into_iter().filter(|f| f.rule == rule).collect()
    }

    #[test]
    fn many_sentences_without_counterpart_are_one_finding() {
        let notation = "摘要: 海缆中断次数上升。|-|-|-|沿岸各国应加强合作。\n\
                        Abstract: Cable breaks have risen.|The coast has seen many storms in the \
                        past.|Ships drop their anchors where they should not.|Repairs take weeks \
                        because vessels are few.|Coastal states should cooperate.\n";
        let found = told(notation, "addition-sentence");
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.starts_with("3 English sentences"), "{}", found[0].message);
        assert_eq!(found[0].quotes.len(), 3);
    }

    #[test]
    fn unreadable_print_is_no_omission() {
        let notation = "摘要: 海缆中断次数上升。|￥钾甘下语硬晚看墓午马少走堆马惊黄亮割疮。\n\
                        Abstract: Cable breaks have risen.|-\n";
        assert!(told(notation, "omission-sentence").is_empty());
        let notation = "摘要: 海缆中断次数上升。|沿岸各国应加强维护合作。\n\
                        Abstract: Cable breaks have risen.|-\n";
        assert_eq!(told(notation, "omission-sentence").len(), 1);
    }

    #[test]
    fn brackets_excuse_chinese() {
        let text = "the Belt and Road (一带一路) and 丝绸之路";
        let runs: Vec<&str> = han_runs(text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(runs, ["丝绸之路"]);
    }
}
