//! What holds for every text: no panic, nothing out of place, segments that join to the text.

use duizhao::{
    clean,
    domain::{Block, BlockKind, Document, MappedText, Side},
    lexicon::Lexicon,
    segment, structure,
};
use proptest::prelude::*;

/// A document with a block for each line that is not empty.
fn document(text: &str) -> Document {
    let mut document = Document::new(text.to_owned(), "text", "UTF-8");
    let mut at = 0;
    for line in text.split('\n') {
        if !line.trim().is_empty() {
            document.blocks.push(Block {
                kind: BlockKind::Text,
                text: MappedText::verbatim(line, at),
                page: None,
            });
        }
        at += line.len() + 1;
    }
    document
}

fn run(text: &str) {
    let lexicon = Lexicon::builtin();
    let document = document(text);
    let cleaned = clean::clean(&document, lexicon);
    for edit in &cleaned.edits {
        assert!(edit.source.0 <= edit.source.1 && edit.source.1 <= text.len());
    }
    for article in structure::articles(&document, &cleaned, lexicon) {
        let fronts = [&article.zh, &article.en];
        let passages = fronts
            .iter()
            .flat_map(|f| {
                f.title.iter().chain(&f.abstract_text).chain(&f.keywords).chain(&f.authors)
            })
            .chain(&article.body)
            .chain(article.notes.iter().map(|n| &n.text))
            .chain(&article.references);
        for passage in passages {
            let source = passage.text.source();
            assert!(source.end() <= text.len());
            assert_eq!(passage.lines, document.lines_of(source));
        }
        for section in &article.sections {
            assert!((1..=3).contains(&section.level));
            assert!(section.paragraph <= article.body.len());
        }
        for (side, front) in [(Side::Zh, &article.zh), (Side::En, &article.en)] {
            if let Some(text) = &front.abstract_text {
                let spans = segment::abstract_sentences(side, text.as_str(), &front.abstract_parts);
                assert!(spans.windows(2).all(|w| w[0].end() <= w[1].start()));
            }
        }
    }
}

/// Pieces that journals are made of, in any order.
fn journal_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "摘要：",
        "[关键词] ",
        "Abstract: ",
        "Key words",
        "一、",
        "（一）",
        "第一，",
        "①",
        "^②",
        "^{3 &}quot;",
        "合作与治理",
        "人工智能，",
        "。",
        "；",
        "The law",
        ". ",
        "U.S. ",
        "co- ",
        "operation",
        "\n",
        "\n\n",
        "2025年第10期",
        "| 114 |",
        "$9 0 \\%$",
        "(责任编辑: 王锦)",
        "参考文献",
        "[1] Li J. X[J]. Y, 2019(1): 3.",
        "关(guān)系",
        "昀椀",
        "　",
        " ",
        "“",
        "”",
        "《",
        "》",
        "(",
        ")",
        "王 耕，赵宗彬",
        "ZHANG Wei",
        "大学",
        "1.1 ",
        "\u{fffd}",
        "⼈",
        "《",
        "DOI:10.1/x",
        "中图分类号：D81",
        "……",
        "■",
        "1",
        "# ",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_text_panics(text in any::<String>()) {
        run(&text);
    }

    #[test]
    fn no_journal_panics(text in journal_text()) {
        run(&text);
    }

    #[test]
    fn segments_join_to_the_text(text in journal_text(), other in any::<String>()) {
        for text in [&text, &other] {
            for side in [Side::Zh, Side::En] {
                for spans in [segment::sentences(side, text), segment::clauses(side, text)] {
                    let joined: String = spans.iter().map(|s| s.of(text)).collect();
                    prop_assert_eq!(&joined, text);
                }
            }
        }
    }
}

#[test]
fn a_line_of_a_megabyte_takes_no_more_than_linear_time() {
    // Anything quadratic would take minutes here.
    for piece in [
        "合作与治理",
        "甲(乙，",
        "Li Ling1 Chen Chao,",
        "①^{1}$ ",
        "摘要关键词：",
        "人 工 ",
        "co- op ",
        "http://a ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        run(&text);
    }
}
