//! `duizhao merge`: results of workers to the outputs of the collection.

use super::{build, memory, records, style};
use crate::{
    cli::{
        Outcome,
        args::MergeArgs,
        diagnostic::{Messages, Problem},
        progress::Shown,
    },
    lexicon::Lexicon,
    pipeline::{self, BuildOptions, Settings, merge::result_sources},
};

/// Runs `merge`.
///
/// # Errors
/// The results cannot be read or are none, or the output folder cannot be written.
pub fn run(args: &MergeArgs, messages: Messages) -> Outcome {
    let mut settings = Settings::new(Lexicon::builtin());
    settings.journal.clone_from(&args.journal);
    settings.set_style(style::settings_of(&args.style)?);
    records::add_decided(&mut settings, &args.decisions, Some(&args.out), messages)?;
    let sources = result_sources(&args.results)?;
    if sources.is_empty() {
        return Err(Problem::new(
            "no file with results",
            Some(
                "give the files or the folder that `duizhao worker` wrote, or - for standard input",
            ),
        ));
    }
    let options = BuildOptions {
        out: args.out.clone(),
        jobs: build::jobs(args.jobs),
        accept: args.accept,
        force: false,
        memory: args.memory.clone().map(|path| (path, memory::now())),
    };
    let mut progress = Shown::new(messages);
    let summary = pipeline::merge::merge(sources, &settings, &options, &mut progress)?;
    Ok(build::conclude(&summary, &args.out, args.fail_on, messages))
}
