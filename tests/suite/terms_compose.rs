//! Names composed for compounds that no termbase has.

use std::path::Path;

use duizhao::{
    lexicon::Lexicon,
    terms::{compose::Composer, fold::same_en},
};

use crate::sandbox::shared;

/// Shares of rows whose English is first, and among the first five.
fn shares(rows: &[(String, Vec<String>)]) -> (f64, f64) {
    let composer = Composer::new(Lexicon::builtin());
    let (mut first, mut five) = (0, 0);
    for (zh, en) in rows {
        let offers = composer.compose(zh, &|_| None);
        let rank = offers.iter().position(|o| en.iter().any(|e| same_en(&o.en, e)));
        first += usize::from(rank == Some(0));
        five += usize::from(rank.is_some());
        if rank != Some(0) {
            let shown: Vec<&str> = offers.iter().map(|o| o.en.as_str()).collect();
            eprintln!("{rank:?}\t{zh}\t{}\t{}", en.join("|"), shown.join(" ; "));
        }
    }
    (first as f64 / rows.len() as f64, five as f64 / rows.len() as f64)
}

fn rows(text: &str, set: Option<&str>) -> Vec<(String, Vec<String>)> {
    text.lines()
        .filter(|l| !l.starts_with('#'))
        .skip(1)
        .map(|l| l.split('\t').collect::<Vec<_>>())
        .filter(|c| set.is_none_or(|set| c[2] == set))
        .map(|c| (c[0].to_owned(), c[1].split('|').map(str::to_owned).collect()))
        .collect()
}

#[test]
fn compounds_of_the_article_are_composed() {
    let Some(path) = shared("gold/compounds-dev.tsv") else { return };
    let (first, five) = shares(&rows(&std::fs::read_to_string(path).unwrap(), None));
    eprintln!("first {first:.3}, first five {five:.3}");
    assert!(first >= 0.70 && five >= 0.80, "{first:.3} {five:.3}");
}

#[test]
fn compounds_kept_aside_are_composed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/compounds.tsv");
    let text = std::fs::read_to_string(path).unwrap();
    for set in ["tune", "held"] {
        let (first, five) = shares(&rows(&text, Some(set)));
        eprintln!("{set}: first {first:.3}, first five {five:.3}");
        assert!(first >= 0.60 && five >= 0.75, "{set}: {first:.3} {five:.3}");
    }
}
