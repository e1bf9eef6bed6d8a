//! Authors: each Chinese name has its English one, spelt by its readings.

use crate::{
    domain::{Document, Passage, Side},
    lexicon::{Lexicon, names::without_tone},
    text::chars::is_han,
};

use super::{
    context::{Context, whole},
    settings::NameOrder,
};

/// How an English name stands to a Chinese one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Pinyin, surname first.
    SurnameFirst,
    /// Pinyin, surname last.
    SurnameLast,
    /// Surname and initials.
    Initials,
    /// It does not say the name.
    None,
}

/// Runs the rules of names.
pub(super) fn check(context: &mut Context<'_>) {
    let article = &context.record.article;
    let zh: Vec<&Passage> = article.zh.authors.iter().filter(|a| is_name(a.as_str())).collect();
    let en: Vec<&Passage> = article.en.authors.iter().collect();
    if zh.is_empty() || en.is_empty() {
        return;
    }
    let lexicon = context.lexical.lexicon;
    let fits: Vec<Vec<Fit>> = zh
        .iter()
        .map(|z| en.iter().map(|e| fit(lexicon, z.as_str(), e.as_str())).collect())
        .collect();
    let fit_at = |z: usize, e: usize| fits.get(z).and_then(|row| row.get(e)).copied();
    let found: Vec<Option<usize>> = (0..zh.len())
        .map(|z| {
            let same = fit_at(z, z).is_some_and(|f| f != Fit::None);
            if same {
                return Some(z);
            }
            (0..en.len()).find(|e| fit_at(z, *e).is_some_and(|f| f != Fit::None))
        })
        .collect();
    // Where hardly a name is found, one of the lists is something else.
    let known = found.iter().flatten().count();
    if known == 0 && zh.len() > 1 {
        return;
    }
    let mut order = Vec::new();
    let mut letters: Option<String> = None;
    for (z, name) in zh.iter().enumerate() {
        match found.get(z).copied().flatten() {
            Some(e) => order.push(e),
            // Where less than half is named, the English is the corresponding author's, or cut.
            None if en.len() < zh.len()
                && known * 2 >= zh.len()
                // The English names are all told, and this one stands nowhere else either.
                && known == en.len()
                && !is_spelt_in(
                    letters.get_or_insert_with(|| letters_of(context.document)),
                    lexicon,
                    name.as_str(),
                ) =>
            {
                let message = format!("the author {} has no English name", name.as_str());
                let mut quotes = vec![whole(Side::Zh, name)];
                quotes.extend(en.last().map(|e| whole(Side::En, e)));
                context.report("author-missing", message, "", quotes);
            }
            None if en.len() == zh.len() => {
                let Some(other) = en.get(z) else { continue };
                if !spells(other.as_str())
                    || fits_but_for_marks(lexicon, name.as_str(), other.as_str())
                {
                    continue;
                }
                let message = format!(
                    "{} reads {}, the English has `{}`",
                    name.as_str(),
                    pinyin(lexicon, name.as_str()),
                    other.as_str()
                );
                let quotes = vec![whole(Side::Zh, name), whole(Side::En, other)];
                let hint = "a name that its bearer spells otherwise may stand: dismiss it";
                context.report("author-pinyin", message, hint, quotes);
            }
            None => {}
        }
    }
    if order.len() == zh.len() && order.windows(2).any(|w| w.first() > w.last()) {
        let mut quotes: Vec<_> = zh.iter().map(|p| whole(Side::Zh, p)).collect();
        quotes.extend(en.iter().map(|p| whole(Side::En, p)));
        let message = "the authors stand in another order".to_owned();
        context.report("author-order", message, "", quotes);
    }
    let orders: Vec<(Fit, &Passage)> = found
        .iter()
        .enumerate()
        .filter_map(|(z, e)| Some((fit_at(z, (*e)?)?, *en.get((*e)?)?)))
        .collect();
    style(context, &orders);
}

/// One order of names in an article, or the house's.
fn style(context: &mut Context<'_>, orders: &[(Fit, &Passage)]) {
    let first = |fit: Fit| orders.iter().find(|(f, _)| *f == fit).map(|(_, p)| *p);
    let wrong = match context.settings.name_order {
        NameOrder::Consistent => {
            let (Some(a), Some(b)) = (first(Fit::SurnameFirst), first(Fit::SurnameLast)) else {
                return;
            };
            let quotes = vec![whole(Side::En, a), whole(Side::En, b)];
            let message = "names have the surname first here and last there".to_owned();
            context.report("name-style", message, "GB/T 28039 has the surname first", quotes);
            return;
        }
        NameOrder::SurnameFirst => Fit::SurnameLast,
        NameOrder::SurnameLast => Fit::SurnameFirst,
    };
    for (_, name) in orders.iter().filter(|(f, _)| *f == wrong) {
        let message = format!("`{}` is not in the house's order of names", name.as_str());
        context.report(
            "name-style",
            message,
            "see `name_order` in duizhao.toml",
            vec![whole(Side::En, name)],
        );
    }
}

/// Whether the English spells the name but for a mark read as a letter (Chen-hual for Chen-hua¹) or
/// words that follow it (`Chen Hua Department`).
fn fits_but_for_marks(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let marked = en.strip_suffix(['l', 'I', 'i', 't', 'a', 'b', 'c', 'd']);
    if marked.is_some_and(|name| fit(lexicon, zh, name) != Fit::None) {
        return true;
    }
    let words: Vec<&str> = en.split_whitespace().collect();
    (2..words.len()).any(|count| {
        let head = words.get(..count).unwrap_or_default().join(" ");
        fit(lexicon, zh, &head) != Fit::None
    })
}

/// The letters of the file's Latin text, run together: in them a name is found however it is parted.
fn letters_of(document: &Document) -> String {
    document
        .text()
        .chars()
        .filter(|c| !is_han(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphabetic())
        .map(without_tone)
        .collect()
}

/// Whether the name is spelt out in the letters of the file, in whatever order: the list of authors
/// that was found is not the whole of it.
fn is_spelt_in(letters: &str, lexicon: &Lexicon, name: &str) -> bool {
    let chars: Vec<Vec<String>> = name.chars().map(|c| spellings(lexicon, c)).collect();
    let (family, given) = chars.split_at(surname_chars(name).min(chars.len()));
    let orders = [[family, given].concat(), [given, family].concat()];
    orders.iter().any(|parts| {
        let spelt = parts.iter().fold(vec![String::new()], |heads, part| {
            let longer = heads.iter().flat_map(|h| part.iter().map(move |p| format!("{h}{p}")));
            longer.take(MOST_SPELLINGS).collect()
        });
        spelt.iter().any(|s| s.len() >= SHORTEST_SPELLING && letters.contains(s.as_str()))
    })
}

/// How many spellings of a name are looked for.
const MOST_SPELLINGS: usize = 64;
/// A shorter name stands in other words by chance.
const SHORTEST_SPELLING: usize = 5;

/// Two to four Han characters.
fn is_name(text: &str) -> bool {
    (2..=4).contains(&text.chars().count()) && text.chars().all(is_han)
}

/// Letters, blanks, hyphens and points only: OCR's damage is not taken for a spelling.
fn spells(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=4).contains(&words)
        && text
            .chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ','))
}

/// A name in pinyin as GB/T 28039 writes it: `Zhou Muye`.
fn pinyin(lexicon: &Lexicon, name: &str) -> String {
    let surname_len = surname_chars(name);
    let mut out = String::new();
    for (at, c) in name.chars().enumerate() {
        let reading = lexicon.readings(c).first().copied().unwrap_or("?").replace('v', "ü");
        if at == 0 || at == surname_len {
            if at > 0 {
                out.push(' ');
            }
            let mut chars = reading.chars();
            out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
            out.push_str(chars.as_str());
        } else {
            out.push_str(&reading);
        }
    }
    out
}

const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "夏侯",
    "端木", "南宫", "独孤", "轩辕", "长孙", "宇文", "申屠", "西门",
];

fn surname_chars(name: &str) -> usize {
    if name.chars().count() > 2 && COMPOUND.iter().any(|c| name.starts_with(c)) { 2 } else { 1 }
}

fn fit(lexicon: &Lexicon, zh: &str, en: &str) -> Fit {
    let chars: Vec<Vec<String>> = zh.chars().map(|c| spellings(lexicon, c)).collect();
    let letters = |text: &str| -> String {
        text.chars()
            .flat_map(char::to_lowercase)
            .filter(|c| c.is_alphabetic())
            .map(without_tone)
            .collect()
    };
    let surname = surname_chars(zh);
    let (family, given) = chars.split_at(surname.min(chars.len()));
    let whole = letters(en);
    let ordered: Vec<&[String]> = family.iter().chain(given).map(Vec::as_slice).collect();
    if reads(&whole, &ordered) {
        return Fit::SurnameFirst;
    }
    let turned: Vec<&[String]> = given.iter().chain(family).map(Vec::as_slice).collect();
    if reads(&whole, &turned) {
        return Fit::SurnameLast;
    }
    // Surname and initials, in either order.
    let words: Vec<String> =
        en.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).map(letters).collect();
    let family: Vec<&[String]> = family.iter().map(Vec::as_slice).collect();
    let is_family = |w: &String| reads(w, &family);
    let initial = |w: &String| {
        let heads = given.iter().zip(w.chars()).all(|(s, c)| s.iter().any(|s| s.starts_with(c)));
        heads && w.len() <= given.len()
    };
    if let [rest @ .., last] = words.as_slice()
        && !rest.is_empty()
        && is_family(last)
        && rest.iter().take(1).all(initial)
        && rest.iter().all(|w| w.len() <= given.len())
    {
        return Fit::Initials;
    }
    if let [first, rest @ ..] = words.as_slice()
        && !rest.is_empty()
        && is_family(first)
        && rest.iter().take(1).all(initial)
        && rest.iter().all(|w| w.len() <= given.len())
    {
        return Fit::Initials;
    }
    Fit::None
}

/// The spellings of a character in names: its readings, ü also as u and yu.
fn spellings(lexicon: &Lexicon, c: char) -> Vec<String> {
    let mut out = Vec::new();
    for reading in lexicon.readings(c) {
        let reading = reading.replace('ü', "v");
        out.push(reading.clone());
        if reading.contains('v') {
            out.push(reading.replace('v', "u"));
            out.push(reading.replace('v', "yu"));
            out.push(reading.replace('v', "ue"));
        }
    }
    out
}

/// Whether `letters` is read by one spelling of each part in order.
fn reads(letters: &str, parts: &[&[String]]) -> bool {
    match parts {
        [] => letters.is_empty(),
        [first, rest @ ..] => first
            .iter()
            .any(|s| letters.strip_prefix(s.as_str()).is_some_and(|after| reads(after, rest))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_common_form() {
        let fit = |zh, en| fit(Lexicon::builtin(), zh, en);
        assert_eq!(fit("周牧野", "Zhou Muye"), Fit::SurnameFirst);
        assert_eq!(fit("周牧野", "ZHOU Mu-ye"), Fit::SurnameFirst);
        assert_eq!(fit("周牧野", "Muye Zhou"), Fit::SurnameLast);
        assert_eq!(fit("周牧野", "Zhou MY"), Fit::Initials);
        assert_eq!(fit("周牧野", "M. Y. Zhou"), Fit::Initials);
        assert_eq!(fit("欧阳娜", "Ouyang Na"), Fit::SurnameFirst);
        assert_eq!(fit("吕布", "Lyu Bu"), Fit::SurnameFirst);
        assert_eq!(fit("曾巩", "Zeng Gong"), Fit::SurnameFirst);
        assert_eq!(fit("周牧野", "Wang Wei"), Fit::None);
    }

    #[test]
    fn marks_and_what_follows_are_no_part_of_a_name() {
        let fits = |zh, en| fits_but_for_marks(Lexicon::builtin(), zh, en);
        assert!(fits("周牧华", "Zhou Mu-hual"));
        assert!(fits("周牧", "ZHOU Mu State"));
        assert!(!fits("周牧阳", "Zhou Muyan"));
    }

    #[test]
    fn an_author_that_the_file_spells_elsewhere_is_not_missing() {
        let told = |notation: &str| -> Vec<String> {
            let findings = super::super::examples::Example::new(notation).findings();
            findings.into_iter().map(|f| f.rule).filter(|r| r.starts_with("author")).collect()
        };
        let missing = "作者: 周牧野、何清扬、丁建国\nAuthors: Zhou Muye, He Qingyang\n";
        assert_eq!(told(missing), ["author-missing"]);
        let elsewhere = "作者: 周牧野、何清扬、丁建国\nAuthors: Zhou Muye, He Qingyang\n\
                         正文: 通讯作者 DINGJianguo,男,教授。\n";
        assert_eq!(told(elsewhere), Vec::<String>::new());
    }

    #[test]
    fn pinyin_is_written_by_the_standard() {
        assert_eq!(pinyin(Lexicon::builtin(), "欧阳明远"), "Ouyang Mingyuan");
    }
}
