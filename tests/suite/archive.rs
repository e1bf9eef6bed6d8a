//! Archives: runs that are killed and go on, inputs that come, change and go, and bad surroundings.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use duizhao::store::{Filter, Memory, Mode, Retired};

use crate::sandbox::{Sandbox, stderr};

/// An article of our own; `n` makes it another.
pub fn article(n: usize) -> String {
    let subjects = ["海上通道", "北极航道", "海底电缆", "港口物流", "渔业资源", "岛礁生态"];
    let english = [
        "sea lanes",
        "Arctic routes",
        "submarine cables",
        "port logistics",
        "fishery resources",
        "island ecology",
    ];
    let (zh, en) = (subjects[n % 6], english[n % 6]);
    let rival = if n.is_multiple_of(5) { "sharing of information" } else { "information sharing" };
    format!(
        "{zh}合作的第{n}条路径\n\n李文海\n\n[摘要] {zh}是第{n}项议题。各国通过信息共享与联合巡航维护航行安全。合作仍受互信不足的限制。\n\n[关键词] {zh}；信息共享；航行安全\n\n一、引言\n\n{zh}承担着重要的作用。近年来，各国通过信息共享（information sharing）与联合巡航维护航行安全。\n\nPath {n} of Cooperation on {en}\n\nLi Wenhai\n\nAbstract: The {en} are topic {n}. States maintain the safety of navigation through {rival} and joint patrols. Cooperation is still limited by a lack of mutual trust.\n\nKeywords: {en}; {rival}; safety of navigation\n"
    )
}

/// Every output below `folder` with its bytes: what a run keeps for itself left aside.
pub fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
            if name == ".duizhao" {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Fails with the names of files that differ.
pub fn assert_same(one: &BTreeMap<String, Vec<u8>>, two: &BTreeMap<String, Vec<u8>>, when: &str) {
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>(), "{when}");
    for (name, bytes) in one {
        assert!(two[name] == *bytes, "{when}: {name} differs");
    }
}

fn archive(sandbox: &Sandbox, count: usize) {
    for n in 0..count {
        sandbox.file(&format!("in/{:02}/a{n}.txt", n / 10), article(n));
    }
}

fn built(sandbox: &Sandbox, out: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut arguments = vec!["build", "in", "-o", out];
    arguments.extend(more);
    let output = sandbox.run(&arguments);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    outputs(&sandbox.path(out))
}

/// The number before `word` in what a run said.
fn told(said: &str, word: &str) -> usize {
    let line = said.lines().find(|line| line.contains(word));
    line.and_then(|line| line.split(' ').next()).and_then(|n| n.parse().ok()).unwrap_or(0)
}

#[test]
fn killed_at_twenty_moments_it_goes_on_and_ends_with_the_same_bytes() {
    const ARTICLES: usize = 24;
    let sandbox = Sandbox::new();
    archive(&sandbox, ARTICLES);
    let expected = built(&sandbox, "whole", &["--jobs", "2"]);
    // A written generator, so that the moments are the same shares of a run each time.
    let mut state = 20_251_125_u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut cut = 0;
    for moment in 0..20 {
        let out = format!("out{}", moment / 2);
        let journal = sandbox.path(&out).join(".duizhao/done.jsonl");
        let done = || fs::read_to_string(&journal).unwrap_or_default().lines().count();
        // A share of what is left to do, so that no moment comes behind the end however fast the
        // machine is just now; and some milliseconds, in which anything may be half done.
        let before = done();
        let share = random() * ARTICLES.saturating_sub(before) as f64;
        let until = before + share as usize;
        let mut child = sandbox
            .command()
            .args(["build", "in", "--quiet", "--jobs", "2", "-o", &out])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while done() < until && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_secs_f64(0.008 * random()));
        child.kill().unwrap();
        cut += usize::from(!child.wait().unwrap().success());
        let lines = fs::read_to_string(&journal).unwrap_or_default();
        let noted: std::collections::BTreeSet<&str> =
            lines.lines().filter(|l| l.ends_with('}')).collect();
        // Of two kills on one folder only the second is followed by a run to the end.
        if moment % 2 == 0 {
            continue;
        }
        let again = sandbox.run(&["build", "in", "--jobs", "2", "-o", &out]);
        let said = stderr(&again);
        assert_eq!(again.status.code(), Some(0), "{said}");
        assert!(told(&said, "unchanged since") >= noted.len(), "{}: {said}", noted.len());
        assert_same(&expected, &outputs(&sandbox.path(&out)), &format!("moment {moment}"));
    }
    assert!(cut >= 10, "only {cut} runs were killed before their end");
}

#[test]
fn after_files_came_changed_and_went_all_is_as_of_a_fresh_run() {
    let sandbox = Sandbox::new();
    archive(&sandbox, 25);
    let memory = ["--memory", "memory.db"];
    built(&sandbox, "out", &memory);
    let units = |retired: Retired| {
        let memory = Memory::open(&sandbox.path("memory.db"), Mode::Read).unwrap();
        memory.count(&Filter { retired, ..Filter::default() }).unwrap()
    };
    let (all, none) = (units(Retired::Without), units(Retired::Only));
    assert!(all > 100 && none == 0, "{all} {none}");
    sandbox.file("in/00/a3.txt", article(103));
    sandbox.file("in/00/new.txt", article(200));
    fs::remove_file(sandbox.path("in/01/a12.txt")).unwrap();
    fs::rename(sandbox.path("in/02/a21.txt"), sandbox.path("in/02/renamed.txt")).unwrap();
    // The clock was set back: nothing depends on it.
    let changed = fs::File::options().write(true).open(sandbox.path("in/00/a3.txt")).unwrap();
    changed.set_modified(std::time::UNIX_EPOCH + Duration::from_hours(24)).unwrap();
    let again = built(&sandbox, "out", &memory);
    assert_same(&built(&sandbox, "fresh", &[]), &again, "increment");
    assert!(units(Retired::Only) > 5, "units of what changed and went are put out of use");
    let total = units(Retired::With);
    assert!(total > all, "nothing is deleted: {total} of {all}");
    // Fewer than a page each, and the other way round.
    for n in 0..20 {
        let _ = fs::remove_file(sandbox.path(&format!("in/{:02}/a{n}.txt", n / 10)));
    }
    assert_same(&built(&sandbox, "few", &[]), &built(&sandbox, "out", &memory), "fewer");
    archive(&sandbox, 25);
    assert_same(&built(&sandbox, "many", &[]), &built(&sandbox, "out", &memory), "more again");
}

#[test]
fn another_threshold_is_as_of_a_fresh_run() {
    let sandbox = Sandbox::new();
    archive(&sandbox, 3);
    built(&sandbox, "out", &["--accept", "0.5"]);
    let again = built(&sandbox, "out", &["--accept", "1"]);
    assert_same(&built(&sandbox, "fresh", &["--accept", "1"]), &again, "threshold");
}

#[test]
fn no_memory_is_made_of_nothing() {
    let sandbox = Sandbox::new();
    sandbox.file("in/empty.txt", "");
    let output = sandbox.run(&["build", "in", "-o", "out", "--memory", "memory.db"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(!sandbox.path("memory.db").exists());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_named_and_the_next_run_ends() {
    let sandbox = Sandbox::new();
    archive(&sandbox, 24);
    // A limit on the size of files stands for the full disk: writing fails in the middle.
    for blocks in [8, 24, 60] {
        let program = env!("CARGO_BIN_EXE_duizhao");
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} build in -o out");
        let output = std::process::Command::new("bash")
            .args(["-c", &script])
            .current_dir(sandbox.path(""))
            .output()
            .unwrap();
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{blocks}: {said}");
        assert!(said.contains("out/") && said.contains("disk is not full"), "{said}");
    }
    let expected = built(&sandbox, "whole", &[]);
    assert_same(&expected, &built(&sandbox, "out", &[]), "after the disk was full");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_listed_or_read_is_named_and_the_others_are_built() {
    use std::os::unix::ffi::OsStrExt as _;
    let sandbox = Sandbox::new();
    archive(&sandbox, 2);
    std::os::unix::fs::symlink("..", sandbox.path("in/00/loop")).unwrap();
    std::os::unix::fs::symlink("gone.txt", sandbox.path("in/00/vanished.txt")).unwrap();
    let (name, _, _) = encoding_rs::GB18030.encode("期刊.txt");
    let path = sandbox.path("in").join(std::ffi::OsStr::from_bytes(&name));
    fs::write(path, article(7)).unwrap();
    let output = sandbox.run(&["build", "in", "-o", "out"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("loops back") && said.contains("vanished.txt"), "{said}");
    let manifest = fs::read_to_string(sandbox.path("out/manifest.jsonl")).unwrap();
    assert!(manifest.contains("\"path\":\"in/期刊.txt\""), "{manifest}");
    assert_eq!(manifest.matches("\"status\":\"done\"").count(), 3);
    assert_eq!(manifest.matches("\"status\":\"failed\"").count(), 2);
}

#[test]
fn many_empty_files_and_a_huge_one_are_told_in_few_lines() {
    let sandbox = Sandbox::new();
    archive(&sandbox, 1);
    for n in 0..2000 {
        sandbox.file(&format!("in/empty/{n}.txt"), "");
    }
    // Two gigabytes that take no space.
    let huge = fs::File::create(sandbox.path("in/huge.txt")).unwrap();
    huge.set_len(2 << 30).unwrap();
    let start = Instant::now();
    let output = sandbox.run(&["build", "in", "-o", "out"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.lines().count() < 200, "{}", said.lines().count());
    assert!(said.contains("empty 2000") && said.contains("too-large 1"), "{said}");
    let manifest = fs::read_to_string(sandbox.path("out/manifest.jsonl")).unwrap();
    assert_eq!(manifest.lines().count(), 2002);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn messages_are_json_where_asked() {
    let sandbox = Sandbox::new();
    archive(&sandbox, 1);
    sandbox.file("in/empty.txt", "");
    let output = sandbox.run(&["build", "in", "-o", "out", "--log-format", "json"]);
    let lines: Vec<serde_json::Value> =
        stderr(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().any(|l| l["level"] == "error" && l["place"] == "in/empty.txt"));
    let summary = lines.iter().find(|l| l["event"] == "summary").unwrap();
    assert_eq!((&summary["articles"], &summary["failures"]["empty"]), (&1.into(), &1.into()));
    assert!(summary["units"].as_u64() > Some(3) && summary["terms"].as_u64() > Some(1));
}
