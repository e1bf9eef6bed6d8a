//! The line numbers of a manuscript that OCR kept of a few lines only: numbered lines that follow one
//! another, and numbers that count on inside one paragraph.

use super::work::{Edit, Work};
use crate::{
    domain::{BlockKind, Span},
    text::is_han,
};

/// Fewest numbered lines in a row.
const FEWEST_IN_A_ROW: usize = 5;
/// Fewest characters of a full line.
const FULL_LINE_CHARS: usize = 20;
/// Fewest numbers that count on inside a paragraph.
const FEWEST_INSIDE: usize = 6;
/// Characters from one such number to the next: those of a printed line.
const LINE_CHARS: std::ops::RangeInclusive<usize> = 18..=80;

pub(super) fn mend(work: &mut Work<'_>) {
    rows(work);
    for index in 0..work.blocks.len() {
        if work.is_text(index) {
            let edits = inside(work.text(index));
            work.edit(index, "line-number", &edits);
        }
    }
}

/// A number at the head of a line, with a blank after it.
#[derive(Clone, Copy)]
struct Head {
    block: usize,
    number: usize,
    /// Bytes of the number, of what OCR put after it, and of the blanks.
    len_bytes: usize,
    /// Whether the line is a full one that breaks off.
    broken: bool,
}

/// Drops the numbers of lines that follow one another and count on, also where OCR lost the tens (8, 9,
/// 0, 1).
fn rows(work: &mut Work<'_>) {
    let mut row: Vec<Head> = Vec::new();
    let mut all: Vec<Head> = Vec::new();
    let mut found: Vec<Vec<Head>> = Vec::new();
    let mut missed = 0;
    for index in 0..work.blocks.len() {
        if !matches!(work.kind(index), BlockKind::Text | BlockKind::Heading(_) | BlockKind::Note) {
            continue;
        }
        let head = head(index, work.text(index));
        missed = if head.is_some() { 0 } else { missed + 1 };
        let goes_on = match (row.last(), &head) {
            (Some(last), Some(next)) => counts_on(last.number, next.number),
            (Some(_), None) => missed <= 1,
            (None, _) => true,
        };
        if !goes_on {
            found.push(std::mem::take(&mut row));
        }
        row.extend(head);
        all.extend(head);
    }
    found.push(row);
    for row in found {
        let broken = row.iter().filter(|h| h.broken).count();
        if row.len() < FEWEST_IN_A_ROW || broken * 2 < row.len() {
            continue;
        }
        let above = above(&all, row.first());
        for head in above.into_iter().chain(row) {
            work.edit(head.block, "line-number", &[(Span::new(0, head.len_bytes), String::new())]);
        }
    }
}

/// Most lines without a number between those of title and authors, and the row.
const LARGEST_GAP: usize = 6;

/// The numbered lines above a row, down from 1: title and authors.
fn above(all: &[Head], first: Option<&Head>) -> Vec<Head> {
    let Some(first) = first else { return Vec::new() };
    let mut next = *first;
    let mut found: Vec<Head> = Vec::new();
    for head in all.iter().rev().filter(|h| h.block < first.block) {
        let fits = head.number < next.number
            && next.number - head.number <= LARGEST_GAP
            && next.block - head.block <= LARGEST_GAP;
        if !fits {
            break;
        }
        found.push(*head);
        next = *head;
    }
    if next.number <= 2 { found } else { Vec::new() }
}

fn counts_on(last: usize, next: usize) -> bool {
    next == last + 1 || next == last + 2 || next < 10 && (last + 1) % 10 == next
}

fn head(block: usize, text: &str) -> Option<Head> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number = text.get(..digits).filter(|d| (1..=3).contains(&d.len()))?.parse().ok()?;
    let after = text.get(digits..)?;
    // 6號: an engine puts it for a number that stands apart.
    let rest = after.strip_prefix(['號', '号']).unwrap_or(after);
    let line = rest.trim_start();
    if line.len() == rest.len() || line.is_empty() {
        return None;
    }
    let kept = line.trim_end();
    let broken = kept.chars().count() >= FULL_LINE_CHARS
        && !kept.ends_with(['。', '.', '；', ';', '：', ':', '！', '？', '!', '?']);
    Some(Head { block, number, len_bytes: text.len() - line.len(), broken })
}

/// A number inside a paragraph.
#[derive(Clone, Copy)]
struct Inside {
    span: (usize, usize),
    /// Which character of the paragraph it begins at.
    at: usize,
    number: usize,
    /// Whether it stands in the middle of a clause.
    in_clause: bool,
}

/// Numbers that count on line by line inside a paragraph of Chinese: `…微生物产8 量的影响…，试9 期…`. A third
/// of them stand in the middle of a clause: those of an enumeration do not.
fn inside(text: &str) -> Vec<Edit> {
    let numbers = candidates(text);
    if numbers.len() < FEWEST_INSIDE {
        return Vec::new();
    }
    // By number: the longest run of numbers that ends with it last.
    let mut runs: std::collections::BTreeMap<usize, Vec<Inside>> =
        std::collections::BTreeMap::new();
    let mut best: Vec<Inside> = Vec::new();
    for candidate in numbers {
        let before = candidate
            .number
            .checked_sub(1)
            .and_then(|n| runs.get(&n))
            .filter(|r| r.last().is_some_and(|l| LINE_CHARS.contains(&(candidate.at - l.at))))
            .map(Vec::len);
        let run = match before {
            Some(_) => {
                let mut run = candidate
                    .number
                    .checked_sub(1)
                    .and_then(|n| runs.remove(&n))
                    .unwrap_or_default();
                run.push(candidate);
                run
            }
            None => vec![candidate],
        };
        if run.len() > best.len() {
            best.clone_from(&run);
        }
        runs.insert(candidate.number, run);
    }
    let in_clause = best.iter().filter(|n| n.in_clause).count();
    if best.len() < FEWEST_INSIDE || in_clause * 3 < best.len() {
        return Vec::new();
    }
    best.into_iter().map(|n| (Span::new(n.span.0, n.span.1), String::new())).collect()
}

/// Numbers of one to three digits between Chinese text, with the blanks round them.
fn candidates(text: &str) -> Vec<Inside> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |i: usize| chars.get(i).map_or(text.len(), |c| c.0);
    let get = |i: usize| chars.get(i).map(|c| c.1);
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        if !get(index).is_some_and(|c| c.is_ascii_digit()) {
            index += 1;
            continue;
        }
        let start = index;
        while get(index).is_some_and(|c| c.is_ascii_digit()) {
            index += 1;
        }
        let blank = |c: Option<char>| c == Some(' ');
        let from = if start > 0 && blank(get(start - 1)) { start - 1 } else { start };
        let to = if blank(get(index)) { index + 1 } else { index };
        let before = from.checked_sub(1).and_then(get);
        let after = get(to);
        let (Some(before), Some(after)) = (before, after) else { continue };
        let fits = index - start <= 3
            && is_han(after)
            && (is_han(before) || "，。；、：）)".contains(before));
        let number = text.get(byte(start)..byte(index)).and_then(|d| d.parse().ok());
        if let Some(number) = number.filter(|_| fits) {
            found.push(Inside {
                span: (byte(from), byte(to)),
                at: start,
                number,
                in_clause: is_han(before),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clean::{clean, tests::of_lines},
        lexicon::Lexicon,
    };

    fn cleaned(text: &str) -> String {
        let cleaned = clean(&of_lines(text), Lexicon::builtin());
        cleaned.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_few_numbered_lines_in_a_row_are_numbered_lines() {
        for numbers in [
            ["4", "5", "6", "7", "8", "9"],
            // OCR lost the tens, took one number for a character more, and lost a line's number.
            ["8", "9", "0", "1號", "2", "3"],
            ["18", "19", "21", "22", "23", "24"],
        ] {
            let lines = [
                "摘要：夜间光照强度与睡眠时长之间的关系在各组护士之间",
                "并不相同。本研究比较了三组护士在连续四个夜班之中的睡眠时",
                "长与警觉程度，各组在研究开始之前的平均年龄与工龄没有差",
                "别。强光照射之后各组护士的警觉程度在夜班后半段有所上升",
                "，而白天的睡眠时长没有明显的变化。结果提示夜间光照可以",
                "提高警觉程度。",
            ];
            let numbered: Vec<String> =
                numbers.iter().zip(lines).map(|(n, line)| format!("{n} {line}")).collect();
            let text = format!(
                "港口护士的夜间光照研究\n（云州大学护理学院，云州 410128）\n{}",
                numbered.join("\n")
            );
            let found = cleaned(&text);
            assert!(found.contains("各组护士之间并不相同。本研究"), "{numbers:?}: {found}");
            assert!(found.contains("光照可以提高警觉程度。"), "{numbers:?}: {found}");
        }
    }

    #[test]
    fn a_numbered_list_of_items_stays() {
        let text = "结论如下。\n1 港口治理需要协调。\n2 电缆抢修需要资金。\n3 各国需要统一规则。\n\
            4 数据安全需要立法。\n5 航道疏浚需要船队。\n6 人员培训需要时间。";
        assert!(cleaned(text).contains("4 数据安全"), "{}", cleaned(text));
    }

    #[test]
    fn numbers_that_count_on_inside_a_paragraph_go() {
        let lines = [
            "本研究比较了三组护士在连续四个夜班之中的睡眠时长与警觉程",
            "度，各组在研究开始之前的平均年龄与工龄没有差别。强光照射之",
            "后各组护士的警觉程度在夜班后半段有所上升，而白天的睡眠时",
            "长没有明显的变化。结果提示，夜间光照可以提高护士在夜班后",
            "半段的警觉程度，而不影响白天的睡眠，其作用在连续四个夜班之",
            "中保持不变，年龄较大的护士与年龄较小的护士之间也没有差别，",
            "因此可以在医院之中推广使用。",
        ];
        let numbered: String =
            lines.iter().enumerate().map(|(n, line)| format!("{} {line}", n + 6)).collect();
        let text = format!("摘要{numbered}");
        let edits = inside(&text);
        assert_eq!(edits.len(), 7, "{text}");
        let listed = "结论如下：1 各国需要统一海底电缆的抢修规则并且分担抢修的资金；2 各国需要在数据安全方面立法并且互相承认；\
            3 各国需要在航道疏浚方面组织船队并且统一调配；4 各国需要在人员培训方面互相承认学历与资格；5 各国需要在港口治理方面\
            建立常设的机构并且定期会晤；6 各国需要在信息通报方面建立统一的渠道；7 各国需要时间。";
        assert!(inside(listed).is_empty());
    }
}
