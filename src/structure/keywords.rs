//! Keyword lines to keywords.

use crate::{
    domain::{Byte, Side, Span},
    lexicon::{Lexicon, headings},
    text::{is_han, runs},
};

/// How a keyword line was split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    /// The keywords, in order.
    pub(super) items: Vec<Span<Byte>>,
    /// Where the line ends; what follows is no keyword (a heading glued to it).
    pub(super) end: usize,
}

/// Marks that part keywords, surest first. A slash or hyphen is part of a term.
const SURE: &[char] = &['；', ';'];
const LIKELY: &[char] = &['，', ',', '、', '﹐', '﹔'];

/// Splits a keyword line.
pub(super) fn split(side: Side, line: &str, lexicon: &Lexicon) -> Split {
    let end = content_end(side, line);
    let text = line.get(..end).unwrap_or(line);
    let mut items = by_marks(side, text);
    if items.len() < 2 {
        items = match side {
            Side::Zh => by_blanks_zh(text),
            Side::En => by_blanks_en(text),
        };
    }
    let _ = lexicon;
    let items = items.into_iter().map(|s| trimmed(text, s)).filter(|s| !s.is_empty()).collect();
    let mut items: Vec<Span<Byte>> = items;
    // A page number at the end of a flattened page: 知識系統 i.
    if items.len() > 1
        && items
            .last()
            .is_some_and(|s| s.of(text).bytes().all(|b| b.is_ascii_digit() || b"ivx".contains(&b)))
    {
        items.pop();
    }
    Split { items, end }
}

/// Cuts off a heading or another language glued to the end of the line.
fn content_end(side: Side, line: &str) -> usize {
    if side == Side::Zh {
        return line.len();
    }
    // poultry *Corresponding author, professor, E-mail: …
    let lower = line.to_ascii_lowercase();
    if let Some(at) =
        ["corresponding author", "e-mail", "email:"].iter().filter_map(|w| lower.find(w)).min()
    {
        let kept = line.get(..at).unwrap_or("");
        return kept.trim_end_matches(|c: char| c.is_whitespace() || "*＊†#(（[".contains(c)).len();
    }
    // bibliometrics1．引言: a heading with its number, glued to the last keyword.
    let Some((at, _)) = line.char_indices().find(|(_, c)| is_han(*c)) else { return line.len() };
    let word: String = line.get(at..).unwrap_or("").chars().take_while(|c| is_han(*c)).collect();
    if at == 0 || !(headings::is_bare(&word) || word.chars().count() >= 2) {
        return line.len();
    }
    let is_number =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '.' | '．' | '、' | '#');
    line.get(..at).unwrap_or("").trim_end_matches(is_number).len()
}

/// Spans between marks, where the line has any; brackets are not cut.
fn by_marks(side: Side, text: &str) -> Vec<Span<Byte>> {
    let has = |marks: &[char]| text.contains(marks);
    let mut marks: Vec<char> = Vec::new();
    if has(SURE) {
        marks.extend(SURE);
        // Mixed separators: commas part keywords too where they outnumber semicolons.
        let sure = text.matches(SURE).count();
        let likely = text.matches(LIKELY).count();
        if likely > sure || sure == 1 && likely >= 1 {
            marks.extend(LIKELY);
        }
    } else if has(LIKELY) {
        marks.extend(LIKELY);
    } else if has(&['|', '｜']) {
        marks.extend(['|', '｜']);
    } else if text.matches(['/', '／']).count() >= 2 {
        marks.extend(['/', '／']);
    } else if text.matches('·').count() >= 2 {
        marks.push('·');
    } else if side == Side::En && stops(text) >= 1 {
        return by_stops(text);
    }
    if marks.is_empty() {
        return vec![Span::new(0, text.len())];
    }
    let mut spans = Vec::new();
    let mut depth = 0_u32;
    let mut start = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' | '[' | '《' => depth += 1,
            ')' | '）' | ']' | '》' => depth = depth.saturating_sub(1),
            c if depth == 0 && marks.contains(&c) && !(c == ',' && in_number(text, at)) => {
                spans.push(Span::new(start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    spans.push(Span::new(start, text.len()));
    spans
}

/// A comma between digits: 2,4-D.
fn in_number(text: &str, at: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    digit(text.get(..at).and_then(|t| t.chars().next_back()))
        && digit(text.get(at + 1..).and_then(|t| t.chars().next()))
}

/// Full stops that part keywords: `Ontology.Text mining.`
fn stops(text: &str) -> usize {
    text.trim_end().trim_end_matches('.').matches('.').count()
}

fn by_stops(text: &str) -> Vec<Span<Byte>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('.') {
        let next = text.get(at + 1..).and_then(|t| t.trim_start().chars().next());
        let word = text.get(start..at).unwrap_or("");
        if next.is_none_or(|c| c.is_uppercase() || c.is_ascii_digit())
            && word.trim().chars().count() >= 3
        {
            spans.push(Span::new(start, at));
            start = at + 1;
        }
    }
    spans.push(Span::new(start, text.len()));
    spans
}

/// Blank-separated Chinese keywords: every blank parts, but for one beside a Latin word or number.
fn by_blanks_zh(text: &str) -> Vec<Span<Byte>> {
    let words = runs(text, |c| !c.is_whitespace());
    if words.len() < 2 {
        return vec![Span::new(0, text.len())];
    }
    // A wide gap somewhere means that narrow ones are inside keywords.
    let wide = |gap: &str| gap.contains(['\u{3000}', '\t', '\u{2003}']) || gap.chars().count() >= 2;
    let gap = |pair: &[Span<Byte>]| match pair {
        [a, b] => text.get(a.end()..b.start()).unwrap_or("").to_owned(),
        _ => String::new(),
    };
    let any_wide = words.windows(2).filter(|p| wide(&gap(p))).count();
    let all_wide = any_wide > 0 && any_wide * 2 >= words.len() - 1;
    let mut spans: Vec<Span<Byte>> = Vec::new();
    for word in &words {
        let joins = spans.last().is_some_and(|last| {
            let between = text.get(last.end()..word.start()).unwrap_or("");
            let left = last.of(text).chars().next_back();
            let right = word.of(text).chars().next();
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            // 关键词 1, IS 标准: a number or Latin word stays with its neighbour where the gap is narrow.
            all_wide && !wide(between)
                || latin(left) && latin(right) && !wide(between)
                || word.of(text).chars().all(|c| c.is_ascii_digit()) && !wide(between)
        });
        match spans.last_mut() {
            Some(last) if joins => *last = Span::new(last.start(), word.end()),
            _ => spans.push(*word),
        }
    }
    spans
}

/// Blank-separated English keywords: only wide gaps part; single blanks are inside terms.
fn by_blanks_en(text: &str) -> Vec<Span<Byte>> {
    let words = runs(text, |c| !c.is_whitespace());
    let mut spans: Vec<Span<Byte>> = Vec::new();
    for word in words {
        let wide = spans.last().is_some_and(|last| {
            let between = text.get(last.end()..word.start()).unwrap_or("");
            between.contains(['\u{3000}', '\t']) || between.chars().count() >= 2
        });
        match spans.last_mut() {
            Some(last) if !wide => *last = Span::new(last.start(), word.end()),
            _ => spans.push(word),
        }
    }
    spans
}

/// Without blanks and closing stops at the ends.
fn trimmed(text: &str, span: Span<Byte>) -> Span<Byte> {
    let inside = span.of(text);
    let is_edge = |c: char| c.is_whitespace() || "。；;，,、.．:：*|?？".contains(c);
    let kept = inside.trim_end_matches(is_edge);
    let lead = kept.len() - kept.trim_start_matches(is_edge).len();
    Span::new(span.start() + lead, span.start() + kept.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(side: Side, line: &str) -> Vec<&str> {
        split(side, line, Lexicon::builtin()).items.into_iter().map(|s| s.of(line)).collect()
    }

    #[test]
    fn separators() {
        assert_eq!(
            items(Side::Zh, "海底电缆 环湾六国 区域治理"),
            ["海底电缆", "环湾六国", "区域治理"]
        );
        assert_eq!(
            items(Side::Zh, "口述史　元数据　地方记忆　标引"),
            ["口述史", "元数据", "地方记忆", "标引"]
        );
        assert_eq!(items(Side::Zh, "条目 1；条目 2；条目 3"), ["条目 1", "条目 2", "条目 3"]);
        assert_eq!(items(Side::Zh, "會講、捐田、士紳網絡"), ["會講", "捐田", "士紳網絡"]);
        assert_eq!(
            items(Side::En, "bright light； night shift； alertness1．引言"),
            ["bright light", "night shift", "alertness"]
        );
        assert_eq!(
            items(Side::En, "Bay Six cooperation, data security"),
            ["Bay Six cooperation", "data security"]
        );
        assert_eq!(
            items(Side::En, "Ontology.Text mining.Retrieval."),
            ["Ontology", "Text mining", "Retrieval"]
        );
        assert_eq!(items(Side::Zh, "甲基蓝/乙基绿；Ab-12"), ["甲基蓝/乙基绿", "Ab-12"]);
        assert_eq!(
            items(
                Side::En,
                "bright light; night shift *Corresponding author, professor, E-mail: a@b.org"
            ),
            ["bright light", "night shift"]
        );
    }
}
