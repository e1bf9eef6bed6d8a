//! Readers on any bytes: no panic, and blocks that lie inside the text.

use proptest::prelude::*;

use duizhao::{
    domain::Document,
    read::{ReadOptions, read},
};

use crate::small_pdf;

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|b| b.text.as_str()).collect()
}

const NAMES: &[&str] = &["a.txt", "a.md", "a.json", "a.html", "a.xml", "-"];

fn try_all(bytes: &[u8]) {
    for name in NAMES {
        if let Ok(document) = read(bytes, name, &ReadOptions::default()) {
            for block in &document.blocks {
                assert!(block.text.source().end() <= document.text().len());
                assert!(!block.text.as_str().is_empty());
            }
        }
    }
}

/// A sound file with a few bytes changed, cut or doubled.
fn damaged(mut bytes: Vec<u8>, edits: &[(usize, u8, u8)]) -> Vec<u8> {
    for (at, byte, kind) in edits {
        let at = at % bytes.len().max(1);
        match kind % 4 {
            0 | 1 => bytes[at] = *byte,
            2 => drop(bytes.drain(at..(at + usize::from(*byte)).min(bytes.len()))),
            _ => {
                let piece = bytes[at..(at + usize::from(*byte)).min(bytes.len())].to_vec();
                bytes.splice(at..at, piece);
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

/// A PDF of one page, uncompressed so that damage reaches every part.
fn small_pdf() -> Vec<u8> {
    let content =
        "BT /F1 11 Tf 16 TL 40 560 Td <c3c0c8d5baab> Tj T* (A) Tj [<d5d4> -250 (B)] TJ ET /X Do";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 600]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>>>".to_owned(),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>".to_owned(),
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/W[1[500 500]2 90 250]/DW 1000>>".to_owned(),
        "<</Type/XObject/Subtype/Form/Matrix[1 0 0 1 0 0]/Length 5>>stream\n/X Do\nendstream".to_owned(),
    ];
    small_pdf::of_objects(&objects)
}

fn small_docx() -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let body = "<w:document><w:body><w:p><w:r><w:t>摘要</w:t></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>表</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>";
    let notes = "<w:footnotes><w:footnote w:id=\"1\"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>";
    for (name, text) in [("word/document.xml", body), ("word/footnotes.xml", notes)] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_small_files_are_sound() {
    let options = ReadOptions::default();
    let pdf = read(&small_pdf(), "a.pdf", &options).unwrap();
    assert_eq!(texts(&pdf), ["美日韩A赵B"]);
    let word = read(&small_docx(), "a.docx", &options).unwrap();
    assert_eq!(texts(&word), ["摘要^①", "① 注", "表"]);
}

proptest! {
    #[test]
    fn no_panic_on_damaged_pdf(edits in proptest::collection::vec(any::<(usize, u8, u8)>(), 1..6)) {
        try_all(&damaged(small_pdf(), &edits));
    }

    #[test]
    fn no_panic_on_damaged_docx(edits in proptest::collection::vec(any::<(usize, u8, u8)>(), 1..6)) {
        try_all(&damaged(small_docx(), &edits));
    }

    #[test]
    fn no_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        try_all(&bytes);
    }

    #[test]
    fn no_panic_on_markup(text in "([#|!\\[\\]()$>`~=<\\-]|\\n|<table>|<td>|\\$\\$|[a-c摘要]| |\\r|\\x0c){0,60}") {
        try_all(text.as_bytes());
    }

    #[test]
    fn no_panic_on_pages(text in "<html>(</?(p|table|tr|td|sup|nav|h1|pre|button|br)>|&nbsp;|&#|<!--|[a-c摘要]| |\\n|<){0,60}") {
        try_all(text.as_bytes());
    }

    #[test]
    fn no_panic_on_jats(text in "<article>(<(/?)(p|sec|title|abstract|kwd-group|kwd|fn|xref|sup|table|tr|td|body|front)>|&lt;|[a-c摘要]| |\\n){0,60}(</article>)?") {
        try_all(text.as_bytes());
    }

    #[test]
    fn no_panic_on_lists(text in r#"(\[|\]|\{|\}|,|:|"type"|"text"|"page_idx"|"摘\\u8981"|\\|12|null| |\n){0,60}"#) {
        try_all(text.as_bytes());
    }
}

/// What would take hours if any reader went over its input again and again takes seconds.
#[test]
fn hostile_repetition_takes_linear_time() {
    let repeated = [
        ("a.html", "<html>", "甲<sup>1</sup>"),
        ("a.html", "<html>", "<table><tr><td>甲"),
        ("a.html", "<html>", "<nav></p>甲<a href=\"x"),
        ("a.html", "<html>", "<!-- & &#1 <"),
        ("a.xml", "<article><body>", "<p/>&lt;"),
        ("a.md", "", "[![a]("),
        ("a.md", "", "| a |\n```\n$$\n"),
        ("a.md", "", "<table\n"),
        ("a.json", "[", "{\"type\":\"text\",\"text\":\"\\n\\u4e00\"},"),
        ("a.txt", "", "甲\0\x0c\r"),
    ];
    for (name, head, piece) in repeated {
        let input = format!("{head}{}", piece.repeat(500_000 / piece.len()));
        let start = std::time::Instant::now();
        let _ = read(input.as_bytes(), name, &ReadOptions::default());
        assert!(start.elapsed().as_secs() < 15, "{name}: {piece}");
    }
}
