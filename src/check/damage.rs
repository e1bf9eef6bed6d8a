//! How far a text can be trusted: what OCR ran together or broke says nothing of the author's words.

use crate::{
    domain::Side,
    text::{count_han, runs},
};

use super::{context::Context, lexical::Lexical};

/// A run of letters of this length that is no word is two or more that were glued
/// (`Theresultsshowed`).
const GLUED_LETTERS: usize = 13;
/// Share of the letters in glued runs from which an English text is taken for damaged. Journal
/// English has below .03 (long names of substances), what OCR ran together above .10.
const DAMAGED_SHARE: f64 = 0.08;

/// Whether OCR ran the words of an English text together.
pub(super) fn is_run_together(lexical: &Lexical<'_>, text: &str) -> bool {
    let (mut letters, mut glued) = (0, 0);
    for span in runs(text, |c| c.is_ascii_alphabetic()) {
        let word = span.of(text);
        letters += word.len();
        if word.len() >= GLUED_LETTERS && !lexical.is_word(&word.to_lowercase()) {
            glued += word.len();
        }
    }
    glued > 0 && glued as f64 >= DAMAGED_SHARE * letters as f64
}

/// Whether the recogniser left formula markup or unreadable signs in place of text.
pub(super) fn has_markup(text: &str) -> bool {
    text.contains(['$', '\\', '{', '}', '\u{fffd}'])
}

/// Whether brackets open or close that have no partner: a line of the text may be lost between them.
/// Doubled brackets (`( (20.1`) are the recogniser's.
pub(super) fn has_open_brackets(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut last = ' ';
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let is_doubled = c == last;
        last = c;
        match c {
            '(' | '（' | '[' | '［' if !is_doubled => depth += 1,
            ')' | '）' | ']' | '］' if !is_doubled => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
    }
    depth != 0
}

/// Says once that the English abstract was not compared, and why.
pub(super) fn check(context: &mut Context<'_>) {
    let front = &context.record.article.en;
    let Some(text) = &front.abstract_text else { return };
    if !context.is_english_damaged() || count_han(text.as_str()) > text.as_str().len() / 4 {
        return;
    }
    let shown = super::context::whole(Side::En, text);
    let message = "words of the English abstract are run together; its sentences and numbers were \
                   not compared"
        .to_owned();
    let hint = "scan the page again, or take the text from the author's file";
    context.report("text-damaged", message, hint, vec![shown]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_lost_line_leaves_brackets_open() {
        assert!(has_open_brackets("the third group (low level fed for two weeks, respectively."));
        assert!(has_open_brackets("level) fed for two weeks."));
        assert!(!has_open_brackets("at a weight of ( (20.1±3.4) kg (n = 6)"));
    }

    #[test]
    fn long_words_are_no_damage_and_glued_ones_are() {
        let lexical = Lexical::new(Lexicon::builtin());
        let damaged = |text| is_run_together(&lexical, text);
        assert!(damaged("Theresultsshowed thatthe harboursecurity of the straits improved."));
        assert!(damaged("The cables werelaidalong the coastoftheisland in two years."));
        assert!(!damaged(
            "The internationalization of telecommunications infrastructure requires \
             interoperability, and counterterrorism takes its share of it."
        ));
        assert!(!damaged(
            "We measured phosphoenolpyruvate in the liver of forty fish and found that \
             its content rose with the temperature of the water in every season of the year."
        ));
    }
}
