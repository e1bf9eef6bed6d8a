//! `duizhao build`: what it writes, what it says, what it ends with.

use std::{collections::BTreeMap, fs, path::Path};

use crate::sandbox::{Sandbox, checkout, stderr};

const ARTICLE: &str = "海上通道安全合作的路径\n\n李文海\n\n[摘要] 海上通道是国际贸易的命脉。各国通过信息共享与联合巡航维护航行安全。合作仍受互信不足的限制。\n\n[关键词] 海上通道；信息共享；航行安全\n\n一、引言\n\n海上通道承担着全球贸易的大部分运输。近年来，各国通过信息共享（information sharing）与联合巡航维护航行安全。\n\nPaths of Cooperation on the Security of Sea Lanes\n\nLi Wenhai\n\nAbstract: Sea lanes are the lifeline of international trade. States maintain the safety of navigation through information sharing and joint patrols. Cooperation is still limited by a lack of mutual trust.\n\nKeywords: sea lanes; information sharing; safety of navigation\n";

/// Every file below `folder` with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Without the journal and lock, which are no outputs.
fn outputs(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = tree(folder);
    found.retain(|name, _| !name.starts_with(".duizhao"));
    found
}

#[test]
fn the_samples_give_every_output() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let output =
        sandbox.command().arg("build").arg(checkout("corpora/sample")).arg("-o").arg(&out).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = outputs(&out);
    for name in [
        "memory.tmx",
        "memory.csv",
        "glossary.csv",
        "glossary.tbx",
        "glossary-v2.tbx",
        "glossary.txt",
        "findings.csv",
        "report.html",
        "manifest.jsonl",
    ] {
        assert!(files.get(name).is_some_and(|bytes| bytes.len() > 100), "{name}");
    }
    let manifest = String::from_utf8(files["manifest.jsonl"].clone()).unwrap();
    for line in manifest.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["status"], "done", "{line}");
        for id in line["articles"].as_array().unwrap() {
            let id = id.as_str().unwrap();
            for file in ["article.json", "beads.jsonl", "memory.tmx", "memory.csv", "glossary.csv"]
            {
                assert!(files.contains_key(&format!("articles/{id}/{file}")), "{id}/{file}");
            }
        }
    }
}

#[test]
fn threads_and_order_change_no_byte() {
    let sandbox = Sandbox::new();
    let sample = checkout("corpora/sample");
    let mut entries: Vec<_> =
        fs::read_dir(&sample).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    let run = |out: &str, jobs: &str, inputs: &[std::path::PathBuf]| {
        let output = sandbox
            .command()
            .args(["build", "--quiet", "--jobs", jobs, "-o"])
            .arg(sandbox.path(out))
            .args(inputs)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        outputs(&sandbox.path(out))
    };
    let one = run("one", "1", &entries);
    entries.reverse();
    let two = run("two", "2", &entries);
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(two[name] == *bytes, "{name} differs");
    }
}

#[test]
fn nine_of_ten_are_built_and_the_tenth_is_named() {
    let sandbox = Sandbox::new();
    for n in 0..9 {
        sandbox.file(&format!("in/a{n}.txt"), ARTICLE.replace("海上通道", &format!("通道{n}")));
    }
    sandbox.file("in/bad.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0");
    let output = sandbox.run(&["build", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("in/bad.txt"), "{said}");
    let manifest = fs::read_to_string(sandbox.path("out/manifest.jsonl")).unwrap();
    assert_eq!(manifest.matches("\"status\":\"done\"").count(), 9);
    assert_eq!(manifest.matches("\"status\":\"failed\"").count(), 1);
    assert!(manifest.lines().any(|l| l.contains("bad.txt") && l.contains("\"error\"")));
}

#[test]
fn a_second_run_does_no_work_twice_and_force_does() {
    let sandbox = Sandbox::new();
    sandbox.file("in/a.txt", ARTICLE);
    let first = sandbox.run(&["build", "in", "-o", "out"]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    assert!(!stderr(&first).contains("unchanged"));
    let before = tree(&sandbox.path("out"));
    let article = before.keys().find(|k| k.ends_with("article.json")).unwrap().clone();
    let modified = || fs::metadata(sandbox.path("out").join(&article)).unwrap().modified().unwrap();
    let stamp = modified();
    let second = sandbox.run(&["build", "in", "-o", "out"]);
    assert!(stderr(&second).contains("1 file unchanged"), "{}", stderr(&second));
    assert_eq!(outputs(&sandbox.path("out")), outputs_of(&before));
    assert_eq!(modified(), stamp, "the article was written again");
    let forced = sandbox.run(&["build", "in", "-o", "out", "--force"]);
    assert!(!stderr(&forced).contains("unchanged"), "{}", stderr(&forced));
    assert_eq!(outputs(&sandbox.path("out")), outputs_of(&before));
}

fn outputs_of(tree: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    tree.iter()
        .filter(|(name, _)| !name.starts_with(".duizhao"))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect()
}

#[test]
fn a_changed_file_is_redone_and_a_removed_one_goes() {
    let sandbox = Sandbox::new();
    sandbox.file("in/a.txt", ARTICLE);
    sandbox.file("in/b.txt", ARTICLE.replace("海上通道", "北极航道"));
    assert_eq!(sandbox.run(&["build", "in", "-o", "out"]).status.code(), Some(0));
    sandbox.file("in/a.txt", ARTICLE.replace("海上通道", "海底电缆"));
    fs::remove_file(sandbox.path("in/b.txt")).unwrap();
    assert_eq!(sandbox.run(&["build", "in", "-o", "out"]).status.code(), Some(0));
    assert_eq!(sandbox.run(&["build", "in", "-o", "fresh"]).status.code(), Some(0));
    assert_eq!(outputs(&sandbox.path("out")), outputs(&sandbox.path("fresh")));
}

#[test]
fn standard_input_is_an_input() {
    use std::{io::Write, process::Stdio};
    let sandbox = Sandbox::new();
    let mut child = sandbox
        .command()
        .args(["build", "-", "-o", "out"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(ARTICLE.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(sandbox.path("out/memory.tmx").exists());
}

/// Builds one input and gives exit code and messages; nothing may be left half written.
fn refused(name: &str, bytes: &[u8]) -> (Option<i32>, String) {
    let sandbox = Sandbox::new();
    sandbox.file(name, bytes);
    let output = sandbox.run(&["build", name, "-o", "out"]);
    let said = stderr(&output);
    assert!(!said.contains("panicked"), "{said}");
    for file in tree(&sandbox.path("out")).keys() {
        assert!(!file.contains(".tmp"), "{file} is left over");
    }
    (output.status.code(), said)
}

#[test]
fn bad_files_are_named_with_their_reason() {
    let (code, said) = refused("empty.txt", b"");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("empty.txt") && said.contains("empty"), "{said}");

    let (code, said) =
        refused("program.txt", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("program.txt") && said.contains("Windows program"), "{said}");

    let (code, said) = refused("english.txt", b"Only English here. Nothing else at all.\n");
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("english.txt:1") && said.contains("no Chinese"), "{said}");
}

#[test]
fn chinese_alone_is_built_and_said() {
    let sandbox = Sandbox::new();
    let zh: String = ARTICLE.split("Paths of").next().unwrap().to_owned();
    sandbox.file("zh.txt", zh);
    let output = sandbox.run(&["build", "zh.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let findings = fs::read_to_string(sandbox.path("out/findings.csv")).unwrap();
    assert!(findings.contains("missing-part") && findings.contains("no English"), "{findings}");
}

#[test]
fn stray_bytes_are_survived_and_named_by_line() {
    let sandbox = Sandbox::new();
    let mut bytes = ARTICLE.as_bytes().to_vec();
    let at = ARTICLE.find("一、引言").unwrap();
    bytes.insert(at, 0);
    bytes.splice(at..at, [0xff, 0xfe, 0xff]);
    sandbox.file("stray.txt", bytes);
    let output = sandbox.run(&["build", "stray.txt", "-o", "out"]);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("stray.txt:9"), "{said}");
    let tmx = fs::read(sandbox.path("out/memory.tmx")).unwrap();
    assert!(!tmx.contains(&0));
}

#[test]
fn a_missing_file_and_an_unwritable_folder_could_not_run() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["build", "nowhere.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere.txt"), "{}", stderr(&output));

    sandbox.file("a.txt", ARTICLE);
    sandbox.file("taken", "a file where the folder should be");
    let output = sandbox.run(&["build", "a.txt", "-o", "taken"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("taken") && said.contains("hint"), "{said}");
    assert_eq!(
        fs::read_to_string(sandbox.path("taken")).unwrap(),
        "a file where the folder should be"
    );
}

#[test]
fn a_very_long_line_is_answered() {
    let sandbox = Sandbox::new();
    let mut bytes = "海上通道安全合作的路径研究，".repeat(200 * 1024 * 1024 / 42).into_bytes();
    bytes.truncate(200 * 1024 * 1024 / 42 * 42);
    sandbox.file("long.txt", bytes);
    let start = std::time::Instant::now();
    let output = sandbox.run(&["build", "long.txt", "-o", "out"]);
    let said = stderr(&output);
    assert!(matches!(output.status.code(), Some(0 | 2)), "{said}");
    assert!(said.contains("long.txt") || output.status.code() == Some(0), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(start.elapsed().as_secs() < 120, "{:?}", start.elapsed());
}

#[test]
fn a_second_run_on_one_folder_is_told_so() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", ARTICLE);
    fs::create_dir_all(sandbox.path("out/.duizhao")).unwrap();
    let lock = fs::File::create(sandbox.path("out/.duizhao/lock")).unwrap();
    lock.lock().unwrap();
    let output = sandbox.run(&["build", "a.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("another run"), "{}", stderr(&output));
}

#[test]
fn an_article_that_is_a_script_stays_text() {
    let sandbox = Sandbox::new();
    sandbox.file("x.txt", ARTICLE.replace("李文海", "<script>alert(1)</script>李文海"));
    let output = sandbox.run(&["build", "x.txt", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let page = fs::read_to_string(sandbox.path("out/report.html")).unwrap();
    assert!(!page.contains("<script>alert(1)"), "the article's script is in the page");
}

#[test]
fn usage_faults_are_exit_2_and_help_is_0() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(&["build"]).status.code(), Some(2));
    assert_eq!(sandbox.run(&["build", "a", "-o", "b", "--accept", "2"]).status.code(), Some(2));
    assert_eq!(sandbox.run(&["--help"]).status.code(), Some(0));
    assert_eq!(sandbox.run(&["--version"]).status.code(), Some(0));
    let shells = sandbox.run(&["completions", "bash"]);
    assert!(String::from_utf8_lossy(&shells.stdout).contains("duizhao"));
}
