//! Acronyms: whether the letters are the initials of an English name, or of the English of Chinese
//! words.

/// Small words whose initials an acronym skips.
const SMALL: [&str; 14] =
    ["of", "the", "and", "for", "on", "in", "to", "a", "an", "&", "de", "with", "by", "at"];

/// The letters and digits of an acronym, upper-cased, without a plural `s`.
pub(super) fn letters(acronym: &str) -> Vec<char> {
    let body = match acronym.strip_suffix('s') {
        Some(head) if head.chars().last().is_some_and(char::is_uppercase) => head,
        _ => acronym,
    };
    body.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .map(|c| match u32::from(c) {
            // Subscript digits.
            code @ 0x2080..=0x2089 => char::from_u32(code - 0x2080 + 0x30).unwrap_or(c),
            _ => c,
        })
        .collect()
}

/// Whether `acronym` is made of the initials of `name`: `WTO` of `World Trade Organization`,
/// `DARPA` of `Defense Advanced Research Projects Agency`, `RIMPAC` of `Rim of the Pacific`.
///
/// Every letter must be met in order, the first at the head of the first word that counts, each
/// other at the head of a later word or right after the one before it inside a word; at least a third
/// of them stand at heads of words.
pub fn matches_initials(acronym: &str, name: &str) -> bool {
    let wanted = letters(acronym);
    if wanted.len() < 2 {
        return false;
    }
    let words: Vec<Vec<char>> = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| w.chars().flat_map(char::to_uppercase).collect())
        .collect();
    if words.len() < 2 {
        return false;
    }
    let small = |w: &[char]| {
        let lower: String = w.iter().flat_map(|c| c.to_lowercase()).collect();
        SMALL.contains(&lower.as_str())
    };
    let Some(first) = words.iter().position(|w| !small(w)) else { return false };
    best_heads(&wanted, &words, first, &small).is_some_and(|h| h * 3 >= wanted.len())
}

/// Whether `short` is a name cut down to some of its letters: `TG` of triglyceride, `Glu` of glutamic
/// acid, `CAT` of catalase. Only for two renderings of one Chinese term: its letters have to be met in
/// order, the first at the head of the name, which is one or two words.
pub(super) fn is_short_for(short: &str, name: &str) -> bool {
    let wanted = letters(short);
    let capital = short.starts_with(char::is_uppercase);
    if !capital || !(2..=5).contains(&wanted.len()) || short.contains(' ') {
        return false;
    }
    let mut name_letters =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
    let words = name.split(' ').count();
    let longer = name.chars().count() >= wanted.len() + 3;
    words <= 2
        && longer
        && name_letters.next() == wanted.first().copied()
        && wanted.iter().skip(1).all(|letter| name_letters.any(|c| c == *letter))
}

/// The most letters that can stand at heads of words, or `None` where the letters do not fit.
/// Small words may be passed over, and one word that counts at the end.
fn best_heads(
    wanted: &[char],
    words: &[Vec<char>],
    first: usize,
    small: &impl Fn(&[char]) -> bool,
) -> Option<usize> {
    let counting = words.iter().filter(|w| !small(w)).count();
    let mut passed = 0;
    let mut found = None;
    // best[i] after a word: most heads with the first i letters used.
    let mut best: Vec<Option<usize>> = vec![None; wanted.len() + 1];
    if let Some(slot) = best.first_mut() {
        *slot = Some(0);
    }
    for word in words.iter().skip(first) {
        let skippable = small(word);
        let mut next = if skippable { best.clone() } else { vec![None; wanted.len() + 1] };
        for (used, heads) in best.iter().enumerate() {
            let Some(heads) = heads else { continue };
            let rest = wanted.get(used..).unwrap_or_default();
            let run = rest.iter().zip(word).take_while(|(a, b)| a == b).count().min(4);
            for take in 1..=run {
                if let Some(slot) = next.get_mut(used + take)
                    && slot.is_none_or(|s| s < heads + 1)
                {
                    *slot = Some(heads + 1);
                }
            }
        }
        best = next;
        passed += usize::from(!skippable);
        if counting <= passed + 1 {
            found = found.max(best.last().copied().flatten());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_down_to_its_letters() {
        for (short, name) in [
            ("TG", "triglyceride"),
            ("Glu", "glutamic acid"),
            ("CAT", "catalase"),
            ("INS", "insulin"),
        ] {
            assert!(is_short_for(short, name), "{short} {name}");
        }
        for (short, name) in [
            ("ROK", "South Korea"),
            ("go", "government"),
            ("EU", "European"),
            ("AI", "algorithms of industry"),
        ] {
            assert_eq!(is_short_for(short, name), short == "EU", "{short} {name}");
        }
    }

    #[test]
    fn initials_are_matched_in_order() {
        for (acronym, name) in [
            ("WTO", "World Trade Organization"),
            ("DARPA", "Defense Advanced Research Projects Agency"),
            ("RIMPAC", "Rim of the Pacific Exercise"),
            ("METI", "Ministry of Economy, Trade and Industry"),
            ("AISI", "AI Safety Institute"),
            ("LLMs", "large language models"),
            ("AI RMF", "AI Risk Management Framework"),
        ] {
            assert!(matches_initials(acronym, name), "{acronym} {name}");
        }
        for (acronym, name) in
            [("WTO", "World Health Organization"), ("AI", "Amazon"), ("NATO", "North Sea")]
        {
            assert!(!matches_initials(acronym, name), "{acronym} {name}");
        }
    }
}
