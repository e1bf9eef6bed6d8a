//! Chinese–English units of records in any languages.

use std::collections::BTreeSet;

use super::{
    FileInfo, Record, Variant, languages,
    notice::{Notice, NoticeKind, Notices},
};
use crate::domain::{
    Carried, LineRange, Origin, OtherVariant, Part, Place, Relation, Script, Side, TranslationUnit,
    UnitFlag, UnitHistory, UnitStatus,
};

/// The most pairs that are made of one record with several variants a language.
const MAX_PAIRS: usize = 16;

/// What all units of a file are given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pairing {
    /// The file's name, by which its units are known.
    pub file: String,
    /// The journal; empty where none was given.
    pub journal: String,
    /// How far units can be trusted where the file does not say.
    pub status: UnitStatus,
}

/// What a record gave.
#[derive(Debug, Default)]
pub struct Paired {
    /// Units: several where a language has several variants.
    pub units: Vec<(TranslationUnit, UnitHistory)>,
    /// Whether the unit is the printed form of the one before: it belongs to it.
    pub printed_form: bool,
    /// What was mended or refused.
    pub notices: Vec<Notice>,
}

/// Makes Chinese–English units of a record.
pub fn pair(mut record: Record, info: &FileInfo, pairing: &Pairing) -> Paired {
    let mut notices = Notices {
        line: record.line,
        unit: record.number,
        tuid: record.tuid.clone(),
        list: Vec::new(),
    };
    name_languages(&mut record.variants, &mut notices);
    // What this program wrote is labelled as it was told.
    if !is_own(&record, info) {
        swap_languages(&mut record.variants, &mut notices);
    }
    let mut zh = Vec::new();
    let mut en = Vec::new();
    let mut others = Vec::new();
    for variant in std::mem::take(&mut record.variants) {
        match languages::side(&variant.lang) {
            Some(Side::Zh) => zh.push(variant),
            Some(Side::En) => en.push(variant),
            None => others.push(variant),
        }
    }
    let missing = match (zh.is_empty(), en.is_empty()) {
        (true, true) => Some("neither Chinese nor English"),
        (true, false) => Some("no Chinese"),
        (false, true) => Some("no English"),
        (false, false) => None,
    };
    if let Some(missing) = missing {
        let languages: BTreeSet<&str> = zh
            .iter()
            .chain(&en)
            .chain(&others)
            .map(|v| if v.lang.is_empty() { "(none)" } else { v.lang.as_str() })
            .collect();
        let languages = languages.into_iter().collect::<Vec<_>>().join(", ");
        let message = if languages.is_empty() {
            "the unit has no variant with text".to_owned()
        } else {
            format!("{missing} in the unit; its languages: {languages}")
        };
        notices.refuse("no-pair", message);
        return Paired { notices: notices.list, ..Paired::default() };
    }
    let is_empty = |variant: &Variant| variant.text.trim().is_empty();
    if zh.iter().all(is_empty) || en.iter().all(is_empty) {
        let side = if zh.iter().all(is_empty) { "Chinese" } else { "English" };
        notices.refuse("empty-segment", format!("the {side} segment is empty"));
        return Paired { notices: notices.list, ..Paired::default() };
    }
    zh.retain(|variant| !is_empty(variant));
    en.retain(|variant| !is_empty(variant));
    if zh.len() * en.len() > MAX_PAIRS {
        notices.refuse(
            "too-many-variants",
            format!(
                "{} Chinese and {} English variants in one unit make more than {MAX_PAIRS} pairs",
                zh.len(),
                en.len()
            ),
        );
        return Paired { notices: notices.list, ..Paired::default() };
    }
    if !others.is_empty() {
        let tags: BTreeSet<&str> = others.iter().map(|v| v.lang.as_str()).collect();
        let tags = tags.into_iter().collect::<Vec<_>>().join(", ");
        notices.add(
            NoticeKind::Note,
            "other-languages",
            format!("variants in other languages are kept with the unit but not searched: {tags}"),
        );
    }
    if zh.len() * en.len() > 1 {
        notices.add(
            NoticeKind::Note,
            "several-variants",
            format!(
                "{} Chinese and {} English variants in one unit give {} units",
                zh.len(),
                en.len(),
                zh.len() * en.len()
            ),
        );
    }
    let mut template = Template::of(record, info, pairing);
    template.others = others
        .into_iter()
        .map(|v| OtherVariant { lang: v.lang, text: v.text, carried: v.carried })
        .collect();
    let mut units = Vec::new();
    for one in &zh {
        for other in &en {
            units.push(template.unit(one, other));
            template.others = Vec::new();
        }
    }
    if units.iter().any(|(unit, _)| unit.flags.contains(&UnitFlag::Damaged)) {
        notices.repair(
            "unreadable-character",
            "bytes that are no characters stand as U+FFFD; the unit is flagged as damaged",
        );
    }
    Paired { units, printed_form: template.printed_form, notices: notices.list }
}

/// Whether this program wrote the record.
fn is_own(record: &Record, info: &FileInfo) -> bool {
    // XLIFF names no tool; its units have all of these from this program alone.
    record.prop("x-part").is_some()
        && (info.tool.starts_with("duizhao")
            || ["x-relation", "x-shape", "x-score"].iter().all(|p| record.prop(p).is_some()))
}

/// Gives the variants of a pair without language tags the language that their characters show.
fn name_languages(variants: &mut [Variant], notices: &mut Notices) {
    if variants.len() != 2 || variants.iter().all(|v| !v.lang.is_empty()) {
        return;
    }
    let shown: Vec<Option<Side>> =
        variants.iter().map(|v| languages::shown_side(&v.text)).collect();
    let known: Vec<Option<Side>> = variants
        .iter()
        .zip(&shown)
        .map(|(v, shown)| if v.lang.is_empty() { *shown } else { languages::side(&v.lang) })
        .collect();
    if let [Some(a), Some(b)] = known.as_slice()
        && a != b
    {
        for (variant, side) in variants.iter_mut().zip([a, b]) {
            if variant.lang.is_empty() {
                side.code().clone_into(&mut variant.lang);
                notices.repair(
                    "no-language",
                    format!("a variant names no language; its characters show {}", side.code()),
                );
            }
        }
    }
}

/// Where the Chinese is labelled English and the English Chinese, exchanges the labels.
fn swap_languages(variants: &mut [Variant], notices: &mut Notices) {
    if let [a, b] = variants
        && let (Some(one), Some(other)) = (languages::side(&a.lang), languages::side(&b.lang))
        && one != other
        && languages::shown_side(&a.text) == Some(other)
        && languages::shown_side(&b.text) == Some(one)
    {
        std::mem::swap(&mut a.lang, &mut b.lang);
        notices.repair(
            "swapped-languages",
            "the Chinese text was labelled English and the English Chinese; the labels were exchanged",
        );
    }
}

/// What the units of one record have in common.
struct Template {
    unit: TranslationUnit,
    history: UnitHistory,
    carried: Carried,
    others: Vec<OtherVariant>,
    printed_form: bool,
}

impl Template {
    fn of(mut record: Record, info: &FileInfo, pairing: &Pairing) -> Self {
        let own = is_own(&record, info);
        let mut unit = TranslationUnit {
            zh: String::new(),
            en: String::new(),
            zh_printed: None,
            part: Part::Segment,
            relation: Relation::Parallel,
            shape: "1-1".to_owned(),
            score_nats: 0.0,
            // A person made it: nothing is calibrated, and nothing is doubted.
            probability: 1.0,
            flags: Vec::new(),
            script: Script::Hans,
            place: Place {
                file: pairing.file.clone(),
                article: String::new(),
                zh_lines: LineRange::default(),
                en_lines: LineRange::default(),
            },
        };
        let mut history = UnitHistory {
            status: record.status.unwrap_or(pairing.status),
            origin: Origin::Import,
            tool: info.tool.clone(),
            journal: pairing.journal.clone(),
            ..UnitHistory::default()
        };
        let mut printed_form = false;
        if own {
            printed_form = record.prop("x-form") == Some("printed");
            if !record.original.is_empty() {
                unit.place.file.clone_from(&record.original);
            }
            restore(&mut unit, &mut history, &mut record);
        }
        let srclang = if record.srclang.is_empty() { info.srclang.clone() } else { record.srclang };
        let (srclang, _) = languages::mended(&srclang);
        let srclang = if languages::side(&srclang) == Some(Side::Zh) {
            String::new()
        } else {
            srclang.into_owned()
        };
        if history.origin == Origin::Article {
            // It is a unit of an article, as the memory of that article has it.
            record.tuid.clear();
        }
        history.date = [&record.changed.date, &record.created.date]
            .into_iter()
            .find_map(|date| day(date))
            .unwrap_or_default();
        history.created = record.created;
        history.changed = record.changed;
        let carried = Carried {
            tuid: record.tuid,
            srclang,
            attributes: record.attributes,
            props: record.props,
            notes: record.notes,
            ..Carried::default()
        };
        Self { unit, history, carried, others: Vec::new(), printed_form }
    }

    fn unit(&self, zh: &Variant, en: &Variant) -> (TranslationUnit, UnitHistory) {
        let mut unit = self.unit.clone();
        let mut history = self.history.clone();
        unit.script = languages::script(&zh.lang, &zh.text);
        unit.zh.clone_from(&zh.text);
        unit.en.clone_from(&en.text);
        if (zh.text.contains('\u{fffd}') || en.text.contains('\u{fffd}'))
            && !unit.flags.contains(&UnitFlag::Damaged)
        {
            unit.flags.push(UnitFlag::Damaged);
        }
        if history.date.is_empty() {
            let dates = [zh, en].into_iter().flat_map(|v| &v.carried.attributes);
            let dates =
                dates.filter(|(name, _)| matches!(name.as_str(), "changedate" | "creationdate"));
            history.date = dates.filter_map(|(_, date)| day(date)).max().unwrap_or_default();
        }
        history.zh_tag.clone_from(&zh.lang);
        history.en_tag.clone_from(&en.lang);
        let carried = Carried {
            zh: zh.carried.clone(),
            en: en.carried.clone(),
            others: self.others.clone(),
            ..self.carried.clone()
        };
        history.carried = (!carried.is_empty()).then(|| Box::new(carried));
        (unit, history)
    }
}

/// Takes the properties that this program writes out of the record and puts back what they say.
fn restore(unit: &mut TranslationUnit, history: &mut UnitHistory, record: &mut Record) {
    history.origin = Origin::Article;
    history.tool.clear();
    // Where the file says nothing of it, no person has looked at the unit.
    history.status = record.status.unwrap_or_default();
    let range = |text: &str| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        LineRange { first: first.parse().unwrap_or(0), last: last.parse().unwrap_or(0) }
    };
    record.props.retain(|prop| {
        let text = prop.text.as_str();
        match prop.attribute("type") {
            "x-part" => {
                let Some(part) = Part::named(text) else { return true };
                unit.part = part;
            }
            "x-relation" => {
                let Some(relation) = Relation::named(text) else { return true };
                unit.relation = relation;
            }
            "x-shape" => text.clone_into(&mut unit.shape),
            "x-score" => unit.score_nats = text.parse().unwrap_or(0.0),
            "x-probability" => unit.probability = text.parse().unwrap_or(0.0),
            "x-flags" => {
                unit.flags = text.split_whitespace().filter_map(UnitFlag::named).collect();
            }
            "x-zh-printed" => unit.zh_printed = Some(text.to_owned()),
            "x-file" => text.clone_into(&mut unit.place.file),
            "x-article" => text.clone_into(&mut unit.place.article),
            "x-lines-zh" => unit.place.zh_lines = range(text),
            "x-lines-en" => unit.place.en_lines = range(text),
            "x-journal" => text.clone_into(&mut history.journal),
            "x-tool" => text.clone_into(&mut history.tool),
            "x-origin" => {
                if text == Origin::Import.name() {
                    history.origin = Origin::Import;
                }
            }
            "x-form" => {}
            "x-status" => {
                let Some(status) = UnitStatus::named(text) else { return true };
                history.status = status;
            }
            _ => return true,
        }
        false
    });
}

/// The day of a date as tools write it: `20250301T120000Z`, `2025-03-01T12:00:00Z`.
fn day(date: &str) -> Option<String> {
    let digits: String =
        date.chars().take_while(|c| *c != 'T' && *c != ' ').filter(char::is_ascii_digit).collect();
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    (digits.len() == 8).then(|| format!("{year}-{month}-{day}"))
}
