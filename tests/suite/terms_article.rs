//! Terms of the real article, through the whole pipeline.

use std::collections::BTreeMap;

use duizhao::{
    domain::{EvidenceKind, Grade, TermEntry},
    lexicon::Lexicon,
    pipeline::{Settings, process},
    terms::{self, Termbase},
};

use crate::sandbox::shared;

fn article_terms() -> Option<Vec<TermEntry>> {
    let path = shared("article/xdgjgx-2025-10-zhao.txt")?;
    let bytes = std::fs::read(path).unwrap();
    let mut settings = Settings::new(Lexicon::builtin());
    settings.termbases.push(Termbase::starter());
    let outcome = process("xdgjgx-2025-10-zhao.txt", &bytes, &settings).unwrap();
    Some(terms::merge(outcome.records.into_iter().flat_map(|r| r.terms).collect()))
}

/// Gold rows: Chinese forms, English forms, evidence.
fn gold() -> Vec<(Vec<String>, Vec<String>, String)> {
    let path = shared("gold/gold_glossary.csv").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let forms = |first: &str, also: &str| -> Vec<String> {
        std::iter::once(first)
            .chain(also.split('|'))
            .filter(|f| !f.is_empty())
            .map(str::to_owned)
            .collect()
    };
    reader
        .records()
        .map(|r| {
            let r = r.unwrap();
            (forms(&r[0], &r[2]), forms(&r[1], &r[3]), r[4].to_owned())
        })
        .collect()
}

fn has(entries: &[TermEntry], zh: &[String], en: &[String]) -> bool {
    let fold = |text: &str| terms::fold::fold_en(text);
    entries.iter().any(|entry| {
        let english = std::iter::once(&entry.en).chain(&entry.en_also).chain(&entry.acronym);
        zh.contains(&entry.zh)
            && english.into_iter().any(|e| en.iter().any(|gold| fold(gold) == fold(e)))
    })
}

fn missing(entries: &[TermEntry], kinds: &[&str]) -> Vec<String> {
    gold()
        .into_iter()
        .filter(|(_, _, kind)| kinds.contains(&kind.as_str()))
        .filter(|(zh, en, _)| !has(entries, zh, en))
        .map(|(zh, en, _)| format!("{} {}", zh.join("|"), en.join("|")))
        .collect()
}

#[test]
fn stated_pairs_of_the_real_article_are_found() {
    let Some(entries) = article_terms() else { return };
    assert_eq!(missing(&entries, &["keyword", "author"]), Vec::<String>::new());
    let glosses = missing(&entries, &["gloss", "acronym"]);
    assert!(glosses.len() <= 3, "{glosses:#?}");
}

#[test]
fn names_without_english_are_looked_up() {
    let Some(entries) = article_terms() else { return };
    for (zh, en, line) in [
        ("颠覆性技术保护网络", "Disruptive Technology Protection Network", 27),
        ("颠覆性技术打击部队", "Disruptive Technology Strike Force", 27),
    ] {
        let entry = entries.iter().find(|e| e.zh == zh).unwrap();
        assert_eq!(entry.en, en);
        assert!(entry.evidence.iter().any(|e| e.kind == EvidenceKind::Termbase));
        let place = &entry.evidence[0].place;
        assert!((line..=line + 1).contains(&place.zh_lines.first), "{place:?}");
    }
}

#[test]
fn aligned_terms_are_found_and_few_are_wrong() {
    let Some(entries) = article_terms() else { return };
    let found: Vec<&TermEntry> = entries.iter().filter(|e| e.grade == Grade::C).collect();
    let gold = gold();
    let right = found
        .iter()
        .filter(|e| gold.iter().any(|(zh, en, _)| has(std::slice::from_ref(**e), zh, en)))
        .count();
    let precision = right as f64 / found.len() as f64;
    assert!(precision >= 0.75, "{right} of {}", found.len());
    // Noun phrases of the abstract that no longer one holds.
    let wanted = [
        "中美科技竞争",
        "核心战略支柱",
        "政策协调",
        "产业联动",
        "防务协同",
        "三位一体架构",
        "政府层面",
        "联合研发",
        "技术保护协作",
        "产业链布局重构",
        "标准对接",
        "政策协同",
        "产业层面",
        "基础设施",
        "核心技术",
        "产品应用",
        "技术协作网络",
        "防务层面",
        "制度化机制构建",
        "人工智能军事技术联合研发",
        "实战化验证",
        "智能化联合作战体系",
        "人工智能合作",
        "中国技术崛起",
        "战略焦虑",
        "产业结构",
        "互补性",
        "军事认知",
        "战略优先级",
        "产业利益",
        "内生性制约",
        "合作深化",
    ];
    let lost: Vec<&str> =
        wanted.into_iter().filter(|zh| !found.iter().any(|e| e.zh == *zh)).collect();
    let recall = 1.0 - lost.len() as f64 / wanted.len() as f64;
    assert!(recall >= 0.7, "{lost:?}");
}

#[test]
fn nothing_comes_from_another_article_and_conflicts_are_true() {
    let Some(entries) = article_terms() else { return };
    for entry in &entries {
        assert!(!entry.en.contains("UK") && !entry.en.contains("Europe"), "{entry:?}");
    }
    let conflicts: Vec<&str> =
        entries.iter().filter(|e| e.grade == Grade::Conflict).map(|e| e.zh.as_str()).collect();
    assert_eq!(conflicts, Vec::<&str>::new());
}

#[test]
fn grades_have_the_evidence_they_claim() {
    let Some(entries) = article_terms() else { return };
    let mut by_grade: BTreeMap<Grade, usize> = BTreeMap::new();
    for entry in &entries {
        *by_grade.entry(entry.grade).or_default() += 1;
        assert!(!entry.evidence.is_empty(), "{entry:?}");
        assert!(entry.evidence.iter().all(|e| e.place.zh_lines.first > 0), "{entry:?}");
        let mut kinds: Vec<EvidenceKind> = entry.evidence.iter().map(|e| e.kind).collect();
        kinds.dedup();
        assert!(entry.grade != Grade::A || kinds.len() >= 2, "{entry:?}");
    }
    assert!(by_grade[&Grade::B] >= 40, "{by_grade:?}");
}
