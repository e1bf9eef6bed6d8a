use std::io::Read;

use super::*;

fn parts(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

fn write(rows: &[Vec<Cell<'_>>], rows_a_sheet: u32) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let columns = [
        Column { title: "zh", width: 40, choices: &[] },
        Column { title: "status", width: 10, choices: &["approved", "rejected"] },
    ];
    let mut xlsx =
        XlsxWriter::with_rows_a_sheet(&mut out, "units", &columns, rows_a_sheet).unwrap();
    for row in rows {
        xlsx.row(row).unwrap();
    }
    xlsx.finish().unwrap();
    parts(out)
}

fn part<'a>(parts: &'a [(String, String)], name: &str) -> &'a str {
    &parts.iter().find(|(n, _)| n == name).unwrap().1
}

#[test]
fn a_row_is_text_and_numbers() {
    let parts = write(&[vec![Cell::Text("=1+1 <人>"), Cell::Number(-0.5, 2)]], 100);
    let sheet = part(&parts, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains(
        "<c r=\"A2\" s=\"2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1 &lt;人&gt;</t>"
    ));
    assert!(sheet.contains("<c r=\"B2\"><v>-0.50</v></c>"));
    assert!(sheet.contains("sqref=\"B2:B2\"><formula1>\"approved,rejected\"</formula1>"));
    assert!(sheet.contains("<autoFilter ref=\"A1:B2\"/>"));
}

#[test]
fn a_full_sheet_is_followed_by_another_with_the_header() {
    let rows: Vec<Vec<Cell<'_>>> = (0..5).map(|n| vec![Cell::Count(n)]).collect();
    let parts = write(&rows, 3);
    assert_eq!(parts.iter().filter(|(n, _)| n.starts_with("xl/worksheets/")).count(), 3);
    assert!(part(&parts, "xl/workbook.xml").contains("name=\"units 3\" sheetId=\"3\""));
    assert!(part(&parts, "xl/worksheets/sheet3.xml").contains(">zh</t>"));
    assert!(part(&parts, "[Content_Types].xml").contains("sheet3.xml"));
}

#[test]
fn odd_characters_are_kept_and_long_text_is_cut_in_sight() {
    let mut out = String::new();
    push_cell_text(&mut out, "a\u{1}b_x0041_c_d\r");
    assert_eq!(out, "a_x0001_b_x005F_x0041_c_d_x000D_");
    let mut out = String::new();
    push_cell_text(&mut out, &"𠀀".repeat(20_000));
    assert!(out.ends_with(CUT));
    assert!(out.encode_utf16().count() <= UNITS_A_CELL);
}

#[test]
fn columns_are_named_as_spreadsheets_name_them() {
    assert_eq!([0, 25, 26, 701, 702].map(column_name), ["A", "Z", "AA", "ZZ", "AAA"]);
}
