//! The glossary with its evidence and grades.

use std::{borrow::Borrow, io::Write};

use crate::{
    domain::{Evidence, LineRange, TermEntry},
    export::ExportError,
};

use super::markup::Markup;

/// What a grade means, for the title of its badge.
fn meaning(letter: &str) -> &'static str {
    match letter {
        "S" => "S: a termbase or an editor's decision",
        "A" => "A: two independent kinds of evidence agree",
        "B" => "B: one pair that the author states",
        "C" => "C: found by alignment",
        "D" => "D: a suggestion",
        _ => "!: the evidence disagrees",
    }
}

/// Writes what is appended, then the table of `count` terms.
pub(super) fn table<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    out: &mut Markup,
    terms: impl IntoIterator<Item = E>,
    count: usize,
) -> Result<(), ExportError> {
    if count == 0 {
        out.element("p", "calm", "No terms were found.");
        return Ok(());
    }
    out.raw("<table class=\"glossary\" id=\"terms\"><thead><tr><th scope=\"col\">Grade</th><th scope=\"col\">Chinese</th><th scope=\"col\">English</th><th scope=\"col\">Evidence</th></tr></thead><tbody>\n");
    for term in terms {
        let term = term.borrow();
        out.raw("<tr").attribute("data-grade", term.grade.letter()).raw("><td>");
        out.begin("span", "grade").attribute("data-grade", term.grade.letter());
        out.attribute("title", meaning(term.grade.letter())).raw(">");
        out.text(term.grade.letter())
            .raw("</span></td><td lang=\"zh\" class=\"term\">")
            .text(&term.zh);
        also(out, &term.zh_also);
        out.raw("</td><td lang=\"en\" class=\"term\">");
        if term.en.is_empty() {
            out.element("span", "none", "—");
        }
        out.text(&term.en);
        if let Some(acronym) = &term.acronym {
            out.raw(" ").element("span", "acronym", acronym);
        }
        also(out, &term.en_also);
        out.raw("</td><td>");
        evidence(out, term);
        out.raw("</td></tr>\n");
        out.flush_where_much(writer)?;
    }
    out.raw("</tbody></table>\n");
    Ok(())
}

fn also(out: &mut Markup, forms: &[String]) {
    if !forms.is_empty() {
        out.raw(" ").element("span", "also", &format!("also {}", forms.join("; ")));
    }
}

fn evidence(out: &mut Markup, term: &TermEntry) {
    let mut kinds: Vec<&str> = term.evidence.iter().map(|e| e.kind.name()).collect();
    kinds.dedup();
    let mut told = kinds.join(", ");
    if term.articles > 1 {
        told = format!("{told} · {} articles", term.articles);
    }
    if term.evidence.is_empty() && term.against.is_empty() {
        out.text(&told);
        return;
    }
    out.raw("<details><summary>").text(&told).raw("</summary><ul class=\"evidence\">");
    for one in &term.evidence {
        piece(out, one);
    }
    for rendering in &term.renderings {
        let told = format!("{}: {} articles", rendering.en, rendering.articles);
        out.element("li", "rendering", &told);
    }
    for against in &term.against {
        out.open("li", "against").raw("against it: ").text(against).close("li");
    }
    out.raw("</ul>").close("details");
}

fn piece(out: &mut Markup, evidence: &Evidence) {
    out.open("li", "").element("span", "kind", evidence.kind.name()).raw(" ");
    out.raw("<span lang=\"zh\" class=\"q\">").text(&evidence.zh_quote).raw("</span> ");
    out.raw("<span lang=\"en\" class=\"q\">").text(&evidence.en_quote).raw("</span> ");
    let mut places = vec![evidence.place.file.clone()];
    let mut told = |lines: LineRange| {
        if lines.first > 0 {
            places.push(lines.to_string());
        }
    };
    told(evidence.place.zh_lines);
    if evidence.place.en_lines != evidence.place.zh_lines {
        told(evidence.place.en_lines);
    }
    places.retain(|p| !p.is_empty());
    out.element("span", "where", &places.join(":")).close("li");
}
