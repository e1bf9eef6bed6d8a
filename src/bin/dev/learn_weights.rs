//! `cargo dev learn-weights DIR… [--kind=short|long] [--model=FILE] [--write]`: learns the aligner's weights on folders of
//! gold beads, each folder counting the same, and prints strict F1 and calibration error by
//! cross-validation; `--write` writes
//! `src/align/data/weights-KIND.tsv`. The other parameters are those of that file. With the packed
//! model FILE of a sentence encoder it learns `weights-KIND-encoder.tsv`.
//!
//! Each document has two copies without some sentences of one side, which count `--omitted=SHARE` of it (0: none).
//! `NAME=VALUE` sets a parameter before; a list of values (`1,3,10`) tries each.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use duizhao::{
    align::{
        Similarity, Weights,
        training::{Curve, Example, Lattice, Outcome, Settings, learn},
    },
    eval::{
        align::{AlignmentTally, BeadIds},
        calibration::expected_error,
    },
    lexicon::Lexicon,
};

use crate::score_aligner::{Document, read};

/// Folds of the cross-validation; a document is in one fold.
pub(crate) const FOLDS: usize = 6;

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

pub(crate) fn example(document: &Document) -> Example {
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

pub(crate) fn ids(outcomes: &[Outcome]) -> Vec<BeadIds> {
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
    /// How much documents with omissions count beside those as they are (0: there are none).
    omitted: f64,
    /// Parameters and the values to try.
    grid: Vec<(String, Vec<f64>)>,
}

/// The document without the Chinese (or English) of some beads: single ones, and in a long text also
/// blocks of six. Which, depends on the document's number.
pub(crate) fn omitted(document: &Document, number: usize, zh: bool) -> Document {
    let is_long = document.gold.len() > 60;
    let is_gone = |at: usize| {
        if is_long { (at + 7 * number) % 60 < 6 || at % 23 == 11 } else { (at + number) % 7 == 3 }
    };
    let gone: BTreeSet<u32> = document
        .gold
        .iter()
        .enumerate()
        .filter(|(at, bead)| is_gone(*at) && !bead.zh.is_empty() && !bead.en.is_empty())
        .flat_map(|(_, bead)| if zh { bead.zh.clone() } else { bead.en.clone() })
        .collect();
    let side = if zh { &document.zh } else { &document.en };
    let mut numbers = Vec::with_capacity(side.len());
    let mut kept = Vec::with_capacity(side.len());
    for (at, sentence) in (0_u32..).zip(side) {
        numbers.push(kept.len() as u32);
        if !gone.contains(&at) {
            kept.push(sentence.clone());
        }
    }
    let mut gold = Vec::with_capacity(document.gold.len());
    for bead in &document.gold {
        let mut bead = bead.clone();
        let cut = if zh { &mut bead.zh } else { &mut bead.en };
        cut.retain(|id| !gone.contains(id));
        for id in cut.iter_mut() {
            *id = numbers[*id as usize];
        }
        if bead.zh.is_empty() || bead.en.is_empty() {
            gold.extend(bead.zh.iter().map(|id| BeadIds { zh: vec![*id], en: Vec::new() }));
            gold.extend(bead.en.iter().map(|id| BeadIds { zh: Vec::new(), en: vec![*id] }));
        } else {
            gold.push(bead);
        }
    }
    let (mut zh_kept, mut en_kept) = (document.zh.clone(), document.en.clone());
    *(if zh { &mut zh_kept } else { &mut en_kept }) = kept;
    Document { zh: zh_kept, en: en_kept, gold }
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
        omitted: f64::NAN,
        grid: Vec::new(),
    };
    for argument in arguments {
        match argument.split_once('=') {
            Some(("--kind", kind)) => plan.short = kind == "short",
            Some(("--model", file)) => plan.similarity = Some(load_model(Path::new(file))?),
            Some(("--omitted", share)) => plan.omitted = share.parse()?,
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
    if plan.omitted.is_nan() {
        // The weights that go with an encoder are learned without.
        let default = Settings::of_kind(plan.short).variants;
        plan.omitted = if plan.similarity.is_some() { 0.0 } else { default };
    }
    if plan.omitted > 0.0 {
        for folder in 0..plan.folders.len() {
            for zh in [true, false] {
                let documents = plan.folders[folder].iter().zip(0..);
                let documents = documents.map(|(d, at)| omitted(d, at, zh)).collect();
                plan.folders.push(documents);
                let side = if zh { "Chinese" } else { "English" };
                plan.names.push(format!("{} with omissions in the {side}", plan.names[folder]));
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
        let mut settings = Settings::of_kind(plan.short);
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
        } else {
            start.reset_omissions(plan.short);
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
    let given = if plan.omitted > 0.0 { plan.folders.len() / 3 } else { plan.folders.len() };
    let share = plan.omitted;
    let importance = |folder: usize| {
        (sizes[0] / sizes[folder]).sqrt() * if folder < given { 1.0 } else { share }
    };
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
        println!("{label}{name}: expected calibration error {:.4}", expected_error(&own));
    }
    let all: Vec<(f64, bool)> = judged.iter().map(|(_, p, g)| (*p, *g)).collect();
    println!("{label}both: expected calibration error {:.4}", expected_error(&all));
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
    }
    Ok(())
}
