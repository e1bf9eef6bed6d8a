//! Term mining on real glosses.

use duizhao::{
    lexicon::Lexicon,
    terms::{bracket::Stated, edge::EdgeFinder},
};

use crate::sandbox::shared;

/// Share of the silver glosses whose Chinese edge is exactly right.
fn exact_edges(keywords: bool) -> Option<f64> {
    let path = shared("glossaries/silver_chinaxiv_kw_and_gloss.tsv")?;
    let text = std::fs::read_to_string(path).unwrap();
    let mut by_article: std::collections::BTreeMap<&str, Vec<(&str, &str)>> =
        std::collections::BTreeMap::new();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split('\t').collect()).collect();
    for row in &rows {
        by_article.entry(row[2]).or_default().push((row[0], row[1]));
    }
    let right = rows
        .iter()
        .filter(|row| {
            let mut finder = EdgeFinder::new(Lexicon::builtin());
            if keywords {
                finder = finder.with_keywords(by_article[row[2]].clone());
            }
            let stated = Stated { en: row[1].to_owned(), acronym: None };
            finder.term(row[3], &stated).of(row[3]) == row[0]
        })
        .count();
    Some(right as f64 / rows.len() as f64)
}

#[test]
fn the_left_edge_is_found_from_the_run_and_its_english() {
    let Some(share) = exact_edges(false) else { return };
    eprintln!("left edge, run and English alone: {share:.3}");
    assert!(share >= 0.91, "{share:.3}");
}

#[test]
fn keywords_settle_the_left_edge() {
    let Some(share) = exact_edges(true) else { return };
    eprintln!("left edge with keywords: {share:.3}");
    assert!(share >= 0.97, "{share:.3}");
}
