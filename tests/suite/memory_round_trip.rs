//! A memory out to a file and back: nothing is lost (property tests).

use std::path::Path;

use duizhao::{
    domain::{
        Carried, CarriedVariant, LineRange, Origin, OtherVariant, Part, Place, Relation, Remark,
        Script, Stamp, TranslationUnit, UnitFlag, UnitHistory, UnitStatus,
    },
    exchange::Notice,
    pipeline::memory::{
        DuplicatePolicy, ExportFormat, ExportOptions, ImportOptions, ImportProgress, ImportTally,
        export, import,
    },
    store::{Filter, Memory, Mode, RunKind, StoreError, StoredUnit},
};
use proptest::prelude::*;

const NOW: &str = "2025-03-01T12:00:00Z";

struct Quiet;

impl ImportProgress for Quiet {
    fn begin(&mut self, _: &str, _: u64) {}
    fn bytes(&mut self, _: u64) {}
    fn notice(&mut self, _: &str, notice: &Notice) {
        assert_eq!(notice.rule, "other-languages", "{notice:?}");
    }
    fn done(
        &mut self,
        file: &str,
        outcome: Result<&ImportTally, &duizhao::exchange::ExchangeError>,
    ) {
        assert!(outcome.is_ok(), "{file}: {outcome:?}");
    }
}

fn memory(folder: &Path, name: &str, units: &[(TranslationUnit, UnitHistory)]) -> Memory {
    let mut memory = Memory::open(&folder.join(name), Mode::Create).unwrap();
    let mut run = memory.begin(RunKind::Import, NOW).unwrap();
    for (unit, history) in units {
        run.add(unit, history).unwrap();
    }
    run.commit().unwrap();
    memory
}

fn all(memory: &Memory) -> Vec<StoredUnit> {
    let mut found = Vec::new();
    memory
        .units(&Filter::default(), |unit| {
            found.push(unit);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

fn everything(format: ExportFormat) -> ExportOptions {
    ExportOptions {
        format,
        filter: Filter::default(),
        duplicates: DuplicatePolicy::Keep,
        ..ExportOptions::default()
    }
}

fn written(memory: &Memory, options: &ExportOptions) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(memory, &mut bytes, options, &mut || {}).unwrap();
    bytes
}

/// Text as segments have it: no blank at its ends, no character that XML cannot hold.
fn text() -> impl Strategy<Value = String> {
    "[甲乙丙海底电缆，。a-zA-Z&<>\"' \t\u{1f600}\u{20000}]{1,20}"
        .prop_filter("text", |text| !text.trim().is_empty() && text.trim() == text)
}

fn remark() -> impl Strategy<Value = Remark> {
    ("x-[a-z]{3}[0-9]", text())
        .prop_map(|(kind, text)| Remark { attributes: vec![("type".to_owned(), kind)], text })
}

fn note() -> impl Strategy<Value = Remark> {
    text().prop_map(|text| Remark { attributes: Vec::new(), text })
}

fn variant() -> impl Strategy<Value = CarriedVariant> {
    (prop::collection::vec(remark(), 0..2), prop::collection::vec(note(), 0..2), any::<bool>())
        .prop_map(|(props, notes, dated)| CarriedVariant {
            markup: String::new(),
            attributes: if dated {
                vec![("creationdate".to_owned(), "20240102T030405Z".to_owned())]
            } else {
                Vec::new()
            },
            props,
            notes,
        })
}

fn imported() -> impl Strategy<Value = (TranslationUnit, UnitHistory)> {
    (
        (text(), text(), any::<bool>(), any::<bool>(), "[a-z0-9]{0,6}"),
        (prop::collection::vec(remark(), 0..3), prop::collection::vec(note(), 0..2)),
        (variant(), variant(), prop::option::of(text())),
        (0..3_usize, any::<bool>()),
    )
        .prop_map(
            |(
                (zh, en, hant, codes, tuid),
                (props, notes),
                (mut one, two, other),
                (status, dated),
            )| {
                let mut carried = Carried { tuid, props, notes, ..Carried::default() };
                if codes {
                    let mut markup = String::new();
                    duizhao::format::xml::push_text(&mut markup, &zh);
                    markup.push_str("<ph x=\"1\">&lt;br/&gt;</ph>");
                    one.markup = markup;
                }
                carried.zh = one;
                carried.en = two;
                carried.others = other
                    .map(|text| OtherVariant {
                        lang: "fr-FR".to_owned(),
                        text,
                        carried: CarriedVariant::default(),
                    })
                    .into_iter()
                    .collect();
                let stamp = |date: &str| Stamp { date: date.to_owned(), by: "李 A&B".to_owned() };
                let history = UnitHistory {
                    status: UnitStatus::ALL[status],
                    origin: Origin::Import,
                    tool: "OmegaT 6.0".to_owned(),
                    journal: String::new(),
                    date: if dated { "2024-05-06" } else { "" }.to_owned(),
                    created: if dated { stamp("20240506T070809Z") } else { Stamp::default() },
                    changed: Stamp::default(),
                    zh_tag: if hant { "zh-TW" } else { "zh-CN" }.to_owned(),
                    en_tag: "en-GB".to_owned(),
                    carried: (!carried.is_empty()).then(|| Box::new(carried)),
                };
                let unit = TranslationUnit {
                    zh,
                    en,
                    zh_printed: None,
                    part: Part::Segment,
                    relation: Relation::Parallel,
                    shape: "1-1".to_owned(),
                    score_nats: 0.0,
                    probability: 1.0,
                    flags: Vec::new(),
                    script: if hant { Script::Hant } else { Script::Hans },
                    place: Place {
                        file: "their.tmx".to_owned(),
                        article: String::new(),
                        zh_lines: LineRange::default(),
                        en_lines: LineRange::default(),
                    },
                };
                (unit, history)
            },
        )
}

fn of_article() -> impl Strategy<Value = (TranslationUnit, UnitHistory)> {
    (text(), text(), prop::option::of(text()), 0..7_usize, 0..=10_000_u32, any::<bool>()).prop_map(
        |(zh, en, printed, part, probability, flagged)| {
            let unit = TranslationUnit {
                zh_printed: printed.filter(|p| *p != zh),
                zh,
                en,
                part: Part::ALL[part],
                relation: if flagged { Relation::Comparable } else { Relation::Parallel },
                shape: "1-2".to_owned(),
                score_nats: -0.25,
                probability: f64::from(probability) / 10_000.0,
                flags: if flagged { vec![UnitFlag::Numbers] } else { Vec::new() },
                script: Script::Hans,
                place: Place {
                    file: "2025/10 & 11.txt".to_owned(),
                    article: "10-1".to_owned(),
                    zh_lines: LineRange { first: 5, last: 6 },
                    en_lines: LineRange { first: 9, last: 9 },
                },
            };
            let history = UnitHistory {
                journal: "环湾研究".to_owned(),
                zh_tag: "zh-CN".to_owned(),
                en_tag: "en-US".to_owned(),
                ..UnitHistory::default()
            };
            (unit, history)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What one memory exports as TMX, another imports as it was; and the first has nothing new in it.
    #[test]
    fn a_tmx_brings_every_unit_back(
        units in prop::collection::vec(prop_oneof![imported(), of_article()], 1..12)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut first = memory(folder.path(), "first.db", &units);
        let stored = all(&first);
        let tmx = folder.path().join("their.tmx");
        std::fs::write(&tmx, written(&first, &everything(ExportFormat::Tmx))).unwrap();
        let mut second = Memory::open(&folder.path().join("second.db"), Mode::Create).unwrap();
        let files = [tmx];
        let (tallies, _) =
            import(&mut second, &files, &ImportOptions::default(), NOW, &mut Quiet).unwrap();
        prop_assert_eq!(tallies[0].refused, 0);
        let back = all(&second);
        prop_assert_eq!(back.len(), stored.len());
        for (one, other) in stored.iter().zip(&back) {
            prop_assert_eq!(&one.unit, &other.unit);
            // A unit without a date counts from a variant's, or the day it came in.
            let mut history = other.history.clone();
            if history.created.is_empty() {
                history.date.clone_from(&one.history.date);
            }
            prop_assert_eq!(&one.history, &history);
        }
        let (tallies, _) =
            import(&mut first, &files, &ImportOptions::default(), NOW, &mut Quiet).unwrap();
        prop_assert_eq!(tallies[0].added, 0, "{:?}", tallies);
    }

    /// What XLIFF holds of units comes back too.
    #[test]
    fn an_xliff_brings_every_article_unit_back(units in prop::collection::vec(of_article(), 1..8)) {
        let folder = tempfile::tempdir().unwrap();
        let first = memory(folder.path(), "first.db", &units);
        let file = folder.path().join("a.xlf");
        let options = everything(ExportFormat::Xliff);
        let held = all(&first).into_iter().filter(|u| u.unit.part != Part::Term).collect::<Vec<_>>();
        std::fs::write(&file, written(&first, &options)).unwrap();
        let mut second = Memory::open(&folder.path().join("second.db"), Mode::Create).unwrap();
        if !held.is_empty() {
            import(&mut second, &[file], &ImportOptions::default(), NOW, &mut Quiet).unwrap();
        }
        let back = all(&second);
        prop_assert_eq!(back.len(), held.len());
        for (one, other) in held.iter().zip(&back) {
            prop_assert_eq!(&one.unit, &other.unit);
            prop_assert_eq!(&one.history.journal, &other.history.journal);
            prop_assert_eq!(one.history.status, other.history.status);
        }
    }
}
