//! Structure of the samples in `corpora/` against their gold: the floor is all of it.

use duizhao::eval::structure::{Gold, StructureScore};

use crate::{sandbox::checkout, structure::parse_file};

#[test]
fn every_part_of_every_sample_is_found() {
    let mut score = StructureScore::default();
    let mut folders: Vec<_> =
        std::fs::read_dir(checkout("corpora/gold")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let mut count = 0;
    for folder in folders {
        let Ok(json) = std::fs::read_to_string(folder.join("structure.json")) else { continue };
        let gold = Gold::parse(&json).unwrap();
        let parsed = parse_file(&checkout("corpora").join(&gold.file));
        score.add(&gold, &parsed.articles).unwrap();
        count += 1;
    }
    assert!(count >= 8, "{count} gold files");
    assert!(score.differences.is_empty(), "\n{}", score.differences.join("\n"));
    for (field, counts) in &score.fields {
        assert_eq!((counts.right, counts.found), (counts.gold, counts.gold), "{field}");
    }
}

#[test]
fn an_english_part_of_another_issue_goes_to_no_article() {
    // The Chinese half of one sample with the English half of another.
    let chinese = std::fs::read_to_string(checkout("corpora/sample/submarine-cables.txt")).unwrap();
    let english = std::fs::read_to_string(checkout("corpora/sample/yunlu-academy.txt")).unwrap();
    let head: String = chinese.lines().take(30).collect::<Vec<_>>().join("\n");
    let part: String = english
        .lines()
        .filter(|l| l.is_ascii() && !l.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let mixed = format!("{head}\n\n{part}\n");
    let parsed = crate::structure::parse(mixed.as_bytes(), "mixed.txt");
    assert_eq!(parsed.articles.len(), 1);
    let article = &parsed.articles[0];
    assert!(article.en.abstract_text.is_none(), "{:?}", article.en.title);
    assert!(article.foreign.iter().any(|f| f.text.as_str().contains("Yunlu Academy")));
}
