//! Chinese names in pinyin, by GB/T 28039-2011: surname first, compound surnames joined, given
//! names joined with an apostrophe where syllables would run together (赵平安, Zhao Ping'an).
//! Names of foreigners are never spelled in pinyin.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Lexicon;

mod form;

pub use form::{NameForm, excess_of, form_of, is_pinyin, spellings_of};

const SURNAMES: &str = include_str!("../data/surnames.tsv");
const FOREIGN: &str = include_str!("../data/foreign-names.tsv");
const JAPANESE: &str = include_str!("../data/japanese-surnames.tsv");

fn rows(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    data.lines()
        .filter(|l| !l.starts_with('#') && !l.is_empty())
        .map(|l| l.split_once('\t').unwrap_or((l, "")))
}

/// Surnames, as they are written in Simplified characters, with their readings as the table has them.
static SURNAME_TABLE: LazyLock<BTreeMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(SURNAMES).collect());

/// Whether `zh` is a Chinese surname, in Simplified or Traditional characters.
pub fn is_surname(zh: &str) -> bool {
    SURNAME_TABLE.contains_key(zh) || SURNAME_TABLE.contains_key(fast2s::convert(zh).as_str())
}

/// [`FOREIGN`] by the Chinese name; of two rows of one the first holds.
static FOREIGN_TABLE: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut table = BTreeMap::new();
    for (zh, en) in rows(FOREIGN) {
        table.entry(zh).or_insert(en);
    }
    table
});

/// The own spelling of a foreigner whose Chinese name is known: 岸田文雄, Kishida Fumio.
pub fn foreign_name(zh: &str) -> Option<&'static str> {
    FOREIGN_TABLE.get(zh).copied()
}

/// The foreign names that are known, Chinese and own spelling.
pub fn foreign_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(FOREIGN)
}

/// A name parted into surname and given name, with the readings of each.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NameParts {
    /// Readings of the surname, the usual one first.
    surname: Vec<String>,
    /// Readings of each character of the given name, the commonest first.
    given: Vec<Vec<&'static str>>,
}

/// Whether `zh` can be the name of a Chinese person: two to four Han characters that begin with a
/// Chinese surname, and no foreigner's name that is known.
pub fn is_chinese_name(zh: &str) -> bool {
    let zh = bare(zh);
    surname(&zh).is_some() && !is_foreign(&zh)
}

fn is_foreign(name: &str) -> bool {
    foreign_name(name).is_some()
        || name.chars().count() >= 4 && rows(JAPANESE).any(|(s, _)| name.starts_with(s))
}

/// The name without blanks between its characters.
fn bare(zh: &str) -> String {
    zh.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The surname that a name begins with, and its readings as the table has them.
fn surname(name: &str) -> Option<(&'static str, &'static str)> {
    let chars = name.chars().count();
    if !(2..=4).contains(&chars) || !name.chars().all(crate::text::is_han) {
        return None;
    }
    let heads = name.char_indices().map(|(at, _)| at).skip(1).filter_map(|end| name.get(..end));
    let longest = heads
        .filter_map(|head| SURNAME_TABLE.get_key_value(head))
        .map(|(surname, readings)| (*surname, *readings))
        .last()?;
    // A given name has one or two characters; of four, two belong to one or two surnames.
    let given = chars - longest.0.chars().count();
    if given <= 2 { Some(longest) } else { two_surnames(name).map(|_| longest) }
}

/// Two single surnames before a given name of two characters (a married name).
fn two_surnames(name: &str) -> Option<&str> {
    let second = name.char_indices().nth(1)?.0;
    let rest = name.get(second..)?;
    (name.chars().count() == 4
        && rows(SURNAMES).any(|(s, _)| s.chars().count() == 1 && rest.starts_with(s)))
    .then_some(rest)
}

fn part(lexicon: &Lexicon, zh: &str) -> Option<NameParts> {
    let (first, listed) = surname(zh)?;
    let mut readings = spelled(lexicon, first, listed);
    let mut rest = zh.get(first.len()..)?;
    if rest.chars().count() == 3 {
        let second = rest.chars().next()?;
        let listed =
            rows(SURNAMES).find(|(s, _)| s.starts_with(second) && s.len() == second.len_utf8())?.1;
        let second_readings = spelled(lexicon, rest.get(..second.len_utf8())?, listed);
        // 28039, 3.4: two surnames are joined by a hyphen.
        readings = readings
            .iter()
            .flat_map(|a| second_readings.iter().map(move |b| format!("{a}-{b}")))
            .collect();
        rest = rest.get(second.len_utf8()..)?;
    }
    let given: Vec<Vec<&'static str>> = rest.chars().map(|c| lexicon.readings(c)).collect();
    (!readings.is_empty() && given.iter().all(|r| !r.is_empty()))
        .then_some(NameParts { surname: readings, given })
}

/// Readings of a surname: those of the table, else the common reading of each character.
fn spelled(lexicon: &Lexicon, surname: &str, listed: &str) -> Vec<String> {
    if listed.is_empty() {
        let joined: Option<String> =
            surname.chars().map(|c| lexicon.readings(c).first().copied()).collect();
        return joined.into_iter().collect();
    }
    listed.split(',').map(str::to_owned).collect()
}

/// The name in pinyin: `Zhou Muye`, `Ouyang Xiu`, `Zhao Ping'an`. `None` for what is no Chinese
/// person's name.
///
/// ```
/// use duizhao::lexicon::{Lexicon, names};
/// let lexicon = Lexicon::builtin();
/// assert_eq!(names::in_pinyin(lexicon, "赵平安").as_deref(), Some("Zhao Ping'an"));
/// assert_eq!(names::in_pinyin(lexicon, "岸田文雄"), None);
/// ```
pub fn in_pinyin(lexicon: &Lexicon, zh: &str) -> Option<String> {
    let zh = bare(&lexicon.simplified(zh));
    if is_foreign(&zh) {
        return None;
    }
    let parted = part(lexicon, &zh)?;
    let mut given = String::new();
    for reading in &parted.given {
        let syllable = reading.first()?;
        // 28039, 3.3: a syllable that begins with a, o or e inside a name is set off.
        if !given.is_empty() && syllable.starts_with(['a', 'o', 'e']) {
            given.push('\'');
        }
        given.push_str(syllable);
    }
    let surname: Vec<String> = parted.surname.first()?.split('-').map(capitalised).collect();
    Some(format!("{} {}", umlauts(&surname.join("-")), umlauts(&capitalised(&given))))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `v` as the table writes it to `ü`.
fn umlauts(word: &str) -> String {
    word.chars()
        .map(|c| match c {
            'v' => 'ü',
            'V' => 'Ü',
            _ => c,
        })
        .collect()
}

/// Whether `en` spells the Chinese name `zh`: any of its readings, surname first or last, with or
/// without hyphen, apostrophe, blank between the syllables, or capitals; ü may be u, v, yu or ü.
pub fn is_pinyin_of(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let zh = bare(&lexicon.simplified(zh));
    if is_foreign(&zh) {
        return false;
    }
    let Some(parted) = part(lexicon, &zh) else { return false };
    parted.in_full(&letters(en)).is_some()
}

/// The letters of a text, small and without tone marks, as spellings of names are compared.
pub fn letters(text: &str) -> String {
    letters_in(text.chars())
}

/// The letters among characters, small and without tone marks.
pub fn letters_in(chars: impl Iterator<Item = char>) -> String {
    chars.flat_map(char::to_lowercase).filter(|c| c.is_alphabetic()).map(without_tone).collect()
}

/// A small Latin letter without its tone mark; ü is `v`, as it is typed.
pub fn without_tone(c: char) -> char {
    match c {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        _ => c,
    }
}

/// `lv` is also written lu, lyu and lue.
fn spellings(reading: &str) -> Vec<String> {
    let reading = reading.replace('ü', "v");
    if reading.contains('v') {
        let others = ["u", "yu", "ue"].map(|u| reading.replace('v', u));
        others.into_iter().chain([reading]).collect()
    } else {
        vec![reading]
    }
}

/// What is left of `letters` after the syllables in order; the fewest, where they read several ways.
fn after<'a>(letters: &'a str, syllables: &[Vec<&'static str>]) -> Option<&'a str> {
    let Some((first, rest)) = syllables.split_first() else { return Some(letters) };
    let written = first.iter().flat_map(|reading| spellings(reading));
    written
        .filter_map(|s| after(letters.strip_prefix(s.as_str())?, rest))
        .min_by_key(|left| left.len())
}

/// Whether `letters` are the syllables in order.
fn reads(letters: &str, syllables: &[Vec<&'static str>]) -> bool {
    after(letters, syllables).is_some_and(str::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinyin(zh: &str) -> String {
        in_pinyin(Lexicon::builtin(), zh).unwrap_or_default()
    }

    #[test]
    fn names_follow_the_standard() {
        for (zh, en) in [
            ("周牧野", "Zhou Muye"),
            ("赵平安", "Zhao Ping'an"),
            ("欧阳修", "Ouyang Xiu"),
            ("诸葛孔明", "Zhuge Kongming"),
            ("单田芳", "Shan Tianfang"),
            ("曾国藩", "Zeng Guofan"),
            ("解振华", "Xie Zhenhua"),
            ("仇和", "Qiu He"),
            ("任重", "Ren Zhong"),
            ("吕蒙", "Lü Meng"),
            ("尉迟恭", "Yuchi Gong"),
            ("李 明", "Li Ming"),
            ("范徐丽泰", "Fan-Xu Litai"),
        ] {
            assert_eq!(pinyin(zh), en);
        }
    }

    #[test]
    fn foreigners_get_no_pinyin() {
        for zh in ["岸田文雄", "尹锡悦", "李在明", "特朗普", "佐藤一郎", "约翰·史密斯", "人工智能"]
        {
            assert_eq!(pinyin(zh), "", "{zh}");
        }
        assert_eq!(foreign_name("尹锡悦"), Some("Yoon Suk Yeol"));
    }

    #[test]
    fn spellings_of_a_name_are_known() {
        let lexicon = Lexicon::builtin();
        for (zh, en) in [
            ("赵平安", "ZHAO Pingan"),
            ("赵平安", "Ping-an Zhao"),
            ("吕蒙", "LYU Meng"),
            ("吕蒙", "Lv Meng"),
            ("单田芳", "Shan Tian-fang"),
            ("乐嘉", "Yue Jia"),
            ("欧阳修", "OUYANG Xiu"),
        ] {
            assert!(is_pinyin_of(lexicon, zh, en), "{zh} {en}");
        }
        for (zh, en) in
            [("赵平安", "Zhou Pingan"), ("王伟", "Wang Wei Li"), ("李在明", "Li Zaiming")]
        {
            assert!(!is_pinyin_of(lexicon, zh, en), "{zh} {en}");
        }
    }
}
