//! The corpora written for this project keep to the formats that `corpora/README.md` describes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use duizhao::text::count_han;

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

/// The rows of a CSV with a `#` head, by column name; every row has every column.
fn table(path: &Path, columns: &[&str]) -> Vec<BTreeMap<String, String>> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header, columns, "{}", path.display());
    reader
        .records()
        .map(|row| {
            let row = row.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            header.iter().cloned().zip(row.iter().map(str::to_owned)).collect()
        })
        .collect()
}

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, with a month and a day that exist.
fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &str, len: usize| part.len() == len && part.parse::<u32>().is_ok();
    let within = |part: Option<&&str>, most: u32| {
        part.is_none_or(|p| digits(p, 2) && (1..=most).contains(&p.parse().unwrap()))
    };
    parts.len() <= 3 && digits(parts[0], 4) && within(parts.get(1), 12) && within(parts.get(2), 31)
}

const ESTABLISHED: [&str; 9] = [
    "treaty",
    "charter",
    "joint statement",
    "declaration",
    "resolution",
    "law",
    "official document",
    "own usage",
    "general usage",
];

/// A kind of [`ESTABLISHED`] with or without a date, or `unverified`.
fn is_established(text: &str) -> bool {
    text == "unverified"
        || ESTABLISHED.iter().any(|kind| {
            text.strip_prefix(kind)
                .is_some_and(|rest| rest.is_empty() || rest.strip_prefix(' ').is_some_and(is_date))
        })
}

#[test]
fn dates_and_kinds_are_told_from_others() {
    for good in
        ["treaty", "treaty 1968-07-01", "joint statement 2023-08-18", "unverified", "law 2018"]
    {
        assert!(is_established(good), "{good}");
    }
    for bad in
        ["", "treaty ", "treaty 1968-13", "treaty1968", "joint 2023", "unverified 2023", "law 18"]
    {
        assert!(!is_established(bad), "{bad}");
    }
}

#[test]
fn the_starter_termbase_is_sound() {
    let path = corpora().join("termbases/international-relations.csv");
    let head = fs::read_to_string(&path).unwrap();
    for word in ["Origin:", "Licence:", "Columns:"] {
        assert!(
            head.lines().take_while(|l| l.starts_with('#')).any(|l| l.contains(word)),
            "{word}"
        );
    }
    let columns = ["zh", "en", "acronym", "category", "established", "source", "note"];
    let rows = table(&path, &columns);
    assert!(rows.len() >= 150, "{} rows", rows.len());

    let categories =
        "organisation agency mechanism initiative treaty law statement strategy event concept";
    let mut bad = Vec::new();
    let mut seen_zh = BTreeSet::new();
    let mut first_zh_of_en: BTreeMap<&str, &str> = BTreeMap::new();
    let mut en_of_acronym: BTreeMap<&str, &str> = BTreeMap::new();
    for row in &rows {
        let (zh, en, acronym) = (row["zh"].as_str(), row["en"].as_str(), row["acronym"].as_str());
        let mut wrong = |why: &str| bad.push(format!("{zh} / {en}: {why}"));
        if row.values().any(|cell| cell.trim() != cell) {
            wrong("a cell has outer blanks");
        }
        if count_han(zh) < 2 || zh.contains(['《', '》', '"', '(', '（']) {
            wrong("zh is no bare Chinese name");
        }
        if count_han(en) > 0 || !en.chars().any(|c| c.is_ascii_alphabetic()) {
            wrong("en is no English name");
        }
        if en.starts_with("the ") || (en.starts_with("The ") && row["category"] != "statement") {
            wrong("en begins with an article");
        }
        if !acronym.is_empty() && !acronym.chars().any(|c| c.is_ascii_uppercase()) {
            wrong("acronym is none");
        }
        if !acronym.is_empty()
            && *en_of_acronym.entry(acronym).or_insert(en) != en
            && !row["note"].contains("shared")
        {
            wrong("the acronym is another's and the note does not say so");
        }
        if !categories.split(' ').any(|c| c == row["category"]) {
            wrong("category is unknown");
        }
        if !is_established(&row["established"]) {
            wrong("established is malformed");
        }
        if row["established"] == "unverified" && !row["source"].is_empty() {
            wrong("a row that has a source is not unverified");
        }
        if !seen_zh.insert(zh) {
            wrong("zh stands twice");
        }
        match first_zh_of_en.get(en) {
            Some(first) if row["note"] != format!("variant of {first}") => {
                wrong("en stands twice and the note does not say of what zh is a variant");
            }
            Some(_) => {}
            None => {
                first_zh_of_en.insert(en, zh);
            }
        }
    }
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));

    for (zh, en) in [
        ("颠覆性技术保护网络", "Disruptive Technology Protection Network"),
        ("颠覆性技术打击部队", "Disruptive Technology Strike Force"),
    ] {
        assert!(rows.iter().any(|row| row["zh"] == zh && row["en"] == en), "{zh}");
    }
}
