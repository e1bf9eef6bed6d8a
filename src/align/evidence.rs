//! What the words say about a bead: the log-likelihood ratio of each side given the other, row by
//! row.
//!
//! For Chinese sentences *z* against an English sentence the forward evidence is
//! Σ ln((1 − λ) + λ · Σ t(e|w)/p(e) / (|z| + 1)) over the English tokens *e*: IBM Model 1 (Brown et
//! al. 1993) against chance, with a share 1 − λ of tokens that translate nothing. The backward
//! evidence is the same with the sides exchanged.

use std::ops::Range;

use super::{
    meaning::{Meaning, slot},
    tokens::Sentence,
    translation::Table,
};

/// The most Chinese sentences in a bead.
pub(super) const MOST_ZH: usize = 4;
/// The most English sentences in a bead.
pub(super) const MOST_EN: usize = 6;
/// The most sentences in a bead, both sides together.
pub(super) const MOST_BOTH: usize = 8;

/// The likelihood ratio at which a translated token counts half in [`Rows::similarities`].
const TELLING: f64 = 50.0;

/// Products above this are taken to their logarithm, long before they are too large for a number.
const MOST_PRODUCT: f64 = 1.0e100;

/// How telling a likelihood ratio is (0..=1).
#[inline]
pub(super) fn telling(ratio: f64) -> f64 {
    ratio / (ratio + TELLING)
}

/// Parameters of the evidence.
#[derive(Debug, Clone, Copy)]
pub(super) struct EvidenceWeights {
    /// λ: the share of tokens that have a translation on the other side.
    pub(super) translated: f64,
}

/// Evidence between one Chinese sentence and the English ones of a window, and of the Chinese
/// sentences that end with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    /// English sentences of the window.
    window: Range<usize>,
    /// Per count of Chinese sentences (1..) that end here: forward evidence of each English
    /// sentence of the window, as sums from the window's start.
    forward: [Vec<f64>; MOST_ZH],
    /// Per count of English sentences (1..): backward evidence of this Chinese sentence given those
    /// that end with each one of the window.
    backward: [Vec<f64>; MOST_EN],
    /// Index into the English sentence's tokens, Σ t(e|w)/p(e): for each sentence of the window in turn.
    forward_links: Vec<(u16, f64)>,
    /// Index into the Chinese sentence's tokens, Σ t(w|e)/p(w): the same.
    backward_links: Vec<(u16, f64)>,
    /// Where the links of each sentence of the window end.
    ends: Vec<(u32, u32)>,
    /// How alike the runs are, by [`slot`]; empty without a sentence encoder.
    cosines: Vec<f32>,
    /// Their means over the window, by [`slot`] at 0.
    usual: [f64; MOST_ZH * MOST_EN],
}

impl Row {
    /// Which tokens of English sentence `j` are translated, and by how much; none outside the window.
    #[inline]
    fn forward_links(&self, j: usize) -> &[(u16, f64)] {
        self.links(j, &self.forward_links, |ends| ends.0)
    }

    /// Which tokens of the Chinese sentence English sentence `j` translates, and by how much.
    #[inline]
    fn backward_links(&self, j: usize) -> &[(u16, f64)] {
        self.links(j, &self.backward_links, |ends| ends.1)
    }

    #[inline]
    fn links<'r>(
        &self,
        j: usize,
        all: &'r [(u16, f64)],
        end: fn(&(u32, u32)) -> u32,
    ) -> &'r [(u16, f64)] {
        let Some(at) = j.checked_sub(self.window.start) else { return &[] };
        let Some(to) = self.ends.get(at).map(end) else { return &[] };
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, end);
        all.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Forward evidence of the English sentences `en` given the `zh_count` Chinese ones that end
    /// with this one.
    #[inline]
    pub(super) fn forward(&self, zh_count: usize, en: Range<usize>) -> f64 {
        let sums = &self.forward[zh_count - 1];
        sums[en.end - self.window.start] - sums[en.start - self.window.start]
    }

    /// Backward evidence of this Chinese sentence given the `en_count` English ones before `end`.
    #[inline]
    pub(super) fn backward(&self, en_count: usize, end: usize) -> f64 {
        self.backward[en_count - 1][end - 1 - self.window.start]
    }

    /// How alike the `zh_count` Chinese sentences that end with this one and the `en_count` English ones
    /// before `end` are by a sentence encoder (-1..=1); none where they are no bead or out of reach.
    #[inline]
    pub(super) fn alike(&self, zh_count: usize, en_count: usize, end: usize) -> Option<f64> {
        let last = end.checked_sub(1 + self.window.start)?;
        let cosine = *self.cosines.get(slot(zh_count, en_count, last)?)?;
        (!cosine.is_nan()).then_some(f64::from(cosine))
    }

    /// How alike the `zh_count` Chinese sentences that end with this one are to `en_count` English ones
    /// anywhere in the window, on average.
    #[inline]
    pub(super) fn usual_likeness(&self, zh_count: usize, en_count: usize) -> f64 {
        slot(zh_count, en_count, 0).and_then(|at| self.usual.get(at)).copied().unwrap_or(0.0)
    }

    /// Whether a sentence encoder helps.
    #[inline]
    pub(super) fn has_meaning(&self) -> bool {
        !self.cosines.is_empty()
    }
}

/// Means of the cosines of each shape.
fn usual(cosines: &[f32]) -> [f64; MOST_ZH * MOST_EN] {
    let (mut sums, mut counts) = ([0.0; MOST_ZH * MOST_EN], [0.0_f64; MOST_ZH * MOST_EN]);
    for place in cosines.chunks_exact(MOST_ZH * MOST_EN) {
        for ((sum, count), cosine) in sums.iter_mut().zip(&mut counts).zip(place) {
            if !cosine.is_nan() {
                *sum += f64::from(*cosine);
                *count += 1.0;
            }
        }
    }
    for (sum, count) in sums.iter_mut().zip(counts) {
        *sum /= count.max(1.0);
    }
    sums
}

/// Makes the rows of two texts, first to last.
pub(super) struct Rows<'a> {
    zh: &'a [Sentence],
    en: &'a [Sentence],
    table: &'a Table,
    unmatched: f64,
    translated: f64,
    /// Per English type: one more than the index of its first link in `links`.
    heads: Vec<u32>,
    links: Vec<RowLink>,
    sums: Vec<f64>,
    touched: Vec<u16>,
    meaning: Option<Meaning<'a>>,
}

/// A link of the current Chinese sentence to an English type.
#[derive(Debug, Clone, Copy)]
struct RowLink {
    next: u32,
    zh_token: u16,
    forward: f64,
    backward: f64,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        zh: &'a [Sentence],
        en: &'a [Sentence],
        table: &'a Table,
        en_types: usize,
        weights: EvidenceWeights,
    ) -> Self {
        Self {
            zh,
            en,
            table,
            unmatched: libm::log(1.0 - weights.translated),
            translated: weights.translated,
            heads: vec![0; en_types],
            links: Vec::new(),
            sums: Vec::new(),
            touched: Vec::new(),
            meaning: None,
        }
    }

    /// The same with the evidence of a sentence encoder.
    pub(super) fn with_meaning(self, meaning: Option<Meaning<'a>>) -> Self {
        Self { meaning, ..self }
    }

    /// Whether a sentence encoder helps.
    pub(super) fn has_meaning(&self) -> bool {
        self.meaning.is_some()
    }

    /// The row of Chinese sentence `at` over `window`; `before` are the rows of the sentences before
    /// it, nearest first.
    pub(super) fn row(&mut self, at: usize, window: Range<usize>, before: &[&Row]) -> Row {
        let mut row = Row { window: window.clone(), ..Row::default() };
        self.link(at);
        for j in window.clone() {
            self.cell(at, j, &mut row);
        }
        self.unlink(at);
        for sums in &mut row.forward {
            sums.reserve(window.len() + 1);
            sums.push(0.0);
        }
        for j in window.clone() {
            self.forward_sums(at, j, &mut row, before);
        }
        for j in window.clone() {
            self.backward_sums(at, j, &mut row);
        }
        if let Some(meaning) = &mut self.meaning {
            row.cosines = meaning.cosines(at, window);
            row.usual = usual(&row.cosines);
        }
        row
    }

    /// How alike Chinese sentence `at` and each English one of `window` are (0..=1): the share of
    /// tokens with a translation, each weighed by how telling it is.
    pub(super) fn similarities(&mut self, at: usize, window: Range<usize>, out: &mut Vec<f64>) {
        self.link(at);
        out.clear();
        let zh = &self.zh[at];
        for en in &self.en[window] {
            let mut sum = 0.0;
            for (e, count) in &en.tokens {
                let mut next = self.heads[*e as usize];
                let mut forward = 0.0;
                while next != 0 {
                    let link = self.links[next as usize - 1];
                    forward += link.forward;
                    next = link.next;
                }
                sum += f64::from(*count) * telling(forward);
            }
            out.push(sum / (zh.count * en.count).sqrt().max(4.0));
        }
        self.unlink(at);
    }

    fn unlink(&mut self, at: usize) {
        for link in self.zh[at].tokens.iter().flat_map(|(w, _)| self.table.links(*w)) {
            self.heads[link.en as usize] = 0;
        }
    }

    fn link(&mut self, at: usize) {
        self.links.clear();
        for (zh_token, (w, count)) in self.zh[at].tokens.iter().enumerate() {
            for link in self.table.links(*w) {
                let head = &mut self.heads[link.en as usize];
                self.links.push(RowLink {
                    next: *head,
                    zh_token: zh_token as u16,
                    forward: link.forward * f64::from(*count),
                    backward: link.backward,
                });
                *head = self.links.len() as u32;
            }
        }
    }

    /// Adds the links of English sentence `j`.
    fn cell(&mut self, at: usize, j: usize, row: &mut Row) {
        let zh_tokens = self.zh[at].tokens.len();
        self.sums.clear();
        self.sums.resize(zh_tokens, 0.0);
        for (en_token, (e, count)) in self.en[j].tokens.iter().enumerate() {
            let mut next = self.heads[*e as usize];
            if next == 0 {
                continue;
            }
            let mut forward = 0.0;
            while next != 0 {
                let link = self.links[next as usize - 1];
                forward += link.forward;
                next = link.next;
                // A sum of nothing would be taken for a token not met yet.
                if link.backward > 0.0 {
                    let slot = &mut self.sums[link.zh_token as usize];
                    if *slot <= 0.0 {
                        self.touched.push(link.zh_token);
                    }
                    *slot += link.backward * f64::from(*count);
                }
            }
            if forward > 0.0 {
                row.forward_links.push((en_token as u16, forward));
            }
        }
        row.backward_links.extend(self.touched.iter().map(|w| (*w, self.sums[*w as usize])));
        self.touched.clear();
        row.ends.push((row.forward_links.len() as u32, row.backward_links.len() as u32));
    }

    fn forward_sums(&mut self, at: usize, j: usize, row: &mut Row, before: &[&Row]) {
        let en = &self.en[j];
        let index = j - row.window.start;
        self.sums.clear();
        self.sums.resize(en.tokens.len(), 0.0);
        self.touched.clear();
        let mut zh_tokens = 0.0;
        for back in 0..MOST_ZH {
            let mut evidence = en.count * self.unmatched;
            if back <= at {
                let other = if back == 0 { Some(&*row) } else { before.get(back - 1).copied() };
                zh_tokens += self.zh[at - back].count;
                for (token, value) in other.map_or(&[][..], |row| row.forward_links(j)) {
                    let slot = &mut self.sums[*token as usize];
                    if *slot <= 0.0 {
                        self.touched.push(*token);
                    }
                    *slot += value;
                }
                evidence += self.gain(zh_tokens, &en.tokens);
            }
            let sum = row.forward[back][index];
            row.forward[back].push(sum + evidence);
        }
        self.touched.clear();
    }

    fn backward_sums(&mut self, at: usize, j: usize, row: &mut Row) {
        let zh = &self.zh[at];
        self.sums.clear();
        self.sums.resize(zh.tokens.len(), 0.0);
        self.touched.clear();
        let mut en_tokens = 0.0;
        for back in 0..MOST_EN {
            let mut evidence = zh.count * self.unmatched;
            if back <= j {
                en_tokens += self.en[j - back].count;
                for (token, value) in row.backward_links(j - back) {
                    let slot = &mut self.sums[*token as usize];
                    if *slot <= 0.0 {
                        self.touched.push(*token);
                    }
                    *slot += value;
                }
                evidence += self.gain(en_tokens, &zh.tokens);
            }
            row.backward[back].push(evidence);
        }
        self.touched.clear();
    }

    /// What the tokens met so far bring beyond ones that translate nothing, given so many tokens of the
    /// other side: the logarithm of a product, which costs one logarithm for all of them.
    #[inline]
    fn gain(&self, given: f64, tokens: &[(u32, u16)]) -> f64 {
        let factor = self.translated / (1.0 - self.translated) / (given + 1.0);
        let (mut product, mut sum) = (1.0_f64, 0.0);
        for token in &self.touched {
            let at = *token as usize;
            let ratio = 1.0 + factor * self.sums[at];
            match tokens[at].1 {
                1 => product *= ratio,
                count => sum += f64::from(count) * libm::log(ratio),
            }
            if product > MOST_PRODUCT {
                sum += libm::log(product);
                product = 1.0;
            }
        }
        sum + libm::log(product)
    }
}
