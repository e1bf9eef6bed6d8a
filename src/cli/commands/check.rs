//! `duizhao check`: findings alone, as a gate before print.

use super::{build::reaches, records};
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::{CheckArgs, CheckFormat},
        diagnostic::Messages,
        output,
    },
    domain::Finding,
    export,
};

/// Runs `check`.
///
/// # Errors
/// No input gives an article, or the output cannot be written.
pub fn run(args: &CheckArgs, messages: Messages) -> Outcome {
    let (found, failed) = records::records_of(&args.inputs, &args.read, messages)?;
    let findings: Vec<Finding> = found.iter().flat_map(|r| r.findings.iter().cloned()).collect();
    output::write(args.output.as_deref(), |w| match args.format {
        CheckFormat::Csv => export::findings_csv(w, &findings),
    })?;
    let reached = reaches(findings.iter().map(|f| f.severity), args.fail_on);
    Ok(if failed > 0 || reached { DONE_WITH_FINDINGS } else { DONE })
}
