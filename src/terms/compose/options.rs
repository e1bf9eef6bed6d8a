//! What a part of a compound may be called in English, before a noun and as the head.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::lexicon::Lexicon;

use crate::terms::rendering::{self, Stems};

const TABLES: [&str; 3] = [
    include_str!("../../lexicon/data/senses-politics.csv"),
    include_str!("../../lexicon/data/senses-security.csv"),
    include_str!("../../lexicon/data/senses-technology.csv"),
];
const AFFIXES: &str = include_str!("../data/affix-senses.csv");

/// Most options that are kept of a part.
const MOST_OPTIONS: usize = 6;
/// Each option of a list is worth this share of the one before it.
const DECAY: f64 = 0.62;
/// What a form of the other kind (a noun before a noun, an adjective as head) is worth.
const OTHER_FORM: f64 = 0.4;
/// What the dictionary's senses are worth beside the discipline's own.
const DICTIONARY: f64 = 0.35;

/// One English form and its worth, 0..=1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EnglishForm {
    pub(super) en: String,
    pub(super) worth: f64,
}

/// Forms of one word: before a noun, and as head.
#[derive(Debug, Default)]
struct Forms {
    nouns: Vec<&'static str>,
    modifiers: Vec<&'static str>,
}

/// The discipline's own senses, by word.
#[derive(Debug)]
pub(super) struct Senses(&'static Tables);

impl std::ops::Deref for Senses {
    type Target = Tables;

    fn deref(&self) -> &Tables {
        self.0
    }
}

/// The tables as read.
#[derive(Debug)]
pub(super) struct Tables {
    own: BTreeMap<&'static str, Forms>,
    affixes: BTreeMap<&'static str, Vec<&'static str>>,
}

static READ: LazyLock<Tables> = LazyLock::new(Tables::read);

impl Senses {
    pub(super) fn new() -> Self {
        Self(&READ)
    }
}

impl Tables {
    fn read() -> Self {
        let mut own: BTreeMap<&'static str, Forms> = BTreeMap::new();
        for line in TABLES.iter().flat_map(|t| t.lines()).filter(|l| !l.starts_with('#')) {
            let Some((zh, en, kind)) = row(line) else { continue };
            let forms = own.entry(zh).or_default();
            let list = if kind == "a" { &mut forms.modifiers } else { &mut forms.nouns };
            list.extend(en.split('|'));
        }
        let affixes = AFFIXES
            .lines()
            .filter(|l| !l.starts_with('#'))
            .filter_map(|l| l.split_once(','))
            .map(|(zh, en)| (zh, en.split('|').collect()))
            .collect();
        Self { own, affixes }
    }

    /// Whether the discipline's own table has `word`.
    pub(super) fn has(&self, word: &str) -> bool {
        self.own.contains_key(word)
    }

    /// Whether `word` has a form of its own before a noun.
    pub(super) fn modifies(&self, word: &str) -> bool {
        self.own.get(word).is_some_and(|forms| !forms.modifiers.is_empty())
    }

    /// Whether `word` may be composed with: a single character outside the tables says too
    /// little (it is mostly a syllable of a foreign name).
    pub(super) fn tells(&self, word: &str) -> bool {
        word.chars().count() > 1 || self.own.contains_key(word) || self.affixes.contains_key(word)
    }

    /// Whether `word` names an action (共享, sharing): behind its object it keeps the noun.
    pub(super) fn names_action(&self, word: &str) -> bool {
        self.own.get(word).and_then(|forms| forms.nouns.first()).is_some_and(|noun| {
            ["tion", "sion", "ing", "ment"].iter().any(|ending| noun.ends_with(ending))
        })
    }

    /// What `word` may be called, best first.
    pub(super) fn options(
        &self,
        word: &str,
        head: bool,
        lexicon: &Lexicon,
        stems: &Stems,
    ) -> Vec<EnglishForm> {
        let mut out: Vec<EnglishForm> = Vec::new();
        if let Some(forms) = self.own.get(word) {
            let (first, second) = if head {
                (&forms.nouns, &forms.modifiers)
            } else {
                (&forms.modifiers, &forms.nouns)
            };
            list(&mut out, first, 1.0);
            list(&mut out, second, if first.is_empty() { 1.0 } else { OTHER_FORM });
        }
        if word.chars().count() == 1
            && let Some(forms) = self.affixes.get(word)
        {
            list(&mut out, forms, 0.8);
        }
        let own = !out.is_empty();
        let trained: BTreeMap<&str, f64> = rendering::trained(word, lexicon).collect();
        let mut worth = if own { 0.1 } else { DICTIONARY };
        for sense in lexicon.senses(word).into_iter().take(10) {
            for form in dictionary_forms(sense, head) {
                let known = stems
                    .of_sense(&form.0)
                    .iter()
                    .filter_map(|s| trained.get(s.as_str()))
                    .fold(0.0, |a: f64, b| a.max(*b));
                let worth = (worth * form.1 * (0.6 + 3.0 * known)).min(0.95);
                if let Some(there) = out.iter_mut().find(|o| o.en == form.0) {
                    there.worth = there.worth.max(worth);
                } else {
                    out.push(EnglishForm { en: form.0, worth });
                }
            }
            worth *= 0.75;
        }
        out.sort_by(|a, b| b.worth.total_cmp(&a.worth).then_with(|| a.en.cmp(&b.en)));
        out.truncate(MOST_OPTIONS);
        out
    }
}

/// The cells zh, en, pos of a row whose cells hold no comma.
fn row(line: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    let (zh, rest) = line.split_once(',')?;
    let (en, rest) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\",")?,
        None => rest.split_once(',')?,
    };
    Some((zh, en, rest.split(',').next()?))
}

fn list(out: &mut Vec<EnglishForm>, forms: &[&'static str], mut worth: f64) {
    for form in forms {
        if !out.iter().any(|o| o.en == *form) {
            out.push(EnglishForm { en: (*form).to_owned(), worth });
        }
        worth *= DECAY;
    }
}

/// A sense of the dictionary as a form in a compound, with its worth: short ones only; of a verb
/// the noun in -ing.
fn dictionary_forms(sense: &str, head: bool) -> Vec<(String, f64)> {
    let sense = sense.trim();
    let words = sense.split(' ').count();
    let plain = sense.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\''));
    if !plain || words > 4 || sense.is_empty() {
        return Vec::new();
    }
    if let Some(verb) = sense.strip_prefix("to ") {
        if verb.contains(' ') || verb == "be" {
            return Vec::new();
        }
        return vec![(gerund(verb), if head { 0.7 } else { 0.5 }), (verb.to_owned(), 0.4)];
    }
    let bare = ["a ", "an ", "the "].iter().find_map(|a| sense.strip_prefix(a)).unwrap_or(sense);
    vec![(bare.to_owned(), if words > 2 { 0.6 } else { 1.0 })]
}

fn gerund(verb: &str) -> String {
    match verb.strip_suffix('e') {
        Some(stem) if !stem.ends_with(['e', 'o', 'y']) => format!("{stem}ing"),
        _ => format!("{verb}ing"),
    }
}
