//! Structured abstracts: the labels of their parts.

use std::sync::LazyLock;

use crate::domain::{AbstractPart, Byte, Side, Span};

struct Entry {
    label: &'static str,
    side: Side,
    bare: bool,
}

static LABELS: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = include_str!("data/abstract-parts.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let side = if columns.next()? == "en" { Side::En } else { Side::Zh };
            Some(Entry { side, label: columns.next()?, bare: columns.next() == Some("bare") })
        })
        .collect();
    entries.sort_by_key(|e| (std::cmp::Reverse(e.label.len()), e.label));
    entries
});

const OPENING: &str = "[【〔［(（「";
const CLOSING: &str = "]】〕］)）」l|";

/// The labels inside an abstract, in order.
pub(super) fn parts(side: Side, text: &str) -> Vec<AbstractPart> {
    let bracketed = bracketed(text);
    if !bracketed.is_empty() {
        return bracketed;
    }
    let bare = bare(side, text);
    if bare.len() >= 2 { bare } else { Vec::new() }
}

/// Whether every word of a bracket's inside is a label: `目的/意义`, `Method/process`.
fn is_label(inside: &str) -> bool {
    let words: Vec<String> = inside
        .split(['/', '／', '、', '，', ',', '|', '和', '与', '-', '&'])
        .map(|w| {
            w.chars()
                .filter(|c| !c.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|w| !w.is_empty())
        .collect();
    !words.is_empty()
        && words.len() <= 3
        && words.iter().all(|w| LABELS.iter().any(|e| e.label == w || near(e, w)))
}

/// A label with one wrong letter (significancel): English words of seven letters or more only.
fn near(entry: &Entry, word: &str) -> bool {
    entry.side == Side::En && entry.label.len() >= 7 && strsim::levenshtein(entry.label, word) <= 1
}

fn bracketed(text: &str) -> Vec<AbstractPart> {
    let mut found = Vec::new();
    let mut after = 0;
    for (at, open) in text.char_indices().filter(|(_, c)| OPENING.contains(*c)) {
        if at < after {
            continue;
        }
        let inner = text.get(at + open.len_utf8()..).unwrap_or("");
        let Some((len, close)) =
            inner.char_indices().take(48).filter(|(_, c)| CLOSING.contains(*c)).find(|(len, c)| {
                !matches!(c, 'l' | '|')
                    || inner.get(..*len).is_some_and(|i| is_label(i) && ends_word(inner, *len + 1))
            })
        else {
            continue;
        };
        let inside = inner.get(..len).unwrap_or("").trim();
        let round = matches!(open, '(' | '（');
        if !is_label(inside) || round && at > 0 && !before_is_stop(text, at) {
            continue;
        }
        let mut end = at + open.len_utf8() + len + close.len_utf8();
        end += tail(text, end);
        after = end;
        found.push(AbstractPart { label: inside.to_owned(), label_span: Span::new(at, end) });
    }
    found
}

/// Whether a word ends at byte `at`.
fn ends_word(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|t| t.chars().next()).is_none_or(|c| !c.is_ascii_lowercase())
}

fn before_is_stop(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|t| t.trim_end().chars().next_back())
        .is_some_and(|c| "。.；;".contains(c))
}

/// A colon and blanks after a label.
fn tail(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let kept = rest.trim_start().trim_start_matches([':', '：']).trim_start();
    rest.len() - kept.len()
}

/// 目的 …。方法 …: words that open a sentence, with a blank or colon after them or none.
fn bare(side: Side, text: &str) -> Vec<AbstractPart> {
    let mut found: Vec<AbstractPart> = Vec::new();
    let mut starts = vec![text.len() - text.trim_start().len()];
    for (at, c) in text.char_indices() {
        if matches!(c, '。' | '.' | '．' | '；') {
            let next = at + c.len_utf8();
            let rest = text.get(next..).unwrap_or("");
            starts.push(next + (rest.len() - rest.trim_start().len()));
        }
    }
    for start in starts {
        if let Some(span) = bare_at(side, text, start)
            && found.last().is_none_or(|last| last.label_span.end() <= span.0.start())
        {
            found.push(AbstractPart { label: span.1.to_owned(), label_span: span.0 });
        }
    }
    found
}

fn bare_at(side: Side, text: &str, start: usize) -> Option<(Span<Byte>, &str)> {
    let rest = text.get(start..)?;
    LABELS.iter().filter(|e| e.bare && e.side == side).find_map(|entry| {
        let word = rest.get(..entry.label.len())?;
        if word.to_lowercase() != entry.label {
            return None;
        }
        let after = rest.get(entry.label.len()..)?;
        let next = after.chars().next()?;
        let fits = match side {
            Side::Zh => {
                next.is_whitespace() || matches!(next, ':' | '：')
                    // Glued: 目的探讨 …, 方法选取 …; not 方法是, 结果表明.
                    || crate::text::is_han(next) && !"是的为表显可与和上中论".contains(next)
            }
            Side::En => {
                word.starts_with(char::is_uppercase)
                    && (matches!(next, ':' | '：')
                        || next.is_whitespace()
                            && after
                                .trim_start()
                                .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()))
            }
        };
        fits.then(|| {
            let end = start + entry.label.len();
            (Span::new(start, end + tail(text, end)), word)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(side: Side, text: &str) -> Vec<String> {
        parts(side, text).into_iter().map(|p| p.label).collect()
    }

    #[test]
    fn brackets_and_bare_words() {
        assert_eq!(
            labels(Side::Zh, "［目的/意义]口述。[过程/方法]访谈。［结果/结论】好。"),
            ["目的/意义", "过程/方法", "结果/结论"]
        );
        assert_eq!(
            labels(
                Side::En,
                "[Purpose/significance] To. [Method/process] It. [Result/conclusion]Despite."
            ),
            ["Purpose/significance", "Method/process", "Result/conclusion"]
        );
        assert_eq!(
            labels(Side::En, "[Purpose/significancel This. [Method/process] X."),
            ["Purpose/significance", "Method/process"].map(|s| if s.starts_with('P') {
                "Purpose/significance"
            } else {
                s
            })
        );
        assert_eq!(
            labels(Side::Zh, "目的 评价光照。方法 选取184例。结果 有效。结论 好。"),
            ["目的", "方法", "结果", "结论"]
        );
        assert_eq!(
            labels(
                Side::En,
                "Objective To test. Methods Nurses worked. Results Good. Conclusion It."
            ),
            ["Objective", "Methods", "Results", "Conclusion"]
        );
        assert!(labels(Side::Zh, "方法是好的。结果表明有效。").is_empty());
        assert!(labels(Side::En, "Methods are good. Results were not.").is_empty());
    }
}
