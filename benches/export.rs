//! Files of many units: bytes written a second. `cargo bench --bench export`
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

use std::{
    io::{self, Write},
    sync::LazyLock,
};

use divan::{Bencher, counter::BytesCount};
use duizhao::{
    domain::{LineRange, Part, Place, Relation, Script, TranslationUnit},
    export::{ExportError, MemoryCsv, MemoryOptions, MemoryXlsx, Tmx, UnitExporter, Xliff},
};

fn main() {
    divan::main();
}

const UNITS: usize = 20_000;

/// Units of the length of an abstract's sentences, all different.
static SAMPLE: LazyLock<Vec<TranslationUnit>> = LazyLock::new(|| {
    (0..UNITS)
        .map(|n| TranslationUnit {
            zh: format!("在双边层面，两国就第{n}项跨境数据流动议题达成谅解，并推动电子签名互认。"),
            en: format!(
                "Bilaterally, the two countries have reached an understanding on item {n} of \
                 cross-border data flows and promote mutual recognition of electronic signatures."
            ),
            zh_printed: None,
            part: Part::Abstract,
            relation: Relation::Parallel,
            shape: "1-1".to_owned(),
            score_nats: -0.5 - n as f64 * 1e-5,
            probability: 0.9,
            flags: Vec::new(),
            script: Script::Hans,
            place: Place {
                file: format!("2025/issue-{}.txt", n / 100),
                article: format!("issue-{}-{}", n / 100, n % 10),
                zh_lines: LineRange { first: 5, last: 5 },
                en_lines: LineRange { first: 240, last: 241 },
            },
        })
        .collect()
});

/// Counts bytes and drops them.
#[derive(Default)]
struct Sink(u64);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn written<E: UnitExporter>(file: Result<E, ExportError>) {
    let mut file = file.unwrap();
    for unit in SAMPLE.iter() {
        file.unit(unit).unwrap();
    }
    assert_eq!(Box::new(file).finish().unwrap().written, UNITS as u64);
}

fn bench(bencher: Bencher<'_, '_>, write: impl Fn(&mut Sink)) {
    let mut sink = Sink::default();
    write(&mut sink);
    bencher.counter(BytesCount::new(sink.0)).bench_local(|| write(&mut Sink::default()));
}

#[divan::bench(sample_count = 20)]
fn tmx(bencher: Bencher<'_, '_>) {
    bench(bencher, |sink| written(Tmx::new(sink, &MemoryOptions::default())));
}

#[divan::bench(sample_count = 20)]
fn csv(bencher: Bencher<'_, '_>) {
    bench(bencher, |sink| written(MemoryCsv::new(sink, &MemoryOptions::default())));
}

#[divan::bench(sample_count = 20)]
fn xliff(bencher: Bencher<'_, '_>) {
    bench(bencher, |sink| written(Xliff::new(sink, &MemoryOptions::default())));
}

/// Bytes here are those of the compressed file.
#[divan::bench(sample_count = 5)]
fn xlsx(bencher: Bencher<'_, '_>) {
    bench(bencher, |sink| written(MemoryXlsx::new(sink, &MemoryOptions::default())));
}
