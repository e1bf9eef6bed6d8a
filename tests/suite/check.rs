//! Findings on whole articles, and the documents that the rules make.

use duizhao::{
    check,
    domain::{Finding, Severity},
    lexicon::Lexicon,
    pipeline::{Settings, process},
};

use crate::sandbox::{checkout, shared};

fn findings(name: &str, bytes: &[u8]) -> Vec<Finding> {
    let outcome = process(name, bytes, &Settings::new(Lexicon::builtin())).unwrap();
    outcome.records.into_iter().flat_map(|r| r.findings).collect()
}

/// Whether a finding of `rule` quotes `text` on `line`.
fn has(findings: &[Finding], rule: &str, text: &str, line: u32) -> bool {
    findings.iter().filter(|f| f.rule == rule).any(|f| {
        f.quotes
            .iter()
            .any(|q| q.text.contains(text) && (q.lines.first..=q.lines.last).contains(&line))
    })
}

#[test]
fn the_real_article_gives_what_an_editor_sees_and_nothing_false() {
    let Some(path) = shared("article/xdgjgx-2025-10-zhao.txt") else { return };
    let bytes = std::fs::read(path).unwrap();
    let found = findings("xdgjgx-2025-10-zhao.txt", &bytes);
    for (rule, text, line) in [
        ("omission-sentence", "就当前形势看", 5),
        ("title-count", "推进与局限", 1),
        ("title-count", "The Dynamics, Motivations, and Limitations", 199),
        ("country-name", "ROK", 199),
        ("country-name", "South Korea", 205),
        ("list-order", "政策协调—产业联动—防务协同", 5),
        ("hyphen-lost", "threepronged", 205),
        ("blank-missing", "AIRMF", 31),
        ("blank-missing", "EastAsia", 149),
        ("blank-missing", "OpenAIJapan", 45),
        ("ocr-confusion", "卷人", 189),
        ("ocr-dash", "无人一有人", 105),
        ("foreign-text", "cooperation with key EU countries", 193),
        ("currency-missing", "350亿", 145),
    ] {
        assert!(has(&found, rule, text, line), "no {rule} with {text} on line {line}");
    }
    let loud: Vec<&str> =
        found.iter().filter(|f| f.severity > Severity::Note).map(|f| f.rule.as_str()).collect();
    assert_eq!(loud, ["omission-sentence", "foreign-text"]);
    assert!(found.len() <= 25, "{} findings drown an editor", found.len());
}

#[test]
fn findings_are_the_same_in_every_run() {
    let bytes = std::fs::read(checkout("corpora/sample/submarine-cables.txt")).unwrap();
    let once = findings("submarine-cables.txt", &bytes);
    assert_eq!(once, findings("submarine-cables.txt", &bytes));
    assert!(once.iter().any(|f| f.rule == "foreign-text"), "{once:#?}");
}

#[test]
fn fingerprints_outlive_moved_lines() {
    let bytes = std::fs::read(checkout("corpora/sample/submarine-cables.txt")).unwrap();
    let mut moved = b"\n\n\n".to_vec();
    moved.extend_from_slice(&bytes);
    let prints = |bytes: &[u8]| {
        let mut all: Vec<String> =
            findings("a.txt", bytes).into_iter().map(|f| f.fingerprint).collect();
        all.sort();
        all
    };
    assert_eq!(prints(&bytes), prints(&moved));
}

#[test]
fn the_document_of_the_rules_is_up_to_date() {
    let document = std::fs::read_to_string(checkout("docs/CHECKS.md")).unwrap();
    for rule in check::rules() {
        let head = format!("### {}\n", rule.id);
        for part in [head.as_str(), rule.what.as_str(), rule.wrong.trim(), rule.right.trim()] {
            assert!(
                document.contains(part),
                "{}: docs/CHECKS.md is not what the rules say: cargo dev checks > docs/CHECKS.md",
                rule.id
            );
        }
    }
}

/// Pairs of keyword lists of real articles that differ in length: the rule must speak wherever the
/// lists are sound, and call a lost separator by its name.
#[test]
fn unequal_keyword_lists_are_told() {
    let Some(path) = shared("glossaries/chinaxiv_keyword_count_mismatch.tsv") else { return };
    let table = std::fs::read_to_string(path).unwrap();
    let (mut told, mut all) = (0, 0);
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (zh, en) = (cells[1], cells[2]);
        let article = format!(
            "关于研究方法的一点讨论\n\n摘要：本文讨论研究方法。\n\n关键词：{zh}\n\n\
             On Methods\n\nAbstract: This paper discusses methods.\n\nKeywords: {en}\n"
        );
        all += 1;
        let found = findings("a.txt", article.as_bytes());
        told += usize::from(found.iter().any(|f| f.rule.starts_with("keyword-")));
    }
    assert!(all > 250, "{all}");
    assert!(told * 10 >= all * 8, "{told} of {all}");
}
