//! Names in Latin letters.

use super::{is_mark, is_separator};
use crate::{
    domain::{Byte, Span},
    text::runs,
};

/// Words that no name has.
const NO_NAME: &[&str] = &[
    "of",
    "the",
    "for",
    "with",
    "by",
    "from",
    "its",
    "university",
    "institute",
    "college",
    "school",
    "department",
    "china",
    "research",
    "study",
    "analysis",
    "based",
    "abstracts",
    "issue",
    "contents",
    "journal",
    "key",
    "laboratory",
    "academy",
    "science",
    "abstract",
    "keywords",
];

/// Whether an institution follows a number: 1.National …, 1 Institute …
fn opens_affiliation(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['.', '．', ' ']);
    let end = rest
        .find(|c: char| is_mark(c) || matches!(c, '(' | '（' | ',' | '，'))
        .unwrap_or(rest.len());
    let word = rest.get(..end).unwrap_or("");
    word.starts_with(char::is_uppercase)
        && super::super::lines::is_affiliation_en(&format!("1{word}"))
}

/// The names in an English author line (up to a bracket or an affiliation), and the byte after them.
pub(in crate::structure) fn names_en(line: &str) -> (Vec<Span<Byte>>, usize) {
    let stop = line
        .char_indices()
        .skip(1)
        .find(|(at, c)| {
            matches!(c, '(' | '（' | '[' | '［')
                || c.is_ascii_digit() && line.get(at + 1..).is_some_and(opens_affiliation)
        })
        .map_or(line.len(), |(at, _)| at);
    let head = line.get(..stop).unwrap_or("");
    let mut names = Vec::new();
    let mut end = 0;
    for part in split_en(head) {
        let text = part.of(head);
        let lower = text.to_lowercase();
        if lower.trim_matches(['.', ' ']) == "et al" || lower.starts_with("et al") {
            end = part.start() + "et al.".len().min(part.len());
            return (names, end);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let named = (2..=5).contains(&words.len()) && letters >= 3
            || words.len() == 1 && text.chars().filter(|c| c.is_uppercase()).count() >= 2;
        let fits = named
            && words.iter().enumerate().all(|(n, w)| {
                w.starts_with(|c: char| c.is_uppercase() || c == '-')
                    || n > 0 && words.get(n - 1) == Some(&"-")
                    || matches!(*w, "de" | "van" | "von" | "da")
            })
            && !words.iter().any(|w| NO_NAME.contains(&w.to_lowercase().as_str()))
            && letters <= 40;
        if !fits {
            break;
        }
        names.push(part);
        end = part.end();
    }
    if names.is_empty() {
        (names, 0)
    } else {
        (names, if end_of(head, end) == head.len() { stop } else { end })
    }
}

/// Skips separators after the last name.
fn end_of(head: &str, end: usize) -> usize {
    let rest = head.get(end..).unwrap_or("");
    end + rest.len() - rest.trim_start_matches(|c: char| is_separator(c) || is_mark(c)).len()
}

/// The parts of an English author line: at commas, `and`, markers; and between names that only a
/// blank parts, where the surname is in capitals (LI Ming WANG Hua) or the names have two words each.
pub(super) fn split_en(head: &str) -> Vec<Span<Byte>> {
    let mut parts: Vec<Span<Byte>> = Vec::new();
    let mut start = 0;
    let push = |from: usize, to: usize, parts: &mut Vec<Span<Byte>>| {
        let text = head.get(from..to).unwrap_or("");
        let kept =
            text.trim_matches(|c: char| is_separator(c) || is_mark(c) || c == '&' || c == '-');
        if !kept.is_empty() {
            let lead = text.find(kept).unwrap_or(0);
            parts.push(Span::new(from + lead, from + lead + kept.len()));
        }
    };
    let mut chars = head.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_and = c == ' '
            && head.get(at..).is_some_and(|t| t.starts_with(" and ") || t.starts_with(" & "));
        if ",，;；、".contains(c) || is_mark(c) && c != '\'' && c != '.' && c != '’' || is_and
        {
            push(start, at, &mut parts);
            start = if is_and {
                at + if head.get(at..).is_some_and(|t| t.starts_with(" and ")) { 5 } else { 3 }
            } else {
                at + c.len_utf8()
            };
        } else if c == '\'' || c == '’' || c == '‘' {
            // A marker between names (Wang Ying'Zhang) and none inside one (Xi'an).
            if chars.peek().is_none_or(|n| n.1.is_uppercase() || n.1.is_whitespace()) {
                push(start, at, &mut parts);
                start = at + c.len_utf8();
            }
        } else if c.is_lowercase() && chars.peek().is_some_and(|n| n.1.is_uppercase()) {
            // JingZou: two names glued.
            let next = at + c.len_utf8();
            let word_start =
                head.get(..at).and_then(|t| t.rfind(char::is_whitespace)).map_or(0, |p| p + 1);
            if word_start > start
                && head.get(start..word_start).is_some_and(|t| !t.trim().is_empty())
            {
                push(start, next, &mut parts);
                start = next;
            }
        }
    }
    push(start, head.len(), &mut parts);
    parts.into_iter().flat_map(|part| unglue(head, part)).collect()
}

/// Several names in one part: `LI Ming WANG Hua`, `Li Ling Chen Chao`.
fn unglue(head: &str, part: Span<Byte>) -> Vec<Span<Byte>> {
    let text = part.of(head);
    let words: Vec<Span<Byte>> = runs(text, |c| !c.is_whitespace());
    if words.len() < 3 {
        return vec![part];
    }
    if words.iter().any(|w| w.of(text) == "-") {
        return vec![part];
    }
    let capital = |w: &Span<Byte>| {
        let w = w.of(text);
        w.chars().filter(|c| c.is_alphabetic()).count() >= 2 && w.chars().all(|c| !c.is_lowercase())
    };
    let caps: Vec<usize> =
        words.iter().enumerate().filter(|(_, w)| capital(w)).map(|(i, _)| i).collect();
    let cut = |starts: &[usize]| -> Vec<Span<Byte>> {
        starts
            .iter()
            .enumerate()
            .filter_map(|(n, from)| {
                let to = starts.get(n + 1).map_or(words.len(), |t| *t);
                let (first, last) = (words.get(*from)?, words.get(to.checked_sub(1)?)?);
                Some(Span::new(first.start(), last.end()).shifted(part.start()))
            })
            .collect()
    };
    if caps.first() == Some(&0)
        && caps.len() >= 2
        && caps.windows(2).all(|w| matches!(w, [a, b] if b - a >= 2))
    {
        return cut(&caps);
    }
    let ordinary = words.iter().all(|w| w.of(text).starts_with(char::is_uppercase));
    if caps.is_empty() && ordinary && words.len() >= 4 && words.len().is_multiple_of(2) {
        let starts: Vec<usize> = (0..words.len()).step_by(2).collect();
        return cut(&starts);
    }
    vec![part]
}

/// Whether the line is names in Latin letters.
pub(in crate::structure) fn is_author_line_en(line: &str) -> bool {
    let (names, end) = names_en(line);
    if names.is_empty() {
        return false;
    }
    let rest =
        line.get(end..).unwrap_or("").trim_start_matches(|c: char| is_separator(c) || is_mark(c));
    rest.is_empty()
        || rest.starts_with(['(', '（', '['])
        || super::super::lines::is_affiliation_en(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn en(line: &str) -> Vec<&str> {
        names_en(line).0.into_iter().map(|s| s.of(line)).collect()
    }

    #[test]
    fn english_names() {
        assert_eq!(en("Lin Qizhou"), ["Lin Qizhou"]);
        assert_eq!(en("Luo Mingche and An Ruogu"), ["Luo Mingche", "An Ruogu"]);
        assert_eq!(
            en("WEN Ru-Zhang1* HE Zhi-Yao² KANG Li-Chuan QI Meng-Zhou"),
            ["WEN Ru-Zhang", "HE Zhi-Yao", "KANG Li-Chuan", "QI Meng-Zhou"]
        );
        assert_eq!(en("Lu JiaQi MengzhouFang Yunhe"), ["Lu Jia", "Qi Mengzhou", "Fang Yunhe"]);
        assert_eq!(en("Lu Jia1 Qi Zhou1,2"), ["Lu Jia", "Qi Zhou"]);
        assert_eq!(
            en("WEN Ru-zhang1,²， HE Zhi-yao1， KANG Li2.3 (1.Bridge Science Center)"),
            ["WEN Ru-zhang", "HE Zhi-yao", "KANG Li"]
        );
        assert!(en("The Order of the Night Market in a County Town").is_empty());
    }
}
