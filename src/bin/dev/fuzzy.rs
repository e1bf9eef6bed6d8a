//! Times the fuzzy search: how long a query takes, what the index weighs, how soon it is open.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use duizhao::{
    domain::Side,
    store::fuzzy::{Index, Options, ScriptFolding, fold},
};

use crate::fuzzy_sample::Sample;

const QUERIES: usize = 1000;
/// Scores below which nothing is a hit.
const THRESHOLDS: [f64; 4] = [60.0, 70.0, 75.0, 85.0];

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (shared, side, count, dump) = match arguments {
        [shared, side, count] => (shared, side, count, None),
        [shared, side, count, dump] => (shared, side, count, Some(Path::new(*dump))),
        _ => bail!("fuzzy SHARED_DIR zh|en UNITS [DUMP_DIR]"),
    };
    let side = match *side {
        "zh" => Side::Zh,
        "en" => Side::En,
        other => bail!("no language `{other}`: zh or en"),
    };
    let count: usize = count.parse().context("the number of units")?;
    let sample = Sample::new(Path::new(shared), side, count, QUERIES)?;
    let folder = tempfile::tempdir()?;
    let start = Instant::now();
    let mut index = Index::create(folder.path())?;
    let mut change = index.change();
    for (number, text) in (0_i64..).zip(&sample.units) {
        match side {
            Side::Zh => change.add(number, text, "")?,
            Side::En => change.add(number, "", text)?,
        }
    }
    change.commit("made")?;
    let built = start.elapsed();
    let mut bytes = 0;
    for file in fs::read_dir(folder.path())? {
        bytes += file?.metadata()?.len();
    }
    let characters: usize = sample.units.iter().map(|text| text.chars().count()).sum();
    println!(
        "{} units of {:.0} characters; index built in {:.1} s, {:.0} MB",
        sample.units.len(),
        characters as f64 / sample.units.len().max(1) as f64,
        built.as_secs_f64(),
        bytes as f64 / 1e6
    );
    let open = || -> Result<_> {
        Ok(Index::open(folder.path())?.context("the index is gone")?.searcher()?)
    };
    let start = Instant::now();
    let mut searcher = open()?;
    let opened = start.elapsed();
    println!("opened in {:.1} ms", opened.as_secs_f64() * 1e3);
    let mut out = String::new();
    for threshold in THRESHOLDS {
        let options = Options { side, threshold, limit: 1, scripts: ScriptFolding::Apart };
        let (mut first, mut least) = (Vec::new(), Vec::new());
        let mut found = 0;
        for query in &sample.queries {
            let start = Instant::now();
            let hits = searcher.search(query, &options)?;
            let mut time = start.elapsed();
            first.push(time);
            // A machine that does other work as well makes single searches wait: the least of three
            // is what a search takes.
            for _ in 0..2 {
                let start = Instant::now();
                searcher.search(query, &options)?;
                time = time.min(start.elapsed());
            }
            least.push(time);
            found += usize::from(!hits.is_empty());
            if threshold <= 60.0 {
                let best = hits.first().map_or((-1, -1.0), |hit| (hit.unit, hit.score()));
                writeln!(out, "{}\t{:.9}\t{}", best.0, best.1, fold(query))?;
            }
        }
        println!("threshold {threshold}: {found} of {QUERIES} found");
        report("  least of three", least);
        report("  first", first);
    }
    if let Some(dump) = dump {
        fs::create_dir_all(dump)?;
        let folded: String = sample.units.iter().map(|text| format!("{}\n", fold(text))).collect();
        fs::write(dump.join("units.txt"), folded)?;
        fs::write(dump.join("queries.tsv"), out)?;
    }
    Ok(())
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| {
        let time = times.get((times.len() as f64 * part) as usize).or(times.last());
        time.copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    let mean = times.iter().sum::<Duration>().as_secs_f64() * 1e3 / times.len().max(1) as f64;
    println!(
        "{name}: mean {mean:.2} ms, p50 {:.2}, p95 {:.2}, p99 {:.2}, longest {:.2}",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}
