//! What a block looks like: running text or a line of its own, finished or broken off.

use crate::{
    lexicon::{headings, labels},
    text::{is_han, is_han_punctuation},
};

/// Marks that end a sentence or a paragraph.
pub(super) const TERMINAL: &str = "。！？!?…；;：:■□◆●▲.．";
/// Closing quotes and brackets that may stand after a terminal mark.
const CLOSING: &str = "\"'”’」』》〉）)]］】〕";
/// Marks inside sentences.
const INNER: &str = "，,；;";

/// Han characters and Latin letters of a text, web addresses left out.
pub(super) fn script_counts(text: &str) -> (usize, usize) {
    let (mut han, mut latin) = (0, 0);
    let mut rest = text;
    while let Some(at) = rest.find("http") {
        let (before, address) = rest.split_at(at);
        count_scripts(before, &mut han, &mut latin);
        let end = address.find(|c: char| !c.is_ascii_graphic()).unwrap_or(address.len());
        rest = address.get(end..).unwrap_or("");
    }
    count_scripts(rest, &mut han, &mut latin);
    (han, latin)
}

fn count_scripts(text: &str, han: &mut usize, latin: &mut usize) {
    for c in text.chars() {
        if is_han(c) {
            *han += 1;
        } else {
            *latin += usize::from(c.is_alphabetic());
        }
    }
}

/// Whether the text is mainly Chinese: a Han character weighs as much as two Latin letters.
pub(super) fn is_chinese(text: &str) -> bool {
    let (han, latin) = script_counts(text);
    han * 2 >= latin && han > 0
}

/// Whether a text is running prose and not a title, a list of names or a heading.
pub(super) fn is_running(text: &str) -> bool {
    let (han, latin) = script_counts(text);
    if text.contains("………") || text.contains("......") {
        // A line of a table of contents.
        return false;
    }
    if han * 2 >= latin {
        text.contains('。') && han >= 8 || han >= 25 && text.chars().any(|c| INNER.contains(c))
    } else {
        text.len() >= 40 && text.split_whitespace().count() >= 6
    }
}

/// Whether the text breaks off before its sentence ends.
pub(super) fn is_unfinished(text: &str) -> bool {
    let mut tail = text.trim_end().chars().rev();
    let Some(last) = tail.next() else { return false };
    if TERMINAL.contains(last) {
        return false;
    }
    if CLOSING.contains(last) {
        let inner = tail.find(|c| !CLOSING.contains(*c));
        return inner.is_none_or(|c| !TERMINAL.contains(c));
    }
    true
}

/// Whether `text` may go on from a paragraph that broke off before it.
pub(super) fn may_continue(text: &str, before: &str) -> bool {
    let head = text.trim_start();
    let Some(first) = head.chars().next() else { return false };
    if labels::at_head(head).is_some() || headings::is_bare(head) {
        return false;
    }
    let last = before.trim_end().chars().next_back().unwrap_or(' ');
    if is_chinese(before) != is_chinese(head) {
        return false;
    }
    if let Some(marker) = headings::marker(head)
        && !(first.is_ascii_digit() && continues_number(head, marker.span.end(), last))
    {
        return false;
    }
    if is_chinese(before) {
        is_han(first)
            || first.is_alphanumeric()
            || is_han_punctuation(first) && !matches!(first, '·' | '—' | '【' | '［')
            || matches!(first, '"' | '\'' | '(' | ')' | ',' | ';' | ':' | '%')
    } else {
        first.is_lowercase()
            || last == ','
            || last == '-'
            || (first.is_alphanumeric() || matches!(first, '(' | '"' | '“'))
                && before.split_whitespace().count() >= 8
                && before.contains(". ")
    }
}

/// A number at the head of a text that is a quantity and no heading: 2023年, 5%, 30公里.
fn continues_number(head: &str, marker_end: usize, last: char) -> bool {
    let after = head.get(marker_end..).and_then(|t| t.chars().next());
    after.is_some_and(|c| c.is_ascii_digit() || "年月日%％个项名次家国人万亿余多公".contains(c))
        || last.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_and_whole_paragraphs() {
        for text in ["船队互助与通", "《电缆维修互助备", "的抢修能力,", "经过'湾区'", "of the"]
        {
            assert!(is_unfinished(text), "{text}");
        }
        for text in [
            "长期作用。",
            "水域作业的许可\"。",
            "他说：“好。”",
            "如下：",
            "the end.",
            "长期中断。■",
        ] {
            assert!(!is_unfinished(text), "{text}");
        }
    }

    #[test]
    fn what_may_continue() {
        let before = "六国希望通过统一规则,在抢修准入、备件调配、信息通报与治";
        for text in ["理规则等层面", "忘录》约定", "\"红旗\"通报制度", "2023年11月,六国"]
        {
            assert!(may_continue(text, before), "{text}");
        }
        for text in [
            "[关键词] 甲",
            "一、动态",
            "(二)建立",
            "第二,统一",
            "结语",
            "Abstract: The",
            "1.2 方法",
        ] {
            assert!(!may_continue(text, before), "{text}");
        }
    }
}
