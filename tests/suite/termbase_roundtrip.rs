//! What is written as a glossary is read back as a termbase, in every format.

use std::collections::BTreeSet;

use duizhao::{
    domain::{Evidence, EvidenceKind, Grade, Place, TermEntry, TermStatus},
    export::{
        GlossaryOptions, glossary_csv, glossary_tbx, glossary_tbx_v2, glossary_termlist,
        glossary_txt, glossary_utx, glossary_xlsx,
    },
    terms::Termbase,
};
use proptest::prelude::*;

type Pairs = BTreeSet<(String, String)>;
/// Writes a glossary in one format.
type Write<'w> = Box<dyn Fn(&mut Vec<u8>) + 'w>;

/// A term of Chinese characters, with now and then a sign that formats use for themselves.
fn chinese() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select("盐沼潮汐观测联盟网络保护战略治理".chars().collect::<Vec<_>>()),
        2..8,
    )
    .prop_flat_map(|chars| {
        let word: String = chars.into_iter().collect();
        prop::sample::select(vec![word.clone(), format!("《{word}》"), format!("{word}&{word}")])
    })
}

fn english() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "tide",
        "Salt",
        "marsh",
        "R&D",
        "\"quoted\"",
        "state's",
        "<b>",
        "A;B",
        "semi-arid",
        "co,op",
    ]);
    prop::collection::vec(word, 1..5).prop_map(|words| format!("x {}", words.join(" ")))
}

fn entry() -> impl Strategy<Value = TermEntry> {
    let grade = prop::sample::select(vec![Grade::S, Grade::A, Grade::B, Grade::C]);
    (chinese(), english(), prop::collection::vec(english(), 0..3), grade).prop_map(
        |(zh, en, mut en_also, grade)| {
            let evidence = Evidence {
                kind: EvidenceKind::Keyword,
                zh_quote: zh.clone(),
                en_quote: en.clone(),
                place: Place::default(),
            };
            en_also.sort();
            en_also.dedup();
            en_also.retain(|also| *also != en);
            TermEntry { en_also, ..TermEntry::new(&zh, &en, grade, evidence) }
        },
    )
}

/// Pairs as a termbase takes them: those that fold alike are one.
fn folded(pairs: impl Iterator<Item = (String, String)>) -> Pairs {
    use duizhao::terms::fold::{fold_en, fold_zh};
    pairs.map(|(zh, en)| (fold_zh(&zh), fold_en(&en))).collect()
}

proptest! {
    #[test]
    fn no_pair_is_lost_on_the_way(entries in prop::collection::vec(entry(), 1..6)) {
        let expected = folded(entries.iter().flat_map(|e| {
            std::iter::once(&e.en).chain(&e.en_also).map(|en| (e.zh.clone(), en.clone()))
        }));
        let options = GlossaryOptions::default();
        let formats: Vec<(&str, Write<'_>)> = vec![
            ("csv", Box::new(|w| glossary_csv(w, &entries).unwrap())),
            ("xlsx", Box::new(|w| glossary_xlsx(w, &entries).unwrap())),
            ("tbx", Box::new(|w| glossary_tbx(w, &entries, &options).unwrap())),
            ("tbx-v2", Box::new(|w| glossary_tbx_v2(w, &entries, &options).unwrap())),
            ("omegat", Box::new(|w| glossary_txt(w, &entries, &options).unwrap())),
            ("utx", Box::new(|w| glossary_utx(w, &entries, &options).unwrap())),
            ("termlist", Box::new(|w| glossary_termlist(w, &entries, &options).unwrap())),
        ];
        for (name, write) in formats {
            let mut bytes = Vec::new();
            write(&mut bytes);
            let reading = Termbase::parse(name, &bytes);
            let found = folded(reading.termbase.rows().map(|r| (r.zh.clone(), r.en.clone())));
            prop_assert_eq!(&found, &expected, "{}: {:?}", name, reading.problems);
        }
    }
}

#[test]
fn a_rejected_entry_comes_back_as_forbidden_in_the_tables() {
    let evidence = Evidence {
        kind: EvidenceKind::Keyword,
        zh_quote: String::new(),
        en_quote: String::new(),
        place: Place::default(),
    };
    let mut entry = TermEntry::new("盐沼", "salt swamp", Grade::B, evidence);
    entry.status = TermStatus::Rejected;
    let mut bytes = Vec::new();
    glossary_csv(&mut bytes, &[entry]).unwrap();
    let reading = Termbase::parse("t", &bytes);
    assert!(reading.termbase.rows().all(|r| !r.usage.is_usable()), "{reading:?}");
}
