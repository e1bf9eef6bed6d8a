//! `duizhao check`: findings alone, as a gate before print.

use super::{build::reaches, records, style};
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::{CheckArgs, CheckFormat},
        diagnostic::{Messages, Problem},
        output,
    },
    domain::ArticleRecord,
    export::{self, html::ReportInput},
    pipeline::{findings::settle, outputs::sarif_rules},
};

/// Runs `check`.
///
/// # Errors
/// No input gives an article, the house style is none, or the output cannot be written.
pub fn run(args: &CheckArgs, messages: Messages) -> Outcome {
    let style = style::settings_of(&args.style)?;
    if style::asks_for_list(&args.style) {
        let list = style::list(&style);
        output::write(args.output.as_deref(), |w| Ok(w.write_all(list.as_bytes())?))?;
        return Ok(DONE);
    }
    if args.inputs.is_empty() {
        return Err(Problem::new("no input", Some("name a file, a folder, or - for stdin")));
    }
    let mut settings = records::settings_of(&args.read, messages)?;
    settings.set_style(style);
    records::add_decisions(&mut settings, &args.read, None, messages)?;
    let (mut found, failed) = records::records_with(&settings, &args.inputs, messages)?;
    let mut glossary = records::Merging::new(&settings);
    for record in &found {
        glossary.add(record);
    }
    let entries = glossary.entries()?;
    let decisions = &settings.decisions.findings;
    let (findings, dismissed) =
        settle(&mut found, &entries, settings.lexicon, &settings.check, decisions);
    let remarks = |fingerprint: &str| decisions.remark(fingerprint);
    output::write(args.output.as_deref(), |w| match args.format {
        CheckFormat::Human => {
            let color = args.output.is_none() && messages.colours_results();
            Ok(w.write_all(export::findings_human(&findings, color).as_bytes())?)
        }
        CheckFormat::Json => export::findings_json(w, &findings),
        CheckFormat::Sarif => export::findings_sarif(w, &findings, &sarif_rules(&settings.check)),
        CheckFormat::Csv => export::findings_csv(w, &findings, &remarks),
        CheckFormat::Xlsx => export::findings_xlsx(w, &findings, &remarks),
        CheckFormat::Html => {
            let articles: Vec<&ArticleRecord> = found.iter().collect();
            let title = format!("{} articles", articles.len());
            let input = ReportInput { records: &articles, terms: &entries, title: &title };
            export::html::report(w, &input)
        }
    })?;
    if !dismissed.is_empty() {
        messages.line(&format!("{} dismissed by an editor are not told", dismissed.len()));
    }
    let stale = decisions.stale(findings.iter().chain(&dismissed)).len();
    if stale > 0 {
        messages.line(&format!(
            "{stale} decisions are about findings that are not there: their text has changed, or \
             they are of other files"
        ));
    }
    let reached = reaches(findings.iter().map(|f| f.severity), args.fail_on);
    Ok(if failed > 0 || reached { DONE_WITH_FINDINGS } else { DONE })
}
