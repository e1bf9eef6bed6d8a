//! `duizhao align`: two texts that translate each other, or one that holds both languages.

use std::{fmt::Write as _, path::Path};

use serde::Serialize;

use super::records;
use crate::{
    align::{Aligner, LexicalAligner, are_swapped},
    cli::{
        COULD_NOT, DONE, Outcome,
        args::{AlignArgs, AlignFormat},
        diagnostic::{Messages, Problem},
        output,
    },
    domain::{
        Alignment, Bead, LineRange, Part, Place, Relation, Script, Side, TranslationUnit, UnitFlag,
    },
    lexicon::Lexicon,
    pipeline::{
        Failure, InputSource, Settings,
        build::bytes_of,
        documents::{self, DocumentText},
        outputs,
        sentences::SourceSentence,
    },
    read,
};

/// Both texts, with the marks of their layout where they are documents.
struct Texts {
    zh: DocumentText,
    en: DocumentText,
    has_layout: bool,
}

/// Runs `align`.
///
/// # Errors
/// A text cannot be read or is empty, or the output cannot be written.
pub fn run(args: &AlignArgs, messages: Messages) -> Outcome {
    let mut settings = Settings::new(Lexicon::builtin());
    settings.read.encoding.clone_from(&args.encoding);
    let texts = texts(args, &settings, messages)?;
    let (zh_texts, en_texts) = (texts.zh.texts(), texts.en.texts());
    if let Some(en_path) = &args.en
        && are_swapped(&zh_texts, &en_texts)
    {
        return Err(Problem::new(
            format!(
                "{} is English and {} is Chinese: the first text must be the Chinese one",
                args.zh.display(),
                en_path.display()
            ),
            Some(&format!("swap them: duizhao align {} {}", en_path.display(), args.zh.display())),
        ));
    }
    let aligner = LexicalAligner::new(settings.lexicon);
    #[cfg(feature = "encoder")]
    let model = super::model::chosen(&args.model)?;
    #[cfg(feature = "encoder")]
    let aligner =
        aligner.with_similarity(model.as_ref().map(|model| model as &dyn crate::align::Similarity));
    let aligned = if texts.has_layout {
        aligner.align_documents((&zh_texts, &texts.zh.marks), (&en_texts, &texts.en.marks))
    } else {
        aligner.align(&zh_texts, &en_texts)
    };
    let alignment = match aligned {
        Ok(alignment) => alignment,
        Err(error) => {
            messages.problem(&Problem::new(error.to_string(), None));
            return Ok(COULD_NOT);
        }
    };
    let (zh, en) = (&texts.zh.sentences, &texts.en.sentences);
    let output = args.output.as_deref();
    match args.format {
        AlignFormat::Beads => text_out(output, &beads_text(&alignment))?,
        AlignFormat::Tsv => text_out(output, &tsv_text(&alignment, zh, en))?,
        AlignFormat::Jsonl => text_out(output, &jsonl_text(&alignment, zh, en))?,
        AlignFormat::Csv => {
            let units = units(&alignment, zh, en, args);
            let options = outputs::memory_options(args.accept, None);
            output::write(output, |w| outputs::memory_csv(w, units.iter(), &options))?;
        }
        AlignFormat::Tmx => {
            let units = units(&alignment, zh, en, args);
            let options = outputs::memory_options(args.accept, None);
            output::write(output, |w| outputs::memory_tmx(w, units.iter(), &options).map(drop))?;
        }
    }
    Ok(DONE)
}

fn text_out(path: Option<&Path>, text: &str) -> Result<(), Problem> {
    output::write(path, |w| Ok(w.write_all(text.as_bytes())?))
}

/// The bytes of a text and its name in messages.
fn bytes(path: &Path) -> Result<(String, Vec<u8>), Problem> {
    let name = path.display().to_string();
    let source = if path == Path::new("-") {
        records::standard_input().source
    } else {
        InputSource::File(path.to_path_buf())
    };
    match bytes_of(&source) {
        Ok(bytes) => Ok((name, bytes.into_owned())),
        Err(failure) => Err(Problem::of_input(&name, &failure)),
    }
}

/// Reads what the arguments name.
fn texts(args: &AlignArgs, settings: &Settings<'_>, messages: Messages) -> Result<Texts, Problem> {
    match &args.en {
        Some(_) if args.alternating => Err(Problem::new(
            "two texts were given, and --alternating wants one that holds both languages",
            Some("leave out --alternating, or the second text"),
        )),
        Some(en) => {
            if args.zh == Path::new("-") && en == Path::new("-") {
                return Err(Problem::new(
                    "both texts are to come from standard input",
                    Some("give at least one of them as a file"),
                ));
            }
            let one = |side, path: &Path| {
                if args.presegmented {
                    presegmented(path, settings, messages)
                } else {
                    let (name, bytes) = bytes(path)?;
                    let reading = documents::document(&name, &bytes, side, settings)
                        .map_err(|failure| Problem::of_input(&name, &failure))?;
                    warn(&name, &reading.warnings, messages);
                    Ok(reading.text)
                }
            };
            let (zh, en) = (one(Side::Zh, &args.zh)?, one(Side::En, en)?);
            Ok(Texts { zh, en, has_layout: !args.presegmented })
        }
        None => {
            let (name, bytes) = bytes(&args.zh)?;
            let reading = documents::alternating(&name, &bytes, settings)
                .map_err(|failure| Problem::of_input(&name, &failure))?;
            warn(&name, &reading.warnings, messages);
            let [zh, en] = reading.text;
            for (text, language) in [(&zh, "Chinese"), (&en, "English")] {
                if text.sentences.is_empty() {
                    return Err(Problem::new(
                        format!("{name} holds no {language}"),
                        Some(
                            "with --alternating one file holds both languages, line by line or paragraph by paragraph",
                        ),
                    ));
                }
            }
            Ok(Texts { zh, en, has_layout: true })
        }
    }
}

fn warn(name: &str, warnings: &[(u32, String)], messages: Messages) {
    for (line, message) in warnings {
        messages.warning(name, *line, message, None);
    }
}

/// A text that has a sentence a line: line n is sentence n, so an empty line in the middle is a
/// sentence without words.
fn presegmented(
    path: &Path,
    settings: &Settings<'_>,
    messages: Messages,
) -> Result<DocumentText, Problem> {
    let (name, bytes) = bytes(path)?;
    let document = read::read(&bytes, &name, &settings.read)
        .map_err(|error| Problem::of_input(&name, &Failure::from(error)))?;
    warn(&name, &document.warnings, messages);
    let lines: Vec<&str> = document.text().lines().collect();
    let last = lines.iter().rposition(|l| !l.trim().is_empty()).map_or(0, |at| at + 1);
    let sentences = lines.into_iter().take(last).zip(1..);
    let sentences = sentences
        .map(|(line, number)| SourceSentence { text: line.trim().to_owned(), line: number });
    Ok(DocumentText { sentences: sentences.collect(), marks: Vec::new() })
}

/// One bead a line, `[0, 1]:[0]`, zero-based: the format that other aligners are scored with.
fn beads_text(alignment: &Alignment) -> String {
    let list = |range: &std::ops::Range<u32>| {
        let numbers: Vec<String> = range.clone().map(|n| n.to_string()).collect();
        format!("[{}]", numbers.join(", "))
    };
    let mut text = String::new();
    for bead in alignment.beads() {
        // Writing to a String does not fail.
        let _ = writeln!(text, "{}:{}", list(&bead.zh), list(&bead.en));
    }
    text
}

fn side(all: &[SourceSentence], range: &std::ops::Range<u32>, with: &str) -> (String, LineRange) {
    let picked = all.get(range.start as usize..range.end as usize).unwrap_or_default();
    let text = picked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(with);
    let line = |s: Option<&SourceSentence>| s.map_or(0, |s| s.line);
    (text, LineRange { first: line(picked.first()), last: line(picked.last()) })
}

fn tsv_text(alignment: &Alignment, zh: &[SourceSentence], en: &[SourceSentence]) -> String {
    // A tab inside a sentence would shift the columns.
    let cell = |text: String| text.replace(['\t', '\n', '\r'], " ");
    let mut text = String::new();
    for bead in alignment.beads() {
        let probability = bead.probability.map(|p| format!("{p:.3}")).unwrap_or_default();
        let (zh, en) = (side(zh, &bead.zh, "").0, side(en, &bead.en, " ").0);
        let order = if bead.crossing { "x" } else { "" };
        let shape = bead.shape();
        let _ = writeln!(text, "{shape}{order}\t{probability}\t{}\t{}", cell(zh), cell(en));
    }
    text
}

#[derive(Serialize)]
struct BeadLine<'a> {
    schema: u32,
    zh: Vec<u32>,
    en: Vec<u32>,
    shape: String,
    score_nats: f64,
    probability: Option<f64>,
    crossing: bool,
    zh_text: &'a str,
    en_text: &'a str,
    zh_lines: LineRange,
    en_lines: LineRange,
}

fn jsonl_text(alignment: &Alignment, zh: &[SourceSentence], en: &[SourceSentence]) -> String {
    let mut text = String::new();
    for bead in alignment.beads() {
        let (zh_text, zh_lines) = side(zh, &bead.zh, "");
        let (en_text, en_lines) = side(en, &bead.en, " ");
        let line = BeadLine {
            schema: 1,
            zh: bead.zh.clone().collect(),
            en: bead.en.clone().collect(),
            shape: bead.shape(),
            score_nats: bead.score_nats,
            probability: bead.probability,
            crossing: bead.crossing,
            zh_text: &zh_text,
            en_text: &en_text,
            zh_lines,
            en_lines,
        };
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}

fn units(
    alignment: &Alignment,
    zh: &[SourceSentence],
    en: &[SourceSentence],
    args: &AlignArgs,
) -> Vec<TranslationUnit> {
    let unit = |bead: &Bead| {
        let (zh_text, zh_lines) = side(zh, &bead.zh, "");
        let (en_text, en_lines) = side(en, &bead.en, " ");
        TranslationUnit {
            zh: zh_text,
            en: en_text,
            zh_printed: None,
            part: Part::Body,
            relation: Relation::Parallel,
            shape: bead.shape(),
            score_nats: bead.score_nats,
            probability: bead.probability.unwrap_or(0.5),
            flags: if bead.crossing { vec![UnitFlag::Order] } else { Vec::new() },
            script: Script::Hans,
            place: Place {
                file: args.zh.display().to_string(),
                article: String::new(),
                zh_lines,
                en_lines,
            },
        }
    };
    alignment.beads().iter().filter(|b| !b.is_one_sided()).map(unit).collect()
}
