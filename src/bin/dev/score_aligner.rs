//! `cargo dev score-aligner DIR… [--model=FILE] [NAME=VALUE…]`: strict and lax F1 of the aligner on folders of gold beads
//! (`zh/`, `en/` one sentence a line, `gold/` one bead a line), each document aligned alone.

use std::{fs, path::Path};

use crate::learn_weights::load_model;
use duizhao::{
    align::{Aligner, LexicalAligner, Weights},
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
};

/// A document with its gold.
pub(crate) struct Document {
    pub(crate) zh: Vec<String>,
    pub(crate) en: Vec<String>,
    pub(crate) gold: Vec<BeadIds>,
}

/// Reads a folder of documents, by name.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Vec<Document>> {
    let mut names: Vec<_> =
        fs::read_dir(folder.join("gold"))?.filter_map(|e| e.ok().map(|e| e.file_name())).collect();
    names.sort();
    let lines = |side: &str, name: &std::ffi::OsStr| -> anyhow::Result<Vec<String>> {
        let text = fs::read_to_string(folder.join(side).join(name))?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    names
        .iter()
        .map(|name| {
            let gold = fs::read_to_string(folder.join("gold").join(name))?;
            Ok(Document {
                zh: lines("zh", name)?,
                en: lines("en", name)?,
                gold: parse_beads(&gold)?,
            })
        })
        .collect()
}

/// Aligns each document alone and adds up the scores.
pub(crate) fn tally(
    aligner: &impl Aligner,
    documents: &[&Document],
) -> anyhow::Result<AlignmentTally> {
    let mut tally = AlignmentTally::default();
    for document in documents {
        let zh: Vec<&str> = document.zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = document.en.iter().map(String::as_str).collect();
        let alignment = aligner.align(&zh, &en)?;
        let beads: Vec<BeadIds> = alignment
            .beads()
            .iter()
            .map(|b| BeadIds { zh: b.zh.clone().collect(), en: b.en.clone().collect() })
            .collect();
        tally.add(&document.gold, &beads);
    }
    Ok(tally)
}

/// The chore.
pub(crate) fn run(folders: &[&str]) -> anyhow::Result<()> {
    let mut similarity = None;
    let mut rest = Vec::new();
    let (mut short, mut long) = (Weights::short(), Weights::long());
    for argument in folders {
        match argument.split_once('=') {
            Some(("--model", file)) => similarity = Some(load_model(Path::new(file))?),
            Some((name, value)) => {
                let value = value.parse()?;
                anyhow::ensure!(short.set(name, value), "no parameter {name}");
                long.set(name, value);
            }
            None => rest.push(*argument),
        }
    }
    let aligner = LexicalAligner::with(Lexicon::builtin(), short, long)
        .with_similarity(similarity.as_deref());
    for folder in rest {
        let documents = read(Path::new(folder))?;
        let tally = tally(&aligner, &documents.iter().collect::<Vec<_>>())?;
        let (strict, lax) = (tally.strict(), tally.lax());
        println!(
            "{folder}: strict P {:.4} R {:.4} F1 {:.4} | lax P {:.4} R {:.4} F1 {:.4}",
            strict.precision, strict.recall, strict.f1, lax.precision, lax.recall, lax.f1
        );
    }
    Ok(())
}
