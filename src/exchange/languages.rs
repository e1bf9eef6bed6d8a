//! Language tags as tools write them.

use std::borrow::Cow;

use crate::{
    domain::{Script, Side},
    text::{count_han, is_han},
};

/// Names and codes that some tools write for the two languages, lower-case.
const ALIASES: &[(&str, &str)] = &[
    ("chi", "zh"),
    ("zho", "zh"),
    ("cmn", "zh"),
    ("chinese", "zh"),
    ("zh-chs", "zh-Hans"),
    ("zh-cht", "zh-Hant"),
    ("eng", "en"),
    ("english", "en"),
];

/// A language tag in the form of BCP 47 (RFC 5646, 2.1.1), and whether it had to be mended for that:
/// `zh_CN` to `zh-CN`, `chi` to `zh`. Letter case is free, so `ZH-cn` becomes `zh-CN` unmended.
pub fn mended(tag: &str) -> (Cow<'_, str>, bool) {
    let trimmed = tag.trim();
    if matches!(trimmed, "zh-CN" | "zh-TW" | "en-US" | "en-GB" | "zh" | "en") {
        return (Cow::Borrowed(trimmed), trimmed.len() != tag.len());
    }
    let dashed = trimmed.replace('_', "-");
    let lower = dashed.to_lowercase();
    let (language, rest) = lower.split_once('-').unwrap_or((&lower, ""));
    let whole = ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, tag)| *tag);
    let known = ALIASES.iter().find(|(alias, _)| *alias == language).map(|(_, tag)| *tag);
    let (mut out, mut repaired) = match (whole, known) {
        (Some(tag), _) => return (Cow::Owned(tag.to_owned()), true),
        (None, Some(tag)) => (tag.to_owned(), true),
        (None, None) => (language.to_owned(), false),
    };
    for part in rest.split('-').filter(|part| !part.is_empty()) {
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_uppercase()),
            4 if part.chars().all(char::is_alphabetic) => {
                let mut chars = part.chars();
                out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
                out.push_str(chars.as_str());
            }
            _ => out.push_str(part),
        }
    }
    repaired |= !out.eq_ignore_ascii_case(tag);
    (Cow::Owned(out), repaired)
}

/// The side that a tag belongs to, if either. `*all*` and other languages belong to none.
pub fn side(tag: &str) -> Option<Side> {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("zh") {
        Some(Side::Zh)
    } else if language.eq_ignore_ascii_case("en") {
        Some(Side::En)
    } else {
        None
    }
}

/// The script of Chinese: what its tag says, or else what its characters show.
pub fn script(tag: &str, text: &str) -> Script {
    let mut parts = tag.split('-').skip(1);
    match parts.find_map(|part| match part {
        "Hant" | "TW" | "HK" | "MO" => Some(Script::Hant),
        "Hans" | "CN" | "SG" | "MY" => Some(Script::Hans),
        _ => None,
    }) {
        Some(script) => script,
        None => shown(text),
    }
}

/// The script that characters show: Traditional where one Han character in twenty is.
fn shown(text: &str) -> Script {
    let han = count_han(text);
    let changed = text.chars().zip(fast2s::convert(text).chars()).filter(|(a, b)| a != b).count();
    if changed * 20 > han { Script::Hant } else { Script::Hans }
}

/// The side that a text shows by its characters, where it shows clearly: Chinese has Han and no
/// kana or hangul, English has Latin letters and no Han.
pub fn shown_side(text: &str) -> Option<Side> {
    let mut han = 0_usize;
    let mut latin = 0_usize;
    for c in text.chars() {
        if is_han(c) {
            han += 1;
        } else if c.is_ascii_alphabetic() {
            latin += 1;
        } else if matches!(c, '\u{3040}'..='\u{30ff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}')
        {
            return None;
        } else if c.is_alphabetic() && c > '\u{24f}' {
            // Another alphabet.
            return None;
        }
    }
    match (han, latin) {
        (0, 0) => None,
        (0, _) => Some(Side::En),
        // Chinese quotes English words; English seldom quotes Han.
        (han, latin) if han * 3 >= latin => Some(Side::Zh),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_mended() {
        for (tag, to, repaired) in [
            ("zh-CN", "zh-CN", false),
            ("ZH-cn", "zh-CN", false),
            ("zh_CN", "zh-CN", true),
            ("EN-US", "en-US", false),
            ("en_gb ", "en-GB", true),
            ("zh-hant-hk", "zh-Hant-HK", false),
            ("chi", "zh", true),
            ("zh-CHT", "zh-Hant", true),
            ("eng-us", "en-US", true),
            ("*all*", "*all*", false),
            ("", "", false),
        ] {
            assert_eq!(mended(tag), (Cow::Borrowed(to), repaired), "{tag}");
        }
    }

    #[test]
    fn scripts_are_told_by_tag_and_then_by_text() {
        assert_eq!(script("zh-HK", "发展"), Script::Hant);
        assert_eq!(script("zh-Hans-TW", "發展"), Script::Hans);
        assert_eq!(script("zh", "關係發展"), Script::Hant);
        assert_eq!(script("zh", "关系发展"), Script::Hans);
    }

    #[test]
    fn sides_show() {
        assert_eq!(shown_side("关于WTO的研究"), Some(Side::Zh));
        assert_eq!(shown_side("A study"), Some(Side::En));
        assert_eq!(shown_side("文筆塔の中心"), None);
        assert_eq!(shown_side("Исследование"), None);
        assert_eq!(shown_side("2025"), None);
    }
}
