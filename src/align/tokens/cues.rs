//! Marks that a translation keeps: questions, exclamations, quotations, colons, labels.

use super::{Cue, Edges};

/// The labels of structured abstracts.
const LABELS: &str = include_str!("../data/part-labels.tsv");

/// The longest label, brackets and all, in characters.
const LABEL_LEN_CHARS: usize = 40;

/// Which label sets a sentence begins with (a bracketed or coloned label may name two parts:
/// `[目的/意义]`).
#[derive(Debug)]
pub(super) struct Labels {
    zh: Vec<(&'static str, u8)>,
    en: Vec<(&'static str, u8)>,
}

impl Labels {
    pub(super) fn new() -> Self {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for (line, part) in LABELS.lines().filter(|l| !l.starts_with('#')).zip(0..) {
            let (chinese, english) = line.split_once('\t').unwrap_or((line, ""));
            zh.extend(chinese.split('|').map(|label| (label, part)));
            en.extend(english.split('|').map(|label| (label, part)));
        }
        Self { zh, en }
    }

    /// The parts that the label at the head of a Chinese sentence names.
    pub(super) fn zh(&self, text: &str) -> Vec<u8> {
        Self::parts(text, &self.zh)
    }

    /// The parts that the label at the head of an English sentence names.
    pub(super) fn en(&self, text: &str) -> Vec<u8> {
        Self::parts(text, &self.en)
    }

    fn parts(text: &str, labels: &[(&'static str, u8)]) -> Vec<u8> {
        let head: String = text.trim_start().chars().take(LABEL_LEN_CHARS).collect();
        let open = head.starts_with(['[', '［', '【', '(', '（', '〔']);
        let closing: &[char] =
            if open { &[']', '］', '】', ')', '）', '〕'] } else { &[':', '：'] };
        let Some((label, _)) = head.split_once(closing) else { return Vec::new() };
        let label = label.trim_start_matches(['[', '［', '【', '(', '（', '〔']).to_lowercase();
        let mut parts = Vec::new();
        for word in label.split(['/', '／', '、', ',', '&', '与', '和']).map(str::trim) {
            let Some((_, part)) = labels.iter().find(|(known, _)| *known == word) else {
                return Vec::new();
            };
            if !parts.contains(part) {
                parts.push(*part);
            }
        }
        parts
    }
}

/// The cues of a sentence other than its label.
pub(super) fn cues(text: &str, apostrophes: bool, mut found: impl FnMut(Cue)) {
    let has = |marks: &[char]| text.contains(marks);
    if has(&['?', '？']) {
        found(Cue::Question);
    }
    if has(&['!', '！']) {
        found(Cue::Exclamation);
    }
    if has(&['"', '“', '”', '「', '」', '『', '』']) || apostrophes && single_quotes(text) {
        found(Cue::Quotation);
    }
    if has(&[':', '：']) {
        found(Cue::Colon);
    }
    if has(&['…']) || text.contains("...") || text.contains(". . .") {
        found(Cue::Ellipsis);
    }
}

/// Whether a single quotation mark stands at the edge of a word, as British dialogue has it.
fn single_quotes(text: &str) -> bool {
    let mark = |c: char| matches!(c, '\'' | '‘' | '’');
    text.starts_with(['\'', '‘'])
        || text.ends_with(mark)
        || text.contains(" '")
        || text.contains(" ‘")
        || text.contains("' ")
        || text.contains("’ ")
}

const OPENING: &[char] = &['“', '「', '『', '‘', '"'];
const CLOSING: &[char] = &['”', '」', '』', '’', '\'', '"'];

/// The edges that both languages share.
pub(super) fn edges(text: &str) -> Edges {
    let text = text.trim();
    let bare = text.trim_end_matches(CLOSING).trim_end_matches([')', '）', ']', '］']);
    let opened = text.matches(['“', '「', '『']).count();
    let closed = text.matches(['”', '」', '』']).count();
    let straight = text.matches('"').count();
    Edges {
        begins_quote: text.starts_with(OPENING) || text.starts_with('\''),
        ends_quote: text.ends_with(CLOSING),
        ends_open: bare.ends_with([':', '：', ',', '，', ';', '；', '—', '-']),
        ends_strong: bare.ends_with(['?', '？', '!', '！']),
        unbalanced: opened != closed || straight % 2 == 1,
        wordless: !text.chars().any(char::is_alphabetic),
        unfinished: !bare.ends_with([
            '.', '。', '．', '?', '？', '!', '！', ';', '；', ':', '：', '…', ',', '，',
        ]),
        ..Edges::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_the_same_parts_in_both_languages() {
        let labels = Labels::new();
        assert_eq!(labels.zh("［目的/意义］旨在探索"), labels.en("[Purpose/significance] This"));
        assert_eq!(labels.zh("方法：采用"), labels.en("Methods: We"));
        assert!(labels.zh("本文的目的是").is_empty());
        assert!(labels.en("[1] See above").is_empty());
        assert_eq!(labels.en("Results: 3 of 4").len(), 1);
    }
}
