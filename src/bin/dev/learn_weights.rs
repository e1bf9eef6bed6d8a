//! `cargo dev learn-weights DIR…`: learns the aligner's weights on folders of gold beads, each folder
//! counting the same, and prints strict F1 by cross-validation; `--write` writes
//! `src/align/data/weights.tsv`.

use std::{fmt::Write as _, fs, path::Path};

use duizhao::{
    align::{
        LexicalAligner, Weights,
        training::{Example, Lattice, Settings, feature_names, learn},
    },
    eval::align::{AlignmentTally, BeadIds},
    lexicon::Lexicon,
};

use crate::score_aligner::{Document, read, tally};

/// Folds of the cross-validation; a document is in one fold.
const FOLDS: usize = 6;

fn example(document: &Document) -> Example {
    let range = |ids: &[u32]| {
        let first = ids.first().copied().unwrap_or(0) as usize;
        let joined = ids.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        joined.then_some((first, ids.len()))
    };
    let bead = |bead: &BeadIds| {
        let ((zh, m), (en, n)) = range(&bead.zh).zip(range(&bead.en))?;
        Some([zh, m, en, n])
    };
    Example {
        zh: document.zh.clone(),
        en: document.en.clone(),
        beads: document.gold.iter().filter_map(bead).collect(),
    }
}

/// The chore.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let lexicon = Lexicon::builtin();
    let mut start = Weights::default();
    let mut settings = Settings { penalty: 1.0, rounds: 150 };
    let (mut folders, mut write, mut without) = (Vec::new(), false, Vec::new());
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--penalty", value)) => settings.penalty = value.parse()?,
            Some(("--rounds", value)) => settings.rounds = value.parse()?,
            Some(("--without", name)) => without.push(name.to_owned()),
            Some((name, value)) => {
                anyhow::ensure!(start.set(name, value.parse()?), "no parameter {name}");
            }
            None if *argument == "--write" => write = true,
            None => folders.push(read(Path::new(argument))?),
        }
    }
    start.leave_out(&without);
    let lattices: Vec<Vec<Lattice>> = folders
        .iter()
        .map(|documents| {
            documents.iter().map(|d| Lattice::new(lexicon, &start, &example(d))).collect()
        })
        .collect();
    // Each folder weighs as much as the first, by its beads.
    let sizes: Vec<f64> = folders
        .iter()
        .map(|documents| documents.iter().map(|d| d.gold.len()).sum::<usize>() as f64)
        .collect();
    let importance = |folder: usize| (sizes[0] / sizes[folder]).sqrt();
    let learned = |but: Option<usize>| {
        let mut chosen = Vec::new();
        for (folder, all) in lattices.iter().enumerate() {
            for (at, lattice) in all.iter().enumerate() {
                if but != Some(at % FOLDS) {
                    chosen.push((lattice, importance(folder)));
                }
            }
        }
        learn(&chosen, &start, settings)
    };
    let mut tallies = vec![AlignmentTally::default(); folders.len()];
    for fold in 0..FOLDS {
        let aligner = LexicalAligner::with_weights(lexicon, learned(Some(fold)));
        for (documents, sum) in folders.iter().zip(&mut tallies) {
            let held: Vec<&Document> = documents
                .iter()
                .enumerate()
                .filter(|(at, _)| at % FOLDS == fold)
                .map(|(_, d)| d)
                .collect();
            sum.merge(&tally(&aligner, &held)?);
        }
    }
    let held: Vec<String> = tallies.iter().map(|t| format!("{:.4}", t.strict().f1)).collect();
    println!("held-out folds: strict F1 {}", held.join(" "));
    let weights = learned(None);
    let aligner = LexicalAligner::with_weights(lexicon, weights.clone());
    for documents in &folders {
        let all: Vec<&Document> = documents.iter().collect();
        println!("fitted: strict F1 {:.4}", tally(&aligner, &all)?.strict().f1);
    }
    let mut text = String::from(
        "# Weights of the aligner. Origin: learned by `cargo dev learn-weights`. Licence: as the project.\n\
         # Columns: name, value. What each feature is: src/align/features.rs.\n",
    );
    for (name, value) in weights.named() {
        writeln!(text, "{name}\t{value:.4}")?;
    }
    if write {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/align/data/weights.tsv"), text)?;
    } else {
        let _ = feature_names();
        print!("{text}");
    }
    Ok(())
}
