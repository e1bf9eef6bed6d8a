//! The samples come out as their gold says. The floors are near what was reached when they were last raised;
//! a test prints each difference.

use std::{collections::BTreeSet, fs};

use duizhao::{
    domain::{ArticleRecord, Front, Grade, Part, Passage},
    lexicon::Lexicon,
    pipeline::{Settings, process},
    terms::Termbase,
};
use serde_json::Value;

use crate::corpora::{Gold, bead, table, unwrapped, without_blanks};

/// The record of the article that a gold folder is about.
fn record(gold: &Gold) -> ArticleRecord {
    let structure = gold.structure();
    let file = structure["file"].as_str().unwrap();
    let ordinal = structure["article"].as_u64().unwrap() as usize - 1;
    let bytes = fs::read(crate::corpora::corpora().join(file)).unwrap();
    let mut settings = Settings::new(Lexicon::builtin());
    settings.termbases.push(Termbase::starter());
    let outcome = process(file, &bytes, &settings).unwrap_or_else(|e| panic!("{file}: {e:?}"));
    outcome
        .records
        .into_iter()
        .nth(ordinal)
        .unwrap_or_else(|| panic!("{file}: no article {}", ordinal + 1))
}

fn text(passage: Option<&Passage>) -> String {
    passage.map_or(String::new(), |p| p.as_str().trim_start_matches(['—', '-', ' ']).to_owned())
}

fn texts(passages: &[Passage]) -> Vec<String> {
    passages.iter().map(|p| p.as_str().to_owned()).collect()
}

/// What was asked, and what came out wrong.
#[derive(Default)]
struct Tally {
    asked: usize,
    wrong: Vec<String>,
}

/// Differences between a gold value and a found one, blanks inside Chinese aside.
fn differ(what: &str, gold: &Value, found: &[String], into: &mut Tally) {
    let gold: Vec<String> = match gold {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().map(|v| v.as_str().unwrap().to_owned()).collect(),
        _ => Vec::new(),
    };
    into.asked += 1;
    let plain = |all: &[String]| {
        let texts: Vec<String> = all
            .iter()
            .map(|t| if t.is_ascii() { unwrapped(t) } else { without_blanks(t) })
            .filter(|t| !t.is_empty())
            .collect();
        texts
    };
    if plain(&gold) != plain(found) {
        into.wrong.push(format!("{what}\n    gold  {gold:?}\n    found {found:?}"));
    }
}

#[test]
fn parts_are_found() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for gold in Gold::all() {
        let (structure, record) = (gold.structure(), record(&gold));
        let article = &record.article;
        let mut bad = Tally::default();
        let sides: [(&str, &Front); 2] = [("zh", &article.zh), ("en", &article.en)];
        for (side, front) in sides {
            let title = match (side, structure["subtitle"]["zh"].as_str()) {
                // An English title holds its subtitle after a colon.
                ("en", Some(_)) => {
                    let parts = [text(front.title.as_ref()), text(front.subtitle.as_ref())];
                    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(": ")
                }
                _ => text(front.title.as_ref()),
            };
            let title = title.replace(":: ", ": ");
            differ(&format!("title {side}"), &structure["title"][side], &[title], &mut bad);
            differ(
                &format!("authors {side}"),
                &structure["authors"][side],
                &texts(&front.authors),
                &mut bad,
            );
            differ(
                &format!("keywords {side}"),
                &structure["keywords"][side],
                &texts(&front.keywords),
                &mut bad,
            );
            differ(
                &format!("abstract {side}"),
                &structure["abstract"][side],
                &[text(front.abstract_text.as_ref())],
                &mut bad,
            );
        }
        differ(
            "subtitle",
            &structure["subtitle"]["zh"],
            &[text(article.zh.subtitle.as_ref())],
            &mut bad,
        );
        let headings: Vec<String> =
            article.sections.iter().map(|s| format!("{}{}", s.marker, s.title.as_str())).collect();
        let gold_headings: Vec<Value> = structure["sections"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| {
                format!("{}{}", s["marker"].as_str().unwrap(), s["title"].as_str().unwrap()).into()
            })
            .collect();
        differ("sections", &Value::Array(gold_headings), &headings, &mut bad);
        for (what, found) in
            [("notes", article.notes.len()), ("references", article.references.len())]
        {
            bad.asked += 1;
            if structure[what].as_u64() != Some(found as u64) {
                bad.wrong.push(format!("{what}: gold {}, found {found}", structure[what]));
            }
        }
        let parts = &article.parts;
        for (what, found) in [
            ("clc", parts.clc.clone()),
            ("document_code", parts.document_code.clone()),
            ("article_number", parts.article_number.clone()),
            ("doi", parts.doi.clone()),
            ("editor", parts.editor.as_ref().map(|p| p.as_str().to_owned())),
        ] {
            bad.asked += usize::from(structure["fields"][what].is_string());
            if let Some(value) = structure["fields"][what].as_str()
                && !found.as_deref().is_some_and(|f| f.contains(value))
            {
                bad.wrong.push(format!("{what}: gold {value}, found {found:?}"));
            }
        }
        for value in structure["foreign"].as_array().unwrap() {
            let value = value.as_str().unwrap();
            bad.asked += 1;
            if !article.foreign.iter().any(|f| f.text.as_str().contains(value)) {
                bad.wrong.push(format!("foreign material is not told: {value}"));
            }
        }
        asked += bad.asked;
        wrong.extend(bad.wrong.into_iter().map(|b| format!("{}: {b}", gold.name)));
    }
    let right = asked - wrong.len();
    eprintln!("sample parts: {right} of {asked}\n{}", wrong.join("\n"));
    assert!(right * 100 >= asked * 93, "{right} of {asked}\n{}", wrong.join("\n"));
}

#[test]
fn beads_are_found() {
    let mut wrong = Vec::new();
    let (mut right, mut gold_count, mut found_count) = (0, 0, 0);
    for gold in Gold::all() {
        let record = record(&gold);
        for (side, segments) in [("zh", &record.segments_zh), ("en", &record.segments_en)] {
            let found: Vec<String> = segments
                .iter()
                .filter(|s| s.part == Part::Abstract)
                .map(|s| s.as_str().trim().to_owned())
                .collect();
            let sentences = gold.sentences(side);
            if sentences
                .iter()
                .map(|s| without_blanks(s))
                .ne(found.iter().map(|s| without_blanks(s)))
            {
                wrong
                    .push(format!("{}: sentences {side}\n {sentences:#?}\n {found:#?}", gold.name));
            }
        }
        let first = |segments: &[duizhao::domain::Segment]| {
            segments.iter().position(|s| s.part == Part::Abstract).unwrap_or(0)
        };
        let (zh, en) = (first(&record.segments_zh), first(&record.segments_en));
        let found: BTreeSet<(Vec<usize>, Vec<usize>)> = record
            .beads
            .iter()
            .filter(|b| b.part == Part::Abstract)
            .map(|b| {
                let place = |ids: &[duizhao::domain::SegmentId],
                             segments: &[duizhao::domain::Segment],
                             from| {
                    let index = |id| segments.iter().position(|s| s.id == id).unwrap();
                    ids.iter().map(|id| index(*id) - from).collect::<Vec<usize>>()
                };
                (place(&b.zh, &record.segments_zh, zh), place(&b.en, &record.segments_en, en))
            })
            .collect();
        let beads: BTreeSet<(Vec<usize>, Vec<usize>)> =
            gold.text("gold.beads").lines().map(bead).collect();
        right += beads.intersection(&found).count();
        gold_count += beads.len();
        found_count += found.len();
        if beads != found {
            eprintln!("{}: gold {beads:?}\n found {found:?}", gold.name);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    let f1 = 2.0 * right as f64 / (gold_count + found_count) as f64;
    eprintln!("sample beads: strict F1 {f1:.3} ({right} of {gold_count})");
    // One Chinese sentence without English still joins a neighbour.
    assert!(f1 >= 0.95, "strict F1 {f1:.3} ({right} of {gold_count})");
}

#[test]
fn stated_terms_are_found() {
    let columns = ["zh", "en", "zh_also", "en_also", "evidence"];
    let (mut found, mut all) = (0, 0);
    let mut missing = Vec::new();
    for gold in Gold::all() {
        let record = record(&gold);
        for row in table(&gold.folder.join("glossary.csv"), &columns) {
            if row["evidence"] == "aligned" {
                continue;
            }
            let forms = |main: &str, also: &str| -> Vec<String> {
                row[also].split('|').chain([row[main].as_str()]).map(str::to_lowercase).collect()
            };
            let (zh, en) = (forms("zh", "zh_also"), forms("en", "en_also"));
            let hit = record.terms.iter().find(|t| {
                let english = [&t.en].into_iter().chain(&t.en_also).chain(&t.acronym);
                zh.contains(&t.zh.to_lowercase())
                    && english.map(|e| e.to_lowercase()).any(|e| en.contains(&e))
            });
            all += 1;
            match hit {
                Some(term) => {
                    found += 1;
                    assert!(
                        row["evidence"] != "termbase" || term.grade > Grade::S,
                        "{}: the starter termbase is no editor's decision",
                        row["zh"]
                    );
                }
                None => missing.push(format!(
                    "{}: {} = {} ({})",
                    gold.name, row["zh"], row["en"], row["evidence"]
                )),
            }
        }
    }
    eprintln!("stated terms: {found} of {all}\n{}", missing.join("\n"));
    assert!(found * 100 >= all * 80, "{found} of {all}\n{}", missing.join("\n"));
}
