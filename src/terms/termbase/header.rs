//! Which column of a table is which.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// Chinese.
    Zh,
    /// English.
    En,
    /// Other forms of the Chinese, `|` between.
    ZhAlso,
    /// Other forms of the English, `|` between.
    EnAlso,
    /// Acronym.
    Acronym,
    /// Preferred, admitted, forbidden.
    Usage,
    /// What an editor decided.
    Decision,
    /// An editor's remark on it.
    Comment,
    /// Where the name is established.
    Origin,
    /// A remark.
    Note,
}

const HEADERS: &str = include_str!("../data/termbase-headers.tsv");
const USAGES: &str = include_str!("../data/termbase-usages.tsv");

fn table(data: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    data.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

/// The field that a heading names.
pub(super) fn field(heading: &str) -> Option<Field> {
    let folded: String = heading
        .trim()
        .trim_start_matches('\u{feff}')
        .to_lowercase()
        .chars()
        .map(|c| if matches!(c, '_' | ' ' | ':') { '-' } else { c })
        .collect();
    let name = table(HEADERS).find(|(alias, _)| *alias == folded)?.1;
    Some(match name {
        "zh" => Field::Zh,
        "en" => Field::En,
        "zh-also" => Field::ZhAlso,
        "en-also" => Field::EnAlso,
        "acronym" => Field::Acronym,
        "usage" => Field::Usage,
        "decision" => Field::Decision,
        "comment" => Field::Comment,
        "origin" => Field::Origin,
        _ => Field::Note,
    })
}

/// The usage that a cell names; `None` where the word is not known.
pub(super) fn usage(cell: &str) -> Option<super::Usage> {
    let folded = cell.trim().to_lowercase();
    let name = table(USAGES).find(|(alias, _)| *alias == folded)?.1;
    Some(match name {
        "admitted" => super::Usage::Admitted,
        "deprecated" => super::Usage::Deprecated,
        "forbidden" => super::Usage::Forbidden,
        _ => super::Usage::Preferred,
    })
}
