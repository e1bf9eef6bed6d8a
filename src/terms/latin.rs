//! Reads the English that stands in brackets: names, acronyms, and what is neither.

use crate::text::is_han;

use super::bracket::Stated;

/// Longest English name, in words: longer ones are sentences.
const NAME_WORDS: usize = 14;
/// Longest acronym, in characters.
const ACRONYM_CHARS: usize = 12;

/// Words of a firm's name.
const FIRMS: [&str; 9] = ["Inc", "Inc.", "Ltd", "Ltd.", "Co.", "Corp.", "GmbH", "LLC", "AG"];

/// Whether an English name is that of a firm.
pub(super) fn is_firm(en: &str) -> bool {
    en.split([' ', ',']).any(|word| FIRMS.contains(&word))
}

/// Countries at the end of an address.
const COUNTRIES: [&str; 9] = ["USA", "US", "UK", "U.S.A.", "U.S.", "U.K.", "PRC", "GER", "JPN"];

/// Words that say what follows and are no part of the name, longest first.
const LABELS: &str = include_str!("data/bracket-labels.txt");
/// Units of measure and other short strings that gloss nothing.
const NO_GLOSS: &str = include_str!("data/no-gloss.txt");
/// Units of measure and what is measured, the parts of compound units.
const UNITS: &str = include_str!("data/units.txt");

fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines().filter(|l| !l.starts_with('#') && !l.is_empty())
}

/// Full-width Latin, digits and punctuation made ASCII, blanks made single, ends trimmed.
pub(super) fn narrow(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match u32::from(c) {
            code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
            0x3000 | 0x00a0 => ' ',
            0x2018 | 0x2019 => '\'',
            0x2010 | 0x2011 => '-',
            0xfb01 => {
                out.push('f');
                'i'
            }
            0xfb02 => {
                out.push('f');
                'l'
            }
            _ => c,
        };
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What a bracket says, where it holds an English name, an acronym, or both.
pub(super) fn read_bracket(inner: &str) -> Option<Stated> {
    let text = narrow(inner);
    let mut parts: Vec<(String, bool)> = Vec::new();
    for part in text.split([',', ';', '、', ':', '|']) {
        let part = part.trim().trim_matches(['"', '“', '”', '「', '」']).trim();
        let (rest, labelled) = without_label(part);
        if rest.is_empty() {
            if labelled {
                continue;
            }
            return None;
        }
        if rest.chars().any(is_han) {
            return None;
        }
        parts.push((rest.to_owned(), labelled));
    }
    let last = parts.len().checked_sub(1)?;
    // A list of letters is no name with its acronym.
    if last > 1 && parts.iter().all(|(part, labelled)| !labelled && is_acronym(part)) {
        return None;
    }
    if last > 0 {
        if let Some(stated) = with_acronym(&parts, last, 0..last) {
            return Some(stated);
        }
        if let Some(stated) = with_acronym(&parts, 0, 1..parts.len()) {
            return Some(stated);
        }
    }
    let name = parts.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>().join(", ");
    // A list of names glosses more than one thing, unless it ends as one name does.
    if last > 0 && !(name.contains(" and ") || name.contains(" & ")) {
        return None;
    }
    read_name(&name)
}

fn with_acronym(
    parts: &[(String, bool)],
    at: usize,
    rest: std::ops::Range<usize>,
) -> Option<Stated> {
    let (acronym, labelled) = parts.get(at)?;
    let name = parts.get(rest)?.iter().map(|(p, _)| p.as_str()).collect::<Vec<_>>().join(", ");
    let fits = *labelled || super::acronym::matches_initials(acronym, &name);
    // (LI-COR Inc., Lincoln, USA) says who made a thing.
    if !fits && COUNTRIES.contains(&acronym.as_str()) {
        return None;
    }
    (is_acronym(acronym) && is_name(&name) && (fits || !is_acronym(&name)))
        .then(|| Stated { en: name, acronym: Some(acronym.clone()) })
}

/// An English name or acronym that stands alone.
pub(super) fn read_name(text: &str) -> Option<Stated> {
    let text = narrow(text);
    if is_acronym(&text) {
        return Some(Stated { en: text.clone(), acronym: Some(text) });
    }
    is_name(&text).then_some(Stated { en: text, acronym: None })
}

/// Takes 英文：, 简称, abbreviated as … off the head.
fn without_label(part: &str) -> (&str, bool) {
    let lower = part.to_lowercase();
    for label in lines(LABELS) {
        if lower.starts_with(label)
            && let Some(rest) = part.get(label.len()..)
        {
            let rest = rest.trim_start_matches([':', ' ', '"', '“']);
            let latin_label = label.is_ascii();
            if latin_label && rest.len() == part.len() - label.len() && !rest.is_empty() {
                continue;
            }
            return (without_label(rest).0, true);
        }
    }
    (part, false)
}

/// Whether `text` looks like an acronym: AISI, WF₆, AI RMF, C4ISR, mRNA.
pub(super) fn is_acronym(text: &str) -> bool {
    let chars = text.chars().count();
    if !(2..=ACRONYM_CHARS).contains(&chars) || is_no_gloss(text) || is_unit(text) || is_code(text)
    {
        return false;
    }
    let mut upper = 0;
    let mut letters = 0;
    for c in text.chars() {
        match c {
            'A'..='Z' => {
                upper += 1;
                letters += 1;
            }
            'a'..='z' => letters += 1,
            '0'..='9' | '-' | '/' | '&' | '.' | '+' | ' ' => {}
            _ if matches!(u32::from(c), 0x2080..=0x2089 | 0x00b2 | 0x00b3 | 0x00b9 | 0x2070..=0x207f | 0x0391..=0x03c9) =>
                {}
            _ => return false,
        }
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    // Numbers of grants and measured values are no acronyms.
    if digits > letters + 2 || text.split(['/', '-', ' ']).any(is_measured) {
        return false;
    }
    upper >= 2
        && upper * 2 >= letters
        && text.split(' ').all(|w| w.chars().any(char::is_uppercase))
        && text.split(' ').count() <= 2
        && !is_roman(text)
}

/// `39.9K`, `15.7`: a decimal number with or without a letter.
fn is_measured(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    word.len() <= digits.len() + 2
        && digits.contains('.')
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Whether `text` is a unit of measure made of others: U/mL, mg/kg BW, g·L-1.
fn is_unit(text: &str) -> bool {
    let mut parts = text
        .split(['/', '·', ' ', '.', '×'])
        .map(|p| {
            p.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '⁻' | '¹' | '²'))
        })
        .filter(|p| !p.is_empty())
        .peekable();
    let compound = text.contains(['/', '·']);
    compound && parts.peek().is_some() && parts.all(|part| lines(UNITS).any(|unit| unit == part))
}

/// Whether `text` is no word: lower-case consonants (the tag of a table), five digits in a row (the
/// number of a grant or a sample), digits with a unit, a surname with a year.
fn is_code(text: &str) -> bool {
    let tag = text.len() <= 4
        && text.chars().all(|c| c.is_ascii_lowercase())
        && !text.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let mut run = 0;
    let long_number = text.chars().any(|c| {
        run = if c.is_ascii_digit() { run + 1 } else { 0 };
        run >= 5
    });
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' '));
    let measured = unit.len() < text.len() && lines(UNITS).any(|u| u == unit);
    let head = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let citation = is_year(text.get(head.len()..).unwrap_or_default())
        && head.starts_with(char::is_uppercase)
        && head.chars().skip(1).any(char::is_lowercase)
        && head.chars().all(char::is_alphabetic);
    // 20o8b: a year as an OCR reads it, after names.
    let year = text.rsplit([' ', ',']).next().is_some_and(|last| {
        last.starts_with(['1', '2']) && is_year(&last.replace(['o', 'O'], "0").replace('l', "1"))
    });
    let dated = year && text.contains(',');
    tag || long_number || measured || citation || dated
}

fn is_roman(text: &str) -> bool {
    text.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'i' | 'v' | 'x'))
}

fn is_no_gloss(text: &str) -> bool {
    let lower = text.to_lowercase();
    lines(NO_GLOSS).any(|unit| {
        unit == text || (unit.starts_with('~') && unit.get(1..) == Some(lower.as_str()))
    })
}

/// Whether `text` can be an English name or term.
pub(super) fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let letters = text.chars().filter(|c| c.is_alphabetic() && !is_han(*c)).count();
    let others = text.chars().filter(|c| !c.is_alphanumeric() && *c != ' ').count();
    if letters < 2 || words.len() > NAME_WORDS || others * 4 > letters {
        return false;
    }
    let allowed = |c: char| {
        (c.is_alphanumeric() && !is_han(c))
            || matches!(c, ' ' | '-' | '\'' | '.' | '&' | '/' | ',' | '+' | '–' | '·' | '!' | '"')
    };
    if !text.chars().all(allowed) || text.ends_with(',') {
        return false;
    }
    if is_no_gloss(text) || is_roman(text) || is_unit(text) || is_code(text) {
        return false;
    }
    let lower = text.to_lowercase();
    let first = lower.split([' ', '.']).next().unwrap_or_default();
    let refers = matches!(
        first,
        "fig"
            | "figure"
            | "figs"
            | "table"
            | "tab"
            | "eq"
            | "see"
            | "cf"
            | "vol"
            | "no"
            | "pp"
            | "p"
            | "chapter"
            | "section"
            | "www"
            | "http"
            | "https"
            | "doi"
            | "isbn"
            | "issn"
    ) && words.len() > 1;
    if refers || lower.contains("et al") || lower.contains("http") || lower.contains("www.") {
        return false;
    }
    // Author and year: a citation.
    !words.iter().any(|w| is_year(w.trim_matches([',', '.'])))
        || words.len() > 2 && !text.contains(',') && !text.contains('&')
}

fn is_year(word: &str) -> bool {
    let digits = word.trim_end_matches(['a', 'b', 'c', 'd']);
    digits.len() == 4
        && digits.chars().all(|c| c.is_ascii_digit())
        && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Whether each number of the English stands in the Chinese too (a name keeps its numbers), or is
/// part of a word (5G, WF6).
pub(super) fn numbers_agree(zh: &str, en: &str) -> bool {
    en.split([' ', ',', '-'])
        .filter(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit() || c == '.'))
        .all(|n| zh.contains(n))
}

/// Whether the Chinese in a bracket after a Latin name can be that name's Chinese.
pub(super) fn is_chinese_name_of_term(zh: &str) -> bool {
    let chars = zh.chars().count();
    let han = crate::text::count_han(zh);
    if !(2..=24).contains(&chars) || han * 3 < chars * 2 {
        return false;
    }
    if zh.chars().any(|c| crate::text::is_han_punctuation(c) && !matches!(c, '·' | '“' | '”'))
    {
        return false;
    }
    !lines(include_str!("data/no-name-heads.txt")).any(|head| zh.starts_with(head))
        && !lines(include_str!("data/no-name-parts.txt")).any(|part| zh.contains(part))
}
