//! Putting units out of use that say what another says.

use super::winners::{DuplicatePolicy, Winners};
use crate::{
    domain::{Retirement, UnitId},
    store::{Filter, Memory, RunKind, StoreError},
};

/// What became of the units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DedupeTally {
    /// Units in use before.
    pub units: u64,
    /// Units put out of use.
    pub retired: u64,
}

/// Keeps one of the units that say the same and puts the others out of use; they stay in the memory
/// and are counted among the retired. With `dry_run` nothing is changed.
///
/// # Errors
/// The memory cannot be read or written.
pub fn dedupe(
    memory: &mut Memory,
    policy: DuplicatePolicy,
    one_target: bool,
    dry_run: bool,
    started: &str,
) -> Result<DedupeTally, StoreError> {
    let filter = Filter::default();
    let mut winners = Winners::choose(memory, &filter, policy, one_target, |_| true)?;
    let mut tally = DedupeTally::default();
    let mut losers: Vec<UnitId> = Vec::new();
    memory.standings(&filter, |standing| {
        tally.units += 1;
        if !winners.keeps(&standing) {
            losers.push(standing.id);
        }
        Ok::<_, StoreError>(())
    })?;
    tally.retired = losers.len() as u64;
    if dry_run || losers.is_empty() {
        return Ok(tally);
    }
    let mut run = memory.begin(RunKind::Dedupe, started)?;
    for unit in losers {
        run.retire(unit, Retirement::Duplicate)?;
    }
    run.commit()?;
    Ok(tally)
}
