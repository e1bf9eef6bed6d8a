//! Stray blanks between Han characters, and between Han and punctuation.

use super::{
    shape::{is_chinese, script_counts},
    work::{Edit, Work},
};
use crate::{
    domain::{BlockKind, Byte, Span},
    lexicon::labels::{self, Field},
    text::{is_han, is_han_punctuation},
};

/// Fewest Han characters of a text without 。 that is taken for prose.
const PROSE_HAN: usize = 60;

pub(super) fn mend(work: &mut Work<'_>) {
    for index in 0..work.blocks.len() {
        if !matches!(work.kind(index), BlockKind::Text | BlockKind::Note | BlockKind::Heading(_)) {
            continue;
        }
        let text = work.text(index);
        let note = work.kind(index) == BlockKind::Note && is_chinese(text);
        let edits = if note { mended(text, false) } else { stray(text) };
        work.edit(index, "stray-blank", &edits);
    }
}

/// The blanks of `text` that stand for nothing.
pub(super) fn stray(text: &str) -> Vec<Edit> {
    let spaced = is_letter_spaced(text);
    if !spaced && !is_prose(text) {
        return Vec::new();
    }
    mended(text, spaced)
}

/// The same for a text known to be prose.
fn mended(text: &str, spaced: bool) -> Vec<Edit> {
    let kept = kept_ranges(text, spaced);
    let mut edits = Vec::new();
    let mut before: Option<char> = None;
    let mut run: Option<usize> = None;
    let mut kept = kept.iter().peekable();
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            run.get_or_insert(at);
            continue;
        }
        if let Some(start) = run.take()
            && let Some(left) = before
        {
            while kept.peek().is_some_and(|k| k.end() <= start) {
                kept.next();
            }
            let inside = kept.peek().is_some_and(|k| k.start() <= start);
            if !inside && (is_stray(left, c) || is_date(left, text.get(at..).unwrap_or(""))) {
                edits.push((Span::new(start, at), String::new()));
            }
        }
        before = Some(c);
    }
    edits
}

/// Whether a blank between `left` and `right` is stray.
fn is_stray(left: char, right: char) -> bool {
    let han = |c: char| is_han(c) || is_han_punctuation(c) && c != '—';
    let mark = |c: char| {
        matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '"' | '\'' | '.')
    };
    (han(left) && (han(right) || mark(right))) || (mark(left) && han(right))
}

/// `2023年 11月`: a blank inside a date.
fn is_date(left: char, right: &str) -> bool {
    let digits = right.bytes().take_while(u8::is_ascii_digit).count();
    let unit = right.get(digits..).and_then(|t| t.chars().next());
    (1..=2).contains(&digits) && matches!((left, unit), ('年', Some('月')) | ('月', Some('日')))
}

fn is_prose(text: &str) -> bool {
    let (han, latin) = script_counts(text);
    if han * 2 < latin || han < 4 {
        return false;
    }
    text.contains('。')
        || text.contains('；') && han >= PROSE_HAN / 2
        || han >= PROSE_HAN && text.chars().filter(|c| "，,、".contains(*c)).count() >= 2
}

/// Whether single Han characters are parted by single blanks: 摘 要 由 於.
pub(super) fn is_letter_spaced(text: &str) -> bool {
    let mut spaced = 0_usize;
    let mut joined = 0_usize;
    let mut before: Option<char> = None;
    let mut blanks = 0;
    for c in text.chars() {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        if let Some(left) = before
            && is_han(left)
            && is_han(c)
        {
            match blanks {
                0 => joined += 1,
                1 => spaced += 1,
                _ => {}
            }
        }
        before = Some(c);
        blanks = 0;
    }
    spaced >= 4 && spaced > joined * 3
}

/// Ranges whose blanks part items: keyword lists (unless every character is spaced), and a list of
/// names at the head.
fn kept_ranges(text: &str, spaced: bool) -> Vec<Span<Byte>> {
    let mut ranges = Vec::new();
    if spaced {
        return ranges;
    }
    let head = name_list_end(text);
    if head > 0 {
        ranges.push(Span::new(0, head));
    }
    ranges.extend(names_before_bracket(text));
    let labels = labels::all(text);
    for (number, label) in labels.iter().enumerate() {
        if matches!(label.field, Field::Keywords | Field::Author) {
            let end = labels.get(number + 1).map_or(text.len(), |next| next.whole.start());
            ranges.push(Span::new(label.whole.start(), end));
        }
    }
    ranges.sort_by_key(|r| (r.start(), r.end()));
    ranges
}

/// Fewest names apart from one another at the end of a title.
const FEWEST_NAMES: usize = 3;

/// Names that follow a title on its line, before the bracket of an affiliation: `…、行为及警觉程度的影响厉秀禾 高杰 冯京舟
/// 周莹*（云州大学…`.
fn names_before_bracket(text: &str) -> Option<Span<Byte>> {
    if text.contains('。') {
        return None;
    }
    text.match_indices(['（', '(']).take(4).find_map(|(bracket, _)| {
        let head = text.get(..bracket)?.trim_end();
        let mut start = head.len();
        let mut names = 0;
        while let Some((before, token)) =
            head.get(..start)?.trim_end().rsplit_once(char::is_whitespace)
        {
            let han = token.chars().filter(|c| is_han(*c)).count();
            let marks = token
                .chars()
                .all(|c| is_han(c) || c.is_ascii_digit() || "*\\,.，¹²³⁴'’‘”」".contains(c));
            if !(1..=3).contains(&han) || !marks {
                break;
            }
            names += 1;
            start = before.len();
        }
        (names >= FEWEST_NAMES)
            .then(|| Span::new(head.get(..start).map_or(0, |h| h.trim_end().len()), bracket))
    })
}

/// The end of a head that is blank-separated short Han words: names of authors before a bracket.
fn name_list_end(text: &str) -> usize {
    let end = text
        .char_indices()
        .find(|(_, c)| !is_han(*c) && !c.is_whitespace() && !c.is_ascii_digit())
        .map_or(text.len(), |(at, _)| at);
    let next = text.get(end..).and_then(|t| t.chars().next());
    if next.is_some_and(|c| "，,、。；;：:".contains(c)) {
        return 0;
    }
    let head = text.get(..end).unwrap_or("");
    let words: Vec<&str> = head.split_whitespace().collect();
    let short = words.iter().filter(|w| w.chars().filter(|c| is_han(*c)).count() <= 4).count();
    if words.len() >= 2 && short == words.len() { end } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::MappedText;

    fn mended(text: &str) -> String {
        MappedText::verbatim(text, 0).replaced(&stray(text)).as_str().to_owned()
    }

    #[test]
    fn blanks_go_between_han_only() {
        assert_eq!(mended("三个港口 统一规则,使 抢 修更快。"), "三个港口统一规则,使抢修更快。");
        assert_eq!(mended("第一, 统一规则。使用 AI 技术。"), "第一,统一规则。使用 AI 技术。");
        assert_eq!(
            mended("环湾六国 (Bay Six)、澄海 (Chenghai) 等。"),
            "环湾六国(Bay Six)、澄海(Chenghai)等。"
        );
        assert_eq!(mended("人 工 智 能 發 展"), "人工智能發展");
        for kept in ["骆明澈 安若谷", "[关键词] 海底电缆 环湾六国 区域治理", "一、 引言"]
        {
            assert_eq!(mended(kept), kept);
        }
    }
}
