//! How values are put into words, the same in every file.

use crate::{
    domain::{Evidence, EvidenceKind, Grade, LineRange, Place, TermEntry, UnitFlag},
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

/// Whether evidence of this kind quotes the text it was found in on both sides. Others say on the
/// English side where a name is established, or what a name was composed of.
pub(super) fn quotes_text(kind: EvidenceKind) -> bool {
    !matches!(
        kind,
        EvidenceKind::Decision
            | EvidenceKind::Termbase
            | EvidenceKind::Archive
            | EvidenceKind::Composed
    )
}

/// The evidence that is quoted where there is room for one: the first that quotes both languages,
/// else the first that quotes a text, else the first.
pub(super) fn main_evidence(entry: &TermEntry) -> Option<&Evidence> {
    let mut quoting = entry.evidence.iter().filter(|e| quotes_text(e.kind)).peekable();
    let first = quoting.peek().copied();
    quoting
        .find(|e| !e.zh_quote.is_empty() && !e.en_quote.is_empty())
        .or(first)
        .or_else(|| entry.evidence.first())
}

/// The sentences in which an entry was found, Chinese and English, each empty where it says no more
/// than the term itself.
pub(super) fn contexts(entry: &TermEntry) -> (&str, &str) {
    let Some(main) = main_evidence(entry) else { return ("", "") };
    let more_than = |quote: &'_ str, term: &str| quote.trim() != term.trim();
    let en_is_quote = quotes_text(main.kind)
        && more_than(&main.en_quote, &entry.en)
        && entry.acronym.as_deref().is_none_or(|a| more_than(&main.en_quote, a));
    (
        if more_than(&main.zh_quote, &entry.zh) { &main.zh_quote } else { "" },
        if en_is_quote { &main.en_quote } else { "" },
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(kind: EvidenceKind, zh: &str, en: &str) -> Evidence {
        Evidence { kind, zh_quote: zh.to_owned(), en_quote: en.to_owned(), place: Place::default() }
    }

    #[test]
    fn where_a_name_is_established_is_no_context() {
        let mut entry = TermEntry::new(
            "矿产安全伙伴关系",
            "Minerals Security Partnership",
            Grade::B,
            evidence(EvidenceKind::Termbase, "三国通过矿产安全伙伴关系", "starter: own usage"),
        );
        assert_eq!(contexts(&entry), ("三国通过矿产安全伙伴关系", ""));
        entry.evidence.push(evidence(EvidenceKind::Gloss, "矿产安全伙伴关系（MSP）", "MSP"));
        entry.acronym = Some("MSP".to_owned());
        assert_eq!(contexts(&entry), ("矿产安全伙伴关系（MSP）", ""));
        entry.evidence.push(evidence(EvidenceKind::Aligned, "甲", "joined the Partnership"));
        assert_eq!(main_evidence(&entry).map(|e| e.kind), Some(EvidenceKind::Gloss));
    }
}
