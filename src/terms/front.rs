//! Pairs that the front matter states: keywords, titles, authors.

use crate::{
    domain::{Article, Evidence, EvidenceKind, Grade, Passage},
    lexicon::{Lexicon, names},
};

use super::{
    keyword_lists, latin,
    ledger::Found,
    place::Locator,
    rendering::{self, EnglishPhrase, Stems},
};

/// A Chinese and an English keyword surer than this to belong together are paired across
/// positions.
const SURE: f64 = 0.6;

/// How well a Chinese keyword meets an English one, 0..=1.
pub(super) fn likeness(zh: &str, en: &str, lexicon: &Lexicon, stems: &Stems) -> f64 {
    let shares = shares(zh, en, lexicon, stems, |strength| strength);
    f64::midpoint(shares.met, shares.covered)
}

/// The share of a pair that is translated, 0..=1, on the side where less of it is: 1 where every
/// word of either language stands for one of the other.
pub(super) fn coverage(zh: &str, en: &str, lexicon: &Lexicon, stems: &Stems) -> f64 {
    let whole = |strength: f64| if strength >= WHOLE { 1.0 } else { strength };
    let shares = shares(zh, en, lexicon, stems, whole);
    shares.met.min(shares.covered)
}

/// A word that meets the English at this strength is translated by it.
const WHOLE: f64 = 0.5;

/// Shares of the characters and of the English words that meet the other side.
struct Shares {
    met: f64,
    covered: f64,
}

fn shares(
    zh: &str,
    en: &str,
    lexicon: &Lexicon,
    stems: &Stems,
    weight: impl Fn(f64) -> f64,
) -> Shares {
    let phrase = EnglishPhrase::new(en, stems);
    let content = phrase.content_words();
    let mut covered = vec![false; phrase.words.len()];
    let mut met = 0.0;
    let mut all = 0.0;
    for span in lexicon.words(zh) {
        let word = span.of(zh);
        if content == 0 || !word.chars().any(char::is_alphanumeric) {
            continue;
        }
        let chars = word.chars().count() as f64;
        all += chars;
        let lower = word.to_lowercase();
        if phrase.has_word(&lower) {
            met += chars;
            for (slot, w) in covered.iter_mut().zip(&phrase.words) {
                *slot |= w.lower == lower;
            }
            continue;
        }
        let meeting = rendering::meeting(word, &phrase, lexicon, stems);
        met += chars * weight(meeting.strength);
        for at in meeting.at {
            if let Some(slot) = covered.get_mut(at) {
                *slot = true;
            }
        }
    }
    if all <= 0.0 {
        return Shares { met: 0.0, covered: 0.0 };
    }
    let covered = covered.iter().filter(|c| **c).count() as f64 / content as f64;
    Shares { met: met / all, covered: covered.min(1.0) }
}

/// The keyword pairs: by position where both lists are of one length, else those that the lexicon
/// is sure of.
pub(super) fn keywords(
    article: &Article,
    locator: &Locator<'_>,
    lexicon: &Lexicon,
    stems: &Stems,
) -> Vec<Found> {
    let (zh, en) = (&article.zh.keywords, &article.en.keywords);
    if zh.is_empty() || en.is_empty() {
        return Vec::new();
    }
    let likeness: Vec<Vec<f64>> = zh
        .iter()
        .map(|z| {
            let text = lexicon.simplified(z.as_str());
            en.iter().map(|e| likeness(&text, e.as_str(), lexicon, stems)).collect()
        })
        .collect();
    let at = |i: usize, j: usize| likeness.get(i).and_then(|r| r.get(j)).copied().unwrap_or(0.0);
    // A pair that is sure, and surer than every other of its row and column.
    let elsewhere = |i: usize| {
        (0..en.len()).find(|j| {
            *j != i
                && at(i, *j) >= SURE
                && (0..en.len()).all(|k| k == *j || at(i, k) < at(i, *j) - 0.2)
                && (0..zh.len()).all(|k| k == i || at(k, *j) < at(i, *j) - 0.2)
        })
    };
    let equal = zh.len() == en.len();
    let moved: Vec<Option<usize>> = (0..zh.len()).map(elsewhere).collect();
    let reordered = equal && moved.iter().any(Option::is_some);
    let placed = if equal { in_order(&moved) } else { Vec::new() };
    // Pairs by position of which the lexicon knows the Chinese and finds nothing of it in the English:
    // one is an author's freedom, two are lists that do not go together.
    let strange = |i: usize| {
        let j = placed.get(i).copied().unwrap_or(i);
        let text = zh.get(i).map_or("", |z| z.as_str());
        let text = lexicon.simplified(text);
        at(i, j) <= 0.0
            && lexicon.words(&text).iter().all(|w| !lexicon.senses(w.of(&text)).is_empty())
    };
    let parted = keyword_lists::are_parted(article);
    let disorder = equal && (0..zh.len()).filter(|i| strange(*i)).count() >= 2;
    let mut out = Vec::new();
    for (i, z) in zh.iter().enumerate() {
        let (j, grade, against) = if equal {
            let against =
                reordered.then(|| "The two keyword lists are not in the same order.".to_owned());
            let place = placed.get(i).copied().unwrap_or(i);
            if disorder && strange(i) {
                let against =
                    "Neither of the pair translates the other, nor of another pair of these lists.";
                (place, Grade::C, Some(against.to_owned()))
            } else if !parted && at(i, place) < SURE {
                (place, Grade::C, Some(keyword_lists::LOST_SEPARATORS.to_owned()))
            } else if place + 1 == en.len()
                && keyword_lists::is_cut_short(z, en.get(place), lexicon, stems)
            {
                let against = "The last English keyword may be cut short.";
                (place, Grade::C, Some(against.to_owned()))
            } else {
                (place, Grade::B, against)
            }
        } else {
            let best = (0..en.len()).filter(|j| {
                at(i, *j) >= SURE && (0..zh.len()).all(|k| k == i || at(k, *j) < at(i, *j))
            });
            let best = best.max_by(|a, b| at(i, *a).total_cmp(&at(i, *b)).then(b.cmp(a)));
            let Some(j) = best else { continue };
            let against = format!(
                "The keyword lists have {} Chinese and {} English entries.",
                zh.len(),
                en.len()
            );
            (j, Grade::C, Some(against))
        };
        let Some(e) = en.get(j) else { continue };
        let mut found = pair(z, e, EvidenceKind::Keyword, grade, locator);
        if let Some(line) = &article.zh.keyword_line {
            line.as_str().trim().clone_into(&mut found.evidence.zh_quote);
        }
        if let Some(line) = &article.en.keyword_line {
            line.as_str().trim().clone_into(&mut found.evidence.en_quote);
        }
        found.against.extend(against);
        split_acronym(&mut found);
        without_tail(&mut found);
        if !found.zh.is_empty() && !found.en.is_empty() {
            out.push(found);
        }
    }
    out
}

/// The place of each Chinese keyword's English: where it surely is, the others in order.
fn in_order(moved: &[Option<usize>]) -> Vec<usize> {
    let mut free = (0..moved.len()).filter(|j| !moved.contains(&Some(*j)));
    moved.iter().enumerate().map(|(i, m)| m.or_else(|| free.next()).unwrap_or(i)).collect()
}

/// Takes off what was glued to a keyword: a label with what follows it, and the number of a page or
/// note that the English has not.
fn without_tail(found: &mut Found) {
    let mut head = found.zh.split("中图分类号").next().unwrap_or_default().trim();
    let number = head.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let digits = head.get(number.len()..).unwrap_or_default().trim();
    if !digits.is_empty()
        && number.chars().last().is_some_and(crate::text::is_han)
        && !found.en.contains(digits)
    {
        head = number;
    }
    if head.len() < found.zh.len() && crate::text::count_han(head) > 1 {
        let head = head.to_owned();
        found.zh_also.push(std::mem::replace(&mut found.zh, head));
    }
}

/// 中文（ABBR） and `English (ABBR)` as keywords.
fn split_acronym(found: &mut Found) {
    if let Some((head, tail)) = found.en.split_once('(')
        && let Some(inner) = tail.trim_end().strip_suffix(')')
    {
        let (head, inner) = (head.trim().to_owned(), inner.trim().to_owned());
        if latin::is_acronym(&inner) && !head.is_empty() {
            found.en = head;
            found.acronym = Some(inner);
        }
    }
    let cut = found.zh.find(['(', '（']);
    if let Some(at) = cut
        && (found.zh.ends_with(')') || found.zh.ends_with('）'))
        && let Some(head) = found.zh.get(..at)
    {
        let whole = found.zh.clone();
        let inner = whole.get(at..).unwrap_or_default();
        if !inner.chars().any(crate::text::is_han) && !head.trim().is_empty() {
            found.zh = head.trim().to_owned();
            found.zh_also.push(whole);
        }
    }
}

/// The title pair, subtitles included where both languages have one.
pub(super) fn title(
    article: &Article,
    locator: &Locator<'_>,
    lexicon: &Lexicon,
    stems: &Stems,
) -> Vec<Found> {
    let mut out = Vec::new();
    let pairs =
        [(&article.zh.title, &article.en.title), (&article.zh.subtitle, &article.en.subtitle)];
    for (zh, en) in pairs {
        if let (Some(zh), Some(en)) = (zh, en)
            && !zh.as_str().trim().is_empty()
            && !en.as_str().trim().is_empty()
        {
            let mut found = pair(zh, en, EvidenceKind::Title, Grade::B, locator);
            without_mark(&mut found);
            let translated = shares(&found.zh, &found.en, lexicon, stems, |strength| strength);
            if translated.covered >= ALL_OF_IT && translated.met <= HALF_OF_IT {
                found.grade = Grade::C;
                found.against.push(
                    "The English says about half of the Chinese: it may be cut short.".to_owned(),
                );
            }
            let words = found.en.split(' ').count();
            let han = crate::text::count_han(&found.zh);
            // A title has about two characters to an English word.
            if words > MOST_WORDS_PER_HAN * han || han > MOST_HAN_PER_WORD * words {
                found.grade = Grade::C;
                found.against.push(format!(
                    "One title has {han} characters, the other {words} words: one of them may be cut short."
                ));
            }
            out.push(found);
        }
    }
    out
}

/// The share of one title that is translated, and of the other, where that other is cut short.
const ALL_OF_IT: f64 = 0.8;
/// See [`ALL_OF_IT`].
const HALF_OF_IT: f64 = 0.45;
/// More English words to a Chinese character than this, and one title is cut short.
const MOST_WORDS_PER_HAN: usize = 2;
/// More Chinese characters to an English word than this, and one title is cut short.
const MOST_HAN_PER_WORD: usize = 8;

/// Takes the mark of a note off the end of an English title: a single digit or star that the Chinese
/// has not.
fn without_mark(found: &mut Found) {
    let Some((head, tail)) = found.en.rsplit_once(' ') else { return };
    let mark = tail.chars().count() == 1 && tail.chars().all(|c| c.is_ascii_digit() || c == '*');
    if mark && !found.zh.contains(tail) && head.chars().last().is_some_and(char::is_alphabetic) {
        found.en = head.to_owned();
    }
}

/// The author pairs: those whose pinyin agrees; by position where the lists are of one length.
pub(super) fn authors(article: &Article, locator: &Locator<'_>, lexicon: &Lexicon) -> Vec<Found> {
    let (zh, en) = (&article.zh.authors, &article.en.authors);
    let mut out = Vec::new();
    for (i, z) in zh.iter().enumerate() {
        let agrees = |e: &&Passage| names::is_pinyin_of(lexicon, z.as_str(), e.as_str());
        let own_place = en.get(i).filter(|_| zh.len() == en.len());
        let by_name = own_place.filter(|e| agrees(e)).or_else(|| en.iter().find(agrees));
        let (e, against) = match (by_name, own_place) {
            (Some(e), _) => (e, None),
            (None, Some(e)) => {
                let against = names::in_pinyin(lexicon, z.as_str())
                    .map(|pinyin| format!("The pinyin of the name is {pinyin}."));
                (e, against)
            }
            (None, None) => continue,
        };
        let grade = match by_name {
            None if is_doubtful_name(lexicon, z.as_str(), e.as_str()) => Grade::C,
            _ => Grade::B,
        };
        let mut found = pair(z, e, EvidenceKind::Author, grade, locator);
        // The mark of a note read as a letter: Yongyongl, where the name is Yongyong.
        let mut shorter = found.en.clone();
        shorter.pop();
        let shorter = shorter.trim_end().to_owned();
        // Words of the address that stand behind it: He Qingyang Institute.
        let shorter = head_that_spells(lexicon, z.as_str(), &found.en).unwrap_or(shorter);
        if against.is_some() && names::is_pinyin_of(lexicon, z.as_str(), &shorter) {
            found.grade = Grade::B;
            let whole = std::mem::replace(&mut found.en, shorter);
            found.against.push(format!("It is printed \u{201c}{whole}\u{201d}."));
        } else {
            found.against.extend(against);
        }
        out.push(found);
    }
    out
}

/// The first words of `en` that spell the name, where more follow.
fn head_that_spells(lexicon: &Lexicon, zh: &str, en: &str) -> Option<String> {
    let words: Vec<&str> = en.split_whitespace().collect();
    (1..words.len())
        .filter_map(|count| Some(words.get(..count)?.join(" ")))
        .find(|head| names::is_pinyin_of(lexicon, zh, head))
}

/// Whether the English beside a Chinese name in a list of one length may be another's: it says the name
/// and more (one list has lost a character), or is no pinyin at all.
fn is_doubtful_name(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let says_more = names::excess_of(lexicon, zh, en).is_some_and(|more| more.len() > 1);
    let is_strange = names::is_chinese_name(zh)
        && !names::is_pinyin(en)
        && names::form_of(lexicon, zh, en).is_none();
    says_more || is_strange
}

fn pair(
    zh: &Passage,
    en: &Passage,
    kind: EvidenceKind,
    grade: Grade,
    locator: &Locator<'_>,
) -> Found {
    let zh_text = zh.as_str().trim();
    let en_text = en.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
    let evidence = Evidence {
        kind,
        zh_quote: zh_text.to_owned(),
        en_quote: en_text.clone(),
        place: locator.place(zh.lines, en.lines),
    };
    Found::new(zh_text, &en_text, grade, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_beside_another_is_told_from_a_spelling_of_its_own() {
        let lexicon = Lexicon::builtin();
        let head = |zh, en| head_that_spells(lexicon, zh, en);
        assert_eq!(head("周牧野", "ZHOU Muye Institute").as_deref(), Some("ZHOU Muye"));
        assert_eq!(head("周牧野", "ZHOU Muye"), None);
        let doubtful = |zh, en| is_doubtful_name(lexicon, zh, en);
        assert!(doubtful("牧野", "ZHOU Mu-ye"));
        assert!(doubtful("周牧野", "HE Qingyang. Temporal"));
        assert!(!doubtful("周牧野", "Zhou Muya"));
        assert!(!doubtful("岸田文雄", "Kishida Fumio"));
        assert!(!doubtful("周牧野", "M. Y. Zhou"));
    }
}
