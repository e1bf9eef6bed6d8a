//! The aligner against gold beads: scores have floors, and these tests fail below them.

use std::path::Path;

use duizhao::{
    align::{Aligner, LexicalAligner},
    domain::Alignment,
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
};

use crate::sandbox::shared;

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn align(zh: &[String], en: &[String]) -> Alignment {
    let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
    let en: Vec<&str> = en.iter().map(String::as_str).collect();
    LexicalAligner::new(Lexicon::builtin()).align(&zh, &en).unwrap()
}

fn ids(alignment: &Alignment) -> Vec<BeadIds> {
    alignment
        .beads()
        .iter()
        .map(|b| BeadIds { zh: b.zh.clone().collect(), en: b.en.clone().collect() })
        .collect()
}

/// Scores of a folder of documents, each aligned alone.
fn tally(folder: &Path) -> AlignmentTally {
    let mut tally = AlignmentTally::default();
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("gold")).unwrap() {
        let name = entry.unwrap().file_name();
        let gold = std::fs::read_to_string(folder.join("gold").join(&name)).unwrap();
        let (zh, en) =
            (lines(&folder.join("zh").join(&name)), lines(&folder.join("en").join(&name)));
        tally.add(&parse_beads(&gold).unwrap(), &ids(&align(&zh, &en)));
        count += 1;
    }
    assert!(count > 0, "no documents in {}", folder.display());
    tally
}

#[test]
fn novels_are_aligned_above_the_floor() {
    let Some(folder) = shared("mac-dev") else { return };
    let f1 = tally(&folder).strict().f1;
    assert!(f1 >= 0.88, "strict F1 {f1:.4}");
}

#[test]
fn abstracts_are_aligned_above_the_floor() {
    let Some(folder) = shared("abstracts-dev") else { return };
    let f1 = tally(&folder).strict().f1;
    assert!(f1 >= 0.90, "strict F1 {f1:.4}");
}

/// Sentences of the article's gold rows, in order: `(granularity, zh, en)`.
fn gold_rows(granularity: &str) -> Option<Vec<(String, String)>> {
    let path = shared("gold/gold_alignment.tsv")?;
    let rows = lines(&path).into_iter().filter_map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        (columns[0] == granularity).then(|| (columns[5].to_owned(), columns[6].to_owned()))
    });
    Some(rows.collect())
}

fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(". ").map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

#[test]
fn the_real_abstract_is_aligned_exactly() {
    let Some(rows) = gold_rows("sentence") else { return };
    let zh: Vec<String> = rows.iter().map(|(zh, _)| zh.clone()).collect();
    let en: Vec<String> = rows.iter().flat_map(|(_, en)| sentences(en)).collect();
    assert_eq!((zh.len(), en.len()), (5, 7));
    let found = ids(&align(&zh, &en));
    let gold = parse_beads("[0]:[0, 1]\n[1]:[2, 3, 4]\n[2]:[5]\n[3]:[6]\n[4]:[]\n").unwrap();
    assert_eq!(found, gold);
}

#[test]
fn the_real_clauses_are_aligned_exactly() {
    let Some(rows) = gold_rows("clause") else { return };
    let zh: Vec<&str> = rows[1..4].iter().map(|(zh, _)| zh.as_str()).collect();
    let en: Vec<&str> = rows[1..4].iter().map(|(_, en)| en.as_str()).collect();
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let found = ids(&aligner.align_clauses(&zh, &en).unwrap());
    assert_eq!(found, parse_beads("[0]:[0]\n[1]:[1]\n[2]:[2]\n").unwrap());
    // Clauses may cross: the English ones in another order find the same partners.
    let turned: Vec<&str> = [en[2], en[0], en[1]].to_vec();
    let crossed = aligner.align_clauses(&zh, &turned).unwrap();
    assert_eq!(ids(&crossed), parse_beads("[0]:[1]\n[1]:[2]\n[2]:[0]\n").unwrap());
    assert!(crossed.beads().iter().any(|b| b.crossing));
}
