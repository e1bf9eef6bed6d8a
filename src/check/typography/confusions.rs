//! What OCR confuses: one character for another, 一 for —. Suggestions, marked as such.

use std::sync::LazyLock;

use crate::{
    domain::{Byte, Passage, Side, Span},
    lexicon::Lexicon,
    text::chars::is_han,
};

use super::super::context::Context;

/// Pairs: printed character, right character (`data/confusions.tsv`).
const CONFUSIONS: &str = include_str!("../data/confusions.tsv");
/// How many nats likelier the mended text must be. 卷入 gains 2.5 over 卷人; right texts lose.
const MARGIN_NATS: f64 = 2.0;
/// Characters on both sides that are weighed.
const WINDOW_CHARS: usize = 5;
/// What a character that the lexicon lacks costs.
const UNKNOWN_NATS: f64 = 19.0;

/// [`CONFUSIONS`], sorted by the printed character; those of one character as in the table.
static PAIRS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let rows = CONFUSIONS.lines().filter(|l| !l.starts_with('#')).filter_map(|l| {
        let (wrong, right) = l.split_once('\t')?;
        Some((wrong.chars().next()?, right.chars().next()?))
    });
    let mut pairs: Vec<(char, char)> = rows.collect();
    pairs.sort_by_key(|(wrong, _)| *wrong);
    pairs
});

/// Runs the rules of OCR's confusions over the Chinese text.
pub(super) fn check(context: &mut Context<'_>) {
    for passage in super::chinese(context) {
        characters(context, passage);
        dashes(context, passage);
    }
}

fn characters(context: &mut Context<'_>, passage: &Passage) {
    let text = passage.as_str();
    let pairs = PAIRS.as_slice();
    for (at, c) in text.char_indices() {
        let first = pairs.partition_point(|(wrong, _)| *wrong < c);
        let of_it = pairs.iter().skip(first).take_while(|(wrong, _)| *wrong == c);
        for (_, right) in of_it {
            let Some(word) = mended(context.lexical.lexicon, text, at, c, *right) else { continue };
            let span = Span::new(at, at + c.len_utf8());
            let quote = context.quote_around(Side::Zh, passage, span);
            let message = format!("{c} may be {right}: {word}");
            let hint = "a guess from how likely the words are; look at the print";
            context.report("ocr-confusion", message, hint, vec![quote]);
        }
    }
}

/// The word that `right` in the place of `c` would make, where that is much likelier.
fn mended(lexicon: &Lexicon, text: &str, at: usize, c: char, right: char) -> Option<String> {
    let head = text.get(..at)?;
    let tail = text.get(at + c.len_utf8()..)?;
    let from = head
        .char_indices()
        .rev()
        .take(WINDOW_CHARS)
        .take_while(|(_, c)| is_han(*c))
        .last()
        .map_or(at, |(start, _)| start);
    let len: usize =
        tail.chars().take(WINDOW_CHARS).take_while(|c| is_han(*c)).map(char::len_utf8).sum();
    let before = text.get(from..at)?;
    let after = tail.get(..len)?;
    let printed = format!("{before}{c}{after}");
    let other = format!("{before}{right}{after}");
    let place = Span::<Byte>::new(before.len(), before.len() + right.len_utf8());
    let words = lexicon.words(&other);
    let word = words.iter().copied().find(|w| w.contains(place))?;
    // A word of two characters at least, which the printed text does not hold.
    let shown = word.of(&other);
    if shown.chars().count() < 2 || !lexicon.contains(shown) {
        return None;
    }
    // As printed, the same stretch is nothing but single characters.
    let printed_words = lexicon.words(&printed);
    let single = printed_words
        .iter()
        .filter(|w| w.start() < word.end() && word.start() < w.end())
        .all(|w| word.contains(*w) && w.of(&printed).chars().count() == 1);
    if !single {
        return None;
    }
    let gain = cost_nats(lexicon, &printed) - cost_nats(lexicon, &other);
    (gain >= MARGIN_NATS).then(|| shown.to_owned())
}

/// How unlikely a text's words are.
fn cost_nats(lexicon: &Lexicon, text: &str) -> f64 {
    lexicon
        .words(text)
        .into_iter()
        .map(|w| {
            let frequency = lexicon.frequency(w.of(text));
            if frequency > 0.0 { -libm::log(frequency) } else { UNKNOWN_NATS }
        })
        .sum()
}

/// Characters after which 一 counts: 一个, 一种, 一步.
const COUNTED: &str = "个件步次种项些样直定般致起同切体下旦边面方条名位家层类批套系场届代期级";

/// 无人一有人: 一 between two terms of one shape stands for —.
fn dashes(context: &mut Context<'_>, passage: &Passage) {
    let text = passage.as_str();
    for (at, mark) in text.match_indices('一') {
        let before: Vec<char> = text
            .get(..at)
            .unwrap_or_default()
            .chars()
            .rev()
            .take_while(|c| is_han(*c))
            .take(12)
            .collect();
        let after: Vec<char> = text
            .get(at + mark.len()..)
            .unwrap_or_default()
            .chars()
            .take_while(|c| is_han(*c))
            .take(12)
            .collect();
        if !is_dash(&before, &after) {
            continue;
        }
        let quote = context.quote_around(Side::Zh, passage, Span::new(at, at + mark.len()));
        let message = "一 between two terms of one shape may be —".to_owned();
        let hint = "a guess from the words on both sides; look at the print";
        context.report("ocr-dash", message, hint, vec![quote]);
    }
}

/// `before` runs backwards from 一. Both sides end in the same characters: 无人|有人,
/// 西方主导体系|中国自主体系.
fn is_dash(before: &[char], after: &[char]) -> bool {
    let (Some(last), Some(first)) = (before.first(), after.first()) else { return false };
    if COUNTED.contains(*first)
        || *first == '一'
        || before.contains(&'一')
        || after.iter().take(3).any(|c| *c == '一')
    {
        return false;
    }
    // 无人一有人: terms of two characters with the same second one and another first one.
    let short =
        after.get(1) == Some(last) && before.get(1).is_some_and(|c| c != first) && first != last;
    // 主导体系一自主体系: the same last two characters, within a few characters.
    let long = before.get(1).is_some_and(|second| {
        (4..=after.len().min(8))
            .any(|len| after.get(len - 1) == Some(last) && after.get(len - 2) == Some(second))
    });
    short || long
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_is_weighed_by_its_words() {
        let lexicon = Lexicon::builtin();
        let told = |text: &str| {
            let at = text.find('人').unwrap();
            mended(lexicon, text, at, '人', '入')
        };
        assert_eq!(told("迅速引发盟友卷人").as_deref(), Some("卷入"));
        assert_eq!(told("深人研究"), Some("深入".to_owned()));
        for right in ["人工智能", "加人工智能", "引人注目", "工人阶级", "中国人民", "引进人才"]
        {
            assert_eq!(told(right), None, "{right}");
        }
    }

    #[test]
    fn dashes_stand_between_terms_of_one_shape() {
        let told = |text: &str| {
            let (before, after) = text.split_once('一').unwrap();
            let before: Vec<char> = before.chars().rev().collect();
            is_dash(&before, &after.chars().collect::<Vec<_>>())
        };
        assert!(told("有线一无线混合网络"));
        assert!(told("海上运输通道一陆上运输通道的二元"));
        for right in [
            "年复一年",
            "这是一个问题",
            "是世界第一大国",
            "进一步推进",
            "任何一方",
            "人民一起",
            "统一战线",
            "日复一日地工作",
        ] {
            assert!(!told(right), "{right}");
        }
    }
}
