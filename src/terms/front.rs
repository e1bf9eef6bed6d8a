//! Pairs that the front matter states: keywords, titles, authors.

use crate::{
    domain::{Article, Evidence, EvidenceKind, Grade, Passage},
    lexicon::{Lexicon, names},
};

use super::{
    latin,
    ledger::Found,
    place::Locator,
    rendering::{self, EnglishPhrase, Stems},
};

/// A Chinese and an English keyword surer than this to belong together are paired across
/// positions.
const SURE: f64 = 0.6;

/// How well a Chinese keyword meets an English one, 0..=1.
pub(super) fn likeness(zh: &str, en: &str, lexicon: &Lexicon, stems: &Stems) -> f64 {
    let phrase = EnglishPhrase::new(en, stems);
    let content = phrase.content_words();
    if content == 0 {
        return 0.0;
    }
    let mut covered = vec![false; phrase.words.len()];
    let mut met = 0.0;
    let mut all = 0.0;
    for span in lexicon.words(zh) {
        let word = span.of(zh);
        if !word.chars().any(char::is_alphanumeric) {
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
        met += chars * meeting.strength;
        for at in meeting.at {
            if let Some(slot) = covered.get_mut(at) {
                *slot = true;
            }
        }
    }
    if all <= 0.0 {
        return 0.0;
    }
    let covered = covered.iter().filter(|c| **c).count() as f64 / content as f64;
    f64::midpoint(met / all, covered.min(1.0))
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
    let mut out = Vec::new();
    for (i, z) in zh.iter().enumerate() {
        let (j, grade, against) = if equal {
            let against =
                reordered.then(|| "The two keyword lists are not in the same order.".to_owned());
            (placed.get(i).copied().unwrap_or(i), Grade::B, against)
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
pub(super) fn title(article: &Article, locator: &Locator<'_>) -> Vec<Found> {
    let mut out = Vec::new();
    let pairs =
        [(&article.zh.title, &article.en.title), (&article.zh.subtitle, &article.en.subtitle)];
    for (zh, en) in pairs {
        if let (Some(zh), Some(en)) = (zh, en)
            && !zh.as_str().trim().is_empty()
            && !en.as_str().trim().is_empty()
        {
            out.push(pair(zh, en, EvidenceKind::Title, Grade::B, locator));
        }
    }
    out
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
        let mut found = pair(z, e, EvidenceKind::Author, Grade::B, locator);
        found.against.extend(against);
        out.push(found);
    }
    out
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
