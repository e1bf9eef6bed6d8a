//! `duizhao memory dedupe`.

use std::path::Path;

use clap::Args;

use super::{Duplicates, now, open, units};
use crate::{
    cli::{DONE, Outcome, diagnostic::Messages},
    pipeline::memory::dedupe,
    store::Mode,
};

/// `memory dedupe`.
#[derive(Debug, Args)]
pub struct DedupeArgs {
    /// Which of several units that say the same stays in use
    #[arg(long, value_enum, default_value_t = Duplicates::Best)]
    pub duplicates: Duplicates,
    /// Of units with the same Chinese keep only one, whatever their English
    #[arg(long)]
    pub one_target: bool,
    /// Only say how many there are
    #[arg(long)]
    pub dry_run: bool,
}

/// Runs `memory dedupe`.
///
/// # Errors
/// The memory cannot be read or written.
pub fn run(args: &DedupeArgs, memory: Option<&Path>, messages: Messages) -> Outcome {
    let mode = if args.dry_run { Mode::Read } else { Mode::Write };
    let mut memory = open(memory, mode)?;
    let tally = dedupe(&mut memory, args.duplicates.into(), args.one_target, args.dry_run, &now())?;
    messages.line(&format!(
        "{} in use: {} say what another says{}",
        units(tally.units),
        tally.retired,
        if args.dry_run { "" } else { " and were put out of use" }
    ));
    Ok(DONE)
}
