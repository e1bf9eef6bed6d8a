//! XLSX (ECMA-376) written row by row to any writer: no seeking, no temporary file,
//! and no more than a row in memory.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use super::{
    csv::{Cell, decimal},
    xml::{is_xml_char, push_attribute, push_text},
};

/// Rows that a sheet can hold, the header among them (a limit of Excel's).
const ROWS_A_SHEET: u32 = 1_048_576;
/// Bytes of XML after which a new sheet is begun: a part of 4 GB would need an archive format
/// (ZIP64) that spreadsheets read badly.
const BYTES_A_SHEET: u64 = 3 << 30;
/// Characters (UTF-16 units) that a cell can hold (a limit of Excel's).
const UNITS_A_CELL: usize = 32_767;
/// What stands at the end of a text that was cut to fit a cell.
const CUT: &str = "… [cut: the cell can hold no more]";

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column<'a> {
    /// Its header.
    pub title: &'a str,
    /// Its width in characters.
    pub width: u16,
    /// The values that its cells offer in a list, none where it is free text. Together they must be
    /// under 255 characters and free of commas.
    pub choices: &'a [&'a str],
}

/// An XLSX file of one table being written. A table of more rows than a sheet can hold goes on in
/// further sheets, each with the header.
pub struct XlsxWriter<'w, 'c> {
    zip: ZipWriter<StreamWriter<&'w mut dyn Write>>,
    columns: Vec<Column<'c>>,
    sheet_name: String,
    sheets: u32,
    /// Rows in the sheet that is open.
    rows: u32,
    rows_a_sheet: u32,
    /// Bytes in the sheet that is open.
    bytes: u64,
    buffer: String,
}

impl std::fmt::Debug for XlsxWriter<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("XlsxWriter")
            .field("sheets", &self.sheets)
            .field("rows", &self.rows)
            .finish()
    }
}

impl<'w, 'c> XlsxWriter<'w, 'c> {
    /// Begins a file with one sheet, named `sheet_name`, and its header.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(
        writer: &'w mut dyn Write,
        sheet_name: &str,
        columns: &[Column<'c>],
    ) -> io::Result<Self> {
        Self::with_rows_a_sheet(writer, sheet_name, columns, ROWS_A_SHEET)
    }

    fn with_rows_a_sheet(
        writer: &'w mut dyn Write,
        sheet_name: &str,
        columns: &[Column<'c>],
        rows_a_sheet: u32,
    ) -> io::Result<Self> {
        let mut out = Self {
            zip: ZipWriter::new_stream(writer),
            columns: columns.to_vec(),
            sheet_name: sheet_name.to_owned(),
            sheets: 0,
            rows: 0,
            rows_a_sheet,
            bytes: 0,
            buffer: String::new(),
        };
        out.part("xl/styles.xml", STYLES)?;
        out.begin_sheet()?;
        Ok(out)
    }

    /// Writes a row. Text stays text whatever it looks like: the format keeps formulas apart.
    ///
    /// # Errors
    /// The writer's.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        if self.rows >= self.rows_a_sheet || self.bytes >= BYTES_A_SHEET {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        self.push_row(cells, 2);
        if self.buffer.len() > 64 * 1024 {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_sheet()?;
        let mut types = format!("{HEAD}{TYPES_BEGIN}");
        let mut sheets = format!("{HEAD}{WORKBOOK_BEGIN}");
        let mut relations = format!("{HEAD}{RELATIONS_BEGIN}");
        for n in 1..=self.sheets {
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"application/\
                 vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
            );
            sheets.push_str("<sheet name=\"");
            push_attribute(&mut sheets, &self.sheet_name);
            if n > 1 {
                let _ = write!(sheets, " {n}");
            }
            let _ = write!(sheets, "\" sheetId=\"{n}\" r:id=\"rId{n}\"/>");
            let _ = write!(
                relations,
                "<Relationship Id=\"rId{n}\" Type=\"{OFFICE}/worksheet\" \
                 Target=\"worksheets/sheet{n}.xml\"/>"
            );
        }
        types.push_str("</Types>");
        sheets.push_str("</sheets></workbook>");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{}\" Type=\"{OFFICE}/styles\" Target=\"styles.xml\"/>\
             </Relationships>",
            self.sheets + 1
        );
        self.part("xl/workbook.xml", &sheets)?;
        self.part("xl/_rels/workbook.xml.rels", &relations)?;
        let package = format!(
            "{HEAD}{RELATIONS_BEGIN}<Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" \
             Target=\"xl/workbook.xml\"/></Relationships>"
        );
        self.part("_rels/.rels", &package)?;
        self.part("[Content_Types].xml", &types)?;
        let mut inner = self.zip.finish()?;
        inner.flush()
    }

    fn begin_part(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        Ok(self.zip.start_file(name, options)?)
    }

    fn part(&mut self, name: &str, text: &str) -> io::Result<()> {
        self.begin_part(name)?;
        self.zip.write_all(text.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.write_all(self.buffer.as_bytes())?;
        self.bytes += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets += 1;
        self.rows = 0;
        self.bytes = 0;
        self.begin_part(&format!("xl/worksheets/sheet{}.xml", self.sheets))?;
        self.buffer.push_str(HEAD);
        self.buffer.push_str(SHEET_BEGIN);
        for (number, column) in (1..).zip(&self.columns) {
            let number: u32 = number;
            let _ = write!(
                self.buffer,
                "<col min=\"{number}\" max=\"{number}\" width=\"{}\" customWidth=\"1\"/>",
                column.width
            );
        }
        self.buffer.push_str("</cols><sheetData>");
        let titles: Vec<&str> = self.columns.iter().map(|c| c.title).collect();
        let header: Vec<Cell<'_>> = titles.iter().map(|t| Cell::Text(t)).collect();
        self.push_row(&header, 1);
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let last = column_name(self.columns.len().saturating_sub(1));
        let _ = write!(self.buffer, "</sheetData><autoFilter ref=\"A1:{last}{}\"/>", self.rows);
        let offering = self.columns.iter().enumerate().filter(|(_, c)| !c.choices.is_empty());
        let count = offering.clone().count();
        if count > 0 && self.rows > 1 {
            let _ = write!(self.buffer, "<dataValidations count=\"{count}\">");
            for (number, column) in offering {
                let name = column_name(number);
                let _ = write!(
                    self.buffer,
                    "<dataValidation type=\"list\" allowBlank=\"1\" showErrorMessage=\"1\" \
                     sqref=\"{name}2:{name}{}\"><formula1>\"",
                    self.rows
                );
                push_text(&mut self.buffer, &column.choices.join(","));
                self.buffer.push_str("\"</formula1></dataValidation>");
            }
            self.buffer.push_str("</dataValidations>");
        }
        self.buffer.push_str("</worksheet>");
        self.flush()
    }

    /// `style` 1 is the header's, 2 is text that wraps.
    fn push_row(&mut self, cells: &[Cell<'_>], style: u8) {
        self.rows += 1;
        let _ = write!(self.buffer, "<row r=\"{}\">", self.rows);
        for (number, cell) in cells.iter().enumerate() {
            let name = column_name(number);
            let value = match *cell {
                Cell::Text("") => continue,
                Cell::Text(text) => {
                    let _ = write!(
                        self.buffer,
                        "<c r=\"{name}{}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">",
                        self.rows
                    );
                    push_cell_text(&mut self.buffer, text);
                    self.buffer.push_str("</t></is></c>");
                    continue;
                }
                Cell::Count(count) => count.to_string(),
                Cell::Number(number, digits) => decimal(number, digits),
            };
            if !value.is_empty() {
                let _ = write!(self.buffer, "<c r=\"{name}{}\"><v>{value}</v></c>", self.rows);
            }
        }
        self.buffer.push_str("</row>");
    }
}

/// Text of a cell. What XML cannot hold is written as `_xHHHH_` (ECMA-376, `ST_Xstring`), and so is
/// the `_` of text that looks like that.
fn push_cell_text(out: &mut String, text: &str) {
    let whole = text.encode_utf16().count() <= UNITS_A_CELL;
    let text = if whole { text } else { cut(text) };
    let mut clean_from = 0;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if (is_xml_char(c) && c != '\r') && !(c == '_' && looks_escaped(rest)) {
            continue;
        }
        push_text(out, text.get(clean_from..at).unwrap_or_default());
        let _ = write!(out, "_x{:04X}_", u32::from(c));
        clean_from = at + c.len_utf8();
    }
    push_text(out, text.get(clean_from..).unwrap_or_default());
    if !whole {
        out.push_str(CUT);
    }
}

/// The longest head of `text` that leaves room for [`CUT`] in a cell.
fn cut(text: &str) -> &str {
    let mut room = UNITS_A_CELL - CUT.encode_utf16().count();
    let end = text.char_indices().find(|(_, c)| match room.checked_sub(c.len_utf16()) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Whether `text` begins with `_xHHHH_`.
fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(1) == Some(&b'x')
        && bytes.get(2..6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        && bytes.get(6) == Some(&b'_')
}

/// `A`, `B`, … `Z`, `AA`, … for 0, 1, …
fn column_name(number: usize) -> String {
    let mut rest = number + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const TYPES_BEGIN: &str = concat!(
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">",
    "<Default Extension=\"rels\" ContentType=\"application/",
    "vnd.openxmlformats-package.relationships+xml\"/>",
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>",
    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>",
    "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/",
    "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>",
);
const WORKBOOK_BEGIN: &str = concat!(
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" ",
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">",
    "<bookViews><workbookView/></bookViews><sheets>",
);
const RELATIONS_BEGIN: &str =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
/// The header stays in sight when the rows are scrolled.
const SHEET_BEGIN: &str = concat!(
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" ",
    "activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><cols>",
);
/// Cell formats: 0 plain, 1 bold (header), 2 text that wraps, at the top of its cell.
const STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>",
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>",
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>",
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>",
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>",
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>",
    "</cellStyleXfs><cellXfs count=\"3\">",
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>",
    "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>",
    "<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" ",
    "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>",
    "</cellXfs></styleSheet>",
);

#[cfg(test)]
mod tests;
