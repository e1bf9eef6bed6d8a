//! Whether probabilities mean what they say.

/// A bin of beads of similar probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bin {
    /// Mean probability (0..=1).
    pub probability: f64,
    /// Share that was right (0..=1).
    pub right: f64,
    /// How many.
    pub count: usize,
}

/// Bins of equal count (the last may have fewer), by probability; `judged` are probabilities, and
/// whether each was right.
pub fn bins(judged: &[(f64, bool)], count: usize) -> Vec<Bin> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = sorted.len().div_ceil(count.max(1)).max(1);
    sorted
        .chunks(size)
        .map(|chunk| {
            let count = chunk.len() as f64;
            Bin {
                probability: chunk.iter().map(|(p, _)| p).sum::<f64>() / count,
                right: chunk.iter().filter(|(_, right)| *right).count() as f64 / count,
                count: chunk.len(),
            }
        })
        .collect()
}

/// Expected calibration error (Naeini et al. 2015) over ten bins of equal count.
///
/// ```
/// use duizhao::eval::calibration::expected_error;
/// let sure_and_right_half_the_time = [(1.0, true), (1.0, false)];
/// assert!((expected_error(&sure_and_right_half_the_time) - 0.5).abs() < 1e-12);
/// ```
pub fn expected_error(judged: &[(f64, bool)]) -> f64 {
    let error = |bin: &Bin| (bin.probability - bin.right).abs() * bin.count as f64;
    // Bins of one would take chance for error.
    let count = if judged.len() < 20 { 1 } else { 10 };
    bins(judged, count).iter().map(error).sum::<f64>() / judged.len().max(1) as f64
}

/// Of those whose probability is at least `accept`, the weakest `share` (0..=1): how many, and how many
/// of them were right.
pub fn weakest_accepted(judged: &[(f64, bool)], accept: f64, share: f64) -> (usize, usize) {
    let mut accepted: Vec<(f64, bool)> =
        judged.iter().copied().filter(|(p, _)| *p >= accept).collect();
    accepted.sort_by(|a, b| a.0.total_cmp(&b.0));
    accepted.truncate((accepted.len() as f64 * share).ceil() as usize);
    (accepted.len(), accepted.iter().filter(|(_, right)| *right).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_probabilities_have_no_error() {
        let honest: Vec<(f64, bool)> = (0..1000).map(|n| (0.8, n % 5 != 0)).collect();
        assert!(expected_error(&honest) < 1e-9);
        let boastful: Vec<(f64, bool)> = (0..1000).map(|n| (0.9, n % 5 != 0)).collect();
        assert!((expected_error(&boastful) - 0.1).abs() < 1e-9);
    }

    #[test]
    fn the_weakest_are_those_just_above_the_limit() {
        let judged = [(0.95, true), (0.91, false), (0.89, false), (0.99, true)];
        assert_eq!(weakest_accepted(&judged, 0.9, 0.3), (1, 0));
        assert_eq!(weakest_accepted(&judged, 0.9, 1.0), (3, 2));
        assert_eq!(weakest_accepted(&[], 0.9, 0.5), (0, 0));
    }
}
