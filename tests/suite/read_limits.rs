//! What reading may cost: memory by the size of the input, time by its length, and files built to burst
//! either, refused by name.

use std::{fmt::Write as _, io::Write as _, time::Instant};

use duizhao::{
    clean,
    lexicon::Lexicon,
    read::{ReadError, ReadOptions, read},
    structure,
};

use crate::small_pdf;

const SENTENCE: &str = "环湾六国近年来不断推进海底电缆的抢修与治理合作，各国统一了抢修规则。";
/// Size of the inputs whose memory is measured, in bytes.
const INPUT_BYTES: usize = 10_000_000;
/// The most that reading an input may take, as a multiple of its size.
const MOST_TIMES: usize = 20;

/// An input of about [`INPUT_BYTES`] for a reader, and its file name.
fn input(reader: &str) -> (Vec<u8>, &'static str) {
    let repeated = |head: &str, piece: &str, tail: &str| {
        format!("{head}{}{tail}", piece.repeat(INPUT_BYTES / piece.len())).into_bytes()
    };
    let line = SENTENCE.repeat(3);
    match reader {
        "text" => (repeated("", &format!("{line}\n"), ""), "a.txt"),
        "gb18030" => {
            let text = String::from_utf8(repeated("摘要：", &format!("{line}\n"), "")).unwrap();
            (encoding_rs::GB18030.encode(&text).0.into_owned(), "a.txt")
        }
        "markdown" => {
            let piece = format!("## 一、引言\n\n{line}\n\n| 年 | 数 |\n|---|---|\n| 1 | 2 |\n\n");
            (repeated("# 题\n\n", &piece, ""), "a.md")
        }
        "mineru" => {
            let item = format!("{{\"type\":\"text\",\"text\":\"{line}\",\"page_idx\":1}},\n");
            let last = "{\"type\":\"text\",\"text\":\"完\",\"page_idx\":2}]";
            (repeated("[", &item, last), "a.json")
        }
        "html" => {
            let piece = format!("<p>{line}<sup>1</sup></p>\n<table><tr><td>年</td></tr></table>\n");
            (repeated("<html><body>", &piece, "</body></html>"), "a.html")
        }
        "jats" => {
            let piece = format!("<sec><title>引言</title><p>{line}</p></sec>\n");
            (repeated("<article><body>", &piece, "</body></article>"), "a.xml")
        }
        "docx" => {
            let piece = format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
            let body = repeated("<w:document><w:body>", &piece, "</w:body></w:document>");
            (package(&body, zip::CompressionMethod::Stored), "a.docx")
        }
        "pdf" => (many_pages(), "a.pdf"),
        _ => panic!("no reader {reader}"),
    }
}

fn package(document: &[u8], method: zip::CompressionMethod) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(method);
    zip.start_file("word/document.xml", options).unwrap();
    zip.write_all(document).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A PDF of many pages of 40 lines each.
fn many_pages() -> Vec<u8> {
    let mut content = String::new();
    for line in 0..40 {
        content += &small_pdf::line(40, 760 - 18 * line, "环湾六国不断推进海底电缆的抢修与治理");
    }
    let count = INPUT_BYTES / content.len();
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), String::new()];
    objects.push(
        "<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/GBK-EUC-H/DescendantFonts[4 0 R]>>"
            .to_owned(),
    );
    objects.push(
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>"
            .to_owned(),
    );
    let mut kids = String::new();
    for _ in 0..count {
        let page = objects.len() + 1;
        write!(kids, "{page} 0 R ").unwrap();
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {} 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
            page + 1
        ));
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<</Type/Pages/Kids[{kids}]/Count {count}>>");
    small_pdf::of_objects(&objects)
}

/// The most memory that this process ever had, in bytes.
fn peak_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kilobytes: usize = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

const FILE: &str = "DUIZHAO_TEST_FILE";

/// Run in a process of its own by the test below: reads a file and prints what that took.
#[test]
#[ignore = "a part of the test below"]
fn memory_of_one_file() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let path = std::path::PathBuf::from(path);
    let bytes = std::fs::read(&path).unwrap();
    let before = peak_bytes().unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let document = read(&bytes, name, &ReadOptions::default()).unwrap();
    let after = peak_bytes().unwrap();
    assert!(!document.blocks.is_empty());
    println!("memory {} of {}", after - before, bytes.len());
}

#[test]
fn memory_stays_under_twenty_times_the_input() {
    if peak_bytes().is_none() {
        eprintln!("skipped: no /proc/self/status");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for reader in ["text", "gb18030", "markdown", "mineru", "html", "jats", "docx", "pdf"] {
        let (bytes, name) = input(reader);
        assert!(bytes.len() > INPUT_BYTES / 2, "{reader}: {}", bytes.len());
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).unwrap();
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "read_limits::memory_of_one_file", "--ignored", "--nocapture"])
            .env(FILE, &path)
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let line = out.split("memory ").nth(1);
        let line = line.unwrap_or_else(|| {
            panic!("{reader}: {out}{}", String::from_utf8_lossy(&output.stderr))
        });
        let took: usize = line.split_whitespace().next().unwrap().parse().unwrap();
        eprintln!("{reader}: {:.1} times {} bytes", took as f64 / bytes.len() as f64, bytes.len());
        assert!(took < MOST_TIMES * bytes.len(), "{reader}: {took} of {}", bytes.len());
    }
}

/// Seconds that reading, clean-up and structure take.
fn seconds(bytes: &[u8], name: &str) -> f64 {
    let start = Instant::now();
    let lexicon = Lexicon::builtin();
    let document = read(bytes, name, &ReadOptions::default()).unwrap();
    let cleaned = clean::clean(&document, lexicon);
    let articles = structure::articles(&document, &cleaned, lexicon);
    assert!(articles.len() < 1000);
    start.elapsed().as_secs_f64()
}

/// A line of two megabytes of each kind takes seconds; what goes over it again and again would take hours.
#[test]
fn a_line_of_two_megabytes_takes_linear_time() {
    let kinds = [
        ("sentences", SENTENCE),
        ("no stops", "环湾六国近年来不断推进海底电缆的抢修与治理合作"),
        ("labels", "摘要：环湾六国合作。关键词：海底电缆；治理 "),
        ("notes", "合作①治理。②"),
        ("brackets", "（合作《治理［"),
        ("English", "The Bay Six have advanced cooperation on cables. "),
        ("one letter", "a"),
    ];
    for (kind, piece) in kinds {
        let line = piece.repeat(2_000_000 / piece.len());
        let took = seconds(line.as_bytes(), "a.txt");
        eprintln!("{kind}: {took:.2} s");
        assert!(took < 30.0, "{kind}: {took} s");
    }
}

#[test]
fn bombs_are_refused_by_name() {
    let options = ReadOptions::default();
    let refused = |bytes: &[u8], name: &str| read(bytes, name, &options).unwrap_err();
    // Entities within entities, and a long one used again and again.
    let nested: String = ('b'..='h')
        .zip('a'..)
        .map(|(name, inner)| format!("<!ENTITY {name} '{}'>", format!("&{inner};").repeat(12)))
        .collect();
    let nested = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE article [<!ENTITY a '合作'>{nested}]><article><body><p>&h;</p></body></article>"
    );
    let long = format!(
        "<!DOCTYPE article [<!ENTITY a '{}'>]><article><body><p>{}</p></body></article>",
        "合作".repeat(10_000),
        "&a;".repeat(10_000)
    );
    for text in [nested, long] {
        let error = refused(text.as_bytes(), "a.xml");
        assert!(matches!(error, ReadError::Bomb { kind: "XML entity", .. }), "{error}");
        assert!(error.to_string().starts_with("XML entity bomb: "), "{error}");
    }
    let external = "<!DOCTYPE article [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><article><body><p>&a;</p></body></article>";
    let error = refused(external.as_bytes(), "a.xml");
    assert!(matches!(error, ReadError::ExternalEntity { .. }), "{error}");
    // A package that unpacks to a thousand times its size.
    let text = "哈".repeat(40_000_000);
    let document = format!(
        "<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    let packed = package(document.as_bytes(), zip::CompressionMethod::Deflated);
    assert!(packed.len() * 100 < document.len());
    let error = refused(&packed, "a.docx");
    assert!(error.to_string().starts_with("ZIP bomb: word/document.xml"), "{error}");
    // A page whose content unpacks to a thousand times its size, and forms that draw one another.
    let error = refused(&packed_page(), "a.pdf");
    assert!(error.to_string().starts_with("PDF bomb: "), "{error}");
    let error = refused(&forms_in_forms(), "a.pdf");
    assert!(error.to_string().starts_with("PDF bomb: "), "{error}");
    assert!(error.line().is_none());
}

/// A PDF whose page unpacks to 300 MB.
fn packed_page() -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let line = small_pdf::line(40, 700, "合作").repeat(1000);
    for _ in 0..300_000_000 / line.len() {
        packer.write_all(line.as_bytes()).unwrap();
    }
    let packed = packer.finish().unwrap();
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    let objects: [(&str, &[u8]); 4] = [
        ("<</Type/Catalog/Pages 2 0 R>>", b""),
        ("<</Type/Pages/Kids[3 0 R]/Count 1>>", b""),
        ("<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<>>>>", b""),
        ("", packed.as_slice()),
    ];
    for (number, (text, stream)) in (1..).zip(objects) {
        offsets.push(out.len());
        write!(out, "{number} 0 obj\n{text}").unwrap();
        if !stream.is_empty() {
            writeln!(out, "<</Filter/FlateDecode/Length {}>>stream", stream.len()).unwrap();
            out.extend_from_slice(stream);
            write!(out, "\nendstream").unwrap();
        }
        writeln!(out, "\nendobj").unwrap();
    }
    let start = out.len();
    writeln!(out, "xref\n0 5\n0000000000 65535 f ").unwrap();
    for offset in offsets {
        writeln!(out, "{offset:010} 00000 n ").unwrap();
    }
    write!(out, "trailer<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").unwrap();
    out
}

/// A page that draws a form ten times, which draws one ten times, and so on: ten to the eighth.
fn forms_in_forms() -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
            .to_owned(),
    ];
    let content = "/X Do ".repeat(10);
    objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()));
    for form in 5..=13 {
        let text = if form == 13 { "q Q ".repeat(1000) } else { content.clone() };
        objects.push(format!(
            "<</Type/XObject/Subtype/Form/Resources<</XObject<</X {} 0 R>>>>/Length {}>>stream\n{text}\nendstream",
            form + 1,
            text.len()
        ));
    }
    small_pdf::of_objects(&objects)
}
