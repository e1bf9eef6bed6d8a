//! One article: heading, charts, both languages, findings, clean-up log.

use std::collections::BTreeMap;

use crate::domain::{ArticleRecord, CleanEdit, Passage};

use super::{
    beads::{Rows, unit},
    findings,
    markup::Markup,
};

/// How many edits of the clean-up log are listed one by one; all are in `article.json`.
const LISTED_EDITS: usize = 400;
/// How many characters of an edit are shown.
const EDIT_CHARS: usize = 120;

/// The title that a reader knows an article by: Chinese, or English, or its id.
pub(super) fn title(record: &ArticleRecord) -> &str {
    let article = &record.article;
    let title = article.zh.title.as_ref().or(article.en.title.as_ref());
    title.map(Passage::as_str).filter(|t| !t.is_empty()).unwrap_or(&record.id)
}

/// Appends an article; `number` is its place on the page.
pub(super) fn section(out: &mut Markup, record: &ArticleRecord, number: usize) {
    out.begin("article", "article").attribute("id", &format!("a{number}")).raw(">");
    out.begin("h2", "").attribute("lang", record.article.script.tag()).raw(">");
    out.text(title(record)).close("h2");
    out.open("p", "meta").text(&record.source.file);
    let article = &record.article;
    let told = [
        format!("{} paragraphs", article.body.len()),
        format!("{} notes", article.notes.len()),
        format!("{} terms", record.terms.len()),
    ];
    out.text(&format!(" · {}", told.join(" · "))).close("p");
    Rows::new(record, number).all(out);
    out.begin("h3", "").attribute("id", &format!("f{number}")).raw(">Findings ");
    out.element("span", "count", &record.findings.len().to_string()).close("h3");
    findings::list(out, record, number);
    log(out, record);
    out.raw("</article>\n");
}

/// The clean-up log: how often each rule did something, and what.
fn log(out: &mut Markup, record: &ArticleRecord) {
    if record.edits.is_empty() {
        return;
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for edit in &record.edits {
        *rules.entry(&edit.rule).or_default() += 1;
    }
    out.raw("<details class=\"log\"><summary>Clean-up log ");
    out.element("span", "count", &record.edits.len().to_string());
    let told: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
    out.raw(" ").element("span", "where", &told.join(" · ")).raw("</summary>");
    out.raw("<table><thead><tr><th scope=\"col\">Lines</th><th scope=\"col\">Rule</th><th scope=\"col\">Before</th><th scope=\"col\">After</th></tr></thead><tbody>\n");
    for edit in record.edits.iter().take(LISTED_EDITS) {
        row(out, record, edit);
    }
    out.raw("</tbody></table>");
    if let Some(more) = record.edits.len().checked_sub(LISTED_EDITS).filter(|m| *m > 0) {
        out.element("p", "calm", &format!("{more} more are in article.json"));
    }
    out.raw("</details>\n");
}

fn row(out: &mut Markup, record: &ArticleRecord, edit: &CleanEdit) {
    let short = |text: &str| -> String {
        let mut chars = text.chars();
        let head: String = chars.by_ref().take(EDIT_CHARS).collect();
        if chars.next().is_some() { format!("{head}…") } else { head }
    };
    out.raw("<tr><td").attribute("title", unit(record, edit.lines)).raw(">");
    out.text(&edit.lines.to_string()).raw("</td><td>").element("code", "", &edit.rule);
    out.raw("</td><td><del>").text(&short(&edit.before)).raw("</del></td><td><ins>");
    out.text(&short(&edit.after)).raw("</ins></td></tr>\n");
}
