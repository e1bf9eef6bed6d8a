//! What can be a term in an aligned sentence, by its words alone.

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    terms::{aligned, cues::Cues, fold, rendering},
    text::is_han,
};

/// Longest candidates, in words of either language.
const MOST_WORDS: usize = 4;
/// Longest Chinese candidate, in characters.
const MOST_CHARS: usize = 12;

/// Runs of one to four content words, three to twelve characters.
pub(super) fn chinese_candidates<'t>(
    text: &'t str,
    lexicon: &Lexicon,
    cues: &Cues,
) -> Vec<&'t str> {
    let words = lexicon.words(text);
    let inner = |span: &&Span<Byte>| {
        let word = span.of(text);
        word.chars().all(is_han) && cues.of(word).is_none()
    };
    let mut out = Vec::new();
    for first in 0..words.len() {
        let run = words.iter().skip(first).take(MOST_WORDS).take_while(inner).count();
        for last in first..first + run {
            let Some((a, b)) = words.get(first).zip(words.get(last)) else { break };
            let form = a.cover(*b).of(text);
            let chars = form.chars().count();
            if chars > MOST_CHARS {
                break;
            }
            if chars >= 3 {
                out.push(form);
            }
        }
    }
    out
}

/// Runs of one to four English words between small words and marks: key and form.
pub(super) fn english_candidates(text: &str) -> Vec<(String, &str)> {
    let mut out = Vec::new();
    let marks =
        |c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '\'' | '\u{2019}' | '/'));
    let mut at = 0;
    for chunk in text.split(marks) {
        let mut words: Vec<(usize, usize, String)> = Vec::new();
        let mut flush = |words: &mut Vec<(usize, usize, String)>| {
            for first in 0..words.len() {
                let mut key = String::new();
                for (from, to, folded) in words.iter().skip(first).take(MOST_WORDS) {
                    key.push_str(folded);
                    let start = words.get(first).map_or(*from, |w| w.0);
                    if key.len() >= 3 {
                        out.push((key.clone(), text.get(start..*to).unwrap_or_default()));
                    }
                }
            }
            words.clear();
        };
        let mut end = at;
        for word in rendering::words_of(chunk) {
            let Some(from) = text.get(end..).and_then(|rest| rest.find(word)) else { continue };
            let (from, to) = (end + from, end + from + word.len());
            end = to;
            let lower = word.to_lowercase();
            if rendering::is_small(&lower) || aligned::is_finite(&lower) {
                flush(&mut words);
            } else {
                words.push((from, to, fold::fold_en(&lower)));
            }
        }
        flush(&mut words);
        at += chunk.len()
            + text.get(at + chunk.len()..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_runs_between_marks_and_small_words() {
        let forms: Vec<String> = english_candidates("The Tide gauges of ports, and dredging.")
            .into_iter()
            .map(|(key, form)| format!("{key}={form}"))
            .collect();
        assert_eq!(
            forms,
            [
                "tide=Tide",
                "tidegauge=Tide gauges",
                "gauge=gauges",
                "port=ports",
                "dredging=dredging"
            ]
        );
    }
}
