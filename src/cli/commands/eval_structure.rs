//! `duizhao eval structure`: the parts of articles against gold files.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use crate::{
    clean,
    cli::diagnostic::Problem,
    eval::structure::{FieldScore, Gold, StructureScore},
    lexicon::Lexicon,
    read::{self, ReadOptions},
    structure,
};

/// The table of scores, a line a field; the differences after it, where asked for.
///
/// # Errors
/// A gold file cannot be used, or the file it is about is not there or cannot be read.
pub fn table(gold: &[PathBuf], differences: bool, json: bool) -> Result<String, Problem> {
    let files = gold_files(gold)?;
    let mut score = StructureScore::default();
    for file in &files {
        add(file, &mut score)?;
    }
    if json {
        return Ok(json_text(files.len(), &score));
    }
    let mut out = String::from("field\tgold\tfound\tright\tprecision\trecall\tf1\n");
    let mut line = |field: &str, counts: FieldScore| {
        // A string takes every write.
        let _ = writeln!(
            out,
            "{field}\t{}\t{}\t{}\t{:.3}\t{:.3}\t{:.3}",
            counts.gold,
            counts.found,
            counts.right,
            counts.precision(),
            counts.recall(),
            counts.f1()
        );
    };
    for (field, counts) in &score.fields {
        line(field, *counts);
    }
    line("all", score.total());
    if differences {
        for difference in &score.differences {
            out.push_str(difference);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The gold files that the arguments name: files, and every `structure.json` below folders.
fn gold_files(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, Problem> {
    let mut files = Vec::new();
    for argument in arguments {
        if !argument.is_dir() {
            files.push(argument.clone());
            continue;
        }
        let below = walkdir::WalkDir::new(argument).sort_by_file_name();
        let found = below.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path);
        let before = files.len();
        files.extend(found.filter(|p| p.file_name().is_some_and(|n| n == "structure.json")));
        if files.len() == before {
            let what = format!("{} has no structure.json", argument.display());
            return Err(Problem::new(what, Some("docs/STRUCTURE.md says what a gold file holds")));
        }
    }
    Ok(files)
}

fn add(file: &Path, score: &mut StructureScore) -> Result<(), Problem> {
    let told = |error: String| Problem::new(format!("{}: {error}", file.display()), None);
    let text = fs::read_to_string(file).map_err(|e| Problem::io("read", file, &e))?;
    let gold = Gold::parse(&text).map_err(|e| told(e.to_string()))?;
    let source = source_of(file, &gold.file).ok_or_else(|| {
        Problem::new(
            format!("{}: there is no {} in a folder above it", file.display(), gold.file),
            Some("`file` names the article's file, relative to a folder above the gold file"),
        )
    })?;
    let bytes = fs::read(&source).map_err(|e| Problem::io("read", &source, &e))?;
    let name = source.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    let document = read::read(&bytes, name, &ReadOptions::default())
        .map_err(|e| Problem::new(format!("{}: {e}", source.display()), e.hint().as_deref()))?;
    let lexicon = Lexicon::builtin();
    let cleaned = clean::clean(&document, lexicon);
    let articles = structure::articles(&document, &cleaned, lexicon);
    score.add(&gold, &articles).map_err(|e| told(e.to_string()))
}

/// The article's file: `name` relative to the nearest folder above the gold file that has it.
fn source_of(gold: &Path, name: &str) -> Option<PathBuf> {
    let whole = fs::canonicalize(gold).ok()?;
    whole.ancestors().skip(1).map(|folder| folder.join(name)).find(|path| path.is_file())
}

#[derive(Serialize)]
struct Report<'a> {
    schema: u32,
    articles: usize,
    fields: BTreeMap<&'a str, Line>,
    differences: &'a [String],
}

#[derive(Serialize)]
struct Line {
    gold: usize,
    found: usize,
    right: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

impl From<FieldScore> for Line {
    fn from(counts: FieldScore) -> Self {
        Self {
            gold: counts.gold,
            found: counts.found,
            right: counts.right,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
        }
    }
}

fn json_text(articles: usize, score: &StructureScore) -> String {
    let mut fields: BTreeMap<&str, Line> =
        score.fields.iter().map(|(name, counts)| (name.as_str(), (*counts).into())).collect();
    fields.insert("all", score.total().into());
    let report = Report { schema: 1, articles, fields, differences: &score.differences };
    // Numbers and names: it can always be written.
    format!("{}\n", serde_json::to_string(&report).unwrap_or_default())
}
