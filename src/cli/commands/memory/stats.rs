//! `duizhao memory stats`.

use std::{fmt::Write as _, path::Path};

use clap::Args;

use super::{open, path};
use crate::{
    cli::{DONE, Outcome, output},
    store::{Mode, Stats},
};

/// `memory stats`.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Check the file as well: every page and index of it
    #[arg(long)]
    pub check: bool,
}

/// Runs `memory stats`.
///
/// # Errors
/// The memory cannot be read.
pub fn run(args: &StatsArgs, memory: Option<&Path>) -> Outcome {
    let db = path(memory)?;
    let memory = open(Some(db), Mode::Read)?;
    if args.check {
        memory.check()?;
    }
    let stats = memory.stats()?;
    output::write(None, |w| {
        if args.json {
            serde_json::to_writer_pretty(&mut *w, &stats)?;
            w.write_all(b"\n")?;
        } else {
            w.write_all(text(&stats, &db.display().to_string()).as_bytes())?;
        }
        Ok(())
    })?;
    Ok(DONE)
}

fn text(stats: &Stats, path: &str) -> String {
    let mut text = format!("{path}\n");
    // Writing to a String does not fail.
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:<22}{value}");
    };
    row("units in use", stats.units.to_string());
    row("units out of use", stats.retired.to_string());
    row("Chinese characters", stats.zh_chars.to_string());
    row("English characters", stats.en_chars.to_string());
    row("files", stats.sources.to_string());
    row("runs", stats.runs.to_string());
    row("schema", stats.schema.to_string());
    for (title, counts) in [
        ("part", &stats.parts),
        ("status", &stats.statuses),
        ("relation", &stats.relations),
        ("script", &stats.scripts),
        ("origin", &stats.origins),
        ("journal", &stats.journals),
        ("year", &stats.years),
    ] {
        for (name, count) in counts {
            let name = if name.is_empty() { "(none)" } else { name };
            row(&format!("{title} {name}"), count.to_string());
        }
    }
    text
}
