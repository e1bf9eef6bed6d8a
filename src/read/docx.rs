//! Word documents (ECMA-376, `WordprocessingML`).
//!
//! Tracked insertions are text and deletions are not; footnotes and endnotes stand apart, after the
//! paragraph that refers to them; text boxes, smart tags, fields and links keep their text.

mod body;
mod package;
mod styles;

use std::collections::BTreeMap;

use super::{ReadError, flatten::Extracted, markers};
use crate::domain::{BlockKind, Document};
use body::{NoteId, Paragraph};
use package::Package;

/// Blocks in reading order; places count them.
pub(super) fn read(bytes: &[u8]) -> Result<Document, ReadError> {
    let mut package = Package::open(bytes)?;
    let main = package.main_part();
    let styles = styles::read(&mut package, &main)?;
    let mut notes = BTreeMap::new();
    for kind in ["footnotes", "endnotes"] {
        let part = package::beside(&main, kind);
        notes.extend(body::notes(&mut package, &part, kind)?);
    }
    let Some(paragraphs) = body::paragraphs(&mut package, &main, &styles)? else {
        return Err(package::damaged(format!("it has no part {main}")));
    };
    let mut out = Extracted::default();
    let mut number = 0;
    for paragraph in paragraphs {
        place(&paragraph, &notes, &mut number, &mut out);
    }
    let document = out.into_document("docx", "UTF-8");
    if document.blocks.is_empty() { Err(ReadError::NoText) } else { Ok(document) }
}

/// Puts a paragraph out with its notes numbered and after it.
fn place(
    paragraph: &Paragraph,
    notes: &BTreeMap<NoteId, String>,
    number: &mut u32,
    out: &mut Extracted,
) {
    let mut text = String::new();
    let mut after = Vec::new();
    let mut rest = paragraph.text.as_str();
    for reference in &paragraph.notes {
        let Some((before, behind)) = rest.split_once(body::NOTE_PLACE) else { break };
        text.push_str(before);
        rest = behind;
        let note = notes.get(&reference.id).map_or("", String::as_str);
        if reference.own_mark {
            after.push(note.to_owned());
        } else {
            *number += 1;
            text.push_str(&markers::note_reference(*number));
            after.push(format!("{} {note}", markers::note_mark(*number)));
        }
    }
    text.push_str(rest);
    if paragraph.kind == BlockKind::Table {
        out.push(paragraph.kind, &text, None);
    } else {
        for line in text.split('\n') {
            out.push(paragraph.kind, line.trim(), None);
        }
    }
    for note in after {
        out.push(BlockKind::Note, note.trim(), None);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A package with these parts.
    pub(super) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        for (name, text) in parts {
            zip.start_file(*name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn document(body: &str) -> String {
        format!("<w:document><w:body>{body}</w:body></w:document>")
    }

    fn found(body: &str, more: &[(&str, &str)]) -> Vec<(BlockKind, String)> {
        let main = document(body);
        let mut parts = vec![("word/document.xml", main.as_str())];
        parts.extend(more);
        let document = read(&package(&parts)).unwrap();
        document.blocks.iter().map(|b| (b.kind, b.text.as_str().to_owned())).collect()
    }

    fn run(text: &str) -> String {
        format!("<w:r><w:t>{text}</w:t></w:r>")
    }

    #[test]
    fn tracked_changes_tags_fields_and_links() {
        let body = format!(
            "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>\
             <w:moveFrom>{}</w:moveFrom><w:smartTag>{}</w:smartTag><w:hyperlink>{}</w:hyperlink>\
             <w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>{}</w:p>",
            run("中国，"),
            run("增"),
            run("移"),
            run("上海"),
            run("链 &amp; 接&#x3002;"),
            run("果")
        );
        assert_eq!(found(&body, &[]), [(BlockKind::Text, "中国，增上海链 & 接。果".to_owned())]);
    }

    #[test]
    fn notes_stand_after_their_paragraph() {
        let body = format!(
            "<w:p>{}<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:footnoteReference w:id=\"2\"/></w:r>{}\
             <w:r><w:endnoteReference w:id=\"2\"/></w:r></w:p><w:p>{}</w:p>",
            run("甲"),
            run("乙"),
            run("丙")
        );
        let footnotes = "<w:footnotes><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>\
            <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>脚注。</w:t></w:r></w:p></w:footnote></w:footnotes>";
        let endnotes = "<w:endnotes><w:endnote w:id=\"2\"><w:p><w:r><w:t>尾注。</w:t></w:r></w:p></w:endnote></w:endnotes>";
        assert_eq!(
            found(&body, &[("word/footnotes.xml", footnotes), ("word/endnotes.xml", endnotes)]),
            [
                (BlockKind::Text, "甲^①乙^②".to_owned()),
                (BlockKind::Note, "① 脚注。".to_owned()),
                (BlockKind::Note, "② 尾注。".to_owned()),
                (BlockKind::Text, "丙".to_owned()),
            ]
        );
    }

    #[test]
    fn headings_breaks_raised_and_hidden_text() {
        let styles = "<w:styles><w:style w:styleId=\"a3\"><w:name w:val=\"Title\"/></w:style>\
            <w:style w:styleId=\"2\"><w:name w:val=\"heading 2\"/></w:style>\
            <w:style w:styleId=\"my\"><w:name w:val=\"own\"/><w:basedOn w:val=\"2\"/></w:style></w:styles>";
        let body = format!(
            "<w:p><w:pPr><w:pStyle w:val=\"a3\"/></w:pPr>{}<w:r><w:br/></w:r>{}</w:p>\
             <w:p><w:pPr><w:pStyle w:val=\"my\"/></w:pPr>{}</w:p>\
             <w:p>{}<w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>1</w:t></w:r>\
             <w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>,2</w:t></w:r>{}\
             <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>",
            run("题名"),
            run("——副题"),
            run("小节"),
            run("李玲"),
            run("，陈超")
        );
        assert_eq!(
            found(&body, &[("word/styles.xml", styles)]),
            [
                (BlockKind::Heading(1), "题名".to_owned()),
                (BlockKind::Heading(1), "——副题".to_owned()),
                (BlockKind::Heading(2), "小节".to_owned()),
                (BlockKind::Text, "李玲^{1,2}，陈超".to_owned()),
            ]
        );
    }

    #[test]
    fn text_boxes_come_once_and_tables_are_apart() {
        let cell = |text: &str| format!("<w:tc><w:p>{}</w:p></w:tc>", run(text));
        let body = format!(
            "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Choice>\
             <mc:Fallback><w:txbxContent><w:p>{}</w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>\
             <w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>",
            run("正文"),
            run("框"),
            run("框"),
            cell("年"),
            cell("数"),
            cell("2020"),
            cell("3")
        );
        assert_eq!(
            found(&body, &[]),
            [
                (BlockKind::Text, "框".to_owned()),
                (BlockKind::Text, "正文".to_owned()),
                (BlockKind::Table, "年\t数\n2020\t3".to_owned()),
            ]
        );
    }

    #[test]
    fn bombs_and_damage_are_named() {
        let bomb = document(&run(&"哈".repeat(20_000_000)));
        let error = read(&package(&[("word/document.xml", &bomb)])).unwrap_err();
        assert!(error.to_string().starts_with("ZIP bomb: word/document.xml"), "{error}");
        let deep = read(&package(&[("word/document.xml", &"<w:p>".repeat(5000))])).unwrap_err();
        assert!(matches!(deep, ReadError::Bomb { .. } | ReadError::Malformed { .. }), "{deep}");
        let none = read(&package(&[("word/x.xml", "<a/>")])).unwrap_err();
        assert!(matches!(none, ReadError::Malformed { .. }), "{none}");
        let whole = package(&[("word/document.xml", &document(&run("字")))]);
        let cut = read(&whole[..whole.len() / 2]).unwrap_err();
        assert!(matches!(cut, ReadError::Malformed { .. }), "{cut}");
    }
}
