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
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
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

fn f1(gold: &[BeadIds], found: &[BeadIds]) -> f64 {
    let mut tally = AlignmentTally::default();
    tally.add(gold, found);
    tally.strict().f1
}

/// A bead that `align --format jsonl` printed.
struct Printed {
    ids: BeadIds,
    crossing: bool,
    texts: [String; 2],
}

fn printed(output: &std::process::Output) -> Vec<Printed> {
    assert_eq!(output.status.code(), Some(0), "{}", stderr(output));
    let ids = |value: &serde_json::Value| -> Vec<u32> {
        value.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
    };
    let bead = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        Printed {
            ids: BeadIds { zh: ids(&value["zh"]), en: ids(&value["en"]) },
            crossing: value["crossing"].as_bool().unwrap(),
            texts: ["zh_text", "en_text"].map(|key| value[key].as_str().unwrap().to_owned()),
        }
    };
    stdout(output).lines().map(bead).collect()
}

/// The sentences are those of the gold, the beads are right, and what moved crosses.
fn assert_aligned(beads: &[Printed]) {
    let mut wrong = Vec::new();
    for (side, name) in [(0, "zh"), (1, "en")] {
        let expected = without_blanks(&lines(&folder().join(name)).concat());
        let mut order: Vec<(u32, &str)> = Vec::new();
        for bead in beads {
            let ids = if side == 0 { &bead.ids.zh } else { &bead.ids.en };
            if let Some(first) = ids.first() {
                order.push((*first, &bead.texts[side]));
            }
        }
        order.sort_unstable();
        let found: String = order.into_iter().map(|(_, text)| without_blanks(text)).collect();
        if found != expected {
            wrong.push(format!("{name}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let found: Vec<BeadIds> = beads.iter().map(|bead| bead.ids.clone()).collect();
    let score = f1(&gold(), &found);
    let missed: Vec<BeadIds> = gold().into_iter().filter(|bead| !found.contains(bead)).collect();
    assert!(score >= 0.95, "strict F1 {score:.4}, missed {missed:?}");
    let crossing: Vec<BeadIds> =
        beads.iter().filter(|bead| bead.crossing).map(|bead| bead.ids.clone()).collect();
    let moved = std::fs::read_to_string(folder().join("crossing.beads")).unwrap();
    assert_eq!(crossing, parse_beads(&moved).unwrap());
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
fn alternating(between: &str) -> (String, Vec<BeadIds>) {
    let (zh, en) = (lines(&folder().join("zh")), lines(&folder().join("en")));
    let (mut text, mut beads) = (String::new(), Vec::new());
    let mut next = 0;
    for bead in gold() {
        let zh_text: String = bead.zh.iter().map(|id| zh[*id as usize].as_str()).collect();
        let en_text: Vec<&str> = bead.en.iter().map(|id| en[*id as usize].as_str()).collect();
        for block in [zh_text, en_text.join(" ")].into_iter().filter(|block| !block.is_empty()) {
            text.push_str(&block);
            text.push_str(between);
        }
        let count = bead.en.len() as u32;
        beads.push(BeadIds { zh: bead.zh, en: (next..next + count).collect() });
        next += count;
    }
    (text, beads)
}

#[test]
fn one_file_in_which_the_languages_alternate_is_aligned() {
    let sandbox = Sandbox::new();
    for (name, between) in [("lines.txt", "\n"), ("paragraphs.md", "\n\n")] {
        let (text, gold) = alternating(between);
        sandbox.file(name, text);
        let output = sandbox.run(&["align", "--alternating", name, "--format", "beads"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let score = f1(&gold, &parse_beads(&stdout(&output)).unwrap());
        assert!(score >= 0.97, "{name}: strict F1 {score:.4}");
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
        let (zh, en) =
            (lines(&folder.join("zh").join(name)), lines(&folder.join("en").join(name)));
        // The English of beads 40 to 45 goes behind that of bead 120.
        let english = |beads: &[BeadIds]| -> Vec<u32> {
            beads.iter().flat_map(|bead| bead.en.iter().copied()).collect()
        };
        let order =
            [english(&gold[..40]), english(&gold[46..121]), english(&gold[40..46]), english(&gold[121..])]
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
