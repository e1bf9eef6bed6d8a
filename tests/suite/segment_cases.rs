//! Sentence splitting on the small cases other tools failed: `../shared/inputs/small_cases.tsv`.

use duizhao::{domain::Side, segment};

use crate::sandbox::shared;

/// How many sentences a row's input has: the row's own words where they say so, else as read here.
const COUNTS: &[(&str, usize)] = &[
    ("pySBD #99", 1),
    ("pragmatic_segmenter #35", 2),
    ("remnic PR #2404", 2),
    ("whisperX PR #1466", 3),
    ("memsearch PR #376", 1),
    ("ckiptagger #7", 2),
    ("nltk #2376", 2),
    ("grobid #1316", 2),
    ("sbd #9", 3),
    ("smile #208", 2),
    ("tidytext #196", 2),
];

#[test]
fn every_row_about_splitting() {
    let Some(path) = shared("inputs/small_cases.tsv") else { return };
    let rows = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in rows.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [source, area, _, input, right] = columns.as_slice() else { continue };
        let side = match *area {
            "zh split" => Side::Zh,
            "en split" => Side::En,
            _ => continue,
        };
        let Some((_, count)) = COUNTS.iter().find(|(name, _)| source.contains(name)) else {
            continue;
        };
        seen += 1;
        let found: Vec<&str> =
            segment::sentences(side, input).into_iter().map(|s| s.of(input)).collect();
        if found.len() != *count {
            wrong.push(format!("{source}: {found:?}, right: {right}"));
        }
    }
    assert_eq!(seen, COUNTS.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
