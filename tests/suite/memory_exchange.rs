//! What a memory gives to other tools: files are valid, leverage, and hold what was asked for.

use std::process::Command;

use crate::{
    clients::{assert_valid_tmx, omegat, open},
    memory_files::units,
    sandbox::{Sandbox, checkout, client, shared, stderr, stdout},
};

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
fn the_memory_of_a_build_brings_nothing_new_into_the_memory_that_it_filled() {
    let sandbox = Sandbox::new();
    filled(&sandbox);
    let before = units(&sandbox, &sandbox.path("m.db"));
    let articles = std::fs::read_dir(sandbox.path("out/articles")).unwrap();
    let mut files: Vec<_> = articles.map(|e| e.unwrap().path().join("memory.tmx")).collect();
    assert!(files.len() > 5);
    files.push(sandbox.path("out/memory.tmx"));
    for file in files {
        let output = sandbox
            .command()
            .args(["memory", "import", "--memory", "m.db"])
            .arg(&file)
            .output()
            .unwrap();
        let said = stderr(&output);
        // Numbers are written with four decimals, so that some are brought up to date.
        assert!(said.contains(" units read: 0 added, "), "{said}");
    }
    let after = units(&sandbox, &sandbox.path("m.db"));
    assert_eq!(after.len(), before.len());
    assert!(after.iter().filter(|u| u["origin"] == "article").all(|u| u["journal"] == "环湾研究"));
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
