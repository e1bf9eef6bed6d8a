//! The `duizhao` command: turns the library's result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(duizhao::cli::run(std::env::args_os()))
}
