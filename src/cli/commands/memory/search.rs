//! What `lookup`, `analyse` and `pretranslate` share: the language, the index, the words for a match.

use std::path::Path;

use clap::ValueEnum;

use super::{open, progress::Steps};
use crate::{
    cli::diagnostic::{Messages, Problem},
    domain::Side,
    pipeline::{
        Input, Settings,
        build::bytes_of,
        sentences::{self, SourceSentences},
    },
    store::{
        Memory, Mode,
        fuzzy::{Flip, FollowError, Fuzzy, ScriptFolding},
    },
    text::count_han,
};

/// A language to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Chinese
    Zh,
    /// English
    En,
}

impl From<Language> for Side {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

/// The language of a text: as said, else Chinese where it has a Han character.
pub fn side_of(said: Option<Language>, text: &str) -> Side {
    said.map_or(if count_han(text) > 0 { Side::Zh } else { Side::En }, Side::from)
}

/// Whether scripts are folded.
pub fn scripts(fold: bool) -> ScriptFolding {
    if fold { ScriptFolding::Folded } else { ScriptFolding::Apart }
}

/// A score from the command line.
///
/// # Errors
/// It is no number from 0 to 100.
pub fn score(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(score) if (0.0..=100.0).contains(&score) => Ok(score),
        _ => Err("a score is a number from 0 to 100".to_owned()),
    }
}

/// Opens the memory of `--memory` to read.
///
/// # Errors
/// It was not given, or cannot be used.
pub fn memory(path: Option<&Path>) -> Result<Memory, Problem> {
    open(path, Mode::Read)
}

/// The index of a memory, brought up to date, with progress.
///
/// # Errors
/// The memory cannot be read, or the index not written.
pub fn fuzzy(memory: &Memory, messages: Messages) -> Result<Fuzzy<'_>, Problem> {
    let mut steps = Steps::new(messages, "units", 0);
    let opened = Fuzzy::open(memory, &mut |done| steps.at(done));
    steps.end();
    Ok(opened?)
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Store(error) => error.into(),
            FollowError::Index(error) => Self::new(
                error.to_string(),
                Some(
                    "the index is the folder beside the memory, `-index` behind its name; it may be deleted",
                ),
            ),
        }
    }
}

/// The sentences of an input, with the reader's warnings told; `None` where it can't be read, which is
/// told too.
pub(super) fn sentences_of(
    input: &Input,
    from: Option<Side>,
    settings: &Settings<'_>,
    steps: &Steps,
    messages: Messages,
) -> Option<SourceSentences> {
    let read = bytes_of(&input.source)
        .and_then(|bytes| sentences::sentences(&input.name, &bytes, from, settings));
    match read {
        Ok(source) => {
            for (line, message) in &source.warnings {
                steps.above(|| messages.warning(&input.name, *line, message, None));
            }
            Some(source)
        }
        Err(failure) => {
            steps.above(|| messages.problem(&Problem::of_input(&input.name, &failure)));
            None
        }
    }
}

/// A difference of meaning in words: `number: 12万 | 12亿`.
pub fn flip_words(flip: &Flip) -> String {
    let side = |words: &[String]| {
        if words.is_empty() { "–".to_owned() } else { words.join(", ") }
    };
    format!("{}: {} | {}", flip.kind.name(), side(&flip.query), side(&flip.unit))
}
