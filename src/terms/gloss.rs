//! In-text glosses and acronyms as evidence.

use crate::domain::{Article, Evidence, EvidenceKind, Grade, LineRange, Passage, Span};

use super::{
    bracket::{self, Beside, GlossSite},
    edge::EdgeFinder,
    ledger::Found,
    place::{Locator, sentence_around},
};

/// The passages in which the author may gloss a term: abstract, body, captions, Chinese notes.
pub(super) fn passages(article: &Article) -> impl Iterator<Item = &Passage> {
    article
        .zh
        .abstract_text
        .iter()
        .chain(&article.body)
        .chain(&article.apart)
        .chain(article.notes.iter().map(|n| &n.text).filter(|p| mostly_chinese(p.as_str())))
}

fn mostly_chinese(text: &str) -> bool {
    let latin = text.chars().filter(char::is_ascii_alphabetic).count();
    crate::text::count_han(text) * 2 > latin
}

/// Every gloss of the article.
pub(super) fn glosses(
    article: &Article,
    locator: &Locator<'_>,
    edges: &EdgeFinder<'_>,
) -> Vec<Found> {
    let mut out = Vec::new();
    for passage in passages(article) {
        let text = passage.as_str();
        for site in bracket::sites(text) {
            out.push(found(passage, &site, locator, edges));
        }
    }
    out
}

fn found(
    passage: &Passage,
    site: &GlossSite,
    locator: &Locator<'_>,
    edges: &EdgeFinder<'_>,
) -> Found {
    let text = passage.as_str();
    let zh = match &site.beside {
        Beside::Quoted(span) | Beside::Inside(span) => *span,
        Beside::Run(run) => edges.term(run.of(text), &site.stated).shifted(run.start()),
    };
    let whole = Span::new(zh.start().min(site.whole.start()).max(zh.start()), site.whole.end());
    let whole = if whole.contains(zh) { whole } else { site.whole };
    let kind =
        if site.stated.is_acronym_only() { EvidenceKind::Acronym } else { EvidenceKind::Gloss };
    let lines = locator.lines(passage, whole);
    let evidence = Evidence {
        kind,
        zh_quote: sentence_around(text, whole),
        en_quote: site.stated.en.clone(),
        place: locator.place(lines, LineRange::default()),
    };
    let mut found = Found::new(zh.of(text).trim(), &site.stated.en, Grade::B, evidence);
    found.acronym.clone_from(&site.stated.acronym);
    found
}
