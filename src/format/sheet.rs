//! Reading a spreadsheet (XLSX, ECMA-376): the cells of the first sheet with any, as text. Formulas
//! are never computed: a cell that holds one is named, and its row left out.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::xml_tree::{Element, Tree};

/// A row of a sheet: its 1-based number and its cells.
pub type Row = (u32, csv::StringRecord);

/// Something the matter with a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetProblem {
    /// 1-based row; 0 where it is about the file.
    pub row: u32,
    /// Whether the row (or file) was left out.
    pub dropped: bool,
    /// What is the matter.
    pub reason: String,
    /// What to do about it; may be empty.
    pub hint: &'static str,
}

/// Where problems go as they are met.
type Report<'a> = &'a mut dyn FnMut(SheetProblem);

/// What a part may unpack to: 200 times the file, and at least this much.
const MIN_ALLOWED_BYTES: u64 = 8_000_000;
const MAX_RATIO: u64 = 200;
/// Most columns that are read.
const MAX_COLUMNS: usize = 256;

/// Whether the bytes are a ZIP package.
pub fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The rows of the first sheet that has any; `report` is told what cannot be used.
pub fn rows(bytes: &[u8], report: &mut dyn FnMut(SheetProblem)) -> Vec<Row> {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) => archive,
        Err(error) => {
            problem(report, 0, true, format!("the spreadsheet cannot be opened ({error})"), "");
            return Vec::new();
        }
    };
    let allowed = MIN_ALLOWED_BYTES.max(bytes.len() as u64 * MAX_RATIO);
    let strings = part(&mut archive, "xl/sharedStrings.xml", allowed, report)
        .map(|xml| shared_strings(&xml))
        .unwrap_or_default();
    let mut sheets: Vec<String> = archive
        .file_names()
        .filter_map(|n| n.ok().map(std::borrow::Cow::into_owned))
        .filter(|n| n.strip_prefix("xl/worksheets/").is_some_and(|name| name.starts_with("sheet")))
        .collect();
    // sheet2 before sheet10.
    sheets.sort_by_key(|n| (n.len(), n.clone()));
    for sheet in sheets {
        let Some(xml) = part(&mut archive, &sheet, allowed, report) else { continue };
        let Ok(tree) = Tree::parse(&xml) else {
            problem(report, 0, true, format!("{sheet} is damaged"), "save the spreadsheet again");
            continue;
        };
        let rows = sheet_rows(tree.root(), &strings, report);
        if !rows.is_empty() {
            return rows;
        }
    }
    problem(report, 0, false, "the spreadsheet has no cell with text", "");
    Vec::new()
}

fn problem(
    report: Report<'_>,
    row: u32,
    dropped: bool,
    reason: impl Into<String>,
    hint: &'static str,
) {
    report(SheetProblem { row, dropped, reason: reason.into(), hint });
}

fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    allowed: u64,
    report: Report<'_>,
) -> Option<String> {
    let file = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    if file.take(allowed + 1).read_to_end(&mut bytes).is_err() || bytes.len() as u64 > allowed {
        problem(report, 0, true, format!("{name} is damaged or unpacks beyond all bounds"), "");
        return None;
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn shared_strings(xml: &str) -> Vec<String> {
    let Ok(tree) = Tree::parse(xml) else { return Vec::new() };
    tree.root().descendants("si").into_iter().map(rich_text).collect()
}

/// The text of a string with runs, phonetic guides (`rPh`) left out.
fn rich_text(element: Element<'_>) -> String {
    let mut out = String::new();
    for child in element.elements() {
        match child.name() {
            "t" => out.push_str(child.text().as_str()),
            "r" => out.push_str(&rich_text(child)),
            _ => {}
        }
    }
    out
}

fn sheet_rows(root: Element<'_>, strings: &[String], report: Report<'_>) -> Vec<Row> {
    let mut out = Vec::new();
    for (at, row) in root.descendants("row").into_iter().enumerate() {
        let number = row.attribute("r").parse().unwrap_or(at as u32 + 1);
        let mut cells: Vec<String> = Vec::new();
        let mut formula = false;
        for cell in row.elements().filter(|e| e.name() == "c") {
            let column = column(cell.attribute("r")).unwrap_or(cells.len());
            if column >= MAX_COLUMNS {
                break;
            }
            formula |= cell.child("f").is_some();
            let value = cell.child("v").map(|v| v.text().as_str().to_owned()).unwrap_or_default();
            let text = match cell.attribute("t") {
                "s" => value
                    .parse::<usize>()
                    .ok()
                    .and_then(|index| strings.get(index).cloned())
                    .unwrap_or_default(),
                "inlineStr" => cell.child("is").map(rich_text).unwrap_or_default(),
                _ => value,
            };
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(slot) = cells.get_mut(column) {
                *slot = text;
            }
        }
        if formula {
            problem(
                report,
                number,
                true,
                "a cell of the row is a formula, not a term",
                "paste it as a value",
            );
        } else if cells.iter().any(|c| !c.trim().is_empty()) {
            out.push((number, csv::StringRecord::from(cells)));
        }
    }
    out
}

/// The column of a cell reference: `C7` is 2.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.fold(0_usize, |n, b| n.saturating_mul(26) + usize::from(b - b'A') + 1);
    number.checked_sub(1)
}
