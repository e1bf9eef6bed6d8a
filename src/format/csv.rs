//! CSV as spreadsheets want it: UTF-8 with a byte order mark, CRLF, cells that are no formulas.

use std::io::{self, Write};

/// The byte order mark that makes Excel read UTF-8 as UTF-8.
pub const BOM: &str = "\u{feff}";

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text; it is guarded (see [`guarded`]).
    Text(&'a str),
    /// A whole number.
    Count(u64),
    /// A number with this many digits after the point; not finite is empty.
    Number(f64, usize),
}

/// Bytes that are gathered before the writer is called.
const CHUNK_BYTES: usize = 64 * 1024;

/// Writes rows of cells, RFC 4180, to any writer.
///
/// A cell is quoted where it holds a comma, quote or line break, and also where it holds a semicolon
/// or tab: LibreOffice takes those for separators unless told otherwise. (The `csv` crate quotes for
/// its one separator or always.)
pub struct CsvWriter<'w> {
    writer: &'w mut dyn Write,
    columns: usize,
    buffer: String,
}

impl std::fmt::Debug for CsvWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvWriter").field("columns", &self.columns).finish()
    }
}

impl<'w> CsvWriter<'w> {
    /// Begins a file: byte order mark and header row.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write, header: &[&str]) -> io::Result<Self> {
        let mut out = Self { writer, columns: header.len(), buffer: BOM.to_owned() };
        let cells: Vec<Cell<'_>> = header.iter().map(|title| Cell::Text(title)).collect();
        out.row(&cells)?;
        Ok(out)
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The writer's, or a row of another length than the header.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if cells.len() != self.columns {
            let message = format!("a row of {} cells under {} headers", cells.len(), self.columns);
            return Err(io::Error::other(message));
        }
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                self.buffer.push(',');
            }
            match *cell {
                Cell::Text(text) if needs_guard(text) => self.push(&guarded(text)),
                Cell::Text(text) => self.push(text),
                Cell::Count(count) => self.buffer.push_str(&count.to_string()),
                Cell::Number(number, digits) => self.buffer.push_str(&decimal(number, digits)),
            }
        }
        self.buffer.push_str("\r\n");
        if self.buffer.len() >= CHUNK_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left and flushes the writer.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush()?;
        self.writer.flush()
    }

    fn push(&mut self, text: &str) {
        if !text.contains([',', '"', '\r', '\n', ';', '\t']) {
            self.buffer.push_str(text);
            return;
        }
        self.buffer.push('"');
        for (number, piece) in text.split('"').enumerate() {
            if number > 0 {
                self.buffer.push_str("\"\"");
            }
            self.buffer.push_str(piece);
        }
        self.buffer.push('"');
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.write_all(self.buffer.as_bytes())?;
        self.buffer.clear();
        Ok(())
    }
}

/// `number` with `digits` after the point, never `-0.00`; empty where it is not finite.
pub fn decimal(number: f64, digits: usize) -> String {
    if !number.is_finite() {
        return String::new();
    }
    let text = format!("{number:.digits$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => text,
    }
}

/// Characters that begin a formula in some spreadsheet, at the head of a cell or behind blanks.
/// Excel in a Chinese or Japanese system takes the full-width ones too.
const FORMULA: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠'];

fn needs_guard(text: &str) -> bool {
    let behind_quotes = text.trim_start_matches('\'');
    if behind_quotes.starts_with(['\t', '\r', '\n']) {
        return true;
    }
    let core = text.trim_start_matches(|c: char| {
        c == '\'' || c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
    });
    core.starts_with(FORMULA)
}

/// `text` as a cell that no spreadsheet runs as a formula: an apostrophe is set before one that
/// begins with `= + - @` (their full-width forms too, blanks and apostrophes skipped) or with a
/// tab or line break. [`unguarded`] takes it off again, whatever the text was.
///
/// ```
/// use duizhao::format::csv::{guarded, unguarded};
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(unguarded("'=1+1"), "=1+1");
/// assert_eq!(guarded("人工智能"), "人工智能");
/// ```
pub fn guarded(text: &str) -> String {
    if needs_guard(text) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`guarded`] was given.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if needs_guard(cell) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(rows: &[&[Cell<'_>]]) -> String {
        let mut out = Vec::new();
        let mut writer = CsvWriter::new(&mut out, &["zh", "n"]).unwrap();
        for row in rows {
            writer.row(row).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_have_bom_crlf_and_quotes() {
        assert_eq!(
            write(&[&[Cell::Text("甲,\"乙\"\n丙"), Cell::Count(3)]]),
            "\u{feff}zh,n\r\n\"甲,\"\"乙\"\"\n丙\",3\r\n"
        );
    }

    #[test]
    fn what_libreoffice_takes_for_a_separator_is_quoted() {
        assert_eq!(
            write(&[&[Cell::Text("也有分歧;前者"), Cell::Text("a\tb")]]),
            "\u{feff}zh,n\r\n\"也有分歧;前者\",\"a\tb\"\r\n"
        );
    }

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        assert_eq!(
            write(&[&[Cell::Text("=HYPERLINK(\"x\")"), Cell::Number(-1.25, 2)]]),
            "\u{feff}zh,n\r\n\"'=HYPERLINK(\"\"x\"\")\",-1.25\r\n"
        );
        for text in ["+1", "-x", "@a", "  =a", "＝a", "\tx", "'=a", "\u{feff}=a"] {
            assert!(guarded(text).starts_with('\''), "{text:?}");
            assert_eq!(unguarded(&guarded(text)), text);
        }
        for text in ["'quoted'", "a=b", "", "“=”", "《x》"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }

    #[test]
    fn no_negative_nothing() {
        assert_eq!(decimal(-0.001, 2), "0.00");
        assert_eq!(decimal(f64::NAN, 2), "");
        assert_eq!(decimal(-1.006, 2), "-1.01");
    }

    #[test]
    fn a_short_row_is_an_error_and_no_panic() {
        let mut out = Vec::new();
        let mut writer = CsvWriter::new(&mut out, &["a", "b"]).unwrap();
        assert!(writer.row(&[Cell::Count(1)]).is_err());
    }
}
