//! Term entries and the evidence for them.

use serde::{Deserialize, Serialize};

use super::unit::Place;

/// How sure a term entry is, by kind of evidence. `S` is best; the order is the sort order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// A termbase the user gave, or an editor's decision.
    S,
    /// Two independent kinds of evidence agree.
    A,
    /// One author-stated pair.
    B,
    /// Found by alignment.
    C,
    /// A suggestion: looked up unverified, or composed. Never in a memory.
    D,
    /// The evidence disagrees.
    #[serde(rename = "!")]
    Conflict,
}

impl Grade {
    /// The letter used in files (`!` for a conflict).
    pub fn letter(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::Conflict => "!",
        }
    }
}

/// A kind of evidence. Kinds are independent of one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EvidenceKind {
    /// An editor's decision.
    Decision,
    /// A termbase.
    Termbase,
    /// Keyword lists of equal length, by position.
    Keyword,
    /// The article's title.
    Title,
    /// An author's name.
    Author,
    /// 中文（English） in the text.
    Gloss,
    /// 中文（ABBR） in the text.
    Acronym,
    /// A footnote's title beside the name it documents.
    Footnote,
    /// Both sides in one aligned sentence.
    Aligned,
    /// Association over several articles.
    Archive,
    /// Composed from the lexicon.
    Composed,
}

impl EvidenceKind {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Termbase => "termbase",
            Self::Keyword => "keyword",
            Self::Title => "title",
            Self::Author => "author",
            Self::Gloss => "gloss",
            Self::Acronym => "acronym",
            Self::Footnote => "footnote",
            Self::Aligned => "aligned",
            Self::Archive => "archive",
            Self::Composed => "composed",
        }
    }
}

/// One piece of evidence for a term entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// Its kind.
    pub kind: EvidenceKind,
    /// The Chinese as quoted.
    pub zh_quote: String,
    /// The English as quoted; for `Composed`, the parts (`颠覆性 disruptive + 技术 technology`);
    /// for `Termbase`, where the name is established.
    pub en_quote: String,
    /// Where.
    pub place: Place,
}

/// What has been decided about an entry.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum TermStatus {
    /// Offered, not decided.
    #[default]
    Proposed,
    /// Only a suggestion (grade D).
    Suggested,
    /// Approved by an editor.
    Approved,
    /// Rejected by an editor.
    Rejected,
}

impl TermStatus {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Suggested => "suggested",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }
}

/// What an editor decided about a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermVerdict {
    /// The pair is right as it stands.
    Approved,
    /// The English is the editor's own.
    Edited,
    /// The pair is wrong.
    Rejected,
}

impl TermVerdict {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Edited => "edited",
            Self::Rejected => "rejected",
        }
    }
}

/// An editor's decision about a term, as it came with a decisions file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TermDecision {
    /// What was decided.
    pub verdict: TermVerdict,
    /// The editor's remark; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// A decision with the pair that it is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DecidedTerm {
    /// Chinese term.
    pub zh: String,
    /// English term; empty where the Chinese is rejected with any English.
    pub en: String,
    /// The decision.
    pub decision: TermDecision,
    /// The decisions file, and the line or row of it.
    pub file: String,
    /// 1-based.
    pub line: u32,
}

/// An English rendering of a term and how many articles use it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rendering {
    /// The English, in the form met first in sort order.
    pub en: String,
    /// How many independent articles have it.
    pub articles: u32,
    /// The best grade that it has of itself.
    pub grade: Grade,
    /// The kinds of evidence for it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<EvidenceKind>,
}

/// A Chinese term, its English, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermEntry {
    /// Chinese term, surface form.
    pub zh: String,
    /// English term; empty where none is known.
    pub en: String,
    /// Other Chinese forms met (folded or abbreviated), sorted.
    pub zh_also: Vec<String>,
    /// Other English forms met, sorted; under [`Grade::Conflict`] the competing renderings.
    pub en_also: Vec<String>,
    /// Acronym of the English, where one is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// Grade.
    pub grade: Grade,
    /// Status.
    pub status: TermStatus,
    /// All evidence, sorted by kind and place.
    pub evidence: Vec<Evidence>,
    /// What argues against it, one sentence each.
    pub against: Vec<String>,
    /// How many independent articles support it.
    pub articles: u32,
    /// The renderings with their counts of articles, most used first, then by text; empty where
    /// there is one only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renderings: Vec<Rendering>,
    /// What an editor decided about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<TermDecision>,
}

impl TermEntry {
    /// A proposed entry of one article with one piece of evidence and nothing against it.
    pub fn new(zh: &str, en: &str, grade: Grade, evidence: Evidence) -> Self {
        let status = if grade == Grade::D { TermStatus::Suggested } else { TermStatus::Proposed };
        Self {
            zh: zh.to_owned(),
            en: en.to_owned(),
            zh_also: Vec::new(),
            en_also: Vec::new(),
            acronym: None,
            grade,
            status,
            evidence: vec![evidence],
            against: Vec::new(),
            articles: 1,
            renderings: Vec::new(),
            decision: None,
        }
    }
}
