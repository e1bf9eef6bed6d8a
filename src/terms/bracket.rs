//! Finds 中文（English）, “中文”(English), 中文（English，ABBR）, 中文（ABBR） and English（中文）
//! in running text, and reads what the brackets hold. Where the Chinese term begins is the
//! business of [`edge`](super::edge).

use crate::{
    domain::{Byte, Span},
    text::is_han,
};

use super::latin;

/// Longest run before a bracket that is looked at, in characters.
const RUN_CHARS: usize = 48;
/// Longest bracket that can hold a gloss, in bytes.
const INNER_BYTES: usize = 240;
/// Longest quoted name before a bracket, in characters.
const QUOTED_CHARS: usize = 40;

/// What a pair of brackets says about the words before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The English, with blanks made single; the acronym where there is nothing else.
    pub en: String,
    /// The acronym, where one is given.
    pub acronym: Option<String>,
}

impl Stated {
    /// Whether the bracket holds an acronym alone.
    pub fn is_acronym_only(&self) -> bool {
        self.acronym.as_deref() == Some(self.en.as_str())
    }
}

/// How the Chinese beside a bracket is delimited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beside {
    /// It stands in quotation marks or 《》 right before the bracket: the edges are exact. The
    /// span is the text inside the marks.
    Quoted(Span<Byte>),
    /// A run of Chinese before the bracket, at whose end the term stands.
    Run(Span<Byte>),
    /// The Chinese is what the bracket holds, the English stands before it.
    Inside(Span<Byte>),
}

/// A gloss in running text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossSite {
    /// The Chinese.
    pub beside: Beside,
    /// The English.
    pub stated: Stated,
    /// From the first byte that may belong to the Chinese to the closing bracket.
    pub whole: Span<Byte>,
}

/// All glosses of a text, in order.
pub fn sites(text: &str) -> Vec<GlossSite> {
    let mut found = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '（' => open.push(at),
            ')' | '）' => {
                let Some(start) = open.pop() else { continue };
                let inner_start = start + text.get(start..).map_or(1, first_len);
                if at - inner_start > INNER_BYTES {
                    continue;
                }
                let close = at + c.len_utf8();
                found.extend(site(text, start, Span::new(inner_start, at), close));
            }
            '\n' | '。' => open.clear(),
            _ => {}
        }
    }
    found.sort_by_key(|s| (s.whole.end(), s.whole.start()));
    found
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(1, char::len_utf8)
}

/// Reads one pair of brackets: `open` is its first byte, `inner` what it holds.
fn site(text: &str, open: usize, inner: Span<Byte>, close: usize) -> Option<GlossSite> {
    let left = text.get(..open)?.trim_end();
    let last = left.chars().next_back()?;
    if let Some(stated) = latin::read_bracket(inner.of(text)) {
        if let Some(quoted) = quoted_before(left) {
            let name = quoted.of(text);
            if name.chars().any(is_han) && latin::numbers_agree(name, &stated.en) {
                return Some(GlossSite {
                    whole: Span::new(quoted.start(), close),
                    beside: Beside::Quoted(quoted),
                    stated,
                });
            }
            return None;
        }
        let run = run_before(left)?;
        if run.of(text).chars().any(is_han) && latin::numbers_agree(run.of(text), &stated.en) {
            return Some(GlossSite {
                whole: Span::new(run.start(), close),
                beside: Beside::Run(run),
                stated,
            });
        }
        return None;
    }
    if last.is_ascii_alphanumeric() {
        let zh = trimmed(text, inner);
        let run = latin_run_before(left)?;
        let stated = latin::read_name(run.of(text))?;
        if latin::is_chinese_name_of_term(zh.of(text)) {
            return Some(GlossSite {
                whole: Span::new(run.start(), close),
                beside: Beside::Inside(zh),
                stated,
            });
        }
    }
    None
}

fn trimmed(text: &str, span: Span<Byte>) -> Span<Byte> {
    let inner = span.of(text);
    let strip = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '「' | '」');
    let start = inner.len() - inner.trim_start_matches(strip).len();
    let len = inner.trim_matches(strip).len();
    Span::new(span.start() + start, span.start() + start + len)
}

/// The text inside the quotation marks or 《》 that end `left`, where they do.
fn quoted_before(left: &str) -> Option<Span<Byte>> {
    let close = left.chars().next_back()?;
    let opens = match close {
        '”' | '"' | '＂' => ['“', '"', '＂'],
        '’' | '\'' => ['‘', '\'', '\''],
        '」' => ['「', '「', '「'],
        '』' => ['『', '『', '『'],
        '》' => ['《', '《', '《'],
        '〉' => ['〈', '〈', '〈'],
        _ => return None,
    };
    let end = left.len() - close.len_utf8();
    let inside = left.get(..end)?;
    for (chars, (at, c)) in inside.char_indices().rev().enumerate() {
        if opens.contains(&c) {
            let start = at + c.len_utf8();
            return (start < end).then(|| Span::new(start, end));
        }
        if chars > QUOTED_CHARS || matches!(c, '。' | '！' | '？' | '；' | '\n') {
            return None;
        }
    }
    None
}

/// The run of Chinese, Latin and digits that ends `left`.
fn run_before(left: &str) -> Option<Span<Byte>> {
    let end = left.len();
    let mut start = end;
    let mut next: Option<char> = None;
    let mut chars = left.char_indices().rev().peekable();
    let mut count = 0;
    while let Some((at, c)) = chars.next() {
        let inside = is_han(c)
            || c.is_alphanumeric()
            || matches!(c, '-' | '·' | '‐' | '‑' | '/' | '&' | '＆' | '+' | '.' | '•');
        // A blank may stand between two Latin words or numbers of one name, and between one and the
        // Chinese after it.
        let joins = c == ' '
            && next.is_some_and(|n| n.is_ascii_alphanumeric() || is_han(n))
            && chars.peek().is_some_and(|(_, p)| {
                p.is_ascii_alphabetic() || p.is_ascii_digit() && next.is_some_and(|n| !is_han(n))
            });
        if !(inside || joins) || count >= RUN_CHARS {
            break;
        }
        start = at;
        next = Some(c);
        count += 1;
    }
    let run = left.get(start..end)?;
    // Signs at the head join nothing.
    let head = run.len() - run.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    (start + head < end).then(|| Span::new(start + head, end))
}

/// The run of Latin words that ends `left`.
fn latin_run_before(left: &str) -> Option<Span<Byte>> {
    let mut start = left.len();
    for (at, c) in left.char_indices().rev() {
        if !(c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '’' | '&' | '.' | '/')) {
            break;
        }
        start = at;
    }
    let run = left.get(start..)?;
    let start = start + (run.len() - run.trim_start_matches([' ', '-', '.', '/', '\'']).len());
    (start < left.len()).then(|| Span::new(start, left.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String, Option<String>)> {
        sites(text)
            .into_iter()
            .map(|s| {
                let (Beside::Quoted(zh) | Beside::Run(zh) | Beside::Inside(zh)) = s.beside;
                (zh.of(text).to_owned(), s.stated.en, s.stated.acronym)
            })
            .collect()
    }

    fn row(zh: &str, en: &str, acronym: Option<&str>) -> (String, String, Option<String>) {
        (zh.to_owned(), en.to_owned(), acronym.map(str::to_owned))
    }

    #[test]
    fn every_shape_of_gloss_is_read() {
        assert_eq!(
            read("启动“矿产对话”（Minerals Dialogue）。"),
            [row("矿产对话", "Minerals Dialogue", None)]
        );
        assert_eq!(
            read("一种\"海上框架\" (Maritime Framework)"),
            [row("海上框架", "Maritime Framework", None)]
        );
        assert_eq!(
            read("由经济合作组织（Organisation for Cooperation，OC）牵头"),
            [row("由经济合作组织", "Organisation for Cooperation", Some("OC"))]
        );
        assert_eq!(read("设立基础研究局（ＢＲＡ）"), [row("设立基础研究局", "BRA", Some("BRA"))]);
        assert_eq!(
            read("世界贸易组织（英文：World Trade Organization，简称WTO）"),
            [row("世界贸易组织", "World Trade Organization", Some("WTO"))]
        );
        assert_eq!(
            read("经济产业省（METI, Ministry of Economy, Trade and Industry）"),
            [row("经济产业省", "Ministry of Economy, Trade and Industry", Some("METI"))]
        );
        assert_eq!(
            read("采用GPT（生成式预训练变换器）的"),
            [row("生成式预训练变换器", "GPT", Some("GPT"))]
        );
    }

    #[test]
    fn brackets_that_gloss_nothing_are_left() {
        for text in [
            "如前人所述（Smith, 2019）",
            "已有研究(Kim et al., 2020; Lee & Park, 2021)",
            "见下图(Fig. 3)",
            "长度(mm)",
            "显著（P < 0.05）",
            "第二章（II）",
            "变量（X）",
            "网站（https://example.org/a）",
            "苏联（1922—1991）",
            "总统（见第三节）",
            "NATO（见下文）",
            "美国（以下简称美）",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_run_keeps_the_latin_words_of_its_name() {
        assert_eq!(
            read("等成立AI-RAN联盟(AI-RAN Alliance),"),
            [row("等成立AI-RAN联盟", "AI-RAN Alliance", None)]
        );
        assert_eq!(read("原料——六氟化钨(WF₆)")[0].0, "六氟化钨");
    }
}
