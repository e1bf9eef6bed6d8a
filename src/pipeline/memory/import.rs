//! Files of other tools into a memory: all of them in one run.

use std::{
    fs::{self, File},
    io::{self, BufReader, Cursor, Read},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;

use crate::{
    domain::{TranslationUnit, UnitHistory, UnitStatus},
    exchange::{
        Columns, ExchangeError, FileFormat, FileInfo, Notice, NoticeKind, Pairing, Record, Sink,
        TableKind, pair, read_tmx, read_xliff, sniff,
        table::{read_delimited, read_sheet},
    },
    store::{Added, Memory, Run, RunKind, StoreError},
};

/// The largest spreadsheet that is read: it is unpacked in memory.
const MAX_SHEET_BYTES: u64 = 256 << 20;

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Which column holds what, in tables.
    pub columns: Columns,
    /// The encoding of all files; told from their bytes where it is not given.
    pub encoding: Option<&'static Encoding>,
    /// The journal that units belong to where the file does not say; may be empty.
    pub journal: String,
    /// How far units can be trusted where the file does not say.
    pub status: UnitStatus,
}

/// What became of the units of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportTally {
    /// Units in the file.
    pub read: u64,
    /// Units that are new in the memory.
    pub added: u64,
    /// Units that were there and were brought up to date.
    pub changed: u64,
    /// Units that were there, the same.
    pub same: u64,
    /// Units that were mended on the way in.
    pub repaired: u64,
    /// Units that were left out.
    pub refused: u64,
}

/// Why a file gave nothing.
#[derive(Debug)]
pub struct ImportFailure {
    /// The file, as given.
    pub file: String,
    /// Why.
    pub error: ExchangeError,
}

/// Told how an import goes.
pub trait ImportProgress {
    /// A file is begun; its size in bytes, 0 where that is not known.
    fn begin(&mut self, file: &str, bytes: u64);
    /// So many of its bytes are read.
    fn bytes(&mut self, bytes: u64);
    /// Something was mended, refused or is worth knowing.
    fn notice(&mut self, file: &str, notice: &Notice);
    /// A file is done.
    fn done(&mut self, file: &str, outcome: Result<&ImportTally, &ExchangeError>);
}

/// Imports `files` (`-` is standard input) in one run: all that can be read of them is kept, or
/// nothing where the process ends before. Gives what each file gave.
///
/// # Errors
/// The memory cannot be written.
pub fn import(
    memory: &mut Memory,
    files: &[PathBuf],
    options: &ImportOptions,
    started: &str,
    progress: &mut dyn ImportProgress,
) -> Result<(Vec<ImportTally>, Vec<ImportFailure>), StoreError> {
    let mut run = memory.begin(RunKind::Import, started)?;
    let mut tallies = Vec::new();
    let mut failed = Vec::new();
    for path in files {
        let file = path.display().to_string();
        let name =
            path.file_name().map_or_else(|| file.clone(), |n| n.to_string_lossy().into_owned());
        let mut intake = Intake {
            run: &mut run,
            pairing: Pairing {
                file: name,
                journal: options.journal.clone(),
                status: options.status,
            },
            file: &file,
            progress: &mut *progress,
            tally: ImportTally::default(),
            mended: 0,
            waiting: None,
            error: None,
        };
        let outcome = read_any(path, &options.columns, options.encoding, &mut intake);
        intake.put_waiting();
        if let Some(error) = intake.error {
            return Err(error);
        }
        let tally = intake.tally;
        progress.done(&file, outcome.as_ref().map(|_| &tally));
        match outcome {
            Ok(_) => tallies.push(tally),
            Err(error) => failed.push(ImportFailure { file, error }),
        }
    }
    run.commit()?;
    Ok((tallies, failed))
}

/// What is read first, to tell the kind of file.
const HEAD_BYTES: u64 = 64 * 1024;

/// A sink that is told how much there is to read.
pub(super) trait FileSink: Sink {
    fn begin(&mut self, bytes: u64);
}

impl FileSink for Intake<'_, '_> {
    fn begin(&mut self, bytes: u64) {
        self.progress.begin(self.file, bytes);
    }
}

/// Reads a file of any known kind, packed or not.
pub(super) fn read_any(
    path: &Path,
    columns: &Columns,
    encoding: Option<&'static Encoding>,
    sink: &mut dyn FileSink,
) -> Result<FileInfo, ExchangeError> {
    let standard = path == Path::new("-");
    let (source, size): (Box<dyn Read>, u64) = if standard {
        (Box::new(io::stdin().lock()), 0)
    } else {
        let meta = fs::metadata(path)?;
        if meta.is_dir() {
            return Err(io::Error::other("this is a folder; give the files in it").into());
        }
        (Box::new(File::open(path)?), meta.len())
    };
    sink.begin(size);
    let mut source = BufReader::with_capacity(128 * 1024, source);
    let mut magic = Vec::new();
    (&mut source).take(2).read_to_end(&mut magic)?;
    let packed = magic == [0x1f, 0x8b];
    let source = Cursor::new(magic).chain(source);
    let mut source: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(source)) } else { Box::new(source) };
    let mut head = Vec::new();
    if let Err(error) = (&mut source).take(HEAD_BYTES).read_to_end(&mut head) {
        // A packed file that breaks off: the reader tells it, behind what came before.
        if head.is_empty() {
            return Err(error.into());
        }
    }
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let format = sniff(&head, name)?;
    let mut source = Cursor::new(head).chain(source);
    match format {
        FileFormat::Tmx => read_tmx(source, encoding, sink),
        FileFormat::Xliff => read_xliff(source, encoding, sink),
        FileFormat::Table(TableKind::Xlsx) => {
            let mut bytes = Vec::new();
            (&mut source).take(MAX_SHEET_BYTES + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > MAX_SHEET_BYTES {
                let message = format!("the spreadsheet has more than {} MB", MAX_SHEET_BYTES >> 20);
                return Err(io::Error::other(message).into());
            }
            read_sheet(&bytes, columns, sink)
        }
        FileFormat::Table(kind) => read_delimited(source, encoding, kind, columns, sink),
    }
}

/// Takes records into a run.
struct Intake<'i, 'm> {
    run: &'i mut Run<'m>,
    pairing: Pairing,
    file: &'i str,
    progress: &'i mut dyn ImportProgress,
    tally: ImportTally,
    /// The last unit that was mended: a unit counts once however much was mended of it.
    mended: u64,
    /// The last unit: a printed form behind it belongs to it.
    waiting: Option<(TranslationUnit, UnitHistory)>,
    error: Option<StoreError>,
}

impl Intake<'_, '_> {
    fn put_waiting(&mut self) {
        if let Some((unit, history)) = self.waiting.take()
            && self.error.is_none()
        {
            match self.run.add(&unit, &history) {
                Ok(Added::New) => self.tally.added += 1,
                Ok(Added::Changed) => self.tally.changed += 1,
                Ok(Added::Same) => self.tally.same += 1,
                Err(error) => self.error = Some(error),
            }
        }
    }

    fn count(&mut self, notice: &Notice) {
        match notice.kind {
            NoticeKind::Repair if notice.unit > 0 && self.mended != notice.unit => {
                self.mended = notice.unit;
                self.tally.repaired += 1;
            }
            NoticeKind::Refusal if notice.unit > 0 => self.tally.refused += 1,
            _ => {}
        }
    }
}

impl Sink for Intake<'_, '_> {
    fn record(&mut self, record: Record, info: &FileInfo) -> ControlFlow<()> {
        self.tally.read += 1;
        let paired = pair(record, info, &self.pairing);
        for notice in &paired.notices {
            self.count(notice);
            self.progress.notice(self.file, notice);
        }
        for (unit, history) in paired.units {
            if paired.printed_form
                && let Some((last, _)) = &mut self.waiting
                && last.en == unit.en
                && last.place == unit.place
            {
                if last.zh_printed.is_none() {
                    last.zh_printed = Some(unit.zh);
                }
                self.tally.same += 1;
                continue;
            }
            self.put_waiting();
            self.waiting = Some((unit, history));
        }
        if self.error.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn bytes(&mut self, bytes: u64) {
        self.progress.bytes(bytes);
    }

    fn notice(&mut self, notice: Notice) {
        // A unit that could not be read is in no record.
        if notice.kind == NoticeKind::Refusal && notice.unit > 0 {
            self.tally.read += 1;
        }
        self.count(&notice);
        self.progress.notice(self.file, &notice);
    }
}
