//! Findings: what an editor should look at.

use serde::{Deserialize, Serialize};

use super::{document::LineRange, lang::Side};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For information.
    Note,
    /// Likely wrong.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A quotation with its lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quote {
    /// Chinese or English.
    pub side: Side,
    /// The text, as it stands.
    pub text: String,
    /// Where.
    pub lines: LineRange,
}

/// One thing to look at, in one article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// Rule id: `omission-sentence`, `keyword-count`, `foreign-text`.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence: what is the matter.
    pub message: String,
    /// What to do about it; may be empty.
    pub hint: String,
    /// The places it is about, Chinese first.
    pub quotes: Vec<Quote>,
    /// Stable id: a hash of rule and quotes, free of line numbers.
    pub fingerprint: String,
    /// File, as given to the run.
    pub file: String,
    /// Article id; empty where the finding is about the file.
    pub article: String,
}

impl Finding {
    /// The first line that it is about, or 0.
    pub fn first_line(&self) -> u32 {
        self.quotes.iter().map(|q| q.lines.first).filter(|l| *l > 0).min().unwrap_or(0)
    }
}
