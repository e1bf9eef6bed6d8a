//! `align`, `eval`, `terms` and `check` from the command line.

use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

use crate::sandbox::{Sandbox, checkout, stderr, stdout};

const ZH: &str = "海上通道是国际贸易的命脉。\n各国通过信息共享与联合巡航维护航行安全，但合作仍受互信不足的限制。\n未来应当完善危机管控机制。\n";
const EN: &str = "Sea lanes are the lifeline of international trade.\nStates maintain the safety of navigation through information sharing and joint patrols.\nCooperation, however, is still limited by a lack of mutual trust.\nIn the future, crisis management mechanisms should be improved.\n";

fn texts() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("zh.txt", ZH);
    sandbox.file("en.txt", EN);
    sandbox
}

#[test]
fn beads_are_zero_based_and_one_a_line() {
    let sandbox = texts();
    let output = sandbox.run(&["align", "zh.txt", "en.txt", "--presegmented", "--format", "beads"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n");
}

#[test]
fn sentences_are_found_where_they_are_not_given() {
    let sandbox = Sandbox::new();
    sandbox.file("zh.txt", ZH.replace('\n', ""));
    sandbox.file("en.txt", EN.replace('\n', " "));
    let output = sandbox.run(&["align", "zh.txt", "en.txt", "--format", "beads"]);
    assert_eq!(stdout(&output), "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n");
}

#[test]
fn every_format_holds_every_sentence() {
    let sandbox = texts();
    for format in ["tsv", "csv", "tmx", "jsonl"] {
        let output = sandbox.run(&["align", "zh.txt", "en.txt", "--format", format]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
        let text = stdout(&output);
        for piece in ["命脉", "互信不足", "lifeline", "mutual trust", "crisis management"] {
            assert!(text.contains(piece), "{format} lacks {piece}");
        }
    }
    let output = sandbox.run(&["align", "zh.txt", "en.txt", "--format", "jsonl"]);
    for line in stdout(&output).lines() {
        let bead: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(bead["schema"], 1);
        let probability = bead["probability"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&probability), "{bead}");
    }
}

#[test]
fn one_text_may_come_from_standard_input_and_the_result_go_to_a_file() {
    let sandbox = texts();
    let mut child = sandbox
        .command()
        .args(["align", "-", "en.txt", "--format", "beads", "-o", "out.beads"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(ZH.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(
        fs::read_to_string(sandbox.path("out.beads")).unwrap(),
        "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n"
    );
    let both = sandbox.run(&["align", "-", "-"]);
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn swapped_languages_are_said_with_the_right_command() {
    let sandbox = texts();
    let output = sandbox.run(&["align", "en.txt", "zh.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("duizhao align zh.txt en.txt"), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
}

#[test]
fn an_empty_or_missing_text_is_named() {
    let sandbox = texts();
    sandbox.file("empty.txt", "");
    for (zh, en, named) in
        [("empty.txt", "en.txt", "empty.txt"), ("zh.txt", "nowhere.txt", "nowhere.txt")]
    {
        let output = sandbox.run(&["align", zh, en]);
        assert_eq!(output.status.code(), Some(2), "{zh} {en}");
        assert!(stderr(&output).contains(named), "{}", stderr(&output));
    }
}

#[test]
fn identical_runs_give_identical_bytes() {
    let sandbox = texts();
    let run = || stdout(&sandbox.run(&["align", "zh.txt", "en.txt", "--format", "jsonl"]));
    assert_eq!(run(), run());
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let sandbox = texts();
    sandbox.file("long.zh", ZH.repeat(3000));
    sandbox.file("long.en", EN.repeat(3000));
    let mut child = sandbox
        .command()
        .args(["align", "long.zh", "long.en", "--presegmented"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
}

#[test]
fn eval_scores_a_file_and_a_folder() {
    let sandbox = Sandbox::new();
    sandbox.file("gold/a", "[0]:[0]\n[1]:[1, 2]\n[2]:[]\n");
    sandbox.file("auto/a", "[0]:[0]\n[1]:[1]\n[]:[2]\n[2]:[]\n");
    for (gold, auto) in [("gold", "auto"), ("gold/a", "auto/a")] {
        let output = sandbox.run(&["eval", "align", gold, auto]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = stdout(&output);
        // Strict: 2 of 4 right (the deletion counts in precision), 1 of 2 found.
        assert!(text.contains("strict P 0.5000 R 0.5000 F1 0.5000"), "{text}");
        assert!(text.contains("lax P 0.7500 R 1.0000 F1 0.8571"), "{text}");
    }
    let json = sandbox.run(&["eval", "align", "gold", "auto", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(value["schema"], 1);
    let missing = sandbox.run(&["eval", "align", "gold", "nowhere"]);
    assert_eq!(missing.status.code(), Some(2));
    sandbox.file("auto/a", "[0]:[0]\n[1:[1]\n");
    let broken = sandbox.run(&["eval", "align", "gold", "auto"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(stderr(&broken).contains('2'), "the line is named: {}", stderr(&broken));
}

#[test]
fn terms_prints_the_glossary_in_every_format() {
    let sandbox = Sandbox::new();
    let sample = checkout("corpora/sample/submarine-cables.txt");
    for format in ["csv", "tbx", "tbx-v2", "omegat", "json"] {
        let output =
            sandbox.command().arg("terms").arg(&sample).args(["--format", format]).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
        assert!(stdout(&output).contains("海底电缆"), "{format}");
    }
}

#[test]
fn a_users_termbase_is_grade_s_and_its_bad_rows_are_named() {
    let sandbox = Sandbox::new();
    let sample = checkout("corpora/sample/submarine-cables.txt");
    sandbox.file("mine.csv", "zh,en\n海底电缆,undersea telecommunications cable\n,no Chinese\n");
    let output = sandbox
        .command()
        .arg("terms")
        .arg(&sample)
        .args(["--termbase", "mine.csv"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains("mine.csv:3"), "{}", stderr(&output));
    let text = stdout(&output);
    let row = text.lines().find(|l| l.contains("undersea telecommunications cable")).unwrap();
    assert!(row.contains(",S,") || row.contains(",!,"), "{row}");
}

#[test]
fn check_fails_at_the_limit_and_only_there() {
    let sandbox = Sandbox::new();
    let sample = checkout("corpora/sample");
    let run = |fail_on: &str| {
        let mut command: Command = sandbox.command();
        command.arg("check").arg(&sample).args(["--format", "csv", "--fail-on", fail_on]);
        command.output().unwrap()
    };
    let never = run("never");
    assert_eq!(never.status.code(), Some(0), "{}", stderr(&never));
    assert!(stdout(&never).lines().count() > 1, "the samples have an omitted sentence");
    assert_eq!(run("note").status.code(), Some(1));
}

#[test]
fn check_speaks_every_format() {
    let sandbox = Sandbox::new();
    let sample = checkout("corpora/sample");
    let run = |format: &str| {
        let mut command: Command = sandbox.command();
        command.arg("check").arg(&sample).args(["--format", format, "--fail-on", "never"]);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}: {}", stderr(&output));
        stdout(&output)
    };
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert!(json["schema"].is_number() && !findings.is_empty());
    let sarif: serde_json::Value = serde_json::from_str(&run("sarif")).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), findings.len());
    let human = run("human");
    let rule = findings[0]["rule"].as_str().unwrap();
    assert!(
        human.contains(rule) && human.contains(findings[0]["file"].as_str().unwrap()),
        "{human}"
    );
    assert!(!human.contains('\u{1b}'), "no colour but on a terminal");
    assert!(
        run("html").starts_with("<!DOCTYPE html>") || run("html").starts_with("<!doctype html>")
    );
}
