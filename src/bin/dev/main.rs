//! Project chores: `cargo dev <chore>`. One module a chore.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

mod ablation;
mod calibrate;
#[cfg(feature = "encoder")]
mod encode;
mod fuzzy;
mod fuzzy_sample;
mod learn_weights;
mod memory_sample;
mod score_aligner;
mod structure;
mod train_lexicon;

use std::{path::Path, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help", ..] => {
            println!(
                "chores: ablation ABSTRACTS NOVELS, calibrate ABSTRACTS NOVELS, checks, count-fields DIR, \
                 encode MODEL, fuzzy SHARED_DIR SIDE UNITS [DUMP_DIR], learn-weights DIR…, \
                 memory-sample UNITS, score-aligner DIR…, \
                 show-fields DIR SEED COUNT, train-lexicon CORPUS_DIR"
            );
            ExitCode::SUCCESS
        }
        ["checks"] => {
            print!("{}", duizhao::check::documentation());
            ExitCode::SUCCESS
        }
        ["ablation", arguments @ ..] => report(ablation::run(arguments)),
        ["calibrate", arguments @ ..] => report(calibrate::run(arguments)),
        ["count-fields", folder] => report(structure::count(folder)),
        ["show-fields", file] => report(structure::show(file, 0, 0)),
        ["show-fields", folder, seed, count] => {
            if let (Ok(seed), Ok(count)) = (seed.parse(), count.parse()) {
                report(structure::show(folder, seed, count))
            } else {
                eprintln!("error: seed and count are whole numbers");
                ExitCode::from(2)
            }
        }
        #[cfg(feature = "encoder")]
        ["encode", model] => report(encode::run(Path::new(model))),
        ["fuzzy", arguments @ ..] => report(fuzzy::run(arguments)),
        ["score-aligner", folders @ ..] => report(score_aligner::run(folders)),
        ["learn-weights", arguments @ ..] => report(learn_weights::run(arguments)),
        ["memory-sample", units] => {
            if let Ok(units) = units.parse() {
                report(memory_sample::run(units))
            } else {
                eprintln!("error: `{units}` is no number of units");
                ExitCode::from(2)
            }
        }
        ["train-lexicon", corpus] => report(train_lexicon::run(Path::new(corpus))),
        [chore, ..] => {
            eprintln!("error: no chore `{chore}`; `cargo dev help` lists them");
            ExitCode::from(2)
        }
    }
}

fn report(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
