//! English words broken by a hyphen: `thyroid- ectomy`, `policy- relevant`, `post - operative`.

use std::collections::BTreeSet;

use super::work::{Edit, Work};
use crate::domain::{BlockKind, Span};

pub(super) fn mend(work: &mut Work<'_>) {
    let known = document_words(work);
    for index in 0..work.blocks.len() {
        if !matches!(work.kind(index), BlockKind::Text | BlockKind::Note | BlockKind::Heading(_)) {
            continue;
        }
        let is_word = |word: &str| work.lexicon.is_english_word(word) || known.contains(word);
        let edits = breaks(work.text(index), &is_word, &known);
        work.edit(index, "hyphenation", &edits);
        let edits = spaced(work.text(index));
        work.edit(index, "spaced-hyphen", &edits);
    }
}

/// Words of the document, lower case, whole and hyphenated, that no break touches.
fn document_words(work: &Work<'_>) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for block in &work.blocks {
        for word in block.text.as_str().split(|c: char| !c.is_ascii_alphabetic() && c != '-') {
            if word.len() > 3 && !word.ends_with('-') && !word.starts_with('-') {
                words.insert(word.to_ascii_lowercase());
            }
        }
    }
    words
}

/// Words after a hyphen that show it to be suspended: pre- and post-war.
const SUSPENDED: &[&str] = &["and", "or", "to", "nor", "but", "und", "versus", "vs"];

/// `word- word`: joined, or the blank alone dropped, or left.
fn breaks(text: &str, is_word: &dyn Fn(&str) -> bool, known: &BTreeSet<String>) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, _) in text.match_indices('-') {
        let left = word_before(text, at);
        let rest = text.get(at + 1..).unwrap_or("");
        let gap = rest.len() - rest.trim_start().len();
        if left.is_empty() || gap == 0 || gap > 4 {
            continue;
        }
        let right = word_after(text, at + 1 + gap);
        if right.is_empty()
            || !right.starts_with(|c: char| c.is_ascii_lowercase())
            || SUSPENDED.contains(&right)
        {
            continue;
        }
        let (a, b) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
        let hyphenated = left.contains('-') || known.contains(&format!("{a}-{b}"));
        let joined = format!("{a}{b}");
        let both = is_word(&a) && is_word(&b);
        if !hyphenated
            && (is_word(&joined)
                || !both
                    && (!is_word(&b) || !is_word(&a))
                    && b.len() > 1
                    && a.len() > 1
                    && !is_prefix(&a))
        {
            edits.push((Span::new(at, at + 1 + gap), String::new()));
        } else {
            edits.push((Span::new(at + 1, at + 1 + gap), String::new()));
        }
    }
    edits
}

/// `post - operative`: the blanks go where the hyphen belongs to a prefix.
fn spaced(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, _) in text.match_indices(" - ") {
        let left = word_before(text, at);
        let right = word_after(text, at + 3);
        if is_prefix(&left.to_ascii_lowercase())
            && right.starts_with(|c: char| c.is_ascii_lowercase())
        {
            edits.push((Span::new(at, at + 1), String::new()));
            edits.push((Span::new(at + 2, at + 3), String::new()));
        }
    }
    edits
}

/// Prefixes that are written with a hyphen.
fn is_prefix(word: &str) -> bool {
    include_str!("data/prefixes.tsv").lines().any(|line| line == word)
}

fn word_before(text: &str, end: usize) -> &str {
    let left = text.get(..end).unwrap_or("");
    let kept = left.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '-');
    left.get(kept.len()..).unwrap_or("")
}

fn word_after(text: &str, start: usize) -> &str {
    let right = text.get(start..).unwrap_or("");
    let end = right.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(right.len());
    right.get(..end).unwrap_or("")
}
