//! Words that tell where a Chinese term begins.

use std::sync::LazyLock;

/// What a word of running text says about a term beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// A preposition, copula or the like: never inside a term.
    Function,
    /// A verb before a term; it may be a noun inside one.
    Verb,
    /// A determiner or numeral.
    Quantity,
    /// 的.
    Of,
    /// 和, 与.
    And,
}

const CUES: &str = include_str!("data/edge-cues.tsv");

/// The words of [`CUES`], sorted; where a word has two classes the first row counts.
static SORTED: LazyLock<Vec<(&'static str, Cue)>> = LazyLock::new(|| {
    let mut sorted: Vec<(&'static str, Cue)> = CUES
        .lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(|l| l.split_once('\t'))
        .filter_map(|(word, class)| {
            let cue = match class {
                "function" => Cue::Function,
                "verb" => Cue::Verb,
                "quantity" => Cue::Quantity,
                "of" => Cue::Of,
                "and" => Cue::And,
                _ => return None,
            };
            Some((word, cue))
        })
        .collect();
    sorted.sort_by_key(|(word, _)| *word);
    sorted.dedup_by_key(|(word, _)| *word);
    sorted
});

/// The classes of the cue words, for look-up.
#[derive(Debug)]
pub(super) struct Cues {
    sorted: &'static [(&'static str, Cue)],
}

impl Cues {
    pub(super) fn new() -> Self {
        Self { sorted: SORTED.as_slice() }
    }

    /// The class of `word`.
    pub(super) fn of(&self, word: &str) -> Option<Cue> {
        let at = self.sorted.binary_search_by_key(&word, |(w, _)| *w).ok()?;
        self.sorted.get(at).map(|(_, cue)| *cue)
    }
}
