//! Editors' decisions about terms, from the glossary of one run into every later one.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
};

use duizhao::format::sheet;

use crate::sandbox::{Sandbox, stderr, stdout};

const ARTICLE: &str = "\
河口三角洲的盐度治理\n\
[摘　要] 盐度治理是三角洲农业的难题。本文讨论闸坝调度的作用。\n\
[关键词] 盐度治理；闸坝调度；河口生态\n\
Salinity Governance in the River Delta\n\
[Abstract] Salinity governance is a hard problem of delta farming. The paper discusses the role of sluice operation.\n\
[Keywords] salinity governance; sluice operation; estuarine ecology\n\
一、引言\n\
“潮位观测站”（Tide Gauge Station）建成于多年以前，闸坝调度依赖它的读数，盐度治理也离不开它。\n";

type Row = BTreeMap<String, String>;

fn table(rows: Vec<Vec<String>>) -> Vec<Row> {
    let mut rows = rows.into_iter();
    let header = rows.next().unwrap();
    rows.map(|row| header.iter().cloned().zip(row).collect()).collect()
}

fn csv_cells(path: &Path) -> Vec<Vec<String>> {
    let text = fs::read_to_string(path).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn glossary(out: &Path) -> Vec<Row> {
    table(csv_cells(&out.join("glossary.csv")))
}

fn row<'r>(rows: &'r [Row], zh: &str) -> &'r Row {
    rows.iter().find(|r| r["zh"] == zh).unwrap_or_else(|| panic!("no {zh} in {rows:#?}"))
}

fn shown(rows: &[Row], zh: &str) -> [String; 4] {
    let row = row(rows, zh);
    ["en", "grade", "status", "decision"].map(|name| row[name].clone())
}

fn build(sandbox: &Sandbox, more: &[&str]) -> PathBuf {
    let mut arguments = vec!["build", "issue", "-o", "out"];
    arguments.extend(more);
    let output = sandbox.run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    sandbox.path("out")
}

/// A workbook as spreadsheet programs save it: every text in the table of shared strings.
fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let (mut strings, mut sheet, mut count) = (String::new(), String::new(), 0);
    for (at, cells) in rows.iter().enumerate() {
        write!(sheet, "<row r=\"{}\">", at + 1).unwrap();
        for cell in cells {
            write!(strings, "<si><t xml:space=\"preserve\">{}</t></si>", escaped(cell)).unwrap();
            write!(sheet, "<c t=\"s\"><v>{count}</v></c>").unwrap();
            count += 1;
        }
        sheet.push_str("</row>");
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("xl/sharedStrings.xml", format!("<sst>{strings}</sst>")),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>"),
        ),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Changes cells of the workbook's table: Chinese term, column, new value.
fn edit(path: &Path, changes: &[(&str, &str, &str)]) {
    let bytes = fs::read(path).unwrap();
    let rows = sheet::rows(&bytes, &mut |p| panic!("{p:?}"));
    let mut cells: Vec<Vec<String>> =
        rows.iter().map(|(_, r)| r.iter().map(str::to_owned).collect()).collect();
    let header = cells[0].clone();
    let at = |name: &str| header.iter().position(|h| h == name).unwrap();
    for row in &mut cells {
        row.resize(header.len(), String::new());
    }
    for (zh, column, value) in changes {
        let row = cells.iter_mut().find(|r| r[at("zh")] == *zh).unwrap();
        (*value).clone_into(&mut row[at(column)]);
    }
    fs::write(path, workbook(&cells)).unwrap();
}

#[test]
fn what_is_decided_in_the_workbook_wins_in_every_later_run() {
    let sandbox = Sandbox::new();
    sandbox.file("issue/a.txt", ARTICLE);
    let out = build(&sandbox, &[]);
    let before = glossary(&out);
    assert_eq!(row(&before, "盐度治理")["en"], "salinity governance");
    assert!(!out.join("decisions.csv").exists());

    edit(
        &out.join("glossary.xlsx"),
        &[
            ("盐度治理", "en", "salt-water management"),
            ("盐度治理", "decision", "edited"),
            ("盐度治理", "comment", "house style"),
            ("潮位观测站", "decision", "approved"),
            ("河口生态", "decision", "rejected"),
        ],
    );
    let out = build(&sandbox, &[]);
    let check = |rows: &[Row]| {
        assert_eq!(
            shown(rows, "盐度治理"),
            ["salt-water management", "S", "approved", "edited"].map(str::to_owned)
        );
        assert_eq!(row(rows, "盐度治理")["comment"], "house style");
        assert_eq!(
            shown(rows, "潮位观测站"),
            ["Tide Gauge Station", "S", "approved", "approved"].map(str::to_owned)
        );
        assert_eq!(shown(rows, "河口生态")[2..], ["rejected", "rejected"].map(str::to_owned));
        assert_eq!(rows.iter().filter(|r| r["zh"] == "河口生态").count(), 1);
    };
    check(&glossary(&out));
    let for_tools = fs::read_to_string(out.join("glossary.txt")).unwrap();
    assert!(
        for_tools.contains("盐度治理\tsalt-water management") && !for_tools.contains("河口生态")
    );

    // Nothing changes where nothing was changed, whatever the state of the article files.
    let first = fs::read(out.join("glossary.csv")).unwrap();
    build(&sandbox, &["--force"]);
    check(&glossary(&out));
    build(&sandbox, &[]);
    assert_eq!(csv_cells(&out.join("glossary.csv")).len(), {
        fs::write(sandbox.path("first.csv"), &first).unwrap();
        csv_cells(&sandbox.path("first.csv")).len()
    });

    // The source changes: other keywords, another gloss, and one term is gone.
    let changed = ARTICLE
        .replace("salinity governance;", "saltwater governance;")
        .replace("“潮位观测站”（Tide Gauge Station）", "测站");
    sandbox.file("issue/a.txt", changed);
    let out = build(&sandbox, &[]);
    check(&glossary(&out));
    assert_eq!(row(&glossary(&out), "潮位观测站")["articles"], "0");

    // Undone in the table of text: the article's own English is back.
    let text = fs::read_to_string(out.join("glossary.csv")).unwrap();
    let undone: String = text
        .split_inclusive('\n')
        .map(|line| {
            if line.trim_start_matches('\u{feff}').starts_with("盐度治理") {
                line.replacen(",approved,edited,", ",approved,,", 1)
            } else {
                line.to_owned()
            }
        })
        .collect();
    assert_ne!(text, undone);
    fs::write(out.join("glossary.csv"), undone).unwrap();
    let out = build(&sandbox, &[]);
    assert_eq!(shown(&glossary(&out), "盐度治理")[3], "");
    assert_eq!(row(&glossary(&out), "盐度治理")["en"], "saltwater governance");
    assert_eq!(shown(&glossary(&out), "潮位观测站")[3], "approved");
}

#[test]
fn a_decisions_file_wins_over_termbase_and_folder() {
    let sandbox = Sandbox::new();
    sandbox.file("issue/a.txt", ARTICLE);
    sandbox.file("base.csv", "zh,en\n盐度治理,salinity control\n");
    sandbox.file("one.csv", "zh,en,decision\n盐度治理,brine control,approved\n");
    sandbox
        .file("two.tsv", "zh\ten\tdecision\tcomment\n盐度治理\tsalt control\tedited\tboard, May\n");
    let rows = |output: &std::process::Output| {
        let path = sandbox.file("printed.csv", stdout(output));
        table(csv_cells(&path))
    };
    let with_base = sandbox.run(&["terms", "issue", "--termbase", "base.csv"]);
    assert_eq!(row(&rows(&with_base), "盐度治理")["en"], "salinity control");
    let decided = sandbox.run(&[
        "terms",
        "issue",
        "--termbase",
        "base.csv",
        "--decisions",
        "one.csv",
        "--decisions",
        "two.tsv",
    ]);
    assert_eq!(
        shown(&rows(&decided), "盐度治理"),
        ["salt control", "S", "approved", "edited"].map(str::to_owned)
    );
    // What the folder remembers yields to the file that is named now.
    let out = build(&sandbox, &["--decisions", "one.csv"]);
    assert_eq!(row(&glossary(&out), "盐度治理")["en"], "brine control");
    build(&sandbox, &[]);
    assert_eq!(row(&glossary(&out), "盐度治理")["en"], "brine control");
    build(&sandbox, &["--decisions", "two.tsv"]);
    assert_eq!(row(&glossary(&out), "盐度治理")["en"], "salt control");
    assert_eq!(row(&glossary(&out), "盐度治理")["comment"], "board, May");
}

#[test]
fn bad_decisions_are_named_by_line_and_good_ones_used() {
    let sandbox = Sandbox::new();
    sandbox.file("a.txt", ARTICLE);
    sandbox.file(
        "d.csv",
        "zh,en,decision\n盐度治理,salt control,approved\n闸坝调度,,approved\n河口生态,x,perhaps\n\
         闸坝调度,=HYPERLINK(1),approved\n",
    );
    let output = sandbox.run(&["terms", "a.txt", "--decisions", "d.csv"]);
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    for line in ["d.csv:3", "d.csv:4", "d.csv:5"] {
        assert!(said.contains(line), "{said}");
    }
    assert!(stdout(&output).contains("salt control"));
    sandbox.file("none.csv", "a,b\n1,2\n");
    let refused = sandbox.run(&["terms", "a.txt", "--decisions", "none.csv"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("zh, en, decision"), "{}", stderr(&refused));
}
