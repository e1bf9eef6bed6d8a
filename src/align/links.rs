//! Body sentences that say what a sentence of the abstract says.
//!
//! The abstract's Chinese and the body are compared by BM25 over pairs of adjacent characters
//! (Robertson and Zaragoza 2009); a bead's Chinese is weighed clause by clause by how well the clause
//! translates the English sentence in question (beside the others that share the bead). Where there is no Chinese, the translation table alone
//! compares.

use std::collections::{BTreeMap, HashMap};

use super::{
    bitext::Bitext,
    meaning::{Similarity, dot},
    weights::Weights,
};
use crate::text::is_han;

/// BM25's saturation of repeated terms.
const SATURATION: f64 = 1.2;
/// BM25's normalization by length.
const LENGTH_SHARE: f64 = 0.75;
/// A clause that translates nothing of the English sentence still counts this much.
const LEAST_CLAUSE: f64 = 0.3;
/// Share of the bilingual similarity in the score.
const BILINGUAL: f64 = 0.25;
/// Share of the best score of the neighbours: a sentence between two that fit is likely to fit.
const NEIGHBOUR: f64 = 0.15;

/// Share of a sentence encoder's similarity in the score, where there is one. Characters that recur
/// say more than meaning does.
const MEANING: f64 = 0.1;
/// The same where there is no Chinese to compare the body with.
const MEANING_ALONE: f64 = 0.5;
/// The cosine of sentences of one article that say different things: with the larger share it counts as
/// nothing, or all would be above the cut.
const USUAL_ALONE: f64 = 0.3;

/// Terms of a text: pairs of adjacent Han characters, and Latin words.
fn terms(text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    let mut before: Option<char> = None;
    let mut word = String::new();
    for c in text.chars() {
        if is_han(c) {
            if let Some(first) = before {
                terms.push([first, c].iter().collect());
            }
            before = Some(c);
        } else {
            before = None;
        }
        if !is_han(c) && c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !word.is_empty() {
            terms.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        terms.push(word);
    }
    terms
}

/// The body's sentences, ready to be compared.
struct Index {
    /// Per term: sentences that have it, with how often.
    postings: HashMap<String, Vec<(usize, f64)>>,
    lens: Vec<f64>,
    mean_len: f64,
}

impl Index {
    fn new(body: &[&str]) -> Self {
        let mut postings: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        let mut lens = Vec::with_capacity(body.len());
        for (at, sentence) in body.iter().enumerate() {
            let all = terms(sentence);
            lens.push(all.len() as f64);
            for term in all {
                let list = postings.entry(term).or_default();
                match list.last_mut() {
                    Some((last, count)) if *last == at => *count += 1.0,
                    _ => list.push((at, 1.0)),
                }
            }
        }
        let mean_len = lens.iter().sum::<f64>() / (lens.len().max(1) as f64);
        Self { postings, lens, mean_len: mean_len.max(1.0) }
    }

    /// BM25 of each body sentence, as a share of what the query would score against itself.
    fn scores(&self, query: &BTreeMap<String, f64>) -> Vec<f64> {
        let count = self.lens.len() as f64;
        let mut scores = vec![0.0; self.lens.len()];
        let mut whole = 0.0;
        for (term, weight) in query {
            let list = self.postings.get(term).map_or(&[][..], Vec::as_slice);
            let seen = list.len() as f64;
            let rarity = libm::log(1.0 + (count - seen + 0.5) / (seen + 0.5));
            whole += weight * rarity;
            for (at, frequency) in list {
                let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * self.lens[*at] / self.mean_len;
                let saturated = frequency * (SATURATION + 1.0) / (frequency + SATURATION * length);
                scores[*at] += weight * rarity * saturated;
            }
        }
        if whole > 0.0 {
            for score in &mut scores {
                *score /= whole;
            }
        }
        scores
    }
}

/// Splits a Chinese sentence at semicolons; one that several English sentences share, at commas too.
fn clauses(text: &str, is_shared: bool) -> Vec<&str> {
    let marks: &[char] = if is_shared { &['；', ';', '，', ','] } else { &['；', ';'] };
    text.split_inclusive(marks).filter(|clause| !clause.trim().is_empty()).collect()
}

/// For each query the English sentences that share its Chinese, itself among them.
fn groups(queries: &[(&str, &str)]) -> Vec<Vec<usize>> {
    let mut by_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, (zh, en)) in queries.iter().enumerate() {
        if !zh.is_empty() && !en.is_empty() {
            by_text.entry(zh).or_default().push(number);
        }
    }
    let group = |(number, (zh, _)): (usize, &(&str, &str))| {
        by_text.get(zh).filter(|g| g.contains(&number)).cloned().unwrap_or(vec![number])
    };
    queries.iter().enumerate().map(group).collect()
}

/// The cosine of each query and each body sentence by a sentence encoder: that of the English,
/// or where there is none of the Chinese.
fn meanings(similarity: &dyn Similarity, queries: &[(&str, &str)], body: &[&str]) -> Vec<Vec<f64>> {
    let body = similarity.runs(body, 0, 1);
    let texts: Vec<&str> =
        queries.iter().map(|(zh, en)| if en.is_empty() { *zh } else { *en }).collect();
    similarity
        .runs(&texts, 0, 1)
        .iter()
        .map(|query| body.iter().map(|s| f64::from(dot(query, s))).collect())
        .collect()
}

/// The links of each query; see [`LexicalAligner::body_links`](super::LexicalAligner::body_links).
pub(super) fn links(
    queries: &[(&str, &str)],
    body: &[&str],
    most: usize,
    weights: &Weights,
    similarity: Option<&dyn Similarity>,
    bitext: impl Fn(&[&str], &[&str]) -> Bitext,
) -> Vec<Vec<(usize, f64)>> {
    if body.is_empty() || queries.is_empty() {
        return vec![Vec::new(); queries.len()];
    }
    let index = Index::new(body);
    let en: Vec<&str> = queries.iter().map(|(_, en)| *en).collect();
    let mut zh: Vec<&str> = body.to_vec();
    let mut clause_ranges = Vec::with_capacity(queries.len());
    let groups = groups(queries);
    for ((query, _), group) in queries.iter().zip(&groups) {
        let from = zh.len();
        zh.extend(clauses(query, group.len() > 1));
        clause_ranges.push(from..zh.len());
    }
    let both = bitext(&zh, &en);
    let mut rows = both.rows(weights.evidence);
    let mut bilingual: Vec<Vec<f64>> = Vec::with_capacity(zh.len());
    for at in 0..zh.len() {
        let mut similarities = Vec::new();
        rows.similarities(at, 0..en.len(), &mut similarities);
        bilingual.push(similarities);
    }
    let of = |at: usize, query: usize| {
        bilingual.get(at).and_then(|row| row.get(query)).copied().unwrap_or(0.0)
    };
    let meaning = similarity.map(|similarity| meanings(similarity, queries, body));
    let mut all = Vec::with_capacity(queries.len());
    for (number, ((query, english), range)) in queries.iter().zip(clause_ranges).enumerate() {
        let group = groups.get(number).map_or(&[][..], Vec::as_slice);
        let is_shared = group.len() > 1;
        let strongest = range.clone().map(|at| of(at, number)).fold(0.0, f64::max);
        let mut weighed: BTreeMap<String, f64> = BTreeMap::new();
        for (clause, at) in clauses(query, is_shared).into_iter().zip(range) {
            // A clause belongs to the English sentence that it translates best.
            let most = if is_shared {
                group.iter().map(|other| of(at, *other)).fold(0.0, f64::max)
            } else {
                strongest
            };
            let share = if english.is_empty() || most <= 0.0 {
                1.0
            } else {
                LEAST_CLAUSE.max(of(at, number) / most)
            };
            for term in terms(clause) {
                let slot = weighed.entry(term).or_default();
                *slot = slot.max(share);
            }
        }
        let lexical = index.scores(&weighed);
        let strongest = (0..body.len()).map(|at| of(at, number)).fold(0.0, f64::max);
        let alone = weighed.is_empty();
        let share = if alone {
            1.0
        } else if strongest > 0.0 {
            BILINGUAL
        } else {
            0.0
        };
        let mut plain: Vec<f64> = (0..body.len())
            .map(|at| (1.0 - share) * lexical[at].min(1.0) + share * of(at, number))
            .collect();
        if let Some(meaning) = meaning.as_ref().and_then(|all| all.get(number)) {
            let (share, usual) = if alone { (MEANING_ALONE, USUAL_ALONE) } else { (MEANING, 0.0) };
            for (slot, meaning) in plain.iter_mut().zip(meaning) {
                *slot = ((1.0 - share) * *slot + share * (meaning - usual)).clamp(0.0, 1.0);
            }
        }
        let mut scored: Vec<(usize, f64)> = (0..body.len())
            .map(|at| {
                let before = at.checked_sub(1).and_then(|k| plain.get(k)).copied().unwrap_or(0.0);
                let after = plain.get(at + 1).copied().unwrap_or(0.0);
                (at, (plain[at] + NEIGHBOUR * before.max(after)).min(1.0))
            })
            .collect();
        scored.retain(|(_, score)| *score >= weights.least_link);
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        scored.truncate(most);
        all.push(scored);
    }
    all
}
