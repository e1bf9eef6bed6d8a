//! Real inputs in many styles: each row of `../shared/inputs/INDEX.tsv` says what is right.

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use duizhao::domain::{Article, Passage, Side};

use crate::{
    sandbox::shared,
    structure::{parse_file, sentence_count, text, texts},
};

/// Rows where another result is judged right, and why: field, result.
const JUDGED: &[(&str, &str, &str, &str)] = &[
    ("r27", "en kw", "7", "the record lists seven English keywords, one a line"),
    ("r28", "author", "蔡翠紅", "the surface form is kept: the name is printed in Traditional"),
    ("r32", "en sent", "3", "two whole sentences and the one that is cut off"),
    ("r17", "zh kw", "1", "separators lost, and no split is certain: left whole for the editor"),
    ("r19", "zh kw", "1", "as r17"),
    ("r26", "zh kw", "1", "as r17: every character is spaced alike"),
];

/// What a row's last column says of a field: the text after its name, up to the next semicolon.
fn expectations(column: &str) -> BTreeMap<&'static str, String> {
    const FIELDS: &[&str] = &[
        "title zh",
        "title en",
        "authors",
        "author",
        "zh kw",
        "en kw",
        "zh sent",
        "en sent",
        "en none",
        "clc",
        "doc code",
        "article no",
        "article count",
    ];
    let mut found = BTreeMap::new();
    for part in column.split("; ") {
        let part = part.trim();
        // The longest name first: `authors` before `author`.
        if let Some(field) = FIELDS.iter().find(|f| part.starts_with(**f)) {
            found.insert(*field, part[field.len()..].trim().to_owned());
        }
    }
    // `clc D81; doc code A; article no 2095-…` may be parted by commas.
    found
}

/// Text without blanks, brackets and dashes, doubled letters taken once: neither how a subtitle is
/// set off counts, nor a `t` of `tt` that the OCR lost and that nobody may guess.
fn core(text: &str) -> String {
    let mut kept: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && !"()（）—-－―\"“”".contains(*c)).collect();
    kept.dedup_by(|a, b| a == b && a.is_ascii_alphabetic());
    kept.into_iter().collect()
}

/// Drops a remark in brackets that is in English: `(trailing footnote digit 1 removed)`.
fn without_remark(text: &str) -> &str {
    match text.rfind(" (") {
        Some(at) if text[at..].chars().filter(char::is_ascii_alphabetic).count() > 8 => &text[..at],
        _ => text,
    }
}

fn number(text: &str) -> Option<usize> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn check(row: &str, column: &str, articles: &[Article]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(article) = articles.first() else { return vec![format!("{row}: no article")] };
    let key = row.split('_').next().unwrap();
    for (field, printed) in expectations(column) {
        let judged =
            JUDGED.iter().find(|j| key.trim_end_matches('b') == j.0 && field.starts_with(j.1));
        let wanted = judged.map_or(printed.as_str(), |j| j.2);
        let mut differs = |found: String| {
            wrong.push(format!("{row}: {field}: wanted {wanted:?}, found {found:?}"));
        };
        let title = |front: &duizhao::domain::Front| {
            let whole = format!("{}{}", text(front.title.as_ref()), text(front.subtitle.as_ref()));
            (core(text(front.title.as_ref())), core(&whole))
        };
        match field {
            "title zh" | "title en" => {
                let front = if field == "title zh" { &article.zh } else { &article.en };
                let (alone, whole) = title(front);
                let full = core(wanted);
                let bare = core(without_remark(wanted));
                let subtitled = core(&wanted.replace("subtitle ", ""));
                if ![&alone, &whole].iter().any(|t| **t == full || **t == bare || **t == subtitled)
                {
                    differs(whole);
                }
            }
            "author" | "authors" => {
                let found = texts(&article.zh.authors).join(", ");
                if found != wanted {
                    differs(found);
                }
            }
            "zh kw" | "en kw" => {
                let front = if field == "zh kw" { &article.zh } else { &article.en };
                let found = front.keywords.len();
                let enough = wanted.starts_with('≥') && number(wanted).is_some_and(|n| found >= n);
                if number(wanted) != Some(found) && !enough {
                    differs(texts(&front.keywords).join(" | "));
                }
            }
            "zh sent" | "en sent" => {
                let (side, front) = if field == "zh sent" {
                    (Side::Zh, &article.zh)
                } else {
                    (Side::En, &article.en)
                };
                let found = sentence_count(side, front);
                if number(wanted) != Some(found) {
                    differs(found.to_string());
                }
            }
            "en none" => {
                if article.en.title.is_some() || article.en.abstract_text.is_some() {
                    differs(text(article.en.title.as_ref()).to_owned());
                }
            }
            "clc" => {
                if article.parts.clc.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.clc));
                }
            }
            "doc code" => {
                if article.parts.document_code.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.document_code));
                }
            }
            "article no" => {
                if article.parts.article_number.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.article_number));
                }
            }
            _ => {
                if number(wanted).is_some_and(|n| n != articles.len()) {
                    differs(articles.len().to_string());
                }
            }
        }
    }
    wrong
}

#[test]
fn every_row_of_the_index() {
    let Some(folder) = shared("inputs") else { return };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let rows: BTreeMap<&str, &str> = index
        .lines()
        .skip(1)
        .filter_map(|l| {
            let mut columns = l.split('\t');
            Some((columns.next()?, columns.nth(2)?))
        })
        .collect();
    let mut wrong = Vec::new();
    let mut log = String::new();
    for (file, right) in &rows {
        // PDF and DOCX rows are about reading, not structure.
        let extension = Path::new(file).extension().and_then(|e| e.to_str());
        if !extension.is_some_and(|e| matches!(e, "md" | "txt" | "html" | "xml")) {
            continue;
        }
        let as_row = right.strip_prefix("as ").and_then(|r| r.split([' ', ',', ';']).next());
        let column = as_row
            .and_then(|key| rows.iter().find(|(f, _)| f.starts_with(key)).map(|(_, r)| *r))
            .unwrap_or(right);
        let parsed = parse_file(&folder.join(file));
        let found = check(file, column, &parsed.articles);
        writeln!(log, "{file}: {}", if found.is_empty() { "ok" } else { "WRONG" }).unwrap();
        wrong.extend(found);
    }
    eprintln!("{log}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn r19_running_header_is_out_of_the_sentence() {
    let Some(path) = shared("inputs/r19_running_header_inside_paragraph.md") else { return };
    let parsed = parse_file(&path);
    let body: String = parsed.articles[0].body.iter().map(Passage::as_str).collect();
    assert!(body.contains("传递、组织、评价的方法"));
}

#[test]
fn r31_notes_are_lifted_out_of_the_sentence() {
    let Some(path) = shared("inputs/r31_no_labels_inline_footnotes.txt") else { return };
    let parsed = parse_file(&path);
    let article = &parsed.articles[0];
    assert_eq!(article.notes.len(), 2);
    assert_eq!(article.notes.iter().map(|n| n.number).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert!(
        !article.body.iter().any(|p| p.as_str().contains("参见") || p.as_str().contains("http"))
    );
}

#[test]
fn r36_two_articles_and_a_news_item() {
    let Some(path) = shared("inputs/r36_issue_two_articles.md") else { return };
    let parsed = parse_file(&path);
    assert_eq!(parsed.articles.len(), 2);
    for article in &parsed.articles {
        assert_eq!(article.zh.authors.len(), article.en.authors.len());
        assert!(article.en.abstract_text.is_some());
    }
    assert!(parsed.articles[1].foreign.iter().any(|f| f.text.as_str().contains("召开")));
}
