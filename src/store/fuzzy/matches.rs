//! Hits with all that a translator wants to know of them.

use super::{
    best::Hit,
    difference::{Piece, difference},
    flips::{Flip, flips},
    fold::fold,
    follow::{FollowError, Fuzzy},
    search::Options,
    words::word_score,
};
use crate::{domain::Side, store::StoredUnit};

/// A unit that is like a text.
#[derive(Clone, Debug)]
pub struct Match {
    /// Score by characters, 0 to 100: by this the matches are ordered.
    pub score: f64,
    /// Score by words, 0 to 100; English only.
    pub word_score: Option<f64>,
    /// The unit's text in the language that was searched, in the form that is nearer (of the
    /// Chinese there may be a printed one).
    pub source: String,
    /// Its text in the other language.
    pub target: String,
    /// What differs between the text searched for and `source`.
    pub differences: Vec<Piece>,
    /// Differences that turn the meaning.
    pub flips: Vec<Flip>,
    /// The unit.
    pub unit: StoredUnit,
}

impl Fuzzy<'_> {
    /// The best matches of a text, best first.
    ///
    /// # Errors
    /// As [`Fuzzy::search`].
    pub fn matches(&mut self, text: &str, options: &Options) -> Result<Vec<Match>, FollowError> {
        let mut found = Vec::new();
        for hit in self.search(text, options)? {
            if let Some(unit) = self.memory().unit(crate::domain::UnitId(hit.unit))? {
                found.push(of(text, hit, unit, options.side));
            }
        }
        Ok(found)
    }
}

fn of(text: &str, hit: Hit, unit: StoredUnit, side: Side) -> Match {
    let (source, target) = match side {
        Side::Zh => (nearer(text, &unit.unit.zh, unit.unit.zh_printed.as_deref()), &unit.unit.en),
        Side::En => (unit.unit.en.clone(), &unit.unit.zh),
    };
    Match {
        score: hit.score(),
        word_score: (side == Side::En).then(|| word_score(text, &source)),
        target: target.clone(),
        differences: difference(side, text, &source),
        flips: flips(side, text, &source),
        source,
        unit,
    }
}

fn nearer(text: &str, clean: &str, printed: Option<&str>) -> String {
    let Some(printed) = printed else { return clean.to_owned() };
    let text = fold(text);
    let score = |form: &str| strsim::normalized_levenshtein(&text, &fold(form));
    if score(printed) > score(clean) { printed.to_owned() } else { clean.to_owned() }
}
