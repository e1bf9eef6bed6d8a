//! Counts the candidates of all articles, to find pairs that only the collection shows.
//!
//! What is counted is sorted, not held: in memory are the candidates of three articles or more, which
//! grow with the vocabulary, and an eighth of a kilobyte each.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
};

use super::{
    error::Error,
    sort::{Sorted, Sorter},
};
use crate::{
    domain::{Place, TermEntry},
    lexicon::Lexicon,
    terms::archive::{
        Associated, Best, LEAST_ARTICLES, LEAST_LOG_DICE, MOST_QUOTES, Quote, Sentences, log_dice,
    },
};

/// Where a candidate stands: article, bead, place in the bead. Ordered as the articles are.
fn rank(article: u32, bead: usize, at: usize) -> u64 {
    u64::from(article) << 32 | (bead as u64 & 0xffff) << 16 | at as u64 & 0xffff
}

/// A candidate of three articles or more.
#[derive(Debug)]
struct Frequent {
    text: String,
    articles: u32,
    /// Where it was met first.
    first: u64,
    /// The beads that are quoted for it (article, bead), of Chinese candidates.
    quotes: Vec<(u32, u32)>,
}

#[derive(Debug, Default)]
struct Vocabulary {
    by_key: HashMap<u64, u32>,
    all: Vec<Frequent>,
}

impl Vocabulary {
    /// Counts sorted rows of (key, rank) with the form as value.
    fn count(rows: &mut Sorted) -> Result<Self, Error> {
        let mut found = Self::default();
        let mut key: Option<u64> = None;
        let mut now = Frequent { text: String::new(), articles: 0, first: 0, quotes: Vec::new() };
        let mut last = u32::MAX;
        let mut rows = rows.rows()?;
        while let Some(row) = rows.next_row()? {
            let (row_key, rank) = (number(row.key, 0), number(row.key, 8));
            if key != Some(row_key) {
                found.take(key, &mut now);
                key = Some(row_key);
                now.first = rank;
                last = u32::MAX;
            }
            let article = (rank >> 32) as u32;
            if article == last {
                continue;
            }
            last = article;
            now.articles += 1;
            if now.articles >= LEAST_ARTICLES {
                if now.text.is_empty() {
                    now.text = String::from_utf8_lossy(row.value).into_owned();
                }
                if now.quotes.len() < MOST_QUOTES {
                    now.quotes.push((article, (rank >> 16) as u32 & 0xffff));
                }
            }
        }
        found.take(key, &mut now);
        Ok(found)
    }

    fn take(&mut self, key: Option<u64>, now: &mut Frequent) {
        let fresh = Frequent { text: String::new(), articles: 0, first: 0, quotes: Vec::new() };
        let done = std::mem::replace(now, fresh);
        if let Some(key) = key
            && done.articles >= LEAST_ARTICLES
        {
            self.by_key.insert(key, self.all.len() as u32);
            self.all.push(done);
        }
    }

    fn get(&self, id: u32) -> Option<&Frequent> {
        self.all.get(id as usize)
    }
}

/// The associated pairs of all articles. `sentences` are theirs in the order of the collection.
///
/// # Errors
/// What is sorted cannot be written to `folder`, or not be read.
pub(super) fn associated(
    sentences: &mut Sorted,
    folder: &Path,
    lexicon: &Lexicon,
) -> Result<Vec<TermEntry>, Error> {
    let (chinese, english) = vocabulary(sentences, folder)?;
    let mut together = together(sentences, folder, &chinese, &english)?;
    let pairs = best_pairs(&mut together, &chinese, &english)?;
    let quotes = quotes(sentences, &pairs, &chinese)?;
    let entries = pairs.iter().filter_map(|(zh, best)| {
        let chinese = chinese.get(*zh)?;
        let english = english.get(best.other)?;
        let own: Vec<Quote> =
            chinese.quotes.iter().filter_map(|at| quotes.get(at).cloned()).collect();
        Associated {
            zh: &chinese.text,
            zh_articles: chinese.articles,
            en: &english.text,
            en_articles: english.articles,
            together: best.best.together,
            quotes: &own,
        }
        .entry(lexicon)
    });
    Ok(entries.collect())
}

/// Gives `take` the sentences of each article that is not there a second time, with its number.
fn each_article(
    sentences: &mut Sorted,
    mut take: impl FnMut(u32, &Sentences) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut seen = HashSet::new();
    let mut rows = sentences.rows()?;
    let mut number = 0;
    while let Some(row) = rows.next_row()? {
        // The value begins with the hash of the text, so that most repeats cost nothing.
        let Some((hash, rest)) = row.value.split_first_chunk::<8>() else { continue };
        if !seen.insert(u64::from_be_bytes(*hash)) {
            continue;
        }
        number += 1;
        let article: Sentences = serde_json::from_slice(rest).map_err(Error::damaged)?;
        take(number, &article)?;
    }
    Ok(())
}

/// The value of a row of sentences.
pub(super) fn row_value(sentences: &Sentences) -> Vec<u8> {
    let mut value = sentences.text.to_be_bytes().to_vec();
    // Writing to memory does not fail.
    let _ = serde_json::to_writer(&mut value, sentences);
    value
}

fn vocabulary(sentences: &mut Sorted, folder: &Path) -> Result<(Vocabulary, Vocabulary), Error> {
    let (mut chinese, mut english) = (Sorter::new(folder), Sorter::new(folder));
    each_article(sentences, |article, all| {
        for (bead, sentence) in all.sentences.iter().enumerate() {
            let sides = [
                (&mut chinese, &sentence.chinese, &sentence.zh),
                (&mut english, &sentence.english, &sentence.en),
            ];
            for (sorter, candidates, text) in sides {
                for (at, candidate) in candidates.iter().enumerate() {
                    let mut key = candidate.key.to_be_bytes().to_vec();
                    key.extend_from_slice(&rank(article, bead, at).to_be_bytes());
                    sorter.push(&key, candidate.form(text).as_bytes())?;
                }
            }
        }
        Ok(())
    })?;
    Ok((Vocabulary::count(&mut chinese.finish()?)?, Vocabulary::count(&mut english.finish()?)?))
}

/// For each frequent Chinese candidate and each bead that has it, the frequent English ones there:
/// rows of (number of the Chinese, article), the numbers of the English.
fn together(
    sentences: &mut Sorted,
    folder: &Path,
    chinese: &Vocabulary,
    english: &Vocabulary,
) -> Result<Sorted, Error> {
    let mut sorter = Sorter::new(folder);
    each_article(sentences, |article, all| {
        for sentence in &all.sentences {
            let of = |vocabulary: &Vocabulary, candidates: &[crate::terms::archive::Candidate]| {
                let ids = candidates.iter().filter_map(|c| vocabulary.by_key.get(&c.key).copied());
                ids.collect::<BTreeSet<u32>>()
            };
            let value: Vec<u8> =
                of(english, &sentence.english).into_iter().flat_map(u32::to_be_bytes).collect();
            if value.is_empty() {
                continue;
            }
            for zh in of(chinese, &sentence.chinese) {
                let mut key = zh.to_be_bytes().to_vec();
                key.extend_from_slice(&article.to_be_bytes());
                sorter.push(&key, &value)?;
            }
        }
        Ok(())
    })?;
    sorter.finish()
}

/// The best counterpart of a candidate.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    best: Best,
    /// The number of the counterpart.
    other: u32,
}

impl Chosen {
    fn or_better(self, there: Option<Self>) -> Self {
        there.filter(|there| !self.best.is_better(&there.best)).unwrap_or(self)
    }
}

/// Pairs of which each is the other's best, in the order in which their Chinese was met.
fn best_pairs(
    together: &mut Sorted,
    chinese: &Vocabulary,
    english: &Vocabulary,
) -> Result<Vec<(u32, Chosen)>, Error> {
    let mut best_zh: HashMap<u32, Chosen> = HashMap::new();
    let mut best_en: Vec<(u32, Chosen)> = Vec::new();
    let mut take = |zh: u32, counts: &BTreeMap<u32, (u32, u32)>| {
        let Some(candidate) = chinese.get(zh) else { return };
        let mut best = None;
        for (en, (count, _)) in counts {
            let Some(counterpart) = english.get(*en).filter(|_| *count >= LEAST_ARTICLES) else {
                continue;
            };
            let score = log_dice(*count, candidate.articles, counterpart.articles);
            let chosen = |of: &Frequent, other: u32| Chosen {
                best: Best { score, len: of.text.len(), first: of.first, together: *count },
                other,
            };
            best = Some(chosen(counterpart, *en).or_better(best));
            let there = best_zh.get(en).copied();
            best_zh.insert(*en, chosen(candidate, zh).or_better(there));
        }
        best_en.extend(best.map(|b| (zh, b)));
    };
    let mut now: Option<u32> = None;
    // Of each English one, in how many articles it stands with the Chinese, and the last of them.
    let mut counts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut rows = together.rows()?;
    while let Some(row) = rows.next_row()? {
        let zh = (number(row.key, 0) >> 32) as u32;
        let article = number(row.key, 0) as u32;
        if now != Some(zh) {
            if let Some(done) = now.replace(zh) {
                take(done, &counts);
            }
            counts.clear();
        }
        for en in row.value.as_chunks::<4>().0 {
            let (count, last) = counts.entry(u32::from_be_bytes(*en)).or_default();
            if *last != article {
                *last = article;
                *count += 1;
            }
        }
    }
    if let Some(done) = now {
        take(done, &counts);
    }
    let mut pairs: Vec<(u32, Chosen)> = best_en
        .into_iter()
        .filter(|(zh, chosen)| {
            chosen.best.score >= LEAST_LOG_DICE
                && best_zh.get(&chosen.other).is_some_and(|b| b.other == *zh)
        })
        .collect();
    pairs.sort_by_key(|(zh, _)| chinese.get(*zh).map(|c| c.first));
    Ok(pairs)
}

/// The sentences that are quoted for the pairs.
fn quotes(
    sentences: &mut Sorted,
    pairs: &[(u32, Chosen)],
    chinese: &Vocabulary,
) -> Result<HashMap<(u32, u32), Quote>, Error> {
    let wanted: BTreeSet<(u32, u32)> = pairs
        .iter()
        .filter_map(|(zh, _)| chinese.get(*zh))
        .flat_map(|c| &c.quotes)
        .copied()
        .collect();
    let mut found = HashMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    each_article(sentences, |article, all| {
        for (_, bead) in wanted.range((article, 0)..=(article, u32::MAX)) {
            let Some(sentence) = all.sentences.get(*bead as usize) else { continue };
            let place = Place {
                file: all.file.clone(),
                article: all.article.clone(),
                zh_lines: sentence.zh_lines,
                en_lines: sentence.en_lines,
            };
            let (zh, en) = (sentence.zh.clone(), sentence.en.clone());
            found.insert((article, *bead), Quote { zh, en, place });
        }
        Ok(())
    })?;
    Ok(found)
}

/// Eight bytes of a key as a number.
fn number(key: &[u8], at: usize) -> u64 {
    let bytes = key.get(at..).and_then(|k| k.first_chunk::<8>());
    bytes.map_or(0, |b| u64::from_be_bytes(*b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Grade, LineRange},
        terms::archive::SentenceFinder,
    };

    const PAIRS: [(&str, &str); 3] = [
        ("潮汐闸门需要维护。", "Tidal sluice gates need maintenance."),
        ("港口更新了潮汐闸门。", "The port renewed its tidal sluice gates."),
        ("潮汐闸门的成本很高。", "The cost of tidal sluice gates is high."),
    ];

    /// The entries of articles of one sentence each; `texts` are the hashes of their abstracts.
    fn found(articles: &[(u64, (&str, &str))]) -> Vec<TermEntry> {
        let folder = tempfile::tempdir().unwrap();
        let lexicon = Lexicon::builtin();
        let finder = SentenceFinder::new(lexicon);
        let mut sorter = Sorter::new(folder.path());
        for (at, (text, (zh, en))) in articles.iter().enumerate() {
            let lines = LineRange::default();
            let article = Sentences {
                text: *text,
                file: String::new(),
                article: format!("a{at}"),
                sentences: vec![finder.sentence(zh, en, lines, lines)],
            };
            sorter.push(&[at as u8], &row_value(&article)).unwrap();
        }
        associated(&mut sorter.finish().unwrap(), folder.path(), lexicon).unwrap()
    }

    #[test]
    fn a_pair_of_three_articles_is_found_and_one_article_three_times_is_none() {
        let entries = found(&[(1, PAIRS[0]), (2, PAIRS[1]), (3, PAIRS[2])]);
        let shown: Vec<String> = entries.iter().map(|e| format!("{}={}", e.zh, e.en)).collect();
        assert_eq!(shown, ["潮汐闸门=tidal sluice gates"]);
        assert_eq!((entries[0].articles, entries[0].grade), (3, Grade::C));
        assert!(entries[0].evidence[0].en_quote.contains("in 3 articles"), "{entries:?}");
        assert!(found(&[(1, PAIRS[0]), (1, PAIRS[0]), (1, PAIRS[0])]).is_empty());
    }
}
