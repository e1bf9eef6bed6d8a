//! Units of a translation memory: a translation unit with what became of it, and with whatever
//! another tool said of it.

use serde::{Deserialize, Serialize};

/// Number of a unit in one memory. It is never given to another unit, even where the unit is gone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct UnitId(pub i64);

/// How far a unit can be trusted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum UnitStatus {
    /// A person refused it.
    Rejected,
    /// A machine made it; nobody has looked at it.
    #[default]
    Draft,
    /// A person made or accepted it.
    Approved,
}

impl UnitStatus {
    /// All of them, the least trusted first.
    pub const ALL: [Self; 3] = [Self::Rejected, Self::Draft, Self::Approved];

    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::Draft => "draft",
            Self::Approved => "approved",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }
}

/// Why a unit is out of use, though still in the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Retirement {
    /// Its file was built again and no longer gives it.
    Replaced,
    /// Its file is no longer in the folder.
    Vanished,
    /// Another unit says the same.
    Duplicate,
}

impl Retirement {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Replaced, Self::Vanished, Self::Duplicate];

    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Vanished => "vanished",
            Self::Duplicate => "duplicate",
        }
    }

    /// The reason of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// How a unit came into a memory.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// It was found in an article.
    #[default]
    Article,
    /// It stood in a file of another tool.
    Import,
}

impl Origin {
    /// The word used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Import => "import",
        }
    }
}

/// What a memory knows of a unit beside the unit itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct UnitHistory {
    /// How far it can be trusted.
    pub status: UnitStatus,
    /// How it came in.
    pub origin: Origin,
    /// The tool that wrote the file it was imported from; empty where the file does not say.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tool: String,
    /// The journal, where it is known; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub journal: String,
    /// When it was last changed, else made, else added: `YYYY-MM-DD`, or empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// When and by whom it was made, as the file says: TMX's `20250301T120000Z`.
    #[serde(default, skip_serializing_if = "Stamp::is_empty")]
    pub created: Stamp,
    /// When and by whom it was last changed, as the file says.
    #[serde(default, skip_serializing_if = "Stamp::is_empty")]
    pub changed: Stamp,
    /// Language tag of the Chinese (BCP 47): `zh-CN`, `zh-TW`, `zh-HK`.
    pub zh_tag: String,
    /// Language tag of the English (BCP 47): `en-US`, `en`.
    pub en_tag: String,
    /// What else the file of another tool said, to be written again as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried: Option<Box<Carried>>,
}

/// A date and a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Date as written; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
    /// Person as written; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

impl Stamp {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.date.is_empty() && self.by.is_empty()
    }
}

/// A name and a value as they stood in a file.
pub type Attribute = (String, String);

/// What another tool said of a unit beyond its two texts, kept as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Carried {
    /// The tool's name for the unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tuid: String,
    /// The language it was translated from, where that is not Chinese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub srclang: String,
    /// Other attributes of the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Properties of the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Remark>,
    /// Notes on the unit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Remark>,
    /// The Chinese variant.
    #[serde(default, skip_serializing_if = "CarriedVariant::is_empty")]
    pub zh: CarriedVariant,
    /// The English variant.
    #[serde(default, skip_serializing_if = "CarriedVariant::is_empty")]
    pub en: CarriedVariant,
    /// Variants in other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherVariant>,
}

impl Carried {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A `prop` or `note`: its text, and its attributes (`type` among them).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remark {
    /// Attributes, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// The text.
    pub text: String,
}

impl Remark {
    /// The value of an attribute, or `""`.
    pub fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value)
    }
}

/// What a file said of one variant beyond its plain text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CarriedVariant {
    /// The segment with its inline elements (`bpt`, `ph`, `hi` …) as XML; empty where it has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub markup: String,
    /// Attributes but the language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<Attribute>,
    /// Properties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<Remark>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Remark>,
}

impl CarriedVariant {
    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.markup.is_empty()
            && self.attributes.is_empty()
            && self.props.is_empty()
            && self.notes.is_empty()
    }
}

/// A variant in a language that is neither side.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OtherVariant {
    /// Language tag.
    pub lang: String,
    /// Plain text.
    pub text: String,
    /// What else was said of it.
    #[serde(default, skip_serializing_if = "CarriedVariant::is_empty")]
    pub carried: CarriedVariant,
}
