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
            ("“协议明日生效。”秘书长说。", &["“协议明日生效。”秘书长说。"][..]),
            ("《再见！旧港》一文发表了吗？发表了。", &["《再见！旧港》一文发表了吗？", "发表了。"]),
            ("占比为２．７１％。略有上升。", &["占比为２．７１％。", "略有上升。"]),
            ("港口扩建。航道疏浚。船队减少。", &["港口扩建。", "航道疏浚。", "船队减少。"]),
            ("船停下了……雾仍未散。", &["船停下了……雾仍未散。"]),
            ("上篇……；下篇……。", &["上篇……；下篇……。"]),
            ("港口互通,数据共享.共同维护!", &["港口互通,数据共享.", "共同维护!"]),
            ("他说：“好。”我们走了。", &["他说：“好。”", "我们走了。"]),
            ("竞争力。\"红旗\"通报增加。", &["竞争力。", "\"红旗\"通报增加。"]),
            (
                "签发第20317号令（见3.5节。）后生效。完。",
                &["签发第20317号令（见3.5节。）后生效。", "完。"],
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
                "Gu et al. hold that ports, e.g. Linjiang, wait. Some object.",
                &["Gu et al. hold that ports, e.g. Linjiang, wait.", "Some object."][..],
            ),
            (
                "It builds on Marsh et al. 2022. The scope is wider.",
                &["It builds on Marsh et al. 2022.", "The scope is wider."],
            ),
            (
                "Compare Luo et al. (2019). Cables, ships, etc. Costs rose.",
                &["Compare Luo et al. (2019).", "Cables, ships, etc.", "Costs rose."],
            ),
            ("Fees grew 4 pct. Traffic shrank.", &["Fees grew 4 pct.", "Traffic shrank."]),
            (
                "Losses were 12.5% vs. 13.1% (Fig. 2b). They ended.",
                &["Losses were 12.5% vs. 13.1% (Fig. 2b).", "They ended."],
            ),
            (
                "The U.S. Coast Guard met J. Smith. In the U.S. The law holds.",
                &["The U.S. Coast Guard met J. Smith.", "In the U.S.", "The law holds."],
            ),
            (
                "No change ( P > 0. 04) . All the 61 nurses.",
                &["No change ( P > 0. 04) .", "All the 61 nurses."],
            ),
            ("Across the bay.This helps the ports.", &["Across the bay.", "This helps the ports."]),
            (
                "Marinae gen.et sp.indet.,Portus sp.,Navis cf.N.lata occur. They thrive.",
                &["Marinae gen.et sp.indet.,Portus sp.,Navis cf.N.lata occur.", "They thrive."],
            ),
            ("Rule No. 203 stands. No. It fell.", &["Rule No. 203 stands.", "No.", "It fell."]),
            ("2. A Map of the Data", &["2. A Map of the Data"]),
            ("It fell. 3.1. Results. IV. Notes", &["It fell.", "3.1. Results.", "IV. Notes"]),
            ("He asked, \"Why?\" She left.", &["He asked, \"Why?\"", "She left."]),
            ("P<O.O5 was met.", &["P<O.O5 was met."]),
        ] {
            assert_eq!(split(Side::En, text), parts, "{text}");
        }
    }

    #[test]
    fn clauses_split_at_semicolons_outside_brackets() {
        let text = "在港口,统一规则;在船队(甲;乙),共享备件；完。";
        let parts: Vec<&str> = clauses(Side::Zh, text).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(parts, ["在港口,统一规则;", "在船队(甲;乙),共享备件；", "完。"]);
    }
}
