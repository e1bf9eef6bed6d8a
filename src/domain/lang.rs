//! Languages, scripts and sides.

use serde::{Deserialize, Serialize};

/// One of the two languages that are set side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl Side {
    /// The other side.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }

    /// `zh` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// Simplified or Traditional Chinese characters (ISO 15924).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub enum Script {
    /// Simplified.
    #[default]
    Hans,
    /// Traditional.
    Hant,
}

impl Script {
    /// The language tag (BCP 47) that CAT tools expect of this script: `zh-CN` or `zh-TW`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Hans => "zh-CN",
            Self::Hant => "zh-TW",
        }
    }

    /// The script of that ISO 15924 code.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Hans, Self::Hant].into_iter().find(|script| script.name() == name)
    }

    /// The ISO 15924 code: `Hans` or `Hant`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hans => "Hans",
            Self::Hant => "Hant",
        }
    }
}

/// The language of a block or note, as far as it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// Japanese.
    Ja,
    /// Korean.
    Ko,
    /// French.
    Fr,
    /// German.
    De,
    /// Another language, or none (figures, formulas).
    Other,
}
