//! The sentences of an abstract, its labels (目的, Methods …) left out.

use super::sentences;
use crate::domain::{AbstractPart, Byte, Side, Span};

/// Sentences of an abstract: byte spans in order, without the labels of its parts. A label always
/// begins a new sentence. Spans are trimmed of nothing; together with the labels they cover the text.
pub fn abstract_sentences(side: Side, text: &str, parts: &[AbstractPart]) -> Vec<Span<Byte>> {
    let mut out = Vec::new();
    let mut start = 0;
    let ends = parts
        .iter()
        .map(|p| (p.label_span.start(), p.label_span.end()))
        .chain(std::iter::once((text.len(), text.len())));
    for (end, next) in ends {
        let piece = text.get(start..end.max(start)).unwrap_or("");
        if !piece.trim().is_empty() {
            out.extend(sentences(side, piece).into_iter().map(|s| s.shifted(start)));
        }
        start = next.max(start);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_no_text_and_part_sentences() {
        let text = "[目的]甲。[方法]乙；丙。丁。";
        let label = |word: &str| {
            let at = text.find(word).unwrap();
            AbstractPart {
                label: word.trim_matches(['[', ']']).to_owned(),
                label_span: Span::new(at, at + word.len()),
            }
        };
        let parts = [label("[目的]"), label("[方法]")];
        let found: Vec<&str> =
            abstract_sentences(Side::Zh, text, &parts).into_iter().map(|s| s.of(text)).collect();
        assert_eq!(found, ["甲。", "乙；丙。", "丁。"]);
    }
}
