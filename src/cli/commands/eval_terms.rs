//! `duizhao eval terms`: term entries against a gold glossary.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use super::records;
use crate::{
    cli::{
        args::ReadArgs,
        diagnostic::{Messages, Problem},
    },
    eval::terms::{Hits, TermTally, parse_gold},
};

/// The table of scores: a line a grade, then a line a kind of evidence.
///
/// # Errors
/// The gold cannot be read, or no input gives an article.
pub fn table(
    gold: &Path,
    inputs: &[PathBuf],
    read: &ReadArgs,
    messages: Messages,
) -> Result<String, Problem> {
    let text = fs::read_to_string(gold).map_err(|e| Problem::io("read", gold, &e))?;
    let rows = parse_gold(&text)
        .map_err(|error| Problem::new(format!("{}: {error}", gold.display()), None))?;
    let (entries, _) = records::glossary_of(inputs, read, messages)?;
    let mut tally = TermTally::default();
    tally.add(&entries, &rows);
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
    for (kind, hits) in &tally.recall {
        line("recall", kind, hits);
    }
    Ok(out)
}
