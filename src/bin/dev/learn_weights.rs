//! `cargo dev learn-weights DIR… [--kind=short|long] [--model=FILE] [--write]`: learns the aligner's weights on folders of
//! gold beads, each folder counting the same, and prints strict F1 and calibration error by
//! cross-validation; `--write` writes
//! `src/align/data/weights-KIND.tsv`. The other parameters are those of that file. With the packed
//! model FILE of a sentence encoder it learns `weights-KIND-encoder.tsv`.
//!
//! `NAME=VALUE` sets a parameter before; a list of values (`1,3,10`) tries each.

use std::{fmt::Write as _, fs, path::Path};

use duizhao::{
    align::{
        Similarity, Weights,
        training::{Curve, Example, Lattice, Outcome, Settings, learn},
    },
    eval::align::{AlignmentTally, BeadIds},
    lexicon::Lexicon,
};

use crate::score_aligner::{Document, read};

/// Folds of the cross-validation; a document is in one fold.
const FOLDS: usize = 6;

/// Loads the packed model of a sentence encoder.
pub(crate) fn load_model(file: &Path) -> anyhow::Result<Box<dyn Similarity>> {
    #[cfg(feature = "encoder")]
    {
        use duizhao::pipeline::models::LoadedModel;
        let model = LoadedModel::load(file).map_err(|(path, failure)| {
            anyhow::anyhow!("{}: {}", path.display(), failure.message)
        })?;
        Ok(Box::new(model))
    }
    #[cfg(not(feature = "encoder"))]
    anyhow::bail!("{}: built without the feature `encoder`", file.display())
}

fn example(document: &Document) -> Example {
    let range = |ids: &[u32]| {
        let first = ids.first().copied().unwrap_or(0) as usize;
        let joined = ids.windows(2).all(|pair| pair[0] + 1 == pair[1]);
        joined.then_some((first, ids.len()))
    };
    let bead = |bead: &BeadIds| {
        let ((zh, m), (en, n)) = range(&bead.zh).zip(range(&bead.en))?;
        Some([zh, m, en, n])
    };
    Example {
        zh: document.zh.clone(),
        en: document.en.clone(),
        beads: document.gold.iter().filter_map(bead).collect(),
    }
}

fn ids(outcomes: &[Outcome]) -> Vec<BeadIds> {
    let range = |from: usize, count: usize| (from as u32..(from + count) as u32).collect();
    outcomes
        .iter()
        .map(|o| BeadIds { zh: range(o.bead[0], o.bead[1]), en: range(o.bead[2], o.bead[3]) })
        .collect()
}

struct Plan {
    folders: Vec<Vec<Document>>,
    names: Vec<String>,
    /// Which weights are learned.
    short: bool,
    /// The sentence encoder that helps.
    similarity: Option<Box<dyn Similarity>>,
    write: bool,
    cross_validate: bool,
    without: Vec<String>,
    /// Parameters and the values to try.
    grid: Vec<(String, Vec<f64>)>,
}

/// The chore.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let mut plan = Plan {
        folders: Vec::new(),
        names: Vec::new(),
        short: true,
        similarity: None,
        write: false,
        cross_validate: true,
        without: Vec::new(),
        grid: Vec::new(),
    };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--kind", kind)) => plan.short = kind == "short",
            Some(("--model", file)) => plan.similarity = Some(load_model(Path::new(file))?),
            Some(("--without", name)) => plan.without.push(name.to_owned()),
            Some((name, values)) => {
                let values: Result<Vec<f64>, _> = values.split(',').map(str::parse).collect();
                plan.grid.push((name.to_owned(), values?));
            }
            None if *argument == "--write" => plan.write = true,
            None if *argument == "--fixed" => plan.cross_validate = false,
            None => {
                plan.folders.push(read(Path::new(argument))?);
                plan.names.push((*argument).to_owned());
            }
        }
    }
    let count: usize = plan.grid.iter().map(|(_, values)| values.len()).product();
    for number in 0..count {
        let mut rest = number;
        let mut start = match (plan.short, plan.similarity.is_some()) {
            (true, false) => Weights::short(),
            (false, false) => Weights::long(),
            (true, true) => Weights::short_with_encoder(),
            (false, true) => Weights::long_with_encoder(),
        };
        let mut settings = Settings { penalty: 3.0, join_penalty: 30.0, rounds: 120 };
        let mut label = String::new();
        let mut given = Vec::new();
        for (name, values) in &plan.grid {
            let value = values[rest % values.len()];
            rest /= values.len();
            write!(label, "{name}={value} ")?;
            match name.as_str() {
                "--penalty" => settings.penalty = value,
                "--join-penalty" => settings.join_penalty = value,
                "--rounds" => settings.rounds = value as usize,
                name => {
                    anyhow::ensure!(start.set(name, value), "no parameter {name}");
                    given.push((name, value));
                }
            }
        }
        start.reset_features();
        if plan.similarity.is_some() {
            start.reset_features_with_encoder();
        }
        for (name, value) in &given {
            anyhow::ensure!(start.set(name, *value), "no parameter {name}");
        }
        start.leave_out(&plan.without);
        one(&plan, &start, settings, &label)?;
    }
    Ok(())
}

fn one(plan: &Plan, start: &Weights, settings: Settings, label: &str) -> anyhow::Result<()> {
    let lexicon = Lexicon::builtin();
    let lattices: Vec<Vec<Lattice>> = plan
        .folders
        .iter()
        .map(|documents| {
            let similarity = plan.similarity.as_deref();
            documents
                .iter()
                .map(|d| Lattice::new(lexicon, similarity, start, &example(d)))
                .collect()
        })
        .collect();
    let score = |weights: &Weights, fold: Option<usize>, tallies: &mut Vec<AlignmentTally>| {
        let mut outcomes = Vec::new();
        for (folder, documents) in plan.folders.iter().enumerate() {
            for (at, document) in documents.iter().enumerate() {
                if fold.is_none_or(|fold| at % FOLDS == fold) {
                    let found = lattices[folder][at].outcomes(weights);
                    tallies[folder].add(&document.gold, &ids(&found));
                    outcomes.push(found.iter().map(|o| (folder, *o)).collect::<Vec<_>>());
                }
            }
        }
        outcomes.concat()
    };
    let report = |what: &str, tallies: &[AlignmentTally]| {
        let all: Vec<String> = tallies
            .iter()
            .map(|t| {
                format!(
                    "{:.4} ({:.4}/{:.4})",
                    t.strict().f1,
                    t.strict().precision,
                    t.strict().recall
                )
            })
            .collect();
        println!("{label}{what}: strict F1 (P/R) {}", all.join("  "));
    };
    let none = || vec![AlignmentTally::default(); plan.folders.len()];
    let mut tallies = none();
    score(start, None, &mut tallies);
    report("start", &tallies);
    if !plan.cross_validate {
        return Ok(());
    }
    // Each folder weighs much the same, whatever its number of beads.
    let sizes: Vec<f64> = plan
        .folders
        .iter()
        .map(|documents| documents.iter().map(|d| d.gold.len()).sum::<usize>() as f64)
        .collect();
    let importance = |folder: usize| (sizes[0] / sizes[folder]).sqrt();
    let learned = |but: Option<usize>| {
        let mut chosen = Vec::new();
        for (folder, all) in lattices.iter().enumerate() {
            for (at, lattice) in all.iter().enumerate() {
                if but != Some(at % FOLDS) {
                    chosen.push((lattice, importance(folder)));
                }
            }
        }
        learn(&chosen, start, settings)
    };
    let mut tallies = none();
    let mut held: Vec<Vec<(usize, Outcome)>> = Vec::new();
    for fold in 0..FOLDS {
        held.push(score(&learned(Some(fold)), Some(fold), &mut tallies));
    }
    report("held out", &tallies);
    let mut weights = learned(None);
    let mut tallies = none();
    score(&weights, None, &mut tallies);
    report("fitted", &tallies);
    // The curve that is judged on a fold is fitted on the others.
    let samples = |keep: &dyn Fn(usize) -> bool| -> Vec<Outcome> {
        held.iter()
            .enumerate()
            .filter(|(fold, _)| keep(*fold))
            .flat_map(|(_, all)| all.iter().map(|(_, o)| *o))
            .collect()
    };
    let mut judged: Vec<(usize, f64, bool)> = Vec::new();
    for (fold, all) in held.iter().enumerate() {
        let curve = Curve::fit(&samples(&|other| other != fold));
        judged.extend(all.iter().map(|(folder, o)| (*folder, curve.probability(o), o.is_gold)));
    }
    for (folder, name) in plan.names.iter().enumerate() {
        let own: Vec<(f64, bool)> =
            judged.iter().filter(|(f, _, _)| *f == folder).map(|(_, p, g)| (*p, *g)).collect();
        println!("{label}{name}: expected calibration error {:.4}", calibration_error(&own));
    }
    let all: Vec<(f64, bool)> = judged.iter().map(|(_, p, g)| (*p, *g)).collect();
    println!("{label}both: expected calibration error {:.4}", calibration_error(&all));
    Curve::fit(&samples(&|_| true)).store(&mut weights);
    if plan.write {
        let kind = if plan.short { "short" } else { "long" };
        let (with, option, suffix) = if plan.similarity.is_some() {
            (", with a sentence encoder", " --model=FILE", "-encoder")
        } else {
            ("", "", "")
        };
        let mut text = format!(
            "# Weights of the aligner for {kind} texts{with}. Origin: learned by\n\
             # `cargo dev learn-weights --kind={kind}{option}` on gold beads.\n\
             # Licence: as the project. Columns: name, value. Features: src/align/features.rs.\n",
        );
        for (name, value) in weights.named() {
            writeln!(text, "{name}\t{value:.6}")?;
        }
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/align/data");
        fs::write(data.join(format!("weights-{kind}{suffix}.tsv")), text)?;
        for (p, share, count) in bins(&all) {
            println!("bin\t{p:.4}\t{share:.4}\t{count}");
        }
    }
    Ok(())
}

/// Ten bins of equal count, by probability: mean probability, share that is right, count.
fn bins(judged: &[(f64, bool)]) -> Vec<(f64, f64, usize)> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = sorted.len().div_ceil(10).max(1);
    sorted
        .chunks(size)
        .map(|chunk| {
            let count = chunk.len() as f64;
            let mean = chunk.iter().map(|(p, _)| p).sum::<f64>() / count;
            let right = chunk.iter().filter(|(_, gold)| *gold).count() as f64 / count;
            (mean, right, chunk.len())
        })
        .collect()
}

/// Expected calibration error (Naeini et al. 2015) over ten bins of equal count.
fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let total = judged.len() as f64;
    bins(judged).iter().map(|(p, share, count)| (p - share).abs() * *count as f64 / total).sum()
}
