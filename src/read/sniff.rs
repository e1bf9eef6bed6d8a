//! What a file is, told by its first bytes.

use super::ReadError;

/// First bytes, and what they announce. Only kinds that people have beside their articles.
const MAGIC: &[(&[u8], &str, Option<&str>)] = &[
    (b"\x89PNG\r\n", "a PNG picture", Some(OCR)),
    (b"\xff\xd8\xff", "a JPEG picture", Some(OCR)),
    (b"GIF8", "a GIF picture", Some(OCR)),
    (b"II*\0", "a TIFF picture", Some(OCR)),
    (b"MM\0*", "a TIFF picture", Some(OCR)),
    (b"AT&TFORM", "a DjVu scan", Some(OCR)),
    (b"\x1f\x8b", "a gzip archive", Some(UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", Some(UNPACK)),
    (b"Rar!\x1a\x07", "a RAR archive", Some(UNPACK)),
    (b"\xfd7zXZ\0", "an xz archive", Some(UNPACK)),
    (b"BZh", "a bzip2 archive", Some(UNPACK)),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", Some(UNPACK)),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an old Office file (.doc, .xls, .ppt or .wps)",
        Some("open it in Word, WPS or LibreOffice and save it as .docx"),
    ),
    (
        b"{\\rtf",
        "a Rich Text file (.rtf)",
        Some("open it in Word, WPS or LibreOffice and save it as .docx"),
    ),
    (b"CAJ\0", "a CNKI CAJ file", Some(CAJ)),
    (b"HN\x02\0", "a CNKI CAJ file", Some(CAJ)),
    (b"HN\x01\0", "a CNKI CAJ file", Some(CAJ)),
    (b"\xc8\0\0\0", "a CNKI CAJ file", Some(CAJ)),
    (b"KDH ", "a CNKI KDH file", Some(CAJ)),
    (b"TEB\0", "a CNKI TEB file", Some(CAJ)),
    (b"%!PS", "a PostScript file", Some("turn it into a PDF first (ps2pdf)")),
    (b"\x7fELF", "a program", None),
    (b"\xcf\xfa\xed\xfe", "a program", None),
    (b"\xca\xfe\xba\xbe", "a program", None),
    (b"\0asm", "a program", None),
    (b"SQLite format 3\0", "an SQLite database", None),
    (b"ID3", "a sound file", None),
    (b"OggS", "a sound file", None),
    (b"RIFF", "a media file", None),
    (b"wOFF", "a font", None),
    (b"wOF2", "a font", None),
    (b"OTTO", "a font", None),
    (b"\0\x01\0\0", "a font", None),
];

const OCR: &str = "an OCR program (MinerU, PaddleOCR, Tesseract with chi_sim) makes text of it";
const UNPACK: &str = "unpack it and give the files in it";
const CAJ: &str = "open it in CAJViewer and save it as a PDF, or download the article as a PDF";

/// Members that tell which program a ZIP archive belongs to.
const ZIP_KINDS: &[(&[u8], &str, &str)] = &[
    (b"xl/workbook", "an Excel workbook", "save the sheet as text or the article as .docx"),
    (b"ppt/presentation", "a PowerPoint presentation", "save its text as .docx or .txt"),
    (b"application/epub+zip", "an EPUB book", "save the chapter as .html or .txt"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument",
        "an OpenDocument file",
        "save it as .docx in LibreOffice",
    ),
];

/// The stream of an Office file that is locked with a password, in UTF-16.
const ENCRYPTED_PACKAGE: &[u8] = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

/// What the first bytes say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Container {
    /// A PDF; where its header begins.
    Pdf(usize),
    /// A Word document.
    Docx,
    /// Text, or at least nothing else that is known.
    Text,
}

/// Tells containers from text, and refuses what is neither, by name.
pub(super) fn container(bytes: &[u8]) -> Result<Container, ReadError> {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    // Acrobat takes a header anywhere in the first 1,024 bytes; a text that only tells of PDF
    // headers has text before it.
    if let Some(at) = find(head, b"%PDF-")
        && (at == 0 || head.iter().take(at).all(|b| b.is_ascii_whitespace() || *b >= 0xbb))
    {
        return Ok(Container::Pdf(at));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip_kind(bytes);
    }
    if bytes.starts_with(b"MZ") && head.contains(&0) {
        return Err(binary("a Windows program", None));
    }
    if bytes.starts_with(b"BM") && head.iter().take(64).any(|b| *b == 0) {
        return Err(binary("a BMP picture", Some(OCR)));
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Err(binary("a film, sound or picture file", None));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0")
        && find(bytes.get(..bytes.len().min(1 << 20)).unwrap_or_default(), ENCRYPTED_PACKAGE)
            .is_some()
    {
        return Err(ReadError::Locked { format: "Office file" });
    }
    let known = MAGIC.iter().find(|(magic, _, _)| bytes.starts_with(magic));
    match known {
        // Signatures of letters alone could open a text: a real one has binary after it.
        Some((magic, kind, hint))
            if magic.iter().any(|b| !(0x20..0x7f).contains(b))
                || matches!(*magic, b"{\\rtf" | b"%!PS")
                || head.iter().any(|b| *b < 9) =>
        {
            Err(binary(kind, *hint))
        }
        _ => Ok(Container::Text),
    }
}

fn zip_kind(bytes: &[u8]) -> Result<Container, ReadError> {
    // The directory of names stands at the end; the first names also at the start.
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let tail = bytes.get(bytes.len().saturating_sub(65_536)..).unwrap_or_default();
    let has = |name: &[u8]| find(head, name).is_some() || find(tail, name).is_some();
    if has(b"word/") {
        return Ok(Container::Docx);
    }
    match ZIP_KINDS.iter().find(|(name, _, _)| has(name)) {
        Some((_, kind, hint)) => Err(binary(kind, Some(hint))),
        None => Err(binary("a ZIP archive", Some(UNPACK))),
    }
}

fn binary(kind: &str, hint: Option<&str>) -> ReadError {
    ReadError::Binary { kind: kind.to_owned(), hint: hint.map(str::to_owned) }
}

/// Where `needle` begins in `haystack`.
pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (String, bool) {
        let error = container(bytes).unwrap_err();
        (error.to_string(), error.hint().is_some())
    }

    #[test]
    fn binaries_are_named() {
        assert_eq!(
            refused(b"\x89PNG\r\n\x1a\n\0\0"),
            ("this is no text but a PNG picture".into(), true)
        );
        assert_eq!(
            refused(b"MZ\x90\0\x03"),
            ("this is no text but a Windows program".into(), false)
        );
        assert_eq!(refused(b"PK\x03\x04abc"), ("this is no text but a ZIP archive".into(), true));
        let doc = refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0");
        assert_eq!(
            doc,
            ("this is no text but an old Office file (.doc, .xls, .ppt or .wps)".into(), true)
        );
    }

    #[test]
    fn text_that_begins_like_a_signature_is_text() {
        for text in
            ["MZ系列研究\n", "BM25 算法", "ID3 算法综述", "RIFF and RAFF", "BZh 方法", "GIF8 年"]
        {
            assert_eq!(container(text.as_bytes()), Ok(Container::Text), "{text}");
        }
        assert_eq!(container("格式以 %PDF- 开头".as_bytes()), Ok(Container::Text));
    }

    #[test]
    fn pdf_after_a_byte_order_mark() {
        assert_eq!(container(b"\xef\xbb\xbf%PDF-1.4"), Ok(Container::Pdf(3)));
    }
}
