//! What makes two units the same unit of the same place.

use crate::{
    domain::{Carried, Origin, Remark, TranslationUnit, UnitHistory},
    export::admission::digest,
};

/// The hash by which a unit is known in a memory.
///
/// It covers what the unit says and where it stands, but no line numbers (a line put in above does
/// not make another unit of it, and what an editor decided stays with it), no scores, and no dates
/// or counts of use, which tools change without changing the unit.
pub(super) fn key(unit: &TranslationUnit, history: &UnitHistory) -> [u8; 16] {
    let place = &unit.place;
    let mut parts = vec![
        history.origin.name(),
        &history.journal,
        &place.file,
        &place.article,
        unit.part.name(),
        unit.relation.name(),
        &history.zh_tag,
        &history.en_tag,
        &unit.zh,
        &unit.en,
    ];
    if let Some(carried) = history.carried.as_deref().filter(|_| history.origin == Origin::Import) {
        push_carried(&mut parts, carried);
    }
    digest(&parts)
}

fn push_carried<'u>(parts: &mut Vec<&'u str>, carried: &'u Carried) {
    parts.push(&carried.tuid);
    let remarks = |parts: &mut Vec<&'u str>, props: &'u [Remark], notes: &'u [Remark]| {
        for remark in props {
            parts.extend(["prop", remark.attribute("type"), &remark.text]);
        }
        for remark in notes {
            parts.extend(["note", &remark.text]);
        }
    };
    remarks(parts, &carried.props, &carried.notes);
    for (side, variant) in [("zh", &carried.zh), ("en", &carried.en)] {
        parts.extend([side, &variant.markup]);
        remarks(parts, &variant.props, &variant.notes);
    }
    for other in &carried.others {
        parts.extend(["other", &other.lang, &other.text, &other.carried.markup]);
    }
}
