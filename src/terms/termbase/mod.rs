//! Termbases: what has been decided before the run.

mod decode;
mod delimited;
mod header;
mod lookup;
mod tbx;
mod tmx;
mod utx;
mod xlsx;

use std::collections::BTreeMap;

use crate::text::is_han;

use super::{fold, latin};

pub use lookup::TermMatch;

/// How a termbase wants its English used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Usage {
    /// To be used.
    #[default]
    Preferred,
    /// May be used.
    Admitted,
    /// No longer to be used.
    Deprecated,
    /// Never to be used.
    Forbidden,
}

impl Usage {
    /// The word used in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Admitted => "admitted",
            Self::Deprecated => "deprecated",
            Self::Forbidden => "forbidden",
        }
    }

    /// Whether the English may be offered.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Preferred | Self::Admitted)
    }
}

/// How far a termbase is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trust {
    /// The user gave it: its preferred terms are grade S.
    #[default]
    Given,
    /// It ships with the program: established rows are one stated source (grade B), unverified
    /// ones are suggestions (grade D).
    Starter,
}

/// One row of a termbase: a Chinese term and one English rendering.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TermbaseRow {
    /// Chinese term.
    pub zh: String,
    /// English term.
    pub en: String,
    /// Acronym of the English, where given.
    pub acronym: Option<String>,
    /// How it is to be used.
    pub usage: Usage,
    /// Where the name is established, or a note on it; may be empty.
    pub origin: String,
    /// Whether the row says of itself that it is not verified.
    pub unverified: bool,
    /// 1-based line (row of a sheet) that it stands on.
    pub line: u32,
}

/// Something the matter with a line of a termbase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermbaseProblem {
    /// 1-based line (row of a sheet); 0 where it is about the file.
    pub line: u32,
    /// What is the matter.
    pub reason: String,
    /// What to do about it; may be empty.
    pub hint: String,
    /// Whether the row was left out.
    pub dropped: bool,
}

/// A termbase as read, and what was the matter with it.
#[derive(Debug, Clone, Default)]
pub struct TermbaseReading {
    /// The good rows.
    pub termbase: Termbase,
    /// Problems by line; the first [`MAX_PROBLEMS`] of them.
    pub problems: Vec<TermbaseProblem>,
    /// How many problems there were in all.
    pub problem_count: usize,
}

/// How many problems are kept of one file.
pub const MAX_PROBLEMS: usize = 200;

/// The starter termbase that ships with the program.
const STARTER: &str = include_str!("../../../corpora/termbases/international-relations.csv");

/// A termbase: rows sorted by Chinese for longest-match look-up.
#[derive(Debug, Clone, Default)]
pub struct Termbase {
    /// Its name, for evidence.
    pub name: String,
    /// How far it is trusted.
    pub trust: Trust,
    /// Sorted by key, then usage, then line.
    rows: Vec<(String, TermbaseRow)>,
    /// The Han characters that keys begin with, sorted.
    heads: Vec<char>,
}

impl Termbase {
    /// A termbase of rows.
    pub fn new(name: &str, trust: Trust, rows: Vec<TermbaseRow>) -> Self {
        let mut rows: Vec<(String, TermbaseRow)> =
            rows.into_iter().map(|row| (fold::fold_zh(&row.zh), row)).collect();
        rows.sort_by(|a, b| (&a.0, a.1.usage, a.1.line).cmp(&(&b.0, b.1.usage, b.1.line)));
        let heads = rows.iter().filter_map(|(key, _)| key.chars().next()).filter(|c| is_han(*c));
        let mut heads: Vec<char> = heads.collect();
        heads.dedup();
        Self { name: name.to_owned(), trust, rows, heads }
    }

    /// The starter termbase of international relations and AI policy.
    pub fn starter() -> Self {
        let mut reading = Self::parse("international-relations", STARTER.as_bytes());
        reading.termbase.trust = Trust::Starter;
        reading.termbase
    }

    /// Reads a termbase file: XLSX, TBX (version 2 or 3), UTX, `OmegaT` text, CSV, TSV, or a
    /// translation memory (TMX), told from its bytes. Rows that cannot be used are named among the
    /// problems, the others are used; nothing in a cell is ever executed.
    pub fn parse(name: &str, bytes: &[u8]) -> TermbaseReading {
        let mut problems = Problems::default();
        let rows = if xlsx::is_package(bytes) {
            let table = xlsx::rows(bytes, &mut problems);
            if table.is_empty() { Vec::new() } else { delimited::from_table(table, &mut problems) }
        } else {
            let text = decode::text(bytes, &mut problems);
            let head = text.trim_start_matches('\u{feff}').trim_start();
            if tmx::is_tmx(head) {
                tmx::read(&text, &mut problems)
            } else if head.starts_with('<') {
                tbx::read(&text, &mut problems)
            } else if utx::is_utx(&text) {
                utx::read(&text, &mut problems)
            } else {
                delimited::read(&text, &mut problems)
            }
        };
        let rows = checked(rows, &mut problems);
        TermbaseReading {
            termbase: Self::new(name, Trust::Given, rows),
            problem_count: problems.count,
            problems: problems.kept,
        }
    }

    /// The rows, sorted by Chinese, then usage, then line.
    pub fn rows(&self) -> impl Iterator<Item = &TermbaseRow> {
        self.rows.iter().map(|(_, row)| row)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The rows of a decisions file (CSV, TSV, XLSX), the problems kept, and how many there were.
pub(super) fn decision_rows(
    bytes: &[u8],
) -> (Vec<delimited::DecisionRow>, Vec<TermbaseProblem>, usize) {
    let mut problems = Problems::default();
    let table = if xlsx::is_package(bytes) {
        xlsx::rows(bytes, &mut problems)
    } else {
        let text = decode::text(bytes, &mut problems);
        delimited::records(&text, &mut problems)
    };
    let rows = delimited::decision_rows(table, &mut problems);
    (rows, problems.kept, problems.count)
}

/// Whether a row of headings names a Chinese and an English column: that of a glossary.
pub fn is_glossary_header<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let fields: Vec<header::Field> = cells.filter_map(header::field).collect();
    fields.contains(&header::Field::Zh) && fields.contains(&header::Field::En)
}

/// Problems as they are met: the first are kept, all are counted.
#[derive(Debug, Default)]
struct Problems {
    kept: Vec<TermbaseProblem>,
    count: usize,
}

impl Problems {
    fn add(&mut self, line: u32, dropped: bool, reason: impl Into<String>, hint: &str) {
        self.count += 1;
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(TermbaseProblem {
                line,
                reason: reason.into(),
                hint: hint.to_owned(),
                dropped,
            });
        }
    }
}

/// The rows that can be used: with both languages, once each, free of contradiction.
fn checked(rows: Vec<TermbaseRow>, problems: &mut Problems) -> Vec<TermbaseRow> {
    let mut good: Vec<TermbaseRow> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let line = row.line;
        if !row.zh.chars().any(is_han) && row.en.chars().any(is_han) {
            problems.add(
                line,
                true,
                "the Chinese and English columns look exchanged",
                "name the columns in a header: zh,en",
            );
            continue;
        }
        if row.zh.is_empty() {
            problems.add(line, true, "there is no Chinese term", "fill in the zh column");
            continue;
        }
        if row.en.is_empty() && row.usage.is_usable() {
            problems.add(line, true, "there is no English term", "fill in the en column");
            continue;
        }
        if let Some(cell) = [&row.zh, &row.en].into_iter().find(|c| is_formula(c)) {
            problems.add(
                line,
                true,
                format!("the cell \u{201c}{}\u{201d} is a formula, not a term", shortened(cell)),
                "store the term as text",
            );
            continue;
        }
        row.acronym = row.acronym.filter(|a| !a.is_empty());
        good.push(row);
    }
    good.sort_by(|a, b| (&a.zh, a.line).cmp(&(&b.zh, b.line)));
    contradictions(good, problems)
}

/// Rows of one Chinese term, told once each: repeated ones are left out, of two usages of one pair
/// the stricter holds, and of two preferred renderings the first. `rows` are sorted by Chinese, then
/// line.
fn contradictions(rows: Vec<TermbaseRow>, problems: &mut Problems) -> Vec<TermbaseRow> {
    let mut out: Vec<TermbaseRow> = Vec::with_capacity(rows.len());
    // Of the term at hand: where each rendering stands in `out`, and which is preferred.
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut preferred: Option<usize> = None;
    for mut row in rows {
        if out.last().is_none_or(|o| o.zh != row.zh) {
            places.clear();
            preferred = None;
        }
        let key = fold::fold_en(&row.en);
        if let Some(other) = places.get(&key).and_then(|at| out.get_mut(*at)) {
            if other.usage.is_usable() == row.usage.is_usable() {
                problems.add(
                    row.line,
                    true,
                    format!("\u{201c}{}\u{201d} stands on line {} already", row.zh, other.line),
                    "",
                );
            } else {
                problems.add(
                    row.line,
                    true,
                    format!(
                        "\u{201c}{} = {}\u{201d} is {} here and {} on line {}: the stricter holds",
                        row.zh,
                        row.en,
                        row.usage.name(),
                        other.usage.name(),
                        other.line
                    ),
                    "keep one of the two rows",
                );
                other.usage = other.usage.max(row.usage);
            }
            continue;
        }
        if row.usage == Usage::Preferred {
            let first =
                preferred.and_then(|at| out.get(at)).filter(|o| o.usage == Usage::Preferred);
            if let Some(first) = first {
                problems.add(
                    row.line,
                    false,
                    format!(
                        "\u{201c}{}\u{201d} has another preferred rendering, \u{201c}{}\u{201d}, on line {}: this one is taken as admitted",
                        row.zh, first.en, first.line
                    ),
                    "mark one as preferred and the other as admitted",
                );
                row.usage = Usage::Admitted;
            } else {
                preferred = Some(out.len());
            }
        }
        places.insert(key, out.len());
        out.push(row);
    }
    out
}

/// Whether a spreadsheet would run the cell: it begins with `=`, or with `+`, `-` or `@` and has a
/// call.
pub(super) fn is_formula(cell: &str) -> bool {
    cell.starts_with('=')
        || cell.starts_with(['+', '-', '@']) && cell.contains('(') && cell.contains(')')
}

fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// A cell as a term: blanks made single, a guarding apostrophe taken off.
fn cell(text: &str) -> String {
    let narrow: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match narrow.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t']) => rest.to_owned(),
        _ => narrow,
    }
}

/// A cell of Latin text.
fn latin_cell(text: &str) -> String {
    latin::narrow(&cell(text))
}

#[cfg(test)]
mod tests;
