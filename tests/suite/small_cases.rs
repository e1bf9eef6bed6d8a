//! The small cases that other tools failed, `../shared/inputs/small_cases.tsv`: a test each, named by
//! the row.

mod made;

use duizhao::{
    domain::Side,
    lexicon::Lexicon,
    pipeline::{Settings, process},
    read::{ReadOptions, read},
    segment,
};

use self::made::{
    ARTICLE, beads, body, built, cleaned, docx, en, in_prose, numbers, read_text, text_of, zh,
};
use crate::{
    sandbox::{Sandbox, shared, stderr},
    small_pdf::{self, Font},
    structure::{parse, texts},
};

/// The columns of a row: area, symptom, input, right result.
struct Row {
    input: String,
}

/// The row whose source column is `name`; `None` where the material is absent.
fn row(name: &str) -> Option<Row> {
    let rows = std::fs::read_to_string(shared("inputs/small_cases.tsv")?).unwrap();
    let line = rows.lines().find(|l| l.split('\t').next() == Some(name));
    let columns: Vec<&str> = line.unwrap_or_else(|| panic!("no row {name}")).split('\t').collect();
    Some(Row { input: columns[3].replace("\\n", "\n") })
}

/// Tests by row, and the list of the rows that have one.
macro_rules! rows {
    ($($test:ident: $name:literal => $check:expr;)*) => {
        $(#[test]
        fn $test() {
            let Some(row) = row($name) else { return };
            let check: fn(&str) = $check;
            check(&row.input);
        })*

        #[test]
        fn every_row_has_a_test() {
            let Some(path) = shared("inputs/small_cases.tsv") else { return };
            let tested = [$($name),*];
            for line in std::fs::read_to_string(path).unwrap().lines().skip(1) {
                let name = line.split('\t').next().unwrap();
                assert!(tested.contains(&name), "{name}");
            }
        }
    };
}

rows! {
    pysbd_99_quoted_sentence_before_its_speaker: "nipunsadvilkar/pySBD #99" => |input| {
        assert_eq!(zh(input), ["“方案已通过。”发言人说。"]);
    };
    pragmatic_segmenter_35_mark_inside_a_book_title: "diasks2/pragmatic_segmenter #35" => |input| {
        assert_eq!(zh(input), ["《别了！冷战》一书再版了吗？", "是的。"]);
    };
    remnic_2404_full_width_decimal_point: "joshuaswarren/remnic PR #2404" => |input| {
        assert_eq!(zh(input), ["增速为３．１４％。", "低于预期。"]);
    };
    whisperx_1466_three_sentences: "m-bain/whisperX PR #1466" => |input| {
        assert_eq!(zh(input), ["甲国加入。", "乙国退出。", "丙国观望。"]);
    };
    memsearch_374_dots_are_no_end_by_themselves: "zilliztech/memsearch PR #374" => |input| {
        // The row holds two samples: each is one sentence.
        let (first, second) = input.split_at(input.find("第1章").unwrap());
        assert_eq!(zh(first), ["他沉默了……会议继续。"]);
        assert_eq!(zh(second), ["第1章……；第2章……。"]);
        assert_eq!(zh(input).len(), 2);
    };
    memsearch_376_chain_of_semicolons: "zilliztech/memsearch PR #376" => |input| {
        assert_eq!(zh(input), [input]);
        assert_eq!(segment::clauses(Side::Zh, input).len(), 3);
        // Against three English sentences nothing is left out.
        let english = "At the government level, implement coordination.\nAt the industry level, \
            form networks.\nAt the defence level, promote alliance.\n";
        let found = beads(&format!("{input}\n"), english);
        assert_eq!(found, ["[0]:[0, 1, 2]"]);
    };
    ckiptagger_7_half_width_marks: "ckiplab/ckiptagger #7" => |input| {
        assert_eq!(zh(input), ["政策协调,产业联动.", "防务协同!"]);
        assert_eq!(zh("增速为3.5%,见http://a.cn/b.c。完"), ["增速为3.5%,见http://a.cn/b.c。", "完"]);
    };
    nltk_2376_abbreviations: "nltk/nltk #2376" => |input| {
        assert_eq!(
            en(input),
            ["Li et al. argue that allies, e.g. Japan, hedge.", "Others disagree."]
        );
    };
    grobid_1316_year_after_et_al: "grobidOrg/grobid #1316" => |input| {
        assert_eq!(en(input), ["This follows Wells et al. 2020.", "It differs in scope."]);
    };
    sbd_9_et_al_before_a_bracket_and_etc_at_an_end: "Tessmore/sbd #9" => |input| {
        assert_eq!(en(input), ["See Chen et al. (2012).", "Trade, aid, etc.", "Others fell."]);
    };
    smile_208_nothing_is_lost: "haifengl/smile #208" => |input| {
        assert_eq!(en(input), ["Prices rose 3 pct.", "Wages fell."]);
        let joined: String =
            segment::sentences(Side::En, input).into_iter().map(|s| s.of(input)).collect();
        assert_eq!(joined, input);
    };
    tidytext_196_abbreviations_in_brackets: "juliasilge/tidytext #196" => |input| {
        assert_eq!(en(input), ["Growth was 21.03% vs. 20.21% (Fig. 7e).", "It slowed."]);
    };
    unstructured_3486_split_word: "Unstructured-IO/unstructured #3486" => |input| {
        let text = format!("The allies seek {input} in their foreign policy.");
        assert_eq!(cleaned(&text), "The allies seek strategic autonomy in their foreign policy.");
    };
    xberg_1561_suspended_hyphen: "xberg-io/xberg #1561" => |input| {
        let text = format!("They compare {input} of trade.");
        assert_eq!(cleaned(&text), text);
    };
    negentropy_1096_paragraph_over_a_page: "ThreeFish-AI/negentropy PR #1096" => |input| {
        let text = format!("各国希望协调政策，在技术研发、标准制定与市场准入等方面合作，{input}");
        assert!(cleaned(&text).ends_with("从而增强治理规则等层面的优势。"), "{}", cleaned(&text));
    };
    local_tts_16_blanks_between_han: "samni728/Local-TTS-Service PR #16" => |input| {
        assert_eq!(in_prose(input), "三个维度深化协作,使人工智能");
        assert_eq!(in_prose("使用 AI 技术"), "使用 AI 技术");
    };
    mineru_3687_header_between_the_halves: "opendatalab/MinerU #3687, #5181, #2480" => |input| {
        let parsed = parse(
            format!("港口治理的路径\n\n各国协调政策，在标准制定与市场准入等多个领域推进合作。{input}").as_bytes(),
            "a.txt",
        );
        assert!(body(&parsed).contains("发射《三国科学与创新合作框架》推动合作。"), "{}", body(&parsed));
        assert!(!body(&parsed).contains("刊名"));
    };
    mineru_984_running_header: "opendatalab/MinerU #984" => |input| {
        assert_eq!(cleaned(&format!("合作取得了进展。\n{input}\n各国继续推进。")), "合作取得了进展。\n各国继续推进。");
    };
    pdf_oxide_549_two_columns: "opendatalab/MinerU #2463, #4219; yfedoseev/pdf_oxide #549" => |_| {
        // Each line of the left column stands beside one of the right, and the file draws row by row.
        let (left, right) = (["港口合作", "航道疏浚"], ["船队共享", "规则统一"]);
        let mut content = String::new();
        for row in 0..8 {
            let y = 700 - row * 16;
            for (x, column) in [(40, left), (320, right)] {
                let words = [column[row as usize % 2]; 4].concat();
                content += &small_pdf::line(x, y, &words);
            }
        }
        let document = read(&small_pdf::pdf(&content, Font::GbkEucH), "a.pdf", &ReadOptions::default());
        let text: String = document.unwrap().blocks.iter().map(|b| b.text.as_str().to_owned()).collect();
        let text: String = text.split_whitespace().collect();
        let first = text.find("船队").unwrap();
        assert!(text[..first].matches("航道疏浚").count() == 16, "{text}");
        assert!(!text[first..].contains("港口"), "{text}");
    };
    pdf_oxide_665_blanks_of_justified_text: "yfedoseev/pdf_oxide #665" => |input| {
        assert_eq!(in_prose(input), "人工智能发展");
        // In a PDF the gaps are moves of the pen.
        let content = format!(
            "BT /F1 11 Tf 40 700 Td [<{}> -180 <{}> -200 <{}> -180 <{}>] TJ ET",
            small_pdf::gbk("人"), small_pdf::gbk("工"), small_pdf::gbk("智能"), small_pdf::gbk("发展"),
        );
        let document = read(&small_pdf::pdf(&content, Font::GbkEucH), "a.pdf", &ReadOptions::default());
        assert_eq!(document.unwrap().blocks[0].text.as_str(), "人工智能发展");
    };
    pdf_inspector_400_fonts_without_a_unicode_table:
        "firecrawl/pdf-inspector #400, #364; podofo/podofo #216" => |_| {
        for font in [Font::GbkEucH, Font::UniGbUcs2H] {
            let content = small_pdf::encoded_line(40, 700, "[内容提要] 港口合作", font);
            let document =
                read(&small_pdf::pdf(&content, font), "a.pdf", &ReadOptions::default()).unwrap();
            assert_eq!(document.blocks[0].text.as_str(), "[内容提要] 港口合作", "{font:?}");
            assert_eq!(document.warnings, [], "{font:?}");
        }
        // A font that tells nothing: a plain error that names page and font.
        let content = small_pdf::encoded_line(40, 700, "港口合作", Font::UniGbUcs2H);
        let refused =
            read(&small_pdf::pdf(&content, Font::IdentityWithoutTable), "a.pdf", &ReadOptions::default());
        let said = refused.unwrap_err().to_string();
        assert!(said.contains("page 1") && said.contains("SimSun"), "{said}");
    };
    pdfminer_771_cid_numbers: "pdfminer/pdfminer.six #771" => |input| {
        let line = format!("本文研究{input}的发展，以及各国在合作中的共同利益与分歧。");
        let document = read(line.as_bytes(), "a.txt", &ReadOptions::default()).unwrap();
        assert!(document.warnings.iter().any(|w| w.1.contains("(cid:1234)")), "{:?}", document.warnings);
        let article = ARTICLE.replace("各国统一抢修规则。", "各国统一(cid:1234)抢修规则。");
        let sandbox = Sandbox::new();
        sandbox.file("a.txt", &article);
        let output = sandbox.run(&["build", "a.txt", "-o", "out"]);
        assert!(output.status.success() && stderr(&output).contains("(cid:1234)"), "{}", stderr(&output));
        let tmx = std::fs::read_to_string(sandbox.path("out/memory.tmx")).unwrap();
        assert!(tmx.contains("环湾六国推动电缆治理合作") && !tmx.contains("cid:") && !tmx.contains('\u{fffd}'));
        let outcome = process("a.txt", article.as_bytes(), &Settings::new(Lexicon::builtin())).unwrap();
        let record = &outcome.records[0];
        assert!(record.edits.iter().any(|e| e.before.contains("cid:1234")));
    };
    chardet_178_gb18030_with_its_own_mark: "chardet/chardet #178" => |_| {
        let mut bytes = vec![0x84, 0x31, 0x95, 0x33];
        bytes.extend(encoding_rs::GBK.encode("摘要").0.iter());
        let (encoding, text, warned) = read_text(&bytes).unwrap();
        assert_eq!((encoding.as_str(), text.as_str(), warned.as_str()), ("gb18030", "摘要", ""));
    };
    charset_normalizer_587_short_gb_text: "jawah/charset_normalizer #587" => |_| {
        let short = encoding_rs::GBK.encode("函数声明").0.into_owned();
        let (_, _, warned) = read_text(&short).unwrap();
        assert!(warned.contains("gb18030") && warned.contains("Big5"), "{warned}");
        // A label decides, and so does the user.
        let labelled = encoding_rs::GBK.encode("关键词：函数声明").0.into_owned();
        let (encoding, text, warned) = read_text(&labelled).unwrap();
        assert_eq!((encoding.as_str(), text.as_str(), warned.as_str()), ("gb18030", "关键词：函数声明", ""));
        let forced = ReadOptions { encoding: Some("gbk".to_owned()) };
        assert_eq!(read(&short, "a.txt", &forced).unwrap().text(), "函数声明");
    };
    jschardet_34_short_big5_text: "aadsm/jschardet #34, #62" => |_| {
        let (_, _, warned) = read_text(&encoding_rs::BIG5.encode("你好").0).unwrap();
        assert!(warned.contains("Big5") && warned.contains("gb18030"), "{warned}");
    };
    chardetng_mostly_english_file: "own find (chardetng 1.0.0, cf. aadsm/jschardet #34)" => |_| {
        let text = "Abstract: The allies deepen their cooperation. Keywords: diplomacy\n关键词";
        let (encoding, found, warned) = read_text(&encoding_rs::GB18030.encode(text).0).unwrap();
        assert_eq!((encoding.as_str(), found.as_str(), warned.as_str()), ("gb18030", text, ""));
        let traditional = "標題：港口治理\n關鍵詞：電纜；數據";
        let (encoding, found, warned) = read_text(&encoding_rs::BIG5.encode(traditional).0).unwrap();
        assert_eq!((encoding.as_str(), found.as_str(), warned.as_str()), ("Big5", traditional, ""));
    };
    pdf_extract_panics: "own find (pdf-extract 0.12.1)" => |_| {
        let bytes = std::fs::read(shared("inputs/r40_seed_gbk_euc_no_tounicode.pdf").unwrap()).unwrap();
        let han = |d: &duizhao::domain::Document| -> usize {
            d.blocks.iter().map(|b| duizhao::text::count_han(b.text.as_str())).sum()
        };
        assert!(han(&read(&bytes, "a.pdf", &ReadOptions::default()).unwrap()) > 700);
        // Half of a page's characters unread: said, not dropped in silence.
        let content = small_pdf::encoded_line(40, 700, "港口合作与治理", Font::GbkEucH)
            + &small_pdf::line(40, 650, "航道").replace("/F1", "/F9");
        match read(&small_pdf::pdf(&content, Font::GbkEucH), "a.pdf", &ReadOptions::default()) {
            Ok(document) => assert!(!document.warnings.is_empty()),
            Err(error) => assert!(error.to_string().contains("page 1")),
        }
    };
    pdf_oxide_one_byte_characters: "own find (pdf_oxide 0.3.78)" => |_| {
        let bytes = std::fs::read(shared("inputs/r40_seed_gbk_euc_no_tounicode.pdf").unwrap()).unwrap();
        let document = read(&bytes, "a.pdf", &ReadOptions::default()).unwrap();
        let all: String = document.blocks.iter().map(|b| b.text.as_str()).collect();
        assert!(all.contains("[内容提要] 在中美"), "{all}");
        assert!(!all.contains(['㟈', '谌', '萏']));
    };
    grobid_491_both_languages: "grobidOrg/grobid #491" => |_| {
        let text = "题名：环湾六国电缆治理\n作者：林栖舟\n摘要：环湾六国推动电缆治理合作。\n\
            Title: Cable Governance of the Bay Six\nAuthor: Lin Qizhou\n\
            Abstract: The Bay Six promote cooperation on cable governance.\n";
        let parsed = parse(text.as_bytes(), "a.txt");
        let article = &parsed.articles[0];
        assert_eq!(text_of(article), [
            "环湾六国电缆治理", "林栖舟", "环湾六国推动电缆治理合作。",
            "Cable Governance of the Bay Six", "Lin Qizhou",
            "The Bay Six promote cooperation on cable governance.",
        ]);
    };
    grobid_268_label_and_splitting: "grobidOrg/grobid #268" => |input| {
        let text = format!("Cable Governance\nAbstract: The Bay Six cooperate.\n{input}\n");
        let parsed = parse(text.as_bytes(), "a.txt");
        assert_eq!(texts(&parsed.articles[0].en.keywords), ["diplomacy", "security"]);
    };
    bleualign_37_every_sentence_is_in_one_bead: "rsennrich/Bleualign #37" => |_| {
        let found = beads(
            "港口合作取得进展。\n各国统一抢修规则。\n资金仍然不足。\n",
            "Cooperation between ports has made progress.\nThe weather was fine on that day.\n\
             The countries unified their rules of repair.\nFunds are still lacking.\n",
        );
        assert_eq!(numbers(&found, 0), [0, 1, 2], "{found:?}");
        assert_eq!(numbers(&found, 1), [0, 1, 2, 3], "{found:?}");
    };
    bleualign_43_part_labels_bind: "rsennrich/Bleualign #43" => |_| {
        let text = "环湾六国电缆治理合作的推进\n林栖舟\n\
            [摘要] [目的/意义] 考察环湾六国的合作。[方法/过程] 采用访谈。[结果/结论] 合作有效。资金仍不足。\n\
            [关键词] 海底电缆;区域治理\n一、引言\n环湾六国推动合作。\n\
            Progress of Cable Governance among the Bay Six\nLin Qizhou\n\
            [Abstract] [Purpose/significance] This paper examines cooperation. It covers six countries. \
            [Method/process] Interviews were used. They lasted an hour. [Result/conclusion] Cooperation works. \
            Funds are still lacking.\n[Keywords] submarine cables; regional governance\n";
        let outcome = process("a.txt", text.as_bytes(), &Settings::new(Lexicon::builtin())).unwrap();
        let record = &outcome.records[0];
        // Sentences by part: 1, 1, 2 and 2, 2, 2.
        let part = |ids: &[duizhao::domain::SegmentId], ends: [u32; 3]| -> Vec<usize> {
            ids.iter().map(|id| ends.iter().position(|e| id.0 < *e).unwrap()).collect()
        };
        let mut seen = 0;
        for bead in record.beads.iter().filter(|b| b.part == duizhao::domain::Part::Abstract) {
            let mut parts = part(&bead.zh, [1, 2, 4]);
            parts.extend(part(&bead.en, [2, 4, 6]));
            parts.dedup();
            assert_eq!(parts.len(), 1, "{bead:?}");
            seen += 1;
        }
        assert!(seen >= 3);
        assert!(record.article.zh.abstract_parts.len() == 3 && record.article.en.abstract_parts.len() == 3);
    };
    bertalign_9_lines_as_they_are: "bfsujason/bertalign #9" => |_| {
        let found = beads("甲国加入。乙国退出\n，丙国观望。\n", "Country A joined. Country B left\nand C waited.\n");
        assert_eq!(numbers(&found, 0), [0, 1]);
        assert_eq!(numbers(&found, 1), [0, 1]);
    };
    modernmt_111_missing_line: "modernmt/modernmt #111" => |_| {
        let found = beads(
            "各国在港口合作方面取得了新的进展。\n1987年，小镇的博物馆展出了十二件唐代瓷器和一幅山水画，观众达到三千人。\n\
             海底电缆的抢修规则由各国共同制定。\n",
            "The countries made new progress in port cooperation.\n\
             The rules for repairing submarine cables are set jointly by the countries.\n",
        );
        assert_eq!(found, ["[0]:[0]", "[1]:[]", "[2]:[1]"]);
    };
    sdlppx_2_segments_are_written: "briacp/SDLPPXPackager #2" => |_| {
        let tmx = String::from_utf8(built("memory.tmx")).unwrap();
        let variants: Vec<&str> = tmx.split("<tuv").skip(1).collect();
        assert!(variants.len() >= 6, "{tmx}");
        for variant in variants {
            let (seg, _) = variant.split_once("<seg>").unwrap().1.split_once("</seg>").unwrap();
            assert!(!seg.trim().is_empty());
        }
    };
    virtaal_751_language_codes: "translate/virtaal #751, #750" => |_| {
        let tmx = String::from_utf8(built("memory.tmx")).unwrap();
        assert!(tmx.contains("xml:lang=\"zh-CN\"") && tmx.contains("xml:lang=\"en-US\""));
        assert!(tmx.contains("srclang=\"zh-CN\""));
        let codes: std::collections::BTreeSet<&str> =
            tmx.split("xml:lang=\"").skip(1).map(|t| t.split_once('"').unwrap().0).collect();
        assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["en-US", "zh-CN"]);
    };
    pdf_js_4297_swapped_ligatures: "mozilla/pdf.js #4297 (and own find with Ghostscript)" => |input| {
        assert_eq!(cleaned(input), "Indo-Pacific strategy; conflict");
    };
    pdf_oxide_552_bracket_across_a_name: "yfedoseev/pdf_oxide #552" => |input| {
        assert_eq!(cleaned(input), "Y. T. Yan (闫耀庭)");
        assert_eq!(cleaned("见第2章( 附录)的说明"), "见第2章( 附录)的说明");
    };
    xberg_1543_typed_hyphen: "xberg-io/xberg #1543" => |input| {
        let text = format!("They looked for all of the {input} of the study on ports.");
        assert_eq!(cleaned(&text), "They looked for all of the policy-relevant factors of the study on ports.");
    };
    sqlpage_528_csv_with_a_mark: "sqlpage/SQLPage #528; funstory-ai/BabelDOC PR #575" => |_| {
        for name in ["glossary.csv", "memory.csv", "findings.csv"] {
            assert!(built(name).starts_with(b"\xef\xbb\xbf"), "{name}");
        }
    };
    python_docx_497_smart_tags: "python-openxml/python-docx #497" => |input| {
        let body = format!("<w:p><w:r><w:t>在</w:t></w:r>{}<w:r><w:t>召开</w:t></w:r></w:p>",
            input.replace("<w:r>上海</w:r>", "<w:r><w:t>上海</w:t></w:r>"));
        assert_eq!(docx(&body), ["在上海召开"]);
    };
    textract_99_full_width_comma: "dbashford/textract #99" => |input| {
        assert_eq!(docx(&format!("<w:p><w:r><w:t>{input}</w:t></w:r></w:p>")), ["中国，日本"]);
    };
    yalign_11_no_dictionary_to_start_with: "machinalis/yalign #11" => |_| {
        let glossary = String::from_utf8(built("glossary.csv")).unwrap();
        for pair in ["海底电缆,submarine cables", "区域治理,regional governance", "数据安全,data security"] {
            let (zh, en) = pair.split_once(',').unwrap();
            assert!(glossary.lines().any(|l| l.contains(zh) && l.to_lowercase().contains(&en[..en.len() - 1])), "{glossary}");
        }
    };
}
