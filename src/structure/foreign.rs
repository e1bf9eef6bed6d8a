//! What no article has taken.

use super::pieces::{Owner, Pieces};
use crate::domain::{Article, ForeignMaterial, MappedText, Passage, Span};

/// Reports text that belongs to no article found, each run of pieces once, with the article that
/// stands nearest.
pub(super) fn report(pieces: &Pieces<'_>, articles: &mut [Article]) {
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let mut last: Option<usize> = None;
    for (index, piece) in pieces.list.iter().enumerate() {
        if piece.owner != Owner::Free || !piece.is_line() || piece.as_str().trim().is_empty() {
            if piece.is_line() {
                last = None;
            }
            continue;
        }
        match (last, runs.last_mut()) {
            (Some(_), Some(run)) => run.push(index),
            _ => runs.push(vec![index]),
        }
        last = Some(index);
    }
    for run in runs {
        let Some(text) = joined(pieces, &run) else { continue };
        if is_masthead(pieces, &run) {
            continue;
        }
        add(articles, text, "stands outside the articles found");
    }
}

/// Whether a run is masthead, contents or the heading of a column: short lines and no prose.
fn is_masthead(pieces: &Pieces<'_>, run: &[usize]) -> bool {
    run.iter().all(|i| {
        let text = pieces.text(*i);
        super::lines::is_citation(text)
            || text.chars().count() <= 100 && !super::lines::is_prose(text)
    })
}

/// The texts of a run of pieces, a line each.
pub(super) fn joined(pieces: &Pieces<'_>, run: &[usize]) -> Option<Passage> {
    let mut text = MappedText::default();
    for index in run {
        let piece = pieces.get(*index)?;
        for more in [&piece.label_text, &piece.text] {
            let more = more.trimmed();
            if more.is_empty() {
                continue;
            }
            if !text.is_empty() {
                text.push_standing_for("\n", Span::new(text.source().end(), more.source().start()));
            }
            text.push(&more);
        }
    }
    (!text.is_empty()).then(|| pieces.passage(*run.first().unwrap_or(&0), text))
}

/// Adds foreign material to the article whose text stands nearest to it.
pub(super) fn add(articles: &mut [Article], text: Passage, reason: &str) {
    let at = text.text.source().start();
    let distance = |article: &Article| {
        let places = article
            .zh
            .title
            .iter()
            .chain(&article.zh.abstract_text)
            .chain(&article.en.title)
            .chain(article.body.last())
            .chain(article.body.first());
        places.map(|p| p.text.source().start().abs_diff(at)).min().unwrap_or(usize::MAX)
    };
    let nearest =
        articles.iter().enumerate().min_by_key(|(n, a)| (distance(a), *n)).map(|(n, _)| n);
    if let Some(article) = nearest.and_then(|n| articles.get_mut(n)) {
        article.foreign.push(ForeignMaterial { text, reason: reason.to_owned() });
    }
}
