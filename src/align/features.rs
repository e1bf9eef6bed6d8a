//! The features of a bead, and their weights.

use super::{
    evidence::{MOST_BOTH, MOST_EN, MOST_ZH, Row},
    lattice::Step,
    layout::{Layout, Mark},
    likeness::{LIKENESS_NAMES, LIKENESSES, likeness},
    support::Support,
    tokens::{Edges, Sentence},
};

/// How many features a bead has.
pub(super) const FEATURES: usize = FIRST_LIKENESS + LIKENESSES;

/// Where those of the sentence encoder begin.
pub(super) const FIRST_LIKENESS: usize = 24 + 2 * JUNCTURES + 2 * NULLS;

/// Features of a place between two sentences of one bead and side.
pub(super) const JUNCTURES: usize = 12;

/// Features of a sentence without counterpart.
pub(super) const NULLS: usize = 7;

/// The features of a bead; what each means is said where it is set.
pub(super) type Features = [f64; FEATURES];

/// Names of the features, for reports, in order.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = [
        "forward",
        "backward",
        "length",
        "length-over",
        "1-2",
        "2-1",
        "1-3",
        "1-4",
        "1-5+",
        "3-1",
        "4-1",
        "2-2",
        "2-3+",
        "3-2+",
        "sentences",
        "both-sides",
        "worst-en",
        "worst-zh",
        "tokens",
        "short-forward",
        "short-backward",
        "idle-zh",
        "idle-en",
        "idle-pair",
    ]
    .iter()
    .map(|s| (*s).to_owned())
    .collect();
    for side in ["zh", "en"] {
        for name in [
            "low",
            "pronoun",
            "conjunction",
            "quote",
            "label",
            "after-quote",
            "after-open",
            "after-strong",
            "after-unbalanced",
            "after-unfinished",
            "quote-to-quote",
            "any",
        ] {
            names.push(format!("join-{side}-{name}"));
        }
    }
    for side in ["zh", "en"] {
        for name in ["null", "tokens", "wordless", "unfinished", "edge", "excess", "label"] {
            names.push(format!("alone-{side}-{name}"));
        }
    }
    names.extend(LIKENESS_NAMES.map(|name| format!("alike-{name}")));
    names
}

/// Features of the places between sentences, as sums from the start: `sums[k]` covers the places
/// before sentence `k` and all earlier ones.
#[derive(Debug)]
pub(super) struct Junctures {
    sums: Vec<[f64; JUNCTURES]>,
}

impl Junctures {
    pub(super) fn new(sentences: &[Sentence]) -> Self {
        let mut sums = vec![[0.0; JUNCTURES]];
        for pair in sentences.windows(2) {
            let [before, after] = pair else { continue };
            let mut sum = sums.last().copied().unwrap_or_default();
            for (slot, value) in sum.iter_mut().zip(juncture(before.edges, after.edges)) {
                *slot += f64::from(u8::from(value));
            }
            sums.push(sum);
        }
        Self { sums }
    }

    /// The weighted sum of the features, as sums from the start.
    pub(super) fn weighted(&self, weights: &[f64]) -> Vec<f64> {
        self.sums.iter().map(|s| s.iter().zip(weights).map(|(f, w)| f * w).sum()).collect()
    }

    /// The features of the places inside sentences `start..end`.
    fn inside(&self, start: usize, end: usize) -> [f64; JUNCTURES] {
        let mut out = [0.0; JUNCTURES];
        for ((slot, to), from) in out.iter_mut().zip(self.sums[end - 1]).zip(self.sums[start]) {
            *slot = to - from;
        }
        out
    }
}

fn juncture(before: Edges, after: Edges) -> [bool; JUNCTURES] {
    [
        after.begins_low,
        after.begins_pronoun,
        after.begins_conjunction,
        after.begins_quote,
        after.begins_label,
        before.ends_quote,
        before.ends_open,
        before.ends_strong,
        before.unbalanced,
        before.unfinished,
        after.begins_quote && before.ends_quote,
        true,
    ]
}

/// What the features of a bead are read from.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) zh: &'a [Sentence],
    pub(super) en: &'a [Sentence],
    pub(super) zh_junctures: Junctures,
    pub(super) en_junctures: Junctures,
    /// Lengths in characters, as sums from the start.
    pub(super) zh_lens: Vec<f64>,
    pub(super) en_lens: Vec<f64>,
    /// English characters for a Chinese one.
    pub(super) ratio: f64,
    /// ln of the texts' length ratio over the usual one: above 0 the English side has more.
    pub(super) excess: f64,
    /// What paragraphs, headings and notes say, where the texts have any.
    pub(super) layout: Option<Layout>,
}

/// English characters for a Chinese one, where the texts do not say otherwise (abstracts of the
/// training corpus).
const USUAL_RATIO: f64 = 3.3;
/// How many Chinese characters of usual text the texts' own ratio is mixed with.
const USUAL_CHARS: f64 = 100.0;

impl<'a> Context<'a> {
    pub(super) fn new(zh: &'a [Sentence], en: &'a [Sentence]) -> Self {
        let lens = |sentences: &[Sentence]| {
            let mut sum = 0.0;
            std::iter::once(0.0)
                .chain(sentences.iter().map(|s| {
                    sum += s.len_chars;
                    sum
                }))
                .collect::<Vec<f64>>()
        };
        let (zh_lens, en_lens) = (lens(zh), lens(en));
        let total = |lens: &[f64]| lens.last().copied().unwrap_or(0.0);
        let (zh_total, en_total) = (total(&zh_lens), total(&en_lens));
        let ratio = (en_total + USUAL_RATIO * USUAL_CHARS) / (zh_total + USUAL_CHARS);
        Self {
            layout: None,
            zh,
            en,
            zh_junctures: Junctures::new(zh),
            en_junctures: Junctures::new(en),
            zh_lens,
            en_lens,
            ratio,
            excess: libm::log(ratio / USUAL_RATIO),
        }
    }

    /// The same where the texts' length ratio is known already.
    pub(super) fn with_ratio(zh: &'a [Sentence], en: &'a [Sentence], ratio: f64) -> Self {
        Self { ratio, excess: libm::log(ratio / USUAL_RATIO), ..Self::new(zh, en) }
    }

    /// The same with the layout of the two documents.
    pub(super) fn with_layout(self, marks: Option<(&[Mark], &[Mark])>) -> Self {
        Self { layout: marks.map(|(zh, en)| Layout::new(zh, en)), ..self }
    }

    /// Features of a bead; `rows` are those of the Chinese sentences before its end, the last first.
    pub(super) fn features(&self, step: Step, rows: &[&Row]) -> Features {
        let Step { i, j, a, b } = step;
        match (a, b) {
            (0, _) => self.alone(false, j - 1),
            (_, 0) => self.alone(true, i - 1),
            _ => self.bead(i, a, j, b, rows),
        }
    }

    /// Features of a Chinese (or English) sentence without counterpart.
    pub(super) fn alone(&self, zh: bool, at: usize) -> Features {
        let mut out = [0.0; FEATURES];
        let (sentences, first) =
            if zh { (self.zh, 24 + 2 * JUNCTURES) } else { (self.en, 24 + 2 * JUNCTURES + NULLS) };
        let sentence = &sentences[at];
        let excess = if zh { -self.excess } else { self.excess };
        let flag = |b: bool| f64::from(u8::from(b));
        let values = [
            1.0,
            sentence.count.min(40.0) / 10.0,
            flag(sentence.edges.wordless),
            flag(sentence.edges.unfinished),
            flag(at == 0 || at + 1 == sentences.len()),
            excess.max(0.0),
            flag(sentence.edges.begins_label),
        ];
        out[first..first + NULLS].copy_from_slice(&values);
        out
    }

    /// Features of the bead of `a` Chinese sentences before `i` and `b` English ones before `j`;
    /// `rows` are those of the Chinese sentences, the last first.
    pub(super) fn bead(&self, i: usize, a: usize, j: usize, b: usize, rows: &[&Row]) -> Features {
        let mut out = [0.0; FEATURES];
        let last = rows[0];
        let forward = last.forward(a, j - b..j);
        let backward: f64 = rows[..a].iter().map(|row| row.backward(b, j)).sum();
        out[0] = forward;
        out[1] = backward;
        let zh_len = (self.zh_lens[i] - self.zh_lens[i - a]) * self.ratio;
        let en_len = self.en_lens[j] - self.en_lens[j - b];
        let difference = en_len - zh_len;
        let cost = length_cost(zh_len, en_len);
        out[2] = -cost;
        out[3] = if difference > 0.0 { -cost } else { 0.0 };
        for (slot, value) in out[4..16].iter_mut().zip(shape(a, b)) {
            *slot = value;
        }
        let support = Support::of(self, Step { i, j, a, b }, rows);
        out[16] = support.worst_en;
        out[17] = support.worst_zh;
        let en_tokens: f64 = self.en[j - b..j].iter().map(|s| s.count).sum();
        let zh_tokens: f64 = self.zh[i - a..i].iter().map(|s| s.count).sum();
        out[18] = (en_tokens + zh_tokens) / 20.0;
        out[19] = forward / (en_tokens + 3.0);
        out[20] = backward / (zh_tokens + 3.0);
        out[21] = support.idle_zh;
        out[22] = support.idle_en;
        out[23] = support.idle_pair;
        let first = 24;
        out[first..first + JUNCTURES].copy_from_slice(&self.zh_junctures.inside(i - a, i));
        out[first + JUNCTURES..first + 2 * JUNCTURES]
            .copy_from_slice(&self.en_junctures.inside(j - b, j));
        if last.has_meaning() {
            out[FIRST_LIKENESS..].copy_from_slice(&likeness(a, b, j, rows));
        }
        out
    }
}

/// Gale and Church's length term: half the squared difference over a variance that grows with length.
pub(super) fn length_cost(zh_len: f64, en_len: f64) -> f64 {
    let difference = en_len - zh_len;
    difference * difference / (2.0 * (9.0 * f64::midpoint(en_len, zh_len) + 9.0))
}

/// Features of the shape alone.
pub(super) fn shape(a: usize, b: usize) -> [f64; 12] {
    let mut out = [0.0; 12];
    let kind = match (a, b) {
        (1, 1) => None,
        (1, 2) => Some(0),
        (2, 1) => Some(1),
        (1, 3) => Some(2),
        (1, 4) => Some(3),
        (1, _) => Some(4),
        (3, 1) => Some(5),
        (4, 1) => Some(6),
        (2, 2) => Some(7),
        (2, _) => Some(8),
        _ => Some(9),
    };
    if let Some(kind) = kind {
        out[kind] = 1.0;
    }
    out[10] = (a + b - 2) as f64;
    out[11] = (a.min(b) - 1) as f64;
    out
}

/// Whether beads may have this shape.
pub(super) fn is_shape(a: usize, b: usize) -> bool {
    match (a, b) {
        (0, 1) | (1, 0) => true,
        (0, _) | (_, 0) => false,
        _ => a <= MOST_ZH && b <= MOST_EN && a + b <= MOST_BOTH,
    }
}

/// Weighted sum.
#[inline]
pub(super) fn dot(features: &Features, weights: &Features) -> f64 {
    features.iter().zip(weights).map(|(f, w)| f * w).sum()
}
