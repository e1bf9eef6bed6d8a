//! The aligner's parameters: `data/weights.tsv`, written by `cargo dev learn-weights`.

use super::{
    evidence::EvidenceWeights,
    features::{FEATURES, Features, names},
    translation::TableWeights,
};

const DATA: &str = include_str!("data/weights.tsv");

/// All parameters.
#[derive(Debug, Clone)]
pub struct Weights {
    pub(super) table: TableWeights,
    pub(super) evidence: EvidenceWeights,
    pub(super) features: Features,
}

impl Default for Weights {
    fn default() -> Self {
        let mut weights = Self {
            table: TableWeights {
                part_of_unknown: 0.6,
                part_of_known: 0.2,
                single: 0.5,
                frequency_power: 0.5,
                background_tokens: 500.0,
                rare: 1.0e-5,
                trained: 0.5,
            },
            evidence: EvidenceWeights { translated: 0.4 },
            features: [0.0; FEATURES],
        };
        for line in DATA.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.split_once('\t')
                && let Ok(value) = value.parse()
            {
                weights.set(name, value);
            }
        }
        weights
    }
}

impl Weights {
    /// Sets one parameter by its name in the file; says whether there is such a one.
    pub fn set(&mut self, name: &str, value: f64) -> bool {
        let slot = match name {
            "table.part-of-unknown" => &mut self.table.part_of_unknown,
            "table.part-of-known" => &mut self.table.part_of_known,
            "table.single" => &mut self.table.single,
            "table.frequency-power" => &mut self.table.frequency_power,
            "table.background-tokens" => &mut self.table.background_tokens,
            "table.rare" => &mut self.table.rare,
            "table.trained" => &mut self.table.trained,
            "evidence.translated" => &mut self.evidence.translated,
            feature => {
                let Some(at) = names().iter().position(|n| n == feature) else { return false };
                &mut self.features[at]
            }
        };
        *slot = value;
        true
    }
}
