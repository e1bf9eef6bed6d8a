//! `duizhao worker` and `duizhao merge`: what an engine runs, and what comes of it.

use std::{
    fs,
    io::Write as _,
    process::{Output, Stdio},
};

use serde_json::{Value, json};

use crate::{
    archive::{article, assert_same, outputs},
    sandbox::{Sandbox, stderr, stdout},
};

fn work(sandbox: &Sandbox, requests: &str, more: &[&str]) -> Output {
    let mut child = sandbox
        .command()
        .arg("worker")
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let requests = requests.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(requests.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

#[test]
fn any_split_of_an_archive_merges_to_the_bytes_of_a_local_run() {
    // A page an article, and one page for all.
    for count in [24, 5] {
        let sandbox = Sandbox::new();
        for n in 0..count {
            sandbox.file(&format!("in/a{n}.txt"), article(n));
        }
        sandbox.file("in/empty.txt", "");
        let local = sandbox.run(&["build", "in", "-o", "local", "--memory", "local.db"]);
        assert_eq!(local.status.code(), Some(1), "{}", stderr(&local));
        let requests = stdout(&sandbox.run(&["worker", "--list", "in"]));
        assert_eq!(requests.lines().count(), count + 1);
        let answered = work(&sandbox, &requests, &["--jobs", "2"]);
        assert_eq!((answered.status.code(), stderr(&answered).as_str()), (Some(0), ""));
        let results = stdout(&answered);
        let mut lines: Vec<&str> = results.lines().collect();
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].clone();
        let asked: Vec<Value> = requests.lines().map(id).collect();
        assert_eq!(lines.iter().map(|l| id(l)).collect::<Vec<_>>(), asked);
        for (split, parts) in [1, 3, 7].into_iter().enumerate() {
            let middle = (split * 5 + 1) % lines.len();
            lines.rotate_left(middle);
            if split == 1 {
                lines.reverse();
            }
            for part in 0..parts {
                let own: Vec<&str> = lines.iter().skip(part).step_by(parts).copied().collect();
                sandbox.file(&format!("results{split}/part-{part}"), own.join("\n"));
            }
            sandbox.file(&format!("results{split}/_SUCCESS"), "");
            sandbox.file(&format!("results{split}/.part-0.crc"), b"\x00\xff");
            let (from, out) = (format!("results{split}"), format!("merged{split}"));
            let merged =
                sandbox.run(&["merge", &from, "-o", &out, "--memory", &format!("{out}.db")]);
            assert_eq!(merged.status.code(), Some(1), "{}", stderr(&merged));
            assert_same(
                &outputs(&sandbox.path("local")),
                &outputs(&sandbox.path(&out)),
                &format!("{count} articles in {parts} parts"),
            );
        }
    }
}

#[test]
fn text_path_and_bytes_are_one_and_errors_are_results() {
    let sandbox = Sandbox::new();
    let text = article(1);
    let path = sandbox.file("a.txt", &text);
    let coded = duizhao::format::base64::encode(text.as_bytes());
    let requests = [
        json!({"schema": 1, "id": "a.txt", "text": text}).to_string(),
        json!({"schema": 1, "id": "a.txt", "path": path}).to_string(),
        json!({"schema": 1, "id": "a.txt", "bytes": coded}).to_string(),
        "no JSON at all".to_owned(),
        String::new(),
        json!({"schema": 1, "id": "b.txt", "path": "nowhere.txt"}).to_string(),
        json!({"schema": 1, "id": "c.txt", "text": "Only English."}).to_string(),
        json!({"schema": 1, "id": "d.txt"}).to_string(),
        json!({"schema": 1, "id": "e.txt", "text": "x", "path": "y"}).to_string(),
        json!({"schema": 2, "id": "f.txt", "text": text}).to_string(),
        json!({"schema": 1, "id": "g.txt", "bytes": "!"}).to_string(),
    ];
    let output = work(&sandbox, &requests.join("\n"), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let results: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(results.len(), requests.len());
    assert!(results[0]["outcome"].is_object());
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
    let kinds: Vec<&str> =
        results[3..].iter().map(|r| r["error"]["kind"].as_str().unwrap()).collect();
    let bad = "bad-request";
    assert_eq!(kinds, [bad, bad, "unreadable", "no-chinese", bad, bad, bad, bad]);
    assert!(results[3]["error"]["message"].as_str().unwrap().contains("line 4"), "{}", results[3]);
}

#[test]
fn a_result_twice_counts_once_and_what_is_no_result_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.file("in/a.txt", article(1));
    let requests = stdout(&sandbox.run(&["worker", "--list", "in"]));
    let result = stdout(&work(&sandbox, &requests, &[]));
    sandbox.file("twice", format!("{result}{result}"));
    let merged = sandbox.run(&["merge", "twice", "-o", "out"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    assert_eq!(fs::read_to_string(sandbox.path("out/manifest.jsonl")).unwrap().lines().count(), 1);

    // A later run with other settings takes nothing of it for its own.
    let again = sandbox.run(&["build", "in", "-o", "out"]);
    assert!(!stderr(&again).contains("unchanged"), "{}", stderr(&again));
    let merged = sandbox.run(&["merge", "twice", "-o", "out"]);
    assert_eq!(merged.status.code(), Some(0), "{}", stderr(&merged));
    let again = sandbox.run(&["build", "in", "-o", "out"]);
    assert!(!stderr(&again).contains("unchanged"), "{}", stderr(&again));

    let other = stdout(&work(
        &sandbox,
        &json!({"schema": 1, "id": "in/a.txt", "text": article(2)}).to_string(),
        &[],
    ));
    let refused = |name: &str, bytes: &str, reason: &str| {
        sandbox.file(name, bytes);
        let output = sandbox.run(&["merge", name, "-o", "refused"]);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(reason) && said.contains(name), "{said}");
    };
    refused("differ", &format!("{result}{other}"), "second result of `in/a.txt`");
    refused("broken", &result[..result.len() / 2], "broken off");
    refused("text", "hello\n", "no result");
    refused("version", &result.replacen("\"version\":\"", "\"version\":\"9", 1), "version 9");
    let none = sandbox.run(&["merge", "nowhere", "-o", "none"]);
    assert_eq!(none.status.code(), Some(2), "{}", stderr(&none));
}
