//! Small bar charts, as inline SVG with their numbers in words beside them.

use std::collections::BTreeMap;

use crate::domain::{ArticleRecord, Grade, Part, TermEntry};

use super::markup::Markup;

/// Appends a chart of `bars` (label, count).
fn chart(out: &mut Markup, title: &'static str, bars: &[(String, usize)]) {
    let most = bars.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    out.open("figure", "chart").element("figcaption", "", title).raw("<table><tbody>");
    for (label, count) in bars {
        let width = format!("{:.1}", 100.0 * *count as f64 / most as f64);
        out.raw("<tr><th scope=\"row\">").text(label).raw("</th><td>");
        out.raw("<svg viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect height=\"6\"");
        out.attribute("width", &width).raw("/></svg></td><td class=\"n\">");
        out.text(&count.to_string()).raw("</td></tr>");
    }
    out.raw("</tbody></table>").close("figure");
}

/// Appends the charts of an article or a collection.
pub(super) fn charts(out: &mut Markup, records: &[&ArticleRecord], terms: &[TermEntry]) {
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    let mut probabilities = [0_usize; 5];
    let beads = records.iter().flat_map(|r| &r.beads).filter(|b| b.part == Part::Abstract);
    for bead in beads {
        *shapes.entry(bead.bead.shape()).or_default() += 1;
        if let Some(probability) = bead.bead.probability.filter(|_| !bead.bead.is_one_sided()) {
            let at = (probability * 5.0).floor().clamp(0.0, 4.0) as usize;
            if let Some(slot) = probabilities.get_mut(at) {
                *slot += 1;
            }
        }
    }
    let mut grades: BTreeMap<Grade, usize> = BTreeMap::new();
    for term in terms {
        *grades.entry(term.grade).or_default() += 1;
    }
    out.open("div", "charts");
    if !shapes.is_empty() {
        let mut bars: Vec<(String, usize)> = shapes.into_iter().collect();
        bars.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        chart(out, "Beads by shape (Chinese-English)", &bars);
        let bars: Vec<(String, usize)> = probabilities
            .iter()
            .enumerate()
            .rev()
            .map(|(at, count)| {
                (format!("{:.1}–{:.1}", at as f64 / 5.0, (at + 1) as f64 / 5.0), *count)
            })
            .collect();
        chart(out, "Beads by probability", &bars);
    }
    if !grades.is_empty() {
        let bars: Vec<(String, usize)> =
            grades.into_iter().map(|(g, n)| (g.letter().to_owned(), n)).collect();
        chart(out, "Terms by grade", &bars);
    }
    out.close("div");
}
