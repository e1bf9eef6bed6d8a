//! How far the keyword lists of an article can be trusted: lists that lost their separators, or their end.

use crate::{
    domain::{Article, Front, Passage},
    lexicon::Lexicon,
};

use super::{front::likeness, rendering::Stems};

/// What argues against a pair of lists that lost their separators.
pub(super) const LOST_SEPARATORS: &str =
    "The separators of a keyword list are lost: where the term ends is not certain.";
/// What parts keywords beside their separators: in Chinese a blank too, which in English parts words.
const ALSO_ZH: &[char] = &[' ', '\u{3000}', '\n', '\t'];
const ALSO_EN: &[char] = &['\n', '\t'];

/// Whether the line of the keywords has a separator between each and the next.
fn is_parted(front: &Front, others: &[char]) -> bool {
    front.printed_keywords(others).is_none_or(|pieces| pieces >= front.keywords.len())
}

/// Whether both lists are parted as they are printed.
pub(super) fn are_parted(article: &Article) -> bool {
    is_parted(&article.zh, ALSO_ZH) && is_parted(&article.en, ALSO_EN)
}

/// Whether one English word says the first word of a Chinese keyword and nothing of its last, which the
/// lexicon knows: 叶绿体基因组 is no `chloroplast`.
pub(super) fn is_cut_short(
    zh: &Passage,
    en: Option<&Passage>,
    lexicon: &Lexicon,
    stems: &Stems,
) -> bool {
    let Some(en) = en.map(|e| e.as_str().trim()) else { return false };
    let text = lexicon.simplified(zh.as_str().trim());
    let words = lexicon.words(&text);
    let says = |word: &str| likeness(word, en, lexicon, stems) > 0.0;
    match words.as_slice() {
        [first, .., last] => {
            let last = last.of(&text);
            !en.contains([' ', '-'])
                && last.chars().count() > 1
                && !lexicon.senses(last).is_empty()
                && says(first.of(&text))
                && !says(last)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_for_two_is_cut_short() {
        let lexicon = Lexicon::builtin();
        let cut = |zh: &str, en: &str| {
            let document = crate::domain::Document::new(format!("{zh}\n{en}"), "text", "UTF-8");
            let passage = |text: &str| {
                let at = document.text().find(text).unwrap();
                Passage::new(crate::domain::MappedText::verbatim(text, at), &document)
            };
            is_cut_short(&passage(zh), Some(&passage(en)), lexicon, &Stems::new())
        };
        assert!(cut("肌肉蛋白质", "muscle"));
        assert!(!cut("肌肉蛋白质", "muscle protein"));
        assert!(!cut("肌肉", "muscle"));
    }

    #[test]
    fn a_list_in_one_piece_is_not_parted() {
        let document = crate::domain::Document::new("海缆冷备件合作".to_owned(), "text", "UTF-8");
        let passage = |from: usize, to: usize| {
            let text = document.text().get(from..to).unwrap();
            Passage::new(crate::domain::MappedText::verbatim(text, from), &document)
        };
        let mut front = Front { keywords: vec![passage(0, 6), passage(6, 15)], ..Front::default() };
        assert!(is_parted(&front, ALSO_ZH));
        front.keyword_line = Some(passage(0, 21));
        assert!(!is_parted(&front, ALSO_ZH));
    }
}
