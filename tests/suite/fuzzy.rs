//! The fuzzy search finds what an exhaustive search with `strsim` finds, in the same order.

use std::fs;

use duizhao::{
    domain::Side,
    store::fuzzy::{Index, Options, ScriptFolding, fold, simplified},
};
use proptest::prelude::*;

use crate::sandbox::Sandbox;

#[derive(Clone)]
struct Unit {
    number: i64,
    zh: String,
    en: String,
}

/// What an exhaustive search finds: number, distance, length of the longer text.
fn exhaustive(units: &[Unit], query: &str, options: &Options) -> Vec<(i64, usize, usize)> {
    let form = |text: &str| -> String {
        let folded = fold(text);
        match options.scripts {
            ScriptFolding::Apart => folded,
            ScriptFolding::Folded => folded.chars().map(simplified).collect(),
        }
    };
    let query = form(query);
    if query.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for unit in units {
        let text = form(match options.side {
            Side::Zh => &unit.zh,
            Side::En => &unit.en,
        });
        let longest = query.chars().count().max(text.chars().count());
        let score = strsim::normalized_levenshtein(&query, &text) * 100.0;
        if !text.is_empty() && score >= options.threshold - 1e-7 {
            found.push((unit.number, strsim::levenshtein(&query, &text), longest));
        }
    }
    found.sort_by(|a, b| (a.1 * b.2).cmp(&(b.1 * a.2)).then(a.0.cmp(&b.0)));
    found.truncate(options.limit);
    found
}

fn check(index: &Index, units: &[Unit], query: &str) {
    let mut searcher = index.searcher().unwrap();
    for side in [Side::Zh, Side::En] {
        for scripts in [ScriptFolding::Apart, ScriptFolding::Folded] {
            for (threshold, limit) in [(60.0, 1), (75.0, 3), (50.0, 20), (100.0, 2), (0.0, 7)] {
                let options = Options { side, threshold, limit, scripts };
                let hits: Vec<_> = searcher
                    .search(query, &options)
                    .unwrap()
                    .iter()
                    .map(|hit| (hit.unit, hit.distance as usize, hit.longest as usize))
                    .collect();
                assert_eq!(hits, exhaustive(units, query, &options), "{query:?} {options:?}");
            }
        }
    }
}

/// Takes out, then adds.
fn change(index: &mut Index, removed: &[i64], added: &[Unit], mark: &str) {
    let mut change = index.change();
    for number in removed {
        change.remove(*number);
    }
    for unit in added {
        change.add(unit.number, &unit.zh, &unit.en).unwrap();
    }
    change.commit(mark).unwrap();
}

fn units(pairs: &[(&str, &str)]) -> Vec<Unit> {
    (1..)
        .zip(pairs)
        .map(|(number, (zh, en))| Unit { number, zh: (*zh).to_owned(), en: (*en).to_owned() })
        .collect()
}

fn made(sandbox: &Sandbox, units: &[Unit]) -> Index {
    let mut index = Index::create(&sandbox.path("memory-index")).unwrap();
    change(&mut index, &[], units, "1");
    index
}

const PAIRS: &[(&str, &str)] = &[
    ("六国签署了海底电缆公约。", "Six countries signed the convention on submarine cables."),
    ("六國簽署了海底電纜公約。", "Six countries signed the convention on submarine cables!"),
    ("七国签署了海底电缆公约。", "Seven countries signed a convention on submarine cables."),
    (
        "六国没有签署海底电缆公约。",
        "Six countries did not sign the convention on submarine cables.",
    ),
    ("公约海底电缆签署了六国。", "submarine cables on convention the signed countries Six"),
    ("电缆", "cable"),
    ("。", "."),
    ("的的的的的的的的的的", "the the the the the"),
    ("", "only English"),
    ("只有中文", ""),
    ("𠮷野家在 2025 年开了 12 家店", "Yoshinoya opened 12 shops in 2025 — naïve façade"),
];

#[test]
fn texts_that_share_all_their_characters_are_told_apart() {
    let sandbox = Sandbox::new();
    let units = units(PAIRS);
    let index = made(&sandbox, &units);
    for (zh, en) in PAIRS {
        check(&index, &units, zh);
        check(&index, &units, en);
    }
    for query in [
        "六国签署海底电缆公约",
        "電纜",
        "signed on cables",
        "x",
        "的的的",
        " \u{200b}",
        "ＣＡＢＬＥ",
    ] {
        check(&index, &units, query);
    }
}

#[test]
fn long_texts_are_measured_as_right_as_short_ones() {
    let sandbox = Sandbox::new();
    let zh: Vec<char> = "在数据中心与出口管制之间寻找平衡的六个国家签署了公约".chars().collect();
    let en: Vec<&str> = "between data centres and export controls six states looked for a balance"
        .split(' ')
        .collect();
    let units: Vec<Unit> = (0..)
        .zip(0..60_usize)
        .map(|(number, n)| Unit {
            number,
            zh: (0..n * 9).map(|i| zh[(i * i + n) % zh.len()]).collect(),
            en: (0..n * 3).map(|i| en[(i * (n % 5 + 1)) % en.len()]).collect::<Vec<_>>().join(" "),
        })
        .collect();
    let index = made(&sandbox, &units);
    for n in [3, 20, 41, 59] {
        let mut zh: Vec<char> = units[n].zh.chars().collect();
        zh.rotate_left(4);
        zh.truncate(zh.len() * 9 / 10);
        check(&index, &units, &zh.iter().collect::<String>());
        check(&index, &units, &units[n].en.replace("export", "import"));
    }
}

#[test]
fn what_is_removed_is_not_found_and_what_is_added_is() {
    let sandbox = Sandbox::new();
    let mut units = units(PAIRS);
    let mut index = made(&sandbox, &units);
    // Many small additions, so that segments are merged; each takes a unit out and changes another.
    for n in 0..30_i64 {
        let number = 100 + n;
        let added = vec![
            Unit {
                number, zh: format!("第{n}条海底电缆"), en: format!("submarine cable no. {n}")
            },
            Unit { number: 3, zh: format!("七国签署了{n}"), en: format!("seven signed {n}") },
        ];
        let removed = [number - 2, 3];
        units.retain(|unit| !removed.contains(&unit.number));
        units.extend(added.clone());
        change(&mut index, &removed, &added, &n.to_string());
    }
    let files = fs::read_dir(sandbox.path("memory-index")).unwrap().count();
    assert!(files < 40, "{files} files");
    let index = Index::open(&sandbox.path("memory-index")).unwrap().unwrap();
    assert_eq!(index.mark(), "29");
    for query in ["第9条海底电缆", "七国签署了29", "submarine cable no. 9", "seven signed 29"]
    {
        check(&index, &units, query);
    }
}

#[test]
fn a_change_that_is_not_committed_is_none() {
    let sandbox = Sandbox::new();
    let units = units(PAIRS);
    let mut index = made(&sandbox, &units);
    let mut change = index.change();
    change.remove(1);
    change.add(99, PAIRS[0].0, PAIRS[0].1).unwrap();
    drop(change);
    // What a killed process leaves: a segment that nobody names, and a manifest half written.
    let folder = sandbox.path("memory-index");
    fs::write(folder.join("segment-000002"), "half").unwrap();
    fs::write(folder.join(".tmpAbCdEf"), "half").unwrap();
    let again = Index::open(&folder).unwrap().unwrap();
    for index in [&index, &again] {
        assert_eq!(index.mark(), "1");
        check(index, &units, PAIRS[0].0);
    }
}

#[test]
fn a_unit_with_two_forms_counts_once_with_the_better_one() {
    let sandbox = Sandbox::new();
    let mut index = Index::create(&sandbox.path("memory-index")).unwrap();
    let mut change = index.change();
    change.add(1, "六国签署了公约", "").unwrap();
    change.add(1, "六国签署了 海底电缆公约", "").unwrap();
    change.add(2, "六国签署公约", "").unwrap();
    change.commit("1").unwrap();
    let options =
        Options { side: Side::Zh, threshold: 50.0, limit: 5, scripts: ScriptFolding::Apart };
    let mut searcher = index.searcher().unwrap();
    for (query, right) in
        [("六国签署了公约", [(1, 0), (2, 1)]), ("六国签署了海底电缆公约", [(1, 0), (2, 5)])]
    {
        let hits = searcher.search(query, &options).unwrap();
        let hits: Vec<_> = hits.iter().map(|hit| (hit.unit, hit.distance)).collect();
        assert_eq!(hits, right, "{query}");
    }
    let mut change = index.change();
    change.remove(1);
    change.commit("2").unwrap();
    let hits = index.searcher().unwrap().search("六国签署了公约", &options).unwrap();
    assert_eq!(hits.iter().map(|hit| hit.unit).collect::<Vec<_>>(), [2]);
}

#[test]
fn no_damage_is_taken_for_an_index() {
    let sandbox = Sandbox::new();
    let units = units(PAIRS);
    let index = made(&sandbox, &units);
    let folder = sandbox.path("memory-index");
    let options = |side| Options { side, threshold: 50.0, limit: 5, scripts: ScriptFolding::Apart };
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let step = (bytes.len() / 97).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            fs::write(&file, &damaged).unwrap();
            let Some(opened) = Index::open(&folder).unwrap() else { continue };
            // Either the damage is noticed, or what is found is right (it was in a part not read).
            let Ok(mut searcher) = opened.searcher() else { continue };
            for (side, query) in [(Side::Zh, PAIRS[0].0), (Side::En, PAIRS[0].1)] {
                if let Ok(hits) = searcher.search(query, &options(side)) {
                    let hits: Vec<_> = hits.iter().map(|hit| hit.unit).collect();
                    let right = exhaustive(&units, query, &options(side));
                    let right: Vec<_> = right.iter().map(|hit| hit.0).collect();
                    assert_eq!(hits, right, "{} byte {at}", file.display());
                }
            }
        }
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            fs::write(&file, &bytes[..length]).unwrap();
            if let Some(opened) = Index::open(&folder).unwrap() {
                opened.searcher().err().expect("a file cut short is noticed");
            }
        }
        fs::remove_file(&file).unwrap();
        if let Some(opened) = Index::open(&folder).unwrap() {
            opened.searcher().err().expect("a missing file is noticed");
        }
        fs::write(&file, &bytes).unwrap();
    }
    check(&index, &units, PAIRS[0].0);
    let mut anew = Index::create(&folder).unwrap();
    change(&mut anew, &[], &units, "2");
    check(&anew, &units, PAIRS[0].0);
}

/// A text of few characters, so that many texts are alike; both scripts, Latin, blanks.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[一国國电電缆，。 ]{0,40}",
        "[ab ,é]{0,80}",
        "(the|cable|of|six|seven|no|not|é| |,){0,30}",
        "[一-十]{0,12}[0-9]{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_search_equals_the_exhaustive_one(
        texts_of_units in prop::collection::vec((texts(), texts()), 0..60),
        queries in prop::collection::vec(texts(), 1..4),
    ) {
        let sandbox = Sandbox::new();
        let units: Vec<Unit> = (-5..)
            .zip(texts_of_units)
            .map(|(number, (zh, en))| Unit { number, zh, en })
            .collect();
        let index = made(&sandbox, &units);
        for query in queries.iter().chain(units.first().map(|u| &u.zh)).chain(units.last().map(|u| &u.en)) {
            check(&index, &units, query);
        }
    }
}
