//! Findings with their quotes, and the filters over them.

use std::collections::BTreeMap;

use crate::domain::{ArticleRecord, Finding, Severity, Side};

use super::{beads::unit, markup::Markup};

/// Loudest first.
const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];

/// Appends the filters over all findings of the page.
pub(super) fn filters(out: &mut Markup, records: &[&ArticleRecord]) {
    let all = || records.iter().flat_map(|r| &r.findings);
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in all() {
        *rules.entry(&finding.rule).or_default() += 1;
    }
    out.raw(
        "<form class=\"filters\" id=\"filters\" role=\"search\" aria-label=\"Filter findings\">",
    );
    for severity in SEVERITIES {
        let count = all().filter(|f| f.severity == severity).count();
        out.raw("<label class=\"sev\"").attribute("data-severity", severity.name());
        out.raw("><input type=\"checkbox\" name=\"severity\" checked");
        out.attribute("value", severity.name()).raw("> ").text(severity.name());
        out.raw(" ").element("span", "count", &count.to_string()).close("label");
    }
    out.raw("<label>Rule <select name=\"rule\"><option value=\"\">all rules</option>");
    for (rule, count) in rules {
        out.raw("<option").attribute("value", rule).raw(">").text(rule);
        out.text(&format!(" ({count})")).close("option");
    }
    out.raw("</select></label><label>Search <input type=\"search\" name=\"text\" id=\"search\" autocomplete=\"off\" placeholder=\"findings and terms\"></label>");
    out.raw("<output id=\"shown\"></output></form>\n");
}

/// Appends the findings of one article.
pub(super) fn list(out: &mut Markup, record: &ArticleRecord, article: usize) {
    if record.findings.is_empty() {
        out.element("p", "calm", "Nothing to look at.");
        return;
    }
    let mut findings: Vec<&Finding> = record.findings.iter().collect();
    // The loudest first; within one severity as they stand in the file.
    findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
    out.raw("<ol class=\"findings\">");
    for finding in findings {
        out.raw("<li class=\"finding\" tabindex=\"0\"")
            .attribute("data-severity", finding.severity.name());
        out.attribute("data-rule", &finding.rule);
        out.attribute("data-article", &article.to_string());
        out.attribute("data-fingerprint", &finding.fingerprint).raw(">");
        out.open("div", "head").element("span", "badge", finding.severity.name());
        out.raw(" ").element("span", "message", &finding.message).raw(" ");
        out.element("code", "rule", &finding.rule).close("div");
        if !finding.hint.is_empty() {
            out.element("p", "hint", &finding.hint);
        }
        for quote in &finding.quotes {
            let class = if quote.side == Side::Zh { "quote zh" } else { "quote en" };
            let lang = match quote.side {
                Side::Zh => record.article.script.tag(),
                Side::En => "en",
            };
            out.begin("blockquote", class).attribute("data-side", quote.side.code()).raw(">");
            out.begin("span", "q").attribute("lang", lang).raw(">").text(&quote.text).close("span");
            if quote.lines.first > 0 {
                let told = format!("{} {}", unit(record, quote.lines), quote.lines);
                out.raw(" ").element("span", "where", &told);
            }
            out.close("blockquote");
        }
        out.raw("<button type=\"button\" class=\"show\">Show in the text</button>");
        out.raw("<p class=\"id\">fingerprint ").element("code", "", &finding.fingerprint);
        out.raw("</p>").close("li");
        out.raw("\n");
    }
    out.raw("</ol>\n");
}
