//! PDFs of one page, written by hand and not compressed.

use std::fmt::Write as _;

/// How the font of a page encodes its characters. None of them has a table to Unicode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Font {
    /// Adobe's predefined `GBK-EUC-H`: one and two bytes.
    GbkEucH,
    /// `UniGB-UCS2-H`: two bytes of UTF-16.
    UniGbUcs2H,
    /// `Identity-H` with a collection that nobody knows: nothing tells its characters.
    IdentityWithoutTable,
}

/// Hexadecimal of the GBK bytes.
pub fn gbk(text: &str) -> String {
    encoding_rs::GBK.encode(text).0.iter().map(|b| format!("{b:02x}")).collect()
}

/// A line of text at a place, in the encoding of the font.
pub fn encoded_line(x: i32, y: i32, text: &str, font: Font) -> String {
    let hex = match font {
        Font::GbkEucH => gbk(text),
        _ => text.encode_utf16().map(|u| format!("{u:04x}")).collect(),
    };
    format!("BT /F1 11 Tf {x} {y} Td <{hex}> Tj ET\n")
}

/// A line of text at a place, in GBK.
pub fn line(x: i32, y: i32, text: &str) -> String {
    encoded_line(x, y, text, Font::GbkEucH)
}

/// A PDF of one page with that content.
pub fn pdf(content: &str, font: Font) -> Vec<u8> {
    let (encoding, collection) = match font {
        Font::GbkEucH => ("GBK-EUC-H", "/Registry(Adobe)/Ordering(GB1)/Supplement 2"),
        Font::UniGbUcs2H => ("UniGB-UCS2-H", "/Registry(Adobe)/Ordering(GB1)/Supplement 2"),
        Font::IdentityWithoutTable => {
            ("Identity-H", "/Registry(Own)/Ordering(Private)/Supplement 0")
        }
    };
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[6 0 R]>>"
        ),
        format!(
            "<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<<{collection}>>/W[1[500 500]2 90 500]/DW 1000>>"
        ),
    ];
    of_objects(&objects)
}

/// A PDF of the objects, the first of which is its catalogue.
pub fn of_objects(objects: &[String]) -> Vec<u8> {
    let mut out = "%PDF-1.4\n".to_owned();
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(out.len());
        writeln!(out, "{number} 0 obj\n{object}\nendobj").unwrap();
    }
    let start = out.len();
    writeln!(out, "xref\n0 {}\n0000000000 65535 f ", objects.len() + 1).unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1)
        .unwrap();
    out.into_bytes()
}
