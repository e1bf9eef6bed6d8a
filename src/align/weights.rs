//! The aligner's parameters, written by `cargo dev learn-weights`: `data/weights-short.tsv` for texts
//! of a few sentences (abstracts), which have no statistics of their own, and
//! `data/weights-long.tsv` for the rest; the same with `-encoder` where a sentence encoder helps.

use std::sync::LazyLock;

use super::{
    calibrate::Calibration,
    evidence::EvidenceWeights,
    features::{FEATURES, Features, names},
    translation::{Kinds, TableWeights},
};

const SHORT: &str = include_str!("data/weights-short.tsv");
const LONG: &str = include_str!("data/weights-long.tsv");
const SHORT_WITH_ENCODER: &str = include_str!("data/weights-short-encoder.tsv");
const LONG_WITH_ENCODER: &str = include_str!("data/weights-long-encoder.tsv");

/// What a sentence without counterpart gains in nats where the one before it has none either: what is
/// left out is often left out in one piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    /// After one of its own side.
    pub(super) same: f64,
    /// English after Chinese: both sides say something else.
    pub(super) other: f64,
}

/// All parameters.
#[derive(Debug, Clone)]
pub struct Weights {
    pub(super) table: TableWeights,
    pub(super) evidence: EvidenceWeights,
    pub(super) features: Features,
    /// From posteriors to probabilities.
    pub(super) calibration: Calibration,
    /// What a sentence without counterpart gains after another one.
    pub(super) run: Run,
    /// The score below which no body sentence is offered.
    pub(super) least_link: f64,
    /// Which features are used at all.
    pub(super) used: [bool; FEATURES],
}

impl Weights {
    /// Those for texts of a few sentences.
    pub fn short() -> Self {
        static READ: LazyLock<Weights> = LazyLock::new(|| Weights::read(SHORT));
        READ.clone()
    }

    /// Those for longer texts.
    pub fn long() -> Self {
        static READ: LazyLock<Weights> = LazyLock::new(|| Weights::read(LONG));
        READ.clone()
    }

    /// Those for texts of a few sentences, where a sentence encoder helps.
    pub fn short_with_encoder() -> Self {
        Self::read(SHORT_WITH_ENCODER)
    }

    /// Those for longer texts, where a sentence encoder helps.
    pub fn long_with_encoder() -> Self {
        Self::read(LONG_WITH_ENCODER)
    }

    fn read(data: &str) -> Self {
        let mut weights = Self {
            table: TableWeights {
                part_of_unknown: 0.6,
                part_of_known: 0.2,
                single: 0.5,
                frequency_power: 0.5,
                background_tokens: 500.0,
                rare: 1.0e-5,
                trained: 0.5,
                kinds: Kinds::ALL,
            },
            evidence: EvidenceWeights { translated: 0.4 },
            features: [0.0; FEATURES],
            used: [true; FEATURES],
            calibration: Calibration { slope: 1.0, intercept: 0.0, one_sided: 0.0 },
            run: Run { same: 3.0, other: 0.0 },
            least_link: 0.1,
        };
        for line in data.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, value)) = line.split_once('\t')
                && let Ok(value) = value.parse()
            {
                weights.set(name, value);
            }
        }
        weights
    }

    /// Puts the features' weights where learning starts: set by hand, and the centre of the penalty.
    pub fn reset_features(&mut self) {
        self.features = [0.0; FEATURES];
        for (name, value) in [
            ("forward", 0.35),
            ("backward", 0.35),
            ("length", 1.0),
            ("sentences", -2.2),
            ("both-sides", -1.0),
            ("alone-zh-null", -6.0),
            ("alone-en-null", -6.0),
        ] {
            self.set(name, value);
        }
    }

    /// The same for what is left out: the development sets are of texts that were translated whole, and
    /// have less of it than what users bring. Chosen by cross-validation on them and on copies with
    /// omissions.
    pub fn reset_omissions(&mut self, short: bool) {
        let [zh, en] = if short { [-3.5, -4.0] } else { [-4.5, -4.5] };
        self.set("alone-zh-null", zh);
        self.set("alone-en-null", en);
    }

    /// The same where a sentence encoder helps: it weighs most, and words less.
    pub fn reset_features_with_encoder(&mut self) {
        for (name, value) in
            [("forward", 0.25), ("backward", 0.25), ("sentences", -2.8), ("alike-sentences", 1.0)]
        {
            self.set(name, value);
        }
    }

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
            ("calibration.slope", self.calibration.slope),
            ("calibration.intercept", self.calibration.intercept),
            ("calibration.one-sided", self.calibration.one_sided),
            ("search.run", self.run.same),
            ("search.run-other", self.run.other),
            ("links.least", self.least_link),
        ];
        let fixed = fixed.into_iter().map(|(name, value)| (name.to_owned(), value));
        let mut kinds = t.kinds;
        let off = kinds.named().into_iter().filter(|(_, on)| !**on);
        let off: Vec<(String, f64)> = off.map(|(name, _)| (name.to_owned(), 0.0)).collect();
        let learned = names().into_iter().zip(self.features);
        fixed.chain(off).chain(learned.filter(|(_, value)| value.abs() > 0.0)).collect()
    }

    /// Leaves features out, for ablation: those whose name begins with one of `prefixes` are always 0.
    pub fn leave_out(&mut self, prefixes: &[String]) {
        for (slot, name) in self.used.iter_mut().zip(names()) {
            *slot &= !prefixes.iter().any(|p| name.starts_with(p.as_str()));
        }
    }

    /// Sets one parameter by its name in the file; says whether there is such a one.
    pub fn set(&mut self, name: &str, value: f64) -> bool {
        if let Some((_, kind)) =
            self.table.kinds.named().into_iter().find(|(kind, _)| *kind == name)
        {
            *kind = value > 0.0;
            return true;
        }
        let slot = match name {
            "table.part-of-unknown" => &mut self.table.part_of_unknown,
            "table.part-of-known" => &mut self.table.part_of_known,
            "table.single" => &mut self.table.single,
            "table.frequency-power" => &mut self.table.frequency_power,
            "table.background-tokens" => &mut self.table.background_tokens,
            "table.rare" => &mut self.table.rare,
            "table.trained" => &mut self.table.trained,
            "evidence.translated" => &mut self.evidence.translated,
            "calibration.slope" => &mut self.calibration.slope,
            "calibration.intercept" => &mut self.calibration.intercept,
            "calibration.one-sided" => &mut self.calibration.one_sided,
            "search.run" => &mut self.run.same,
            "search.run-other" => &mut self.run.other,
            "links.least" => &mut self.least_link,
            feature => {
                let Some(at) = names().iter().position(|n| n == feature) else { return false };
                &mut self.features[at]
            }
        };
        *slot = value;
        true
    }
}
