//! Names of the article's Chinese text that a termbase knows.

use crate::domain::{Article, Evidence, EvidenceKind, Grade, LineRange, Passage};

use super::{
    decisions::Decisions,
    ledger::Found,
    place::{Locator, sentence_around},
    termbase::{Termbase, TermbaseRow, Trust},
};

/// Most other renderings of a termbase that an entry tells.
const MOST_RENDERINGS: usize = 20;

/// The passages that are searched: title, abstract, keywords, body, captions.
fn passages(article: &Article) -> impl Iterator<Item = &Passage> {
    article
        .zh
        .title
        .iter()
        .chain(&article.zh.subtitle)
        .chain(&article.zh.abstract_text)
        .chain(&article.zh.keywords)
        .chain(&article.body)
        .chain(&article.apart)
}

/// One piece of evidence for each termbase term, at the first place where it stands.
pub(super) fn terms(
    article: &Article,
    locator: &Locator<'_>,
    termbases: &[Termbase],
) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for termbase in termbases {
        let mut seen: Vec<&str> = Vec::new();
        for passage in passages(article) {
            let text = passage.as_str();
            for hit in termbase.matches(text) {
                let Some(row) = hit.rows.iter().find(|r| r.usage.is_usable()) else { continue };
                if seen.contains(&row.zh.as_str()) {
                    continue;
                }
                seen.push(&row.zh);
                let place = locator.place(locator.lines(passage, hit.span), LineRange::default());
                let evidence = Evidence {
                    kind: EvidenceKind::Termbase,
                    zh_quote: sentence_around(text, hit.span),
                    en_quote: origin(termbase, row),
                    place,
                };
                let mut found = Found::new(&row.zh, &row.en, grade(termbase, row), evidence);
                found.acronym.clone_from(&row.acronym);
                if found.zh != hit.span.of(text) {
                    found.zh_also.push(hit.span.of(text).to_owned());
                }
                for other in hit.rows.iter().filter(|r| r.en != row.en).take(MOST_RENDERINGS) {
                    if other.usage.is_usable() {
                        found.en_also.push(other.en.clone());
                    } else {
                        found.against.push(format!(
                            "The termbase {} calls \u{201c}{}\u{201d} {}.",
                            termbase.name,
                            other.en,
                            other.usage.name()
                        ));
                    }
                }
                out.push(found);
            }
        }
    }
    out
}

/// One piece of evidence for each approved term, at the first place where it stands.
pub(super) fn decided(
    article: &Article,
    locator: &Locator<'_>,
    decisions: &Decisions,
) -> Vec<Found> {
    let mut out: Vec<Found> = Vec::new();
    for passage in passages(article) {
        let text = passage.as_str();
        for hit in decisions.approved().matches(text) {
            let Some(row) = hit.rows.first() else { continue };
            if out.iter().any(|found| found.zh == row.zh) {
                continue;
            }
            let Some(decided) = decisions.approval(&row.zh) else { continue };
            let evidence = Evidence {
                kind: EvidenceKind::Decision,
                zh_quote: sentence_around(text, hit.span),
                en_quote: format!(
                    "{}, line {}: {}",
                    decided.file,
                    decided.line,
                    decided.decision.verdict.name()
                ),
                place: locator.place(locator.lines(passage, hit.span), LineRange::default()),
            };
            out.push(Found::new(&row.zh, &row.en, Grade::S, evidence));
        }
    }
    out
}

/// The grade that a row gives alone.
pub(super) fn grade(termbase: &Termbase, row: &TermbaseRow) -> Grade {
    match termbase.trust {
        _ if row.unverified => Grade::D,
        Trust::Given => Grade::S,
        Trust::Starter => Grade::B,
    }
}

/// Where the name is established, for the evidence.
pub(super) fn origin(termbase: &Termbase, row: &TermbaseRow) -> String {
    if row.origin.is_empty() {
        termbase.name.clone()
    } else {
        format!("{}: {}", termbase.name, row.origin)
    }
}
