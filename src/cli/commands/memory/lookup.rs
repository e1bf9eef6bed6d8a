//! `duizhao memory lookup`: units that are like a text.

use std::{
    io::{Read as _, Write},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{
    progress::Steps,
    search::{Language, flip_words, fuzzy, memory, score, scripts, side_of},
};
use crate::{
    cli::{
        DONE, Outcome,
        diagnostic::{Messages, Problem},
        output,
        width::one_line,
    },
    domain::Side,
    export::ExportError,
    format::csv::decimal,
    store::fuzzy::{Match, Options, Piece},
};

/// `memory lookup`.
#[derive(Debug, Args)]
pub struct LookupArgs {
    /// Texts to look up [default: the lines of standard input]
    #[arg(value_name = "TEXT")]
    pub texts: Vec<String>,
    /// Look up the lines of this file, or of `-`, standard input
    #[arg(long, value_name = "FILE", conflicts_with = "texts")]
    pub file: Option<PathBuf>,
    /// Language of the texts [default: Chinese where a text has a Chinese character]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub from: Option<Language>,
    /// The lowest score that is shown: 0 to 100, by characters
    #[arg(long, value_name = "SCORE", default_value_t = 70.0, value_parser = score)]
    pub threshold: f64,
    /// How many matches are shown of a text
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// Take Traditional and Simplified characters for the same
    #[arg(long)]
    pub fold_scripts: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t = LookupFormat::Table)]
    pub format: LookupFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Output of `lookup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LookupFormat {
    /// For reading: `[+only in the text looked up+]`, `[-only in the unit-]`
    Table,
    /// JSON with a schema version
    Json,
}

/// Version of the JSON.
const SCHEMA: u32 = 1;

/// Runs `memory lookup`.
///
/// # Errors
/// The memory or the index cannot be used, the texts not read, or the output not written.
pub fn run(args: &LookupArgs, path: Option<&Path>, messages: Messages) -> Outcome {
    let memory = memory(path)?;
    let mut fuzzy = fuzzy(&memory, messages)?;
    let texts = texts(args)?;
    let mut steps = Steps::new(messages, "texts", texts.len() as u64);
    let colour = args.output.is_none() && messages.colours_results();
    let mut trouble = None;
    output::write(args.output.as_deref(), |out| {
        let json = args.format == LookupFormat::Json;
        if json {
            write!(out, "{{\"schema\":{SCHEMA},\"results\":[")?;
        }
        for (at, text) in texts.iter().enumerate() {
            let side = side_of(args.from, text);
            let options = Options {
                side,
                threshold: args.threshold,
                limit: usize::from(args.limit),
                scripts: scripts(args.fold_scripts),
            };
            let found = match fuzzy.matches(text, &options) {
                Ok(found) => found,
                Err(error) => {
                    trouble = Some(Problem::from(error));
                    break;
                }
            };
            if json {
                out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *out, &result_json(text, side, &found))?;
            } else {
                table(out, text, side, &found, colour)?;
            }
            steps.at(at as u64 + 1);
        }
        if json {
            writeln!(out, "\n]}}")?;
        }
        Ok(())
    })?;
    steps.end();
    trouble.map_or(Ok(DONE), Err)
}

fn texts(args: &LookupArgs) -> Result<Vec<String>, Problem> {
    if !args.texts.is_empty() {
        return Ok(args.texts.clone());
    }
    let mut bytes = Vec::new();
    if let Some(path) = args.file.as_deref().filter(|path| *path != Path::new("-")) {
        bytes = std::fs::read(path).map_err(|error| Problem::io("read", path, &error))?;
    } else {
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| Problem::io("read", Path::new("standard input"), &error))?;
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
        Problem::new(
            format!("line {line} of the texts is not UTF-8"),
            Some("convert the file: iconv -f gb18030 -t utf-8"),
        )
    })?;
    let text = text.trim_start_matches('\u{feff}');
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

fn table(
    out: &mut dyn Write,
    text: &str,
    side: Side,
    found: &[Match],
    colour: bool,
) -> Result<(), ExportError> {
    let paint = |code: &str, text: &str| {
        if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    writeln!(out, "{}", paint("1", &one_line(text)))?;
    if found.is_empty() {
        writeln!(out, "  no match")?;
    }
    for hit in found {
        let words =
            hit.word_score.map_or_else(String::new, |s| format!("  words {}", decimal(s, 1)));
        let history = &hit.unit.history;
        writeln!(
            out,
            "  {:>5}{words}  unit {}, {}, {}{}",
            decimal(hit.score, 1),
            hit.unit.id.0,
            history.status.name(),
            one_line(&hit.unit.unit.place.file),
            if history.date.is_empty() { String::new() } else { format!(", {}", history.date) }
        )?;
        let marked: String = hit
            .differences
            .iter()
            .map(|piece| match piece {
                Piece::Same(text) => one_line(text),
                Piece::Query(text) => mark("32", '+', &one_line(text), colour),
                Piece::Unit(text) => mark("31", '-', &one_line(text), colour),
            })
            .collect();
        writeln!(out, "        {} {marked}", side.code())?;
        writeln!(out, "        {} {}", side.other().code(), one_line(&hit.target))?;
        for flip in &hit.flips {
            writeln!(out, "        {} {}", paint("1;33", "!"), one_line(&flip_words(flip)))?;
        }
    }
    writeln!(out)?;
    Ok(())
}

/// A piece that only one of the texts has.
fn mark(code: &str, sign: char, text: &str, colour: bool) -> String {
    if colour {
        format!("\x1b[{code}m[{sign}{text}{sign}]\x1b[0m")
    } else {
        format!("[{sign}{text}{sign}]")
    }
}

fn result_json(text: &str, side: Side, found: &[Match]) -> Value {
    let hits: Vec<Value> = found
        .iter()
        .map(|hit| {
            let differences: Vec<Value> = hit
                .differences
                .iter()
                .map(|piece| match piece {
                    Piece::Same(text) => json!({"same": text}),
                    Piece::Query(text) => json!({"query": text}),
                    Piece::Unit(text) => json!({"unit": text}),
                })
                .collect();
            let flips: Vec<Value> = hit
                .flips
                .iter()
                .map(|flip| json!({"kind": flip.kind.name(), "query": flip.query, "unit": flip.unit}))
                .collect();
            json!({
                "unit": hit.unit.id.0,
                "score": hit.score,
                "word_score": hit.word_score,
                "source": hit.source,
                "target": hit.target,
                "differences": differences,
                "meaning": flips,
                "status": hit.unit.history.status.name(),
                "date": hit.unit.history.date,
                "journal": hit.unit.history.journal,
                "file": hit.unit.unit.place.file,
                "part": hit.unit.unit.part.name(),
                "probability": hit.unit.unit.probability,
            })
        })
        .collect();
    json!({"query": text, "language": side.code(), "matches": hits})
}
