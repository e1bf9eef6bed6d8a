//! Sentences and clauses.
#![deny(clippy::disallowed_methods)]

mod abstracts;
mod en;
mod zh;

use crate::domain::{Byte, Side, Span};

pub use abstracts::abstract_sentences;

/// Splits `text` into sentences: byte spans that cover every byte once, in order (blanks belong to
/// the sentence before them).
pub fn sentences(side: Side, text: &str) -> Vec<Span<Byte>> {
    let ends = match side {
        Side::Zh => zh::sentence_ends(text),
        Side::En => en::sentence_ends(text),
    };
    cut(text, &ends)
}

/// Splits a sentence into clauses at ； and ; (and, in Chinese, at nothing else): byte spans that
/// cover every byte once, in order. Brackets are not cut.
pub fn clauses(side: Side, text: &str) -> Vec<Span<Byte>> {
    let _ = side;
    let mut ends = Vec::new();
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '《' | '[' | '［' => depth += 1,
            ')' | '）' | '》' | ']' | '］' => depth = depth.saturating_sub(1),
            '；' | ';' if depth == 0 => ends.push(at + c.len_utf8()),
            _ => {}
        }
    }
    cut(text, &ends)
}

/// Spans up to each of `ends` (sorted), blanks after an end taken with it; the last ends the text.
fn cut(text: &str, ends: &[usize]) -> Vec<Span<Byte>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for end in ends {
        let rest = text.get(*end..).unwrap_or("");
        let end = end + (rest.len() - rest.trim_start().len());
        let blank = Span::<Byte>::new(start, end).of(text).trim().is_empty();
        if end > start && !blank && end < text.len() {
            spans.push(Span::new(start, end));
            start = end;
        }
    }
    if start < text.len() {
        spans.push(Span::new(start, text.len()));
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(side: Side, text: &str) -> Vec<&str> {
        sentences(side, text).into_iter().map(|s| s.of(text).trim()).collect()
    }

    #[test]
    fn chinese() {
        for (text, parts) in [
            ("“方案已通过。”发言人说。", &["“方案已通过。”发言人说。"][..]),
            ("《别了！冷战》一书再版了吗？是的。", &["《别了！冷战》一书再版了吗？", "是的。"]),
            ("增速为３．１４％。低于预期。", &["增速为３．１４％。", "低于预期。"]),
            ("甲国加入。乙国退出。丙国观望。", &["甲国加入。", "乙国退出。", "丙国观望。"]),
            ("他沉默了……会议继续。", &["他沉默了……会议继续。"]),
            ("第1章……；第2章……。", &["第1章……；第2章……。"]),
            ("政策协调,产业联动.防务协同!", &["政策协调,产业联动.", "防务协同!"]),
            ("他说：“好。”我们走了。", &["他说：“好。”", "我们走了。"]),
            ("影响力。\"萨德\"事件加剧。", &["影响力。", "\"萨德\"事件加剧。"]),
            (
                "签署第14179号令（见3.5节。）后生效。完。",
                &["签署第14179号令（见3.5节。）后生效。", "完。"],
            ),
            ("见http://a.cn/x?b=1。完", &["见http://a.cn/x?b=1。", "完"]),
            ("没有句号 的 文字", &["没有句号 的 文字"]),
        ] {
            assert_eq!(split(Side::Zh, text), parts, "{text}");
        }
    }

    #[test]
    fn english() {
        for (text, parts) in [
            (
                "Li et al. argue that allies, e.g. Japan, hedge. Others disagree.",
                &["Li et al. argue that allies, e.g. Japan, hedge.", "Others disagree."][..],
            ),
            (
                "This follows Wells et al. 2020. It differs in scope.",
                &["This follows Wells et al. 2020.", "It differs in scope."],
            ),
            (
                "See Chen et al. (2012). Trade, aid, etc. Others fell.",
                &["See Chen et al. (2012).", "Trade, aid, etc.", "Others fell."],
            ),
            ("Prices rose 3 pct. Wages fell.", &["Prices rose 3 pct.", "Wages fell."]),
            (
                "Growth was 21.03% vs. 20.21% (Fig. 7e). It slowed.",
                &["Growth was 21.03% vs. 20.21% (Fig. 7e).", "It slowed."],
            ),
            (
                "The U.S. Department of War met J. Smith. In the U.S. The law holds.",
                &["The U.S. Department of War met J. Smith.", "In the U.S.", "The law holds."],
            ),
            (
                "It is so ( P > 0. 05) . All the 89 cases.",
                &["It is so ( P > 0. 05) .", "All the 89 cases."],
            ),
            (
                "Around the world.This benefits from it.",
                &["Around the world.", "This benefits from it."],
            ),
            (
                "Uropsilinae gen.et sp.indet.,Soriculus sp.,Ochotona cf.O.alpina live. They do.",
                &[
                    "Uropsilinae gen.et sp.indet.,Soriculus sp.,Ochotona cf.O.alpina live.",
                    "They do.",
                ],
            ),
            (
                "Order No. 14179 holds. No. It fails.",
                &["Order No. 14179 holds.", "No.", "It fails."],
            ),
            ("He asked, \"Why?\" She left.", &["He asked, \"Why?\"", "She left."]),
            ("P<O.O5 was met.", &["P<O.O5 was met."]),
        ] {
            assert_eq!(split(Side::En, text), parts, "{text}");
        }
    }

    #[test]
    fn clauses_split_at_semicolons_outside_brackets() {
        let text = "在政府层面,实施协同;在产业层面(甲;乙),形成网络；完。";
        let parts: Vec<&str> = clauses(Side::Zh, text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(parts, ["在政府层面,实施协同;", "在产业层面(甲;乙),形成网络；", "完。"]);
    }
}
