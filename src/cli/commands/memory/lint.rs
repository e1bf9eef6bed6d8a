//! `duizhao memory lint`.

use std::{
    fmt::Write as _,
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{import::notice_text, open, units};
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        diagnostic::{Messages, Problem},
        output,
    },
    exchange::{
        Notice,
        lint::{rule, rules},
    },
    export::ExportError,
    pipeline::memory::{LintTally, lint_file, lint_memory},
    store::Mode,
};

/// `memory lint`.
#[derive(Debug, Args)]
pub struct LintArgs {
    /// TMX files (XLIFF and tables too); the memory itself if none is given
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value_t = LintFormat::Human)]
    pub format: LintFormat,
    /// Print all rules and what each tool does
    #[arg(long)]
    pub rules: bool,
}

/// Output of `memory lint`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LintFormat {
    /// For reading on a terminal
    Human,
    /// A JSON object a line
    Jsonl,
}

/// Runs `memory lint`: exit 1 where something was found.
///
/// # Errors
/// A file gives nothing, or the memory cannot be read.
pub fn run(args: &LintArgs, memory: Option<&Path>, messages: Messages) -> Outcome {
    if args.rules {
        output::write(None, print_rules)?;
        return Ok(DONE);
    }
    let mut found = false;
    let mut failed = false;
    if args.files.is_empty() {
        let memory = open(memory, Mode::Read)?;
        let name = memory.path().display().to_string();
        let mut tally = LintTally::default();
        output::write(None, |w| {
            let mut error = None;
            tally = lint_memory(&memory, &mut |notice| {
                if error.is_none() {
                    error = print(w, &name, notice, args.format).err();
                }
            })
            .map_err(|error| ExportError::Io(std::io::Error::other(error)))?;
            error.map_or(Ok(()), Err)
        })?;
        messages.line(&summary(&name, &tally));
        found |= !tally.rules.is_empty();
    }
    for path in &args.files {
        let name = path.display().to_string();
        let mut outcome = Ok(LintTally::default());
        output::write(None, |w| {
            let mut error = None;
            outcome = lint_file(path, &mut |notice| {
                if error.is_none() {
                    error = print(w, &name, notice, args.format).err();
                }
            });
            error.map_or(Ok(()), Err)
        })?;
        match outcome {
            Ok(tally) => {
                messages.line(&summary(&name, &tally));
                found |= !tally.rules.is_empty();
            }
            Err(error) => {
                failed = true;
                let hint = Some(error.hint()).filter(|hint| !hint.is_empty());
                messages.problem(&Problem::new(format!("{name}: {error}"), hint));
            }
        }
    }
    Ok(if failed && !found && args.files.len() == 1 {
        crate::cli::COULD_NOT
    } else if found || failed {
        DONE_WITH_FINDINGS
    } else {
        DONE
    })
}

/// What each tool does, those that take it as it is left out.
fn tools(id: &str) -> Vec<(&'static str, &'static str)> {
    let Some(rule) = rule(id) else { return Vec::new() };
    [("OmegaT", &rule.omegat), ("Trados", &rule.trados), ("memoQ", &rule.memoq)]
        .into_iter()
        .filter(|(_, does)| !does.is_empty())
        .map(|(tool, does)| (tool, does.as_str()))
        .collect()
}

fn print(
    w: &mut dyn Write,
    file: &str,
    notice: &Notice,
    format: LintFormat,
) -> Result<(), ExportError> {
    match format {
        LintFormat::Human => {
            let line = if notice.line > 0 { format!(":{}", notice.line) } else { String::new() };
            let text = notice_text(notice);
            let text = text.split_once(' ').map_or(text.as_str(), |(_, rest)| rest);
            writeln!(w, "{file}{line}: {text}")?;
            for (tool, does) in tools(notice.rule) {
                writeln!(w, "  {tool} {does}")?;
            }
        }
        LintFormat::Jsonl => {
            let tools: serde_json::Map<String, serde_json::Value> =
                tools(notice.rule).into_iter().map(|(t, d)| (t.to_lowercase(), d.into())).collect();
            let line = serde_json::json!({
                "schema": 1,
                "file": file,
                "line": notice.line,
                "unit": notice.unit,
                "tuid": notice.tuid,
                "rule": notice.rule,
                "message": notice.message,
                "tools": tools,
            });
            writeln!(w, "{line}")?;
        }
    }
    Ok(())
}

fn print_rules(w: &mut dyn Write) -> Result<(), ExportError> {
    for rule in rules() {
        writeln!(w, "{}: {}", rule.id, rule.what)?;
        for (tool, does) in tools(&rule.id) {
            writeln!(w, "  {tool} {does}")?;
        }
    }
    Ok(())
}

fn summary(name: &str, tally: &LintTally) -> String {
    let found: u64 = tally.rules.values().sum();
    let mut text = format!("{name}: {}, ", units(tally.units));
    if found == 0 {
        text.push_str("nothing that OmegaT, Trados or memoQ would reject or mangle");
    } else {
        let rules: Vec<String> =
            tally.rules.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
        let _ = write!(text, "{found} found ({})", rules.join(", "));
    }
    text
}
