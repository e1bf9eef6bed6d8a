//! The command line: arguments in, results on standard output, messages on standard error, an exit
//! code. Nothing else in the library prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the command line prints")]

pub mod args;
pub mod commands;
pub mod diagnostic;
pub mod output;
pub mod progress;
pub mod width;

use std::ffi::OsString;

use clap::Parser;

use args::{Cli, Command};
use diagnostic::{Messages, Problem};

/// What a command ended with: an exit code, or a problem that kept it from running.
pub type Outcome = Result<u8, Problem>;

/// All that was asked was done.
pub const DONE: u8 = 0;
/// Done, with findings at or above the limit, or some inputs failed.
pub const DONE_WITH_FINDINGS: u8 = 1;
/// Could not run.
pub const COULD_NOT: u8 = 2;

/// Runs the command line `args` (the program's name first) and gives the exit code: 0 done, 1 done
/// with findings or failures, 2 could not run.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version go to standard output with exit 0, usage errors to standard error.
            let code = if error.use_stderr() { COULD_NOT } else { DONE };
            return if error.print().is_ok() || code == DONE { code } else { COULD_NOT };
        }
    };
    let messages = Messages::new(cli.global.color, cli.global.log_format, cli.global.quiet);
    let outcome = match &cli.command {
        Command::Build(options) => commands::build::run(options, messages),
        Command::Align(options) => commands::align::run(options, messages),
        Command::Terms(options) => commands::terms::run(options, messages),
        Command::Check(options) => commands::check::run(options, messages),
        Command::Memory(options) => commands::memory::run(options, messages),
        Command::Worker(options) => commands::worker::run(options, messages),
        Command::Merge(options) => commands::merge::run(options, messages),
        Command::Eval(options) => commands::eval::run(options, messages),
        #[cfg(feature = "encoder")]
        Command::Model(options) => commands::model::run(options, messages),
        Command::Completions(options) => commands::generate::completions(options),
        Command::Man => commands::generate::man(),
    };
    match outcome {
        Ok(code) => code,
        // The reader of our output has gone (`| head`): nothing is wrong.
        Err(problem) if problem.is_broken_pipe() => DONE,
        Err(problem) => {
            messages.problem(&problem);
            COULD_NOT
        }
    }
}
