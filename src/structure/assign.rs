//! Which English front belongs to which Chinese article: the assignment with the best total score.

use std::collections::BTreeSet;

use super::{english::English, names, pieces::Pieces, zh::Found};
use crate::{
    domain::Front,
    lexicon::{Lexicon, Stems},
    text::is_han,
};

/// Score below which an English front is of another article. Names that agree weigh 1; a full
/// translation scores about 0.5 on words alone, chance about 0.2. Set on the samples of `corpora/`.
const LEAST: f64 = 0.30;
/// A neighbour is believed on less.
const LEAST_NEIGHBOUR: f64 = 0.17;
/// Fewest stems of an English part by whose words it can be judged.
const FEWEST_STEMS: usize = 8;
/// Weight of standing next to the Chinese front: decides between equals.
const NEIGHBOUR: f64 = 0.04;

/// For each Chinese front the number of its English one.
pub(super) fn english_to_articles(
    pieces: &Pieces<'_>,
    chinese: &[Found],
    english: &[English],
) -> Vec<Option<usize>> {
    let stems = Stems::new();
    let profiles: Vec<Profile> =
        chinese.iter().map(|c| Profile::new(&c.front, pieces.lexicon, &stems)).collect();
    let words: Vec<BTreeSet<String>> =
        english.iter().map(|e| english_stems(&e.front, &stems)).collect();
    let mut scores = vec![vec![0.0; chinese.len()]; english.len()];
    let mut allowed = vec![vec![false; chinese.len()]; english.len()];
    for (e, part) in english.iter().enumerate() {
        for (c, article) in chinese.iter().enumerate() {
            let neighbour = is_neighbour(chinese, c, part);
            let lexical = profiles.get(c).zip(words.get(e)).map_or(0.0, |(p, w)| p.coverage(w));
            let named = names_agree(pieces.lexicon, &article.front, &part.front);
            let contrary = named == Some(false) && lexical < LEAST;
            let score = lexical
                + if named == Some(true) { 1.0 } else { 0.0 }
                + if neighbour { NEIGHBOUR } else { 0.0 };
            let least = if neighbour && !part.tail { LEAST_NEIGHBOUR } else { LEAST };
            // So few words say nothing; a file with one article and one English part next to it is plain.
            let mute = words.get(e).is_none_or(|w| w.len() < FEWEST_STEMS)
                && neighbour
                && !part.tail
                && chinese.len() == 1
                && english.len() == 1;
            let fits = named == Some(true) || (lexical >= least || mute) && !contrary;
            if let Some(slot) = scores.get_mut(e).and_then(|r| r.get_mut(c)) {
                *slot = if fits { score } else { 0.0 };
            }
            if let Some(slot) = allowed.get_mut(e).and_then(|r| r.get_mut(c)) {
                *slot = fits;
            }
        }
    }
    let mut given = vec![None; chinese.len()];
    for (e, c) in best_assignment(&scores, chinese.len()).into_iter().enumerate() {
        if let Some(c) = c
            && allowed.get(e).and_then(|r| r.get(c)).copied().unwrap_or(false)
            && let Some(slot) = given.get_mut(c)
        {
            *slot = Some(e);
        }
    }
    given
}

/// Whether no other Chinese front stands between the two.
fn is_neighbour(chinese: &[Found], number: usize, part: &English) -> bool {
    let Some(here) = chinese.get(number) else { return false };
    let after =
        part.first > here.top && chinese.get(number + 1).is_none_or(|next| part.first < next.top);
    let before = part.last < here.top
        && number.checked_sub(1).and_then(|n| chinese.get(n)).is_none_or(|p| p.last < part.first);
    after || before
}

/// `Some(true)` where at least half of the Chinese authors stand in pinyin in the English, `Some(false)`
/// where both have authors and none agrees.
fn names_agree(lexicon: &Lexicon, chinese: &Front, english: &Front) -> Option<bool> {
    if chinese.authors.is_empty() || english.authors.is_empty() {
        return None;
    }
    let agreed = chinese
        .authors
        .iter()
        .filter(|zh| {
            english.authors.iter().any(|en| names::agrees(lexicon, zh.as_str(), en.as_str()))
        })
        .count();
    if agreed * 2 >= chinese.authors.len().min(english.authors.len()) && agreed > 0 {
        Some(true)
    } else if agreed == 0 {
        Some(false)
    } else {
        None
    }
}

/// What an article's Chinese front says, as sets of English stems: one set a word.
struct Profile {
    words: Vec<BTreeSet<String>>,
}

/// Most words of a front that are looked up.
const MOST_WORDS: usize = 120;

impl Profile {
    fn new(front: &Front, lexicon: &Lexicon, stems: &Stems) -> Self {
        let mut seen = BTreeSet::new();
        let mut words = Vec::new();
        let texts = front
            .keywords
            .iter()
            .chain(&front.title)
            .chain(&front.subtitle)
            .chain(&front.abstract_text);
        for passage in texts {
            let simple = lexicon.simplified(passage.as_str());
            for span in lexicon.words(&simple) {
                let word = span.of(&simple);
                if word.chars().filter(|c| is_han(*c)).count() < 2 || words.len() >= MOST_WORDS {
                    continue;
                }
                if !seen.insert(word.to_owned()) {
                    continue;
                }
                let set = gloss_stems(word, lexicon, stems);
                if !set.is_empty() {
                    words.push(set);
                }
            }
        }
        Self { words }
    }

    /// The part of the words one of whose glosses the English has.
    fn coverage(&self, english: &BTreeSet<String>) -> f64 {
        if self.words.is_empty() {
            return 0.0;
        }
        let met = self.words.iter().filter(|set| set.iter().any(|s| english.contains(s))).count();
        met as f64 / self.words.len() as f64
    }
}

/// Stems of the short glosses of a word.
pub(super) fn gloss_stems(word: &str, lexicon: &Lexicon, stems: &Stems) -> BTreeSet<String> {
    let mut set = BTreeSet::new();
    for sense in lexicon.senses(word) {
        for gloss in sense.split([';', ',', '/']) {
            let words: Vec<&str> = gloss.split(|c: char| !c.is_ascii_alphabetic()).collect();
            if words.len() > 4 {
                continue;
            }
            set.extend(
                words
                    .iter()
                    .filter(|w| w.len() >= 4)
                    .map(|w| stems.stem(&w.to_lowercase()).into_owned()),
            );
        }
    }
    set
}

/// Stems of the glosses of a word, or of its parts where it has none of its own: 数据安全.
pub(super) fn meanings(word: &str, lexicon: &Lexicon, stems: &Stems) -> BTreeSet<String> {
    let own = gloss_stems(word, lexicon, stems);
    let bounds: Vec<usize> =
        word.char_indices().map(|c| c.0).chain(std::iter::once(word.len())).collect();
    if !own.is_empty() || !(3..=MOST_PARTS_OF).contains(&(bounds.len() - 1)) {
        return own;
    }
    let mut all = BTreeSet::new();
    for (at, from) in bounds.iter().enumerate() {
        for to in bounds.iter().skip(at + 2) {
            if let Some(part) = word.get(*from..*to).filter(|p| p.len() < word.len()) {
                all.extend(gloss_stems(part, lexicon, stems));
            }
        }
    }
    all
}

/// Longest word whose parts are looked up, in characters.
const MOST_PARTS_OF: usize = 8;

fn english_stems(front: &Front, stems: &Stems) -> BTreeSet<String> {
    front
        .keywords
        .iter()
        .chain(&front.title)
        .chain(&front.abstract_text)
        .flat_map(|p| p.as_str().split(|c: char| !c.is_ascii_alphabetic()))
        .filter(|w| w.len() >= 4)
        .map(|w| stems.stem(&w.to_lowercase()).into_owned())
        .collect()
}

/// The assignment of rows to columns with the greatest total (the Hungarian method, Kuhn 1955, in the
/// form with potentials); a row may get none. Ties go to the lower column.
fn best_assignment(scores: &[Vec<f64>], columns: usize) -> Vec<Option<usize>> {
    let rows = scores.len();
    let size = rows.max(columns);
    if size == 0 {
        return Vec::new();
    }
    let cost = |row: usize, column: usize| {
        -scores.get(row).and_then(|r| r.get(column)).copied().unwrap_or(0.0)
    };
    let mut row_potential = vec![0.0; size + 1];
    let mut column_potential = vec![0.0; size + 1];
    let mut matched = vec![0_usize; size + 1];
    for row in 1..=size {
        let mut way = vec![0_usize; size + 1];
        let mut least = vec![f64::INFINITY; size + 1];
        let mut used = vec![false; size + 1];
        let mut column = 0;
        set(&mut matched, 0, row);
        loop {
            set(&mut used, column, true);
            let here = get(&matched, column);
            let mut delta = f64::INFINITY;
            let mut next = 0;
            for candidate in 1..=size {
                if used.get(candidate).copied().unwrap_or(true) {
                    continue;
                }
                let reduced = cost(here - 1, candidate - 1)
                    - get(&row_potential, here)
                    - get(&column_potential, candidate);
                if reduced < get(&least, candidate) {
                    set(&mut least, candidate, reduced);
                    set(&mut way, candidate, column);
                }
                if get(&least, candidate) < delta {
                    delta = get(&least, candidate);
                    next = candidate;
                }
            }
            for candidate in 0..=size {
                if used.get(candidate).copied().unwrap_or(false) {
                    let row = get(&matched, candidate);
                    let value = get(&row_potential, row) + delta;
                    set(&mut row_potential, row, value);
                    let value = get(&column_potential, candidate) - delta;
                    set(&mut column_potential, candidate, value);
                } else {
                    let value = get(&least, candidate) - delta;
                    set(&mut least, candidate, value);
                }
            }
            column = next;
            if get(&matched, column) == 0 {
                break;
            }
        }
        while column != 0 {
            let previous = get(&way, column);
            let row = get(&matched, previous);
            set(&mut matched, column, row);
            column = previous;
        }
    }
    let mut given = vec![None; rows];
    for column in 1..=columns {
        let row = get(&matched, column);
        if row >= 1
            && let Some(slot) = given.get_mut(row - 1)
        {
            *slot = Some(column - 1);
        }
    }
    given
}

fn get<T: Copy + Default>(list: &[T], index: usize) -> T {
    list.get(index).copied().unwrap_or_default()
}

fn set<T>(list: &mut [T], index: usize, value: T) {
    if let Some(slot) = list.get_mut(index) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_total_wins_over_the_best_pair() {
        // Greedy would give row 0 column 0 (0.9) and leave row 1 with 0.1.
        let scores = vec![vec![0.9, 0.8], vec![0.85, 0.1]];
        assert_eq!(best_assignment(&scores, 2), [Some(1), Some(0)]);
        let scores = vec![vec![0.1], vec![0.7]];
        assert_eq!(best_assignment(&scores, 1), [None, Some(0)]);
        assert_eq!(best_assignment(&[vec![0.5, 0.6]], 2), [Some(1)]);
    }
}
