//! The translation memory: import, parsing alone, export. `cargo bench --bench memory`
//!
//! The sample is 20,000 units of 360 bytes. Peak memory is taken of the real program, since a bench
//! holds its sample: see docs/PERFORMANCE.md.
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails by panicking")]

use std::{
    fmt::Write as _,
    io::{self, Write},
    ops::ControlFlow,
    sync::LazyLock,
};

use divan::{Bencher, counter::BytesCount};
use duizhao::{
    exchange::{ExchangeError, FileInfo, Notice, Record, Sink, read_tmx},
    pipeline::memory::{
        DuplicatePolicy, ExportFormat, ExportOptions, ImportOptions, ImportProgress, ImportTally,
        export, import,
    },
    store::{Filter, Memory, Mode},
};

fn main() {
    divan::main();
}

const UNITS: u64 = 20_000;
const NOW: &str = "2025-03-01T12:00:00Z";

static TMX: LazyLock<String> = LazyLock::new(|| {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header creationtool=\"T\" \
         creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"T\" adminlang=\"en\" \
         srclang=\"zh-CN\" datatype=\"plaintext\"/><body>\n",
    );
    for n in 0..UNITS {
        let _ = writeln!(
            out,
            "<tu creationdate=\"20240102T030405Z\">\n<tuv xml:lang=\"zh-CN\"><seg>在双边层面，两国就第{n}\
             项跨境数据流动议题达成谅解，并推动电子签名互认。</seg></tuv>\n<tuv xml:lang=\"en-US\"><seg>\
             Bilaterally, the two countries reached an understanding on item {n} of cross-border \
             data flows &amp; promote e-signatures.</seg></tuv>\n</tu>"
        );
    }
    out.push_str("</body></tmx>\n");
    out
});

#[derive(Default)]
struct Count(u64);

impl Sink for Count {
    fn record(&mut self, record: Record, _: &FileInfo) -> ControlFlow<()> {
        self.0 += u64::from(record.variants.len() == 2);
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        assert!(notice.unit > u64::MAX - 1, "{notice:?}");
    }
}

/// A bare pass over the events: what any XML reader of this file has to do.
#[divan::bench(sample_count = 20)]
fn quick_xml_alone(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(TMX.len())).bench(|| {
        let mut reader = quick_xml::Reader::from_str(&TMX);
        let mut events = 0_u64;
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {
            events += 1;
        }
        assert!(events > UNITS * 10);
        events
    });
}

/// The same pass over the events of a stream, whose text is copied as ours is.
#[divan::bench(sample_count = 20)]
fn quick_xml_alone_streamed(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(TMX.len())).bench(|| {
        let mut reader = quick_xml::Reader::from_reader(TMX.as_bytes());
        let (mut events, mut buffer) = (0_u64, Vec::new());
        while !matches!(reader.read_event_into(&mut buffer).unwrap(), quick_xml::events::Event::Eof)
        {
            buffer.clear();
            events += 1;
        }
        assert!(events > UNITS * 10);
        events
    });
}

#[divan::bench(sample_count = 20)]
fn parse(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::new(TMX.len())).bench(|| {
        let mut count = Count::default();
        read_tmx(TMX.as_bytes(), None, &mut count).unwrap();
        assert_eq!(count.0, UNITS);
    });
}

struct Quiet;

impl ImportProgress for Quiet {
    fn begin(&mut self, _: &str, _: u64) {}
    fn bytes(&mut self, _: u64) {}
    fn notice(&mut self, _: &str, _: &Notice) {}
    fn done(&mut self, _: &str, outcome: Result<&ImportTally, &ExchangeError>) {
        assert_eq!(outcome.unwrap().added, UNITS);
    }
}

fn imported(folder: &std::path::Path) -> Memory {
    let file = folder.join("a.tmx");
    std::fs::write(&file, TMX.as_bytes()).unwrap();
    let mut memory = Memory::open(&folder.join("m.db"), Mode::Create).unwrap();
    import(&mut memory, &[file], &ImportOptions::default(), NOW, &mut Quiet).unwrap();
    memory
}

#[divan::bench(sample_count = 5)]
fn import_tmx(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::new(TMX.len()))
        .with_inputs(|| tempfile::tempdir().unwrap())
        .bench_refs(|folder| imported(folder.path()));
}

/// Counts bytes and drops them.
#[derive(Default)]
struct Dropped(u64);

impl Write for Dropped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn exported(memory: &Memory, format: ExportFormat, duplicates: DuplicatePolicy) -> u64 {
    let options =
        ExportOptions { format, duplicates, filter: Filter::default(), ..ExportOptions::default() };
    let mut sink = Dropped::default();
    let tally = export(memory, &mut sink, &options, &mut || {}).unwrap();
    assert_eq!(tally.written, UNITS);
    sink.0
}

#[divan::bench(
    sample_count = 5,
    args = [
        (ExportFormat::Tmx, DuplicatePolicy::Keep),
        (ExportFormat::Tmx, DuplicatePolicy::Best),
        (ExportFormat::Xliff, DuplicatePolicy::Keep),
        (ExportFormat::Csv, DuplicatePolicy::Keep),
        (ExportFormat::Jsonl, DuplicatePolicy::Keep),
    ]
)]
fn export_memory(bencher: Bencher<'_, '_>, (format, policy): (ExportFormat, DuplicatePolicy)) {
    let folder = tempfile::tempdir().unwrap();
    let memory = imported(folder.path());
    let bytes = exported(&memory, format, policy);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| exported(&memory, format, policy));
}
