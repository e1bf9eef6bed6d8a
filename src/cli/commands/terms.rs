//! `duizhao terms`: the glossary alone.

use super::records;
use crate::{
    cli::{
        DONE, DONE_WITH_FINDINGS, Outcome,
        args::{TermsArgs, TermsFormat},
        diagnostic::Messages,
        output,
    },
    export::{self, GlossaryOptions},
};

/// Runs `terms`.
///
/// # Errors
/// No input gives an article, or the output cannot be written.
pub fn run(args: &TermsArgs, messages: Messages) -> Outcome {
    let (entries, failed) = records::glossary_of(&args.inputs, &args.read, messages)?;
    let options = GlossaryOptions::default();
    output::write(args.output.as_deref(), |w| match args.format {
        TermsFormat::Csv => export::glossary_csv(w, &entries),
        TermsFormat::Tbx => export::glossary_tbx(w, &entries, &options),
        TermsFormat::TbxV2 => export::glossary_tbx_v2(w, &entries, &options),
        TermsFormat::Omegat => export::glossary_txt(w, &entries, &options),
        TermsFormat::Xlsx => export::glossary_xlsx(w, &entries),
        TermsFormat::Utx => export::glossary_utx(w, &entries, &options),
        TermsFormat::Termlist => export::glossary_termlist(w, &entries, &options),
        TermsFormat::Json => export::glossary_json(w, &entries),
    })?;
    Ok(if failed > 0 { DONE_WITH_FINDINGS } else { DONE })
}
