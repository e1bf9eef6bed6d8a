//! Probabilities of beads mean what they say, on the development sets.

use std::path::Path;

use duizhao::{
    align::{
        Aligner, LexicalAligner, Weights,
        training::{Example, Lattice, Settings, cross_validate, judged},
    },
    eval::{
        align::{BeadIds, parse_beads},
        calibration::{expected_error, weakest_accepted},
    },
    lexicon::Lexicon,
};

use crate::sandbox::shared;

struct Document {
    zh: Vec<String>,
    en: Vec<String>,
    gold: Vec<BeadIds>,
}

fn documents(folder: &Path) -> Vec<Document> {
    let lines = |path: &Path| -> Vec<String> {
        std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
    };
    let mut names: Vec<_> =
        std::fs::read_dir(folder.join("gold")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    let read = |name: &std::ffi::OsString| Document {
        zh: lines(&folder.join("zh").join(name)),
        en: lines(&folder.join("en").join(name)),
        gold: parse_beads(&std::fs::read_to_string(folder.join("gold").join(name)).unwrap())
            .unwrap(),
    };
    names.iter().map(read).collect()
}

/// The probability of every bead that the program finds, and whether the gold has it.
fn found(folder: &Path) -> Vec<(f64, bool)> {
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let mut all = Vec::new();
    for document in documents(folder) {
        let zh: Vec<&str> = document.zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = document.en.iter().map(String::as_str).collect();
        for bead in aligner.align(&zh, &en).unwrap().beads() {
            let ids = BeadIds { zh: bead.zh.clone().collect(), en: bead.en.clone().collect() };
            all.push((bead.probability.unwrap(), document.gold.contains(&ids)));
        }
    }
    all
}

#[test]
fn of_the_weakest_accepted_nine_in_ten_are_right() {
    let (Some(novels), Some(abstracts)) = (shared("mac-dev"), shared("abstracts-dev")) else {
        return;
    };
    for folder in [&novels, &abstracts] {
        let error = expected_error(&found(folder));
        eprintln!("{}: expected calibration error {error:.4}", folder.display());
        assert!(error <= 0.03, "{}: {error}", folder.display());
    }
    let both = [found(&novels), found(&abstracts)].concat();
    let (count, right) = weakest_accepted(&both, 0.9, 0.12);
    eprintln!("of the {count} weakest above .9 {right} are right");
    let share = right as f64 / count as f64;
    assert!(count >= 100 && (0.83..=0.97).contains(&share), "{right} of {count}");
}

#[test]
fn probabilities_hold_on_folds_that_were_not_learned_from() {
    let Some(folder) = shared("abstracts-dev") else { return };
    let mut start = Weights::short();
    start.reset_features();
    start.reset_omissions(true);
    let lexicon = Lexicon::builtin();
    let example = |document: Document| {
        let range = |ids: &[u32]| {
            let joined = ids.windows(2).all(|pair| pair[0] + 1 == pair[1]);
            joined.then(|| (ids.first().copied().unwrap_or(0) as usize, ids.len()))
        };
        let bead = |bead: &BeadIds| {
            let ((zh, m), (en, n)) = range(&bead.zh).zip(range(&bead.en))?;
            Some([zh, m, en, n])
        };
        let beads = document.gold.iter().filter_map(bead).collect();
        Example { zh: document.zh, en: document.en, beads }
    };
    let texts: Vec<Vec<Lattice>> = documents(&folder)
        .into_iter()
        .map(|document| vec![Lattice::new(lexicon, None, &start, &example(document))])
        .collect();
    let held = cross_validate(&texts, &start, Settings::of_kind(true), 6);
    let all: Vec<(f64, bool)> = judged(&held).into_iter().map(|(_, p, right)| (p, right)).collect();
    let error = expected_error(&all);
    eprintln!("held-out folds of abstracts: expected calibration error {error:.4}");
    assert!(all.len() > 300 && error <= 0.03, "{} beads: {error}", all.len());
}
