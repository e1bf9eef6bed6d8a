//! Word links inside an aligned sentence: which Chinese word stands for which English words.

use crate::{
    domain::{Byte, Span},
    lexicon::Lexicon,
    text::is_han,
};

use super::{
    cues::{Cue, Cues},
    rendering::{self, Stems},
};

/// How far a neighbour may stand to lend support, in words.
const REACH_ZH: usize = 2;
/// As [`REACH_ZH`], on the English side.
const REACH_EN: usize = 3;
/// Weight of the neighbours' support against a link's own strength.
const SUPPORT: f64 = 0.45;
/// Weight of the distance from the diagonal.
const DIAGONAL: f64 = 0.15;
/// Links weaker than this are none.
const WEAKEST: f64 = 0.3;

/// A Chinese word.
#[derive(Debug)]
pub(super) struct ZhWord {
    /// Where it stands.
    pub(super) span: Span<Byte>,
    /// Its class, where it is no plain content word.
    pub(super) cue: Option<Cue>,
    /// Whether it can be part of a term: Han, Latin or digits.
    pub(super) content: bool,
    /// Number of the piece between punctuation marks that it stands in.
    chunk: usize,
    /// English words that it stands for, sorted.
    pub(super) links: Vec<usize>,
}

/// An English word.
#[derive(Debug)]
pub(super) struct EnWord {
    /// Where it stands.
    pub(super) span: Span<Byte>,
    /// Lower case.
    pub(super) lower: String,
    /// Stem.
    stem: String,
    /// Whether it is an article, preposition or the like.
    pub(super) small: bool,
    /// Whether a punctuation mark stands between it and the word before.
    pub(super) after_mark: bool,
    /// Number of the piece between punctuation marks that it stands in.
    chunk: usize,
    /// The Chinese word that it is linked to.
    pub(super) link: Option<usize>,
}

/// An aligned sentence with its word links.
#[derive(Debug)]
pub(super) struct Linked {
    pub(super) zh: Vec<ZhWord>,
    pub(super) en: Vec<EnWord>,
}

/// Links the words of a Chinese and an English text.
pub(super) fn link(zh: &str, en: &str, lexicon: &Lexicon, cues: &Cues, stems: &Stems) -> Linked {
    let mut chunk = 0;
    let mut zh_words: Vec<ZhWord> = lexicon
        .words(zh)
        .into_iter()
        .map(|span| {
            let word = span.of(zh);
            let content =
                word.chars().all(|c| is_han(c) || c.is_alphanumeric()) && !word.is_empty();
            chunk += usize::from(!content && !word.trim().is_empty());
            ZhWord { span, cue: cues.of(word), content, chunk, links: Vec::new() }
        })
        .collect();
    let mut en_words = english_words(en, stems);
    let stem_ids: Vec<String> = en_words.iter().map(|w| w.stem.clone()).collect();
    let strengths = strengths(zh, &zh_words, &en_words, lexicon, stems);
    let mut ranked: Vec<(f64, usize, usize)> = Vec::new();
    for (i, row) in strengths.iter().enumerate() {
        for (j, strength) in row.iter().enumerate() {
            if *strength >= WEAKEST {
                let place = |at: usize, of: usize| at as f64 / of.max(1) as f64;
                let off = libm::fabs(place(i, strengths.len()) - place(j, row.len()));
                let score = strength + SUPPORT * support(&strengths, &zh_words, &en_words, i, j)
                    - DIAGONAL * off;
                ranked.push((score, i, j));
            }
        }
    }
    // Best first; ties in order of the Chinese, then the English.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, i, j) in ranked {
        let (Some(z), Some(e)) = (zh_words.get_mut(i), en_words.get_mut(j)) else { continue };
        if e.link.is_some() {
            continue;
        }
        // One word stands for one place: a second English word is another word, and near.
        let apart = z.links.iter().any(|k| k.abs_diff(j) > 4);
        let again = z.links.iter().any(|k| stem_ids.get(*k) == stem_ids.get(j));
        if apart || again {
            continue;
        }
        z.links.push(j);
        z.links.sort_unstable();
        e.link = Some(i);
    }
    Linked { zh: zh_words, en: en_words }
}

/// The English words with their places.
fn english_words(en: &str, stems: &Stems) -> Vec<EnWord> {
    let mut words: Vec<EnWord> = Vec::new();
    let mut end = 0;
    let mut chunk = 0;
    for word in rendering::words_of(en) {
        let Some(offset) = en.get(end..).and_then(|rest| rest.find(word)) else { continue };
        let span = Span::new(end + offset, end + offset + word.len());
        let between = en.get(end..span.start()).unwrap_or_default();
        let after_mark =
            between.chars().any(|c| !c.is_whitespace() && !matches!(c, '-' | '\'' | '’'))
                && !between.trim().eq_ignore_ascii_case("'s");
        let lower = word.to_lowercase();
        chunk += usize::from(after_mark || lower == "and");
        words.push(EnWord {
            chunk,
            span,
            stem: stems.of(&lower),
            small: rendering::is_small(&lower),
            lower,
            after_mark,
            link: None,
        });
        end = span.end();
    }
    words
}

/// Strength of every possible link, by Chinese and English word.
fn strengths(
    zh: &str,
    zh_words: &[ZhWord],
    en_words: &[EnWord],
    lexicon: &Lexicon,
    stems: &Stems,
) -> Vec<Vec<f64>> {
    zh_words
        .iter()
        .map(|z| {
            let word = z.span.of(zh);
            let mut row = vec![0.0; en_words.len()];
            if !z.content {
                return row;
            }
            if word.chars().any(is_han) {
                let grammatical = matches!(z.cue, Some(Cue::Function | Cue::Of | Cue::And));
                if !grammatical {
                    sense_strengths(&mut row, word, 1.0, en_words, lexicon, stems);
                }
                if row.iter().all(|s| *s <= 0.0) && !grammatical && word.chars().count() > 1 {
                    for part in rendering::sub_words(word, lexicon) {
                        let weight = if part.chars().count() > 1 { 0.7 } else { 0.4 };
                        sense_strengths(&mut row, part, weight, en_words, lexicon, stems);
                    }
                }
            } else {
                let lower = word.to_lowercase();
                for (slot, e) in row.iter_mut().zip(en_words) {
                    if e.lower == lower {
                        *slot = 1.0;
                    }
                }
            }
            row
        })
        .collect()
}

/// Raises `row` by the senses of `word`.
fn sense_strengths(
    row: &mut [f64],
    word: &str,
    weight: f64,
    en_words: &[EnWord],
    lexicon: &Lexicon,
    stems: &Stems,
) {
    for sense in lexicon.senses(word) {
        let wanted = stems.of_sense(sense);
        if wanted.is_empty() || wanted.len() > 5 {
            continue;
        }
        let there = wanted.iter().filter(|s| en_words.iter().any(|e| e.stem == **s)).count();
        if there == 0 {
            continue;
        }
        let share = there as f64 / wanted.len() as f64;
        let strength = weight * if there == wanted.len() { 1.0 } else { 0.6 * share };
        for (slot, e) in row.iter_mut().zip(en_words) {
            if !e.small && wanted.contains(&e.stem) {
                *slot = slot.max(strength);
            }
        }
    }
    for (stem, probability) in super::rendering::trained(word, lexicon) {
        if probability < 0.1 {
            continue;
        }
        for (slot, e) in row.iter_mut().zip(en_words) {
            if !e.small && e.stem == stem {
                *slot = slot.max(weight * (0.3 + probability).min(1.0));
            }
        }
    }
}

/// What the neighbours of a link say for it: the best links of the words around it to the words
/// around its English, none across a punctuation mark, those at the same distance before others.
fn support(strengths: &[Vec<f64>], zh: &[ZhWord], en: &[EnWord], i: usize, j: usize) -> f64 {
    let mut sum = 0.0;
    let (Some(own_zh), Some(own_en)) = (zh.get(i), en.get(j)) else { return 0.0 };
    for k in i.saturating_sub(REACH_ZH)..=i + REACH_ZH {
        let same_piece = zh.get(k).is_some_and(|w| w.chunk == own_zh.chunk);
        let Some(row) = strengths.get(k).filter(|_| k != i && same_piece) else { continue };
        let from = j.saturating_sub(REACH_EN);
        let mut best: f64 = 0.0;
        for (l, strength) in row.iter().enumerate().skip(from).take(2 * REACH_EN + 1) {
            if l == j || en.get(l).is_none_or(|w| w.chunk != own_en.chunk) {
                continue;
            }
            let uneven = l.abs_diff(j).abs_diff(k.abs_diff(i)) as f64;
            let turned = if (l > j) == (k > i) { 1.0 } else { 0.8 };
            best = best.max(strength * turned / (1.0 + 0.3 * uneven));
        }
        sum += best / i.abs_diff(k) as f64;
    }
    sum / 2.0
}
