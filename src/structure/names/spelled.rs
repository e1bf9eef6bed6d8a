//! Chinese names found by their pinyin in a line of Latin letters, whatever stands between them.

use super::{
    agree::readings,
    en::{names_en, split_en},
    is_mark, is_separator,
};
use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

/// Longest line that is searched, in bytes.
const LONGEST_LINE_BYTES: usize = 3_000;
/// Most characters between two letters of one name: `Jia - peng`.
const MOST_BETWEEN: usize = 3;

/// A letter of the line.
#[derive(Clone, Copy)]
struct Letter {
    at: usize,
    end: usize,
    lower: char,
    upper: bool,
}

/// Where each of the Chinese names stands in pinyin on `line`, surname first or last; `None` for one that
/// is not there. A name whose letters OCR damaged is what stands between its neighbours.
pub(in crate::structure) fn spelled(
    lexicon: &Lexicon,
    names: &[&str],
    line: &str,
) -> Vec<Option<Span<Byte>>> {
    let mut found = vec![None; names.len()];
    if line.len() > LONGEST_LINE_BYTES {
        return found;
    }
    let letters = letters(line);
    let mut from = 0;
    for (name, slot) in names.iter().zip(found.iter_mut()) {
        let chars: Vec<char> = name.chars().filter(|c| is_han(*c)).collect();
        if chars.len() < 2 {
            // A foreigner's name is printed alike on both sides.
            let after = letters.get(from).map_or(line.len(), |l| l.at);
            let at = line.get(after..).and_then(|t| t.find(*name)).filter(|_| name.len() > 3);
            if let Some(at) = at.map(|at| after + at) {
                *slot = Some(Span::new(at, at + name.len()));
                from = letters.partition_point(|l| l.at < at + name.len());
            }
            continue;
        }
        let last: Vec<char> = chars.iter().skip(1).chain(chars.iter().take(1)).copied().collect();
        let readings = |order: &[char]| -> Vec<Vec<String>> {
            order.iter().map(|c| readings(lexicon, *c)).collect()
        };
        let orders = [readings(&chars), readings(&last)];
        let hit = (from..letters.len()).filter(|i| begins(&letters, *i, line)).find_map(|i| {
            orders.iter().find_map(|order| Some((i, reads(&letters, i, order, line)?)))
        });
        if let Some((first, end)) = hit
            && let (Some(a), Some(b)) = (letters.get(first), letters.get(end - 1))
        {
            *slot = Some(Span::new(a.at, b.end));
            from = end;
        }
    }
    fill(&mut found, line);
    found
}

fn letters(line: &str) -> Vec<Letter> {
    line.char_indices()
        .filter(|(_, c)| c.is_alphabetic() && !is_han(*c))
        .map(|(at, c)| Letter {
            at,
            end: at + c.len_utf8(),
            lower: match c.to_lowercase().next().unwrap_or(c) {
                'ü' => 'v',
                lower => lower,
            },
            upper: c.is_uppercase(),
        })
        .collect()
}

/// Whether a name may begin at a letter: a capital after no capital, or after a name in capitals.
fn begins(letters: &[Letter], index: usize, line: &str) -> bool {
    let Some(here) = letters.get(index).filter(|l| l.upper) else { return false };
    let before = line.get(..here.at).and_then(|t| t.chars().next_back());
    before.is_none_or(|c| !c.is_uppercase())
        || letters.get(index + 1).is_some_and(|next| !next.upper)
}

/// The index after the last letter, where the letters from `index` on are a reading of each character.
fn reads(letters: &[Letter], index: usize, order: &[Vec<String>], line: &str) -> Option<usize> {
    let Some((first, rest)) = order.split_first() else {
        return ends(letters, index, line).then_some(index);
    };
    first.iter().find_map(|reading| {
        let mut at = index;
        for wanted in reading.chars() {
            let here = letters.get(at)?;
            // No gap inside a syllable.
            let before = at.checked_sub(1).filter(|_| at > index).and_then(|b| letters.get(b));
            if here.lower != wanted || before.is_some_and(|b| here.at != b.end) {
                return None;
            }
            at += 1;
        }
        let near = letters.get(at).zip(letters.get(at - 1)).is_none_or(|(next, last)| {
            line.get(last.end..next.at).is_some_and(|t| {
                t.chars().count() <= MOST_BETWEEN
                    && t.chars().all(|c| c.is_whitespace() || "-‐–—'’·.".contains(c))
            })
        });
        if rest.is_empty() || near { reads(letters, at, rest, line) } else { None }
    })
}

/// Whether a name ends before letter `index`: no small letter follows it but an l that stands for a raised
/// 1 (`Pengl`).
fn ends(letters: &[Letter], index: usize, line: &str) -> bool {
    let Some(last) = index.checked_sub(1).and_then(|i| letters.get(i)) else { return false };
    let mut after = line.get(last.end..).unwrap_or("").chars();
    match after.next() {
        Some('l') => after.next().is_none_or(|c| !c.is_lowercase()),
        Some(c) => !c.is_lowercase(),
        None => true,
    }
}

/// Most characters of names that are taken for what stands before the first one found.
const LONGEST_HEAD_CHARS: usize = 80;

/// Names not found, beside ones that were: what stands there, where it is as many names as are missing.
fn fill(found: &mut [Option<Span<Byte>>], line: &str) {
    let mut index = 0;
    while index < found.len() {
        if found.get(index).is_some_and(Option::is_some) {
            index += 1;
            continue;
        }
        let missing = found.iter().skip(index).take_while(|s| s.is_none()).count();
        let before = index.checked_sub(1).and_then(|i| found.get(i)).copied().flatten();
        let after = found.get(index + missing).copied().flatten();
        for (slot, span) in
            found.iter_mut().skip(index).zip(gap_names(before, after, missing, line))
        {
            *slot = Some(span);
        }
        index += missing;
    }
}

/// The names between two found ones (or an end of the line), if they are `missing` in number; after the
/// last one so many of those that follow it.
fn gap_names(
    before: Option<Span<Byte>>,
    after: Option<Span<Byte>>,
    missing: usize,
    line: &str,
) -> Vec<Span<Byte>> {
    if before.is_none() && after.is_none() {
        return Vec::new();
    }
    let start = before.map_or(0, Span::end);
    let end = after.map_or(line.len(), Span::start);
    let gap = line.get(start..end.max(start)).unwrap_or("");
    // A raised 1 that OCR took for an l belongs to the name before.
    let lead = gap.len() - gap.trim_start_matches('l').len();
    let lead = if before.is_some() { lead } else { 0 };
    let gap = gap.get(lead..).unwrap_or("");
    let trimmed = gap.trim_start_matches(|c: char| is_separator(c) || is_mark(c));
    let skipped = start + lead + (gap.len() - trimmed.len());
    if before.is_none() && gap.chars().count() > LONGEST_HEAD_CHARS {
        return Vec::new();
    }
    let words = split_en(trimmed);
    let plain = |s: &Span<Byte>| {
        let name = s.of(trimmed);
        name.starts_with(char::is_uppercase)
            && name.chars().count() <= LONGEST_NAME_CHARS
            && name.chars().filter(|c| c.is_alphabetic()).count() >= 3
            && !name.contains(['(', '（'])
            && !name.chars().any(is_han)
    };
    let wanted = if after.is_some() {
        let all = words.len() == missing && words.iter().all(plain);
        if all { words } else { Vec::new() }
    } else {
        let (named, _) = names_en(trimmed);
        if named.len() >= missing { named } else { Vec::new() }
    };
    wanted.into_iter().take(missing).map(|s| s.shifted(skipped)).collect()
}

/// Most characters of a name that is taken for what stands between its neighbours.
const LONGEST_NAME_CHARS: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(names: &[&str], line: &'a str) -> Vec<Option<&'a str>> {
        spelled(Lexicon::builtin(), names, line)
            .into_iter()
            .map(|s| s.map(|s| s.of(line)))
            .collect()
    }

    #[test]
    fn names_are_found_in_damaged_lines() {
        assert_eq!(
            found(
                &["温如璋", "贺知遥", "康立川", "祁梦舟"],
                "WEN Ruzhang¹2,HE Zhiyao²,KANG Lichuan,QI Mengzhoul Istituteoficaltior Bridges"
            ),
            [Some("WEN Ruzhang"), Some("HE Zhiyao"), Some("KANG Lichuan"), Some("QI Mengzhou")]
        );
        assert_eq!(
            found(
                &["温如璋", "贺遥", "康立川"],
                "of the Port WEN RuzhangHE Yao KANG Lichuan (College"
            ),
            [Some("WEN Ruzhang"), Some("HE Yao"), Some("KANG Lichuan")]
        );
        assert_eq!(
            found(&["温立", "贺知遥", "康立川"], "WENLi,HEhiyao,KANGLichuan Departmentof"),
            [Some("WENLi"), Some("HEhiyao"), Some("KANGLichuan")]
        );
        assert_eq!(found(&["李梅"], "LI Meiling"), [None]);
        assert_eq!(found(&["孟文书"], "Wenshu Meng, Youhe Gao"), [Some("Wenshu Meng")]);
    }
}
