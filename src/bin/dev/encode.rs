//! `cargo dev encode MODEL`: vectors of the lines of standard input, as 32-bit floats without a
//! header on standard output; sentences a second on standard error. MODEL is a wheel or another
//! archive that `duizhao model add` takes.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    sync::Arc,
    time::Instant,
};

use duizhao::embed::{Encoder, Model, find_parts, pack};

/// The chore.
pub(crate) fn run(model: &Path) -> anyhow::Result<()> {
    let start = Instant::now();
    let packed = pack(&find_parts(&fs::read(model)?)?, "a wheel", None)?;
    let packing = start.elapsed();
    let start = Instant::now();
    let model = Model::read(packed)?;
    eprintln!("packed in {packing:?}, loaded in {:?}", start.elapsed());
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut encoder = Encoder::new(Arc::new(model));
    let start = Instant::now();
    let sums = encoder.sums(&lines);
    let between = start.elapsed();
    let vectors = encoder.vectors(&sums);
    let all = start.elapsed();
    eprintln!(
        "{} sentences in {all:?} (sums {between:?}): {:.0} a second",
        lines.len(),
        lines.len() as f64 / all.as_secs_f64()
    );
    let mut out = std::io::stdout().lock();
    for vector in vectors {
        for value in vector.values() {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    Ok(())
}
