//! The corpora written for this project keep to the formats that `corpora/README.md` describes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use duizhao::text::count_han;

pub fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

/// The rows of a CSV with a `#` head, by column name; every row has every column.
pub fn table(path: &Path, columns: &[&str]) -> Vec<BTreeMap<String, String>> {
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

/// A gold folder.
pub struct Gold {
    pub name: String,
    pub folder: PathBuf,
}

impl Gold {
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = fs::read_dir(corpora().join("gold"))
            .unwrap()
            .map(|entry| {
                let folder = entry.unwrap().path();
                Self { name: folder.file_name().unwrap().to_str().unwrap().to_owned(), folder }
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    pub fn text(&self, file: &str) -> String {
        let path = self.folder.join(file);
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    pub fn sentences(&self, side: &str) -> Vec<String> {
        self.text(side).lines().map(str::to_owned).collect()
    }

    pub fn structure(&self) -> serde_json::Value {
        serde_json::from_str(&self.text("structure.json")).unwrap()
    }

    /// The article's file as text.
    pub fn source(&self) -> String {
        let path = corpora().join(self.structure()["file"].as_str().unwrap());
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => encoding_rs::GB18030.decode(e.as_bytes()).0.into_owned(),
        }
    }
}

pub fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// English as it reads: hyphens at line ends gone, line ends as blanks.
pub fn unwrapped(text: &str) -> String {
    let joined = text.replace("-\r\n", "").replace("-\n", "");
    joined.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `[0, 1]:[0]` to its two lists.
pub fn bead(line: &str) -> (Vec<usize>, Vec<usize>) {
    let list = |text: &str| -> Vec<usize> {
        let inner = text.trim().strip_prefix('[').unwrap().strip_suffix(']').unwrap();
        inner
            .split(',')
            .filter(|n| !n.trim().is_empty())
            .map(|n| n.trim().parse().unwrap())
            .collect()
    };
    let (zh, en) = line.split_once(':').unwrap_or_else(|| panic!("no bead: {line}"));
    (list(zh), list(en))
}

/// Every sentence of both sides stands in one bead.
fn assert_covers(name: &str, beads: &str, zh_count: usize, en_count: usize) {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for line in beads.lines() {
        let (z, e) = bead(line);
        assert!(!z.is_empty() || !e.is_empty(), "{name}: an empty bead");
        zh.extend(z);
        en.extend(e);
    }
    zh.sort_unstable();
    en.sort_unstable();
    assert_eq!(zh, (0..zh_count).collect::<Vec<_>>(), "{name}: Chinese side");
    assert_eq!(en, (0..en_count).collect::<Vec<_>>(), "{name}: English side");
}

#[test]
fn every_sample_has_gold_and_every_gold_its_sample() {
    let golds = Gold::all();
    let with_gold: BTreeSet<PathBuf> =
        golds.iter().map(|g| corpora().join(g.structure()["file"].as_str().unwrap())).collect();
    let samples: BTreeSet<PathBuf> =
        fs::read_dir(corpora().join("sample")).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(samples, with_gold);
    assert!(golds.len() >= 7 && samples.len() >= 5);
    for gold in golds {
        assert!(gold.text("ORIGIN").contains("Licence:"), "{}", gold.name);
    }
}

#[test]
fn gold_beads_cover_both_sides_once() {
    for gold in Gold::all() {
        let (zh, en) = (gold.sentences("zh"), gold.sentences("en"));
        assert_covers(&gold.name, &gold.text("gold.beads"), zh.len(), en.len());
    }
}

#[test]
fn gold_sentences_join_to_the_abstracts_of_the_article() {
    for gold in Gold::all() {
        let (structure, source) = (gold.structure(), gold.source());
        let zh = gold.sentences("zh").concat();
        let en = gold.sentences("en").join(" ");
        assert_eq!(structure["abstract"]["zh"], zh.as_str(), "{}", gold.name);
        assert_eq!(structure["abstract"]["en"], en.as_str(), "{}", gold.name);
        assert!(without_blanks(&source).contains(&without_blanks(&zh)), "{}: zh", gold.name);
        assert!(unwrapped(&source).contains(&en), "{}: en", gold.name);
    }
}

#[test]
fn gold_parts_stand_in_the_article() {
    for gold in Gold::all() {
        let (structure, source) = (gold.structure(), gold.source());
        let (packed, english) = (without_blanks(&source), unwrapped(&source));
        let holds = |text: &str, side: &str| match side {
            "en" => english.contains(text),
            _ => packed.contains(&without_blanks(text)),
        };
        for key in ["title", "subtitle", "authors", "affiliations", "keywords"] {
            for side in ["zh", "en"] {
                let value = &structure[key][side];
                let single = value.as_str().into_iter();
                let many = value.as_array().into_iter().flatten().filter_map(|v| v.as_str());
                for text in single.chain(many) {
                    assert!(holds(text, side), "{}: {key} {side}: {text}", gold.name);
                }
            }
        }
        for section in structure["sections"].as_array().unwrap() {
            let heading = format!(
                "{}{}",
                section["marker"].as_str().unwrap(),
                section["title"].as_str().unwrap()
            );
            assert!(holds(&heading, "zh"), "{}: {heading}", gold.name);
        }
        for text in structure["foreign"].as_array().unwrap() {
            assert!(holds(text.as_str().unwrap(), "en"), "{}: {text}", gold.name);
        }
    }
}

#[test]
fn gold_terms_occur_in_their_article() {
    let kinds = ["keyword", "title", "author", "gloss", "acronym", "aligned", "termbase"];
    let columns = ["zh", "en", "zh_also", "en_also", "evidence"];
    for gold in Gold::all() {
        let source = gold.source();
        let (packed, english) = (without_blanks(&source), unwrapped(&source).to_lowercase());
        let mut seen = BTreeSet::new();
        let rows = table(&gold.folder.join("glossary.csv"), &columns);
        assert!(rows.len() >= 10, "{}: {} terms", gold.name, rows.len());
        for row in rows {
            let (zh, en, evidence) = (&row["zh"], &row["en"], row["evidence"].as_str());
            assert!(kinds.contains(&evidence), "{}: {evidence}", gold.name);
            assert!(seen.insert((zh.clone(), en.clone())), "{}: {zh} twice", gold.name);
            for form in row["zh_also"].split('|').chain([zh.as_str()]) {
                assert!(packed.contains(&without_blanks(form)), "{}: {form}", gold.name);
            }
            for form in row["en_also"].split('|').chain([en.as_str()]).filter(|f| !f.is_empty()) {
                assert_eq!(
                    english.contains(&form.to_lowercase()),
                    evidence != "termbase",
                    "{}: {form}",
                    gold.name
                );
            }
        }
    }
}

#[test]
fn whole_documents_are_covered_once_and_their_crossing_beads_cross() {
    let mut documents = 0;
    for entry in fs::read_dir(corpora().join("whole")).unwrap() {
        let folder = entry.unwrap().path();
        let name = folder.display().to_string();
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
        let lines = |file: &str| text(file).lines().map(str::to_owned).collect::<Vec<_>>();
        let (zh, en) = (lines("zh"), lines("en"));
        assert!(zh.len() >= 150 && en.len() >= 150, "{name}: {} and {}", zh.len(), en.len());
        assert_covers(&name, &text("gold.beads"), zh.len(), en.len());

        // The sentences are the document, but for the marks of notes.
        let document = text("document.zh.txt").replace(['①', '②', '③'], "");
        assert_eq!(without_blanks(&document), without_blanks(&zh.concat()), "{name}: zh");
        assert_eq!(unwrapped(&text("document.en.txt")), en.join(" "), "{name}: en");

        let (mut crossing, mut furthest) = (String::new(), 0);
        for line in text("gold.beads").lines() {
            let (_, en) = bead(line);
            let (Some(first), Some(last)) = (en.first(), en.last()) else { continue };
            if *first < furthest {
                crossing.push_str(line);
                crossing.push('\n');
            }
            furthest = furthest.max(last + 1);
        }
        assert!(!crossing.is_empty(), "{name}");
        assert_eq!(crossing, text("crossing.beads"), "{name}");
        documents += 1;
    }
    assert!(documents > 0);
}
