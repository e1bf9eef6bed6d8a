//! `duizhao align`: two texts that translate each other.

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
    domain::{Alignment, Bead, LineRange, Part, Place, Relation, Script, Side, TranslationUnit},
    lexicon::Lexicon,
    pipeline::{Failure, InputSource, build::bytes_of, outputs},
    read::{self, ReadOptions},
    segment,
};

/// A sentence and its line.
struct Sentence {
    text: String,
    line: u32,
}

/// Runs `align`.
///
/// # Errors
/// A text cannot be read or is empty, or the output cannot be written.
pub fn run(args: &AlignArgs, messages: Messages) -> Outcome {
    if args.zh == Path::new("-") && args.en == Path::new("-") {
        return Err(Problem::new(
            "both texts are to come from standard input",
            Some("give at least one of them as a file"),
        ));
    }
    let zh = sentences(Side::Zh, &args.zh, args, messages)?;
    let en = sentences(Side::En, &args.en, args, messages)?;
    let zh_texts: Vec<&str> = zh.iter().map(|s| s.text.as_str()).collect();
    let en_texts: Vec<&str> = en.iter().map(|s| s.text.as_str()).collect();
    if are_swapped(&zh_texts, &en_texts) {
        return Err(Problem::new(
            format!(
                "{} is English and {} is Chinese: the first text must be the Chinese one",
                args.zh.display(),
                args.en.display()
            ),
            Some(&format!("swap them: duizhao align {} {}", args.en.display(), args.zh.display())),
        ));
    }
    let aligner = LexicalAligner::new(Lexicon::builtin());
    #[cfg(feature = "encoder")]
    let model = super::model::chosen(&args.model)?;
    #[cfg(feature = "encoder")]
    let aligner =
        aligner.with_similarity(model.as_ref().map(|model| model as &dyn crate::align::Similarity));
    let alignment = match aligner.align(&zh_texts, &en_texts) {
        Ok(alignment) => alignment,
        Err(error) => {
            messages.problem(&Problem::new(error.to_string(), None));
            return Ok(COULD_NOT);
        }
    };
    let output = args.output.as_deref();
    match args.format {
        AlignFormat::Beads => text_out(output, &beads_text(&alignment))?,
        AlignFormat::Tsv => text_out(output, &tsv_text(&alignment, &zh, &en))?,
        AlignFormat::Jsonl => text_out(output, &jsonl_text(&alignment, &zh, &en))?,
        AlignFormat::Csv => {
            let units = units(&alignment, &zh, &en, args);
            let options = outputs::memory_options(args.accept);
            output::write(output, |w| outputs::memory_csv(w, units.iter(), &options))?;
        }
        AlignFormat::Tmx => {
            let units = units(&alignment, &zh, &en, args);
            let options = outputs::memory_options(args.accept);
            output::write(output, |w| outputs::memory_tmx(w, units.iter(), &options).map(drop))?;
        }
    }
    Ok(DONE)
}

fn text_out(path: Option<&Path>, text: &str) -> Result<(), Problem> {
    output::write(path, |w| Ok(w.write_all(text.as_bytes())?))
}

fn sentences(
    side: Side,
    path: &Path,
    args: &AlignArgs,
    messages: Messages,
) -> Result<Vec<Sentence>, Problem> {
    let name = path.display().to_string();
    let of_failure = |failure: &Failure| Problem::of_input(&name, failure);
    let source = if path == Path::new("-") {
        records::standard_input().source
    } else {
        InputSource::File(path.to_path_buf())
    };
    let bytes = bytes_of(&source).map_err(|failure| of_failure(&failure))?;
    let options = ReadOptions { encoding: args.encoding.clone() };
    let document =
        read::read(&bytes, &name, &options).map_err(|error| of_failure(&Failure::from(error)))?;
    for (line, message) in &document.warnings {
        messages.warning(&name, *line, message, None);
    }
    let mut found = Vec::new();
    if args.presegmented {
        // Line n is sentence n, so an empty line in the middle is a sentence without words.
        let lines: Vec<&str> = document.text().lines().collect();
        let last = lines.iter().rposition(|l| !l.trim().is_empty()).map_or(0, |at| at + 1);
        for (index, line) in lines.into_iter().take(last).enumerate() {
            found.push(Sentence { text: line.trim().to_owned(), line: index as u32 + 1 });
        }
    } else {
        for block in &document.blocks {
            for span in segment::sentences(side, block.text.as_str()) {
                let piece = block.text.slice(span).trimmed();
                if !piece.is_empty() {
                    let line = document.lines_of(piece.source()).first;
                    found.push(Sentence { text: piece.as_str().to_owned(), line });
                }
            }
        }
    }
    Ok(found)
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

fn side(all: &[Sentence], range: &std::ops::Range<u32>, with: &str) -> (String, LineRange) {
    let picked = all.get(range.start as usize..range.end as usize).unwrap_or_default();
    let text = picked.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(with);
    let line = |s: Option<&Sentence>| s.map_or(0, |s| s.line);
    (text, LineRange { first: line(picked.first()), last: line(picked.last()) })
}

fn tsv_text(alignment: &Alignment, zh: &[Sentence], en: &[Sentence]) -> String {
    // A tab inside a sentence would shift the columns.
    let cell = |text: String| text.replace(['\t', '\n', '\r'], " ");
    let mut text = String::new();
    for bead in alignment.beads() {
        let probability = bead.probability.map(|p| format!("{p:.3}")).unwrap_or_default();
        let (zh, en) = (side(zh, &bead.zh, "").0, side(en, &bead.en, " ").0);
        let _ = writeln!(text, "{}\t{probability}\t{}\t{}", bead.shape(), cell(zh), cell(en));
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

fn jsonl_text(alignment: &Alignment, zh: &[Sentence], en: &[Sentence]) -> String {
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
    zh: &[Sentence],
    en: &[Sentence],
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
            flags: Vec::new(),
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
