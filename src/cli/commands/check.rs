//! `duizhao check`: findings alone, as a gate before print.

use super::{build::reaches, records};
use crate::{
    check::rules,
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::{CheckArgs, CheckFormat},
        diagnostic::Messages,
        output,
    },
    domain::{ArticleRecord, Finding},
    export::{self, SarifRule, html::ReportInput},
    terms,
};

/// Runs `check`.
///
/// # Errors
/// No input gives an article, or the output cannot be written.
pub fn run(args: &CheckArgs, messages: Messages) -> Outcome {
    let (found, failed) = records::records_of(&args.inputs, &args.read, messages)?;
    let findings: Vec<Finding> = found.iter().flat_map(|r| r.findings.iter().cloned()).collect();
    output::write(args.output.as_deref(), |w| match args.format {
        CheckFormat::Human => {
            let color = args.output.is_none() && messages.colours_results();
            Ok(w.write_all(export::findings_human(&findings, color).as_bytes())?)
        }
        CheckFormat::Json => export::findings_json(w, &findings),
        CheckFormat::Sarif => export::findings_sarif(w, &findings, &sarif_rules()),
        CheckFormat::Csv => export::findings_csv(w, &findings),
        CheckFormat::Html => {
            let articles: Vec<&ArticleRecord> = found.iter().collect();
            let entries = terms::merge(found.iter().flat_map(|r| r.terms.clone()).collect());
            let title = format!("{} articles", articles.len());
            let input = ReportInput { records: &articles, terms: &entries, title: &title };
            export::html::report(w, &input)
        }
    })?;
    let reached = reaches(findings.iter().map(|f| f.severity), args.fail_on);
    Ok(if failed > 0 || reached { DONE_WITH_FINDINGS } else { DONE })
}

fn sarif_rules() -> Vec<SarifRule<'static>> {
    rules()
        .iter()
        .map(|rule| SarifRule { id: &rule.id, severity: rule.severity, what: &rule.what })
        .collect()
}
