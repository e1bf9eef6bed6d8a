//! `cargo dev ablation ABSTRACTS NOVELS`: what each part of the aligner brings: strict F1 on held-out folds with
//! the part left out and the weights learned anew, as a table.

use std::path::Path;

use duizhao::{
    align::{
        Weights,
        training::{Lattice, Settings, cross_validate},
    },
    eval::align::AlignmentTally,
    lexicon::Lexicon,
};

use crate::{
    learn_weights::{FOLDS, example, ids},
    score_aligner::{Document, read},
};

/// A part: its name, the parameters that put it off, the beginnings of the names of its features.
type Part = (&'static str, &'static [(&'static str, f64)], &'static [&'static str]);

const PARTS: &[Part] = &[
    ("(nothing left out)", &[], &[]),
    ("names in pinyin", &[("use.names", 0.0)], &[]),
    ("numbers", &[("use.numbers", 0.0)], &[]),
    ("cues (question marks, quotations, …)", &[("use.cues", 0.0)], &[]),
    ("labels of structured abstracts", &[("use.labels", 0.0)], &[]),
    ("background frequencies", &[("table.background-tokens", 1.0)], &[]),
    ("translations learned from the corpus", &[("table.trained", 0.0)], &[]),
    ("the dictionary's glosses", &[("use.glosses", 0.0)], &[]),
    (
        "glosses of a word's parts",
        &[("table.part-of-unknown", 0.0), ("table.part-of-known", 0.0)],
        &[],
    ),
    ("length", &[], &["length"]),
    ("backward evidence", &[], &["backward", "short-backward"]),
    ("what the edges of sentences say", &[], &["join-"]),
    ("the evidence of single sentences", &[], &["worst-", "idle-"]),
    ("evidence by length, token count", &[], &["short-", "tokens"]),
    ("cheaper runs of sentences without counterpart", &[("search.run", 0.0)], &[]),
    ("cheaper single ones", &[("alone-zh-null", -6.0), ("alone-en-null", -6.0)], &[]),
];

/// The chore.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let [abstracts, novels] = arguments else {
        anyhow::bail!("two folders of gold beads are needed: abstracts, novels");
    };
    let (abstracts, novels) = (read(Path::new(abstracts))?, read(Path::new(novels))?);
    println!("| without | novels | abstracts |\n|---|---|---|");
    for part in PARTS {
        let (long, short) = (f1(&novels, part, false)?, f1(&abstracts, part, true)?);
        println!("| {} | {long:.4} | {short:.4} |", part.0);
    }
    Ok(())
}

fn f1(documents: &[Document], part: &Part, short: bool) -> anyhow::Result<f64> {
    let mut start = if short { Weights::short() } else { Weights::long() };
    start.reset_features();
    start.reset_omissions(short);
    for (name, value) in part.1 {
        anyhow::ensure!(start.set(name, *value), "no parameter {name}");
    }
    let left_out: Vec<String> = part.2.iter().map(|name| (*name).to_owned()).collect();
    start.leave_out(&left_out);
    let lexicon = Lexicon::builtin();
    let texts: Vec<Vec<Lattice>> = documents
        .iter()
        .map(|document| vec![Lattice::new(lexicon, None, &start, &example(document))])
        .collect();
    let mut tally = AlignmentTally::default();
    for held in cross_validate(&texts, &start, Settings::of_kind(short), FOLDS) {
        tally.add(&documents[held.text].gold, &ids(&held.outcomes));
    }
    Ok(tally.strict().f1)
}
