//! `duizhao worker`: one article a line in, one result a line out.

use std::io::{BufReader, Write as _};

use super::{records, style};
use crate::{
    cli::{
        DONE, Outcome,
        args::WorkerArgs,
        diagnostic::{Messages, Problem},
        output,
    },
    pipeline::{
        Error, sort,
        worker::{Request, work},
    },
};

/// Runs `worker`.
///
/// # Errors
/// Standard input cannot be read, or standard output not be written.
pub fn run(args: &WorkerArgs, messages: Messages) -> Outcome {
    if !args.list.is_empty() {
        let inputs = records::inputs_of(&args.list, None)?;
        output::write(None, |w| {
            for input in &inputs {
                w.write_all(&sort::json(&Request::of(input)))?;
                w.write_all(b"\n")?;
            }
            Ok(())
        })?;
        return Ok(DONE);
    }
    let mut settings = records::settings_of(&args.read, messages)?;
    settings.journal.clone_from(&args.journal);
    settings.set_style(style::settings_of(&args.style)?);
    records::add_decisions(&mut settings, &args.read, None, messages)?;
    let mut input = BufReader::with_capacity(1 << 16, std::io::stdin());
    let mut out = std::io::stdout().lock();
    let worked = work(&mut input, &mut out, &settings, usize::from(args.jobs.get()));
    match worked {
        Ok(()) => out
            .flush()
            .map(|()| DONE)
            .map_err(|error| Problem::io("write", "standard output".as_ref(), &error)),
        Err(Error::Io { action, path, source }) => Err(Problem::io(action, &path, &source)),
        Err(error) => Err(error.into()),
    }
}
