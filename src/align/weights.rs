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
    /// Which features are used at all.
    pub(super) used: [bool; FEATURES],
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
            used: [true; FEATURES],
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
    /// All parameters with their names in the file.
    pub fn named(&self) -> Vec<(String, f64)> {
        let (t, e) = (&self.table, &self.evidence);
        let fixed = [
            ("table.part-of-unknown", t.part_of_unknown),
            ("table.part-of-known", t.part_of_known),
            ("table.single", t.single),
            ("table.frequency-power", t.frequency_power),
            ("table.background-tokens", t.background_tokens),
            ("table.rare", t.rare),
            ("table.trained", t.trained),
            ("evidence.translated", e.translated),
        ];
        let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value));
        let learned = names().into_iter().zip(self.features);
        fixed.chain(learned.filter(|(_, value)| value.abs() > 0.0)).collect()
    }

    /// Leaves features out, for ablation: those whose name begins with one of `prefixes` are always 0.
    pub fn leave_out(&mut self, prefixes: &[String]) {
        for (slot, name) in self.used.iter_mut().zip(names()) {
            *slot &= !prefixes.iter().any(|p| name.starts_with(p.as_str()));
        }
    }

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
