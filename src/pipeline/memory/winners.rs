//! Which of several units that say the same is kept.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use crate::{
    domain::UnitId,
    export::admission::digest,
    store::{Filter, Memory, Standing, StoreError},
};

/// What becomes of units with the same Chinese and the same English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DuplicatePolicy {
    /// All are kept.
    Keep,
    /// The one that was added first.
    #[default]
    First,
    /// The one of the latest date; of these the one added last.
    Latest,
    /// The most trusted: approved before draft, then the more probable, then the latest.
    Best,
}

/// How good a unit is: the greatest of those that say the same is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    status: u8,
    /// Bits of the probability: probabilities are 0..=1, in which the bits of a number rise with it.
    probability: u64,
    date: Box<str>,
    id: i64,
}

fn rank(policy: DuplicatePolicy, standing: &Standing<'_>) -> Rank {
    let (status, probability) = match policy {
        DuplicatePolicy::Latest => (0, 0),
        _ => (standing.status as u8, standing.probability.max(0.0).to_bits()),
    };
    Rank { status, probability, date: standing.date.into(), id: standing.id.0 }
}

/// The units to keep.
#[derive(Debug)]
pub(super) struct Winners {
    choice: Choice,
    one_target: bool,
}

#[derive(Debug)]
enum Choice {
    All,
    /// The pairs that were met: 16 bytes each.
    Met(HashSet<[u8; 16]>),
    /// The best unit of each pair, in the order of the memory, and how many of them are passed.
    Best {
        kept: Vec<UnitId>,
        passed: usize,
    },
}

impl Winners {
    /// Chooses among the units of `filter` that are accepted; with `one_target` those with the same
    /// Chinese count as the same, whatever their English.
    pub(super) fn choose(
        memory: &Memory,
        filter: &Filter,
        policy: DuplicatePolicy,
        one_target: bool,
        accept: impl Fn(&Standing<'_>) -> bool,
    ) -> Result<Self, StoreError> {
        let choice = match policy {
            DuplicatePolicy::Keep => Choice::All,
            DuplicatePolicy::First => Choice::Met(HashSet::new()),
            DuplicatePolicy::Latest | DuplicatePolicy::Best => {
                // Some 80 bytes a unit while it is chosen, 8 after.
                let mut best: HashMap<[u8; 16], Rank> = HashMap::new();
                memory.standings(filter, |standing| {
                    if accept(&standing) {
                        let rank = rank(policy, &standing);
                        match best.entry(pair(&standing, one_target)) {
                            Entry::Vacant(entry) => {
                                entry.insert(rank);
                            }
                            Entry::Occupied(mut entry) if rank > *entry.get() => {
                                entry.insert(rank);
                            }
                            Entry::Occupied(_) => {}
                        }
                    }
                    Ok::<_, StoreError>(())
                })?;
                let mut kept: Vec<_> = best.into_values().map(|rank| UnitId(rank.id)).collect();
                kept.sort_unstable();
                Choice::Best { kept, passed: 0 }
            }
        };
        Ok(Self { choice, one_target })
    }

    /// Whether the unit is kept. To be asked of all accepted units in the order of the memory.
    pub(super) fn keeps(&mut self, standing: &Standing<'_>) -> bool {
        match &mut self.choice {
            Choice::All => true,
            Choice::Met(met) => met.insert(pair(standing, self.one_target)),
            Choice::Best { kept, passed } => {
                let is_kept = kept.get(*passed) == Some(&standing.id);
                *passed += usize::from(is_kept);
                is_kept
            }
        }
    }
}

/// What makes two units say the same: the scripts stay apart.
fn pair(standing: &Standing<'_>, one_target: bool) -> [u8; 16] {
    let en = if one_target { "" } else { standing.en.trim() };
    digest(&[standing.script.name(), standing.relation.name(), standing.zh.trim(), en])
}
