//! `duizhao memory analyse`: how much of a text the memory has already.

use std::{
    collections::BTreeSet,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{
    progress::Steps,
    search::{Language, fuzzy, memory, scripts, sentences_of},
};
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::ReadArgs,
        commands::records,
        diagnostic::{Messages, Problem},
        output, width,
    },
    domain::Side,
    export::ExportError,
    format::csv::{Cell, CsvWriter},
    store::fuzzy::{Fuzzy, Options, ScriptFolding, fold, tokens},
    text::is_han,
};

/// `memory analyse`.
#[derive(Debug, Args)]
pub struct AnalyseArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Language to translate from [default: Chinese where a file has any]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub from: Option<Language>,
    /// Take Traditional and Simplified characters for the same
    #[arg(long)]
    pub fold_scripts: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = AnalyseFormat::Table)]
    pub format: AnalyseFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Output of `analyse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnalyseFormat {
    /// For reading
    Table,
    /// A row a file and band, for a spreadsheet
    Csv,
    /// JSON with a schema version
    Json,
}

/// Version of the JSON.
const SCHEMA: u32 = 1;

/// The bands, with the least score of each; a repetition has been met before in what is analysed.
const BANDS: [(&str, f64); 7] = [
    ("repetitions", 101.0),
    ("100", 100.0),
    ("95-99", 95.0),
    ("85-94", 85.0),
    ("75-84", 75.0),
    ("50-74", 50.0),
    ("new", 0.0),
];

/// The least score that counts.
const THRESHOLD: f64 = 50.0;

#[derive(Clone, Copy, Default)]
struct Count {
    segments: u64,
    /// Without blanks.
    characters: u64,
    /// Latin words and numbers; each Chinese character counts as one, as word processors count.
    words: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.segments += other.segments;
        self.characters += other.characters;
        self.words += other.words;
    }
}

struct Analysis {
    file: String,
    side: Side,
    others: usize,
    bands: [Count; BANDS.len()],
}

impl Analysis {
    fn total(&self) -> Count {
        let mut total = Count::default();
        self.bands.iter().for_each(|band| total.add(*band));
        total
    }
}

/// Runs `memory analyse`.
///
/// # Errors
/// The memory or the index cannot be used, no input can be read, or the output not written.
pub fn run(args: &AnalyseArgs, path: Option<&Path>, messages: Messages) -> Outcome {
    let memory = memory(path)?;
    let mut fuzzy = fuzzy(&memory, messages)?;
    let settings = records::settings_of(&args.read, messages)?;
    let inputs = records::inputs_of(&args.inputs, None)?;
    let mut steps = Steps::new(messages, "sentences", 0);
    let mut seen = BTreeSet::new();
    let mut analyses = Vec::new();
    let mut failed = 0;
    let mut done = 0;
    for input in &inputs {
        let Some(source) =
            sentences_of(input, args.from.map(Side::from), &settings, &steps, messages)
        else {
            failed += 1;
            continue;
        };
        let mut analysis = Analysis {
            file: input.name.clone(),
            side: source.side,
            others: source.others,
            bands: [Count::default(); BANDS.len()],
        };
        for sentence in &source.sentences {
            let score = if seen.insert(fold(&sentence.text)) {
                best(&mut fuzzy, &sentence.text, source.side, scripts(args.fold_scripts))?
            } else {
                f64::INFINITY
            };
            let band = BANDS.iter().position(|(_, least)| score >= *least).unwrap_or(6);
            if let Some(band) = analysis.bands.get_mut(band) {
                band.add(count(&sentence.text));
            }
            done += 1;
            steps.at(done);
        }
        analyses.push(analysis);
    }
    steps.end();
    if analyses.is_empty() {
        return Err(Problem::new("no input can be read", None));
    }
    output::write(args.output.as_deref(), |out| match args.format {
        AnalyseFormat::Table => table(out, &analyses),
        AnalyseFormat::Csv => csv(out, &analyses),
        AnalyseFormat::Json => json(out, &analyses),
    })?;
    Ok(if failed > 0 { DONE_WITH_FINDINGS } else { DONE })
}

fn best(
    fuzzy: &mut Fuzzy<'_>,
    text: &str,
    side: Side,
    scripts: ScriptFolding,
) -> Result<f64, Problem> {
    let options = Options { side, threshold: THRESHOLD, limit: 1, scripts };
    Ok(fuzzy.search(text, &options)?.first().map_or(0.0, crate::store::fuzzy::Hit::score))
}

fn count(text: &str) -> Count {
    let words = tokens(text).into_iter().filter_map(|span| text.get(span));
    Count {
        segments: 1,
        characters: text.chars().filter(|c| !c.is_whitespace()).count() as u64,
        words: words
            .filter(|word| word.starts_with(|c: char| is_han(c) || c.is_alphanumeric()))
            .count() as u64,
    }
}

/// All files together, where there are several.
fn total(analyses: &[Analysis]) -> Option<Analysis> {
    let first = analyses.first().filter(|_| analyses.len() > 1)?;
    let mut all = Analysis {
        file: "total".to_owned(),
        side: first.side,
        others: 0,
        bands: [Count::default(); BANDS.len()],
    };
    for analysis in analyses {
        all.others += analysis.others;
        for (sum, band) in all.bands.iter_mut().zip(&analysis.bands) {
            sum.add(*band);
        }
    }
    Some(all)
}

fn table(out: &mut dyn Write, analyses: &[Analysis]) -> Result<(), ExportError> {
    let total = total(analyses);
    for analysis in analyses.iter().chain(&total) {
        writeln!(out, "{}", width::one_line(&analysis.file))?;
        writeln!(
            out,
            "  {:<12}{:>10}{:>12}{:>10}{:>8}",
            "match", "segments", "characters", "words", "share"
        )?;
        let all = analysis.total();
        let rows = BANDS.iter().map(|(name, _)| *name).zip(analysis.bands);
        for (name, count) in rows.chain([("all", all)]) {
            let share = 100.0 * count.characters as f64 / all.characters.max(1) as f64;
            writeln!(
                out,
                "  {name:<12}{:>10}{:>12}{:>10}{share:>7.1}%",
                count.segments, count.characters, count.words
            )?;
        }
        if analysis.others > 0 {
            writeln!(
                out,
                "  ({} segments of the other language or without words left out)",
                analysis.others
            )?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn csv(out: &mut dyn Write, analyses: &[Analysis]) -> Result<(), ExportError> {
    let header = ["file", "language", "match", "segments", "characters", "words"];
    let mut csv = CsvWriter::new(out, &header)?;
    for analysis in analyses {
        for ((name, _), count) in BANDS.iter().zip(&analysis.bands) {
            csv.row(&[
                Cell::Text(&analysis.file),
                Cell::Text(analysis.side.code()),
                Cell::Text(name),
                Cell::Count(count.segments),
                Cell::Count(count.characters),
                Cell::Count(count.words),
            ])?;
        }
    }
    csv.finish()?;
    Ok(())
}

fn json(out: &mut dyn Write, analyses: &[Analysis]) -> Result<(), ExportError> {
    let count = |count: Count| json!({"segments": count.segments, "characters": count.characters, "words": count.words});
    let analysis = |analysis: &Analysis| -> Value {
        let bands: Vec<Value> = BANDS
            .iter()
            .zip(analysis.bands)
            .map(|((name, _), band)| {
                let mut value = count(band);
                if let Some(object) = value.as_object_mut() {
                    object.insert("match".to_owned(), json!(name));
                }
                value
            })
            .collect();
        json!({
            "file": analysis.file,
            "language": analysis.side.code(),
            "bands": bands,
            "total": count(analysis.total()),
            "left_out": analysis.others,
        })
    };
    let files: Vec<Value> = analyses.iter().map(analysis).collect();
    let all = total(analyses).as_ref().map(analysis);
    serde_json::to_writer_pretty(
        &mut *out,
        &json!({"schema": SCHEMA, "files": files, "total": all}),
    )?;
    writeln!(out)?;
    Ok(())
}
