use super::*;
use crate::domain::{
    Carried, LineRange, Origin, Part, Place, Relation, Remark, Retirement, Script, Stamp,
    TranslationUnit, UnitFlag, UnitHistory, UnitStatus,
};

const NOW: &str = "2025-03-01T12:00:00Z";

fn unit(zh: &str, en: &str) -> (TranslationUnit, UnitHistory) {
    let unit = TranslationUnit {
        zh: zh.to_owned(),
        en: en.to_owned(),
        zh_printed: Some(format!(" {zh}")),
        part: Part::Abstract,
        relation: Relation::Parallel,
        shape: "1-2".to_owned(),
        score_nats: -0.25,
        probability: 0.75,
        flags: vec![UnitFlag::Numbers, UnitFlag::Damaged],
        script: Script::Hans,
        place: Place {
            file: "2025/10.txt".to_owned(),
            article: "10-1".to_owned(),
            zh_lines: LineRange { first: 5, last: 6 },
            en_lines: LineRange { first: 9, last: 9 },
        },
    };
    let history = UnitHistory {
        zh_tag: "zh-CN".to_owned(),
        en_tag: "en-US".to_owned(),
        ..UnitHistory::default()
    };
    (unit, history)
}

fn memory() -> (tempfile::TempDir, Memory) {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::open(&folder.path().join("m.db"), Mode::Create).unwrap();
    (folder, memory)
}

fn all(memory: &Memory, filter: &Filter) -> Vec<StoredUnit> {
    let mut found = Vec::new();
    memory
        .units(filter, |unit| {
            found.push(unit);
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

fn changes(memory: &Memory, since: u64) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    memory
        .changes(since, |change| {
            found.push((change.zh.to_owned(), change.live));
            Ok::<_, StoreError>(())
        })
        .unwrap();
    found
}

const ARTICLE: Source<'_> =
    Source { origin: Origin::Article, journal: "", name: "2025/10.txt", tool: "" };

#[test]
fn a_unit_comes_back_as_it_was() {
    let (_folder, mut memory) = memory();
    let (unit, mut history) = unit("环湾六国推动治理。", "Six countries promote governance.");
    history.origin = Origin::Import;
    history.tool = "OmegaT 6.0".to_owned();
    history.status = UnitStatus::Approved;
    history.journal = "环湾研究".to_owned();
    history.date = "2024-05-06".to_owned();
    history.created = Stamp { date: "20240506T070809Z".to_owned(), by: "甲".to_owned() };
    history.carried = Some(Box::new(Carried {
        tuid: "a1".to_owned(),
        notes: vec![Remark { attributes: Vec::new(), text: "see <b>".to_owned() }],
        ..Carried::default()
    }));
    let mut run = memory.begin(RunKind::Import, NOW).unwrap();
    assert_eq!(run.add(&unit, &history).unwrap(), Added::New);
    run.commit().unwrap();
    let found = all(&memory, &Filter::default());
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].unit, &found[0].history, found[0].retired), (&unit, &history, None));
    assert_eq!(memory.unit(found[0].id).unwrap().as_ref(), Some(&found[0]));
    assert_eq!(memory.unit(UnitId(77)).unwrap(), None);
}

#[test]
fn the_same_unit_of_the_same_place_never_doubles() {
    let (_folder, mut memory) = memory();
    let (unit, history) = unit("甲。", "A.");
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    assert_eq!(run.add(&unit, &history).unwrap(), Added::New);
    assert_eq!(run.add(&unit, &history).unwrap(), Added::Same);
    // Lines that moved and a better score make no other unit of it; another place or script does.
    let mut moved = unit.clone();
    moved.place.zh_lines = LineRange { first: 7, last: 7 };
    moved.probability = 0.9;
    assert_eq!(run.add(&moved, &history).unwrap(), Added::Changed);
    let mut elsewhere = unit.clone();
    elsewhere.place.file = "2025/11.txt".to_owned();
    assert_eq!(run.add(&elsewhere, &history).unwrap(), Added::New);
    let hant = UnitHistory { zh_tag: "zh-TW".to_owned(), ..history.clone() };
    assert_eq!(run.add(&unit, &hant).unwrap(), Added::New);
    run.commit().unwrap();
    let found = all(&memory, &Filter::default());
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].unit, moved);
    assert_eq!(found[0].history.date, "2025-03-01", "the day it was added, where no file says");
}

#[test]
fn a_run_that_is_not_committed_leaves_no_trace() {
    let (_folder, mut memory) = memory();
    let (unit, history) = unit("甲。", "A.");
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    run.add(&unit, &history).unwrap();
    drop(run);
    assert_eq!(memory.count(&Filter::default()).unwrap(), 0);
    assert_eq!(memory.generation().unwrap(), 0);
}

#[test]
fn a_changed_file_replaces_its_units_and_an_index_is_told() {
    let (_folder, mut memory) = memory();
    let [a, b, c] = ["甲。", "乙。", "丙。"].map(|zh| unit(zh, "X."));
    let pairs = |units: &[&(TranslationUnit, UnitHistory)]| {
        units.iter().map(|u| (u.0.clone(), u.1.clone())).collect::<Vec<_>>()
    };
    let mut build = |units: &[&(TranslationUnit, UnitHistory)]| {
        let units = pairs(units);
        let mut run = memory.begin(RunKind::Build, NOW).unwrap();
        let counts = run.replace(&ARTICLE, units.iter().map(|(u, h)| (u, h))).unwrap();
        run.commit().unwrap();
        counts
    };
    assert_eq!(build(&[&a, &b]), (2, 0));
    assert_eq!(build(&[&b, &c]), (1, 1));
    assert_eq!(memory.generation().unwrap(), 2);
    let told = |texts: &[(&str, bool)]| {
        texts.iter().map(|(zh, live)| ((*zh).to_owned(), *live)).collect::<Vec<_>>()
    };
    assert_eq!(changes(&memory, 0), told(&[("甲。", false), ("乙。", true), ("丙。", true)]));
    assert_eq!(changes(&memory, 1), told(&[("甲。", false), ("丙。", true)]));
    assert_eq!(changes(&memory, 2), []);
    let gone = all(&memory, &Filter { retired: Retired::Only, ..Filter::default() });
    assert_eq!(gone.len(), 1);
    assert_eq!((gone[0].unit.zh.as_str(), gone[0].retired), ("甲。", Some(Retirement::Replaced)));
    // It comes back with its number.
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    assert_eq!(run.add(&a.0, &a.1).unwrap(), Added::Changed);
    assert_eq!(run.retire_file(&ARTICLE).unwrap(), 3);
    run.commit().unwrap();
    assert_eq!(memory.count(&Filter::default()).unwrap(), 0);
}

#[test]
fn what_people_decide_stays() {
    let (_folder, mut memory) = memory();
    let (unit, history) = unit("甲。", "A.");
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    run.add(&unit, &history).unwrap();
    run.commit().unwrap();
    let mut run = memory.begin(RunKind::Decide, NOW).unwrap();
    assert!(run.decide(UnitId(1), UnitStatus::Rejected, "编辑", "wrong half").unwrap());
    assert!(!run.decide(UnitId(9), UnitStatus::Rejected, "", "").unwrap());
    run.commit().unwrap();
    assert_eq!(changes(&memory, 1), [("甲。".to_owned(), false)]);
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    assert_eq!(run.add(&unit, &history).unwrap(), Added::Same);
    run.commit().unwrap();
    assert_eq!(all(&memory, &Filter::default())[0].history.status, UnitStatus::Rejected);
}

#[test]
fn filters_ask_for_what_they_say() {
    let (_folder, mut memory) = memory();
    let mut run = memory.begin(RunKind::Build, NOW).unwrap();
    for (zh, part, probability, date, script) in [
        ("一", Part::Title, 0.99, "2024-01-31", Script::Hans),
        ("二", Part::Abstract, 0.4, "2024-02-01", Script::Hans),
        ("三", Part::Abstract, 0.9, "2025-01-01", Script::Hant),
    ] {
        let (unit, history) = unit(zh, "X");
        let unit = TranslationUnit { part, probability, script, ..unit };
        run.add(&unit, &UnitHistory { date: date.to_owned(), ..history }).unwrap();
    }
    run.commit().unwrap();
    let texts = |filter: Filter| {
        all(&memory, &filter).into_iter().map(|u| u.unit.zh).collect::<Vec<_>>().concat()
    };
    let default = Filter::default;
    assert_eq!(texts(default()), "一二三");
    assert_eq!(texts(Filter { parts: vec![Part::Abstract], ..default() }), "二三");
    assert_eq!(texts(Filter { min_probability: Some(0.9), ..default() }), "一三");
    assert_eq!(texts(Filter { from: Some("2024-02-01".to_owned()), ..default() }), "二三");
    assert_eq!(texts(Filter { to: Some("2024-02-01".to_owned()), ..default() }), "一二");
    assert_eq!(texts(Filter { script: Some(Script::Hant), ..default() }), "三");
    assert_eq!(texts(Filter { journals: vec!["x".to_owned()], ..default() }), "");
    assert_eq!(texts(Filter { statuses: vec![UnitStatus::Approved], ..default() }), "");
    let filter = Filter { parts: vec![Part::Abstract], ..default() };
    assert_eq!(memory.count(&filter).unwrap(), 2);
}
