//! Folds spellings that are no variants: case, plural, hyphen, spacing, US and UK spelling.

use std::sync::LazyLock;

use rust_stemmers::{Algorithm, Stemmer};

const SPELLINGS: &str = include_str!("data/spellings.tsv");

/// Where in a word a spelling is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    Word,
    Head,
    Part,
}

/// The table, parsed once: it is asked for every word of every sense.
static TABLE: LazyLock<Vec<(Where, &'static str, &'static str)>> = LazyLock::new(|| {
    SPELLINGS
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            let place = match cells.next()? {
                "word" => Where::Word,
                "head" => Where::Head,
                _ => Where::Part,
            };
            Some((place, cells.next()?, cells.next()?))
        })
        .collect()
});

/// `word` (lower case) in American spelling.
pub(super) fn american(word: &str) -> String {
    for (place, from, to) in TABLE.iter() {
        match place {
            Where::Word if word == *from => return (*to).to_owned(),
            Where::Head => {
                if let Some(rest) = word.strip_prefix(from) {
                    return format!("{to}{rest}");
                }
            }
            Where::Part if word.len() > from.len() + 2 && word.contains(from) => {
                return word.replacen(from, to, 1);
            }
            _ => {}
        }
    }
    word.to_owned()
}

/// The form under which English renderings count as one: lower case, American, singular, without
/// articles, hyphens and blanks.
pub fn fold_en(en: &str) -> String {
    let narrow = super::latin::narrow(en);
    let mut out = String::new();
    for word in narrow.split(|c: char| !(c.is_alphanumeric() || c == '\'')) {
        let lower = word.to_lowercase();
        let lower = lower.trim_end_matches("'s").trim_matches('\'');
        if lower.is_empty() || matches!(lower, "the" | "a" | "an") {
            continue;
        }
        out.push_str(&singular(&american(lower)));
    }
    out
}

/// A lower-case word without its plural ending.
pub(super) fn singular(word: &str) -> String {
    if word.len() < 4 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    if let Some(stem) = word.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["ches", "shes", "sses", "xes", "zes"] {
        if word.ends_with(ending) {
            return word.get(..word.len() - 2).unwrap_or(word).to_owned();
        }
    }
    word.strip_suffix('s').unwrap_or(word).to_owned()
}

/// The form under which Chinese terms count as one: narrow Latin in lower case, no blanks,
/// quotation marks or middle dots.
pub fn fold_zh(zh: &str) -> String {
    super::latin::narrow(zh)
        .chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '"' | '“'
                        | '”'
                        | '‘'
                        | '’'
                        | '\''
                        | '《'
                        | '》'
                        | '「'
                        | '」'
                        | '·'
                        | '-'
                        | '—'
                        | '–'
                )
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two English renderings are one: folded alike, or long words that differ by at most two
/// letters, or stems alike.
pub fn same_en(a: &str, b: &str) -> bool {
    let (fa, fb) = (fold_en(a), fold_en(b));
    if fa == fb {
        return true;
    }
    let stemmed = |text: &str| -> Vec<String> {
        let stemmer = Stemmer::create(Algorithm::English);
        super::rendering::words_of(text)
            .map(|w| american(&w.to_lowercase()))
            .filter(|w| !matches!(w.as_str(), "the" | "a" | "an"))
            .map(|w| stemmer.stem(&singular(&w)).into_owned())
            .collect()
    };
    let (wa, wb) = (stemmed(a), stemmed(b));
    if wa == wb {
        return true;
    }
    // Misprints: one word differs, it is long, and by two letters at most.
    if wa.len() == wb.len() {
        let mut differing = wa.iter().zip(&wb).filter(|(x, y)| x != y);
        if let (Some((x, y)), None) = (differing.next(), differing.next()) {
            let shorter = x.chars().count().min(y.chars().count());
            return shorter >= 7 && strsim::levenshtein(x, y) <= 2;
        }
    }
    let shorter = fa.chars().count().min(fb.chars().count());
    shorter >= 12 && strsim::levenshtein(&fa, &fb) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_fold_and_variants_do_not() {
        for (a, b) in [
            ("Supply Chains", "supply chain"),
            ("data-base", "database"),
            ("defence organisation", "Defense Organization"),
            ("Minerals Security Partnership", "mineral security partnerships"),
            ("the Labour Programme", "labor program"),
            ("semicondutor industry", "semiconductor industry"),
            ("strategies", "strategy"),
        ] {
            assert!(same_en(a, b), "{a} / {b}");
        }
        for (a, b) in [
            ("South Korea", "ROK"),
            ("policy coordination", "policy harmonization"),
            ("export control", "import control"),
            ("national security", "international security"),
            ("adsorption", "absorption rate"),
        ] {
            assert!(!same_en(a, b), "{a} / {b}");
        }
    }
}
