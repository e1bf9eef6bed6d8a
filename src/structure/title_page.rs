//! Title pages run into one line: title, names and institutions with only blanks between them, or none.

use super::{lines, names};
use crate::{
    domain::{Byte, Span},
    text::is_han,
};

/// What a one-line title page says; spans of its text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TitlePage {
    pub(super) title_zh: Vec<Span<Byte>>,
    pub(super) title_en: Option<Span<Byte>>,
    pub(super) author_zh: Option<Span<Byte>>,
}

/// Words of a title page that are no title.
const NO_TITLE: &[&str] = &[
    "論文",
    "论文",
    "指導教授",
    "指导教师",
    "导师",
    "研究生",
    "中華民國",
    "教授",
    "碩士班",
    "博士班",
    "学位",
    "學位",
    "年",
    "月",
    "学号",
    "學號",
];
/// What titles end in, longest first.
const ENDINGS: &[&str] = &[
    "之相關研究",
    "之研究",
    "的研究",
    "之探討",
    "之分析",
    "之影響",
    "的影响",
    "研究",
    "探討",
    "探讨",
    "分析",
    "设计",
    "設計",
    "影响",
    "影響",
    "策略",
];

/// Reads a title page.
pub(super) fn read(text: &str) -> TitlePage {
    let mut page = TitlePage::default();
    let tokens = tokens(text);
    let mut run: Vec<Span<Byte>> = Vec::new();
    let mut latin: Option<(Span<Byte>, usize)> = None;
    let mut best_latin: Option<(Span<Byte>, usize)> = None;
    let mut best = 0;
    for token in tokens.iter().chain(std::iter::once(&Span::new(text.len(), text.len()))) {
        let word = token.of(text);
        let han = word.chars().filter(|c| is_han(*c)).count();
        let plain = han >= 4
            && !NO_TITLE.iter().any(|w| word.contains(w))
            && !lines::is_affiliation(&format!("1{word}"));
        if plain {
            run.push(*token);
        } else {
            let weight: usize = run.iter().map(|s| s.of(text).chars().count()).sum();
            if weight > best && weight >= 8 {
                best = weight;
                page.title_zh.clone_from(&run);
            }
            run.clear();
        }
        let is_word =
            han == 0 && word.chars().any(|c| c.is_ascii_alphabetic()) && !word.ends_with(':');
        latin = match (latin, is_word) {
            (Some((span, count)), true) => Some((Span::new(span.start(), token.end()), count + 1)),
            (None, true) => Some((*token, 1)),
            (_, false) => None,
        };
        if let Some((span, count)) = latin
            && best_latin.is_none_or(|(_, most)| count > most)
        {
            best_latin = Some((span, count));
        }
    }
    page.title_en = best_latin
        .filter(|(span, count)| {
            *count >= 5 && !span.of(text).contains(|c: char| c.is_ascii_digit())
        })
        .map(|(span, _)| span);
    page.author_zh = after_word(text, &["研究生", "作者", "姓名"]);
    if page.title_zh.is_empty() {
        glued(text, &mut page);
    }
    page
}

fn tokens(text: &str) -> Vec<Span<Byte>> {
    let mut spans = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        if c.is_whitespace() {
            if let Some(from) = start.take() {
                spans.push(Span::new(from, at));
            }
        } else {
            start.get_or_insert(at);
        }
    }
    spans
}

/// The name after a word such as 研究生 and a colon.
fn after_word(text: &str, words: &[&str]) -> Option<Span<Byte>> {
    let at = words.iter().filter_map(|w| text.find(w).map(|at| at + w.len())).min()?;
    let rest = text.get(at..)?;
    let start = at
        + (rest.len()
            - rest.trim_start_matches(|c: char| c.is_whitespace() || ":：".contains(c)).len());
    let name: String = text.get(start..)?.chars().take_while(|c| is_han(*c)).take(4).collect();
    names::is_name_zh(&name).then(|| Span::new(start, start + name.len()))
}

/// A Han run that begins with a title and goes on with a name and an institution: `…之研究林宗宏中國文化大學…`.
fn glued(text: &str, page: &mut TitlePage) {
    let Some(start) = text.find(is_han) else { return };
    let run = text.get(start..).unwrap_or("");
    let len = run.find(|c: char| !is_han(c)).unwrap_or(run.len());
    let run = run.get(..len).unwrap_or("");
    let found = ENDINGS
        .iter()
        .filter_map(|ending| {
            let end = run.find(ending)? + ending.len();
            let rest = run.get(end..)?;
            let name = [3, 2].into_iter().find_map(|take| {
                let to = rest.char_indices().nth(take)?.0;
                let name = rest.get(..to)?;
                let after = rest.get(to..)?;
                (names::is_name_zh(name)
                    && lines::is_affiliation(&format!(
                        "1{}",
                        after.chars().take(14).collect::<String>()
                    )))
                .then_some(to)
            })?;
            Some((end, end + name))
        })
        .min();
    if let Some((end, name_end)) =
        found.filter(|(end, _)| run.get(..*end).is_some_and(|t| t.chars().count() >= 6))
    {
        page.title_zh = vec![Span::new(start, start + end)];
        page.author_zh = Some(Span::new(start + end, start + name_end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_title_pages() {
        let text = "1 海嶼大學文史研究所 碩士論文 指導教授 : 殷懷瑾教授 Advisor: Dr. Edward Yin 清代雲麓書院會講制度與捐田之 士紳網絡及商人子弟交往的相關性 Lecture Assemblies and Donated Land of Yunlu Academy 研究生 : 陳守愚 Name: Shou-Yu Chen 中華民國 102 年 7 月";
        let page = read(text);
        let title: String = page.title_zh.iter().map(|s| s.of(text)).collect();
        assert_eq!(title, "清代雲麓書院會講制度與捐田之士紳網絡及商人子弟交往的相關性");
        assert_eq!(
            page.title_en.map(|s| s.of(text)),
            Some("Lecture Assemblies and Donated Land of Yunlu Academy")
        );
        assert_eq!(page.author_zh.map(|s| s.of(text)), Some("陳守愚"));
        let text =
            "The 9th Conference 鄉村書院捐田經費來源之研究林宗文海嶼大學文史碩士班研究生黃守愚";
        let page = read(text);
        assert_eq!(page.title_zh.first().map(|s| s.of(text)), Some("鄉村書院捐田經費來源之研究"));
        assert_eq!(page.author_zh.map(|s| s.of(text)), Some("林宗文"));
    }
}
