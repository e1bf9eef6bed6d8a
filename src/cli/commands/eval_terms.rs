//! `duizhao eval terms`: term entries against gold glossaries.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use super::records;
use crate::{
    cli::{
        args::ReadArgs,
        diagnostic::{Messages, Problem},
    },
    eval::terms::{GoldTerm, Hits, TermTally, parse_gold},
    terms,
};

/// The table of scores: precision by grade and by kind of evidence, recall by grade and by kind.
///
/// # Errors
/// The gold cannot be read, or no input gives an article.
pub fn table(
    gold: &Path,
    inputs: &[PathBuf],
    read: &ReadArgs,
    messages: Messages,
) -> Result<String, Problem> {
    let mut tally = TermTally::default();
    if gold.is_dir() {
        let above = gold.parent().unwrap_or(gold).to_owned();
        add_folder(&mut tally, gold, inputs.first().unwrap_or(&above), read, messages)?;
    } else if inputs.is_empty() {
        return Err(Problem::new("no INPUT", Some("name the articles that the gold is about")));
    } else {
        let (entries, _) = records::glossary_of(inputs, read, messages)?;
        tally.add(&entries, &rows(gold)?);
    }
    Ok(text(&tally))
}

/// What a gold folder says of its article; the rest of `structure.json` is not needed here.
#[derive(Deserialize)]
struct Subject {
    file: PathBuf,
    /// Which article of the file, from 1.
    article: usize,
}

/// Adds every gold folder below `gold`, each against the one article that it is about.
fn add_folder(
    tally: &mut TermTally,
    gold: &Path,
    base: &Path,
    read: &ReadArgs,
    messages: Messages,
) -> Result<(), Problem> {
    let listed = fs::read_dir(gold).map_err(|e| Problem::io("read", gold, &e))?;
    let mut folders: Vec<PathBuf> = listed.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders.retain(|folder| folder.join("glossary.csv").is_file());
    if folders.is_empty() {
        return Err(Problem::new(
            format!("no folder with a glossary.csv in {}", gold.display()),
            None,
        ));
    }
    for folder in folders {
        let path = folder.join("structure.json");
        let bytes = fs::read(&path).map_err(|e| Problem::io("read", &path, &e))?;
        let subject: Subject = serde_json::from_slice(&bytes)
            .map_err(|e| Problem::new(format!("{}: {e}", path.display()), None))?;
        let input = base.join(&subject.file);
        let (records, _) = records::records_of(std::slice::from_ref(&input), read, messages)?;
        let record = subject.article.checked_sub(1).and_then(|at| records.into_iter().nth(at));
        let Some(record) = record else {
            let number = subject.article;
            return Err(Problem::new(format!("{} has no article {number}", input.display()), None));
        };
        tally.add(&terms::merge(record.terms), &rows(&folder.join("glossary.csv"))?);
    }
    Ok(())
}

fn rows(path: &Path) -> Result<Vec<GoldTerm>, Problem> {
    let text = fs::read_to_string(path).map_err(|e| Problem::io("read", path, &e))?;
    parse_gold(&text).map_err(|error| Problem::new(format!("{}: {error}", path.display()), None))
}

fn text(tally: &TermTally) -> String {
    let mut out = String::from("measure\tof\texact\tlenient\tcount\n");
    let mut line = |measure: &str, of: &str, hits: &Hits| {
        // A string takes every write.
        let _ = writeln!(
            out,
            "{measure}\t{of}\t{:.3}\t{:.3}\t{}",
            hits.exact_share(),
            hits.lenient_share(),
            hits.of
        );
    };
    for (grade, hits) in &tally.precision {
        line("precision", grade.letter(), hits);
    }
    for (kind, hits) in &tally.precision_by_kind {
        line("precision", kind.name(), hits);
    }
    for (grade, hits) in &tally.recall_by_grade {
        line("recall", grade.letter(), hits);
    }
    for (kind, hits) in &tally.recall {
        line("recall", kind, hits);
    }
    out
}
