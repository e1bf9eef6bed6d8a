//! One article end to end, and each stage alone, with throughput in characters; and start-up.
//! `cargo bench --bench stages`
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

use std::{path::Path, process::Command, sync::LazyLock};

use divan::{Bencher, counter::CharsCount};
use duizhao::{
    align::{Aligner, LexicalAligner},
    check, clean,
    domain::{Article, ArticleRecord, Cleaned, Document, Passage, Segment, Side},
    lexicon::Lexicon,
    pipeline::{Settings, process},
    read::{self, ReadOptions},
    segment, structure,
    terms::{self, TermInput, Termbase},
};

fn main() {
    divan::main();
}

/// The sample that all stages are timed on.
const SAMPLE: &str = "corpora/sample/submarine-cables.txt";

struct Sample {
    bytes: Vec<u8>,
    document: Document,
    cleaned: Cleaned,
    article: Article,
    record: ArticleRecord,
}

static SETTINGS: LazyLock<Settings<'static>> = LazyLock::new(|| {
    let mut settings = Settings::new(Lexicon::builtin());
    settings.termbases.push(Termbase::starter());
    settings
});

static READ: LazyLock<Sample> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SAMPLE);
    let bytes = std::fs::read(path).unwrap();
    let document = read::read(&bytes, SAMPLE, &ReadOptions::default()).unwrap();
    let cleaned = clean::clean(&document, SETTINGS.lexicon);
    let article = structure::articles(&document, &cleaned, SETTINGS.lexicon).remove(0);
    let record = process(SAMPLE, &bytes, &SETTINGS).unwrap().records.remove(0);
    assert!(record.units.len() > 5, "the sample must have something to do");
    Sample { bytes, document, cleaned, article, record }
});

fn characters() -> CharsCount {
    CharsCount::of_str(READ.document.text())
}

#[divan::bench]
fn whole_article(bencher: Bencher) {
    let count = characters();
    bencher.counter(count).bench(|| process(SAMPLE, &READ.bytes, &SETTINGS).unwrap());
}

#[divan::bench]
fn stage_1_read(bencher: Bencher) {
    let count = characters();
    bencher
        .counter(count)
        .bench(|| read::read(&READ.bytes, SAMPLE, &ReadOptions::default()).unwrap());
}

#[divan::bench]
fn stage_2_clean(bencher: Bencher) {
    let count = characters();
    bencher.counter(count).bench(|| clean::clean(&READ.document, SETTINGS.lexicon));
}

#[divan::bench]
fn stage_3_structure(bencher: Bencher) {
    let count = characters();
    bencher
        .counter(count)
        .bench(|| structure::articles(&READ.document, &READ.cleaned, SETTINGS.lexicon));
}

#[divan::bench]
fn stage_4_segment(bencher: Bencher) {
    let body: String = READ.article.body.iter().map(Passage::as_str).collect();
    bencher
        .counter(CharsCount::of_str(&body))
        .bench(|| segment::sentences(Side::Zh, divan::black_box(&body)));
}

#[divan::bench]
fn stage_5_align(bencher: Bencher) {
    let zh: Vec<&str> = READ.record.segments_zh.iter().map(Segment::as_str).collect();
    let en: Vec<&str> = READ.record.segments_en.iter().map(Segment::as_str).collect();
    let count: usize = zh.iter().chain(&en).map(|s| s.chars().count()).sum();
    let aligner = LexicalAligner::new(SETTINGS.lexicon);
    bencher.counter(CharsCount::new(count)).bench(|| aligner.align(&zh, &en).unwrap());
}

#[divan::bench]
fn stage_6_terms(bencher: Bencher) {
    let count = characters();
    bencher.counter(count).bench(|| {
        terms::mine(&TermInput {
            article: &READ.record.article,
            document: &READ.document,
            file: SAMPLE,
            id: "sample",
            zh: &READ.record.segments_zh,
            en: &READ.record.segments_en,
            beads: &READ.record.beads,
            lexicon: SETTINGS.lexicon,
            termbases: &SETTINGS.termbases,
            decisions: &SETTINGS.decisions.terms,
        })
    });
}

#[divan::bench]
fn stage_7_check(bencher: Bencher) {
    let count = characters();
    bencher.counter(count).bench(|| check::check(&READ.record, &READ.document, SETTINGS.lexicon));
}

/// A whole process on a one-sentence input: start-up, lexicon and all.
#[divan::bench]
fn start_up(bencher: Bencher) {
    let folder = std::env::temp_dir().join("duizhao-bench");
    std::fs::create_dir_all(&folder).unwrap();
    let (zh, en) = (folder.join("zh.txt"), folder.join("en.txt"));
    std::fs::write(&zh, "各国加强了海上安全合作。\n").unwrap();
    std::fs::write(&en, "States have strengthened cooperation on maritime security.\n").unwrap();
    bencher.bench(|| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_duizhao")).arg("align").args([&zh, &en]).output();
        let output = output.unwrap();
        assert!(output.status.success() && !output.stdout.is_empty());
    });
}
