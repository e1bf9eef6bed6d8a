//! Documents in many shapes and what is right for each: tables of this project's own articles.

use duizhao::domain::{Article, Front, FrontFlag, Passage, Side};

use crate::structure::{Parsed, parse, sentence_count, text, texts};

/// What `$NAME` stands for in the tables.
const TEXTS: &[(&str, &str)] = &[
    ("$AUL", "林栖舟 | 顾惟远"),
    ("$AU", "林栖舟 顾惟远"),
    ("$ZKL", "海底电缆 | 区域治理 | 数据安全 | 备件调配"),
    ("$ZK", "海底电缆；区域治理；数据安全；备件调配"),
    (
        "$ZA",
        "环湾六国近年来不断推进海底电缆的抢修与治理合作。各国统一了抢修规则，建立了备件调配机制。但是，资金分担与责任划分仍是合作的主要障碍。",
    ),
    ("$EAUL", "LIN Qizhou | GU Weiyuan"),
    ("$EAU", "LIN Qizhou, GU Weiyuan"),
    ("$EKL", "submarine cables | regional governance | data security | allocation of spare parts"),
    ("$EK", "submarine cables; regional governance; data security; allocation of spare parts"),
    (
        "$EA",
        "The Bay Six have advanced cooperation on the repair and governance of submarine cables. \
         They have unified repair rules and set up a mechanism for allocating spare parts. \
         However, the sharing of funds and responsibilities remains the main obstacle to cooperation.",
    ),
    ("$ET", "Progress and Prospects of Submarine Cable Governance among the Bay Six"),
    (
        "$B",
        "一、引言\n海底电缆承担着绝大部分国际数据流量，是数字经济的重要基础设施，各国对数据安全与区域治理已有共识。\
         备件调配的机制由各国共同建立。\n二、结论\n环湾六国需要继续谈判，分担抢修的资金。",
    ),
    ("$T", "环湾六国海底电缆治理合作的进展与前景"),
];

fn filled(text: &str) -> String {
    TEXTS.iter().fold(text.to_owned(), |t, (name, value)| t.replace(name, value))
}

struct Case {
    name: String,
    document: String,
    right: Vec<(String, String)>,
}

fn cases(table: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for case in table.split("\n=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (document, right) = rest.split_once("\n---\n").unwrap_or_else(|| panic!("{name}"));
        let right = right
            .lines()
            .filter(|l| !l.trim().is_empty())
            .map(|line| {
                let (field, value) =
                    line.split_once(" = ").unwrap_or_else(|| panic!("{name}: {line}"));
                (field.trim_end_matches(" =").to_owned(), filled(value))
            })
            .collect();
        cases.push(Case { name: name.to_owned(), document: filled(document), right });
    }
    cases
}

fn joined(passages: &[Passage]) -> String {
    texts(passages).join(" | ")
}

fn front_value(side: Side, front: &Front, field: &str) -> String {
    match field {
        "title" => text(front.title.as_ref()).to_owned(),
        "subtitle" => text(front.subtitle.as_ref()).to_owned(),
        "authors" => joined(&front.authors),
        "affiliations" => joined(&front.affiliations),
        "abstract" => text(front.abstract_text.as_ref()).to_owned(),
        "keywords" => joined(&front.keywords),
        "sentences" => sentence_count(side, front).to_string(),
        "parts" => {
            front.abstract_parts.iter().map(|p| p.label.as_str()).collect::<Vec<_>>().join(" | ")
        }
        "flags" => {
            let name = |f: &FrontFlag| format!("{f:?}");
            front.flags.iter().map(name).collect::<Vec<_>>().join(" | ")
        }
        _ => panic!("no field {field}"),
    }
}

/// What was found for a field, where it is not what is right.
fn wrong(parsed: &Parsed, field: &str, right: &str) -> Option<String> {
    let (number, field) = match field.split_once('.') {
        Some((n, rest)) if n.parse::<usize>().is_ok() => (n.parse::<usize>().unwrap() - 1, rest),
        _ => (0, field),
    };
    if field == "articles" {
        let found = parsed.articles.len().to_string();
        return (found != right).then_some(found);
    }
    let Some(article): Option<&Article> = parsed.articles.get(number) else {
        return Some("no article".to_owned());
    };
    if let Some((side, field)) = field.split_once('.') {
        let (side, front) =
            if side == "zh" { (Side::Zh, &article.zh) } else { (Side::En, &article.en) };
        let found = front_value(side, front, field);
        return (found != right).then_some(found);
    }
    let parts = &article.parts;
    let all = |passages: &[Passage]| texts(passages).join("\n");
    let holds = |text: String, wanted: bool| (text.contains(right) != wanted).then_some(text);
    let is = |found: String| (found != right).then_some(found);
    match field {
        "clc" => is(parts.clc.clone().unwrap_or_default()),
        "doi" => is(parts.doi.clone().unwrap_or_default()),
        "code" => is(parts.document_code.clone().unwrap_or_default()),
        "number" => is(parts.article_number.clone().unwrap_or_default()),
        "editor" => is(text(parts.editor.as_ref()).to_owned()),
        "notes" => is(article.notes.len().to_string()),
        "note+" => holds(article.notes.iter().map(|n| n.text.as_str()).collect(), true),
        "body+" => holds(all(&article.body), true),
        "body-" => holds(all(&article.body), false),
        "foreign+" => {
            let foreign = parsed.articles.iter().flat_map(|a| &a.foreign);
            holds(foreign.map(|f| f.text.as_str()).collect::<Vec<_>>().join("\n"), true)
        }
        "headings" => is(article
            .sections
            .iter()
            .map(|s| format!("{} {} {}", s.level, s.marker, s.title.as_str()))
            .collect::<Vec<_>>()
            .join(" | ")),
        _ => panic!("no field {field}"),
    }
}

fn check(table: &str, at_least: usize) {
    let path = format!("{}/tests/suite/variants/{table}", env!("CARGO_MANIFEST_DIR"));
    let cases = cases(&std::fs::read_to_string(path).unwrap());
    assert!(cases.len() >= at_least, "{}", cases.len());
    let mut faults = Vec::new();
    for case in &cases {
        // Markdown parts paragraphs by an empty line.
        let markdown = case.document.lines().any(|l| l.starts_with("# "));
        let parsed = if markdown {
            parse(case.document.replace('\n', "\n\n").as_bytes(), "a.md")
        } else {
            parse(case.document.as_bytes(), "a.txt")
        };
        for (field, right) in &case.right {
            if let Some(found) = wrong(&parsed, field, right) {
                faults.push(format!("{}: {field}\n  right {right}\n  found {found}", case.name));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn fronts_in_many_shapes() {
    check("fronts.txt", 55);
}

#[test]
fn issues_notes_and_bodies_in_many_shapes() {
    check("bodies.txt", 20);
}

#[test]
fn sentences_of_many_kinds() {
    let path = format!("{}/tests/suite/variants/sentences.txt", env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    let mut cases = 0;
    for line in std::fs::read_to_string(path).unwrap().lines().filter(|l| !l.starts_with('#')) {
        let (side, marked) = line.split_once('\t').unwrap();
        let side = if side == "zh" { Side::Zh } else { Side::En };
        let input = marked.replace('‖', "");
        let spans = duizhao::segment::sentences(side, &input);
        let found: Vec<&str> = spans.iter().map(|s| s.of(&input)).collect();
        cases += 1;
        assert_eq!(found.concat(), input, "nothing is lost");
        if found.join("‖") != marked.trim_end_matches('‖') {
            faults.push(format!("right {marked}\nfound {}", found.join("‖")));
        }
    }
    assert!(cases >= 60, "{cases}");
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}
