//! Which language a note or block is in.

use std::sync::LazyLock;

use lingua::{Language, LanguageDetector, LanguageDetectorBuilder};

use crate::{domain::Lang, text::is_han};

/// Commonest English words: one of them, and nothing that speaks for another language, settles it
/// without loading a model.
const ENGLISH: [&str; 8] = ["the", "of", "and", "in", "to", "for", "on", "with"];

/// Loaded at the first doubtful text: most articles never need it.
static DETECTOR: LazyLock<LanguageDetector> = LazyLock::new(|| {
    LanguageDetectorBuilder::from_languages(&[
        Language::English,
        Language::French,
        Language::German,
    ])
    .build()
});

/// The language of `text`: by its script where that tells (Chinese, Japanese, Korean), else English,
/// French or German by their letter sequences; [`Lang::Other`] where there are no letters.
///
/// ```
/// use duizhao::{domain::Lang, lexicon::language_of};
/// assert_eq!(language_of("Stratégie nationale pour l'intelligence artificielle"), Lang::Fr);
/// assert_eq!(language_of("한국외교안보연구소"), Lang::Ko);
/// ```
pub fn language_of(text: &str) -> Lang {
    let count =
        |range: std::ops::RangeInclusive<char>| text.chars().filter(|c| range.contains(c)).count();
    let han = text.chars().filter(|c| is_han(*c)).count();
    let kana = count('\u{3041}'..='\u{30ff}');
    let hangul = count('\u{ac00}'..='\u{d7a3}');
    let latin = text.chars().filter(|c| c.is_alphabetic() && (*c as u32) < 0x250).count();
    if hangul > 2 && hangul * 2 > han {
        Lang::Ko
    } else if kana > 2 && kana * 8 > han {
        Lang::Ja
    } else if han * 3 >= latin && han > 0 {
        Lang::Zh
    } else if latin > 0 {
        latin_language(text)
    } else {
        Lang::Other
    }
}

fn latin_language(text: &str) -> Lang {
    let accented = text.chars().any(|c| c.is_alphabetic() && (0xc0..0x250).contains(&(c as u32)));
    let words = || text.split(|c: char| !c.is_alphabetic());
    let english = words().any(|word| ENGLISH.iter().any(|e| word.eq_ignore_ascii_case(e)));
    if english && !accented {
        return Lang::En;
    }
    // Of an address or a page number nothing can be said; a title has two words at least.
    if words().filter(|word| word.chars().count() > 2).count() < 2 {
        return Lang::En;
    }
    match DETECTOR.detect_language_of(without_addresses(text)) {
        Some(Language::French) => Lang::Fr,
        Some(Language::German) => Lang::De,
        _ => Lang::En,
    }
}

/// `text` without web addresses, whose letters are of no language.
fn without_addresses(text: &str) -> String {
    text.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_of_six_languages() {
        for (text, lang) in [
            ("Final Report of the Commission, March 2021, pp. 9-10.", Lang::En),
            ("National Cybersecurity Strategy, National Security Office, 2019", Lang::En),
            ("Jean-Marie Guéhenno, La fin de la démocratie, Paris, Flammarion, 1993", Lang::Fr),
            ("Politique étrangère, vol. 84, no 2", Lang::Fr),
            ("Bundesministerium für Wirtschaft, Industriestrategie 2030, Berlin", Lang::De),
            ("Die Zukunft der europäischen Sicherheit, SWP-Studie", Lang::De),
            ("最上敏樹『国際機構論講義』岩波書店、2016年、その他の資料", Lang::Ja),
            ("국가안보전략 (한국외교안보연구소, 2021)", Lang::Ko),
            ("周生升：《经济安全与国际合作》，2024年第6期。", Lang::Zh),
            ("12-15", Lang::Other),
        ] {
            assert_eq!(language_of(text), lang, "{text}");
        }
    }

    #[test]
    fn an_english_name_with_an_accent_stays_english() {
        let text = "Élise Martin and others, The Future of Security Cooperation in the Pacific";
        assert_eq!(language_of(text), Lang::En);
    }
}
