//! Findings on the command line: house style, rules, dismissals, the archive, and their files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use duizhao::{check, format::sheet};

use crate::{
    browser::Browser,
    sandbox::{Sandbox, stderr, stdout},
};

/// An article whose English is wrong by a power of ten.
const WRONG: &str = "\
河口三角洲的盐度治理\n\
[摘　要] 盐度治理是三角洲农业的难题。沿岸各县投入350亿元修建闸坝。\n\
[关键词] 盐度治理；闸坝调度；河口生态\n\
Salinity Governance in the River Delta\n\
[Abstract] Salinity governance is a hard problem of delta farming. The counties along the coast spent 350 billion yuan on sluices.\n\
[Keywords] salinity governance; sluice operation; estuarine ecology\n\
一、引言\n\
闸坝调度依赖潮位的读数，盐度治理也离不开它，河口生态因此改善。\n";

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", WRONG);
    sandbox
}

/// Rules of the findings that `check` prints, with its exit code.
fn checked(sandbox: &Sandbox, more: &[&str]) -> (Vec<String>, i32) {
    let mut arguments = vec!["check", "a.txt", "--format", "json"];
    arguments.extend(more);
    let output = sandbox.run(&arguments);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output))
        .unwrap_or_else(|e| panic!("{e}: {}", stderr(&output)));
    let rules = json["findings"].as_array().unwrap().iter();
    let rules = rules.map(|f| f["rule"].as_str().unwrap().to_owned()).collect();
    (rules, output.status.code().unwrap())
}

fn has(rules: &[String], rule: &str) -> bool {
    rules.iter().any(|r| r == rule)
}

#[test]
fn all_rules_are_listed_with_their_level() {
    let sandbox = Sandbox::new();
    let output = sandbox.run(&["check", "--rules", "list,number-scale=note,word-twice=off"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let list = stdout(&output);
    assert_eq!(list.lines().count(), check::rules().len());
    let line = |rule: &str| {
        let found = list.lines().find(|l| l.split_whitespace().nth(1) == Some(rule));
        found.unwrap_or_else(|| panic!("no {rule} in {list}")).to_owned()
    };
    assert!(line("keyword-count").starts_with("error "));
    assert!(line("number-scale").starts_with("note ") && line("number-scale").ends_with("[error]"));
    assert!(line("word-twice").starts_with("off "));
}

#[test]
fn a_rule_is_silenced_or_softened_on_the_command_line() {
    let sandbox = sandbox();
    let (rules, code) = checked(&sandbox, &[]);
    assert!(has(&rules, "number-scale") && code == 1, "{rules:?}");
    let (rules, code) = checked(&sandbox, &["--rules", "number-scale=off"]);
    assert!(!has(&rules, "number-scale") && code == 0, "{rules:?}");
    let (rules, code) = checked(&sandbox, &["--rules", "number-scale=note"]);
    assert!(has(&rules, "number-scale") && code == 0, "{rules:?}");
}

#[test]
fn the_house_style_of_the_folder_is_read_and_the_command_line_stands_above_it() {
    let sandbox = sandbox();
    sandbox.file("duizhao.toml", "[check.rules]\nnumber-scale = \"off\"\n");
    assert!(!has(&checked(&sandbox, &[]).0, "number-scale"));
    assert!(has(&checked(&sandbox, &["--rules", "number-scale=error"]).0, "number-scale"));
    sandbox.file("other.toml", "[check]\nspelling = \"us\"\n");
    assert!(has(&checked(&sandbox, &["--config", "other.toml"]).0, "number-scale"));
}

#[test]
fn a_house_style_that_cannot_be_used_is_named_by_line() {
    let sandbox = sandbox();
    for (toml, said) in [
        ("[check]\n\nspeling = \"us\"\n", "duizhao.toml:3"),
        ("[check.rules]\nnumber-scael = \"off\"\n", "did you mean `number-scale`?"),
        ("[check.rules]\nnumber-scale = \"loud\"\n", "duizhao.toml:2"),
        ("[check\n", "duizhao.toml:1"),
    ] {
        sandbox.file("duizhao.toml", toml);
        let output = sandbox.run(&["check", "a.txt"]);
        assert_eq!(output.status.code(), Some(2), "{toml}");
        assert!(stderr(&output).contains(said), "{toml}: {}", stderr(&output));
    }
    fs::remove_file(sandbox.path("duizhao.toml")).unwrap();
    for (rules, said) in [
        ("number-scale", "ID=LEVEL"),
        ("number-scale=loud", "off, note, warning and error"),
        ("nothing=off", "no rule `nothing`"),
    ] {
        let output = sandbox.run(&["check", "a.txt", "--rules", rules]);
        assert_eq!(output.status.code(), Some(2), "{rules}");
        assert!(stderr(&output).contains(said), "{rules}: {}", stderr(&output));
    }
    assert_eq!(sandbox.run(&["check", "--rules", "number-scale=off"]).status.code(), Some(2));
}

#[test]
fn a_termbase_says_which_english_may_stand() {
    let sandbox = sandbox();
    sandbox.file(
        "house.csv",
        "zh,en,status\n盐度治理,salt control,preferred\n盐度治理,salinity governance,forbidden\n\
         闸坝调度,sluice operation,preferred\n",
    );
    let (rules, code) = checked(&sandbox, &["--termbase", "house.csv"]);
    assert!(has(&rules, "term-forbidden") && code == 1, "{rules:?}");
    assert!(!has(&rules, "term-house"), "{rules:?}");
}

/// Fills in the decision of the findings of a rule, as an editor does.
fn decide(path: &Path, rule: &str, decision: &str) {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&header).unwrap();
    for record in reader.records() {
        let mut cells: Vec<String> = record.unwrap().iter().map(str::to_owned).collect();
        if cells[at("rule")] == rule {
            decision.clone_into(&mut cells[at("decision")]);
            "as printed".clone_into(&mut cells[at("comment")]);
        }
        writer.write_record(&cells).unwrap();
    }
    fs::write(path, writer.into_inner().unwrap()).unwrap();
}

#[test]
fn a_dismissed_finding_stays_dismissed_until_its_text_changes() {
    let sandbox = sandbox();
    let output = sandbox.run(&[
        "check",
        "a.txt",
        "--format",
        "csv",
        "--fail-on",
        "never",
        "-o",
        "found.csv",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    decide(&sandbox.path("found.csv"), "number-scale", "dismissed");
    let decided = ["--decisions", "found.csv"];
    let (rules, code) = checked(&sandbox, &decided);
    assert!(!has(&rules, "number-scale") && code == 0, "{rules:?}");
    // Lines move.
    sandbox.file("a.txt", format!("\n\n\n{WRONG}"));
    assert!(!has(&checked(&sandbox, &decided).0, "number-scale"));
    // The text changes.
    sandbox.file("a.txt", WRONG.replace("350", "420"));
    assert!(has(&checked(&sandbox, &decided).0, "number-scale"));
}

#[test]
fn the_workbook_of_findings_is_read_back() {
    let sandbox = sandbox();
    let output = sandbox.run(&[
        "check",
        "a.txt",
        "--format",
        "xlsx",
        "--fail-on",
        "never",
        "-o",
        "found.xlsx",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let bytes = fs::read(sandbox.path("found.xlsx")).unwrap();
    let rows = sheet::rows(&bytes, &mut |p| panic!("{p:?}"));
    let header: Vec<&str> = rows[0].1.iter().collect();
    let at = |name: &str| header.iter().position(|h| *h == name).unwrap();
    let row = rows.iter().find(|(_, r)| r.get(at("rule")) == Some("number-scale")).unwrap();
    // The cell is filled in where the sheet has it, and the package written anew.
    let (number, fingerprint) = (row.0, row.1.get(at("fingerprint")).unwrap().to_owned());
    let column = char::from(b'A' + at("decision") as u8);
    let edited = with_cell(&bytes, &format!("{column}{number}"), "dismissed");
    sandbox.file("found.xlsx", edited);
    let (rules, code) = checked(&sandbox, &["--decisions", "found.xlsx"]);
    assert!(!has(&rules, "number-scale") && code == 0, "{rules:?} {fingerprint}");
}

/// A workbook with an inline text in one more cell of its first sheet.
fn with_cell(bytes: &[u8], cell: &str, text: &str) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        if name.ends_with("sheet1.xml") {
            let xml = String::from_utf8(content).unwrap();
            let row: String = cell.chars().filter(char::is_ascii_digit).collect();
            let open = xml.find(&format!("<row r=\"{row}\"")).unwrap();
            let inside = open + xml[open..].find('>').unwrap() + 1;
            let new = format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
            // A cell that is there already gives way.
            let rest = &xml[inside..];
            let end = inside + rest.find("</row>").unwrap();
            let cells: String = xml[inside..end]
                .split_inclusive("</c>")
                .filter(|c| !c.contains(&format!("r=\"{cell}\"")))
                .collect();
            content = format!("{}{new}{cells}{}", &xml[..inside], &xml[end..]).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(&content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn build(sandbox: &Sandbox, input: &str) -> PathBuf {
    let output = sandbox.run(&["build", input, "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    sandbox.path("out")
}

#[test]
fn what_is_dismissed_in_the_output_folder_holds_in_later_builds() {
    let sandbox = sandbox();
    let out = build(&sandbox, "a.txt");
    let told = |out: &Path| fs::read_to_string(out.join("findings.csv")).unwrap();
    assert!(told(&out).contains("number-scale"));
    decide(&out.join("findings.csv"), "number-scale", "dismissed");
    for _ in 0..2 {
        build(&sandbox, "a.txt");
        assert!(!told(&out).contains("number-scale"));
        assert!(!fs::read_to_string(out.join("report.html")).unwrap().contains("number-scale"));
    }
    let kept = fs::read_to_string(out.join("findings-decided.tsv")).unwrap();
    assert!(kept.contains("\tdismissed\tnumber-scale\tas printed"), "{kept}");
    sandbox.file("a.txt", WRONG.replace("350", "420"));
    build(&sandbox, "a.txt");
    assert!(told(&out).contains("number-scale"));
}

/// An archive of small articles; one of them renders a term otherwise.
fn archive(count: usize) -> Sandbox {
    let sandbox = Sandbox::new();
    for at in 0..count {
        let keyword = if at == 3 { "data safety" } else { "data security" };
        let text = WRONG
            .replace("闸坝调度", "数据安全")
            .replace("sluice operation", keyword)
            .replace(
                "河口三角洲",
                &format!("第{}三角洲", "甲乙丙丁戊己庚辛壬癸".chars().nth(at % 10).unwrap()),
            )
            .replace("350 billion", "35 billion");
        sandbox.file(&format!("issue/{at:02}.txt"), text);
    }
    sandbox
}

#[test]
fn the_minority_rendering_of_an_archive_is_told_in_its_article() {
    let sandbox = archive(5);
    let output = sandbox.run(&["check", "issue", "--format", "json", "--fail-on", "never"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let all = json["findings"].as_array().unwrap();
    let told: Vec<_> = all.iter().filter(|f| f["rule"] == "term-archive").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0]["file"].as_str().unwrap().ends_with("03.txt"), "{:?}", told[0]);
    let message = told[0]["message"].as_str().unwrap();
    assert_eq!(message, "数据安全 is `data safety` here, and `data security` in 4 others");
    let out = build(&sandbox, "issue");
    assert!(fs::read_to_string(out.join("findings.csv")).unwrap().contains("term-archive"));
}

#[test]
fn an_archive_has_a_front_page_and_a_small_run_one_page() {
    let sandbox = archive(24);
    let out = build(&sandbox, "issue");
    let front = fs::read_to_string(out.join("report.html")).unwrap();
    let pages: Vec<PathBuf> = fs::read_dir(out.join("articles"))
        .unwrap()
        .map(|e| e.unwrap().path().join("report.html"))
        .collect();
    assert_eq!(pages.len(), 24);
    assert!(pages.iter().all(|p| p.exists()));
    assert!(out.join("glossary.html").exists());
    assert_eq!(front.matches("href=\"articles/").count(), 24);
    if let Some(mut browser) = Browser::start() {
        browser.open(&out.join("report.html"));
        assert_eq!(browser.eval("document.querySelectorAll('#articles tbody tr').length"), 24);
        browser.open(&pages[0]);
        browser.click("a[href='../../report.html']");
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert_eq!(browser.eval("document.querySelectorAll('#articles tbody tr').length"), 24);
        assert_eq!(browser.errors, Vec::<String>::new());
    }
    // Fewer articles: one page, and nothing of the other kind is left.
    for at in 5..24 {
        fs::remove_file(sandbox.path(&format!("issue/{at:02}.txt"))).unwrap();
    }
    let out = build(&sandbox, "issue");
    assert!(!out.join("glossary.html").exists());
    assert!(
        fs::read_dir(out.join("articles"))
            .unwrap()
            .all(|e| { !e.unwrap().path().join("report.html").exists() })
    );
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("数据安全"));
}

/// The folder of the package `serde-sarif`, which ships the schema of SARIF 2.1.0.
fn sarif_schema() -> serde_json::Value {
    // Packages of other platforms are not on this machine.
    let version = Command::new("rustc").arg("-vV").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let host = version.lines().find_map(|l| l.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked", "--filter-platform"])
        .arg(host)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|p| p["name"] == "serde-sarif").unwrap();
    let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let text = fs::read(manifest.with_file_name("src").join("schema.json")).unwrap();
    let mut schema: serde_json::Value = serde_json::from_slice(&text).unwrap();
    // The published pattern has a bracket too many; so it stands in the corrected edition.
    for definition in ["run", "toolComponent"] {
        schema["definitions"][definition]["properties"]["language"]["pattern"] =
            "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    }
    schema
}

#[test]
fn sarif_is_valid_against_its_schema() {
    let schema = sarif_schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let sandbox = archive(5);
    sandbox.file("issue/有 空格.txt", WRONG);
    let output = sandbox.run(&["check", "issue", "--format", "sarif", "--fail-on", "never"]);
    let log: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let faults: Vec<String> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    assert!(log["runs"][0]["results"].as_array().unwrap().len() > 1);
    // The schema does refuse what is no SARIF.
    let mut broken = log;
    broken["runs"][0]["results"][0]["level"] = "loud".into();
    assert!(!validator.is_valid(&broken));
}

/// Keywords that real articles of one archive render in two ways and more: the archive's rule tells
/// of those whose Chinese the lexicon sees in both, and of none that differ by case or plural only.
#[test]
fn renderings_of_a_real_archive_are_told_after_folding() {
    use duizhao::{
        domain::{Evidence, EvidenceKind, Grade, LineRange, Place, TermEntry},
        lexicon::Lexicon,
        terms,
    };
    let Some(path) = crate::sandbox::shared("glossaries/chinaxiv_cross_article_variants.tsv")
    else {
        return;
    };
    let table = fs::read_to_string(path).unwrap();
    let mut entries = Vec::new();
    let mut all = std::collections::BTreeSet::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (zh, en) = (cells[0], cells[1]);
        all.insert(zh.to_owned());
        for article in cells[3].split_whitespace() {
            let lines = LineRange { first: 1, last: 1 };
            let evidence = Evidence {
                kind: EvidenceKind::Keyword,
                zh_quote: zh.to_owned(),
                en_quote: en.to_owned(),
                place: Place {
                    file: format!("{article}.txt"),
                    article: article.to_owned(),
                    zh_lines: lines,
                    en_lines: lines,
                },
            };
            entries.push(TermEntry::new(zh, en, Grade::B, evidence));
        }
    }
    let merged = terms::merge(entries);
    let found = check::archive(&merged, Lexicon::builtin(), &check::Settings::default());
    let told: std::collections::BTreeSet<&str> = found
        .iter()
        .filter(|f| f.rule == "term-archive")
        .filter_map(|f| f.message.split(" is `").next())
        .collect();
    eprintln!("{} of {} terms are told", told.len(), all.len());
    assert!(all.len() > 300 && told.len() * 5 >= all.len(), "{} of {}", told.len(), all.len());
    let folded =
        |text: &str| text.to_lowercase().replace(['-', ' '], "").trim_end_matches('s').to_owned();
    for finding in found.iter().filter(|f| f.rule == "term-archive") {
        let forms: Vec<&str> = finding.message.split('`').skip(1).step_by(2).collect();
        assert_ne!(folded(forms[0]), folded(forms[1]), "{}", finding.message);
    }
}
