//! The line numbers of manuscripts, where each printed line is a block of its own.

use super::work::{Edit, Work};
use crate::domain::{BlockKind, Span};

/// Fewest numbered lines that make a numbered manuscript.
const FEWEST_NUMBERED: usize = 12;
/// Most that a number is above the one before it: lines whose number OCR lost stand between.
const LARGEST_STEP: usize = 60;
/// The count begins at no more than this: a list of references begins far down with 1.
const LARGEST_FIRST: usize = 6;
/// … and in one of the first blocks, …
const FIRST_BLOCKS: usize = 8;
/// … or at no less than this, where OCR lost the numbers before.
const SMALLEST_LATER: usize = 60;
/// Numbers have three digits at most.
const LARGEST: usize = 999;

/// A number at the head of a block.
#[derive(Clone, Copy)]
struct Head {
    block: usize,
    number: usize,
    /// Bytes of the number and the blanks after it.
    len_bytes: usize,
    /// Whether the line breaks off: those of running text mostly do.
    broken: bool,
}

pub(super) fn mend(work: &mut Work<'_>) {
    let heads: Vec<Head> = (0..work.blocks.len()).filter_map(|index| head(index, work)).collect();
    if heads.len() < FEWEST_NUMBERED {
        return;
    }
    let chain = longest_chain(&heads);
    let from_the_top = |h: &Head| h.number <= LARGEST_FIRST && h.block < FIRST_BLOCKS;
    let numbered = chain.len() >= FEWEST_NUMBERED
        && chain.first().is_some_and(|h| from_the_top(h) || h.number >= SMALLEST_LATER)
        && chain.windows(2).filter(|w| matches!(w, [a, b] if a.number + 1 == b.number)).count() * 2
            >= chain.len()
        && chain.iter().filter(|h| h.broken).count() * 2 >= chain.len();
    if !numbered {
        return;
    }
    for head in chain {
        let edit: Edit = (Span::new(0, head.len_bytes), String::new());
        work.edit(head.block, "line-number", &[edit]);
    }
}

fn head(index: usize, work: &Work<'_>) -> Option<Head> {
    if !matches!(work.kind(index), BlockKind::Text | BlockKind::Heading(_) | BlockKind::Note) {
        return None;
    }
    let text = work.text(index);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let after = text.get(digits..)?;
    // 1. and 1、 number items, 2023年 and 5 % are no numbers of lines.
    if !(1..=3).contains(&digits) || after.starts_with(|c: char| ".．、）)]%％年月日/".contains(c))
    {
        return None;
    }
    let number: usize = text.get(..digits)?.parse().ok()?;
    let blanks = after.len() - after.trim_start().len();
    if number == 0 || after.trim().is_empty() {
        return None;
    }
    let broken = !after.trim_end().ends_with(['。', '.', '；', ';', '：', ':', '！', '？']);
    Some(Head { block: index, number, len_bytes: digits + blanks, broken })
}

/// The longest run of heads, in order, whose numbers rise by no more than [`LARGEST_STEP`]; of equals the one
/// with smaller steps.
fn longest_chain(heads: &[Head]) -> Vec<Head> {
    // By last number: length of the chain, the sum of its steps, and its last head.
    let mut best: Vec<Option<(usize, usize, usize)>> = vec![None; LARGEST + 1];
    let mut before: Vec<Option<usize>> = vec![None; heads.len()];
    let mut last: Option<(usize, usize, usize)> = None;
    for (index, head) in heads.iter().enumerate() {
        let from = head.number.saturating_sub(LARGEST_STEP);
        let previous = (from..head.number)
            .filter_map(|n| best.get(n).copied().flatten().map(|b| (b, head.number - n)))
            .max_by_key(|((len, steps, _), step)| {
                (*len, std::cmp::Reverse(steps + step), std::cmp::Reverse(*step))
            });
        let (len, steps) =
            previous.map_or((1, 0), |((len, steps, _), step)| (len + 1, steps + step));
        if let Some(slot) = before.get_mut(index) {
            *slot = previous.map(|((_, _, at), _)| at);
        }
        let better = |old: &Option<(usize, usize, usize)>| {
            old.is_none_or(|(l, s, _)| len > l || len == l && steps < s)
        };
        if let Some(slot) = best.get_mut(head.number)
            && better(slot)
        {
            *slot = Some((len, steps, index));
        }
        if better(&last) {
            last = Some((len, steps, index));
        }
    }
    let mut chain = Vec::new();
    let mut at = last.map(|l| l.2);
    while let Some(index) = at {
        chain.extend(heads.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use crate::{
        clean::{clean, tests::of_lines},
        lexicon::Lexicon,
    };

    fn cleaned(lines: &[String]) -> Vec<String> {
        let document = of_lines(&lines.join("\n"));
        let cleaned = clean(&document, Lexicon::builtin());
        cleaned.blocks.iter().map(|b| b.text.as_str().to_owned()).collect()
    }

    #[test]
    fn numbers_at_the_heads_of_lines_go() {
        let mut lines = vec!["1 夜间光照与轮班护士的睡眠".to_owned(), "2 胡明丽 唐千禾".to_owned()];
        lines.extend(
            (3..20).map(|n| format!("{n} 光照强度与睡眠时长之间的关系在各组之间并不相同，其中")),
        );
        // A line without its number, and a year that is no number of a line.
        lines.push("光照强度与睡眠时长之间的关系。".to_owned());
        lines.extend((22..26).map(|n| format!("{n} 各组护士的警觉度在夜班之后有所下降，其")));
        let found = cleaned(&lines);
        assert!(found[0].starts_with("夜间光照"), "{found:?}");
        assert!(!found.iter().any(|t| t.chars().any(|c| c.is_ascii_digit())), "{found:?}");
    }

    #[test]
    fn a_numbered_list_keeps_its_numbers() {
        let mut lines: Vec<String> =
            (0..12).map(|_| "护士在夜班之后的警觉度有所下降。".to_owned()).collect();
        lines.push("参考文献".to_owned());
        lines
            .extend((1..20).map(|n| format!("{n} 胡明丽. 夜间光照研究. 护理, 2019, {n}(2): 8-9.")));
        let found = cleaned(&lines);
        assert!(found.iter().any(|t| t.starts_with("19 胡明丽")), "{found:?}");
    }
}
