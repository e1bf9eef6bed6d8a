//! Sentence alignment: strict F1 beside speed and instruction counts.
//!
//! `cargo bench --bench align [-- FOLDER SENTENCES]`: the documents of FOLDER (`zh/`, `en/`, `gold/`; the one
//! in `corpora/whole` where none is given) repeated to SENTENCES Chinese sentences (10,000 where not
//! given), and to a tenth of it. Instructions are counted where `valgrind` is installed; with
//! `HUNALIGN` naming its program, hunalign aligns the same text in the same run (Chinese cut into
//! characters, no dictionary). Sentences are counted on both sides.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench prints, and fails by panicking"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use duizhao::{
    align::{Aligner, LexicalAligner},
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
};

/// Sentences of both sides, and gold.
#[derive(Clone, Default)]
struct Text {
    zh: Vec<String>,
    en: Vec<String>,
    gold: Vec<BeadIds>,
}

impl Text {
    fn push(&mut self, other: &Self) {
        let (zh, en) = (self.zh.len() as u32, self.en.len() as u32);
        self.gold.extend(other.gold.iter().map(|bead| BeadIds {
            zh: bead.zh.iter().map(|id| id + zh).collect(),
            en: bead.en.iter().map(|id| id + en).collect(),
        }));
        self.zh.extend_from_slice(&other.zh);
        self.en.extend_from_slice(&other.en);
    }

    fn sentences(&self) -> f64 {
        (self.zh.len() + self.en.len()) as f64
    }
}

fn lines(path: &Path) -> Vec<String> {
    fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}

/// One document after another.
fn read(folder: Option<&Path>) -> Text {
    let mut all = Text::default();
    let document = |zh: PathBuf, en: PathBuf, gold: PathBuf| Text {
        zh: lines(&zh),
        en: lines(&en),
        gold: parse_beads(&fs::read_to_string(gold).unwrap()).unwrap(),
    };
    if let Some(folder) = folder {
        let mut names: Vec<_> =
            fs::read_dir(folder.join("gold")).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        for name in names {
            let [zh, en, gold] = ["zh", "en", "gold"].map(|part| folder.join(part).join(&name));
            all.push(&document(zh, en, gold));
        }
    } else {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/whole/luting-harbor");
        let [zh, en, gold] = ["zh", "en", "gold.beads"].map(|part| folder.join(part));
        all.push(&document(zh, en, gold));
    }
    all
}

fn repeated(text: &Text, zh_sentences: usize) -> Text {
    let mut all = Text::default();
    while all.zh.len() < zh_sentences {
        all.push(text);
    }
    all
}

fn align(text: &Text) -> Vec<BeadIds> {
    let zh: Vec<&str> = text.zh.iter().map(String::as_str).collect();
    let en: Vec<&str> = text.en.iter().map(String::as_str).collect();
    let alignment = LexicalAligner::new(Lexicon::builtin()).align(&zh, &en).unwrap();
    let ids = |range: &std::ops::Range<u32>| range.clone().collect();
    alignment.beads().iter().map(|b| BeadIds { zh: ids(&b.zh), en: ids(&b.en) }).collect()
}

/// Instructions of this program when it aligns so many sentences.
fn instructions(arguments: &[String]) -> Option<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().ok()?)
        .args(arguments)
        .env("ALIGN_ONCE", "1")
        .output()
        .ok()?;
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = messages.lines().find_map(|line| line.split_once("Collected : "))?;
    line.1.split_whitespace().next()?.parse().ok()
}

/// Seconds that hunalign takes for the text.
fn hunalign(program: &str, text: &Text) -> f64 {
    let folder = std::env::temp_dir().join("duizhao-bench-align");
    fs::create_dir_all(&folder).unwrap();
    let tokens = |sentences: &[String], is_chinese: bool| -> String {
        let mut out = String::new();
        for sentence in sentences {
            for c in sentence.chars() {
                if is_chinese || !c.is_alphanumeric() {
                    out.push(' ');
                }
                out.push(c);
            }
            out.push('\n');
        }
        out
    };
    let [zh, en, dictionary] = ["zh", "en", "dictionary"].map(|name| folder.join(name));
    fs::write(&zh, tokens(&text.zh, true)).unwrap();
    fs::write(&en, tokens(&text.en, false)).unwrap();
    fs::write(&dictionary, "").unwrap();
    let start = Instant::now();
    let output = Command::new(program).arg(&dictionary).arg(&zh).arg(&en).output().unwrap();
    assert!(output.status.success() && !output.stdout.is_empty(), "{program}");
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_dir_all(&folder).unwrap();
    seconds
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let folder = arguments.first().map(PathBuf::from);
    let most: usize = arguments.get(1).map_or(10_000, |count| count.parse().unwrap());
    let text = read(folder.as_deref());
    if std::env::var_os("ALIGN_ONCE").is_some() {
        assert!(!align(&text).is_empty());
        return;
    }
    println!("sentences (zh + en)   seconds   sentences/s   strict F1");
    let mut rate = 0.0;
    let mut whole = text.clone();
    for count in [most / 10, most] {
        whole = repeated(&text, count);
        let start = Instant::now();
        let found = align(&whole);
        let seconds = start.elapsed().as_secs_f64();
        let mut tally = AlignmentTally::default();
        tally.add(&whole.gold, &found);
        rate = whole.sentences() / seconds;
        println!(
            "{:>8} + {:<8}   {seconds:>7.2}   {rate:>11.0}   {:.4}",
            whole.zh.len(),
            whole.en.len(),
            tally.strict().f1
        );
    }
    match instructions(&arguments) {
        Some(count) => println!(
            "instructions of the text once, start-up and all: {:.1} million, {:.0} thousand a sentence",
            count / 1e6,
            count / 1e3 / text.sentences()
        ),
        None => println!("instructions: valgrind is not installed"),
    }
    if let Ok(program) = std::env::var("HUNALIGN") {
        let seconds = hunalign(&program, &whole);
        let its = whole.sentences() / seconds;
        println!(
            "hunalign: {seconds:.1} s, {its:.0} sentences/s; ours is {:.1} times as fast",
            rate / its
        );
    }
}
