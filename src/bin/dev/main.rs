//! Project chores: `cargo dev <chore>`. One module a chore.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help", ..] => {
            println!("chores: (none yet)");
            ExitCode::SUCCESS
        }
        [chore, ..] => {
            eprintln!("error: no chore `{chore}`; `cargo dev help` lists them");
            ExitCode::from(2)
        }
    }
}
