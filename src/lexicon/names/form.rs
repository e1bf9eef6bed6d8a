//! The forms in which an English page prints a Chinese name.

use super::{Lexicon, NameParts, after, bare, is_foreign, letters, part, reads, spellings};

/// The form of an English name beside its Chinese one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameForm {
    /// Pinyin, surname first: `Zhou Muye`.
    SurnameFirst,
    /// Pinyin, surname last: `Muye Zhou`.
    SurnameLast,
    /// Surname and initials: `Zhou MY`, `M. Y. Zhou`.
    Initials,
}

/// The most spellings of a name that are listed.
const MOST_SPELLINGS: usize = 64;

impl NameParts {
    /// The written forms of the surname, small letters only.
    fn surnames(&self) -> impl Iterator<Item = String> + '_ {
        self.surname.iter().flat_map(|s| spellings(&letters(s)))
    }

    /// Whether `letters` spell the name whole, and in which order.
    pub(super) fn in_full(&self, letters: &str) -> Option<NameForm> {
        let whole = |rest: Option<&str>| rest.is_some_and(|rest| reads(rest, &self.given));
        if self.surnames().any(|s| whole(letters.strip_prefix(s.as_str()))) {
            return Some(NameForm::SurnameFirst);
        }
        self.surnames()
            .any(|s| whole(letters.strip_suffix(s.as_str())))
            .then_some(NameForm::SurnameLast)
    }

    /// Whether the words are the surname and initials of the given name, in either order.
    fn in_initials(&self, words: &[String]) -> bool {
        let is_surname = |word: &String| self.surnames().any(|s| s == *word);
        let are_initials = |words: &[String]| {
            let Some(first) = words.first() else { return false };
            let mut heads = self.given.iter().zip(first.chars());
            heads.all(|(syllables, c)| syllables.iter().any(|s| s.starts_with(c)))
                && words.iter().all(|w| w.chars().count() <= self.given.len())
        };
        match words {
            [first, rest @ ..] if is_surname(first) && are_initials(rest) => true,
            [rest @ .., last] => is_surname(last) && are_initials(rest),
            [] => false,
        }
    }
}

/// Parts a name in every way it may be read: the surname by any reading of its character, not only
/// as the table of surnames has it, and where it is in no table it is the first character.
fn part_loosely(lexicon: &Lexicon, zh: &str) -> Option<NameParts> {
    let zh = bare(&lexicon.simplified(zh));
    if is_foreign(&zh) {
        return None;
    }
    let listed = part(lexicon, &zh).map(|mut parts| {
        let first = zh.chars().next().filter(|_| parts.given.len() + 1 == zh.chars().count());
        for reading in first.into_iter().flat_map(|c| lexicon.readings(c)) {
            if !parts.surname.iter().any(|s| s == reading) {
                parts.surname.push(reading.to_owned());
            }
        }
        parts
    });
    listed.or_else(|| {
        let count = zh.chars().count();
        let mut readings = zh.chars().map(|c| lexicon.readings(c));
        let surname = readings.next()?.into_iter().map(str::to_owned).collect();
        let given: Vec<Vec<&'static str>> = readings.collect();
        ((2..=4).contains(&count) && given.iter().all(|r| !r.is_empty()))
            .then_some(NameParts { surname, given })
    })
}

/// The form in which `en` says the name `zh`; `None` where it says another, or `zh` is a foreigner's.
///
/// ```
/// use duizhao::lexicon::{Lexicon, names::{NameForm, form_of}};
/// let lexicon = Lexicon::builtin();
/// assert_eq!(form_of(lexicon, "周牧野", "M. Y. Zhou"), Some(NameForm::Initials));
/// assert_eq!(form_of(lexicon, "周牧野", "Wang Wei"), None);
/// ```
pub fn form_of(lexicon: &Lexicon, zh: &str, en: &str) -> Option<NameForm> {
    let parts = part_loosely(lexicon, zh)?;
    parts.in_full(&letters(en)).or_else(|| {
        let words = en.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
        let words: Vec<String> = words.map(letters).collect();
        parts.in_initials(&words).then_some(NameForm::Initials)
    })
}

/// What `en` says beyond the whole name `zh`, surname first, before or after it, in small letters:
/// `Zhou Muyeguang` says `guang` more than 周牧野. `None` where it does not say the name.
pub fn excess_of(lexicon: &Lexicon, zh: &str, en: &str) -> Option<String> {
    let parts = part_loosely(lexicon, zh)?;
    let letters = letters(en);
    let from = |start: usize| {
        let head = letters.get(start..)?;
        parts.surnames().find_map(|s| after(head.strip_prefix(s.as_str())?, &parts.given))
    };
    if let Some(rest) = from(0) {
        return Some(rest.to_owned());
    }
    (1..letters.len())
        .find(|at| from(*at) == Some(""))
        .and_then(|at| letters.get(..at).map(str::to_owned))
}

/// Whether every word of `en` reads as syllables of pinyin, one or more. Syllables that no word has
/// pass where initial and final exist (`biang`).
pub fn is_pinyin(en: &str) -> bool {
    const INITIALS: [&str; 24] = [
        "zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x",
        "r", "z", "c", "s", "y", "w", "",
    ];
    const FINALS: [&str; 38] = [
        "a", "o", "e", "i", "u", "v", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ue", "ve", "er",
        "an", "en", "in", "un", "vn", "ang", "eng", "ing", "ong", "ia", "iao", "ian", "iang",
        "iong", "ua", "uo", "uai", "uan", "uang", "uei", "io", "uen",
    ];
    fn is_run(letters: &str) -> bool {
        letters.is_empty()
            || INITIALS.iter().filter_map(|i| letters.strip_prefix(i).map(|rest| (i, rest))).any(
                |(initial, rest)| {
                    FINALS.iter().any(|f| {
                        !(initial.is_empty() && f.starts_with(['i', 'u', 'v']))
                            && rest.strip_prefix(f).is_some_and(is_run)
                    })
                },
            )
    }
    // A name's word has four syllables of six letters at most.
    let mut words = en.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).peekable();
    words.peek().is_some() && words.all(|w| w.len() <= 24 && is_run(&letters(w)))
}

/// How the name is spelt, small letters only: surname first, then surname last; 64 each at most.
pub fn spellings_of(lexicon: &Lexicon, zh: &str) -> Vec<String> {
    let Some(parts) = part_loosely(lexicon, zh) else { return Vec::new() };
    let given = parts.given.iter().fold(vec![String::new()], |heads, readings| {
        let written: Vec<String> = readings.iter().flat_map(|r| spellings(r)).collect();
        let longer = heads.iter().flat_map(|h| written.iter().map(move |w| format!("{h}{w}")));
        longer.take(MOST_SPELLINGS).collect()
    });
    let surnames: Vec<String> = parts.surnames().collect();
    let pairs = || surnames.iter().flat_map(|s| given.iter().map(move |g| (s, g)));
    let first = pairs().map(|(s, g)| format!("{s}{g}")).take(MOST_SPELLINGS);
    let last = pairs().map(|(s, g)| format!("{g}{s}")).take(MOST_SPELLINGS);
    first.chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_common_form() {
        let form = |zh, en| form_of(Lexicon::builtin(), zh, en);
        assert_eq!(form("周牧野", "Zhou Muye"), Some(NameForm::SurnameFirst));
        assert_eq!(form("周牧野", "ZHOU Mu-ye"), Some(NameForm::SurnameFirst));
        assert_eq!(form("周牧野", "Muye Zhou"), Some(NameForm::SurnameLast));
        assert_eq!(form("周牧野", "Zhou MY"), Some(NameForm::Initials));
        assert_eq!(form("周牧野", "M. Y. Zhou"), Some(NameForm::Initials));
        assert_eq!(form("欧阳娜", "Ouyang Na"), Some(NameForm::SurnameFirst));
        assert_eq!(form("吕布", "Lyu Bu"), Some(NameForm::SurnameFirst));
        assert_eq!(form("曾巩", "Zeng Gong"), Some(NameForm::SurnameFirst));
        assert_eq!(form("范徐丽泰", "Fan-Xu Litai"), Some(NameForm::SurnameFirst));
        // As a surname 单 is Shan; as a character it is Dan too.
        assert_eq!(form("单田芳", "Shan Tianfang"), Some(NameForm::SurnameFirst));
        assert_eq!(form("单田芳", "Dan Tianfang"), Some(NameForm::SurnameFirst));
        // A surname that no table has.
        assert_eq!(form("磨凯", "Mo Kai"), Some(NameForm::SurnameFirst));
        assert_eq!(form("周牧野", "Wang Wei"), None);
        assert_eq!(form("周牧野", "MY"), None);
    }

    #[test]
    fn what_is_said_beyond_a_name_is_told() {
        let excess = |zh, en| excess_of(Lexicon::builtin(), zh, en);
        assert_eq!(excess("周牧", "ZHOU Muyang").as_deref(), Some("yang"));
        assert_eq!(excess("牧野", "ZHOU Mu-ye").as_deref(), Some("zhou"));
        assert_eq!(excess("周牧野", "Zhou Muye").as_deref(), Some(""));
        assert_eq!(excess("周牧野", "Zhou Mu"), None);
        // 西安 is one syllable shorter as 先, and the rest is what is left of the longest reading.
        assert_eq!(excess("周西", "Zhou Xian").as_deref(), Some("an"));
    }

    #[test]
    fn pinyin_is_told_from_other_spellings() {
        for en in ["Zhou Mu-ye", "Ku Liping", "Lü Bu", "Ouyang Xiu", "Xi'an"] {
            assert!(is_pinyin(en), "{en}");
        }
        for en in ["Tsai Ing-wen", "Department", "FANG Chuanglin. Temporal", "Smith", "", "Zhou I"]
        {
            assert!(!is_pinyin(en), "{en}");
        }
    }

    #[test]
    fn a_name_is_spelt_both_ways_round() {
        let spelt = spellings_of(Lexicon::builtin(), "周牧野");
        for spelling in ["zhoumuye", "muyezhou"] {
            assert!(spelt.iter().any(|s| s == spelling), "{spelling}: {spelt:?}");
        }
        assert!(spellings_of(Lexicon::builtin(), "岸田文雄").is_empty());
    }
}
