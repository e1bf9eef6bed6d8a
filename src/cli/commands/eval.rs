//! `duizhao eval`: scores against gold files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    cli::{
        DONE, Outcome,
        args::{EvalArgs, EvalCommand},
        diagnostic::{Messages, Problem},
        output,
    },
    eval::align::{AlignmentTally, BeadIds, Scores, parse_beads},
};

/// Runs `eval`.
///
/// # Errors
/// A file is missing, or is not what it should be, with file and line.
pub fn run(args: &EvalArgs, messages: Messages) -> Outcome {
    match &args.what {
        EvalCommand::Align { gold, auto, json } => {
            let mut tally = AlignmentTally::default();
            for (gold, auto) in pairs(gold, auto)? {
                tally.add(&gold, &auto);
            }
            let text = if *json { json_text(&tally) } else { human_text(&tally) };
            output::write(None, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
        EvalCommand::Terms { gold, inputs, read } => {
            let text = super::eval_terms::table(gold, inputs, read, messages)?;
            output::write(None, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
        EvalCommand::Links { gold, inputs, read } => {
            let text = super::eval_links::table(gold, inputs, read, messages)?;
            output::write(None, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
        EvalCommand::Structure { gold, differences, json } => {
            let text = super::eval_structure::table(gold, *differences, *json)?;
            output::write(None, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
    }
    Ok(DONE)
}

fn human_text(tally: &AlignmentTally) -> String {
    let part = |name: &str, scores: Scores| {
        format!("{name} P {:.4} R {:.4} F1 {:.4}", scores.precision, scores.recall, scores.f1)
    };
    format!("{} | {}\n", part("strict", tally.strict()), part("lax", tally.lax()))
}

#[derive(Serialize)]
struct Line {
    schema: u32,
    strict: Figures,
    lax: Figures,
}

#[derive(Serialize)]
struct Figures {
    precision: f64,
    recall: f64,
    f1: f64,
}

impl From<Scores> for Figures {
    fn from(scores: Scores) -> Self {
        Self { precision: scores.precision, recall: scores.recall, f1: scores.f1 }
    }
}

fn json_text(tally: &AlignmentTally) -> String {
    let line = Line { schema: 1, strict: tally.strict().into(), lax: tally.lax().into() };
    // Numbers and names: it can always be written.
    format!("{}\n", serde_json::to_string(&line).unwrap_or_default())
}

type Pair = (Vec<BeadIds>, Vec<BeadIds>);

/// Gold and automatic beads of one file, or of every file in the gold folder.
fn pairs(gold: &Path, auto: &Path) -> Result<Vec<Pair>, Problem> {
    if !gold.is_dir() {
        return Ok(vec![(read(gold)?, read(auto)?)]);
    }
    let entries = fs::read_dir(gold).map_err(|e| Problem::io("read", gold, &e))?;
    let mut names: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
    names.retain(|p| p.is_file());
    names.sort();
    if names.is_empty() {
        return Err(Problem::new(format!("{} has no files", gold.display()), None));
    }
    names
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default();
            Ok((read(path)?, read(&auto.join(name))?))
        })
        .collect()
}

fn read(path: &Path) -> Result<Vec<BeadIds>, Problem> {
    let text = fs::read_to_string(path).map_err(|e| Problem::io("read", path, &e))?;
    parse_beads(&text).map_err(|error| {
        Problem::new(
            format!("{}: {error}", path.display()),
            Some("a bead is `[0, 1]:[0]`: Chinese and English sentence numbers, from 0"),
        )
    })
}
