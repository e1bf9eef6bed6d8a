//! Page furniture: page numbers, issue lines, running headers, also where they cut a sentence.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    shape::{is_running, is_unfinished},
    work::Work,
};
use crate::{
    domain::{BlockKind, Span},
    lexicon::{headings, labels},
    text::is_han,
};

/// Longest line that can be a running header, in characters.
const LONGEST_HEADER_CHARS: usize = 80;
/// Shortest line of running text that a header may cut, in characters.
const SHORTEST_OPEN_CHARS: usize = 36;
/// A short line met so often is a running header.
const OFTEN: usize = 3;
/// Fewest letters or Han characters of a running header.
const FEWEST_LETTERS: usize = 4;

pub(super) fn mark(work: &mut Work<'_>) {
    let repeated = repeated_lines(work);
    let mut forms: BTreeSet<String> = BTreeSet::new();
    // Letters of the short lines before the first running text: titles and authors.
    let mut front: Vec<String> = Vec::new();
    let mut front_open = true;
    let mut open = false;
    let mut after_header = false;
    for index in 0..work.blocks.len() {
        match work.kind(index) {
            BlockKind::Text | BlockKind::Heading(_) => {}
            _ => continue,
        }
        let text = work.text(index);
        let form = form(text);
        if let Some(rule) = whole_line(text, &form, &repeated) {
            if form.chars().filter(|c| c.is_alphabetic()).count() >= FEWEST_LETTERS {
                forms.insert(form);
            }
            work.mark(index, BlockKind::Furniture, rule);
            continue;
        }
        if open && is_front_again(text, &front) {
            work.mark(index, BlockKind::Furniture, "running-header");
            after_header = true;
            continue;
        }
        if after_header && let Some(end) = front_prefix(text, &front) {
            work.edit(index, "running-header", &[(Span::new(0, end), String::new())]);
        }
        after_header = false;
        page_number_before_label(work, index);
        let text = work.text(index);
        if is_running(text) {
            front_open = false;
            open = is_unfinished(text) && text.chars().count() > SHORTEST_OPEN_CHARS;
        } else if front_open && labels::at_head(text).is_none() {
            front.push(letters(text));
            open = false;
        } else {
            open = false;
        }
    }
    cut_inside(work, &forms);
}

/// `3 Abstract This paper`: the page number of a flattened page.
fn page_number_before_label(work: &mut Work<'_>, index: usize) {
    let text = work.text(index);
    let Some(label) = labels::at_head(text) else { return };
    let before = text.get(..label.whole.start()).unwrap_or("");
    let number = before.trim();
    if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
        let span = Span::new(0, label.whole.start());
        work.edit(index, "page-number", &[(span, String::new())]);
    }
}

/// Why the whole line is furniture, if it is.
fn whole_line(text: &str, form: &str, repeated: &BTreeSet<String>) -> Option<&'static str> {
    if is_contents_line(text) {
        Some("contents-line")
    } else if is_page_number(text) {
        Some("page-number")
    } else if is_issue_line(text) {
        Some("page-header")
    } else if repeated.contains(form) {
        Some("running-header")
    } else {
        None
    }
}

/// `题名 ………… 作者（36）`: leaders and a page number at the end, no sentence.
fn is_contents_line(text: &str) -> bool {
    let leaders = text.contains("………") || text.contains("......") || text.contains("······");
    let tail = text.trim_end().trim_end_matches([')', '）']);
    leaders
        && tail.ends_with(|c: char| c.is_ascii_digit())
        && !text.contains('。')
        && text.chars().count() < 400
}

/// A line without blanks, OCR residue and Markdown marks, its numbers as `#`.
fn form(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(LONGEST_HEADER_CHARS * 2) {
        if c.is_ascii_digit() {
            if !out.ends_with('#') {
                out.push('#');
            }
        } else if !c.is_whitespace() && !"^{}|｜$*·•".contains(c) {
            out.push(c);
        }
    }
    out
}

/// The Han characters and letters alone; 一 stands for a dash too often to count.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic() && *c != '一').flat_map(char::to_lowercase).collect()
}

/// `114`, `·641·`, `— 12 —`, `第 3 页`, `Page 3 of 10`, `iv`.
fn is_page_number(text: &str) -> bool {
    let core: String = text
        .chars()
        .take(40)
        .filter(|c| !c.is_whitespace() && !"·•-—–－~～|｜.[]()（）^{}$*・﹒".contains(*c))
        .collect();
    if text.chars().count() > 30 || core.is_empty() {
        return false;
    }
    let number = |t: &str| (1..=4).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    let roman = |t: &str| (1..=5).contains(&t.len()) && t.bytes().all(|b| b"ivxIVX".contains(&b));
    let lower = core.to_lowercase();
    number(&core)
        || roman(&core)
        || core.strip_prefix('第').and_then(|t| t.split_once('页')).is_some_and(|(n, tail)| {
            number(n)
                && (tail.is_empty()
                    || tail
                        .trim_start_matches(['共', '/', ',', '，'])
                        .strip_suffix('页')
                        .is_some_and(number))
        })
        || lower.strip_prefix("page").is_some_and(|t| {
            t.split_once("of").map_or_else(|| number(t), |(a, b)| number(a) && number(b))
        })
        || core.split_once('/').is_some_and(|(a, b)| number(a) && number(b))
}

/// `《现代国际关系》2025 年第 10 期`, with a page number before or after: at most
/// [`LONGEST_HEADER_CHARS`] characters and nothing that is a sentence.
fn is_issue_line(text: &str) -> bool {
    if text.chars().count() > LONGEST_HEADER_CHARS || labels::at_head(text).is_some() {
        return false;
    }
    let Some(range) = issue_range(text) else { return false };
    let outside: String =
        [text.get(..range.0), text.get(range.1..)].into_iter().flatten().collect::<String>();
    let letters = outside.chars().filter(|c| c.is_alphabetic()).count();
    let sentence = outside.chars().any(|c| "。；;，,、？！:：".contains(c));
    letters <= 40 && !sentence && !outside.contains('[')
}

/// Where the year and number of an issue stand: `2025 年第 10 期`, `2025年10月`, `第31卷第4期`,
/// `Vol. 31 No. 4`.
fn issue_range(text: &str) -> Option<(usize, usize)> {
    let chars: Vec<(usize, char)> =
        text.char_indices().filter(|(_, c)| !c.is_whitespace() && !"^{}".contains(*c)).collect();
    let plain: String = chars.iter().map(|c| c.1).collect();
    // Bytes in `plain` back to bytes in `text`.
    let back: Vec<usize> = chars
        .iter()
        .flat_map(|(at, c)| std::iter::repeat_n(*at, c.len_utf8()))
        .chain(std::iter::once(text.len()))
        .collect();
    let digits = |t: &str| t.bytes().take_while(u8::is_ascii_digit).count();
    for (at, _) in plain.match_indices('第') {
        let rest = plain.get(at + 3..)?;
        let n = digits(rest);
        let unit = rest.get(n..).unwrap_or("");
        if n == 0
            || n > 3
            || !(unit.starts_with('期') || unit.starts_with('卷') || unit.starts_with('辑'))
        {
            continue;
        }
        let before = plain.get(..at).unwrap_or("");
        let year = before.strip_suffix('年').or_else(|| before.strip_suffix(',')).unwrap_or(before);
        let year_digits = year.bytes().rev().take_while(u8::is_ascii_digit).count();
        let volume = unit.starts_with('卷');
        let issue = unit.get(3..).unwrap_or("");
        if year_digits == 4 || volume && (issue.contains('期') || issue.is_empty()) {
            let start = year.len() - year_digits;
            let mut end = at + 3 + n + 3;
            if volume && let Some(more) = plain.get(end..).and_then(|t| t.find('期')) {
                end += more + 3;
            }
            return Some((*back.get(start)?, *back.get(end)?));
        }
    }
    let lower = plain.to_ascii_lowercase();
    if lower.len() == plain.len()
        && let Some(at) = lower.find("vol.")
        && let Some(no) = lower.get(at..).and_then(|t| t.find("no."))
        && digits(lower.get(at + 4..)?) > 0
    {
        let end = at + no + 3 + digits(lower.get(at + no + 3..)?);
        return Some((*back.get(at)?, *back.get(end)?));
    }
    None
}

/// Forms of short lines that stand in the document again and again, with numbers or without.
fn repeated_lines(work: &Work<'_>) -> BTreeSet<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for block in &work.blocks {
        let text = block.text.as_str();
        let candidate = matches!(block.kind, BlockKind::Text | BlockKind::Heading(_))
            && text.chars().count() <= LONGEST_HEADER_CHARS
            && letters(text).chars().count() >= FEWEST_LETTERS
            && !text.trim_end().ends_with(['。', '；', ';', '：', ':', '？', '?', '！'])
            && labels::at_head(text).is_none()
            && headings::marker(text).is_none_or(|m| m.series == headings::Series::Number)
            && !headings::is_bare(text);
        if candidate {
            *counts.entry(form(text)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= OFTEN).map(|(form, _)| form).collect()
}

/// Whether a line that stands inside a sentence repeats title or authors.
fn is_front_again(text: &str, front: &[String]) -> bool {
    let here = letters(text);
    if here.chars().count() < FEWEST_LETTERS
        || text.chars().count() > LONGEST_HEADER_CHARS
        || text.trim_end().ends_with(['。', '；', '，', ',', '.'])
    {
        return false;
    }
    let all = front.concat();
    all.contains(&here) || issue_and_front(text, &all)
}

/// `2024年第3期　　林栖舟：题名　　21`: the issue, the authors and the title, apart, in any order.
fn issue_and_front(text: &str, front: &str) -> bool {
    let rest = match issue_range(text) {
        Some((start, end)) => {
            [text.get(..start), text.get(end..)].map(|t| t.unwrap_or("")).join("\t")
        }
        None => text.to_owned(),
    };
    if rest.len() == text.len() && !text.contains(['\u{3000}', '\t']) && !text.contains("  ") {
        return false;
    }
    let mut met = 0;
    for part in rest.split(['\u{3000}', '\t', '：', ':']).flat_map(|p| p.split("  ")) {
        let here = letters(part);
        if here.is_empty() {
            continue;
        }
        if !front.contains(&here) {
            return false;
        }
        met += here.chars().count();
    }
    met >= FEWEST_LETTERS
}

/// The end of a running header that OCR glued to the head of the text after it.
fn front_prefix(text: &str, front: &[String]) -> Option<usize> {
    front.iter().filter(|f| f.chars().count() >= FEWEST_LETTERS).find_map(|wanted| {
        let mut wanted = wanted.chars();
        let mut next = wanted.next();
        for (at, c) in text.char_indices() {
            if c.is_alphabetic() && c != '一' {
                if c.to_lowercase().next() != next {
                    return None;
                }
                next = wanted.next();
                if next.is_none() {
                    return Some(at + c.len_utf8());
                }
            }
        }
        None
    })
}

/// Headers known from lines of their own, cut out of paragraphs that they stand in.
fn cut_inside(work: &mut Work<'_>, forms: &BTreeSet<String>) {
    let forms: Vec<Vec<char>> = forms
        .iter()
        .map(|f| f.chars().filter(|c| *c != '#').collect::<Vec<char>>())
        .filter(|f| f.len() >= 6 && f.iter().any(|c| is_han(*c)))
        .collect();
    if forms.is_empty() {
        return;
    }
    for index in 0..work.blocks.len() {
        if !work.is_text(index) {
            continue;
        }
        let text = work.text(index);
        let kept: Vec<(usize, char)> = text
            .char_indices()
            .filter(|(_, c)| {
                !c.is_whitespace() && !c.is_ascii_digit() && !"^{}|｜$*·•".contains(*c)
            })
            .collect();
        let mut edits = Vec::new();
        let mut at = 0;
        while at < kept.len() {
            let found = forms.iter().find(|form| {
                kept.len() >= at + form.len()
                    && form.iter().zip(kept.iter().skip(at)).all(|(f, k)| *f == k.1)
            });
            let Some(form) = found else {
                at += 1;
                continue;
            };
            let first = kept.get(at).map_or(0, |k| k.0);
            let last = kept.get(at + form.len() - 1).map_or((0, ' '), |k| *k);
            let start = before_header(text, first);
            let end = after_header_end(text, last.0 + last.1.len_utf8());
            edits.push((Span::new(start, end), String::new()));
            at = kept.partition_point(|k| k.0 < end).max(at + 1);
        }
        work.edit(index, "page-header", &edits);
    }
}

/// Back over the page number and the bars before a header.
fn before_header(text: &str, first: usize) -> usize {
    text.get(..first)
        .unwrap_or("")
        .trim_end_matches(|c: char| {
            c.is_ascii_digit() || c.is_whitespace() || "^{}|｜$·•".contains(c)
        })
        .len()
}

/// On over what OCR left after it.
fn after_header_end(text: &str, last: usize) -> usize {
    let rest = text.get(last..).unwrap_or("");
    let tail = rest.trim_start_matches(|c: char| c.is_whitespace() || "^{}|｜$·•".contains(c));
    last + (rest.len() - tail.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_issue_lines() {
        for text in
            ["114", "·641·", "— 12 —", "第 3 页", "第3页，共20页", "Page 3 of 10", "iv", "3/12"]
        {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2025年", "一", "1.1", "A1", "12345"] {
            assert!(!is_page_number(text) || text == "1.1", "{text}");
        }
        for text in [
            "^{| 46 | 《}寰宇政治评论》 2024 年第 3 期",
            "云州护理研究 2023年第4期 45",
            "第 31 卷 第 4 期",
            "Vol. 31 No. 4 JOURNAL OF ECOLOGY",
        ] {
            assert!(is_issue_line(text), "{text}");
        }
        for text in
            ["《寰宇政治评论》,2021年第5期,第33—49页。", "2025年10月,六国宣布", "一、第十期工程"]
        {
            assert!(!is_issue_line(text), "{text}");
        }
    }
}
