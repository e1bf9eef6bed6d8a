//! Termbases as tables of text: commas, semicolons or tabs, with or without a header.

use crate::text::is_han;

use super::{
    Problems, TermbaseRow, Usage,
    header::{self, Field},
};

/// Reads a table. Lines that begin with `#` before the first row are remarks.
pub(super) fn read(text: &str, problems: &mut Problems) -> Vec<TermbaseRow> {
    let rows = records(text, problems);
    from_table(rows, problems)
}

/// The rows of a text with their lines, remarks left out.
pub(super) fn records(text: &str, problems: &mut Problems) -> Vec<(u32, csv::StringRecord)> {
    let (skipped, body) = without_remarks(text);
    let delimiter = delimiter(body);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        // In a tab-separated file a quotation mark is a character like any other.
        .quoting(delimiter != b'\t')
        .from_reader(body.as_bytes());
    let mut rows: Vec<(u32, csv::StringRecord)> = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |p| p.line() as u32) + skipped;
                if record.iter().any(|cell| !cell.trim().is_empty()) {
                    rows.push((line, record));
                }
            }
            Err(error) => {
                let line = error.position().map_or(0, |p| p.line() as u32) + skipped;
                problems.add(line, true, format!("not readable as a table row: {error}"), "");
            }
        }
    }
    if delimiter == b'\t' {
        // OmegaT glossaries have remarks between their rows.
        rows.retain(|(_, r)| !r.get(0).is_some_and(|c| c.starts_with('#')));
    }
    rows
}

/// A row of a decisions file as written.
pub(in crate::terms) struct DecisionRow {
    pub(in crate::terms) zh: String,
    pub(in crate::terms) en: String,
    /// The cell that decides.
    pub(in crate::terms) verdict: String,
    pub(in crate::terms) comment: String,
    pub(in crate::terms) line: u32,
}

/// The rows of a table that has columns for Chinese, English and decision; where there is no
/// column of decisions, the status decides.
pub(super) fn decision_rows(
    rows: Vec<(u32, csv::StringRecord)>,
    problems: &mut Problems,
) -> Vec<DecisionRow> {
    let Some(columns) = columns(&rows, problems) else { return Vec::new() };
    let at = |field| columns.fields.iter().find(|(_, f)| *f == field).map(|(at, _)| *at);
    let verdict = at(Field::Decision).or_else(|| at(Field::Usage));
    let (Some(zh), Some(en), Some(verdict)) = (at(Field::Zh), at(Field::En), verdict) else {
        problems.add(
            1,
            false,
            "the header names no column of decisions",
            "name the columns zh, en, decision and comment",
        );
        return Vec::new();
    };
    let comment = at(Field::Comment);
    rows.into_iter()
        .skip(usize::from(columns.headed))
        .map(|(line, record)| DecisionRow {
            zh: super::cell(record.get(zh).unwrap_or_default()),
            en: super::latin_cell(record.get(en).unwrap_or_default()),
            verdict: record.get(verdict).unwrap_or_default().to_owned(),
            comment: super::cell(comment.and_then(|at| record.get(at)).unwrap_or_default()),
            line,
        })
        .collect()
}

/// The rows of a table whose columns are told by its header, or by what they hold.
pub(super) fn from_table(
    rows: Vec<(u32, csv::StringRecord)>,
    problems: &mut Problems,
) -> Vec<TermbaseRow> {
    let Some(columns) = columns(&rows, problems) else { return Vec::new() };
    let first = usize::from(columns.headed);
    rows.into_iter()
        .skip(first)
        .flat_map(|(line, record)| {
            let main = row(&columns, line, &record, problems);
            let others = other_forms(&columns, &main, &record);
            std::iter::once(main).chain(others)
        })
        .collect()
}

/// The rows of an entry's other forms: its other Chinese with its English, and its Chinese with its
/// other English, which is admitted.
fn other_forms(
    columns: &Columns,
    main: &TermbaseRow,
    record: &csv::StringRecord,
) -> Vec<TermbaseRow> {
    let forms = |field: Field| {
        let at = columns.fields.iter().find(|(_, f)| *f == field).map(|(at, _)| *at);
        at.and_then(|at| record.get(at))
            .unwrap_or_default()
            .split('|')
            .map(str::trim)
            .filter(|form| !form.is_empty())
    };
    let usage = main.usage.max(Usage::Admitted);
    let zh = forms(Field::ZhAlso).map(|form| TermbaseRow { zh: super::cell(form), ..main.clone() });
    let en = forms(Field::EnAlso).map(|form| TermbaseRow {
        en: super::latin_cell(form),
        usage,
        ..main.clone()
    });
    zh.chain(en).collect()
}

/// The number of remark lines at the head, and the rest.
fn without_remarks(text: &str) -> (u32, &str) {
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut skipped = 0;
    while rest.starts_with('#') || rest.starts_with('\n') || rest.starts_with("\r\n") {
        let Some(end) = rest.find('\n') else { return (skipped, "") };
        rest = rest.get(end + 1..).unwrap_or_default();
        skipped += 1;
    }
    (skipped, rest)
}

fn delimiter(body: &str) -> u8 {
    let first = body.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    if count('\t') > 0 {
        b'\t'
    } else if count(';') > count(',') {
        b';'
    } else {
        b','
    }
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns {
    headed: bool,
    fields: Vec<(usize, Field)>,
}

impl Columns {
    fn has(&self, field: Field) -> bool {
        self.fields.iter().any(|(_, f)| *f == field)
    }
}

fn columns(rows: &[(u32, csv::StringRecord)], problems: &mut Problems) -> Option<Columns> {
    let Some((line, first)) = rows.first() else {
        problems.add(0, false, "the termbase is empty", "");
        return None;
    };
    let named: Vec<(usize, Field)> = first
        .iter()
        .enumerate()
        .filter_map(|(at, cell)| header::field(cell).map(|field| (at, field)))
        .collect();
    let headed = Columns { headed: true, fields: unique(named) };
    if headed.has(Field::Zh) && headed.has(Field::En) {
        return Some(headed);
    }
    if headed.has(Field::Zh) || headed.has(Field::En) {
        let missing = if headed.has(Field::Zh) { "English" } else { "Chinese" };
        problems.add(
            *line,
            false,
            format!("the header names no {missing} column"),
            "name the columns zh and en",
        );
        return None;
    }
    // No header: the first column with Chinese in most rows, and the first of Latin letters.
    let sample = rows.get(..rows.len().min(50)).unwrap_or_default();
    let width = sample.iter().map(|(_, r)| r.len()).max().unwrap_or(0);
    let most = |test: &dyn Fn(&str) -> bool| {
        (0..width).find(|at| {
            let hits = sample.iter().filter(|(_, r)| r.get(*at).is_some_and(test)).count();
            hits * 2 > sample.len()
        })
    };
    let zh = most(&|cell| cell.chars().any(is_han));
    let en = most(&|cell| {
        !cell.chars().any(is_han) && cell.chars().filter(char::is_ascii_alphabetic).count() > 1
    });
    if let (Some(zh), Some(en)) = (zh, en) {
        return Some(Columns { headed: false, fields: vec![(zh, Field::Zh), (en, Field::En)] });
    }
    problems.add(
        *line,
        false,
        "there is no column of Chinese beside a column of English",
        "put a header on the first line: zh,en",
    );
    None
}

/// The first column of each field, but every note.
fn unique(named: Vec<(usize, Field)>) -> Vec<(usize, Field)> {
    let mut out: Vec<(usize, Field)> = Vec::new();
    for (at, field) in named {
        if field == Field::Note || !out.iter().any(|(_, f)| *f == field) {
            out.push((at, field));
        }
    }
    out
}

fn row(
    columns: &Columns,
    line: u32,
    record: &csv::StringRecord,
    problems: &mut Problems,
) -> TermbaseRow {
    let mut row = TermbaseRow { line, ..TermbaseRow::default() };
    for (at, field) in &columns.fields {
        let cell = record.get(*at).unwrap_or_default();
        match field {
            Field::Zh => row.zh = super::cell(cell),
            Field::En => row.en = super::latin_cell(cell),
            Field::Acronym => {
                row.acronym = Some(super::latin_cell(cell)).filter(|a| !a.is_empty());
            }
            Field::Usage if cell.trim().is_empty() => {}
            // A glossary that this program wrote: what it suggested stays a suggestion.
            Field::Usage if cell.trim() == "suggested" => row.unverified = true,
            Field::Usage => match header::usage(cell) {
                Some(usage) => row.usage = usage,
                None => problems.add(
                    line,
                    false,
                    format!(
                        "\u{201c}{}\u{201d} is no usage: taken as preferred",
                        super::shortened(cell)
                    ),
                    "say preferred, admitted, deprecated or forbidden",
                ),
            },
            // A decision stands above the usage, wherever its column is; other forms are rows of
            // their own.
            Field::Decision | Field::ZhAlso | Field::EnAlso => {}
            Field::Origin => {
                let origin = super::cell(cell);
                row.unverified = origin.eq_ignore_ascii_case("unverified");
                row.origin = origin;
            }
            Field::Note | Field::Comment => {
                let note = super::cell(cell);
                if row.origin.is_empty() {
                    row.origin = note;
                }
            }
        }
    }
    let decided = columns.fields.iter().find(|(_, field)| *field == Field::Decision);
    if let Some(usage) = decided.and_then(|(at, _)| header::usage(record.get(*at)?)) {
        row.usage = if usage.is_usable() { Usage::Preferred } else { Usage::Forbidden };
        row.unverified = false;
    }
    row
}
