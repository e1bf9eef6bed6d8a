//! House style: `duizhao.toml` and `--rules`.

use std::{fmt::Write as _, fs, io::ErrorKind, path::Path};

use crate::{
    check::{Level, Settings, SettingsError, rules},
    cli::{args::StyleArgs, diagnostic::Problem},
    domain::Severity,
};

/// The house style that is read where none is named.
const CONFIG: &str = "duizhao.toml";
/// What `--rules` takes to print the rules.
const LIST: &str = "list";

/// The settings of the checks: those of the file, then those of the command line.
///
/// # Errors
/// The file cannot be read or is no house style; a rule or level that does not exist.
pub fn settings_of(args: &StyleArgs) -> Result<Settings, Problem> {
    let mut settings = match &args.config {
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|error| Problem::io("read house style", path, &error))?;
            parse(path, &text)?
        }
        None => match fs::read_to_string(CONFIG) {
            Ok(text) => parse(Path::new(CONFIG), &text)?,
            Err(error) if error.kind() == ErrorKind::NotFound => Settings::default(),
            Err(error) => return Err(Problem::io("read house style", Path::new(CONFIG), &error)),
        },
    };
    for setting in args.rules.iter().map(|r| r.trim()).filter(|r| !r.is_empty() && *r != LIST) {
        let Some((id, level)) = setting.split_once('=') else {
            return Err(Problem::new(
                format!("--rules {setting}: a rule is set by ID=LEVEL"),
                Some("for example --rules keyword-absent=off,number-differs=warning"),
            ));
        };
        let Some(level) = Level::parse(level.trim()) else {
            return Err(Problem::new(
                format!("--rules {setting}: no level `{}`", level.trim()),
                Some("the levels are off, note, warning and error"),
            ));
        };
        settings.set(id.trim(), level).map_err(|error| {
            Problem::new(format!("--rules {setting}: {error}"), Some(SEE_RULES))
        })?;
    }
    Ok(settings)
}

const SEE_RULES: &str = "duizhao check --rules list prints all rules";

fn parse(path: &Path, text: &str) -> Result<Settings, Problem> {
    Settings::from_toml(text).map_err(|error| match error {
        SettingsError::Syntax { line, .. } if line > 0 => {
            Problem::new(format!("{}:{line}: {error}", path.display()), Some(SEE_DOCUMENT))
        }
        SettingsError::UnknownRule { .. } => {
            Problem::new(format!("{}: {error}", path.display()), Some(SEE_RULES))
        }
        SettingsError::Syntax { .. } => {
            Problem::new(format!("{}: {error}", path.display()), Some(SEE_DOCUMENT))
        }
    })
}

const SEE_DOCUMENT: &str = "the keys of the [check] table are in docs/CHECKS.md";

/// Whether the arguments ask for the rules.
pub fn asks_for_list(args: &StyleArgs) -> bool {
    args.rules.iter().any(|r| r.trim() == LIST)
}

/// All rules, a line each: level as set, id, what it looks for; where the level is not the shipped
/// one, that too.
pub fn list(settings: &Settings) -> String {
    let mut out = String::new();
    let width = rules().iter().map(|r| r.id.len()).max().unwrap_or(0);
    for rule in rules() {
        let level = settings.severity(rule).map_or("off", Severity::name);
        let shipped = rule.severity.name();
        let changed = if level == shipped { String::new() } else { format!(" [{shipped}]") };
        // Writing to a String does not fail.
        let _ = writeln!(out, "{level:<8} {:<width$} {}{changed}", rule.id, rule.what);
    }
    out
}
