//! Which units enter a memory.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

use crate::domain::{Part, Relation, Script, TranslationUnit, UnitFlag};

/// Why a unit is in no memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Refusal {
    /// One side has no text: an empty segment blanks the sentence in OmegaT.
    Empty,
    /// The sides say the same but do not translate each other.
    Comparable,
    /// The probability is under the threshold.
    Improbable,
    /// It is a term: terms carry a grade, which a unit does not, and belong to the glossary.
    Term,
    /// The same pair was written before.
    Duplicate,
    /// It has unreadable characters, or English run together into words that no language has.
    Damaged,
    /// It is in the other script, and the format has one source language a file.
    Script,
}

impl Refusal {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Comparable => "comparable",
            Self::Improbable => "improbable",
            Self::Term => "term",
            Self::Duplicate => "duplicate",
            Self::Damaged => "damaged",
            Self::Script => "script",
        }
    }
}

/// What a unit must be to enter a memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Admission {
    /// Least probability (0..=1).
    pub accept: f64,
    /// Whether comparable units enter too.
    pub comparable: bool,
}

impl Default for Admission {
    /// Parallel units that a human would more likely accept than not.
    fn default() -> Self {
        Self { accept: 0.5, comparable: false }
    }
}

impl Admission {
    /// Whether `unit` may enter, duplicates aside.
    ///
    /// # Errors
    /// Why it may not.
    pub fn judge(&self, unit: &TranslationUnit) -> Result<(), Refusal> {
        if unit.zh.trim().is_empty() || unit.en.trim().is_empty() {
            Err(Refusal::Empty)
        } else if unit.part == Part::Term {
            Err(Refusal::Term)
        } else if unit.flags.contains(&UnitFlag::Damaged) {
            Err(Refusal::Damaged)
        } else if unit.relation == Relation::Comparable && !self.comparable {
            Err(Refusal::Comparable)
        } else if unit.probability >= self.accept {
            Ok(())
        } else {
            // So a probability that is no number is refused.
            Err(Refusal::Improbable)
        }
    }
}

/// What becomes of a pair (the same Chinese with the same English) that was written before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// The first stays, later ones are left out. The caller's order decides, so the same order
    /// gives the same file.
    #[default]
    First,
    /// All are written.
    Keep,
}

/// How a file of translation units is written.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryOptions {
    /// Which units enter.
    pub admission: Admission,
    /// What becomes of a pair met again.
    pub duplicates: Duplicates,
    /// The script that the memory is for: it gives the source language of the file.
    pub script: Script,
    /// Language tag of all Chinese (BCP 47); `None` is that of the unit's script, `zh-CN` or
    /// `zh-TW`.
    pub zh_tag: Option<String>,
    /// Language tag of the English (BCP 47).
    pub en_tag: String,
    /// The journal that the units are of; empty where none was given.
    pub journal: String,
}

impl Default for MemoryOptions {
    fn default() -> Self {
        Self {
            admission: Admission::default(),
            duplicates: Duplicates::default(),
            script: Script::Hans,
            zh_tag: None,
            en_tag: "en-US".to_owned(),
            journal: String::new(),
        }
    }
}

impl MemoryOptions {
    /// The language tag of Chinese in `script`.
    pub fn zh_tag(&self, script: Script) -> &str {
        self.zh_tag.as_deref().unwrap_or(script.tag())
    }
}

/// What became of the units that were handed over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Units written. A unit whose printed form is written too counts once.
    pub written: u64,
    /// Units left out because the same pair was written before.
    pub duplicates: u64,
    /// Units left out for any other reason.
    pub refused: u64,
}

impl Tally {
    /// Counts one outcome.
    pub fn count(&mut self, outcome: Result<(), Refusal>) {
        match outcome {
            Ok(()) => self.written += 1,
            Err(Refusal::Duplicate) => self.duplicates += 1,
            Err(_) => self.refused += 1,
        }
    }
}

/// What makes two units of a file one: a digest of texts and languages.
pub type TableKey = [u8; 16];

/// The pairs written so far.
#[derive(Default)]
pub struct Seen<'r> {
    digests: HashSet<TableKey>,
    known: Option<Known<'r>>,
}

/// Repeats that somebody has counted before.
struct Known<'r> {
    next: u64,
    repeat: Option<u64>,
    repeats: Box<dyn Iterator<Item = u64> + 'r>,
}

impl std::fmt::Debug for Seen<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Seen").field("digests", &self.digests.len()).finish_non_exhaustive()
    }
}

impl<'r> Seen<'r> {
    /// Pairs of which it is known beforehand which are repeats: the numbers, growing, of those calls
    /// of [`is_new`](Self::is_new) that are to say no, from 0. It holds nothing of the pairs, so that
    /// a file of any length can be written.
    pub fn known(repeats: impl Iterator<Item = u64> + 'r) -> Self {
        let mut repeats = Box::new(repeats);
        let known = Known { next: 0, repeat: repeats.next(), repeats };
        Self { digests: HashSet::new(), known: Some(known) }
    }

    /// Whether the pair is new; from now on it is not. Unless the repeats are known, it holds 16 bytes
    /// a pair.
    pub fn is_new(&mut self, digest: TableKey) -> bool {
        let Some(known) = &mut self.known else { return self.digests.insert(digest) };
        let is_repeat = known.repeat == Some(known.next);
        known.next += 1;
        if is_repeat {
            known.repeat = known.repeats.next();
        }
        !is_repeat
    }
}

/// A digest of parts of text: equal parts give equal digests, and no other parts ever do in
/// practice (half of a SHA-256).
pub fn digest(parts: &[&str]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(hasher.finalize()) {
        *to = from;
    }
    half
}
