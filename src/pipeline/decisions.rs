//! What editors decided: files named on the command line, and those of an earlier run.
//!
//! A run keeps the decisions that it was given in `decisions.csv` of its output folder, and reads
//! there what an editor changed in `glossary.csv` or `glossary.xlsx` since: what is decided once
//! holds in every later run, and a glossary that was worked on is never written over unread.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::{cache::STATE_FOLDER, error::Error, files, settings::hex};
use crate::{
    check,
    domain::DecidedTerm,
    export,
    format::sheet,
    terms::{self, decisions::DecisionsReading, termbase::TermbaseProblem},
};

/// The decisions of a run.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// Those about terms.
    pub terms: terms::Decisions,
    /// Those about findings.
    pub findings: check::Decisions,
}

/// What a decisions file is about, told from its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecisionKind {
    /// Terms: it has columns for Chinese and English.
    Terms,
    /// Findings: it has a column of fingerprints.
    Findings,
}

/// A decisions file in which something is the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionProblem {
    /// The file.
    pub path: PathBuf,
    /// What is the matter, with its line.
    pub problem: TermbaseProblem,
}

/// The file that keeps the decisions in an output folder.
pub const DECISIONS_FILE: &str = "decisions.csv";
/// The tables of an output folder in which an editor may decide; of two that were changed, the later
/// stands above the earlier.
const TABLES: [&str; 2] = ["glossary.csv", "glossary.xlsx"];
/// The file that keeps the decisions about findings in an output folder.
pub const DISMISSALS_FILE: &str = "findings-decided.tsv";
/// The tables of an output folder in which an editor may decide about findings.
const FINDING_TABLES: [&str; 2] = ["findings.csv", "findings.xlsx"];
/// Below the state folder: the hashes of [`TABLES`] and [`FINDING_TABLES`] as the last run left them.
const WRITTEN: &str = "glossary.sha256";

/// The kind of a decisions file; `None` where its header names neither fingerprints nor terms.
pub fn kind(bytes: &[u8]) -> Option<DecisionKind> {
    let cells: Vec<String> = if sheet::is_package(bytes) {
        let rows = sheet::rows(bytes, &mut |_| {});
        rows.first()?.1.iter().map(str::to_owned).collect()
    } else {
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        if text.starts_with("# duizhao decisions: fingerprint") {
            return Some(DecisionKind::Findings);
        }
        let head = text.lines().find(|l| !l.starts_with('#') && !l.trim().is_empty())?;
        let fingerprint = head.split('\t').next().unwrap_or_default().trim();
        if fingerprint.len() == 16 && fingerprint.chars().all(|c| c.is_ascii_hexdigit()) {
            return Some(DecisionKind::Findings);
        }
        let cells = head.split(['\t', ',', ';']).map(|c| c.trim().trim_matches('"').to_owned());
        cells.collect()
    };
    if cells.iter().any(|c| c.trim().eq_ignore_ascii_case("fingerprint")) {
        return Some(DecisionKind::Findings);
    }
    let terms = terms::termbase::is_glossary_header(cells.iter().map(String::as_str));
    terms.then_some(DecisionKind::Terms)
}

impl Decisions {
    /// Takes in the decisions about terms of a file: they stand above those that are there.
    pub fn add_terms(&mut self, path: &Path, bytes: &[u8]) -> Vec<DecisionProblem> {
        let reading = read(path, bytes);
        self.terms.extend(reading.rows);
        problems(path, reading.problems, reading.problem_count)
    }

    /// Takes in the decisions about findings of a file: they stand above those that are there.
    pub fn add_findings(&mut self, path: &Path, bytes: &[u8]) -> Vec<DecisionProblem> {
        let (decisions, said) = findings_of(path, bytes);
        self.findings.merge(decisions);
        said
    }

    /// The decisions that an output folder holds: those that earlier runs kept, and those that an
    /// editor made in its glossary since.
    ///
    /// # Errors
    /// A file is there and cannot be read.
    pub fn of_folder(out: &Path) -> Result<(Self, Vec<DecisionProblem>), Error> {
        let mut decisions = Self::default();
        let mut said = Vec::new();
        let kept = out.join(DECISIONS_FILE);
        if let Some(bytes) = bytes_of(&kept)? {
            said.extend(decisions.add_terms(&kept, &bytes));
        }
        let before = decisions.terms.clone();
        let written = fs::read_to_string(out.join(STATE_FOLDER).join(WRITTEN)).unwrap_or_default();
        for table in TABLES {
            let path = out.join(table);
            let Some(bytes) = bytes_of(&path)? else { continue };
            if written.lines().any(|line| line == written_line(table, &bytes)) {
                continue;
            }
            let reading = read(&path, &bytes);
            said.extend(problems(&path, reading.problems, reading.problem_count));
            let undone: Vec<_> = reading
                .undecided
                .into_iter()
                .filter(|(zh, en)| before.rows().any(|d| d.zh == *zh && d.en == *en))
                .collect();
            decisions.terms.forget(&undone);
            let made: Vec<DecidedTerm> =
                reading.rows.into_iter().filter(|row| !before.holds(row)).collect();
            decisions.terms.extend(made);
        }
        if let Some(bytes) = bytes_of(&out.join(DISMISSALS_FILE))? {
            said.extend(decisions.add_findings(&out.join(DISMISSALS_FILE), &bytes));
        }
        for table in FINDING_TABLES {
            let path = out.join(table);
            let Some(bytes) = bytes_of(&path)? else { continue };
            if !written.lines().any(|line| line == written_line(table, &bytes)) {
                said.extend(decisions.add_findings(&path, &bytes));
            }
        }
        Ok((decisions, said))
    }

    /// Keeps the decisions in an output folder, and notes how its glossary was written.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn keep(&self, out: &Path) -> Result<(), Error> {
        let path = out.join(DECISIONS_FILE);
        if !self.terms.is_empty() || path.exists() {
            let rows: Vec<&DecidedTerm> = self.terms.rows().collect();
            files::write_file(&path, |w| export::decisions_csv(w, &rows))?;
        }
        let dismissals = out.join(DISMISSALS_FILE);
        if !self.findings.is_empty() || dismissals.exists() {
            let text = self.findings.to_text();
            files::write_file(&dismissals, |w| Ok(w.write_all(text.as_bytes())?))?;
        }
        let mut lines = String::new();
        for table in TABLES.into_iter().chain(FINDING_TABLES) {
            if let Some(bytes) = bytes_of(&out.join(table))? {
                lines.push_str(&written_line(table, &bytes));
                lines.push('\n');
            }
        }
        files::write_file(&out.join(STATE_FOLDER).join(WRITTEN), |w| {
            Ok(w.write_all(lines.as_bytes())?)
        })
    }

    /// A text that is the same where the decisions are.
    pub fn identity(&self) -> String {
        if self.terms.is_empty() {
            return String::new();
        }
        let mut hash = Sha256::new();
        for row in self.terms.rows() {
            let line = row.line.to_string();
            let decision = &row.decision;
            for part in
                [&row.zh, &row.en, decision.verdict.name(), &decision.comment, &row.file, &line]
            {
                hash.update(part.as_bytes());
                hash.update([0]);
            }
        }
        hex(&hash.finalize())
    }
}

/// The decisions about findings in a file, and what is the matter with it.
fn findings_of(path: &Path, bytes: &[u8]) -> (check::Decisions, Vec<DecisionProblem>) {
    let reading = check::Decisions::read(bytes);
    let problems = reading
        .problems
        .into_iter()
        .map(|error| TermbaseProblem {
            line: error.line,
            reason: error.reason,
            hint: String::new(),
            dropped: true,
        })
        .collect();
    (reading.decisions, self::problems(path, problems, 0))
}

/// Reads a file under its own name, which evidence then shows.
fn read(path: &Path, bytes: &[u8]) -> DecisionsReading {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    terms::decisions::read(&name, bytes)
}

fn problems(path: &Path, kept: Vec<TermbaseProblem>, count: usize) -> Vec<DecisionProblem> {
    let unsaid = count.saturating_sub(kept.len());
    let rest = (unsaid > 0).then(|| TermbaseProblem {
        line: 0,
        reason: format!("{unsaid} more such rows"),
        hint: String::new(),
        dropped: true,
    });
    let all = kept.into_iter().chain(rest);
    all.map(|problem| DecisionProblem { path: path.to_owned(), problem }).collect()
}

/// The bytes of a file; `None` where there is none.
fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::Io { action: "read", path: path.to_owned(), source }),
    }
}

fn written_line(table: &str, bytes: &[u8]) -> String {
    format!("{} {table}", hex(&Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_told_by_the_header() {
        for (text, expected) in [
            ("# by hand\nzh,en,decision\n", Some(DecisionKind::Terms)),
            ("\u{feff}\"zh\";\"en\";\"status\"\n", Some(DecisionKind::Terms)),
            ("severity,rule,fingerprint,decision\n", Some(DecisionKind::Findings)),
            ("# duizhao decisions: fingerprint, decision, rule\n", Some(DecisionKind::Findings)),
            ("0011223344556677\tdismissed\n", Some(DecisionKind::Findings)),
            ("a,b\n", None),
            ("", None),
        ] {
            assert_eq!(kind(text.as_bytes()), expected, "{text}");
        }
    }
}
