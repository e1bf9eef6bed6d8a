//! Structure of the samples in `corpora/` against their gold: the floor is all of it.

use duizhao::eval::structure::{Gold, StructureScore};

use crate::{
    sandbox::{Sandbox, checkout, stderr, stdout},
    structure::parse_file,
};

#[test]
fn every_part_of_every_sample_is_found() {
    let mut score = StructureScore::default();
    let mut folders: Vec<_> =
        std::fs::read_dir(checkout("corpora/gold")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let mut count = 0;
    for folder in folders {
        let Ok(json) = std::fs::read_to_string(folder.join("structure.json")) else { continue };
        let gold = Gold::parse(&json).unwrap();
        let parsed = parse_file(&checkout("corpora").join(&gold.file));
        score.add(&gold, &parsed.articles).unwrap();
        count += 1;
    }
    assert!(count >= 8, "{count} gold files");
    assert!(score.differences.is_empty(), "\n{}", score.differences.join("\n"));
    for (field, counts) in &score.fields {
        assert_eq!((counts.right, counts.found), (counts.gold, counts.gold), "{field}");
    }
}

#[test]
fn an_english_part_of_another_issue_goes_to_no_article() {
    // The Chinese half of one sample with the English half of another.
    let chinese = std::fs::read_to_string(checkout("corpora/sample/submarine-cables.txt")).unwrap();
    let english = std::fs::read_to_string(checkout("corpora/sample/yunlu-academy.txt")).unwrap();
    let head: String = chinese.lines().take(30).collect::<Vec<_>>().join("\n");
    let part: String = english
        .lines()
        .filter(|l| l.is_ascii() && !l.trim().is_empty())
        .collect::<Vec<_>>()
        .join("\n\n");
    let mixed = format!("{head}\n\n{part}\n");
    let parsed = crate::structure::parse(mixed.as_bytes(), "mixed.txt");
    assert_eq!(parsed.articles.len(), 1);
    let article = &parsed.articles[0];
    assert!(article.en.abstract_text.is_none(), "{:?}", article.en.title);
    assert!(article.foreign.iter().any(|f| f.text.as_str().contains("Yunlu Academy")));
}

#[test]
fn eval_structure_scores_gold_files_and_folders() {
    let sandbox = Sandbox::new();
    let gold = checkout("corpora/gold");
    let gold = gold.to_str().unwrap();
    let table = sandbox.run(&["eval", "structure", gold]);
    assert!(table.status.success(), "{}", stderr(&table));
    let text = stdout(&table);
    assert!(text.starts_with("field\tgold\tfound\tright\tprecision\trecall\tf1\n"), "{text}");
    let all = text.lines().last().unwrap();
    assert!(all.starts_with("all\t") && all.ends_with("\t1.000\t1.000\t1.000"), "{all}");
    let json = sandbox.run(&["eval", "structure", gold, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(json["schema"], 1);
    assert!(json["articles"].as_u64().unwrap() >= 8);
    assert_eq!(json["fields"]["title-zh"]["f1"], 1.0);
}

#[test]
fn eval_structure_names_what_differs() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "a.txt",
        "环湾六国电缆治理\n林栖舟\n[摘要] 环湾六国推动电缆治理合作。\n[关键词] 海底电缆;区域治理\n一、引言\n环湾六国合作。\n",
    );
    sandbox.file(
        "gold/structure.json",
        r#"{"file": "a.txt", "article": 1, "title": {"zh": "环湾六国电缆治理"}, "authors": {"zh": ["林栖舟"]},
            "abstract": {"zh": "环湾六国推动电缆治理合作。"}, "keywords": {"zh": ["海底电缆", "数据安全"]}}"#,
    );
    let output = sandbox.run(&["eval", "structure", "gold/structure.json", "--differences"]);
    let text = stdout(&output);
    assert!(text.contains("\nkeywords-zh\t2\t2\t1\t0.500\t0.500\t0.500\n"), "{text}");
    assert!(text.contains("a.txt#1 keywords-zh - 数据安全\n"), "{text}");
    assert!(text.contains("a.txt#1 keywords-zh + 区域治理\n"), "{text}");
    let missing = sandbox.run(&["eval", "structure", "nowhere.json"]);
    assert_eq!(missing.status.code(), Some(2));
    sandbox.file("empty/structure.json", "{\"file\": \"b.txt\"}");
    let lost = sandbox.run(&["eval", "structure", "empty"]);
    assert_eq!(lost.status.code(), Some(2));
    assert!(stderr(&lost).contains("b.txt"), "{}", stderr(&lost));
}
