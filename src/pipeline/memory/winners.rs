//! Which of several units that say the same is kept.

use std::collections::HashMap;

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
        DuplicatePolicy::Keep | DuplicatePolicy::First => (0, 0, String::new(), -id),
        DuplicatePolicy::Latest => (0, 0, stored.history.date.clone(), id),
        DuplicatePolicy::Best => (
            stored.history.status as u8,
            // Probabilities are 0..=1, in which the bits of a number rise with it.
            stored.unit.probability.max(0.0).to_bits(),
            stored.history.date.clone(),
            id,
        ),
    }
}

/// The units to keep. It holds some 80 bytes for each different pair.
#[derive(Debug)]
pub(super) struct Winners {
    /// `None` keeps all.
    by_pair: Option<HashMap<[u8; 16], (Rank, UnitId)>>,
    one_target: bool,
}

impl Winners {
    /// Chooses among the units of `filter`; with `one_target` those with the same Chinese count as
    /// the same, whatever their English.
    pub(super) fn choose(
        memory: &Memory,
        filter: &Filter,
        policy: DuplicatePolicy,
        one_target: bool,
        accept: impl Fn(&StoredUnit) -> bool,
    ) -> Result<Self, StoreError> {
        if policy == DuplicatePolicy::Keep {
            return Ok(Self { by_pair: None, one_target });
        }
        let mut by_pair: HashMap<[u8; 16], (Rank, UnitId)> = HashMap::new();
        memory.units(filter, |stored| {
            if accept(&stored) {
                let rank = rank(policy, &stored);
                let best = by_pair
                    .entry(pair(&stored, one_target))
                    .or_insert_with(|| (rank.clone(), stored.id));
                if rank > best.0 {
                    *best = (rank, stored.id);
                }
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(Self { by_pair: Some(by_pair), one_target })
    }

    /// The unit that is kept instead of this one, or this one.
    pub(super) fn winner(&self, stored: &StoredUnit) -> UnitId {
        self.by_pair
            .as_ref()
            .and_then(|map| map.get(&pair(stored, self.one_target)))
            .map_or(stored.id, |(_, id)| *id)
    }
}

/// What makes two units say the same: the scripts stay apart.
fn pair(stored: &StoredUnit, one_target: bool) -> [u8; 16] {
    let unit = &stored.unit;
    let en = if one_target { "" } else { unit.en.trim() };
    digest(&[unit.script.name(), unit.relation.name(), unit.zh.trim(), en])
}
