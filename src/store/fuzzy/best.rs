//! The best hits so far, and what a unit must reach to be one.

use std::cmp::Ordering;

/// A unit that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The unit's number in the memory.
    pub unit: i64,
    /// Edit distance of the folded texts, in characters.
    pub distance: u32,
    /// Length of the longer of the folded texts, in characters.
    pub longest: u32,
}

impl Hit {
    /// 0 to 100: how much of the longer text stays.
    pub fn score(&self) -> f64 {
        if self.longest == 0 {
            return 100.0;
        }
        (1.0 - f64::from(self.distance) / f64::from(self.longest)) * 100.0
    }

    /// Better first: the higher score, then the lower number. Compared as fractions, so that equal
    /// scores are equal.
    fn order(&self, other: &Self) -> Ordering {
        let (a, b) = (u64::from(self.distance), u64::from(other.distance));
        let (l, m) = (u64::from(self.longest.max(1)), u64::from(other.longest.max(1)));
        (a * m).cmp(&(b * l)).then(self.unit.cmp(&other.unit))
    }
}

/// The best hits of a search under way.
pub(super) struct Best {
    threshold: f64,
    limit: usize,
    hits: Vec<Hit>,
}

impl Best {
    /// `threshold` is a score, 0 to 100.
    pub(super) fn new(threshold: f64, limit: usize) -> Self {
        Self { threshold, limit, hits: Vec::new() }
    }

    /// The largest distance with which a unit could still be among the best, where `longest` is the
    /// length of the longer text. Never falls when `longest` grows, and grows no faster than it.
    pub(super) fn allowed(&self, longest: usize) -> usize {
        // A thousandth of a millionth: so that 60.0 allows 2 of 5, whatever the rounding.
        let by_threshold = ((100.0 - self.threshold) * longest as f64 / 100.0 + 1e-9).floor();
        let by_threshold = (by_threshold.max(0.0) as usize).min(longest);
        match self.hits.last() {
            Some(worst) if self.hits.len() >= self.limit => {
                let by_hits =
                    u64::from(worst.distance) * longest as u64 / u64::from(worst.longest.max(1));
                by_threshold.min(by_hits as usize)
            }
            _ => by_threshold,
        }
    }

    /// Takes the hit if it is one of the best. A unit that has two forms counts with the better one.
    pub(super) fn offer(&mut self, hit: Hit) {
        if let Some(known) = self.hits.iter().position(|known| known.unit == hit.unit) {
            if self.hits.get(known).is_some_and(|known| known.order(&hit) != Ordering::Greater) {
                return;
            }
            self.hits.remove(known);
        }
        let at = self.hits.partition_point(|known| known.order(&hit) == Ordering::Less);
        if at < self.limit {
            self.hits.insert(at, hit);
            self.hits.truncate(self.limit);
        }
    }

    /// Best first.
    pub(super) fn into_hits(self) -> Vec<Hit> {
        self.hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_fractions_tie_by_number() {
        let mut best = Best::new(60.0, 2);
        for (unit, distance, longest) in [(9, 1, 5), (4, 2, 10), (5, 2, 10), (1, 3, 10)] {
            best.offer(Hit { unit, distance, longest });
        }
        let hits: Vec<i64> = best.into_hits().iter().map(|h| h.unit).collect();
        assert_eq!(hits, [4, 5]);
    }

    #[test]
    fn the_bar_is_the_threshold_then_the_last_hit() {
        let mut best = Best::new(60.0, 1);
        assert_eq!(best.allowed(5), 2);
        assert_eq!(best.allowed(10), 4);
        best.offer(Hit { unit: 1, distance: 1, longest: 10 });
        assert_eq!(best.allowed(10), 1);
        assert_eq!(best.allowed(9), 0);
    }
}
