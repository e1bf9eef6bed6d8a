//! `cargo dev train-lexicon CORPUS_DIR`: word counts and translation probabilities estimated from a
//! corpus of unaligned abstracts (`abstracts.jsonl`: `{"zh": [sentences], "en": [sentences]}`) and
//! keyword pairs (`keywords.tsv`: zh, en, articles).
//!
//! The abstracts are aligned with the dictionary alone; IBM Model 1 (Brown et al. 1993) is then
//! estimated in both directions on the beads and keyword pairs, with the dictionary as prior.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    path::Path,
};

use anyhow::Context as _;
use duizhao::{
    align::{Aligner, LexicalAligner, Weights},
    lexicon::{Lexicon, Stems},
};
use serde::Deserialize;

/// Beads of more sentences than this are left out: too much in them is chance.
const MOST_SENTENCES: usize = 4;
/// Rounds of expectation and maximization.
const ROUNDS: usize = 6;
/// Weight of the dictionary's opinion of a word, in tokens.
const PRIOR_TOKENS: f64 = 1.0;
/// Words and stems seen less often are left out of the counts.
const LEAST_COUNT: f64 = 3.0;
/// Pairs that are less probable than this in both directions are left out.
const LEAST_PROBABILITY: f64 = 0.015;
/// How much likelier than by chance a translation has to be.
const LEAST_LIFT: f64 = 4.0;
/// Expected count below which a pair that the dictionary lacks is left out.
const LEAST_EXPECTED: f64 = 1.5;
/// The most translations of a word.
const MOST_TRANSLATIONS: usize = 12;

#[derive(Deserialize)]
struct Abstract {
    zh: Vec<String>,
    en: Vec<String>,
}

/// The chore: writes `background-zh.tsv`, `background-en.tsv` and `translations.tsv`.
pub(crate) fn run(corpus: &Path) -> anyhow::Result<()> {
    let lexicon = Lexicon::builtin();
    let mut text = Text::new(lexicon);
    let mut pairs = Vec::new();
    let mut weights = Weights::short();
    // Nothing that this chore wrote before may flow into what it writes now.
    weights.set("table.trained", 0.0);
    weights.set("table.background-tokens", 0.0);
    let aligner = LexicalAligner::with_weights(lexicon, weights);
    let file = corpus.join("abstracts.jsonl");
    let abstracts = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    for line in abstracts.lines() {
        let article: Abstract = serde_json::from_str(line)?;
        let zh: Vec<&str> = article.zh.iter().map(String::as_str).collect();
        let en: Vec<&str> = article.en.iter().map(String::as_str).collect();
        let sentences_zh: Vec<Vec<u32>> = zh.iter().map(|s| text.zh(s, true)).collect();
        let sentences_en: Vec<Vec<u32>> = en.iter().map(|s| text.en(s, true)).collect();
        for bead in aligner.align(&zh, &en)?.beads() {
            let (a, b) = (bead.zh.len(), bead.en.len());
            if a == 0 || b == 0 || a + b > MOST_SENTENCES {
                continue;
            }
            let join = |all: &[Vec<u32>], range: &std::ops::Range<u32>| {
                all[range.start as usize..range.end as usize].concat()
            };
            pairs.push((join(&sentences_zh, &bead.zh), join(&sentences_en, &bead.en), 1.0));
        }
    }
    let beads = pairs.len();
    let file = corpus.join("keywords.tsv");
    let keywords = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    for line in keywords.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [zh, en, articles] = columns.as_slice() else { continue };
        pairs.push((text.zh(zh, false), text.en(en, false), articles.parse()?));
    }
    eprintln!("{beads} beads, {} keyword pairs", pairs.len() - beads);
    let model = Model::estimate(&text, &pairs);
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lexicon/data");
    let write = |name: &str, columns: &str, body: String| {
        fs::write(data.join(name), format!("{}{body}", head(columns)))
    };
    write("background-zh.tsv", "Chinese word, count", text.zh.table())?;
    write("background-en.tsv", "English stem, count", text.en.table())?;
    write(
        "translations.tsv",
        "Chinese word, then per translation: English stem, t(stem|word), t(word|stem)",
        model.table(&text),
    )?;
    Ok(())
}

fn head(columns: &str) -> String {
    format!(
        "# Statistics estimated from abstracts and keywords of open-access articles, © the authors and CAS ChinaXiv\n\
         # (https://chinaxiv.org; texts by way of the data set DreamBlooms/ChinaXiv-201601-to-202209). Licence: CC BY 4.0.\n\
         # Written by `cargo dev train-lexicon CORPUS_DIR`. Columns: {columns}.\n"
    )
}

/// Words of one side, numbered, with their counts in running text.
#[derive(Default)]
struct Side {
    ids: HashMap<String, u32>,
    words: Vec<String>,
    counts: Vec<f64>,
}

impl Side {
    fn id(&mut self, word: &str, counted: bool) -> u32 {
        let next = self.words.len() as u32;
        let id = *self.ids.entry(word.to_owned()).or_insert(next);
        if id == next {
            self.words.push(word.to_owned());
            self.counts.push(0.0);
        }
        self.counts[id as usize] += f64::from(u8::from(counted));
        id
    }

    fn table(&self) -> String {
        let mut rows: Vec<(&str, f64)> =
            self.words.iter().map(String::as_str).zip(self.counts.iter().copied()).collect();
        rows.retain(|(_, count)| *count >= LEAST_COUNT);
        rows.sort_by_key(|(word, _)| *word);
        rows.iter().map(|(word, count)| format!("{word}\t{count}\n")).collect()
    }
}

/// The corpus as words of the lexicon and stems.
struct Text {
    lexicon: &'static Lexicon,
    stems: Stems,
    zh: Side,
    en: Side,
}

impl Text {
    fn new(lexicon: &'static Lexicon) -> Self {
        Self { lexicon, stems: Stems::new(), zh: Side::default(), en: Side::default() }
    }

    fn zh(&mut self, text: &str, counted: bool) -> Vec<u32> {
        let words = self.lexicon.known_words(text);
        let known = words.iter().filter(|w| w.id.is_some());
        known.map(|w| self.zh.id(w.span.of(text), counted)).collect()
    }

    fn en(&mut self, text: &str, counted: bool) -> Vec<u32> {
        let lower = text.to_lowercase().replace('’', "'");
        lower
            .split(|c: char| !c.is_alphabetic() && c != '\'')
            .map(|w| w.trim_matches('\'').trim_end_matches("'s"))
            .filter(|w| !w.is_empty() && w.chars().all(|c| c < '\u{250}'))
            .map(|word| {
                let stem = self.stems.stem(word);
                self.en.id(&stem, counted)
            })
            .collect()
    }
}

/// Translation probabilities of the pairs of words that were seen together or that the dictionary
/// has.
struct Model {
    keys: BTreeMap<(u32, u32), usize>,
    in_dictionary: Vec<bool>,
    forward: Vec<f64>,
    backward: Vec<f64>,
    expected: Vec<f64>,
    chance_zh: Vec<f64>,
    chance_en: Vec<f64>,
}

type Pair = (Vec<u32>, Vec<u32>, f64);

impl Model {
    fn estimate(text: &Text, pairs: &[Pair]) -> Self {
        let mut together: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for (zh, en, weight) in pairs {
            for w in distinct(zh) {
                for e in distinct(en) {
                    *together.entry((w, e)).or_default() += weight;
                }
            }
        }
        let mut prior: BTreeMap<(u32, u32), f64> = BTreeMap::new();
        for (w, word) in text.zh.words.iter().enumerate() {
            let Some(id) = text.lexicon.find(word) else { continue };
            let all: Vec<(u32, f64)> = text
                .lexicon
                .glosses(id)
                .filter_map(|(stem, weight)| {
                    Some((*text.en.ids.get(text.lexicon.stem(stem))?, weight))
                })
                .collect();
            for (e, weight) in all {
                prior.insert((w as u32, e), weight);
            }
        }
        together.retain(|pair, count| *count >= 2.0 || prior.contains_key(pair));
        let keys: BTreeMap<(u32, u32), usize> = together.keys().copied().zip(0..).collect();
        let weight = |pair: &(u32, u32)| prior.get(pair).copied().unwrap_or(0.0);
        let weights: Vec<f64> = keys.keys().map(weight).collect();
        let cells: Vec<Vec<usize>> = pairs
            .iter()
            .map(|(zh, en, _)| {
                let rows = en.iter().flat_map(|e| zh.iter().map(move |w| (*w, *e)));
                rows.map(|pair| keys.get(&pair).copied().unwrap_or(usize::MAX)).collect()
            })
            .collect();
        let ends: Vec<(usize, usize)> =
            keys.keys().map(|(w, e)| (*w as usize, *e as usize)).collect();
        let share = |counts: &[f64]| {
            let total: f64 = counts.iter().sum();
            counts.iter().map(|c| (c + 0.5) / total).collect::<Vec<f64>>()
        };
        let (p_zh, p_en) = (share(&text.zh.counts), share(&text.en.counts));
        let (forward, expected) = model_1(pairs, &cells, &weights, &p_en, &ends, true);
        let (backward, _) = model_1(pairs, &cells, &weights, &p_zh, &ends, false);
        Self {
            in_dictionary: weights.iter().map(|w| *w > 0.0).collect(),
            keys,
            forward,
            backward,
            expected,
            chance_zh: p_zh,
            chance_en: p_en,
        }
    }

    fn table(&self, text: &Text) -> String {
        let mut rows: BTreeMap<&str, Vec<(f64, &str, f64, f64)>> = BTreeMap::new();
        for ((w, e), at) in &self.keys {
            let (forward, backward) = (self.forward[*at], self.backward[*at]);
            let (chance_en, chance_zh) = (self.chance_en[*e as usize], self.chance_zh[*w as usize]);
            let likely = forward >= LEAST_PROBABILITY && forward >= LEAST_LIFT * chance_en
                || backward >= LEAST_PROBABILITY && backward >= LEAST_LIFT * chance_zh;
            if likely && (self.in_dictionary[*at] || self.expected[*at] >= LEAST_EXPECTED) {
                let row = rows.entry(text.zh.words[*w as usize].as_str()).or_default();
                row.push((forward + backward, &text.en.words[*e as usize], forward, backward));
            }
        }
        let mut out = String::new();
        for (word, mut row) in rows {
            row.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            out.push_str(word);
            for (_, stem, forward, backward) in row.iter().take(MOST_TRANSLATIONS) {
                let _ = write!(out, "\t{stem} {forward:.3} {backward:.3}");
            }
            out.push('\n');
        }
        out
    }
}

fn distinct(words: &[u32]) -> Vec<u32> {
    let mut all = words.to_vec();
    all.sort_unstable();
    all.dedup();
    all
}

/// Model 1 in one direction (`forward`: English given Chinese): probabilities and expected counts.
fn model_1(
    pairs: &[Pair],
    cells: &[Vec<usize>],
    prior: &[f64],
    chance: &[f64],
    ends: &[(usize, usize)],
    forward: bool,
) -> (Vec<f64>, Vec<f64>) {
    let source = |at: usize| if forward { ends[at].0 } else { ends[at].1 };
    let sources = 1 + (0..ends.len()).map(source).max().unwrap_or(0);
    let normalized = |values: &[f64]| {
        let mut sums = vec![0.0; sources];
        for (at, value) in values.iter().enumerate() {
            sums[source(at)] += value;
        }
        values
            .iter()
            .enumerate()
            .map(|(at, value)| if sums[source(at)] > 0.0 { value / sums[source(at)] } else { 0.0 })
            .collect::<Vec<f64>>()
    };
    let prior = normalized(prior);
    let even = normalized(&vec![1.0; ends.len()]);
    let mut t: Vec<f64> = prior.iter().zip(&even).map(|(p, e)| 0.5 * p + 0.5 * e).collect();
    let mut expected = vec![0.0; ends.len()];
    for _ in 0..ROUNDS {
        expected.fill(0.0);
        for ((zh, en, weight), cells) in pairs.iter().zip(cells) {
            let targets = if forward { en } else { zh };
            for (index, target) in targets.iter().enumerate() {
                let one = |k: usize| {
                    if forward { cells[index * zh.len() + k] } else { cells[k * zh.len() + index] }
                };
                let others = if forward { zh.len() } else { en.len() };
                let seen = (0..others).map(one).filter(|at| *at != usize::MAX);
                let sum: f64 = seen.clone().map(|at| t[at]).sum::<f64>() + chance[*target as usize];
                for at in seen {
                    expected[at] += weight * t[at] / sum;
                }
            }
        }
        let counts: Vec<f64> =
            expected.iter().zip(&prior).map(|(c, p)| c + PRIOR_TOKENS * p).collect();
        t = normalized(&counts);
    }
    (t, expected)
}
