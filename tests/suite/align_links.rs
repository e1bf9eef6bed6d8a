//! Body sentences for each sentence of the abstract, on the real article.

use std::collections::BTreeMap;

use duizhao::{align::LexicalAligner, lexicon::Lexicon};

use crate::sandbox::shared;

/// The gold's body sentences by the English (or lone Chinese) sentence, with the Chinese of its bead.
fn gold() -> Option<Vec<(String, String, Vec<String>)>> {
    let links = std::fs::read_to_string(shared("gold/gold_body_links.tsv")?).unwrap();
    let beads = std::fs::read_to_string(shared("gold/gold_alignment.tsv")?).unwrap();
    let mut zh_of: BTreeMap<String, String> = BTreeMap::new();
    for row in beads.lines().map(|l| l.split('\t').collect::<Vec<_>>()) {
        if row[0] == "sentence" {
            for en in row[3].split('+') {
                zh_of.insert(en.to_owned(), row[5].to_owned());
            }
        }
    }
    let mut all: BTreeMap<String, (String, String, Vec<String>)> = BTreeMap::new();
    for row in links.lines().skip(1).map(|l| l.split('\t').collect::<Vec<_>>()) {
        let slot = all.entry(row[0].to_owned()).or_insert_with(|| match zh_of.get(row[0]) {
            Some(zh) => (zh.clone(), row[1].to_owned(), Vec::new()),
            None => (row[1].to_owned(), String::new(), Vec::new()),
        });
        slot.2.push(row[4].replace(' ', ""));
    }
    Some(all.into_values().collect())
}

/// The article's lines that are body text, as sentences.
fn body() -> Option<Vec<String>> {
    let text = std::fs::read_to_string(shared("article/xdgjgx-2025-10-zhao.txt")?).unwrap();
    let mut sentences = Vec::new();
    for line in text.lines().skip(10).take(180) {
        let line: String = line.split_whitespace().collect();
        sentences.extend(line.split_inclusive('。').map(str::to_owned));
    }
    sentences.retain(|s| s.chars().filter(|c| !c.is_ascii()).count() >= 8);
    Some(sentences)
}

fn same(found: &str, gold: &str) -> bool {
    let core = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (found, gold) = (core(found), core(gold));
    let head: String = gold.chars().take(14).collect();
    found.contains(&head) || gold.contains(&found) && found.chars().count() > 10
}

/// Ranks of each sentence's first right body sentence among ten, and how many of all were found.
fn score(aligner: &LexicalAligner<'_>) -> Option<(Vec<Option<usize>>, usize, usize)> {
    let (gold, body) = (gold()?, body()?);
    let body: Vec<&str> = body.iter().map(String::as_str).collect();
    let queries: Vec<(&str, &str)> =
        gold.iter().map(|(zh, en, _)| (zh.as_str(), en.as_str())).collect();
    let found = aligner.body_links(&queries, &body, 10);
    let (mut right, mut wanted, mut ranks) = (0, 0, Vec::new());
    for ((_, _, links), hits) in gold.iter().zip(&found) {
        let is_right = |at: usize| links.iter().any(|link| same(body[at], link));
        ranks.push(hits.iter().position(|(at, _)| is_right(*at)));
        right +=
            links.iter().filter(|link| hits.iter().any(|(at, _)| same(body[*at], link))).count();
        wanted += links.len();
        assert!(hits.windows(2).all(|pair| pair[0].1 >= pair[1].1));
        assert!(hits.iter().all(|(_, score)| (0.0..=1.0).contains(score)));
    }
    eprintln!("first right ranks {ranks:?}, recall within 10: {right} of {wanted}");
    Some((ranks, right, wanted))
}

#[test]
fn each_sentence_of_the_abstract_finds_its_body_sentences() {
    let Some((ranks, right, wanted)) = score(&LexicalAligner::new(Lexicon::builtin())) else {
        return;
    };
    assert!(ranks.iter().all(|rank| rank.is_some_and(|r| r < 2)), "{ranks:?}");
    assert!(f64::from(right as u32) >= 0.65 * f64::from(wanted as u32), "{right} of {wanted}");
}

#[cfg(feature = "encoder")]
#[test]
fn a_sentence_encoder_finds_more_of_them() {
    let Some(model) = crate::encoder::loaded() else { return };
    let plain = LexicalAligner::new(Lexicon::builtin());
    let helped = LexicalAligner::new(Lexicon::builtin()).with_similarity(Some(&model));
    let (Some((_, before, _)), Some((ranks, after, _))) = (score(&plain), score(&helped)) else {
        return;
    };
    assert!(after > before, "{before} {after}");
    assert!(ranks.iter().all(|rank| rank.is_some_and(|r| r < 3)), "{ranks:?}");
}
