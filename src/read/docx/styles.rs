//! Which paragraph styles are headings.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::{
    super::ReadError,
    package::{Package, attribute, beside},
};

/// Heading levels by style id.
pub(super) type Styles = BTreeMap<String, u8>;

#[derive(Default)]
struct Style {
    id: String,
    level: Option<u8>,
    based_on: Option<String>,
}

/// Reads the styles beside the main part. A document without any is read without headings.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Styles, ReadError> {
    let part = beside(main, "styles");
    let mut all: Vec<Style> = Vec::new();
    let outcome = package.events(&part, |event| {
        let (Event::Start(start) | Event::Empty(start)) = event else { return Ok(()) };
        match (start.local_name().as_ref(), all.last_mut()) {
            ("style", _) => {
                let id = attribute(start, "styleId").unwrap_or_default();
                all.push(Style { id, ..Style::default() });
            }
            ("name", Some(style)) => {
                style.level = attribute(start, "val").and_then(|name| level_of_name(&name));
            }
            ("basedOn", Some(style)) => style.based_on = attribute(start, "val"),
            ("outlineLvl", Some(style)) => {
                style.level = style.level.or_else(|| outline_level(start));
            }
            _ => {}
        }
        Ok(())
    });
    match outcome {
        // Damaged styles cost the headings, not the text.
        Err(ReadError::Malformed { .. }) => return Ok(Styles::new()),
        other => other?,
    };
    let mut levels: Styles =
        all.iter().filter_map(|style| Some((style.id.clone(), style.level?))).collect();
    // Styles inherit; five steps are more than any template has.
    for _ in 0..5 {
        for style in &all {
            if !levels.contains_key(&style.id)
                && let Some(level) = style.based_on.as_ref().and_then(|base| levels.get(base))
            {
                levels.insert(style.id.clone(), *level);
            }
        }
    }
    Ok(levels)
}

fn level_of_name(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    if name == "title" || name == "标题" {
        return Some(1);
    }
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    number.trim().parse().ok().filter(|level| (1..=9).contains(level)).map(|level: u8| level.min(6))
}

/// The level that a `w:outlineLvl` gives; 9 means body text.
pub(super) fn outline_level(start: &quick_xml::events::BytesStart<'_>) -> Option<u8> {
    let level: u8 = attribute(start, "val")?.parse().ok()?;
    (level < 9).then_some((level + 1).min(6))
}
