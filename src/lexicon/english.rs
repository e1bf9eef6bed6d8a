//! English words: irregular forms and stems.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rust_stemmers::{Algorithm, Stemmer};

/// The irregular forms, `base<TAB>form form …`.
const IRREGULAR: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lexicon/data/irregular.tsv"));

/// Makes the stems that the lexicon's English side is keyed by.
///
/// A word is folded to its base form where it is irregular (`went` → `go`, `n't` → `not`), and
/// then cut by the Snowball stemmer for English.
pub struct Stems {
    stemmer: Stemmer,
    bases: &'static BTreeMap<&'static str, &'static str>,
}

/// The base of each irregular form.
static BASES: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    let mut bases = BTreeMap::new();
    for line in IRREGULAR.lines().filter(|l| !l.starts_with('#')) {
        if let Some((base, forms)) = line.split_once('\t') {
            bases.extend(forms.split(' ').map(|form| (form, base)));
        }
    }
    bases
});

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stems").field("irregular", &self.bases.len()).finish_non_exhaustive()
    }
}

impl Default for Stems {
    fn default() -> Self {
        Self::new()
    }
}

impl Stems {
    /// A stemmer that knows the irregular forms.
    pub fn new() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), bases: &BASES }
    }

    /// The base form of an irregular form (lower case), or the word itself.
    pub fn base<'w>(&self, word: &'w str) -> &'w str {
        self.bases.get(word).copied().unwrap_or(word)
    }

    /// The stem of a word in lower case.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        self.stemmer.stem(self.base(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn irregular_forms_meet_their_base() {
        let stems = Stems::new();
        assert_eq!(stems.stem("went"), stems.stem("go"));
        assert_eq!(stems.stem("children"), stems.stem("child"));
        assert_eq!(stems.stem("n't"), stems.stem("not"));
        assert_eq!(stems.stem("disruptive"), "disrupt");
    }
}
