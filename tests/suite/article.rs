//! A real article, OCR faults and all: the first thing that must work.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::sandbox::{Sandbox, shared, stderr};

struct Built {
    sandbox: Sandbox,
    gold: PathBuf,
    source: String,
    article: serde_json::Value,
}

/// The article's outputs, built once for all tests here.
fn built() -> Option<&'static Built> {
    static BUILT: OnceLock<Option<Built>> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let input = shared("article/xdgjgx-2025-10-zhao.txt")?;
            let gold = shared("gold")?;
            let sandbox = Sandbox::new();
            let output =
                sandbox.command().arg("build").arg(&input).args(["-o", "out"]).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            let folder = fs::read_dir(sandbox.path("out/articles")).unwrap().next().unwrap();
            let article = fs::read(folder.unwrap().path().join("article.json")).unwrap();
            Some(Built {
                gold,
                source: fs::read_to_string(input).unwrap(),
                article: serde_json::from_slice(&article).unwrap(),
                sandbox,
            })
        })
        .as_ref()
}

impl Built {
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.sandbox.path("out").join(name)).unwrap()
    }

    fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        table(self.read(name).trim_start_matches('\u{feff}').as_bytes(), b',')
    }

    fn gold_table(&self, name: &str, delimiter: u8) -> Vec<BTreeMap<String, String>> {
        table(&fs::read(self.gold.join(name)).unwrap(), delimiter)
    }

    fn structure(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.gold.join("gold_structure.json")).unwrap()).unwrap()
    }

    fn text(&self, path: &str) -> String {
        self.article.pointer(path).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
    }
}

fn table(bytes: &[u8], delimiter: u8) -> Vec<BTreeMap<String, String>> {
    csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .quoting(delimiter == b',')
        .flexible(true)
        .from_reader(bytes)
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

#[test]
fn title_author_and_keywords() {
    let Some(built) = built() else { return };
    let gold = built.structure();
    for (path, pointer) in [
        ("/article/zh/title/text/text", "/title/zh"),
        ("/article/en/title/text/text", "/title/en"),
        ("/article/zh/authors/0/text/text", "/author/zh"),
        ("/article/en/authors/0/text/text", "/author/en"),
        ("/article/zh/abstract_text/text/text", "/abstract_zh/text"),
        ("/article/en/abstract_text/text/text", "/abstract_en/text"),
    ] {
        assert_eq!(built.text(path), gold.pointer(pointer).unwrap().as_str().unwrap(), "{path}");
    }
    for (side, name) in [("zh", "keywords_zh"), ("en", "keywords_en")] {
        let found: Vec<String> = built.article["article"][side]["keywords"]
            .as_array()
            .unwrap()
            .iter()
            .map(|k| k["text"]["text"].as_str().unwrap().to_owned())
            .collect();
        let wanted: Vec<&str> =
            gold[name].as_array().unwrap().iter().map(|k| k.as_str().unwrap()).collect();
        assert_eq!(found, wanted);
    }
}

#[test]
fn another_articles_abstract_is_foreign_and_in_no_output() {
    let Some(built) = built() else { return };
    let gold = built.structure();
    let words = gold["foreign_material"]["first_words"].as_str().unwrap();
    let foreign = built.article["article"]["foreign"].to_string();
    assert!(foreign.contains(words), "{foreign}");
    assert!(built.read("findings.csv").contains("foreign"), "no finding tells of it");
    for name in ["memory.tmx", "memory.csv", "glossary.csv", "glossary.txt", "glossary.tbx"] {
        let text = built.read(name);
        for wrong in ["UK diplomacy", "UK-EU", "European security", "key EU countries"] {
            assert!(!text.contains(wrong), "{name} has `{wrong}`");
        }
    }
}

/// `(part, zh, en)` of every parallel unit, the joined texts of both sides.
fn parallel(built: &Built) -> Vec<(String, String, String)> {
    built
        .table("memory.csv")
        .into_iter()
        .filter(|row| row["relation"] == "parallel")
        .map(|mut row| {
            let mut take = |name: &str| row.remove(name).unwrap();
            (take("part"), take("zh"), take("en"))
        })
        .collect()
}

#[test]
fn sentence_and_clause_beads_are_the_experts() {
    let Some(built) = built() else { return };
    let gold = built.gold_table("gold_alignment.tsv", b'\t');
    let units = parallel(built);
    for (granularity, part) in [("sentence", "abstract"), ("clause", "clause")] {
        for row in gold.iter().filter(|r| r["granularity"] == granularity) {
            let (zh, en) = (&row["zh"], &row["en"]);
            if en.is_empty() {
                assert!(units.iter().all(|(_, z, _)| !z.contains(zh.as_str())), "{zh} has English");
                continue;
            }
            // A clause bead that is a whole sentence is a sentence unit already.
            let there = units
                .iter()
                .any(|(p, z, e)| (p == part || granularity == "clause") && z == zh && e == en);
            assert!(there, "no {part} unit for {zh}");
        }
    }
    let sentences = units.iter().filter(|(part, _, _)| part == "abstract").count();
    assert_eq!(sentences, 4, "four Chinese sentences have English");
    let findings = built.read("findings.csv");
    assert!(findings.contains("就当前形势看"), "the sentence without English is no finding");
}

#[test]
fn the_body_is_whole_and_clean() {
    let Some(built) = built() else { return };
    let gold = built.structure();
    let body: Vec<&str> = built.article["article"]["body"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["text"]["text"].as_str().unwrap())
        .collect();
    let all = body.join("\n");
    for join in gold["paragraph_joins"].as_array().unwrap() {
        let joined = join["joined"].as_str().unwrap();
        assert!(all.contains(joined), "`{joined}` is broken");
    }
    for dropped in gold["drop_lines"].as_array().unwrap() {
        assert!(!all.contains(dropped["text"].as_str().unwrap()));
    }
    assert!(!all.contains("现代国际关系》"), "a page header is in the body");
    for marker in ['①', '②', '③', '④', '⑤', '^', '■'] {
        assert!(!all.contains(marker), "`{marker}` is in the body");
    }
    assert!(!all.contains("https://"), "a footnote is in the body");
    let stray = all
        .as_bytes()
        .windows(7)
        .filter(|w| w[3] == b' ' && w[0] >= 0xe4 && w[0] <= 0xe9 && w[4] >= 0xe4 && w[4] <= 0xe9)
        .count();
    assert_eq!(stray, 0, "blanks between Han");
    let notes = built.article["article"]["notes"].as_array().unwrap();
    assert_eq!(notes.len() as u64, gold["footnotes"]["count"].as_u64().unwrap());
    assert!(notes.iter().all(|n| !n["reference"].is_null()), "a note without its reference");
}

#[test]
fn every_units_lines_are_right() {
    let Some(built) = built() else { return };
    let lines: Vec<&str> = built.source.lines().collect();
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let rows = built.table("memory.csv");
    assert!(rows.len() >= 12);
    for row in rows {
        for (side, first, last) in
            [("zh", "zh_first_line", "zh_last_line"), ("en", "en_first_line", "en_last_line")]
        {
            let (first, last): (usize, usize) =
                (row[first].parse().unwrap(), row[last].parse().unwrap());
            let printed = bare(&lines[first - 1..last].join("\n"));
            // A body sentence may run on over a page: its pieces are on these lines in order.
            let text = bare(&row[side]);
            let (mut at, mut rest) = (0, text.as_str());
            while !rest.is_empty() {
                let mut length = rest.len();
                while length > 0
                    && !(rest.is_char_boundary(length) && printed[at..].contains(&rest[..length]))
                {
                    length -= 1;
                }
                assert!(length > 0, "`{}` is not on lines {first}-{last}", row[side]);
                at += printed[at..].find(&rest[..length]).unwrap() + length;
                rest = &rest[length..];
            }
        }
    }
}

#[test]
fn the_glossary_has_the_experts_pairs() {
    let Some(built) = built() else { return };
    let gold = built.gold_table("gold_glossary.csv", b',');
    let rows = built.table("glossary.csv");
    let also = |text: &str| -> BTreeSet<String> {
        text.split('|').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
    };
    let ours: Vec<(String, BTreeSet<String>, &BTreeMap<String, String>)> = rows
        .iter()
        .map(|row| {
            let mut en = also(&row["en_also"]);
            en.insert(row["en"].clone());
            en.insert(row["acronym"].clone());
            (row["zh"].clone(), en, row)
        })
        .collect();
    let has = |gold: &BTreeMap<String, String>| {
        let mut zh = also(&gold["zh_also"]);
        zh.insert(gold["zh"].clone());
        let mut en = also(&gold["en_also"]);
        en.insert(gold["en"].clone());
        ours.iter().any(|(z, e, _)| zh.contains(z) && e.intersection(&en).next().is_some())
    };
    for row in gold.iter().filter(|r| matches!(r["evidence"].as_str(), "keyword" | "author")) {
        assert!(has(row), "{} ↔ {}", row["zh"], row["en"]);
    }
    let title = gold.iter().find(|r| r["evidence"] == "title").unwrap();
    assert!(has(title), "the title pair");
    let glosses: Vec<_> =
        gold.iter().filter(|r| matches!(r["evidence"].as_str(), "gloss" | "acronym")).collect();
    let missed: Vec<String> =
        glosses.iter().filter(|r| !has(r)).map(|r| format!("{} ↔ {}", r["zh"], r["en"])).collect();
    assert!(glosses.len() - missed.len() >= 34, "missed: {missed:#?}");
    let model = rows.iter().find(|r| r["zh"] == "颠覆性技术保护网络").unwrap();
    assert_eq!(model["en"], "Disruptive Technology Protection Network");
    for row in &rows {
        for column in ["grade", "evidence", "file", "zh_first_line"] {
            assert!(!row[column].is_empty(), "{} has no {column}", row["zh"]);
        }
    }
    let suggested: BTreeSet<&str> =
        rows.iter().filter(|r| r["status"] == "suggested").map(|r| r["zh"].as_str()).collect();
    let tmx = built.read("memory.tmx");
    for term in suggested {
        assert!(!tmx.contains(&format!("<seg>{term}</seg>")), "{term} is a suggestion");
    }
}

#[test]
fn memory_csv_opens_in_a_spreadsheet() {
    let Some(built) = built() else { return };
    let bytes = fs::read(built.sandbox.path("out/memory.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"), "no byte order mark");
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn the_clean_up_log_tells_every_edit() {
    let Some(built) = built() else { return };
    let edits = built.article["edits"].as_array().unwrap();
    let gold = built.structure();
    let logged: BTreeSet<u64> =
        edits.iter().map(|e| e["lines"]["first"].as_u64().unwrap()).collect();
    for item in gold["stray_spaces"]["items"].as_array().unwrap() {
        let line = item["line"].as_u64().unwrap();
        assert!(logged.contains(&line), "no edit is logged on line {line}");
    }
    for edit in edits {
        let span = edit["source"].as_array().unwrap();
        let (from, to) = (span[0].as_u64().unwrap() as usize, span[1].as_u64().unwrap() as usize);
        let before = edit["before"].as_str().unwrap();
        // Where lines were joined, `⏎` stands for the break, with a few characters around it.
        if let Some((head, tail)) = before.split_once('⏎') {
            assert!(built.source[..from].trim_end().ends_with(head), "{edit}");
            assert!(built.source[to..].trim_start().starts_with(tail), "{edit}");
        } else {
            assert_eq!(&built.source[from..to], before, "{edit}");
        }
    }
}

#[test]
fn outputs_are_where_they_should_be() {
    let Some(built) = built() else { return };
    let out = built.sandbox.path("out");
    for name in ["report.html", "findings.csv", "manifest.jsonl", "glossary-v2.tbx"] {
        assert!(Path::new(&out).join(name).exists(), "{name}");
    }
}
