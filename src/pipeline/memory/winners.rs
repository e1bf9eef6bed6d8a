//! Which of several units that say the same is kept.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use crate::{
    domain::UnitId,
    export::admission::digest,
    store::{Filter, Memory, StoreError, StoredUnit},
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
type Rank = (u8, u64, String, i64);

fn rank(policy: DuplicatePolicy, stored: &StoredUnit) -> Rank {
    let id = stored.id.0;
    match policy {
        DuplicatePolicy::Latest => (0, 0, stored.history.date.clone(), id),
        _ => (
            stored.history.status as u8,
            // Probabilities are 0..=1, in which the bits of a number rise with it.
            stored.unit.probability.max(0.0).to_bits(),
            stored.history.date.clone(),
            id,
        ),
    }
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
    /// The best unit of each pair: some 80 bytes each.
    Best(HashMap<[u8; 16], (Rank, UnitId)>),
}

impl Winners {
    /// Chooses among the units of `filter` that are accepted; with `one_target` those with the same
    /// Chinese count as the same, whatever their English.
    pub(super) fn choose(
        memory: &Memory,
        filter: &Filter,
        policy: DuplicatePolicy,
        one_target: bool,
        accept: impl Fn(&StoredUnit) -> bool,
    ) -> Result<Self, StoreError> {
        let choice = match policy {
            DuplicatePolicy::Keep => Choice::All,
            DuplicatePolicy::First => Choice::Met(HashSet::new()),
            DuplicatePolicy::Latest | DuplicatePolicy::Best => {
                let mut best: HashMap<[u8; 16], (Rank, UnitId)> = HashMap::new();
                memory.units(filter, |stored| {
                    if accept(&stored) {
                        let rank = rank(policy, &stored);
                        match best.entry(pair(&stored, one_target)) {
                            Entry::Vacant(entry) => {
                                entry.insert((rank, stored.id));
                            }
                            Entry::Occupied(mut entry) if rank > entry.get().0 => {
                                entry.insert((rank, stored.id));
                            }
                            Entry::Occupied(_) => {}
                        }
                    }
                    Ok::<_, StoreError>(())
                })?;
                Choice::Best(best)
            }
        };
        Ok(Self { choice, one_target })
    }

    /// Whether the unit is kept. To be asked of all accepted units in the order of the memory.
    pub(super) fn keeps(&mut self, stored: &StoredUnit) -> bool {
        match &mut self.choice {
            Choice::All => true,
            Choice::Met(met) => met.insert(pair(stored, self.one_target)),
            Choice::Best(best) => {
                best.get(&pair(stored, self.one_target)).is_none_or(|(_, id)| *id == stored.id)
            }
        }
    }
}

/// What makes two units say the same: the scripts stay apart.
fn pair(stored: &StoredUnit, one_target: bool) -> [u8; 16] {
    let unit = &stored.unit;
    let en = if one_target { "" } else { unit.en.trim() };
    digest(&[unit.script.name(), unit.relation.name(), unit.zh.trim(), en])
}
