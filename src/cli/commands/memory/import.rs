//! `duizhao memory import`.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::File,
    io::{BufWriter, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{now, open, path, progress::Steps, units};
use crate::{
    cli::{
        COULD_NOT, DONE, DONE_WITH_FINDINGS, Outcome,
        diagnostic::{Messages, Problem},
    },
    domain::UnitStatus,
    exchange::{Columns, ExchangeError, Notice, NoticeKind},
    pipeline::memory::{ImportOptions, ImportProgress, ImportTally, import},
    store::Mode,
};

/// Notices of one rule that are said; the others are counted.
const SAID_OF_A_RULE: usize = 10;

/// `memory import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// TMX, XLIFF, CSV, TSV or XLSX files, packed with gzip or not, or `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Which columns of a table hold what, by header or number: zh=NAME,en=NAME [default: known headers]
    #[arg(long, value_name = "COLUMNS", value_parser = Columns::parse)]
    pub columns: Option<Columns>,
    /// Encoding of the files (`utf-8`, `gb18030`, `utf-16le`); told from their bytes if not given
    #[arg(long, value_name = "LABEL", value_parser = encoding)]
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Journal of the units, where the file does not say
    #[arg(long, value_name = "NAME")]
    pub journal: Option<String>,
    /// Status of the units, where the file does not say
    #[arg(long, value_name = "STATUS", value_enum, default_value_t = Status::Approved)]
    pub status: Status,
    /// Write every repair and refusal to this file, a JSON object a line
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// How far units can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Status {
    /// A machine made it, nobody has looked at it
    Draft,
    /// A person made or accepted it
    Approved,
    /// A person refused it
    Rejected,
}

impl From<Status> for UnitStatus {
    fn from(status: Status) -> Self {
        match status {
            Status::Draft => Self::Draft,
            Status::Approved => Self::Approved,
            Status::Rejected => Self::Rejected,
        }
    }
}

fn encoding(label: &str) -> Result<&'static encoding_rs::Encoding, String> {
    encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        "not the name of an encoding; try utf-8, gb18030, big5 or utf-16le".to_owned()
    })
}

/// Runs `memory import`: exit 1 where a unit or file was refused, 2 where nothing could be read.
///
/// # Errors
/// The memory cannot be written.
pub fn run(args: &ImportArgs, memory: Option<&Path>, messages: Messages) -> Outcome {
    let db = path(memory)?;
    let was_there = db.exists();
    let mut memory = open(Some(db), Mode::Create)?;
    let options = ImportOptions {
        columns: args.columns.clone().unwrap_or_default(),
        encoding: args.encoding,
        journal: args.journal.clone().unwrap_or_default(),
        status: args.status.into(),
    };
    let report = match &args.report {
        Some(path) => {
            let file = File::create(path).map_err(|error| Problem::io("write", path, &error))?;
            Some(BufWriter::new(file))
        }
        None => None,
    };
    let mut shown = Shown {
        messages,
        steps: Steps::new(messages, "bytes", 0),
        said: BTreeMap::new(),
        report,
        report_failed: None,
    };
    let imported = import(&mut memory, &args.files, &options, &now(), &mut shown);
    shown.steps.end();
    if let (Some(error), Some(path)) = (&shown.report_failed, &args.report) {
        return Err(Problem::io("write", path, error));
    }
    drop(memory);
    let (tallies, failed) = imported?;
    if tallies.is_empty() {
        // Nothing came in: no empty memory is left behind.
        if !was_there {
            let _ = std::fs::remove_file(db);
        }
        messages.line("nothing was imported");
        return Ok(COULD_NOT);
    }
    let total = tallies.iter().fold(ImportTally::default(), |sum, one| ImportTally {
        read: sum.read + one.read,
        added: sum.added + one.added,
        changed: sum.changed + one.changed,
        same: sum.same + one.same,
        repaired: sum.repaired + one.repaired,
        refused: sum.refused + one.refused,
    });
    if tallies.len() > 1 {
        messages.line(&format!("{} files: {}", tallies.len(), summary(&total)));
    }
    let in_it = total.added + total.changed + total.same;
    if in_it == 0 {
        messages.line("nothing was imported: no file has a Chinese–English unit that can be used");
        return Ok(if total.read == 0 { DONE } else { DONE_WITH_FINDINGS });
    }
    let clean = failed.is_empty() && total.refused == 0;
    Ok(if clean { DONE } else { DONE_WITH_FINDINGS })
}

fn summary(tally: &ImportTally) -> String {
    let mut text =
        format!("{} read: {} added, {} already there", units(tally.read), tally.added, tally.same);
    if tally.changed > 0 {
        let _ = write!(text, ", {} brought up to date", tally.changed);
    }
    let _ = write!(text, ", {} repaired, {} refused", tally.repaired, tally.refused);
    text
}

struct Shown {
    messages: Messages,
    steps: Steps,
    /// How often each rule was met in the file.
    said: BTreeMap<(NoticeKind, &'static str), usize>,
    report: Option<BufWriter<File>>,
    report_failed: Option<std::io::Error>,
}

impl ImportProgress for Shown {
    fn begin(&mut self, _: &str, bytes: u64) {
        self.said.clear();
        self.steps.end();
        self.steps = Steps::new(self.messages, "bytes", bytes);
    }

    fn bytes(&mut self, bytes: u64) {
        self.steps.at(bytes);
    }

    fn notice(&mut self, file: &str, notice: &Notice) {
        if let Some(report) = &mut self.report {
            let mut line = serde_json::json!({ "schema": 1, "file": file });
            if let (Some(line), Ok(serde_json::Value::Object(rest))) =
                (line.as_object_mut(), serde_json::to_value(notice))
            {
                line.extend(rest);
            }
            if let Err(error) = writeln!(report, "{line}") {
                self.report_failed.get_or_insert(error);
            }
        }
        let count = self.said.entry((notice.kind, notice.rule)).or_default();
        *count += 1;
        if *count <= SAID_OF_A_RULE {
            let text = notice_text(notice);
            let messages = self.messages;
            self.steps.above(|| messages.warning(file, notice.line, &text, None));
        }
    }

    fn done(&mut self, file: &str, outcome: Result<&ImportTally, &ExchangeError>) {
        self.steps.end();
        for ((kind, rule), count) in &self.said {
            if *count > SAID_OF_A_RULE {
                let more = count - SAID_OF_A_RULE;
                let report = if self.report.is_some() { "" } else { " (--report FILE lists all)" };
                self.messages.line(&format!("{} {rule}: {more} more{report}", kind.name()));
            }
        }
        match outcome {
            Ok(tally) => self.messages.line(&format!("{file}: {}", summary(tally))),
            Err(error) => {
                let hint = error.hint();
                let problem = Problem::new(
                    format!("{file}: {error}"),
                    Some(hint).filter(|hint| !hint.is_empty()),
                );
                self.messages.problem(&problem);
            }
        }
    }
}

/// A notice in a line: `repaired [language-tag] unit 3 (tuid a): …`.
pub(super) fn notice_text(notice: &Notice) -> String {
    let mut text = format!("{} [{}]", notice.kind.name(), notice.rule);
    if notice.unit > 0 {
        let _ = write!(text, " unit {}", notice.unit);
    }
    if !notice.tuid.is_empty() {
        let _ = write!(text, " (tuid {})", notice.tuid);
    }
    format!("{text}: {}", notice.message)
}
