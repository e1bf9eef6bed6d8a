//! Searching a memory from the command line: lookup, concordance, analyse, pretranslate.

use std::{fs, path::Path, process::Command};

use serde_json::Value;

use crate::sandbox::{Sandbox, client, shared, stderr, stdout};

const UNITS: &str = "zh,en\n\
    六国签署了海底电缆公约。,Six countries signed the convention on submarine cables.\n\
    环湾各国将在2025年铺设500公里海底电缆。,The gulf states will lay 500 km of submarine cable in 2025.\n\
    各国没有就出口管制达成一致。,The states did not agree on export controls.\n\
    海底电缆的治理需要信任。,The governance of submarine cables needs trust.\n\
    六國簽署了海底電纜公約。,Six countries signed the submarine cable convention.\n";

/// A sandbox with the memory `m.db` of [`UNITS`].
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("units.csv", UNITS);
    let output = sandbox.run(&["memory", "import", "units.csv", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    sandbox
}

fn json(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    let output =
        sandbox.run(&[&["memory"], arguments, &["--memory", "m.db", "--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let value: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(value["schema"], 1);
    value
}

fn table(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let output = sandbox.run(&[&["memory"], arguments, &["--memory", "m.db"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn best(sandbox: &Sandbox, arguments: &[&str]) -> Value {
    json(sandbox, arguments)["results"][0]["matches"][0].clone()
}

#[test]
fn lookup_gives_the_best_first_and_what_turns_the_meaning() {
    let sandbox = sandbox();
    let hit = best(&sandbox, &["lookup", "六国没有签署海底电缆公约。"]);
    assert_eq!(hit["source"], "六国签署了海底电缆公约。");
    assert_eq!(hit["target"], "Six countries signed the convention on submarine cables.");
    assert_eq!(hit["meaning"][0]["kind"], "negation");
    // Three of thirteen characters: 没有 and 了.
    assert!((hit["score"].as_f64().unwrap() - 100.0 * (1.0 - 3.0 / 13.0)).abs() < 1e-9, "{hit}");
    let shown = table(&sandbox, &["lookup", "环湾各国将在2026年铺设500海里海底电缆。"]);
    assert!(shown.contains("202[+6+][-5-]年"), "{shown}");
    assert!(shown.contains("! date: 2026 | 2025"), "{shown}");
    assert!(shown.contains("! unit: 海里 | 公里"), "{shown}");
    let shown = table(&sandbox, &["lookup", "--color", "always", "六国签署海底电缆公约。"]);
    assert!(shown.contains("\u{1b}[31m[-了-]\u{1b}[0m"), "{shown:?}");
}

#[test]
fn lookup_goes_both_ways_and_scores_english_by_words() {
    let sandbox = sandbox();
    let hit = best(&sandbox, &["lookup", "Six states signed the convention on submarine cables."]);
    assert_eq!(hit["target"], "六国签署了海底电缆公约。");
    // One of nine words (the full stop counts) is another.
    assert!((hit["word_score"].as_f64().unwrap() - 100.0 * 8.0 / 9.0).abs() < 1e-9, "{hit}");
    assert_eq!(
        json(&sandbox, &["lookup", "nothing of the kind"])["results"][0]["matches"],
        serde_json::json!([])
    );
}

#[test]
fn scripts_are_apart_unless_folded() {
    let sandbox = sandbox();
    let query = "六國簽署了海底電纜公約";
    let apart = json(&sandbox, &["lookup", query, "--threshold", "90"]);
    assert_eq!(apart["results"][0]["matches"].as_array().unwrap().len(), 1);
    let folded = json(&sandbox, &["lookup", query, "--threshold", "90", "--fold-scripts"]);
    assert_eq!(folded["results"][0]["matches"].as_array().unwrap().len(), 2);
}

#[test]
fn lookup_reads_lines_of_a_file_and_of_standard_input() {
    let sandbox = sandbox();
    sandbox.file("queries.txt", "海底电缆的治理需要信任。\r\n\r\nsubmarine cable\n");
    let results = json(&sandbox, &["lookup", "--file", "queries.txt"]);
    assert_eq!(results["results"].as_array().unwrap().len(), 2);
    assert_eq!(results["results"][0]["matches"][0]["score"], 100.0);
    sandbox.file("gbk.txt", b"ok\n\xba\xa3\xb5\xd7\n");
    let output = sandbox.run(&["memory", "lookup", "--file", "gbk.txt", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("line 2"), "{}", stderr(&output));
}

#[test]
fn the_index_follows_the_memory_and_is_made_again_where_it_cannot_be_trusted() {
    let sandbox = sandbox();
    let find = |text: &str| best(&sandbox, &["lookup", text])["score"].as_f64();
    assert_eq!(find("海底电缆的治理需要信任。"), Some(100.0));
    // Added units are found.
    sandbox.file("more.csv", "zh,en\n数据中心缺乏清洁能源。,Data centres lack clean energy.\n");
    let output = sandbox.run(&["memory", "import", "more.csv", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(find("数据中心缺乏清洁能源。"), Some(100.0));
    // Damaged in every file, then gone: made again, with the same result.
    let folder = sandbox.path("m.db-index");
    let files = || -> Vec<_> {
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
        files.sort();
        files
    };
    let mut n = 0;
    while n < files().len() {
        let path = files().swap_remove(n);
        n += 1;
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        fs::write(&path, bytes).unwrap();
        assert_eq!(find("数据中心缺乏清洁能源。"), Some(100.0), "{}", path.display());
        assert_eq!(find("Data centres lack clean energy."), Some(100.0), "{}", path.display());
    }
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(find("数据中心缺乏清洁能源。"), Some(100.0));
    // Another memory in the place of this one.
    fs::remove_file(sandbox.path("m.db")).unwrap();
    let output = sandbox.run(&["memory", "import", "more.csv", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(find("海底电缆的治理需要信任。"), None);
    assert_eq!(find("数据中心缺乏清洁能源。"), Some(100.0));
}

#[test]
fn concordance_shows_both_directions_in_columns() {
    let sandbox = sandbox();
    let shown = table(&sandbox, &["concordance", "海底电缆", "--scripts-apart"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown}");
    assert!(lines.iter().all(|line| line.contains("[海底电缆]")), "{shown}");
    assert!(
        lines[0].ends_with("| Six countries signed the convention on submarine cables."),
        "{shown}"
    );
    // The hits stand in one column: Chinese characters take two.
    let columns = |line: &str| -> usize {
        line.split('[').next().unwrap().chars().map(duizhao::cli::width::of_char).sum()
    };
    assert!(lines.iter().all(|line| columns(line) == columns(lines[0])), "{shown}");
    assert_eq!(table(&sandbox, &["concordance", "海底电缆"]).lines().count(), 4);
    let found = json(&sandbox, &["concordance", "submarine cable"]);
    assert_eq!(found["found"], 4);
    assert_eq!(found["places"][0]["hit"], "submarine cables");
    assert_eq!(
        json(&sandbox, &["concordance", "submarine cable", "--exact", "--limit", "1"])["places"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

const TEXT: &str = "六国签署了海底电缆公约。六国签署了海底电缆公约。环湾各国将在2026年铺设500公里海底电缆。\n\n\
    今年的天气一直很好,人们都出门去了。\n";

#[test]
fn analyse_counts_what_the_memory_has() {
    let sandbox = sandbox();
    sandbox.file("text.txt", TEXT);
    let value = json(&sandbox, &["analyse", "text.txt"]);
    let bands = value["files"][0]["bands"].as_array().unwrap();
    let segments: Vec<(&str, u64)> = bands
        .iter()
        .map(|band| (band["match"].as_str().unwrap(), band["segments"].as_u64().unwrap()))
        .collect();
    let right = [
        ("repetitions", 1),
        ("100", 1),
        ("95-99", 1),
        ("85-94", 0),
        ("75-84", 0),
        ("50-74", 0),
        ("new", 1),
    ];
    assert_eq!(segments, right, "{value}");
    assert_eq!(bands[1]["characters"], 12);
    assert_eq!(bands[1]["words"], 11);
    let csv = String::from_utf8(
        sandbox
            .run(&["memory", "analyse", "text.txt", "--memory", "m.db", "--format", "csv"])
            .stdout,
    )
    .unwrap();
    assert_eq!(csv.lines().count(), 8, "{csv}");
    assert!(table(&sandbox, &["analyse", "text.txt"]).contains("repetitions"));
    let output = sandbox.run(&["memory", "analyse", "text.txt", "absent.txt", "--memory", "m.db"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

fn assert_valid_xliff(sandbox: &Sandbox, file: &Path) {
    let Some(schemas) = shared("schemas/xliff2.1") else { return };
    if !client("xmllint") {
        return;
    }
    // The core schema lets any other namespace pass; this one has the modules looked at as well.
    let import = |namespace: &str, file: &str| {
        format!(
            "<xs:import namespace=\"urn:oasis:names:tc:xliff:{namespace}\" schemaLocation=\"{}\"/>",
            schemas.join(file).display()
        )
    };
    let all = sandbox.file(
        "all.xsd",
        format!(
            "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">{}{}{}</xs:schema>",
            import("document:2.0", "xliff_core_2.0.xsd"),
            import("matches:2.0", "matches.xsd"),
            import("metadata:2.0", "metadata.xsd")
        ),
    );
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .args([all.as_path(), file])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn pretranslate_gives_candidates_in_the_matches_module() {
    let sandbox = sandbox();
    sandbox.file("text.txt", TEXT);
    let output = sandbox.run(&[
        "memory",
        "pretranslate",
        "text.txt",
        "--memory",
        "m.db",
        "-o",
        "text.xlf",
        "--threshold",
        "60",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("4 sentences: 3 with candidates, 2 filled in"),
        "{}",
        stderr(&output)
    );
    let xliff = fs::read_to_string(sandbox.path("text.xlf")).unwrap();
    assert!(
        xliff.contains("ref=\"#s1\" type=\"tm\" similarity=\"100.00\" matchQuality=\"100.00\""),
        "{xliff}"
    );
    // Likeness is one thing, meaning another: the year differs.
    assert!(xliff.contains("matchQuality=\"50.00\""), "{xliff}");
    assert!(xliff.contains("date: 2026 | 2025"), "{xliff}");
    assert_eq!(xliff.matches("state=\"translated\"").count(), 2, "{xliff}");
    assert_valid_xliff(&sandbox, &sandbox.path("text.xlf"));
    // The other direction, a text of which the memory knows nothing, and an Excel workbook.
    sandbox.file(
        "en.txt",
        "The governance of submarine cables needs trust. Quite another matter & more.\n",
    );
    for (input, name) in [("en.txt", "en.xlf"), ("en.txt", "en.xlsx"), ("text.txt", "text.xlsx")] {
        let output =
            sandbox.run(&["memory", "pretranslate", input, "--memory", "m.db", "-o", name]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let xliff = fs::read_to_string(sandbox.path("en.xlf")).unwrap();
    assert!(xliff.contains("srcLang=\"en-US\" trgLang=\"zh-CN\""), "{xliff}");
    assert!(xliff.contains("海底电缆的治理需要信任。"), "{xliff}");
    assert_valid_xliff(&sandbox, &sandbox.path("en.xlf"));
    assert!(fs::read(sandbox.path("en.xlsx")).unwrap().starts_with(b"PK"));
    let output =
        sandbox.run(&["memory", "pretranslate", "en.txt", "--memory", "m.db", "-o", "en.doc"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_memory_that_is_not_there_is_named() {
    let sandbox = Sandbox::new();
    sandbox.file("text.txt", TEXT);
    for arguments in [
        &["lookup", "x"][..],
        &["concordance", "x"],
        &["analyse", "text.txt"],
        &["pretranslate", "text.txt"],
    ] {
        let output = sandbox.run(&[&["memory"], arguments, &["--memory", "absent.db"]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("absent.db"), "{}", stderr(&output));
        assert!(!sandbox.path("absent.db-index").exists());
        let output = sandbox.run(&[&["memory"], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("--memory"), "{}", stderr(&output));
    }
}
