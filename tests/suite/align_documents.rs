//! Whole documents: paragraphs, headings and notes as soft boundaries, passages that moved, and one file
//! that holds both languages.

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
};

use duizhao::{
    align::{Aligner, LexicalAligner},
    domain::Side,
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
    pipeline::{Settings, documents},
};

use crate::{
    corpora::{corpora, without_blanks},
    sandbox::{Sandbox, shared, stderr, stdout},
};

fn folder() -> PathBuf {
    corpora().join("whole/luting-harbor")
}

fn lines(path: &Path) -> Vec<String> {
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

fn gold() -> Vec<BeadIds> {
    parse_beads(&std::fs::read_to_string(folder().join("gold.beads")).unwrap()).unwrap()
}

/// Beads of the gold as texts, so that it does not matter where a quotation is cut into sentences.
fn gold_texts(beads: &[BeadIds]) -> Vec<[String; 2]> {
    let (zh, en) = (lines(&folder().join("zh")), lines(&folder().join("en")));
    let text = |all: &[String], ids: &[u32]| {
        without_blanks(&ids.iter().map(|id| all[*id as usize].as_str()).collect::<String>())
    };
    beads.iter().map(|bead| [text(&zh, &bead.zh), text(&en, &bead.en)]).collect()
}

/// Strict F1 by texts, as the field counts: beads without counterpart count for precision alone.
fn text_f1(gold: &[[String; 2]], found: &[[String; 2]]) -> f64 {
    let two_sided = |bead: &&[String; 2]| bead.iter().all(|text| !text.is_empty());
    let right = found.iter().filter(|bead| gold.contains(bead)).count() as f64;
    let recalled = gold.iter().filter(two_sided).filter(|bead| found.contains(bead)).count() as f64;
    let (precision, recall) =
        (right / found.len() as f64, recalled / gold.iter().filter(two_sided).count() as f64);
    2.0 * precision * recall / (precision + recall)
}

/// The beads that `align --format jsonl` printed, as texts, and whether each crosses.
fn printed(output: &std::process::Output) -> Vec<([String; 2], bool)> {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let bead = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let texts = ["zh_text", "en_text"].map(|key| without_blanks(value[key].as_str().unwrap()));
        (texts, value["crossing"].as_bool().unwrap())
    };
    stdout(output).lines().map(bead).collect()
}

/// The beads are right, and what moved crosses.
fn assert_aligned(beads: &[([String; 2], bool)]) {
    let gold = gold_texts(&gold());
    let found: Vec<[String; 2]> = beads.iter().map(|(texts, _)| texts.clone()).collect();
    let score = text_f1(&gold, &found);
    let missed: Vec<&[String; 2]> = gold.iter().filter(|bead| !found.contains(bead)).collect();
    assert!(score >= 0.95, "strict F1 {score:.4}, missed {missed:?}");
    let crossing: Vec<[String; 2]> =
        beads.iter().filter(|(_, crossing)| *crossing).map(|(texts, _)| texts.clone()).collect();
    let moved = std::fs::read_to_string(folder().join("crossing.beads")).unwrap();
    assert_eq!(crossing, gold_texts(&parse_beads(&moved).unwrap()));
}

#[test]
fn two_documents_are_aligned_and_the_moved_paragraph_crosses() {
    let sandbox = Sandbox::new();
    let text = |side: &str| folder().join(format!("document.{side}.txt")).display().to_string();
    let (zh, en) = (text("zh"), text("en"));
    assert_aligned(&printed(&sandbox.run(&["align", &zh, &en, "--format", "jsonl"])));
    let tsv = stdout(&sandbox.run(&["align", &zh, &en]));
    assert_eq!(tsv.lines().filter(|line| line.starts_with("1-1x\t")).count(), 4, "{tsv}");
}

#[test]
fn sentences_a_line_do_as_well_without_layout() {
    let sandbox = Sandbox::new();
    let (zh, en) = (folder().join("zh"), folder().join("en"));
    let (zh, en) = (zh.display().to_string(), en.display().to_string());
    let options = ["align", &zh, &en, "--presegmented", "--format", "jsonl"];
    assert_aligned(&printed(&sandbox.run(&options)));
}

/// A Word file of paragraphs.
fn docx<'a>(paragraphs: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut body = String::from(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>",
    );
    for paragraph in paragraphs.filter(|line| !line.trim().is_empty()) {
        let text = paragraph.replace('&', "&amp;").replace('<', "&lt;");
        write!(body, "<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>").unwrap();
    }
    body.push_str("</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(body.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[test]
fn word_files_are_aligned_as_text_is() {
    let sandbox = Sandbox::new();
    for side in ["zh", "en"] {
        let lines = lines(&folder().join(format!("document.{side}.txt")));
        sandbox.file(&format!("{side}.docx"), docx(lines.iter().map(String::as_str)));
    }
    assert_aligned(&printed(&sandbox.run(&["align", "zh.docx", "en.docx", "--format", "jsonl"])));
}

/// Both sides of the gold's beads in turn, in order of the Chinese: a block a side.
fn alternating(between: &str) -> String {
    let (zh, en) = (lines(&folder().join("zh")), lines(&folder().join("en")));
    let mut text = String::new();
    for bead in gold() {
        let zh_text: String = bead.zh.iter().map(|id| zh[*id as usize].as_str()).collect();
        let en_text: Vec<&str> = bead.en.iter().map(|id| en[*id as usize].as_str()).collect();
        for block in [zh_text, en_text.join(" ")].into_iter().filter(|block| !block.is_empty()) {
            text.push_str(&block);
            text.push_str(between);
        }
    }
    text
}

#[test]
fn one_file_in_which_the_languages_alternate_is_aligned() {
    let sandbox = Sandbox::new();
    // Notes and an omitted paragraph have no English; the rest alternates.
    let gold = gold_texts(&gold());
    for (name, between) in [("lines.txt", "\n"), ("paragraphs.md", "\n\n")] {
        sandbox.file(name, alternating(between));
        let output = sandbox.run(&["align", "--alternating", name, "--format", "jsonl"]);
        let found: Vec<[String; 2]> =
            printed(&output).into_iter().map(|(texts, _)| texts).collect();
        let score = text_f1(&gold, &found);
        let missed: Vec<&[String; 2]> = gold.iter().filter(|bead| !found.contains(bead)).collect();
        assert!(score >= 0.97, "{name}: strict F1 {score:.4}, missed {missed:?}");
    }
}

#[test]
fn a_file_of_one_language_does_not_alternate() {
    let sandbox = Sandbox::new();
    sandbox.file("zh.txt", "港口有雾。\n船停了。\n");
    let output = sandbox.run(&["align", "--alternating", "zh.txt"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("zh.txt holds no English"), "{}", stderr(&output));
    let both = sandbox.run(&["align", "--alternating", "zh.txt", "zh.txt"]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stderr(&both).contains("--alternating"), "{}", stderr(&both));
    let none = sandbox.run(&["align", "zh.txt"]);
    assert_eq!(none.status.code(), Some(2));
}

/// Chapters of novels of which one passage of the translation was moved far down.
#[test]
fn a_passage_that_was_moved_is_found() {
    let Some(folder) = shared("mac-dev") else { return };
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let (mut found_count, mut moved_count) = (0, 0);
    let mut tally = AlignmentTally::default();
    for name in ["001", "002", "003", "004", "005", "006"] {
        let gold = std::fs::read_to_string(folder.join("gold").join(name)).unwrap();
        let gold = parse_beads(&gold).unwrap();
        let (zh, en) = (lines(&folder.join("zh").join(name)), lines(&folder.join("en").join(name)));
        // The English of beads 40 to 45 goes behind that of bead 120.
        let english = |beads: &[BeadIds]| -> Vec<u32> {
            beads.iter().flat_map(|bead| bead.en.iter().copied()).collect()
        };
        let order = [
            english(&gold[..40]),
            english(&gold[46..121]),
            english(&gold[40..46]),
            english(&gold[121..]),
        ]
        .concat();
        let place = |id: &u32| order.iter().position(|old| old == id).unwrap() as u32;
        let beads: Vec<BeadIds> = gold
            .iter()
            .map(|bead| BeadIds { zh: bead.zh.clone(), en: bead.en.iter().map(place).collect() })
            .collect();
        let en: Vec<&str> = order.iter().map(|id| en[*id as usize].as_str()).collect();
        let zh: Vec<&str> = zh.iter().map(String::as_str).collect();
        let alignment = aligner.align(&zh, &en).unwrap();
        let found: BTreeSet<BeadIds> = alignment
            .beads()
            .iter()
            .map(|b| BeadIds { zh: b.zh.clone().collect(), en: b.en.clone().collect() })
            .collect();
        tally.add(&beads, &found.iter().cloned().collect::<Vec<_>>());
        moved_count += 6;
        found_count += beads[40..46].iter().filter(|bead| found.contains(bead)).count();
    }
    let score = tally.strict().f1;
    eprintln!("moved beads: {found_count} of {moved_count}; strict F1 {score:.4}");
    assert!(found_count * 10 >= moved_count * 7, "{found_count} of {moved_count}");
    assert!(score >= 0.89, "strict F1 {score:.4}");
}

/// Headings and paragraphs that only one side has, between others that do belong together.
#[test]
fn a_lone_heading_or_a_foreign_paragraph_stands_alone() {
    let foreign = [
        [
            "附录乙：人员名单",
            "本刊启事",
            "园林仿照旧时风格，四周植黄杨，中央有一方水池。",
            "订户可免费获得季度简报。",
        ],
        [
            "Appendix B: A List of Plants",
            "Photographs by the staff of the museum",
            "The gardens were laid out in the style of the period, with box hedges and a pond.",
            "Subscribers receive the quarterly bulletin free of charge.",
        ],
    ];
    let settings = Settings::new(Lexicon::builtin());
    let aligner = LexicalAligner::new(Lexicon::builtin());
    let paragraphs = ["zh", "en"].map(|side| {
        let mut all = lines(&folder().join(format!("document.{side}.txt")));
        all.retain(|line| !line.trim().is_empty());
        all
    });
    let gold = gold_texts(&gold());
    let (mut alone, mut wanted) = (0, 0);
    for side in [0, 1] {
        for (number, sentence) in foreign[side].iter().enumerate() {
            for after in [6, 17, 33] {
                let mut both = paragraphs.clone();
                both[side].insert(after + number, (*sentence).to_owned());
                let read = |side: Side, paragraphs: &[String]| {
                    let text = paragraphs.join("\n\n");
                    documents::document("a.txt", text.as_bytes(), side, &settings).unwrap().text
                };
                let (zh, en) = (read(Side::Zh, &both[0]), read(Side::En, &both[1]));
                let (zh_texts, en_texts) = (zh.texts(), en.texts());
                let alignment = aligner
                    .align_documents((&zh_texts, &zh.marks), (&en_texts, &en.marks))
                    .unwrap();
                let text = |all: &[&str], range: &std::ops::Range<u32>| {
                    without_blanks(&all[range.start as usize..range.end as usize].concat())
                };
                let found: Vec<[String; 2]> = alignment
                    .beads()
                    .iter()
                    .map(|bead| [text(&zh_texts, &bead.zh), text(&en_texts, &bead.en)])
                    .collect();
                let mut expected = [String::new(), String::new()];
                expected[side] = without_blanks(sentence);
                wanted += 1;
                if found.contains(&expected) {
                    alone += 1;
                } else {
                    let bead = found.iter().find(|bead| bead[side].contains(&expected[side]));
                    eprintln!("{sentence} after paragraph {}: {bead:?}", after + number);
                }
                // Nothing that follows is shifted.
                let score = text_f1(&gold, &found);
                assert!(score >= 0.95, "{sentence} after {}: {score:.4}", after + number);
            }
        }
    }
    eprintln!("foreign paragraphs that stand alone: {alone} of {wanted}");
    assert!(alone * 10 >= wanted * 9, "{alone} of {wanted}");
}
