//! TMX: a translation memory in which names are looked up. Units that read like a name are taken, as
//! suggestions: a memory says how somebody put it once, not how it is to be put.

use crate::{
    format::xml_tree::{Element, Tree},
    text::is_han,
};

use super::{Problems, TermbaseRow};

/// Longest Chinese unit that can be a name, in characters.
const MOST_CHARS: usize = 24;

/// Whether an XML text is a translation memory.
pub(super) fn is_tmx(head: &str) -> bool {
    let root = head
        .match_indices('<')
        .find(|(at, _)| !head.get(at + 1..).is_some_and(|rest| rest.starts_with(['?', '!'])));
    root.and_then(|(at, _)| head.get(at + 1..)).is_some_and(|rest| rest.starts_with("tmx"))
}

/// The units that read like names; the first English of each.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<TermbaseRow> {
    let starts: Vec<usize> =
        std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    let line = |at: usize| starts.partition_point(|start| *start <= at) as u32;
    let tree = match Tree::parse(text) {
        Ok(tree) => tree,
        Err(fault) => {
            let reason = format!("the memory is no XML that can be read: {:?}", fault.kind);
            problems.add(line(fault.at), true, reason, "export it again as TMX 1.4");
            return Vec::new();
        }
    };
    let mut rows: Vec<TermbaseRow> = Vec::new();
    for unit in tree.root().descendants("tu") {
        let (Some(zh), Some(en)) = (side(unit, "zh"), side(unit, "en")) else { continue };
        if reads_like_a_name(&zh) && !en.is_empty() {
            rows.push(TermbaseRow {
                zh,
                en,
                unverified: true,
                origin: "unit of a memory, unverified".to_owned(),
                line: line(unit.at()),
                ..TermbaseRow::default()
            });
        }
    }
    // Of a name that stands more than once the first unit is taken.
    rows.sort_by(|a, b| (&a.zh, a.line).cmp(&(&b.zh, b.line)));
    rows.dedup_by(|b, a| a.zh == b.zh);
    if rows.is_empty() && problems.count == 0 {
        problems.add(0, false, "the memory has no unit that reads like a name", "");
    }
    rows
}

/// The text of a unit in a language.
fn side(unit: Element<'_>, language: &str) -> Option<String> {
    let variant = unit.elements().find(|e| {
        let tag = if e.attribute("xml:lang").is_empty() { "lang" } else { "xml:lang" };
        e.name() == "tuv" && e.attribute(tag).to_lowercase().starts_with(language)
    })?;
    let text = super::cell(variant.child("seg")?.text().as_str());
    Some(if language == "en" { super::latin_cell(&text) } else { text })
}

fn reads_like_a_name(zh: &str) -> bool {
    let chars = zh.chars().count();
    (2..=MOST_CHARS).contains(&chars)
        && zh.chars().any(is_han)
        && zh.chars().all(|c| {
            is_han(c) || c.is_alphanumeric() || matches!(c, '-' | '·' | '—' | ' ' | '《' | '》')
        })
}
