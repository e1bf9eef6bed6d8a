//! What the two languages disagree about, for the editor before print.
//!
//! A rule speaks where an editor would act; what is the same in both languages by custom (plural,
//! case, end punctuation, classifiers) is no finding. The rules, each with a right and a wrong
//! example: [`rules`], `docs/CHECKS.md`.
#![deny(clippy::disallowed_methods)]

mod acronyms;
mod archive;
mod beside;
mod context;
mod damage;
mod decisions;
mod documentation;
mod fingerprint;
mod house;
mod keyword_rendering;
mod keywords;
mod lexical;
mod lists;
mod names;
mod numbers;
mod omission;
mod rules;
mod settings;
mod terms;
mod typography;

#[cfg(test)]
mod examples;

use crate::{
    domain::{ArticleRecord, Document, Finding},
    lexicon::Lexicon,
};

pub use archive::{ArchiveCheck, archive, by_place};
pub use decisions::{Decision, Decisions, DecisionsError, DecisionsReading, Verdict};
pub use documentation::documentation;
pub use house::House;
pub use numbers::{Amount, amounts};
pub use rules::{Rule, rule, rules};
pub use settings::{HouseTerm, Level, NameOrder, Settings, SettingsError, Spelling};

use context::Context;

/// The findings of one article: `record` has everything but them. Sorted by line, then rule.
pub fn check(record: &ArticleRecord, document: &Document, lexicon: &Lexicon) -> Vec<Finding> {
    check_with(record, document, lexicon, &Settings::default(), &House::default())
}

/// As [`check`], with a house's settings and its terms.
pub fn check_with(
    record: &ArticleRecord,
    document: &Document,
    lexicon: &Lexicon,
    settings: &Settings,
    house: &House,
) -> Vec<Finding> {
    let mut context = Context::new(record, document, lexicon, settings);
    keywords::check(&mut context);
    keyword_rendering::check(&mut context);
    terms::check(&mut context);
    house::check(&mut context, house);
    archive::check(&mut context);
    numbers::check(&mut context);
    acronyms::check(&mut context);
    names::check(&mut context);
    damage::check(&mut context);
    omission::check(&mut context);
    lists::check(&mut context);
    typography::check(&mut context);
    context.finish()
}
