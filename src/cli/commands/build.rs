//! `duizhao build`: everything, for one file or a whole archive.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use serde_json::json;

use super::{memory, records, style};
use crate::{
    cli::{
        COULD_NOT, DONE, DONE_WITH_FINDINGS, Outcome,
        args::{BuildArgs, FailOn},
        diagnostic::Messages,
        progress::Shown,
    },
    domain::Severity,
    pipeline::{self, BuildOptions, BuildSummary},
};

/// Runs `build`.
///
/// # Errors
/// The inputs name nothing, or the output folder cannot be written.
pub fn run(args: &BuildArgs, messages: Messages) -> Outcome {
    let mut settings = records::settings_of(&args.read, messages)?;
    settings.journal.clone_from(&args.journal);
    settings.set_style(style::settings_of(&args.style)?);
    records::add_decisions(&mut settings, &args.read, Some(&args.out), messages)?;
    let inputs = records::inputs_of(&args.inputs, Some(&args.out))?;
    let options = BuildOptions {
        out: args.out.clone(),
        jobs: jobs(args.jobs),
        accept: args.accept,
        force: args.force,
        memory: args.memory.clone().map(|path| (path, memory::now())),
    };
    let mut progress = Shown::new(messages);
    let summary = pipeline::build(inputs, &settings, &options, &mut progress)?;
    Ok(conclude(&summary, &args.out, args.fail_on, messages))
}

/// The worker threads that were asked for, or one a processor.
pub fn jobs(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// Says what a run did, and gives its exit code.
pub fn conclude(
    summary: &BuildSummary,
    out: &Path,
    fail_on: Option<FailOn>,
    messages: Messages,
) -> u8 {
    let text = summary_text(summary, &out.display().to_string());
    messages.event("summary", &text, &|| {
        let findings: BTreeMap<&str, usize> =
            summary.findings.iter().map(|(severity, n)| (severity.name(), *n)).collect();
        let memory = summary
            .memory
            .map(|m| json!({"added": m.added, "retired": m.retired, "unchanged": m.unchanged}));
        json!({
            "files": summary.files,
            "reused": summary.reused,
            "articles": summary.articles,
            "units": summary.units,
            "terms": summary.terms,
            "findings": findings,
            "dismissed": summary.dismissed,
            "memory": memory,
            "failures": summary.failures,
            "out": out.display().to_string(),
        })
    });
    exit_code(summary, fail_on)
}

/// 2 where no input gave anything, 1 where some did not or findings reach the limit, else 0.
fn exit_code(summary: &BuildSummary, fail_on: Option<FailOn>) -> u8 {
    if summary.failed() == summary.files {
        COULD_NOT
    } else if summary.failed() > 0
        || reaches(summary.findings.keys().copied(), fail_on.unwrap_or(FailOn::Never))
    {
        DONE_WITH_FINDINGS
    } else {
        DONE
    }
}

/// Whether any of the severities is at or above the limit.
pub fn reaches(severities: impl IntoIterator<Item = Severity>, limit: FailOn) -> bool {
    let least = match limit {
        FailOn::Never => return false,
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
    };
    severities.into_iter().any(|s| s >= least)
}

/// `1 article`, `2 articles`.
fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn summary_text(summary: &BuildSummary, out: &str) -> String {
    if summary.articles == 0 {
        return "nothing was built; the outputs of an earlier run, if any, are as they were"
            .to_owned();
    }
    let mut text = format!(
        "{} from {}: {} in memory.tmx, {} in glossary.csv",
        count(summary.articles, "article", "articles"),
        count(summary.files - summary.failed(), "file", "files"),
        count(summary.units, "unit", "units"),
        count(summary.terms, "term", "terms"),
    );
    let findings: Vec<String> = summary
        .findings
        .iter()
        .rev()
        .map(|(severity, n)| count(*n, severity.name(), &format!("{}s", severity.name())))
        .collect();
    // Writing to a String does not fail.
    if findings.is_empty() {
        text.push_str(", no findings");
    } else {
        let _ = write!(text, ", {}", findings.join(", "));
    }
    if summary.dismissed > 0 {
        let findings = count(summary.dismissed, "finding", "findings");
        let _ = write!(text, "\n{findings} dismissed by an editor are not told");
    }
    if let Some(memory) = &summary.memory {
        let _ = write!(
            text,
            "\n{} added to the memory, {} put out of use, {} as before",
            count(memory.added as usize, "unit", "units"),
            memory.retired,
            count(memory.unchanged as usize, "file", "files"),
        );
    }
    if summary.reused > 0 {
        let files = count(summary.reused, "file", "files");
        let _ = write!(text, "\n{files} unchanged since an earlier run");
    }
    if summary.failed() > 0 {
        let kinds: Vec<String> =
            summary.failures.iter().map(|(kind, n)| format!("{kind} {n}")).collect();
        let _ = write!(
            text,
            "\n{} gave nothing ({}): see manifest.jsonl",
            count(summary.failed(), "file", "files"),
            kinds.join(", ")
        );
    }
    let _ = write!(text, "\nopen {out}/report.html to see both languages side by side");
    text
}
