//! Real inputs in many styles: each row of `../shared/inputs/INDEX.tsv` says what is right, and has a test
//! of its own.

use std::collections::BTreeMap;

use duizhao::domain::{Article, Front, FrontFlag, Passage, Script, Side};

use crate::{
    sandbox::shared,
    structure::{Parsed, parse_file, sentence_count, text, texts},
};

/// Rows where another result is judged right, and why: field, result.
const JUDGED: &[(&str, &str, &str, &str)] = &[
    ("r27", "en kw", "7", "the record lists seven English keywords, one a line"),
    ("r28", "author", "蔡翠紅", "the surface form is kept: the name is printed in Traditional"),
    ("r32", "en sent", "3", "two whole sentences and the one that is cut off"),
    ("r17", "zh kw", "1", "separators lost, and no split is certain: left whole for the editor"),
    ("r19", "zh kw", "1", "as r17"),
    ("r26", "zh kw", "1", "as r17: every character is spaced alike"),
];

/// What a row's last column says of a field: the text after its name, up to the next semicolon.
fn expectations(column: &str) -> BTreeMap<&'static str, String> {
    const FIELDS: &[&str] = &[
        "title zh",
        "title en",
        "authors",
        "author",
        "zh kw",
        "en kw",
        "zh sent",
        "en sent",
        "en none",
        "clc",
        "doc code",
        "article no",
        "article count",
    ];
    let mut found = BTreeMap::new();
    for part in column.split("; ") {
        let part = part.trim();
        // The longest name first: `authors` before `author`.
        if let Some(field) = FIELDS.iter().find(|f| part.starts_with(**f)) {
            found.insert(*field, part[field.len()..].trim().to_owned());
        }
    }
    // `clc D81; doc code A; article no 2095-…` may be parted by commas.
    found
}

/// Text without blanks, brackets and dashes, doubled letters taken once: neither how a subtitle is
/// set off counts, nor a `t` of `tt` that the OCR lost and that nobody may guess.
fn core(text: &str) -> String {
    let mut kept: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && !"()（）—-－―\"“”".contains(*c)).collect();
    kept.dedup_by(|a, b| a == b && a.is_ascii_alphabetic());
    kept.into_iter().collect()
}

/// Drops a remark in brackets that is in English: `(trailing footnote digit 1 removed)`.
fn without_remark(text: &str) -> &str {
    match text.rfind(" (") {
        Some(at) if text[at..].chars().filter(char::is_ascii_alphabetic).count() > 8 => &text[..at],
        _ => text,
    }
}

fn number(text: &str) -> Option<usize> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn check(row: &str, column: &str, articles: &[Article]) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(article) = articles.first() else { return vec![format!("{row}: no article")] };
    let key = row.split('_').next().unwrap();
    for (field, printed) in expectations(column) {
        let judged =
            JUDGED.iter().find(|j| key.trim_end_matches('b') == j.0 && field.starts_with(j.1));
        let wanted = judged.map_or(printed.as_str(), |j| j.2);
        let mut differs = |found: String| {
            wrong.push(format!("{row}: {field}: wanted {wanted:?}, found {found:?}"));
        };
        let title = |front: &Front| {
            let whole = format!("{}{}", text(front.title.as_ref()), text(front.subtitle.as_ref()));
            (core(text(front.title.as_ref())), core(&whole))
        };
        match field {
            "title zh" | "title en" => {
                let front = if field == "title zh" { &article.zh } else { &article.en };
                let (alone, whole) = title(front);
                let full = core(wanted);
                let bare = core(without_remark(wanted));
                let subtitled = core(&wanted.replace("subtitle ", ""));
                if ![&alone, &whole].iter().any(|t| **t == full || **t == bare || **t == subtitled)
                {
                    differs(whole);
                }
            }
            "author" | "authors" => {
                let found = texts(&article.zh.authors).join(", ");
                if found != wanted {
                    differs(found);
                }
            }
            "zh kw" | "en kw" => {
                let front = if field == "zh kw" { &article.zh } else { &article.en };
                let found = front.keywords.len();
                let enough = wanted.starts_with('≥') && number(wanted).is_some_and(|n| found >= n);
                if number(wanted) != Some(found) && !enough {
                    differs(texts(&front.keywords).join(" | "));
                }
            }
            "zh sent" | "en sent" => {
                let (side, front) = if field == "zh sent" {
                    (Side::Zh, &article.zh)
                } else {
                    (Side::En, &article.en)
                };
                let found = sentence_count(side, front);
                if number(wanted) != Some(found) {
                    differs(found.to_string());
                }
            }
            "en none" => {
                if article.en.title.is_some() || article.en.abstract_text.is_some() {
                    differs(text(article.en.title.as_ref()).to_owned());
                }
            }
            "clc" => {
                if article.parts.clc.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.clc));
                }
            }
            "doc code" => {
                if article.parts.document_code.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.document_code));
                }
            }
            "article no" => {
                if article.parts.article_number.as_deref() != Some(wanted) {
                    differs(format!("{:?}", article.parts.article_number));
                }
            }
            _ => {
                if number(wanted).is_some_and(|n| n != articles.len()) {
                    differs(articles.len().to_string());
                }
            }
        }
    }
    wrong
}

/// The right result of a row (that of another where it says `as r20`), and what is found; `None` where the
/// material is absent.
fn row(file: &str) -> Option<(String, Parsed)> {
    let folder = shared("inputs")?;
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let right = |wanted: &dyn Fn(&str) -> bool| {
        index
            .lines()
            .map(|l| l.split('\t').collect::<Vec<_>>())
            .find(|c| wanted(c[0]))
            .map(|c| c[3].to_owned())
    };
    let own = right(&|name| name == file).unwrap_or_else(|| panic!("no row {file}"));
    let other = own.strip_prefix("as ").and_then(|r| r.split([' ', ',', ';']).next());
    let column = other.and_then(|key| right(&|name| name.starts_with(key))).unwrap_or(own);
    Some((column, parse_file(&folder.join(file))))
}

/// A test a row: what the row says, and more.
macro_rules! rows {
    ($($test:ident: $file:literal => $more:expr;)*) => {
        $(#[test]
        fn $test() {
            let Some((column, parsed)) = row($file) else { return };
            let wrong = check($file, &column, &parsed.articles);
            assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
            let more: fn(&Parsed) = $more;
            more(&parsed);
        })*

        #[test]
        fn every_row_has_a_test() {
            let Some(path) = shared("inputs/INDEX.tsv") else { return };
            let tested = [$($file),*];
            for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
                let file = line.split('\t').next().unwrap();
                assert!(tested.contains(&file), "{file}");
            }
        }
    };
}

fn zh(parsed: &Parsed) -> &Front {
    &parsed.articles[0].zh
}

fn en(parsed: &Parsed) -> &Front {
    &parsed.articles[0].en
}

fn body(parsed: &Parsed) -> String {
    parsed.articles[0].body.iter().map(Passage::as_str).collect()
}

fn unsplit(front: &Front) -> bool {
    front.flags.contains(&FrontFlag::KeywordsUnsplit)
}

/// What the real article's first pages hold, in every form.
fn is_real_article(parsed: &Parsed) {
    let Some(gold) = shared("gold/gold_structure.json") else { return };
    let gold: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(gold).unwrap()).unwrap();
    let plain = |t: &str| -> String { t.chars().filter(|c| !c.is_whitespace()).collect() };
    let list = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let article = &parsed.articles[0];
    assert_eq!(parsed.articles.len(), 1);
    assert_eq!(text(article.zh.title.as_ref()), gold["title"]["zh"]);
    assert_eq!(texts(&article.zh.authors), [gold["author"]["zh"].as_str().unwrap()]);
    assert_eq!(texts(&article.zh.affiliations), [gold["affiliation"]["zh"].as_str().unwrap()]);
    assert_eq!(
        plain(text(article.zh.abstract_text.as_ref())),
        plain(gold["abstract_zh"]["text"].as_str().unwrap())
    );
    assert_eq!(texts(&article.zh.keywords), list(&gold["keywords_zh"]));
    if article.en.abstract_text.is_some() {
        assert_eq!(text(article.en.title.as_ref()), gold["title"]["en"]);
        assert_eq!(texts(&article.en.authors), [gold["author"]["en"].as_str().unwrap()]);
        let curly = |t: &str| plain(t).replace(['‘', '’'], "'").replace(['“', '”'], "\"");
        assert_eq!(
            curly(text(article.en.abstract_text.as_ref())),
            curly(gold["abstract_en"]["text"].as_str().unwrap())
        );
        assert_eq!(texts(&article.en.keywords), list(&gold["keywords_en"]));
    }
}

rows! {
    r02_tiyao_brackets_zh_only: "r02_tiyao_brackets_zh_only.md" => |p| {
        assert_eq!(texts(&zh(p).keywords), ["载瓦语", "发声类型", "声学分析", "声调感知"]);
    };
    r04_ztflf_en_intro_glued: "r04_ztflf_en_intro_glued.md" => |p| {
        assert_eq!(texts(&en(p).keywords).last(), Some(&"bibliometrics"));
        assert!(p.articles[0].sections.iter().any(|s| s.title.as_str() == "引言"));
    };
    r05_dunhao_kw_subtitle: "r05_dunhao_kw_subtitle.md" => |p| {
        assert!(text(zh(p).subtitle.as_ref()).contains("以互联网为例"));
    };
    r08_trailing_news_item: "r08_trailing_news_item.md" => |p| {
        assert_eq!(p.articles.len(), 1);
        assert!(!p.articles[0].foreign.is_empty());
        assert!(p.articles[0].parts.editor.is_some() && !p.articles[0].parts.dates.is_empty());
    };
    r10_en_before_zh: "r10_en_before_zh.md" => |p| {
        assert_eq!(p.articles.len(), 1);
        assert!(p.articles[0].parts.clc.is_some());
    };
    r13_structured_en_at_end_kw_spaces: "r13_structured_en_at_end_kw_spaces.md" => |p| {
        let labels = |f: &Front| f.abstract_parts.len();
        assert_eq!((labels(zh(p)), labels(en(p))), (3, 3));
        assert!(p.articles[0].parts.clc.is_some());
    };
    r16_fullwidth_space_kw_clc_doi_one_line:
        "r16_fullwidth_space_kw_clc_doi_one_line.md" => |p| is_r16(&p.articles[0]);
    r17_cover_toc_then_article: "r17_cover_toc_then_article.md" => |p| {
        assert_eq!(p.articles[0].parts.document_code.as_deref(), Some("A"));
        assert!(!body(p).contains("……"));
    };
    r19_running_header_inside_paragraph: "r19_running_header_inside_paragraph.md" => |p| {
        assert!(body(p).contains("传递、组织、评价的方法"));
    };
    r20_clean_social_science: "r20_clean_social_science.md" => |_| {};
    r21_purpose_method_semicolon: "r21_purpose_method_semicolon.md" => |p| is_r21(&p.articles[0]);
    r22b_same_as_plain: "r22b_same_as_plain.txt" => |_| {};
    r23_pdf_text_hyphens_spaces_fw_commas: "r23_pdf_text_hyphens_spaces_fw_commas.txt" => |p| {
        let english = text(en(p).abstract_text.as_ref());
        for word in
            ["thyroidectomy", "objects", "analysis", "ultrasound", "difference", "conventional", "post-operative"]
        {
            assert!(english.to_lowercase().contains(word), "{word} in {english}");
        }
        assert!(!english.contains('，') && !english.contains("- "), "{english}");
    };
    r24_trad_titlepage_one_line: "r24_trad_titlepage_one_line.txt" => |p| {
        assert!(zh(p).abstract_text.is_none() && en(p).abstract_text.is_none());
        assert_eq!(p.articles[0].script, Script::Hant);
    };
    r25_trad_every_char_spaced_no_fullstops: "r25_trad_every_char_spaced_no_fullstops.txt" => |p| {
        assert_eq!(texts(&zh(p).keywords)[..2], ["TAM", "知覺有用性"]);
        assert_eq!(p.articles[0].script, Script::Hant);
        assert!(!text(zh(p).abstract_text.as_ref()).contains("智 慧"));
    };
    r26_trad_spaced_bilingual_abstracts: "r26_trad_spaced_bilingual_abstracts.txt" => |p| {
        assert!(zh(p).keywords.len() == 5 || unsplit(zh(p)));
        assert_eq!(en(p).flags, [FrontFlag::AbstractCut]);
    };
    r27_trad_repository_record_kw_per_line: "r27_trad_repository_record_kw_per_line.txt" => |p| {
        assert_eq!(texts(&zh(p).keywords), ["行銷"]);
        assert_eq!(p.articles[0].script, Script::Hant);
    };
    r27b_same_big5: "r27b_same_big5.txt" => |p| assert_eq!(p.document.encoding, "Big5");
    r28_web_pinyin_in_parentheses_noise: "r28_web_pinyin_in_parentheses_noise.txt" => |p| {
        let all: String = p.cleaned.blocks.iter().map(|b| b.text.as_str()).collect();
        assert!(all.contains("關系") && all.contains("戰爭"), "{all}");
        assert!(!all.contains("guān") && !all.contains("zhàn"), "{all}");
    };
    r29_machine_converted_trad_brackets: "r29_machine_converted_trad_brackets.txt" => |p| {
        assert!(!body(p).contains('【'), "{}", body(p));
        assert!(!body(p).is_empty());
    };
    r30_clc_doc_article_no_glued: "r30_clc_doc_article_no_glued.txt" => |p| {
        let parts = &p.articles[0].parts;
        assert_eq!(parts.clc.as_deref(), Some("D81"));
        assert_eq!(parts.document_code.as_deref(), Some("A"));
        assert_eq!(parts.article_number.as_deref(), Some("2095-6916(2023)10-0034-04"));
    };
    r31_no_labels_inline_footnotes: "r31_no_labels_inline_footnotes.txt" => |p| {
        let article = &p.articles[0];
        assert_eq!(article.notes.iter().map(|n| n.number).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert!(!body(p).contains("参见") && !body(p).contains("http"));
    };
    r32_zh_then_unlabelled_en_truncated: "r32_zh_then_unlabelled_en_truncated.txt" => |p| {
        assert_eq!(en(p).flags, [FrontFlag::AbstractCut]);
    };
    r33_r20_gb18030_crlf: "r33_r20_gb18030_crlf.txt" => |p| {
        assert_eq!(p.document.encoding, "gb18030");
    };
    r34_r21_utf16le_bom: "r34_r21_utf16le_bom.txt" => |p| is_r21(&p.articles[0]);
    r35_r16_gb18030_html_meta_gb2312: "r35_r16_gb18030_html_meta_gb2312.html" => |p| {
        is_r16(&p.articles[0]);
    };
    r36_issue_two_articles: "r36_issue_two_articles.md" => |p| {
        assert_eq!(p.articles.len(), 2);
        is_r16(&p.articles[0]);
        for article in &p.articles {
            assert_eq!(article.zh.authors.len(), article.en.authors.len());
            assert!(article.en.abstract_text.is_some());
        }
        assert!(p.articles[1].foreign.iter().any(|f| f.text.as_str().contains("召开")));
    };
    r37_r21_as_jats: "r37_r21_as_jats.xml" => |p| {
        let labels: Vec<&str> = zh(p).abstract_parts.iter().map(|a| a.label.as_str()).collect();
        assert_eq!(labels, ["目的/意义", "过程/方法", "结果/结论"]);
        assert!(!body(p).contains('①'));
        assert_eq!(p.articles[0].notes.len(), 1);
    };
    r38_seed_lines_footnote_ins_del_smarttag: "r38_seed_lines_footnote_ins_del_smarttag.docx" => |p| {
        let article = &p.articles[0];
        assert_eq!(text(article.zh.title.as_ref()), "美日韩人工智能合作的推进与局限");
        assert_eq!(
            text(article.zh.abstract_text.as_ref()),
            "在中美科技竞争加剧的背景下,美国将人工智能确立为核心战略支柱。链接文字"
        );
        assert_eq!(text(article.en.abstract_text.as_ref()), "Text.");
        assert_eq!(article.notes.len(), 1);
        assert!(article.notes[0].text.as_str().starts_with("周生升:《经济安全》"));
        assert!(article.notes[0].reference.is_some());
        assert_eq!(texts(&article.apart), ["表格中的文字"]);
    };
    r39_seed_first_pages_onecolumn: "r39_seed_first_pages_onecolumn.pdf" => is_real_article;
    r40_seed_gbk_euc_no_tounicode: "r40_seed_gbk_euc_no_tounicode.pdf" => is_real_article;
    r41_seed_two_columns_footnote_header: "r41_seed_two_columns_footnote_header.pdf" => is_real_article;
}

/// What r16 prints, whatever the form.
fn is_r16(article: &Article) {
    let (zh, en) = (&article.zh, &article.en);
    assert_eq!(texts(&zh.keywords), ["布鲁盖尔", "智库", "运行机制", "管理模式"]);
    assert_eq!(
        texts(&en.keywords),
        ["Bruegel", "think tank", "operation mechanism", "governance model"]
    );
    assert_eq!((sentence_count(Side::Zh, zh), sentence_count(Side::En, en)), (4, 4));
    assert_eq!(article.parts.clc.as_deref(), Some("G321.2"));
    assert!(article.parts.doi.as_deref().is_some_and(|d| d.starts_with("10.19318/")));
}

/// What r21 prints, whatever the form.
fn is_r21(article: &Article) {
    assert_eq!(article.zh.abstract_parts.len(), 3);
    assert!(article.en.abstract_parts.is_empty());
}
