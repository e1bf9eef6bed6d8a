//! Tables of pairs: CSV, TSV, XLSX, with a header that says which column is which.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use encoding_rs::Encoding;

use super::{
    ExchangeError, FileInfo, Record, Sink, Variant,
    decode::Decoded,
    languages,
    notice::{Notice, NoticeKind},
    pieces::MAX_RECORD_BYTES,
    walk::unreadable,
};
use crate::{
    domain::{Remark, Side},
    format::{csv::unguarded, sheet, xml::xml_chars},
};

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Comma-separated; semicolons are told from the header.
    Csv,
    /// Tab-separated.
    Tsv,
    /// A spreadsheet.
    Xlsx,
}

/// Which column holds what, by its header or its 1-based number; `None` is found by known headers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    /// The Chinese.
    pub zh: Option<String>,
    /// The English.
    pub en: Option<String>,
}

impl Columns {
    /// Reads `zh=NAME,en=NAME`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut columns = Self::default();
        for part in text.split(',') {
            match part.split_once('=') {
                Some(("zh", name)) => columns.zh = Some(name.to_owned()),
                Some(("en", name)) => columns.en = Some(name.to_owned()),
                _ => return Err(format!("`{part}` is neither zh=NAME nor en=NAME")),
            }
        }
        Ok(columns)
    }
}

/// Headers of columns, lower-case, by what they hold.
const ZH: &[&str] = &[
    "zh", "zh-cn", "zh_cn", "zh-hans", "zh-tw", "zh-hant", "chinese", "中文", "汉语", "chi", "zho",
    "source", "原文",
];
const EN: &[&str] =
    &["en", "en-us", "en_us", "en-gb", "english", "英文", "英语", "eng", "target", "译文"];

/// Reads a table of text.
///
/// # Errors
/// It is empty, or its header names no column for a language.
pub fn read_delimited(
    source: impl Read,
    encoding: Option<&'static Encoding>,
    kind: TableKind,
    columns: &Columns,
    sink: &mut dyn Sink,
) -> Result<FileInfo, ExchangeError> {
    let decoded = Decoded::new(source, encoding)?;
    if let Some(label) = &decoded.misdeclared {
        let message = format!("the file was taken for {label}; its bytes are {}", decoded.encoding);
        sink.notice(file_notice(NoticeKind::Repair, "wrong-encoding", 1, message));
    }
    let mut text = Utf8Reader { decoded, buffer: String::new(), at: 0, row_bytes: 0 };
    text.more()?;
    let head = text.buffer.lines().next().unwrap_or_default();
    let delimiter = match kind {
        TableKind::Tsv => b'\t',
        _ if head.contains('\t') && !head.contains(',') => b'\t',
        _ if head.contains(';') && !head.contains(',') => b';',
        _ => b',',
    };
    // The CSV reader ends a row at CR, and takes the LF behind it for the first of the next row.
    let behind = u32::from(
        text.buffer
            .find('\n')
            .is_some_and(|at| text.buffer.get(..at).is_some_and(|row| row.ends_with('\r'))),
    );
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .quoting(kind != TableKind::Tsv || head.contains('"'))
        .from_reader(text);
    let mut row = csv::StringRecord::new();
    let mut rows: Option<Rows> = None;
    loop {
        let line = reader.position().line() as u32;
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                if let csv::ErrorKind::Io(_) = error.kind() {
                    let error = io::Error::other(error);
                    let Some(rows) = &rows else { return Err(error.into()) };
                    unreadable(&error, line + behind, rows.number + 1, sink);
                    break;
                }
                sink.notice(file_notice(NoticeKind::Refusal, "malformed", line, error.to_string()));
                continue;
            }
        }
        let line = row.position().map_or(line, |p| p.line() as u32) + behind;
        match &mut rows {
            None => rows = Some(Rows::of_header(&row, columns)?),
            Some(rows) => {
                if rows.row(&row, line, sink) == ControlFlow::Break(()) {
                    break;
                }
            }
        }
        sink.bytes(reader.get_ref().decoded.bytes());
        reader.get_mut().row_bytes = 0;
    }
    rows.map(|_| FileInfo::default()).ok_or(ExchangeError::Empty)
}

/// Reads a spreadsheet: its first sheet with cells.
///
/// # Errors
/// It is damaged or empty, or its header names no column for a language.
pub fn read_sheet(
    bytes: &[u8],
    columns: &Columns,
    sink: &mut dyn Sink,
) -> Result<FileInfo, ExchangeError> {
    let mut problems = Vec::new();
    let table = sheet::rows(bytes, &mut |problem| problems.push(problem));
    for problem in problems {
        let kind = if problem.dropped { NoticeKind::Refusal } else { NoticeKind::Note };
        sink.notice(file_notice(kind, "spreadsheet", problem.row, problem.reason));
    }
    let mut table = table.into_iter();
    let Some((_, header)) = table.next() else { return Err(ExchangeError::Empty) };
    let mut rows = Rows::of_header(&header, columns)?;
    for (line, row) in table {
        if rows.row(&row, line, sink) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(FileInfo::default())
}

fn file_notice(kind: NoticeKind, rule: &'static str, line: u32, message: String) -> Notice {
    Notice { kind, rule, line, unit: 0, tuid: String::new(), message }
}

/// What the columns hold.
struct Rows {
    zh: usize,
    en: usize,
    zh_tag: String,
    en_tag: String,
    /// Other columns, with their headers: they become properties.
    others: Vec<(usize, String)>,
    number: u64,
}

impl Rows {
    fn of_header(header: &csv::StringRecord, columns: &Columns) -> Result<Self, ExchangeError> {
        let names: Vec<&str> =
            header.iter().map(|name| name.trim().trim_start_matches('\u{feff}')).collect();
        let find = |asked: &Option<String>, known: &[&str]| match asked {
            Some(asked) => names
                .iter()
                .position(|name| name.eq_ignore_ascii_case(asked.trim()))
                .or_else(|| asked.trim().parse::<usize>().ok()?.checked_sub(1))
                .filter(|column| *column < names.len()),
            None => known
                .iter()
                .find_map(|known| names.iter().position(|name| name.to_lowercase() == *known)),
        };
        let missing = |side| ExchangeError::NoColumn { side, columns: names.join(", ") };
        let zh = find(&columns.zh, ZH).ok_or_else(|| missing("zh"))?;
        let en = find(&columns.en, EN).filter(|en| *en != zh).ok_or_else(|| missing("en"))?;
        let tag = |column: usize, side: Side| {
            let name = names.get(column).copied().unwrap_or_default();
            let (tag, _) = languages::mended(name);
            if languages::side(&tag) == Some(side) {
                tag.into_owned()
            } else {
                side.code().to_owned()
            }
        };
        let others = names
            .iter()
            .enumerate()
            .filter(|(column, name)| *column != zh && *column != en && !name.is_empty())
            .map(|(column, name)| (column, (*name).to_owned()))
            .collect();
        Ok(Self { zh, en, zh_tag: tag(zh, Side::Zh), en_tag: tag(en, Side::En), others, number: 0 })
    }

    fn row(&mut self, row: &csv::StringRecord, line: u32, sink: &mut dyn Sink) -> ControlFlow<()> {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return ControlFlow::Continue(());
        }
        self.number += 1;
        let mut dropped = false;
        let mut cell = |column: usize| {
            let text = unguarded(row.get(column).unwrap_or_default());
            let clean = xml_chars(text);
            dropped |= clean.len() != text.len();
            clean.into_owned()
        };
        let variant = |lang: &str, text: String| Variant {
            lang: lang.to_owned(),
            text,
            ..Variant::default()
        };
        let variants =
            vec![variant(&self.zh_tag, cell(self.zh)), variant(&self.en_tag, cell(self.en))];
        let props = self
            .others
            .iter()
            .filter_map(|(column, name)| {
                let text = cell(*column);
                let kind = ("type".to_owned(), format!("x-column-{name}"));
                (!text.trim().is_empty()).then(|| Remark { attributes: vec![kind], text })
            })
            .collect();
        if dropped {
            let message = "a character that XML cannot hold was dropped from the text".to_owned();
            sink.notice(Notice {
                unit: self.number,
                ..file_notice(NoticeKind::Repair, "control-character", line, message)
            });
        }
        let record = Record { line, number: self.number, variants, props, ..Record::default() };
        sink.record(record, &FileInfo::default())
    }
}

/// Decoded text as bytes, for the CSV reader.
struct Utf8Reader<R> {
    decoded: Decoded<R>,
    buffer: String,
    at: usize,
    /// Bytes handed out since the last row ended.
    row_bytes: usize,
}

impl<R: Read> Utf8Reader<R> {
    fn more(&mut self) -> io::Result<()> {
        while self.at >= self.buffer.len() {
            self.buffer.clear();
            self.at = 0;
            if !self.decoded.fill(&mut self.buffer)? {
                break;
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf8Reader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.more()?;
        let ready = self.buffer.as_bytes().get(self.at..).unwrap_or_default();
        let len = ready.len().min(into.len());
        if let (Some(to), Some(from)) = (into.get_mut(..len), ready.get(..len)) {
            to.copy_from_slice(from);
        }
        self.at += len;
        self.row_bytes += len;
        if self.row_bytes > MAX_RECORD_BYTES {
            let message = format!(
                "a row is longer than {} MB; does a quote not end?",
                MAX_RECORD_BYTES >> 20
            );
            return Err(io::Error::other(message));
        }
        Ok(len)
    }
}
