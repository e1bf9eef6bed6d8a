//! What a line can be: affiliation, citation, prose, title.

use std::sync::LazyLock;

use crate::text::{count_han, is_han};

/// Words that end the name of an institution.
static INSTITUTIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    include_str!("data/institutions.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect()
});

/// Whether a word of an institution's name stands in the text.
pub(super) fn names_institution(text: &str) -> bool {
    INSTITUTIONS.iter().any(|word| text.contains(word))
}

/// Whether the text begins with such a word: what stands before it is part of the name.
pub(super) fn is_institution(text: &str) -> bool {
    INSTITUTIONS.iter().any(|word| text.starts_with(word))
}

/// Latin letters more than twice the Han characters.
pub(super) fn is_latin(text: &str) -> bool {
    let han = count_han(text);
    let latin = text.chars().filter(|c| c.is_alphabetic() && !is_han(*c)).count();
    latin > han * 2 && latin >= 3
}

pub(super) fn has_han(text: &str) -> bool {
    text.chars().any(is_han)
}

/// How many sentences end in the text.
pub(super) fn sentence_stops(text: &str) -> usize {
    text.matches(['。', '！', '？']).count()
        + text.match_indices(". ").filter(|(at, _)| ends_a_word(text, *at)).count()
}

/// Whether a full stop at `at` follows a word of four letters or more, or a bracket: et al. does not end
/// a sentence.
fn ends_a_word(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let letters = before.chars().rev().take_while(|c| c.is_alphabetic()).count();
    letters >= 4 || before.ends_with([')', '）', '%'])
}

/// Whether the line names institutions.
pub(super) fn is_affiliation(text: &str) -> bool {
    let head = text.trim_start();
    let named = names_institution(text);
    if !named || text.chars().count() > 600 {
        return false;
    }
    let marked =
        head.starts_with(|c: char| c.is_ascii_digit() || "（(【[丨|*＊'‘’“”¹²³⁴⁵⁶".contains(c));
    let placed = digit_run(text) >= 5 || text.contains(['，', ',', '　', ' ', '；']);
    marked || placed && sentence_stops(text) == 0
}

/// Longest run of digits (and letters that OCR puts for them), as in a postcode.
fn digit_run(text: &str) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Longest citation that has no mark of its kind ([J]), in characters.
const LONGEST_CITATION_CHARS: usize = 1200;

/// Whether the line cites the article itself: `NAME.TITLE[J].刊名,2017,37(6):2014-2022`.
pub(super) fn is_citation(text: &str) -> bool {
    let marked = ["[J]", "[J/OL]", "［J］", "〔J〕", "[M]", "[D]", "[C]", "[N]"]
        .iter()
        .any(|m| text.contains(m));
    let dotted = text.chars().count() <= LONGEST_CITATION_CHARS
        && text.matches(['.', '．']).count() >= 3
        && digit_run(text) >= 4
        && (text.contains("):")
            || text.contains(")：")
            || text.contains("）：")
            || text.contains("）:"));
    marked || dotted
}

/// Whether the line is prose: sentences, or a long text with stops.
pub(super) fn is_prose(text: &str) -> bool {
    let count = text.chars().count();
    if is_latin(text) {
        let words = text.split_whitespace().count();
        let stops = sentence_stops(text);
        count > 400
            || words >= 45
            || stops >= 1 && (words >= 20 || count >= 80 && text.trim_end().ends_with('.'))
    } else {
        count > 120 || count >= 40 && text.contains('。')
    }
}

/// Whether the line can be a title in Chinese.
pub(super) fn may_be_title_zh(text: &str) -> bool {
    let han = count_han(text);
    let count = text.chars().count();
    han >= 3
        && count <= 120
        && !text.trim_end().ends_with(['。', '；', '，', ',', ';', '、'])
        && !text.contains("http")
        && !text.contains('@')
        && han * 3 >= text.chars().filter(|c| c.is_alphabetic()).count() - han
}

/// Whether the line is the subtitle of the line above it.
pub(super) fn is_subtitle_zh(text: &str) -> bool {
    let head = text.trim_start();
    head.starts_with("——")
        || head.starts_with("--")
        || head.starts_with("一一")
        || head.starts_with("──")
        || head.starts_with('—')
        || head.starts_with('以') && head.trim_end_matches(['）', ')']).ends_with('例')
        || head.starts_with("（以") && head.contains("为例")
        || head.starts_with("(以") && head.contains("为例")
        || head.starts_with("基于") && head.ends_with("视角") && head.chars().count() < 20
}

/// Whether the line can be a title in English.
pub(super) fn may_be_title_en(text: &str) -> bool {
    let count = text.chars().count();
    is_latin(text)
        && (8..=700).contains(&count)
        && !text.contains("http")
        && !text.contains('@')
        && !is_affiliation_en(text)
        && text
            .trim_start()
            .starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "\"“‘'".contains(c))
}

/// Whether the line can be the second of an English title: `and their …`, `of the …`.
pub(super) fn may_go_on_from_title_en(text: &str) -> bool {
    is_latin(text)
        && (8..=200).contains(&text.chars().count())
        && text.trim_start().starts_with(char::is_lowercase)
        && !text.contains("http")
        && !text.contains('@')
        && !is_prose(text)
        && !is_affiliation_en(text)
        && text.split_whitespace().count() >= 3
}

/// Whether an English line is an affiliation and no title.
pub(super) fn is_affiliation_en(text: &str) -> bool {
    let head = text.trim_start();
    let marked = head.starts_with(['(', '（', '['])
        || head.starts_with(|c: char| c.is_ascii_digit() || "¹²³⁴".contains(c));
    let near: String = text.chars().take(if marked { 600 } else { 60 }).collect();
    let named = INSTITUTIONS.iter().any(|word| word.is_ascii() && near.contains(word));
    let country = ["China", "Beijing", "Shanghai", "P. R.", "PRC", "CHINA", "USA"]
        .iter()
        .any(|w| text.contains(w));
    named && (marked || digit_run(text) >= 5 || country && text.contains([',', '，']))
        || marked && country && digit_run(text) >= 5
}
