//! Units and queries for measuring the fuzzy search, made of real abstracts and novels.
//!
//! Every twentieth abstract is held aside: its sentences are queries and never units. Of the units,
//! the real sentences and keywords come first. The others, until there are enough, are made: seven
//! in ten of clauses of different sentences, as many as a random real sentence has; two in ten are a
//! real sentence with one clause of another; one in ten a real sentence with some characters (words)
//! changed. Of the queries, half are sentences held aside; a quarter are units with OCR faults (2–6%
//! of the characters replaced), an eighth units with their numbers changed, an eighth units with a
//! fifth of the words (Chinese: pairs of characters) replaced.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};
use duizhao::domain::Side;

/// Numbers that look thrown, always the same (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> Result<&'a T> {
        let at = self.below(of.len());
        of.get(at).context("nothing to pick from")
    }
}

/// What is searched, and what for.
pub(crate) struct Sample {
    pub(crate) units: Vec<String>,
    pub(crate) queries: Vec<String>,
}

impl Sample {
    /// Makes `count` units and `queries` queries of what is in the folder of shared material.
    pub(crate) fn new(shared: &Path, side: Side, count: usize, queries: usize) -> Result<Self> {
        let (real, aside) = sentences(shared, side)?;
        let clauses: Vec<Vec<&str>> = real.iter().map(|text| split(side, text)).collect();
        let mut dice = Dice(20_251_125);
        let mut units: Vec<String> = real.iter().take(count).cloned().collect();
        let mut known: BTreeSet<String> = units.iter().cloned().collect();
        while units.len() < count {
            let unit = match dice.below(10) {
                0 => change_words(side, dice.pick(&real)?, 0.1, &real, &mut dice)?,
                1 | 2 => {
                    let mut mixed = dice.pick(&clauses)?.clone();
                    let at = dice.below(mixed.len());
                    let of = dice.pick(&clauses)?;
                    let other = *dice.pick(of)?;
                    if let Some(clause) = mixed.get_mut(at) {
                        *clause = other;
                    }
                    mixed.concat()
                }
                _ => {
                    let wanted = dice.pick(&clauses)?.len();
                    let mut text = String::new();
                    for _ in 0..wanted {
                        let of = dice.pick(&clauses)?;
                        text.push_str(dice.pick(of)?);
                    }
                    text
                }
            };
            if known.insert(unit.clone()) {
                units.push(unit);
            }
        }
        let mut wanted = Vec::with_capacity(queries);
        for n in 0..queries {
            let unit = dice.pick(&units)?.clone();
            wanted.push(match n % 8 {
                0..=3 => dice.pick(&aside)?.clone(),
                4 | 5 => ocr_faults(&unit, &real, &mut dice)?,
                6 => unit
                    .chars()
                    .map(|c| {
                        if c.is_ascii_digit() { char::from(b'0' + dice.below(10) as u8) } else { c }
                    })
                    .collect(),
                _ => change_words(side, &unit, 0.2, &real, &mut dice)?,
            });
        }
        Ok(Self { units, queries: wanted })
    }
}

/// Different real sentences, those of abstracts held aside, apart.
fn sentences(shared: &Path, side: Side) -> Result<(Vec<String>, Vec<String>)> {
    let name = match side {
        Side::Zh => "zh",
        Side::En => "en",
    };
    let (mut real, mut aside) = (BTreeSet::new(), BTreeSet::new());
    let path = shared.join("corpus/abstracts.jsonl");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    for (n, line) in text.lines().enumerate() {
        let record: serde_json::Value = serde_json::from_str(line)?;
        let into = if n % 20 == 0 { &mut aside } else { &mut real };
        let found = record.get(name).and_then(|v| v.as_array()).into_iter().flatten();
        into.extend(found.filter_map(|v| v.as_str()).map(|v| v.trim().to_owned()));
    }
    let mut files: Vec<_> =
        fs::read_dir(shared.join("mac-dev").join(name))?.collect::<Result<_, _>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    for file in files {
        let text = fs::read_to_string(file.path())?;
        real.extend(text.lines().map(|line| line.trim().to_owned()));
    }
    let path = shared.join("corpus/keywords.tsv");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let column = usize::from(side == Side::En);
    real.extend(
        text.lines().filter_map(|l| l.split('\t').nth(column)).map(|w| w.trim().to_owned()),
    );
    let short = |text: &String| text.is_empty();
    let aside: Vec<String> = aside.difference(&real).filter(|t| !short(t)).cloned().collect();
    let real = real.into_iter().filter(|t| !short(t)).collect();
    Ok((real, aside))
}

/// Clauses with the mark they end in.
fn split(side: Side, text: &str) -> Vec<&str> {
    match side {
        Side::Zh => text.split_inclusive(['，', '；', '。', '、', ',', ';']).collect(),
        Side::En => text.split_inclusive([',', ';', ':']).collect(),
    }
}

/// Some characters become characters of other texts.
fn ocr_faults(text: &str, real: &[String], dice: &mut Dice) -> Result<String> {
    let mut chars: Vec<char> = text.chars().collect();
    let faults = (chars.len() * (2 + dice.below(5))).div_ceil(100);
    for _ in 0..faults {
        let at = dice.below(chars.len());
        let others: Vec<char> = dice.pick(real)?.chars().collect();
        if let Some(c) = chars.get_mut(at) {
            *c = *dice.pick(&others)?;
        }
    }
    Ok(chars.into_iter().collect())
}

/// A part of the words become words of other texts.
fn change_words(
    side: Side,
    text: &str,
    part: f64,
    real: &[String],
    dice: &mut Dice,
) -> Result<String> {
    let mut words = pieces(side, text);
    let others = pieces(side, dice.pick(real)?);
    let changes = (words.len() as f64 * part).ceil() as usize;
    for _ in 0..changes {
        let at = dice.below(words.len());
        if let Some(word) = words.get_mut(at) {
            word.clone_from(dice.pick(&others)?);
        }
    }
    Ok(words.concat())
}

fn pieces(side: Side, text: &str) -> Vec<String> {
    match side {
        Side::Zh => {
            let chars: Vec<char> = text.chars().collect();
            chars.chunks(2).map(|pair| pair.iter().collect()).collect()
        }
        Side::En => text.split_inclusive(' ').map(str::to_owned).collect(),
    }
}
