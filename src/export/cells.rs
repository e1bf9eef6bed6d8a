//! How values are put into words, the same in every file.

use crate::{
    domain::{Evidence, Grade, LineRange, Place, TermEntry, UnitFlag},
    format::csv::Cell,
};

/// Lines as `12-15`; empty where there are none.
pub(super) fn lines(range: LineRange) -> String {
    if range.first == 0 { String::new() } else { range.to_string() }
}

/// A line number as a cell; empty where there is none.
pub(super) fn line(number: u32) -> Cell<'static> {
    if number == 0 { Cell::Text("") } else { Cell::Count(u64::from(number)) }
}

/// A bead's shape as a cell, `1→2`: a spreadsheet would take `1-2` for the second of January.
pub(super) fn shape(shape: &str) -> String {
    shape.replace('-', "→")
}

/// Flags, blank between.
pub(super) fn flags(flags: &[UnitFlag]) -> String {
    flags.iter().map(|f| f.name()).collect::<Vec<_>>().join(" ")
}

/// What stands between the values of one cell.
pub(super) const BETWEEN: &str = " | ";

/// The kinds of an entry's evidence, each once, in the order of the evidence.
pub(super) fn evidence_kinds(entry: &TermEntry) -> Vec<&'static str> {
    let mut kinds = Vec::new();
    for evidence in &entry.evidence {
        if !kinds.contains(&evidence.kind.name()) {
            kinds.push(evidence.kind.name());
        }
    }
    kinds
}

/// The evidence that is quoted where there is room for one: the first with both quotes, else the
/// first.
pub(super) fn main_evidence(entry: &TermEntry) -> Option<&Evidence> {
    entry
        .evidence
        .iter()
        .find(|e| !e.zh_quote.is_empty() && !e.en_quote.is_empty())
        .or_else(|| entry.evidence.first())
}

/// A place in one line: `issue.txt, zh 12, en 240-241`.
pub(super) fn place(place: &Place) -> String {
    let mut out = place.file.clone();
    for (side, range) in [("zh", place.zh_lines), ("en", place.en_lines)] {
        if range.first > 0 {
            if !out.is_empty() {
                out.push_str(", ");
            }
            out.push_str(side);
            out.push(' ');
            out.push_str(&range.to_string());
        }
    }
    out
}

/// Grade, evidence and count in one line: `grade B; keyword, gloss; 2 articles`.
pub(super) fn summary(entry: &TermEntry) -> String {
    let kinds = evidence_kinds(entry).join(", ");
    let count = match entry.articles {
        1 => "1 article".to_owned(),
        n => format!("{n} articles"),
    };
    let grade = match entry.grade {
        Grade::D => "grade D (suggested)",
        Grade::Conflict => "conflict",
        other => return join(&[&format!("grade {}", other.letter()), &kinds, &count]),
    };
    join(&[grade, &kinds, &count])
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join("; ")
}
