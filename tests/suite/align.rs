//! The aligner against gold beads: scores have floors, and these tests fail below them.

use std::{collections::BTreeMap, path::Path};

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
    assert!(f1 >= 0.915, "strict F1 {f1:.4}");
}

#[test]
fn abstracts_are_aligned_above_the_floor() {
    let Some(folder) = shared("abstracts-dev") else { return };
    let f1 = tally(&folder).strict().f1;
    assert!(f1 >= 0.940, "strict F1 {f1:.4}");
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

/// A text without every fourth block of ten sentences or so, and gold to match.
#[test]
fn missing_blocks_do_not_shift_what_follows() {
    let Some(folder) = shared("mac-dev") else { return };
    for side in [0, 1] {
        let mut tally = AlignmentTally::default();
        for name in ["001", "002", "003", "004", "005", "006"] {
            let mut texts =
                [lines(&folder.join("zh").join(name)), lines(&folder.join("en").join(name))];
            let gold = std::fs::read_to_string(folder.join("gold").join(name)).unwrap();
            let mut new_ids = BTreeMap::new();
            let mut kept = Vec::new();
            for (at, sentence) in (0_u32..).zip(&texts[side]) {
                // One block of ten in every 66: 15 %.
                if (at + 20) % 66 >= 10 {
                    new_ids.insert(at, kept.len() as u32);
                    kept.push(sentence.clone());
                }
            }
            texts[side] = kept;
            let mut beads = Vec::new();
            for mut bead in parse_beads(&gold).unwrap() {
                let cut = if side == 0 { &mut bead.zh } else { &mut bead.en };
                *cut = cut.iter().filter_map(|id| new_ids.get(id).copied()).collect();
                if bead.zh.is_empty() || bead.en.is_empty() {
                    let zh = bead.zh.iter().map(|id| BeadIds { zh: vec![*id], en: vec![] });
                    let en = bead.en.iter().map(|id| BeadIds { zh: vec![], en: vec![*id] });
                    beads.extend(zh.chain(en));
                } else {
                    beads.push(bead);
                }
            }
            tally.add(&beads, &ids(&align(&texts[0], &texts[1])));
        }
        let f1 = tally.strict().f1;
        assert!(f1 >= 0.86, "side {side}: strict F1 {f1:.4}");
    }
}

fn owned(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|s| (*s).to_owned()).collect()
}

#[test]
fn odd_texts_get_an_alignment_of_everything() {
    let many: Vec<String> =
        (0..1000).map(|n| format!("Sentence number {n} of the text.")).collect();
    let blank = vec![String::new(); 5];
    for (zh, en) in [
        (vec![], vec![]),
        (owned(&["只有中文。"]), vec![]),
        (vec![], owned(&["English only."])),
        (owned(&["一句话。"]), many.clone()),
        (many.clone(), owned(&["One sentence."])),
        (many.clone(), many),
        (blank.clone(), blank),
    ] {
        let alignment = align(&zh, &en);
        let covered: usize = alignment.beads().iter().map(|b| b.zh.len()).sum();
        assert_eq!(covered, zh.len());
        let known = |p: Option<f64>| p.is_some_and(|p| (0.0..=1.0).contains(&p));
        assert!(alignment.beads().iter().all(|b| known(b.probability)));
    }
}

#[test]
fn a_foreign_sentence_stands_alone() {
    let zh = owned(&[
        "随着全球化的深入，国际合作变得越来越重要。",
        "本文分析了三个国家的贸易政策。",
        "结果表明，关税下降促进了经济增长。",
    ]);
    let en = owned(&[
        "With the deepening of globalization, international cooperation becomes ever more important.",
        "This paper analyses the trade policies of three countries.",
        "The library opens at nine on weekdays and is closed on public holidays.",
        "The results show that lower tariffs promoted economic growth.",
    ]);
    let gold = parse_beads("[0]:[0]\n[1]:[1]\n[]:[2]\n[2]:[3]\n").unwrap();
    assert_eq!(ids(&align(&zh, &en)), gold);
}

#[test]
fn a_line_of_ten_megabytes_is_aligned() {
    let zh = vec!["合作".repeat(1_700_000), "结束。".to_owned()];
    let en = vec!["cooperation ".repeat(850_000), "The end.".to_owned()];
    assert!((2..=4).contains(&align(&zh, &en).beads().len()));
}

#[test]
fn time_and_memory_grow_with_length_alone() {
    let sentence = |n: usize| format!("第{n}次会议讨论了第{}项议题。", n * 7 % 1000);
    let other = |n: usize| format!("Meeting {n} discussed topic {}.", n * 7 % 1000);
    let zh: Vec<String> = (0..20_000).map(sentence).collect();
    let en: Vec<String> = (0..20_000).filter(|n| n % 50 != 7).map(other).collect();
    let alignment = align(&zh, &en);
    let last = alignment.beads().last().unwrap();
    assert_eq!((last.zh.clone(), last.en.clone()), (19_999..20_000, 19_599..19_600));
}

#[test]
fn clause_beads_have_probabilities_that_fall_with_doubt() {
    let zh = ["在政府层面，各国协调标准；", "在企业层面，公司共享数据。"];
    let en = ["At the government level, states coordinate standards;", "companies share data."];
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let probabilities = |zh: &[&str], en: &[&str]| -> Vec<f64> {
        let alignment = aligner.align_clauses(zh, en).unwrap();
        alignment.beads().iter().map(|b| b.probability.unwrap()).collect()
    };
    let clear = probabilities(&zh, &en);
    assert!(clear.len() == 2 && clear.iter().all(|p| *p > 0.7 && *p <= 1.0), "{clear:?}");
    // The same clauses the other way round are paired crosswise, with less trust.
    let turned = probabilities(&zh, &[en[1], en[0]]);
    assert!(turned.iter().all(|p| (0.0..=1.0).contains(p)), "{turned:?}");
    assert!(turned.iter().sum::<f64>() <= clear.iter().sum::<f64>() + 1e-9);
    // Clauses that say the same cannot be told apart: half the trust at best.
    let twins = probabilities(&["数据；", "数据。"], &["data;", "data;"]);
    assert!(twins.iter().zip(&clear).all(|(twin, sure)| twin < sure), "{twins:?}");
}

/// Numbered sentences, every fiftieth without English.
fn numbered(count: usize) -> (Vec<String>, Vec<String>) {
    let zh = |n: usize| format!("第{n}次会议讨论了第{}项议题。", n * 7 % 1000);
    let en = |n: usize| format!("Meeting {n} discussed topic {}.", n * 7 % 1000);
    ((0..count).map(zh).collect(), (0..count).filter(|n| n % 50 != 7).map(en).collect())
}

#[test]
#[cfg_attr(debug_assertions, ignore = "for optimised builds: cargo test --release two_hundred")]
fn two_hundred_thousand_sentences_are_aligned() {
    let (zh, en) = numbered(200_000);
    let alignment = align(&zh, &en);
    let alone = alignment.beads().iter().filter(|b| b.en.is_empty()).count();
    assert_eq!(alone, zh.len() - en.len());
}

#[test]
fn time_is_linear_in_length() {
    let seconds = |count: usize| {
        let (zh, en) = numbered(count);
        let start = std::time::Instant::now();
        assert!(!align(&zh, &en).beads().is_empty());
        start.elapsed().as_secs_f64()
    };
    // Other work on the machine may disturb one run; twice the linear time allows for caches.
    let ratios: Vec<f64> = (0..3).map(|_| seconds(16_000) / seconds(4_000)).collect();
    assert!(ratios.iter().any(|ratio| *ratio < 8.0), "{ratios:?}");
}

#[test]
fn any_number_of_threads_gives_the_same_beads() {
    let folder = crate::corpora::corpora().join("whole/luting-harbor");
    let (zh, en) = (lines(&folder.join("zh")), lines(&folder.join("en")));
    let texts =
        |all: &'static [String]| -> Vec<&'static str> { all.iter().map(String::as_str).collect() };
    let (zh, en) = (texts(zh.leak()), texts(en.leak()));
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let alone = aligner.align(&zh, &en).unwrap();
    std::thread::scope(|scope| {
        let runs: Vec<_> =
            (0..4).map(|_| scope.spawn(|| aligner.align(&zh, &en).unwrap())).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), alone);
        }
    });
}
