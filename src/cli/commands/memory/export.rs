//! `duizhao memory export`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{Duplicates, import::Status, open, progress::Steps, units};
use crate::{
    cli::{
        DONE, Outcome,
        args::probability,
        diagnostic::{Messages, Problem},
        output,
    },
    domain::{Part, Relation, Script},
    pipeline::memory::{ExportFormat, ExportOptions, ExportTally, export},
    store::{Filter, Mode, Retired},
};

/// `memory export`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct ExportArgs {
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What to write [default: by the ending of the file, else tmx]
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Only these parts, parted by commas: title, author, keyword, abstract, clause, body, term, segment
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_parser = part)]
    pub part: Vec<Part>,
    /// Only units of this journal; may be given more than once
    #[arg(long, value_name = "NAME")]
    pub journal: Vec<String>,
    /// Only units changed, made or added on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<String>,
    /// Only units changed, made or added on this day or earlier (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<String>,
    /// Least probability
    #[arg(long, value_name = "P", default_value_t = crate::pipeline::settings::DEFAULT_ACCEPT, value_parser = probability)]
    pub min_probability: f64,
    /// Only units of these statuses, parted by commas [default: draft,approved]
    #[arg(long, value_name = "STATUS", value_enum, value_delimiter = ',')]
    pub status: Vec<Status>,
    /// Units out of use (retired) as well
    #[arg(long)]
    pub retired: bool,
    /// Comparable units (same content, no translation) as well
    #[arg(long)]
    pub comparable: bool,
    /// Which of several units with the same Chinese and English is written
    #[arg(long, value_enum, default_value_t = Duplicates::First)]
    pub duplicates: Duplicates,
    /// Of units with the same Chinese write only one, chosen as --duplicates says
    #[arg(long)]
    pub one_target: bool,
    /// Script of the Chinese that the file is for; XLIFF holds only that one
    #[arg(long, value_enum, default_value_t = ScriptChoice::Hans)]
    pub script: ScriptChoice,
    /// Language tag of all Chinese [default: each unit's own]
    #[arg(long, value_name = "TAG")]
    pub zh_tag: Option<String>,
    /// Language tag of all English [default: each unit's own]
    #[arg(long, value_name = "TAG")]
    pub en_tag: Option<String>,
    /// Write TMX without inline codes (level 1)
    #[arg(long)]
    pub plain: bool,
}

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// TMX 1.4
    Tmx,
    /// XLIFF 2.1
    Xliff,
    /// Table
    Csv,
    /// Excel workbook
    Xlsx,
    /// A JSON object a line, with all that the memory knows
    Jsonl,
}

/// Simplified or Traditional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScriptChoice {
    /// Simplified
    Hans,
    /// Traditional
    Hant,
}

fn part(name: &str) -> Result<Part, String> {
    Part::named(name).ok_or_else(|| {
        let known: Vec<&str> = Part::ALL.iter().map(|part| part.name()).collect();
        format!("parts are: {}", known.join(", "))
    })
}

fn date(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |text: &str, len: usize| text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [year, month, day]
            if digits(year, 4)
                && digits(month, 2)
                && digits(day, 2)
                && ("01"..="12").contains(month)
                && ("01"..="31").contains(day) =>
        {
            Ok(text.to_owned())
        }
        _ => Err("a date is written YYYY-MM-DD".to_owned()),
    }
}

/// Runs `memory export`.
///
/// # Errors
/// The memory cannot be read or the file not written.
pub fn run(args: &ExportArgs, memory: Option<&Path>, messages: Messages) -> Outcome {
    let memory = open(memory, Mode::Read)?;
    let options = ExportOptions {
        format: format(args)?,
        filter: filter(args),
        duplicates: args.duplicates.into(),
        one_target: args.one_target,
        script: match args.script {
            ScriptChoice::Hans => Script::Hans,
            ScriptChoice::Hant => Script::Hant,
        },
        zh_tag: args.zh_tag.clone(),
        en_tag: args.en_tag.clone(),
        plain: args.plain,
    };
    let total = memory.count(&options.filter)?;
    let mut steps = Steps::new(messages, "units", total);
    let mut done = 0;
    let mut tally = ExportTally::default();
    output::write(args.output.as_deref(), |writer| {
        tally = export(&memory, writer, &options, &mut || {
            done += 1;
            if done % 1024 == 0 {
                steps.at(done);
            }
        })?;
        Ok(())
    })?;
    steps.end();
    // Writing to a String does not fail.
    let mut text = format!("{} written", units(tally.written));
    if tally.duplicates > 0 {
        let _ = write!(text, ", {} left out as duplicates", tally.duplicates);
    }
    if tally.refused > 0 {
        let _ = write!(text, ", {} left out (damaged, or of the other script)", tally.refused);
    }
    if total == 0 {
        let all = memory.count(&Filter { retired: Retired::With, ..Filter::default() })?;
        text = format!("no unit fits: the memory has {}", units(all));
    }
    messages.line(&text);
    Ok(DONE)
}

fn format(args: &ExportArgs) -> Result<ExportFormat, Problem> {
    let ending = args
        .output
        .as_deref()
        .and_then(Path::extension)
        .map(|e| e.to_string_lossy().to_lowercase());
    Ok(match (args.format, ending.as_deref()) {
        (Some(Format::Tmx), _) | (None, Some("tmx") | None) => ExportFormat::Tmx,
        (Some(Format::Xliff), _) | (None, Some("xlf" | "xliff")) => ExportFormat::Xliff,
        (Some(Format::Csv), _) | (None, Some("csv")) => ExportFormat::Csv,
        (Some(Format::Xlsx), _) | (None, Some("xlsx")) => ExportFormat::Xlsx,
        (Some(Format::Jsonl), _) | (None, Some("jsonl" | "ndjson")) => ExportFormat::Jsonl,
        (None, Some(other)) => {
            return Err(Problem::new(
                format!("what format is .{other}?"),
                Some("give --format tmx, xliff, csv, xlsx or jsonl"),
            ));
        }
    })
}

fn filter(args: &ExportArgs) -> Filter {
    let default = ExportOptions::default().filter;
    Filter {
        parts: args.part.clone(),
        journals: args.journal.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        min_probability: Some(args.min_probability),
        statuses: if args.status.is_empty() {
            default.statuses
        } else {
            args.status.iter().map(|status| (*status).into()).collect()
        },
        script: None,
        relation: (!args.comparable).then_some(Relation::Parallel),
        retired: if args.retired { Retired::With } else { Retired::Without },
    }
}
