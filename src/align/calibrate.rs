//! From the posterior of a bead to the probability that a reader accepts it.
//!
//! The posterior is what the model believes of itself, and it believes too much. A logistic curve over
//! its log-odds (Platt 1999) makes it mean what it says on held-out gold.

/// Log-odds beyond this say no more.
const MOST_LOG_ODDS: f64 = 12.0;

/// The curve: log-odds of acceptance are `slope · x + intercept`, where `x` are those of the
/// posterior.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calibration {
    pub(super) slope: f64,
    pub(super) intercept: f64,
    /// Added for beads with an empty side.
    pub(super) one_sided: f64,
}

impl Calibration {
    /// The probability (0..=1) that a bead with this posterior is right.
    pub(super) fn probability(self, posterior: f64, is_one_sided: bool) -> f64 {
        let one_sided = if is_one_sided { self.one_sided } else { 0.0 };
        let x = self.slope * log_odds(posterior) + self.intercept + one_sided;
        1.0 / (1.0 + libm::exp(-x))
    }
}

/// ln(p / (1 − p)), kept within ±[`MOST_LOG_ODDS`].
pub(super) fn log_odds(p: f64) -> f64 {
    let least = libm::exp(-MOST_LOG_ODDS);
    let (p, q) = (p.max(least), (1.0 - p).max(least));
    libm::log(p / q)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn higher_posteriors_are_more_probable() {
        let curve = Calibration { slope: 0.6, intercept: -0.3, one_sided: -1.0 };
        let all: Vec<f64> =
            [0.0, 0.1, 0.5, 0.9, 1.0].iter().map(|p| curve.probability(*p, false)).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(curve.probability(0.9, true) < curve.probability(0.9, false));
        assert!(all.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}
