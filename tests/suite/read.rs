//! Readers on whole files.

use std::time::Instant;

use duizhao::{
    domain::{BlockKind, Document, PlaceUnit},
    read::{ReadError, ReadOptions, read},
};

use crate::sandbox::shared;

fn read_shared(path: &str) -> Option<Document> {
    let file = shared(path)?;
    let bytes = std::fs::read(&file).unwrap();
    Some(read(&bytes, path, &ReadOptions::default()).unwrap())
}

fn texts(document: &Document) -> Vec<&str> {
    document.blocks.iter().map(|b| b.text.as_str()).collect()
}

/// Each block's text is what stands in the file at the lines it names.
fn assert_lines_are_right(document: &Document) {
    let lines: Vec<&str> = document.text().split('\n').collect();
    for block in &document.blocks {
        let at = document.lines_of(block.text.source());
        let printed = lines[at.first as usize - 1..at.last as usize].join("\n");
        if block.kind != BlockKind::Table {
            assert!(printed.contains(block.text.as_str()), "{at}: {}", block.text.as_str());
        }
    }
}

#[test]
fn the_article_has_a_block_for_each_printed_line() {
    let Some(document) = read_shared("article/xdgjgx-2025-10-zhao.txt") else { return };
    assert_eq!(document.format, "text");
    assert_eq!(texts(&document)[0], "美日韩人工智能合作的推进与局限");
    let full = document.text().lines().filter(|l| !l.trim().is_empty()).count();
    assert_eq!(document.blocks.len(), full);
    assert_lines_are_right(&document);
}

#[test]
fn text_inputs_keep_their_lines() {
    for name in [
        "inputs/r08_trailing_news_item.md",
        "inputs/r17_cover_toc_then_article.md",
        "inputs/r20_clean_social_science.md",
        "inputs/r23_pdf_text_hyphens_spaces_fw_commas.txt",
        "inputs/r36_issue_two_articles.md",
    ] {
        let Some(document) = read_shared(name) else { return };
        assert_lines_are_right(&document);
        assert_eq!(document.warnings, [], "{name}");
    }
}

#[test]
fn r33_gb18030_gives_what_r20_gives() {
    let Some(gb) = read_shared("inputs/r33_r20_gb18030_crlf.txt") else { return };
    let utf8 = read_shared("inputs/r20_clean_social_science.md").unwrap();
    assert_eq!(gb.encoding, "gb18030");
    assert_eq!(gb.warnings, []);
    assert_eq!(texts(&gb), texts(&utf8));
}

#[test]
fn r34_utf16_gives_what_r21_gives() {
    let Some(utf16) = read_shared("inputs/r34_r21_utf16le_bom.txt") else { return };
    let utf8 = read_shared("inputs/r21_purpose_method_semicolon.md").unwrap();
    assert_eq!(utf16.encoding, "UTF-16LE");
    assert_eq!(texts(&utf16), texts(&utf8));
}

#[test]
fn r27b_big5_gives_what_r27_gives() {
    let Some(big5) = read_shared("inputs/r27b_same_big5.txt") else { return };
    let utf8 = read_shared("inputs/r27_trad_repository_record_kw_per_line.txt").unwrap();
    assert_eq!(big5.encoding, "Big5");
    assert_eq!(big5.warnings, []);
    // The Big5 file has straight quotes for curly ones.
    let straight = |text: &str| text.replace(['“', '”'], "\"");
    assert_eq!(straight(big5.text()), straight(utf8.text()));
    assert_eq!(big5.blocks.len(), utf8.blocks.len());
}

#[test]
fn r35_html_gives_what_r16_gives() {
    let Some(page) = read_shared("inputs/r35_r16_gb18030_html_meta_gb2312.html") else { return };
    let markdown = read_shared("inputs/r16_fullwidth_space_kw_clc_doi_one_line.md").unwrap();
    assert_eq!((page.encoding.as_str(), page.format.as_str()), ("gb18030", "html"));
    let shown = |document: &Document| -> Vec<(bool, String)> {
        let blocks = document.blocks.iter().filter(|b| b.kind != BlockKind::Furniture);
        blocks
            .map(|b| (matches!(b.kind, BlockKind::Heading(_)), b.text.as_str().trim().to_owned()))
            .collect()
    };
    assert_eq!(shown(&page), shown(&markdown));
}

#[test]
fn r37_jats_is_laid_out_as_r21_is_printed() {
    let Some(jats) = read_shared("inputs/r37_r21_as_jats.xml") else { return };
    let printed = read_shared("inputs/r21_purpose_method_semicolon.md").unwrap();
    let found = texts(&jats);
    let squeeze = |text: &str| -> String {
        text.replace('［', "[").replace(['“', '”'], "\"").split_whitespace().collect()
    };
    for label in ["摘要：", "关键词：", "Abstract: "] {
        let of = |all: &[&str]| all.iter().find(|t| t.starts_with(label)).map(|t| squeeze(t));
        assert_eq!(of(&found), of(&texts(&printed)), "{label}");
    }
    assert_eq!(found[0], "成渝经济圈下高校联盟协同育人网络分析");
    assert_eq!(found[1], "朱禹");
    assert!(found.contains(&"Zhu Yu"));
    assert_eq!(jats.blocks.last().unwrap().kind, BlockKind::Note);
    assert_eq!(found.last().unwrap(), &"① 国家《“十四五”规划》。");
    assert!(found.contains(&"正文一句^①。"));
    // Places are those of the file.
    let keywords = jats.blocks.iter().find(|b| b.text.as_str().starts_with("关键词")).unwrap();
    assert_eq!(jats.lines_of(keywords.text.source()).first, 7);
}

#[test]
fn r38_docx_has_insertions_and_no_deletions() {
    let Some(word) = read_shared("inputs/r38_seed_lines_footnote_ins_del_smarttag.docx") else {
        return;
    };
    let found: Vec<(BlockKind, &str)> =
        word.blocks.iter().map(|b| (b.kind, b.text.as_str())).collect();
    assert_eq!(
        found,
        [
            (BlockKind::Text, "美日韩人工智能合作的推进与局限"),
            (
                BlockKind::Text,
                "[内容提要] 在中美科技竞争加剧的背景下,美国将人工智能确立为核心战略支柱。^①链接文字"
            ),
            (BlockKind::Note, "① 周生升:《经济安全》,《现代日本经济》,2024年第6期。"),
            (BlockKind::Table, "表格中的文字"),
            (BlockKind::Text, "Abstract: Text."),
        ]
    );
    assert_eq!(word.place_unit, PlaceUnit::Block);
}

fn han(text: &str) -> String {
    text.chars().filter(|c| duizhao::text::is_han(*c)).collect()
}

/// The Chinese characters of the body of a PDF, notes and furniture apart.
fn body_han(document: &Document) -> String {
    let body = document
        .blocks
        .iter()
        .filter(|b| matches!(b.kind, BlockKind::Text | BlockKind::Heading(_)));
    han(&body.map(|b| b.text.as_str()).collect::<String>())
}

fn expected_lines(count: usize) -> String {
    let text = std::fs::read_to_string(shared("inputs/expect_pdf_zh.txt").unwrap()).unwrap();
    han(&text.lines().take(count).collect::<Vec<_>>().join("\n"))
}

#[test]
fn r39_pdf_in_one_column() {
    let Some(pdf) = read_shared("inputs/r39_seed_first_pages_onecolumn.pdf") else { return };
    assert_eq!(body_han(&pdf), expected_lines(999));
    assert_eq!(pdf.blocks[0].kind, BlockKind::Furniture);
    assert_eq!(pdf.blocks[1].kind, BlockKind::Heading(1));
    assert_eq!(pdf.blocks.last().unwrap().page, Some(4));
    let english = beginning(&pdf, "Against the backdrop").text.as_str();
    assert!(english.contains("intelligence as a core strategic pillar and has deepened"));
    assert_eq!(beginning(&pdf, "^{1}Kate Magill").kind, BlockKind::Note);
}

#[test]
fn r40_pdf_with_a_gbk_font_and_no_unicode_table() {
    let Some(pdf) = read_shared("inputs/r40_seed_gbk_euc_no_tounicode.pdf") else { return };
    let found = body_han(&pdf);
    assert!(expected_lines(999).starts_with(&found));
    // All that the page shows; it ends inside the seventh paragraph.
    assert_eq!(found.chars().count(), 743);
    assert_eq!(pdf.warnings, []);
    assert_eq!(pdf.blocks[1].text.as_str(), "赵懿黑");
    assert_eq!(pdf.blocks[0].page, Some(1));
}

/// The first block that begins so.
fn beginning<'a>(document: &'a Document, head: &str) -> &'a duizhao::domain::Block {
    let found = document.blocks.iter().find(|b| b.text.as_str().starts_with(head));
    found.unwrap_or_else(|| panic!("no block begins {head}"))
}

#[test]
fn r41_pdf_in_two_columns() {
    let Some(pdf) = read_shared("inputs/r41_seed_two_columns_footnote_header.pdf") else { return };
    assert_eq!(body_han(&pdf), expected_lines(999));
    assert_eq!(beginning(&pdf, "| 1 |").kind, BlockKind::Furniture);
    assert_eq!(beginning(&pdf, "1. Kate Magill").kind, BlockKind::Note);
    assert!(beginning(&pdf, "1. Kate Magill").text.as_str().ends_with("October 23, 2023."));
    // The columns of the last page are balanced: three lines each.
    let last = beginning(&pdf, "constitute intrinsic constraints").text.as_str();
    assert_eq!(last, "constitute intrinsic constraints on the deepening of cooperation.");
    let keywords = beginning(&pdf, "US-Japan-ROK cooperation").text.as_str();
    assert_eq!(keywords, "US-Japan-ROK cooperation, artificial intelligence, Sino-US relations");
}

#[test]
fn every_text_input_survives_every_encoding() {
    let Some(folder) = shared("inputs") else { return };
    let mut tried = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let is_text = path.extension().is_some_and(|e| e == "txt" || e == "md");
        let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) else { continue };
        if !is_text || name.starts_with("expect") {
            continue;
        }
        let mut forms = vec![
            ("gb18030", encoding_rs::GB18030.encode(&text).0.into_owned()),
            ("UTF-16LE", text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            ("UTF-16BE", text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ];
        let (big5, _, lossy) = encoding_rs::BIG5.encode(&text);
        if !lossy {
            forms.push(("Big5", big5.into_owned()));
        }
        for (encoding, bytes) in forms {
            tried += 1;
            let document = read(&bytes, &name, &ReadOptions::default()).unwrap();
            assert_eq!(document.encoding, encoding, "{name}");
            assert!(document.text() == text, "{name} as {encoding}");
            assert_eq!(document.warnings, [], "{name} as {encoding}");
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn content_lists_of_a_whole_archive() {
    let Some(folder) = shared("chinaxiv/json") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let name = path.to_str().unwrap();
        let document = read(&bytes, name, &ReadOptions::default()).unwrap();
        assert_eq!(document.format, "mineru");
        let items: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let mut wanted: Vec<String> = Vec::new();
        for item in items.as_array().unwrap().iter().filter(|i| i["type"] == "text") {
            let lines = item["text"].as_str().unwrap().split('\n').filter(|l| !l.trim().is_empty());
            wanted.extend(lines.map(str::to_owned));
        }
        let found: Vec<&str> = document
            .blocks
            .iter()
            .filter(|b| matches!(b.kind, BlockKind::Text | BlockKind::Heading(_)))
            .map(|b| b.text.as_str())
            .collect();
        assert!(found == wanted, "{name}");
        count += 1;
    }
    assert!(count > 200, "{count}");
}

#[test]
fn markdown_and_content_list_agree() {
    let Some(folder) = shared("chinaxiv/md") else { return };
    let squeeze = |document: &Document| -> Vec<String> {
        document
            .blocks
            .iter()
            .filter(|b| matches!(b.kind, BlockKind::Text | BlockKind::Heading(_)))
            .map(|b| b.text.as_str().split_whitespace().collect::<String>())
            .collect()
    };
    let mut pairs = 0;
    let mut same = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let json = path.parent().unwrap().parent().unwrap().join(format!("json/{stem}.json"));
        let Ok(json) = std::fs::read(json) else { continue };
        let markdown = std::fs::read(&path).unwrap();
        let options = ReadOptions::default();
        let from_json = squeeze(&read(&json, "a.json", &options).unwrap());
        let from_markdown = squeeze(&read(&markdown, "a.md", &options).unwrap());
        pairs += 1;
        let missing = from_json.iter().filter(|text| !from_markdown.contains(text)).count();
        if missing * 50 <= from_json.len() {
            same += 1;
        } else {
            eprintln!("{stem}: {missing} of {} blocks differ", from_json.len());
        }
    }
    assert!(same * 100 >= pairs * 95, "{same} of {pairs}");
}

#[test]
fn a_line_of_200_mb_is_refused_at_once() {
    let mut bytes = "标题\n".as_bytes().to_vec();
    bytes.resize(200_000_000, b'a');
    let start = Instant::now();
    let error = read(&bytes, "long.txt", &ReadOptions::default()).unwrap_err();
    assert_eq!(error.line(), Some(2));
    assert!(matches!(error, ReadError::LineTooLong { .. }), "{error}");
    assert!(error.hint().is_some());
    assert!(start.elapsed().as_secs() < 20);
}
