//! A memory out to other tools and back: nothing is lost, and the files are what they should be.

use std::{path::Path, process::Command};

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

use crate::{
    clients::{assert_valid_tmx, omegat, open},
    memory_files::units,
    sandbox::{Sandbox, checkout, client, shared, stderr, stdout},
};

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

/// A memory with units of the samples and of another tool.
fn filled(sandbox: &Sandbox) {
    let output = sandbox
        .command()
        .arg("build")
        .arg(checkout("corpora/sample"))
        .args(["-o", "out", "--memory", "m.db", "--journal", "环湾研究"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    sandbox.file(
        "their.tmx",
        "<?xml version='1.0'?><tmx version='1.4'><header creationtool='X' creationtoolversion='1' segtype='sentence' o-tmf='x' adminlang='en' srclang='en-US' datatype='x'/><body>\
         <tu tuid='1' creationdate='20240506T070809Z' creationid='Li' foo='bar' usagecount='3'><note xml:lang='en'>n</note><prop type='p'>v</prop><tuv xml:lang='en-US' creationdate='20240506T070809Z'><prop type='q'>w</prop><seg>cable <hi type='x'>one</hi><ph x='1'>&lt;br/&gt;</ph></seg></tuv><tuv xml:lang='zh-CN'><seg>电缆一</seg></tuv><tuv xml:lang='fr'><seg>câble</seg></tuv></tu>\
         <tu><tuv xml:lang='zh-TW'><seg>電纜</seg></tuv><tuv xml:lang='en-GB'><seg>cable</seg></tuv></tu></body></tmx>",
    );
    let output = sandbox.run(&["memory", "import", "their.tmx", "--memory", "m.db"]);
    assert!(output.status.success(), "{}", stderr(&output));
}

fn exported(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let mut all = vec!["memory", "export", "--memory", "m.db"];
    all.extend(arguments);
    let output = sandbox.run(&all);
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output)
}

#[test]
fn exported_tmx_and_xliff_are_valid() {
    if !omegat() || !client("xmllint") || !client("unzip") {
        return;
    }
    let Some(schema) = shared("schemas/xliff2.1/xliff_core_2.0.xsd") else { return };
    let sandbox = Sandbox::new();
    filled(&sandbox);
    exported(&sandbox, &["-o", "all.tmx", "--duplicates", "keep", "--min-probability", "0"]);
    let text = std::fs::read_to_string(sandbox.path("all.tmx")).unwrap();
    assert!(text.contains("cable <hi type=\"x\">one</hi>") && text.contains("câble"), "{text}");
    assert!(text.contains("srclang=\"en-US\"") && !text.contains("foo="));
    assert_valid_tmx(&sandbox, &sandbox.path("all.tmx"));
    exported(&sandbox, &["-o", "plain.tmx", "--plain", "--part", "segment"]);
    assert!(!std::fs::read_to_string(sandbox.path("plain.tmx")).unwrap().contains("<hi"));
    assert_valid_tmx(&sandbox, &sandbox.path("plain.tmx"));
    for (name, script) in [("hans.xlf", "hans"), ("hant.xlf", "hant")] {
        exported(&sandbox, &["-o", name, "--script", script, "--min-probability", "0"]);
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema"])
            .args([&schema, &sandbox.path(name)])
            .output()
            .unwrap();
        assert!(output.status.success(), "{name}: {}", stderr(&output));
    }
}

/// Every source sentence of an exported memory is filled when OmegaT opens a text of them.
#[test]
fn omegat_fills_every_source_of_an_exported_memory() {
    if !omegat() {
        return;
    }
    let sandbox = Sandbox::new();
    filled(&sandbox);
    let memory = exported(&sandbox, &["--part", "title,keyword,abstract,clause"]);
    let sources: Vec<String> = units(&sandbox, &sandbox.path("m.db"))
        .into_iter()
        .filter(|u| {
            // Sentences as OmegaT cuts them: a unit of several sentences is asked for by none.
            let zh = u["zh"].as_str().unwrap();
            let inside = zh.trim_end_matches(['。', '！', '？', '；']);
            u["relation"] == "parallel"
                && u["probability"].as_f64().unwrap() >= 0.5
                && matches!(
                    u["part"].as_str().unwrap(),
                    "title" | "keyword" | "abstract" | "clause"
                )
                && !inside.contains(['。', '！', '？'])
        })
        .map(|u| u["zh"].as_str().unwrap().to_owned())
        .collect();
    assert!(sources.len() > 30, "{}", sources.len());
    let opened = open(&sandbox, &sources.join("\n\n"), memory.as_bytes(), &[], "");
    let unfilled: Vec<&str> =
        opened.segments.iter().filter(|(_, t)| t.is_none()).map(|(s, _)| s.as_str()).collect();
    assert_eq!(unfilled, [] as [&str; 0], "of {} segments", opened.segments.len());
}

#[test]
fn filters_and_duplicates_are_what_they_say() {
    let sandbox = Sandbox::new();
    filled(&sandbox);
    let lines = |arguments: &[&str]| {
        let mut all = vec!["--format", "jsonl"];
        all.extend(arguments);
        exported(&sandbox, &all)
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .collect::<Vec<_>>()
    };
    assert!(lines(&["--part", "title"]).iter().all(|u| u["part"] == "title"));
    assert!(!lines(&["--part", "title"]).is_empty());
    assert_eq!(lines(&["--part", "segment"]).len(), 2);
    assert_eq!(lines(&["--status", "approved"]).len(), 2);
    assert_eq!(lines(&["--to", "2024-12-31"]).len(), 1);
    assert_eq!(lines(&["--from", "2024-05-06", "--to", "2024-05-06"]).len(), 1);
    assert_eq!(lines(&["--journal", "别的"]).len(), 0);
    assert!(lines(&["--journal", "环湾研究"]).len() > 20);
    let sure = lines(&["--min-probability", "0.95", "--journal", "环湾研究"]);
    assert!(!sure.is_empty() && sure.iter().all(|u| u["probability"].as_f64().unwrap() >= 0.95));
    // The same pair again, later and from elsewhere; and the same Chinese with other English.
    let again = "<?xml version='1.0'?><tmx version='1.4'><header/><body><tu changedate='20250101T000000Z'><tuv xml:lang='zh-TW'><seg>電纜</seg></tuv><tuv xml:lang='en-GB'><seg>cable</seg></tuv></tu><tu changedate='20230101T000000Z'><tuv xml:lang='zh-TW'><seg>電纜</seg></tuv><tuv xml:lang='en-GB'><seg>wire</seg></tuv></tu></body></tmx>";
    sandbox.file("again.tmx", again);
    assert!(sandbox.run(&["memory", "import", "again.tmx", "--memory", "m.db"]).status.success());
    let hant = |arguments: &[&str]| {
        lines(arguments)
            .into_iter()
            .filter(|u| u["place"]["file"].as_str().unwrap().contains(".tmx"))
            .filter(|u| u["script"] == "Hant")
            .map(|u| {
                format!("{} {}", u["en"].as_str().unwrap(), u["place"]["file"].as_str().unwrap())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        hant(&["--duplicates", "keep"]),
        ["cable their.tmx", "cable again.tmx", "wire again.tmx"]
    );
    assert_eq!(hant(&["--duplicates", "first"]), ["cable their.tmx", "wire again.tmx"]);
    assert_eq!(hant(&["--duplicates", "latest", "--one-target"]).len(), 1);
    // `their.tmx` has no date of its own for it: it counts from the day it came in.
    assert_eq!(
        hant(&["--duplicates", "best", "--to", "2025-06-01"]),
        ["cable again.tmx", "wire again.tmx"]
    );
    let output = sandbox.run(&[
        "memory",
        "dedupe",
        "--memory",
        "m.db",
        "--duplicates",
        "first",
        "--dry-run",
    ]);
    let said = stderr(&output);
    assert!(said.contains("say what another says"), "{said}");
    assert_eq!(hant(&["--duplicates", "keep"]).len(), 3, "a dry run changes nothing");
    assert!(
        sandbox
            .run(&["memory", "dedupe", "--memory", "m.db", "--duplicates", "first"])
            .status
            .success()
    );
    assert_eq!(hant(&["--duplicates", "keep"]), ["cable their.tmx", "wire again.tmx"]);
    assert_eq!(hant(&["--duplicates", "keep", "--retired"]).len(), 3);
}

#[test]
fn a_build_adds_replaces_and_retires() {
    let article = |title: &str| {
        format!(
            "{title}\n\n李文海\n\n[摘要] 海上通道是国际贸易的命脉。各国通过信息共享维护航行安全。\n\n[关键词] 海上通道；信息共享\n\nPaths of Cooperation\n\nLi Wenhai\n\nAbstract: Sea lanes are the lifeline of international trade. States maintain the safety of navigation through information sharing.\n\nKeywords: sea lanes; information sharing\n"
        )
    };
    let sandbox = Sandbox::new();
    sandbox.file("issue/a.txt", article("海上通道安全合作的路径"));
    sandbox.file("issue/b.txt", article("海上通道安全合作的困境"));
    let build = |arguments: &[&str]| {
        let mut all = vec!["build", "issue", "-o", "out", "--memory", "m.db"];
        all.extend(arguments);
        let output = sandbox.run(&all);
        assert!(output.status.success(), "{}", stderr(&output));
        stderr(&output)
    };
    let titles = || {
        let mut found: Vec<String> = units(&sandbox, &sandbox.path("m.db"))
            .iter()
            .filter(|u| u["part"] == "title")
            .map(|u| u["zh"].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    };
    build(&[]);
    assert_eq!(titles(), ["海上通道安全合作的困境", "海上通道安全合作的路径"]);
    let first = units(&sandbox, &sandbox.path("m.db")).len();
    let said = build(&[]);
    assert!(
        said.contains("0 units added to the memory, 0 put out of use, 2 files as before"),
        "{said}"
    );
    assert_eq!(units(&sandbox, &sandbox.path("m.db")).len(), first);
    sandbox.file("issue/b.txt", article("海上通道安全合作的前景"));
    build(&[]);
    assert_eq!(titles(), ["海上通道安全合作的前景", "海上通道安全合作的路径"]);
    assert_eq!(units(&sandbox, &sandbox.path("m.db")).len(), first);
    std::fs::remove_file(sandbox.path("issue/b.txt")).unwrap();
    build(&[]);
    assert_eq!(titles(), ["海上通道安全合作的路径"]);
    // Another folder with the same memory leaves the first in it.
    sandbox.file("other/c.txt", article("海上通道安全合作的机制"));
    assert!(sandbox.run(&["build", "other", "-o", "out2", "--memory", "m.db"]).status.success());
    assert_eq!(titles().len(), 2);
    // The TMX of the build has nothing that the memory does not have.
    let output = sandbox.run(&["memory", "import", "out/memory.tmx", "--memory", "m.db"]);
    assert!(stderr(&output).contains(": 0 added"), "{}", stderr(&output));
    let output = sandbox.run(&["build", "issue", "-o", "out", "--memory", "issue"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("this is a folder, not a memory"), "{}", stderr(&output));
}
