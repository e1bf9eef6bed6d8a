//! `duizhao model`: the optional sentence encoder.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        DONE, Outcome,
        args::{ModelArgs, ModelChoice, ModelCommand},
        diagnostic::{Messages, Problem},
        output,
    },
    pipeline::{
        Failure,
        models::{self, Installed, LoadedModel},
    },
};

fn problem((path, failure): (PathBuf, Box<Failure>)) -> Problem {
    Problem::of_input(&path.display().to_string(), &failure)
}

/// The folder for models: where the system keeps what belongs to a user's programs.
fn user_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        set("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        set("XDG_DATA_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("duizhao").join("models"))
}

/// The model to use: that of `--model`, or else the one that was added, if any.
///
/// # Errors
/// The model of `--model` is not there; a model is damaged.
pub fn chosen(choice: &ModelChoice) -> Result<Option<LoadedModel>, Problem> {
    if let Some(folder) = &choice.model {
        return LoadedModel::load(folder).map(Some).map_err(problem);
    }
    match user_folder() {
        Some(folder) if !choice.no_model && folder.join(models::FILE_NAME).exists() => {
            LoadedModel::load(&folder).map(Some).map_err(problem)
        }
        _ => Ok(None),
    }
}

/// Runs `model`.
///
/// # Errors
/// The model is refused, or its folder cannot be read or written.
pub fn run(args: &ModelArgs, messages: Messages) -> Outcome {
    let folder = args.model.clone().or_else(user_folder).ok_or_else(|| {
        Problem::new(
            "no folder for models: neither HOME nor XDG_DATA_HOME is set",
            Some("give one with --model FOLDER"),
        )
    })?;
    match &args.what {
        ModelCommand::Add { file } => {
            let added = models::add(file, &folder).map_err(problem)?;
            if !added.provenance.is_known() {
                messages.warning(
                    &file.display().to_string(),
                    0,
                    "the network fits, but these are not the files the program was tested with",
                    Some("results may be worse than the documented ones"),
                );
            }
            output::write(None, |w| Ok(w.write_all(described(&added).as_bytes())?))?;
        }
        ModelCommand::List => {
            let text = models::installed(&folder)
                .map_err(problem)?
                .map_or_else(|| none_in(&folder), |found| described(&found));
            output::write(None, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
        ModelCommand::Remove => {
            let removed = models::remove(&folder).map_err(problem)?;
            messages.line(&match removed {
                Some(path) => format!("removed {}", path.display()),
                None => none_in(&folder).trim_end().to_owned(),
            });
        }
    }
    Ok(DONE)
}

fn none_in(folder: &Path) -> String {
    format!("no model in {}\n", folder.display())
}

fn described(model: &Installed) -> String {
    let from = &model.provenance;
    let mut text = format!("{}\n", from.name);
    // Writing to a String does not fail.
    let mut row = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<9}{value}");
    };
    row("file", &model.path.display().to_string());
    row("size", &format!("{} bytes", model.bytes));
    row("sha256", &model.sha256);
    row("from", &from.source);
    if let Some(hash) = &from.source_sha256 {
        row("", &format!("sha256 {hash}"));
    }
    row("weights", &format!("sha256 {}", from.weights_sha256));
    row("pieces", &format!("sha256 {}", from.pieces_sha256));
    row("licence", &from.licence);
    row(
        "tested",
        if from.is_known() { "yes: the very files the program was tested with" } else { "no" },
    );
    text
}
