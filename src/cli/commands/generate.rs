//! `duizhao completions` and `duizhao man`: made from the definition of the command line.

use clap::CommandFactory as _;

use crate::cli::{
    DONE, Outcome,
    args::{Cli, CompletionsArgs},
    output,
};

/// Prints a completion script.
///
/// # Errors
/// Standard output cannot be written.
pub fn completions(args: &CompletionsArgs) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "duizhao", &mut script);
    output::write(None, |w| Ok(w.write_all(&script)?))?;
    Ok(DONE)
}

/// Prints the manual page.
///
/// # Errors
/// Standard output cannot be written.
pub fn man() -> Outcome {
    let mut page = Vec::new();
    // Rendering into memory does not fail.
    let _ = clap_mangen::Man::new(Cli::command()).render(&mut page);
    output::write(None, |w| Ok(w.write_all(&page)?))?;
    Ok(DONE)
}
