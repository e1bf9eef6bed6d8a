//! What `build`, `terms` and `check` share: inputs, settings, records.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        args::{PdfReaderChoice, ReadArgs},
        diagnostic::{Messages, Problem},
    },
    domain::{ArticleRecord, TermEntry},
    lexicon::Lexicon,
    pipeline::{
        self, Decisions, Failure, Input, InputSource, Settings,
        build::{MAX_FILE_BYTES, bytes_of},
        decisions::{self, DecisionKind},
        glossary::{self, Glossary, GlossaryRows, article_key},
        inputs,
    },
    read::PdfReader,
    terms::{Termbase, archive::SentenceFinder},
};

/// Standard input, for `-`.
pub fn standard_input() -> Input {
    let mut bytes = Vec::new();
    // One byte more than is taken shows that there is too much.
    let read = std::io::stdin().lock().take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes);
    let source = match read {
        Err(error) => InputSource::Failed(inputs::read_failure(&error)),
        Ok(_) if bytes.len() as u64 > MAX_FILE_BYTES => InputSource::Failed(Failure::new(
            "too-large",
            format!("more than {} MB on standard input", MAX_FILE_BYTES >> 20),
            Some("split it into issues or articles"),
        )),
        Ok(_) => InputSource::Bytes(bytes),
    };
    Input { name: "stdin".to_owned(), source }
}

/// The inputs that the arguments name.
///
/// # Errors
/// There is none.
pub fn inputs_of(arguments: &[PathBuf], out: Option<&Path>) -> Result<Vec<Input>, Problem> {
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.iter().cloned().partition(|a| a == Path::new("-"));
    let mut found = inputs::list(&paths, out);
    if !stdin.is_empty() {
        found.push(standard_input());
    }
    if found.is_empty() {
        let named: Vec<String> = arguments.iter().map(|a| a.display().to_string()).collect();
        return Err(pipeline::Error::NoInputs(named.join(", ")).into());
    }
    Ok(found)
}

/// Settings from the arguments; termbases that cannot be read stop the command, rows that cannot
/// be used are warned of.
///
/// # Errors
/// An unknown encoding; a termbase that cannot be read.
pub fn settings_of(args: &ReadArgs, messages: Messages) -> Result<Settings<'static>, Problem> {
    let mut settings = Settings::new(Lexicon::builtin());
    if let Some(label) = &args.encoding {
        settings.read.encoding = Some(label.clone());
    }
    settings.pdf_reader = match args.pdf_reader {
        PdfReaderChoice::BuiltIn => PdfReader::BuiltIn,
        PdfReaderChoice::Pdftotext => PdfReader::Pdftotext,
    };
    #[cfg(feature = "encoder")]
    if let Some(model) = super::model::chosen(&args.model)? {
        settings.depends_on(model.identity().as_bytes());
        settings.similarity = Some(Box::new(model));
    }
    for path in &args.termbases {
        let bytes =
            std::fs::read(path).map_err(|error| Problem::io("read termbase", path, &error))?;
        settings.depends_on(&bytes);
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let reading = Termbase::parse(&name, &bytes);
        let shown = path.display().to_string();
        for problem in &reading.problems {
            let hint = Some(problem.hint.as_str()).filter(|hint| !hint.is_empty());
            messages.warning(&shown, problem.line, &problem.reason, hint);
        }
        let unsaid = reading.problem_count.saturating_sub(reading.problems.len());
        if unsaid > 0 {
            messages.warning(&shown, 0, &format!("{unsaid} more such rows"), None);
        }
        if reading.termbase.is_empty() {
            return Err(Problem::new(
                format!("termbase {shown} has no row that can be used"),
                Some("a termbase is CSV, TSV or OmegaT text with a Chinese and an English column"),
            ));
        }
        settings.termbases.push(reading.termbase);
    }
    settings.termbases.push(Termbase::starter());
    Ok(settings)
}

/// Takes in what editors decided: in the output folder of earlier runs, then in the files of the
/// arguments, which stand above it.
///
/// # Errors
/// A file that cannot be read, or is no decisions file.
pub fn add_decisions(
    settings: &mut Settings<'_>,
    args: &ReadArgs,
    out: Option<&Path>,
    messages: Messages,
) -> Result<(), Problem> {
    add_decided(settings, &args.decisions, out, messages)
}

/// As [`add_decisions`], of these files.
///
/// # Errors
/// A file that cannot be read, or is no decisions file.
pub fn add_decided(
    settings: &mut Settings<'_>,
    files: &[PathBuf],
    out: Option<&Path>,
    messages: Messages,
) -> Result<(), Problem> {
    let mut said = Vec::new();
    if let Some(out) = out {
        let (decisions, problems) = Decisions::of_folder(out)?;
        settings.decisions = decisions;
        said.extend(problems);
    }
    for path in files {
        let bytes =
            std::fs::read(path).map_err(|error| Problem::io("read decisions", path, &error))?;
        match decisions::kind(&bytes) {
            Some(DecisionKind::Terms) => said.extend(settings.decisions.add_terms(path, &bytes)),
            Some(DecisionKind::Findings) => {
                said.extend(settings.decisions.add_findings(path, &bytes));
            }
            None => {
                return Err(Problem::new(
                    format!("{} is no decisions file", path.display()),
                    Some(
                        "its header has to name the columns zh, en, decision, comment (terms), or \
                         fingerprint, decision, comment (findings)",
                    ),
                ));
            }
        }
    }
    for said in said {
        let hint = Some(said.problem.hint.as_str()).filter(|hint| !hint.is_empty());
        messages.warning(
            &said.path.display().to_string(),
            said.problem.line,
            &said.problem.reason,
            hint,
        );
    }
    Ok(())
}

/// The records of all inputs, without any output folder; failures are said and counted.
///
/// # Errors
/// No input gave a record.
pub fn records_of(
    arguments: &[PathBuf],
    args: &ReadArgs,
    messages: Messages,
) -> Result<(Vec<ArticleRecord>, usize), Problem> {
    let mut settings = settings_of(args, messages)?;
    add_decisions(&mut settings, args, None, messages)?;
    records_with(&settings, arguments, messages)
}

/// The glossary of all inputs with the decisions applied to it; failures are said and counted.
///
/// # Errors
/// No input gave a record.
pub fn glossary_of(
    arguments: &[PathBuf],
    args: &ReadArgs,
    messages: Messages,
) -> Result<(Vec<TermEntry>, usize), Problem> {
    let mut settings = settings_of(args, messages)?;
    add_decisions(&mut settings, args, None, messages)?;
    let mut glossary = Merging::new(&settings);
    let failed = each_record(&settings, arguments, messages, |record| glossary.add(&record))?;
    Ok((glossary.entries()?, failed))
}

/// The glossary of records, merged as `build` merges it.
pub struct Merging<'s> {
    glossary: Glossary,
    finder: SentenceFinder<'s>,
    settings: &'s Settings<'s>,
    fault: Option<pipeline::Error>,
}

impl<'s> Merging<'s> {
    /// An empty glossary; what does not fit into memory goes to the system's folder for temporary
    /// files.
    pub fn new(settings: &'s Settings<'s>) -> Self {
        Self {
            glossary: Glossary::new(&std::env::temp_dir()),
            finder: SentenceFinder::new(settings.lexicon),
            settings,
            fault: None,
        }
    }

    /// Takes in a record.
    pub fn add(&mut self, record: &ArticleRecord) {
        let rows = GlossaryRows::of(record, &article_key(record), &self.finder);
        if let Err(error) = self.glossary.add(&rows) {
            self.fault.get_or_insert(error);
        }
    }

    /// The entries, with the decisions applied to them.
    ///
    /// # Errors
    /// What does not fit into memory could not be written.
    pub fn entries(self) -> Result<Vec<TermEntry>, Problem> {
        if let Some(error) = self.fault {
            return Err(error.into());
        }
        let decisions = &self.settings.decisions.terms;
        let mut merged =
            self.glossary.merge(self.settings.lexicon, decisions, 1, &mut |_| Ok(()))?;
        Ok(glossary::entries(&mut merged)?)
    }
}

/// The records of all inputs under `settings`; failures are said and counted.
///
/// # Errors
/// No input gave a record.
pub fn records_with(
    settings: &Settings<'_>,
    arguments: &[PathBuf],
    messages: Messages,
) -> Result<(Vec<ArticleRecord>, usize), Problem> {
    let mut records = Vec::new();
    let failed = each_record(settings, arguments, messages, |record| records.push(record))?;
    Ok((records, failed))
}

/// Gives `take` the records of all inputs, one after the other; how many inputs gave none.
fn each_record(
    settings: &Settings<'_>,
    arguments: &[PathBuf],
    messages: Messages,
    mut take: impl FnMut(ArticleRecord),
) -> Result<usize, Problem> {
    let found = inputs_of(arguments, None)?;
    let mut any = false;
    let mut failed = 0;
    for input in &found {
        let outcome =
            bytes_of(&input.source).and_then(|b| pipeline::process(&input.name, &b, settings));
        match outcome {
            Ok(outcome) => {
                for (line, message) in &outcome.warnings {
                    messages.warning(&input.name, *line, message, None);
                }
                any |= !outcome.records.is_empty();
                outcome.records.into_iter().for_each(&mut take);
            }
            Err(failure) => {
                failed += 1;
                messages.problem(&Problem::of_input(&input.name, &failure));
            }
        }
    }
    if !any {
        return Err(Problem::new("no article in any input", None));
    }
    Ok(failed)
}
