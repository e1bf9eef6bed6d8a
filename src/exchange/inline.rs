//! The inline elements of TMX 1.4.

/// An inline element of TMX 1.4 and where it may stand.
pub(super) struct Inline {
    pub(super) name: &'static str,
    pub(super) attributes: &'static [&'static str],
    /// An attribute that it must have, and what it is given where it has none; empty is a number.
    pub(super) required: Option<(&'static str, &'static str)>,
    /// Whether its text is code, no part of the sentence.
    pub(super) code: bool,
    /// Whether it stands in code only.
    pub(super) in_code: bool,
}

/// The inline elements of TMX 1.4b (3.2).
pub(super) const INLINE: &[Inline] = &[
    Inline {
        name: "bpt",
        attributes: &["i", "x", "type"],
        required: Some(("i", "")),
        code: true,
        in_code: false,
    },
    Inline {
        name: "ept",
        attributes: &["i"],
        required: Some(("i", "")),
        code: true,
        in_code: false,
    },
    Inline {
        name: "ph",
        attributes: &["x", "assoc", "type"],
        required: None,
        code: true,
        in_code: false,
    },
    Inline {
        name: "it",
        attributes: &["pos", "x", "type"],
        required: Some(("pos", "begin")),
        code: true,
        in_code: false,
    },
    Inline { name: "ut", attributes: &["x"], required: None, code: true, in_code: false },
    Inline { name: "hi", attributes: &["x", "type"], required: None, code: false, in_code: false },
    Inline {
        name: "sub",
        attributes: &["datatype", "type"],
        required: None,
        code: false,
        in_code: true,
    },
];
