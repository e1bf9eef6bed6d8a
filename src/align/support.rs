//! Sentences of a bead that the other side says nothing of.
//!
//! Beside one that does translate it, a sentence that was left out on the other side costs little:
//! the bead's evidence is a sum. So each sentence is asked for its own.

use super::{evidence::Row, features::Context, lattice::Step};

/// Evidence a token (in nats) at which a sentence counts as translated; by chance it is about −0.5.
const TRANSLATED: f64 = 0.15;
/// Evidence a token at which it counts as not translated at all.
const IDLE: f64 = -0.45;
/// A sentence of fewer tokens counts in proportion: it may say the same in other words.
const WHOLE_TOKENS: f64 = 6.0;

/// What single sentences of a bead say.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Support {
    /// The least evidence a token of its English (Chinese) sentences; 0 where there is one only.
    pub(super) worst_en: f64,
    pub(super) worst_zh: f64,
    /// How many of its several Chinese (English) sentences have no evidence.
    pub(super) idle_zh: f64,
    pub(super) idle_en: f64,
    /// Of a 1-1 bead: how far both have none.
    pub(super) idle_pair: f64,
}

impl Support {
    /// Of the bead `step`, which has both sides; `rows` are those of its Chinese sentences, the last
    /// first.
    #[inline]
    pub(super) fn of(context: &Context<'_>, step: Step, rows: &[&Row]) -> Self {
        let Step { i, j, a, b } = step;
        let Some(last) = rows.first() else { return Self::default() };
        let mut found = Self::default();
        if a == 1 && b == 1 {
            let (zh, en) = (context.zh[i - 1].count, context.en[j - 1].count);
            let backward = last.backward(1, j) / zh.max(1.0);
            if backward < TRANSLATED {
                let forward = last.forward(1, j - 1..j) / en.max(1.0);
                found.idle_pair = idle(backward, zh) * idle(forward, en);
            }
            return found;
        }
        if b > 1 {
            found.worst_en = f64::INFINITY;
            for k in j - b..j {
                let count = context.en[k].count;
                let evidence = last.forward(a, k..k + 1) / count.max(1.0);
                found.worst_en = found.worst_en.min(evidence);
                found.idle_en += idle(evidence, count);
            }
        }
        if a > 1 {
            found.worst_zh = f64::INFINITY;
            for (back, row) in rows.iter().take(a).enumerate() {
                let count = context.zh[i - 1 - back].count;
                let evidence = row.backward(b, j) / count.max(1.0);
                found.worst_zh = found.worst_zh.min(evidence);
                found.idle_zh += idle(evidence, count);
            }
        }
        found
    }
}

/// 0 for a sentence with evidence to 1 for one without.
#[inline]
fn idle(evidence: f64, tokens: f64) -> f64 {
    ((TRANSLATED - evidence) / (TRANSLATED - IDLE)).clamp(0.0, 1.0)
        * (tokens / WHOLE_TOKENS).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_makes_a_sentence_count() {
        assert!(idle(1.0, 10.0) <= 0.0);
        assert!(idle(-0.5, 10.0) >= 1.0);
        assert!(idle(-0.5, 3.0) < idle(-0.5, 6.0));
        assert!(idle(-0.2, 10.0) > idle(0.0, 10.0));
    }
}
