//! The file of a memory: what cannot be opened, what happens to it when processes die or meet.

use std::{fs, path::Path, process::Stdio, time::Duration};

use duizhao::{
    domain::{Part, TranslationUnit, UnitHistory},
    store::{Filter, Memory, Mode, RunKind, StoreErrorKind},
};

use crate::{
    memory_files::{tmx, units},
    sandbox::{Sandbox, checkout, stderr, stdout},
};

const NOW: &str = "2025-03-01T12:00:00Z";

fn many(from: usize, count: usize) -> String {
    let units: String = (from..from + count)
        .map(|n| {
            format!("<tu tuid=\"{n}\"><tuv xml:lang=\"zh-CN\"><seg>第{n}条海底电缆的治理。</seg></tuv><tuv xml:lang=\"en-US\"><seg>Governance of submarine cable {n}.</seg></tuv></tu>\n")
        })
        .collect();
    tmx(&units)
}

fn count(path: &Path) -> u64 {
    let memory = Memory::open(path, Mode::Read).unwrap();
    memory.check().unwrap();
    memory.count(&Filter::default()).unwrap()
}

fn unit() -> (TranslationUnit, UnitHistory) {
    let record: serde_json::Value = serde_json::json!({
        "zh": "电缆", "en": "cable", "part": Part::Abstract, "relation": "parallel", "shape": "1-1",
        "score_nats": 0.0, "probability": 0.9, "flags": [], "script": "Hans",
        "place": {"file": "a.txt", "article": "a", "zh_lines": {"first": 1, "last": 1}, "en_lines": {"first": 1, "last": 1}},
    });
    let history = UnitHistory {
        zh_tag: "zh-CN".to_owned(),
        en_tag: "en-US".to_owned(),
        ..UnitHistory::default()
    };
    (serde_json::from_value(record).unwrap(), history)
}

#[test]
fn a_process_killed_at_any_moment_leaves_the_memory_as_it_was_or_as_it_will_be() {
    let sandbox = Sandbox::new();
    let db = sandbox.path("m.db");
    sandbox.file("old.tmx", many(0, 500));
    assert!(sandbox.run(&["memory", "import", "old.tmx", "--memory", "m.db"]).status.success());
    sandbox.file("new.tmx", many(1000, 40_000));
    let mut before = 500;
    let mut killed_early = 0;
    for wait in [0, 20, 60, 120, 200, 300, 450, 700, 1000] {
        let mut child = sandbox
            .command()
            .args(["memory", "import", "new.tmx", "--memory", "m.db"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        // SIGKILL on Unix.
        let _ = child.kill();
        child.wait().unwrap();
        let after = count(&db);
        assert!([before, 40_500].contains(&after), "killed after {wait} ms: {after}");
        killed_early += u32::from(after == 500);
        before = after;
    }
    assert!(killed_early > 0, "no kill came before the end");
    assert!(sandbox.run(&["memory", "import", "new.tmx", "--memory", "m.db"]).status.success());
    assert_eq!(count(&db), 40_500);
}

#[test]
fn ctrl_c_leaves_the_memory_as_it_was() {
    let sandbox = Sandbox::new();
    let db = sandbox.path("m.db");
    sandbox.file("old.tmx", many(0, 500));
    sandbox.file("new.tmx", many(1000, 60_000));
    assert!(sandbox.run(&["memory", "import", "old.tmx", "--memory", "m.db"]).status.success());
    for arguments in [&["import", "new.tmx"][..], &["dedupe", "--one-target"]] {
        // A shell's background job ignores the signal, and so do the processes that it starts.
        let mut child = std::process::Command::new("env")
            .args(["--default-signal=INT", env!("CARGO_BIN_EXE_duizhao"), "memory"])
            .current_dir(sandbox.path("."))
            .args(arguments)
            .args(["--memory", "m.db"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if arguments[0] == "import" {
            // Not before it writes.
            let log = sandbox.path("m.db-wal");
            while fs::metadata(&log).map_or(0, |meta| meta.len()) == 0 {
                assert!(child.try_wait().unwrap().is_none(), "it ended before it wrote");
                std::thread::sleep(Duration::from_millis(2));
            }
        }
        let pid = child.id().to_string();
        assert!(
            std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success()
        );
        let status = child.wait().unwrap();
        assert!(!status.success() || arguments[0] == "dedupe", "{status}");
        assert_eq!(count(&db), 500, "{arguments:?}");
    }
    assert!(sandbox.run(&["memory", "import", "new.tmx", "--memory", "m.db"]).status.success());
    assert_eq!(count(&db), 60_500);
}

#[test]
fn an_index_whose_maker_was_killed_gives_the_same_matches() {
    let sandbox = Sandbox::new();
    sandbox.file("new.tmx", many(1000, 20_000));
    assert!(sandbox.run(&["memory", "import", "new.tmx", "--memory", "m.db"]).status.success());
    let lookup = ["memory", "lookup", "第1234条海底电缆的维护。", "--memory", "m.db"];
    let right = stdout(&sandbox.run(&lookup));
    assert!(right.contains("zh 第1234条海底电缆的[+维护+][-治理-]。"), "{right}");
    let index = sandbox.path("m.db-index");
    assert!(index.is_dir());
    for wait in [1, 5, 10, 20, 40, 80, 160, 320] {
        fs::remove_dir_all(&index).unwrap();
        let mut child = sandbox
            .command()
            .args(lookup)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        assert_eq!(stdout(&sandbox.run(&lookup)), right, "killed after {wait} ms");
    }
}

#[test]
fn what_takes_longer_than_a_second_shows_how_far_it_is() {
    let sandbox = Sandbox::new();
    sandbox.file("new.tmx", many(0, 200_000));
    let program = env!("CARGO_BIN_EXE_duizhao");
    let import = format!("{program} memory import new.tmx --memory m.db");
    // `script` gives it a terminal.
    let output = std::process::Command::new("script")
        .args(["-qec", &import, "/dev/null"])
        .current_dir(sandbox.path("."))
        .env("TERM", "xterm")
        .output();
    let Ok(output) = output else {
        assert!(std::env::var_os("CI").is_none(), "`script` is not installed");
        eprintln!("skipped: `script` is not installed");
        return;
    };
    let said = stdout(&output);
    assert!(said.contains("200,000 units read") || said.contains("200000 units read"), "{said}");
    assert!(said.contains(" left") && said.contains("MiB/s"), "{said}");
    let quick = sandbox.run(&["memory", "stats", "--memory", "m.db"]);
    assert!(!stderr(&quick).contains(" left"));
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_sound_memory() {
    let sandbox = Sandbox::new();
    let db = sandbox.path("m.db");
    let build = |kill: Option<u64>| {
        let mut child = sandbox
            .command()
            .arg("build")
            .arg(checkout("corpora/sample"))
            .args(["-o", "out", "--memory", "m.db", "--force"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        if let Some(wait) = kill {
            std::thread::sleep(Duration::from_millis(wait));
            let _ = child.kill();
        }
        child.wait().unwrap()
    };
    let mut seen = Vec::new();
    for wait in [5, 30, 60, 90, 150, 250] {
        build(Some(wait));
        if db.exists() && fs::metadata(&db).unwrap().len() > 0 {
            seen.push(count(&db));
        }
    }
    assert!(build(None).success());
    let whole = count(&db);
    assert!(whole > 20, "{whole}");
    assert!(seen.iter().all(|n| *n == 0 || *n == whole), "{seen:?} {whole}");
    assert!(build(None).success());
    assert_eq!(count(&db), whole, "building again doubles nothing");
}

#[test]
fn one_writes_while_others_read_and_a_second_writer_is_told() {
    let sandbox = Sandbox::new();
    sandbox.file("a.tmx", many(0, 3));
    sandbox.file("b.tmx", many(10, 2));
    assert!(sandbox.run(&["memory", "import", "a.tmx", "--memory", "m.db"]).status.success());
    let mut memory = Memory::open(&sandbox.path("m.db"), Mode::Write).unwrap();
    let (unit, history) = unit();
    let mut run = memory.begin(RunKind::Import, NOW).unwrap();
    run.add(&unit, &history).unwrap();
    // Readers see what was there before.
    assert_eq!(units(&sandbox, &sandbox.path("m.db")).len(), 3);
    let second = sandbox.run(&["memory", "import", "b.tmx", "--memory", "m.db"]);
    assert_eq!(second.status.code(), Some(2));
    let said = stderr(&second);
    assert!(said.contains("m.db: another process is writing to this memory"), "{said}");
    assert!(said.contains("hint: wait"), "{said}");
    run.commit().unwrap();
    assert!(sandbox.run(&["memory", "import", "b.tmx", "--memory", "m.db"]).status.success());
    assert_eq!(count(&sandbox.path("m.db")), 6);
}

#[test]
fn what_is_no_memory_is_refused_by_name() {
    let sandbox = Sandbox::new();
    sandbox.file("text.db", "hello");
    sandbox.file("tmx.db", tmx(""));
    sandbox.file("empty.db", "");
    fs::create_dir(sandbox.path("folder.db")).unwrap();
    let foreign = rusqlite::Connection::open(sandbox.path("foreign.db")).unwrap();
    foreign.execute_batch("CREATE TABLE t (a); PRAGMA application_id = 7;").unwrap();
    drop(foreign);
    drop(Memory::open(&sandbox.path("newer.db"), Mode::Create).unwrap());
    let newer = rusqlite::Connection::open(sandbox.path("newer.db")).unwrap();
    newer.execute_batch("PRAGMA user_version = 99;").unwrap();
    drop(newer);
    drop(Memory::open(&sandbox.path("damaged.db"), Mode::Create).unwrap());
    let mut bytes = fs::read(sandbox.path("damaged.db")).unwrap();
    let len = bytes.len();
    bytes[100..len].fill(0x5a);
    sandbox.file("damaged.db", &bytes);
    for (name, says) in [
        ("none.db", "there is no memory of this name"),
        ("text.db", "this is no memory: not an SQLite file"),
        ("tmx.db", "not an SQLite file, but a TMX file"),
        ("empty.db", "not an SQLite file, but an empty file"),
        ("folder.db", "this is a folder, not a memory"),
        ("foreign.db", "an SQLite file of another program (application id 0x00000007)"),
        ("newer.db", "a newer version of duizhao made this memory: schema 99, known up to 1"),
        ("damaged.db", "the memory is damaged"),
    ] {
        let output = sandbox.run(&["memory", "stats", "--memory", name]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
        assert!(said.contains(says) && said.contains(name), "{name}: {said}");
        assert!(said.contains("hint: "), "{name}: {said}");
        if !matches!(name, "none.db" | "empty.db") {
            let before = fs::read(sandbox.path(name)).ok();
            sandbox.file("a.tmx", many(0, 1));
            let output = sandbox.run(&["memory", "import", "a.tmx", "--memory", name]);
            assert_eq!(output.status.code(), Some(2), "{name}");
            assert_eq!(before, fs::read(sandbox.path(name)).ok(), "{name} is as it was");
        }
    }
    assert_eq!(sandbox.run(&["memory", "stats"]).status.code(), Some(2));
}

#[test]
fn a_read_only_memory_can_be_read_and_not_written() {
    let sandbox = Sandbox::new();
    sandbox.file("a.tmx", many(0, 3));
    assert!(sandbox.run(&["memory", "import", "a.tmx", "--memory", "m.db"]).status.success());
    let db = sandbox.path("m.db");
    let mut permissions = fs::metadata(&db).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&db, permissions).unwrap();
    assert_eq!(units(&sandbox, &db).len(), 3);
    let output = sandbox.run(&["memory", "import", "a.tmx", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("read-only"), "{}", stderr(&output));
    let refused = Memory::open(&db, Mode::Write).unwrap_err();
    assert!(matches!(refused.kind, StoreErrorKind::ReadOnly));
}

/// A memory of each schema that was ever released, as SQL: each opens, is brought up to date, and
/// has its units.
#[test]
fn files_of_every_released_schema_open() {
    let dumps: &[(u32, &str)] = &[(1, include_str!("memory_store/schema1.sql"))];
    assert_eq!(dumps.len() as u32, duizhao::store::SCHEMA, "a dump of every schema");
    for (schema, dump) in dumps {
        let sandbox = Sandbox::new();
        let db = sandbox.path("old.db");
        let old = rusqlite::Connection::open(&db).unwrap();
        old.execute_batch(dump).unwrap();
        let version: u32 = old.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, *schema);
        drop(old);
        let found = units(&sandbox, &db);
        assert_eq!(found.len(), 2, "schema {schema}");
        assert_eq!(found[0]["zh"], "环湾六国推动电缆治理合作。");
        assert_eq!(found[1]["carried"]["notes"][0]["text"], "checked");
        sandbox.file("a.tmx", many(0, 1));
        let output = sandbox.run(&["memory", "import", "a.tmx", "--memory", "old.db"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let output = sandbox.run(&["memory", "stats", "--memory", "old.db", "--json", "--check"]);
        let stats: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
        assert_eq!((stats["units"].as_u64(), stats["retired"].as_u64()), (Some(3), Some(1)));
    }
}
