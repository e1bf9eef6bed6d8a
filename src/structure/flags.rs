//! What is known to be wrong with a front: a keyword list that could not be split, an abstract that
//! breaks off.

use crate::{
    domain::{Front, FrontFlag, Side},
    text::count_han,
};

/// A single Chinese keyword with more Han characters than this is a list without separators: of 50,000
/// keywords one in two hundred is longer.
const LONGEST_HAN: usize = 12;
/// The same for the words of a single English keyword.
const LONGEST_WORDS: usize = 6;
/// Shortest abstract that is judged, in characters.
const SHORTEST_ABSTRACT_CHARS: usize = 40;
/// Marks that end an abstract, and brackets and quotes after them.
const ENDS: &str = "。.．！？!?…；;”’\"')）]】〕」』》%";

/// Sets the flags of a front.
pub(super) fn set(side: Side, front: &mut Front) {
    front.flags.clear();
    if keywords_unsplit(side, front) {
        front.flags.push(FrontFlag::KeywordsUnsplit);
    }
    if front.abstract_text.as_ref().is_some_and(|a| is_cut(side, a.as_str())) {
        front.flags.push(FrontFlag::AbstractCut);
    }
}

/// Whether the line has no separators and an item of it is too long for a keyword.
fn keywords_unsplit(side: Side, front: &Front) -> bool {
    let marked = front
        .keyword_line
        .as_ref()
        .is_some_and(|l| l.as_str().contains(['；', ';', '，', ',', '、', '\n']));
    let long = |text: &str| match side {
        Side::Zh => count_han(text) > LONGEST_HAN,
        Side::En => text.split_whitespace().count() > LONGEST_WORDS,
    };
    !marked && front.keywords.iter().any(|k| long(k.as_str()))
}

/// Whether the text stops in mid-sentence: other sentences of it end with a stop, and the last ends with
/// a letter or a comma. A text without any stop has lost them.
fn is_cut(side: Side, text: &str) -> bool {
    let text = text.trim_end();
    if text.chars().count() < SHORTEST_ABSTRACT_CHARS {
        return false;
    }
    let open = text.ends_with(|c: char| !ENDS.contains(c) && !c.is_whitespace());
    let stops = match side {
        Side::Zh => text.matches('。').count(),
        Side::En => text.matches(". ").count(),
    };
    open && stops >= 1 && text.ends_with(|c: char| c.is_alphabetic() || "，,、-—".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_stops_in_mid_sentence_is_cut() {
        for text in [
            "The ports of the bay unified their rules. The costs of repairing a cable have",
            "The ports of the bay unified their rules. The costs fell, the ships waited,",
        ] {
            assert!(is_cut(Side::En, text), "{text}");
        }
        assert!(is_cut(
            Side::Zh,
            "环湾六国统一了抢修规则，合作取得了新的进展。各国在资金分担与责任划分等方面仍然存在分歧，并"
        ));
        for text in [
            "The ports of the bay unified their rules. The costs of repairing a cable fell.",
            "the ports of the bay unified their rules and the costs of repair fell",
        ] {
            assert!(!is_cut(Side::En, text), "{text}");
        }
        // Without any stop they are lost, and nothing is known.
        assert!(!is_cut(
            Side::Zh,
            &"环湾六国统一了抢修规则合作取得了新的进展各国在资金分担方面".repeat(2)
        ));
    }
}
