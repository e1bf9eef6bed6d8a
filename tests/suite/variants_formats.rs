//! One article of this project in many encodings and formats: the same fields from each.

use std::io::Write;

use crate::structure::{Parsed, parse, text, texts};

const TITLE: &str = "环湾六国海底电缆治理合作的进展与前景";
const ABSTRACT: &str =
    "环湾六国近年来不断推进海底电缆的抢修与治理合作。各国统一了抢修规则，建立了备件调配机制。";
const KEYWORDS: [&str; 4] = ["海底电缆", "区域治理", "数据安全", "备件调配"];
const TITLE_EN: &str = "Progress and Prospects of Submarine Cable Governance among the Bay Six";
const ABSTRACT_EN: &str = "The Bay Six have advanced cooperation on the repair and governance of submarine cables. They have unified repair rules and set up a mechanism for allocating spare parts.";
const KEYWORDS_EN: [&str; 4] =
    ["submarine cables", "regional governance", "data security", "allocation of spare parts"];
const BODY: &str =
    "海底电缆承担着绝大部分国际数据流量，是数字经济的重要基础设施，各国对此已有共识。";

/// The lines of the article as they are printed.
fn lines() -> Vec<String> {
    vec![
        TITLE.to_owned(),
        "林栖舟".to_owned(),
        format!("摘要：{ABSTRACT}"),
        format!("关键词：{}", KEYWORDS.join("；")),
        "一、引言".to_owned(),
        BODY.to_owned(),
        TITLE_EN.to_owned(),
        "LIN Qizhou".to_owned(),
        format!("Abstract: {ABSTRACT_EN}"),
        format!("Keywords: {}", KEYWORDS_EN.join("; ")),
    ]
}

fn assert_right(parsed: &Parsed, what: &str) {
    assert_eq!(parsed.articles.len(), 1, "{what}");
    let article = &parsed.articles[0];
    assert_eq!(text(article.zh.title.as_ref()), TITLE, "{what}");
    assert_eq!(texts(&article.zh.authors), ["林栖舟"], "{what}");
    assert_eq!(text(article.zh.abstract_text.as_ref()), ABSTRACT, "{what}");
    assert_eq!(texts(&article.zh.keywords), KEYWORDS, "{what}");
    assert_eq!(text(article.en.title.as_ref()), TITLE_EN, "{what}");
    assert_eq!(texts(&article.en.authors).len(), 1, "{what}");
    assert_eq!(text(article.en.abstract_text.as_ref()), ABSTRACT_EN, "{what}");
    assert_eq!(texts(&article.en.keywords), KEYWORDS_EN, "{what}");
    let body: String = texts(&article.body).concat();
    assert!(body.contains(BODY), "{what}: {body}");
}

#[test]
fn encodings_and_line_ends() {
    let text = lines().join("\n") + "\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let gb18030 = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    for (what, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("UTF-8 with a mark", format!("\u{feff}{text}").into_bytes()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
        ("GB18030", gb18030(&text)),
        ("GB18030 with CRLF", gb18030(&text.replace('\n', "\r\n"))),
        ("CRLF", text.replace('\n', "\r\n").into_bytes()),
        ("CR", text.replace('\n', "\r").into_bytes()),
        ("empty lines between", text.replace('\n', "\n\n").into_bytes()),
        ("indented", text.replace('\n', "\n　　").into_bytes()),
    ] {
        assert_right(&parse(&bytes, "a.txt"), what);
    }
}

#[test]
fn big5() {
    let traditional = "港口數據治理的研究\n黃秋瑩\n摘要：本文考察港口數據的治理。各國對此意見不一。\n\
        關鍵詞：港口；數據；治理\n壹、前言\n港口數據日益重要，各國開始立法，並且互相承認。\n";
    let parsed = parse(&encoding_rs::BIG5.encode(traditional).0, "a.txt");
    assert_eq!(parsed.document.encoding, "Big5");
    let article = &parsed.articles[0];
    assert_eq!(text(article.zh.title.as_ref()), "港口數據治理的研究");
    assert_eq!(texts(&article.zh.keywords), ["港口", "數據", "治理"]);
}

#[test]
fn markdown_and_html() {
    let lines = lines();
    let markdown: String = lines
        .iter()
        .enumerate()
        .map(
            |(n, l)| if [0, 4, 6].contains(&n) { format!("# {l}\n\n") } else { format!("{l}\n\n") },
        )
        .collect();
    assert_right(&parse(markdown.as_bytes(), "a.md"), "Markdown");
    let bold: String = lines.iter().map(|l| l.replace("摘要：", "**摘要：**") + "\n\n").collect();
    assert_right(&parse(bold.as_bytes(), "a.md"), "bold labels");
    let paragraphs: String = lines.iter().map(|l| format!("<p>&nbsp;&nbsp;{l}</p>\n")).collect();
    let page = format!(
        "<html><head><meta charset=\"gb2312\"></head><body><nav>首页</nav>{paragraphs}</body></html>"
    );
    assert_right(
        &parse(&encoding_rs::GBK.encode(&page).0, "a.html"),
        "a page in GBK that says gb2312",
    );
    let breaks = format!("<html><body><div>{}</div></body></html>", lines.join("<br>"));
    assert_right(&parse(breaks.as_bytes(), "a.html"), "line breaks");
}

#[test]
fn mineru_lists() {
    let item = |text: &str, level: &str, page: u32| {
        format!("{{\"type\":\"text\",\"text\":\"{text}\"{level},\"page_idx\":{page}}}")
    };
    let level = |n: usize| if [0, 4, 6].contains(&n) { ",\"text_level\":1" } else { "" };
    let items: Vec<String> =
        lines().iter().enumerate().map(|(n, l)| item(l, level(n), 0)).collect();
    assert_right(&parse(format!("[{}]", items.join(",")).as_bytes(), "a.json"), "one line");
    assert_right(&parse(format!("[\n{}\n]", items.join(",\n")).as_bytes(), "a.json"), "lines");
    // A paragraph over a page, with header, page number and picture between its halves.
    let mut cut = items.clone();
    let (head, tail) = BODY.split_at(BODY.find("的重要").unwrap());
    cut[5] = [
        item(head, "", 0),
        "{\"type\":\"header\",\"text\":\"港口评论\",\"page_idx\":1}".to_owned(),
        "{\"type\":\"page_number\",\"text\":\"46\",\"page_idx\":1}".to_owned(),
        "{\"type\":\"image\",\"img_path\":\"a.jpg\",\"image_caption\":[\"图1 电缆\"],\"page_idx\":1}".to_owned(),
        item(tail, "", 1),
    ]
    .join(",");
    assert_right(&parse(format!("[{}]", cut.join(",")).as_bytes(), "a.json"), "over a page");
    let escaped: Vec<String> = items
        .iter()
        .map(|i| {
            i.chars()
                .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) })
                .collect()
        })
        .collect();
    assert_right(&parse(format!("[{}]", escaped.join(",")).as_bytes(), "a.json"), "escaped");
}

fn docx(paragraphs: &[String]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    write!(zip, "<w:document><w:body>{}</w:body></w:document>", paragraphs.concat()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn word_files_with_tracked_changes() {
    let run = |t: &str| format!("<w:r><w:t xml:space=\"preserve\">{t}</w:t></w:r>");
    let paragraph = |inner: String| format!("<w:p>{inner}</w:p>");
    let plain: Vec<String> = lines().iter().map(|l| paragraph(run(l))).collect();
    assert_right(&parse(&docx(&plain), "a.docx"), "plain");
    let (a, b) = ABSTRACT.split_at(ABSTRACT.find("的抢修").unwrap());
    let gone = "<w:del w:id=\"1\"><w:r><w:delText>删去的字。</w:delText></w:r></w:del>";
    for (what, inner) in [
        ("an insertion", format!("{}<w:ins>{}</w:ins>", run(&format!("摘要：{a}")), run(b))),
        ("a deletion", format!("{}{gone}{}", run(&format!("摘要：{a}")), run(b))),
        (
            "a deletion inside an insertion",
            format!("{}<w:ins>{gone}{}</w:ins>", run(&format!("摘要：{a}")), run(b)),
        ),
        (
            "moved text",
            format!(
                "{}<w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>",
                run(&format!("摘要：{a}")),
                run("移走的字。"),
                run(b)
            ),
        ),
        (
            "a change of format",
            format!(
                "{}<w:r><w:rPr><w:b/><w:rPrChange><w:rPr/></w:rPrChange></w:rPr><w:t>{b}</w:t></w:r>",
                run(&format!("摘要：{a}"))
            ),
        ),
        (
            "comments, bookmarks and a link",
            format!(
                "<w:bookmarkStart w:id=\"1\"/><w:commentRangeStart w:id=\"1\"/>{}<w:hyperlink>{}</w:hyperlink><w:commentRangeEnd w:id=\"1\"/><w:r><w:commentReference w:id=\"1\"/></w:r>",
                run(&format!("摘要：{a}")),
                run(b)
            ),
        ),
        (
            "a smart tag and a content control",
            format!(
                "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt><w:smartTag>{}</w:smartTag>",
                run(&format!("摘要：{a}")),
                run(b)
            ),
        ),
        (
            "a field",
            format!(
                "{}<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
                run(&format!("摘要：{a}")),
                run(b)
            ),
        ),
    ] {
        let mut changed = plain.clone();
        changed[2] = paragraph(inner);
        assert_right(&parse(&docx(&changed), "a.docx"), what);
    }
    // The end of a paragraph deleted: the next one goes on from it.
    let mut joined = plain.clone();
    joined[2] = format!(
        "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr>{}</w:p>{}",
        run(&format!("摘要：{a}")),
        paragraph(run(b))
    );
    assert_right(&parse(&docx(&joined), "a.docx"), "a deleted paragraph end");
}

#[test]
fn jats_in_several_dialects() {
    let kwd = |list: &[&str]| list.iter().map(|k| format!("<kwd>{k}</kwd>")).collect::<String>();
    let body = format!("<body><sec><title>引言</title><p>{BODY}</p></sec></body>");
    let names = "<contrib-group><contrib contrib-type=\"author\"><name-alternatives><name xml:lang=\"zh\"><surname>林</surname><given-names>栖舟</given-names></name><name xml:lang=\"en\"><surname>LIN</surname><given-names>Qizhou</given-names></name></name-alternatives></contrib></contrib-group>";
    let chinese = format!(
        "<article xml:lang=\"zh\"><front><article-meta><title-group><article-title>{TITLE}</article-title><trans-title-group xml:lang=\"en\"><trans-title>{TITLE_EN}</trans-title></trans-title-group></title-group>{names}<abstract><p>{ABSTRACT}</p></abstract><trans-abstract xml:lang=\"en\"><p>{ABSTRACT_EN}</p></trans-abstract><kwd-group xml:lang=\"zh\">{}</kwd-group><kwd-group xml:lang=\"en\">{}</kwd-group></article-meta></front>{body}</article>",
        kwd(&KEYWORDS),
        kwd(&KEYWORDS_EN)
    );
    assert_right(&parse(chinese.as_bytes(), "a.xml"), "Chinese first");
    let titled = chinese
        .replace("<abstract><p>", "<abstract><title>摘要</title><p>")
        .replace("<kwd-group xml:lang=\"zh\">", "<kwd-group xml:lang=\"zh\"><title>关键词</title>");
    assert_right(&parse(titled.as_bytes(), "a.xml"), "titles in the parts");
    let declared = format!("<?xml version=\"1.0\" encoding=\"GB18030\"?>\n{chinese}");
    assert_right(&parse(&encoding_rs::GB18030.encode(&declared).0, "a.xml"), "GB18030");
}
