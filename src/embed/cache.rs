//! Profiles of pieces that were worked out already.

use super::{
    layout::TABLE_ROWS,
    network::{Network, Profile},
};

/// Profiles are kept in two generations of at most so many: when the younger is full the older is
/// forgotten, and what is asked for again moves to the new one. A profile takes 13 KB.
pub(super) const MOST_PROFILES: usize = 2048;

/// So many profiles are worked out at once: each weight is then read once for all of them.
const AT_ONCE: usize = 96;

const NONE: u32 = u32::MAX;

#[derive(Debug)]
struct Generation {
    /// Per piece: the number of its profile.
    numbers: Vec<u32>,
    profiles: Vec<Profile>,
}

impl Generation {
    fn new() -> Self {
        Self { numbers: vec![NONE; TABLE_ROWS], profiles: Vec::new() }
    }

    fn number(&self, piece: u32) -> Option<usize> {
        self.numbers.get(piece as usize).filter(|number| **number != NONE).map(|n| *n as usize)
    }

    fn put(&mut self, piece: u32, profile: Profile) {
        if let Some(slot) = self.numbers.get_mut(piece as usize) {
            *slot = self.profiles.len() as u32;
            self.profiles.push(profile);
        }
    }

    fn clear(&mut self) {
        self.numbers.fill(NONE);
        self.profiles.clear();
    }
}

/// The profiles at hand.
#[derive(Debug)]
pub(super) struct Cache {
    young: Generation,
    old: Generation,
    missing: Vec<u32>,
}

impl Cache {
    pub(super) fn new() -> Self {
        Self { young: Generation::new(), old: Generation::new(), missing: Vec::new() }
    }

    /// Sees to it that all profiles of `pieces` are at hand; there are at most [`MOST_PROFILES`].
    pub(super) fn prepare(&mut self, network: &Network, table: &[u8], pieces: &[u32]) {
        let new = |pieces: &[u32], generation: &Generation| {
            let mut new: Vec<u32> =
                pieces.iter().copied().filter(|p| generation.number(*p).is_none()).collect();
            new.sort_unstable();
            new.dedup();
            new
        };
        let mut wanted = new(pieces, &self.young);
        if self.young.profiles.len() + wanted.len() > MOST_PROFILES {
            std::mem::swap(&mut self.young, &mut self.old);
            self.young.clear();
            wanted = new(pieces, &self.young);
        }
        self.missing.clear();
        for piece in wanted {
            match self.old.number(piece) {
                Some(number) => {
                    let profile = std::mem::take(&mut self.old.profiles[number]);
                    self.old.numbers[piece as usize] = NONE;
                    self.young.put(piece, profile);
                }
                None => self.missing.push(piece),
            }
        }
        for pieces in self.missing.chunks(AT_ONCE) {
            for (piece, profile) in pieces.iter().zip(network.profiles(table, pieces)) {
                self.young.put(*piece, profile);
            }
        }
    }

    /// A profile that was prepared.
    pub(super) fn get(&self, piece: u32) -> Option<&Profile> {
        self.young.profiles.get(self.young.number(piece)?)
    }
}
