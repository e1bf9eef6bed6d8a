//! `duizhao memory pretranslate`: a text with what the memory has for each sentence.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::{
    progress::Steps,
    search::{Language, flip_words, fuzzy, memory, score, scripts, sentences_of},
};
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::ReadArgs,
        commands::records,
        diagnostic::{Messages, Problem},
        output,
    },
    domain::Side,
    export::{
        Direction, MatchCandidate, PretranslatedFile, PretranslatedSentence, pretranslation_xliff,
        pretranslation_xlsx,
    },
    store::fuzzy::{Match, Options},
};

/// `memory pretranslate`.
#[derive(Debug, Args)]
pub struct PretranslateArgs {
    /// Files, folders (walked), or `-` for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Language to translate from [default: Chinese where a file has any]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub from: Option<Language>,
    /// The lowest score of a candidate: 0 to 100, by characters
    #[arg(long, value_name = "SCORE", default_value_t = 75.0, value_parser = score)]
    pub threshold: f64,
    /// Candidates a sentence at most
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub limit: u16,
    /// Fill in the target where the best candidate has this score and no difference of meaning
    #[arg(long, value_name = "SCORE", default_value_t = 100.0, value_parser = score)]
    pub fill: f64,
    /// Take Traditional and Simplified characters for the same
    #[arg(long)]
    pub fold_scripts: bool,
    /// What to write [default: by the ending of the file, else xliff]
    #[arg(long, value_enum)]
    pub format: Option<PretranslateFormat>,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Language tag of the Chinese
    #[arg(long, value_name = "TAG", default_value = "zh-CN")]
    pub zh_tag: String,
    /// Language tag of the English
    #[arg(long, value_name = "TAG", default_value = "en-US")]
    pub en_tag: String,
    /// How inputs are read.
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Output of `pretranslate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PretranslateFormat {
    /// XLIFF 2.1 with the matches module
    Xliff,
    /// Excel workbook
    Xlsx,
}

/// Runs `memory pretranslate`.
///
/// # Errors
/// The memory or the index cannot be used, no input can be read, or the output not written.
pub fn run(args: &PretranslateArgs, path: Option<&Path>, messages: Messages) -> Outcome {
    let format = format(args)?;
    let memory = memory(path)?;
    let mut fuzzy = fuzzy(&memory, messages)?;
    let settings = records::settings_of(&args.read, messages)?;
    let inputs = records::inputs_of(&args.inputs, None)?;
    let mut from = args.from.map(Side::from);
    let mut steps = Steps::new(messages, "sentences", 0);
    let (mut files, mut failed, mut done) = (Vec::new(), 0, 0);
    for input in &inputs {
        let Some(source) = sentences_of(input, from, &settings, &steps, messages) else {
            failed += 1;
            continue;
        };
        // One file has one source language: that of the first input.
        from = Some(source.side);
        let options = Options {
            side: source.side,
            threshold: args.threshold,
            limit: usize::from(args.limit),
            scripts: scripts(args.fold_scripts),
        };
        let mut file = PretranslatedFile { name: input.name.clone(), sentences: Vec::new() };
        for sentence in &source.sentences {
            let found = fuzzy.matches(&sentence.text, &options)?;
            let sure = found.first().filter(|m| m.score >= args.fill && m.flips.is_empty());
            file.sentences.push(PretranslatedSentence {
                source: sentence.text.clone(),
                line: sentence.line,
                target: sure.map(|m| m.target.clone()),
                candidates: found.iter().map(candidate).collect(),
            });
            done += 1;
            steps.at(done);
        }
        files.push(file);
    }
    steps.end();
    let Some(from) = from.filter(|_| !files.is_empty()) else {
        return Err(Problem::new("no input can be read", None));
    };
    let (source_tag, target_tag) = match from {
        Side::Zh => (&args.zh_tag, &args.en_tag),
        Side::En => (&args.en_tag, &args.zh_tag),
    };
    output::write(args.output.as_deref(), |out| match format {
        PretranslateFormat::Xliff => {
            pretranslation_xliff(out, &files, Direction { source_tag, target_tag })
        }
        PretranslateFormat::Xlsx => pretranslation_xlsx(out, &files),
    })?;
    let sentences = files.iter().flat_map(|file| &file.sentences);
    let with = sentences.clone().filter(|sentence| !sentence.candidates.is_empty()).count();
    let filled = sentences.clone().filter(|sentence| sentence.target.is_some()).count();
    messages.line(&format!(
        "{} sentences: {with} with candidates, {filled} filled in",
        sentences.count()
    ));
    Ok(if failed > 0 { DONE_WITH_FINDINGS } else { DONE })
}

fn format(args: &PretranslateArgs) -> Result<PretranslateFormat, Problem> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.output else { return Ok(PretranslateFormat::Xliff) };
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("xlsx") => Ok(PretranslateFormat::Xlsx),
        Some("xlf" | "xliff" | "xml") | None => Ok(PretranslateFormat::Xliff),
        Some(other) => Err(Problem::new(
            format!("no format is known by the ending .{other}"),
            Some("end the file's name in .xlf or .xlsx, or say --format"),
        )),
    }
}

fn candidate(found: &Match) -> MatchCandidate {
    MatchCandidate {
        source: found.source.clone(),
        target: found.target.clone(),
        score: found.score,
        word_score: found.word_score,
        origin: found.unit.unit.place.file.clone(),
        unit: found.unit.id.0,
        flips: found.flips.iter().map(flip_words).collect(),
    }
}
