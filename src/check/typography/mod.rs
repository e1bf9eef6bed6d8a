//! Typography: brackets, blanks, hyphens, punctuation by language, spelling, what OCR confuses.
//! All of it as notes: suggestions for the eye.

mod brackets;
mod confusions;
mod joined;
mod punctuation;
mod spelling;

use crate::domain::{Passage, Side};

use super::context::Context;

/// Runs the rules of typography.
pub(super) fn check(context: &mut Context<'_>) {
    brackets::check(context);
    joined::check(context);
    confusions::check(context);
    punctuation::check(context);
    spelling::check(context);
}

/// The passages of the front matter in a language.
fn front<'a>(context: &Context<'a>, side: Side) -> Vec<&'a Passage> {
    let front = context.record.article.front(side);
    front
        .title
        .iter()
        .chain(&front.subtitle)
        .chain(&front.abstract_text)
        .chain(&front.keywords)
        .collect()
}

/// The Chinese passages: front matter and body.
fn chinese<'a>(context: &Context<'a>) -> Vec<&'a Passage> {
    let mut passages = front(context, Side::Zh);
    passages.extend(&context.record.article.body);
    passages
}
