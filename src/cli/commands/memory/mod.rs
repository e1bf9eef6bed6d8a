//! `duizhao memory`: the translation memory. One file a subcommand, with its options.

pub mod analyse;
pub mod concordance;
pub mod dedupe;
pub mod export;
pub mod import;
pub mod lint;
pub mod lookup;
pub mod pretranslate;
mod progress;
pub mod search;
pub mod stats;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use crate::{
    cli::{
        Outcome,
        diagnostic::{Messages, Problem},
    },
    pipeline::memory::DuplicatePolicy,
    store::{Memory, Mode, StoreError},
};

/// `memory`.
#[derive(Debug, Args)]
pub struct MemoryArgs {
    /// What is to be done.
    #[command(subcommand)]
    pub what: MemoryCommand,
    /// The file of the memory
    #[arg(long, value_name = "DB", global = true)]
    pub memory: Option<PathBuf>,
}

/// What `memory` does.
#[derive(Debug, Subcommand)]
pub enum MemoryCommand {
    /// Add the units of TMX, XLIFF, CSV, TSV or XLSX files (packed with gzip or not)
    Import(import::ImportArgs),
    /// Write units as TMX, XLIFF, CSV, XLSX or JSON Lines
    Export(export::ExportArgs),
    /// Say what is in the memory
    Stats(stats::StatsArgs),
    /// Put units out of use that say what another says
    Dedupe(dedupe::DedupeArgs),
    /// Say what OmegaT, Trados and memoQ would reject or mangle, in the memory or in files
    Lint(lint::LintArgs),
    /// Find units that are like a text, best first, with what differs
    Lookup(lookup::LookupArgs),
    /// Show where a word or phrase stands, with what it was translated as
    Concordance(concordance::ConcordanceArgs),
    /// Count how much of a new text the memory has already
    Analyse(analyse::AnalyseArgs),
    /// Write a new text with candidates from the memory, as XLIFF 2.1 or XLSX
    Pretranslate(pretranslate::PretranslateArgs),
}

/// Which of several units that say the same is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Duplicates {
    /// All of them
    Keep,
    /// The one added first
    First,
    /// The one of the latest date
    Latest,
    /// The most trusted: approved, then most probable, then latest
    Best,
}

impl From<Duplicates> for DuplicatePolicy {
    fn from(choice: Duplicates) -> Self {
        match choice {
            Duplicates::Keep => Self::Keep,
            Duplicates::First => Self::First,
            Duplicates::Latest => Self::Latest,
            Duplicates::Best => Self::Best,
        }
    }
}

/// Runs `memory`.
///
/// # Errors
/// The memory or a file cannot be used.
pub fn run(args: &MemoryArgs, messages: Messages) -> Outcome {
    let memory = args.memory.as_deref();
    match &args.what {
        MemoryCommand::Import(options) => import::run(options, memory, messages),
        MemoryCommand::Export(options) => export::run(options, memory, messages),
        MemoryCommand::Stats(options) => stats::run(options, memory),
        MemoryCommand::Dedupe(options) => dedupe::run(options, memory, messages),
        MemoryCommand::Lint(options) => lint::run(options, memory, messages),
        MemoryCommand::Lookup(options) => lookup::run(options, memory, messages),
        MemoryCommand::Concordance(options) => concordance::run(options, memory, messages),
        MemoryCommand::Analyse(options) => analyse::run(options, memory, messages),
        MemoryCommand::Pretranslate(options) => pretranslate::run(options, memory, messages),
    }
}

/// The file of `--memory`.
///
/// # Errors
/// It was not given.
pub fn path(memory: Option<&Path>) -> Result<&Path, Problem> {
    memory.ok_or_else(|| Problem::new("which memory?", Some("give its file with --memory DB")))
}

/// Opens the memory of `--memory`.
///
/// # Errors
/// It was not given, or cannot be used.
pub fn open(memory: Option<&Path>, mode: Mode) -> Result<Memory, Problem> {
    Ok(Memory::open(path(memory)?, mode)?)
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::new(error.to_string(), Some(error.hint()))
    }
}

/// The time, as a memory notes it.
pub fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    crate::pipeline::memory::timestamp(since.map_or(0, |time| time.as_secs()))
}

/// `1 unit`, `2 units`.
fn units(number: u64) -> String {
    format!("{number} unit{}", if number == 1 { "" } else { "s" })
}
