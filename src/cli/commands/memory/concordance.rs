//! `duizhao memory concordance`: where a word or phrase stands, with what it was translated as.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

use super::{progress::Steps, search::memory};
use crate::{
    cli::{
        DONE, Outcome,
        diagnostic::{Messages, Problem},
        output, width,
    },
    domain::{Side, UnitId},
    export::ExportError,
    lexicon::Stems,
    store::{
        Memory, StoreError,
        fuzzy::{simplified, tokens},
    },
    text::{count_han, is_han},
};

/// `memory concordance`.
#[derive(Debug, Args)]
pub struct ConcordanceArgs {
    /// What to look for
    #[arg(required = true, value_name = "TEXT")]
    pub text: String,
    /// Where to look [default: in the Chinese where the text has a Chinese character]
    #[arg(long = "in", value_enum, value_name = "LANGUAGE")]
    pub within: Option<Within>,
    /// Find only the very letters: no other forms of English words (sign, signed)
    #[arg(long)]
    pub exact: bool,
    /// Take Traditional and Simplified characters for different ones
    #[arg(long)]
    pub scripts_apart: bool,
    /// How many lines are shown
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// Columns of context on each side
    #[arg(long, value_name = "COLUMNS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(4..=500))]
    pub context: u16,
    /// What to print
    #[arg(long, value_enum, default_value_t = ConcordanceFormat::Table)]
    pub format: ConcordanceFormat,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Where `concordance` looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Within {
    /// In the Chinese
    Zh,
    /// In the English
    En,
    /// In both
    Both,
}

/// Output of `concordance`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConcordanceFormat {
    /// Keyword in context, with the other language beside it
    Table,
    /// JSON with a schema version
    Json,
}

/// Version of the JSON.
const SCHEMA: u32 = 1;
/// Units between two reports of progress.
const REPORT_EVERY: u64 = 4096;

struct Line {
    unit: UnitId,
    side: Side,
    left: String,
    hit: String,
    right: String,
    other: String,
}

/// Runs `memory concordance`.
///
/// # Errors
/// The memory cannot be read, or the output not written.
pub fn run(args: &ConcordanceArgs, path: Option<&Path>, messages: Messages) -> Outcome {
    if args.text.trim().is_empty() {
        return Err(Problem::new("nothing to look for", Some("give a word or a phrase")));
    }
    let memory = memory(path)?;
    let sides: &[Side] = match args.within {
        Some(Within::Zh) => &[Side::Zh],
        Some(Within::En) => &[Side::En],
        Some(Within::Both) => &[Side::Zh, Side::En],
        None if count_han(&args.text) > 0 => &[Side::Zh],
        None => &[Side::En],
    };
    let (lines, found) = lines(&memory, args, sides, messages)?;
    let colour = args.output.is_none() && messages.colours_results();
    output::write(args.output.as_deref(), |out| match args.format {
        ConcordanceFormat::Table => table(out, &lines, usize::from(args.context), colour),
        ConcordanceFormat::Json => json(out, &lines, found),
    })?;
    let shown = lines.len() as u64;
    messages.line(&if found > shown {
        format!("{found} places, {shown} shown: --limit shows more")
    } else {
        format!("{found} places")
    });
    Ok(DONE)
}

fn lines(
    memory: &Memory,
    args: &ConcordanceArgs,
    sides: &[Side],
    messages: Messages,
) -> Result<(Vec<Line>, u64), Problem> {
    let finder = Finder::new(&args.text, args.exact, !args.scripts_apart);
    let mut steps = Steps::new(messages, "units", 0);
    let (mut lines, mut found, mut done) = (Vec::new(), 0_u64, 0_u64);
    memory.changes(0, |unit| -> Result<(), StoreError> {
        done += 1;
        if done.is_multiple_of(REPORT_EVERY) {
            steps.at(done);
        }
        if !unit.live {
            return Ok(());
        }
        for side in sides {
            let (text, other) = match side {
                Side::Zh => (unit.zh, unit.en),
                Side::En => (unit.en, unit.zh),
            };
            for span in finder.find(*side, text) {
                found += 1;
                if lines.len() < args.limit as usize {
                    lines.push(Line {
                        unit: unit.id,
                        side: *side,
                        left: text.get(..span.start).unwrap_or_default().to_owned(),
                        hit: text.get(span.clone()).unwrap_or_default().to_owned(),
                        right: text.get(span.end..).unwrap_or_default().to_owned(),
                        other: other.to_owned(),
                    });
                }
            }
        }
        Ok(())
    })?;
    steps.end();
    Ok((lines, found))
}

/// Finds a text whatever its width, case, blanks beside Chinese and, if asked, script and inflection.
struct Finder {
    wanted: Vec<char>,
    /// Stems of the words, where other forms count.
    stems: Vec<String>,
    stemmer: Stems,
    fold_scripts: bool,
}

impl Finder {
    fn new(text: &str, exact: bool, fold_scripts: bool) -> Self {
        let mut finder =
            Self { wanted: Vec::new(), stems: Vec::new(), stemmer: Stems::new(), fold_scripts };
        finder.wanted = finder.folded(text.trim()).into_iter().map(|(c, ..)| c).collect();
        if !exact && count_han(text) == 0 {
            finder.stems = tokens(text)
                .into_iter()
                .filter_map(|span| text.get(span))
                .map(|word| finder.stem(word))
                .collect();
        }
        finder
    }

    fn stem(&self, word: &str) -> String {
        let lower = word.to_lowercase().replace('’', "'");
        let bare = lower.strip_suffix("'s").unwrap_or(&lower);
        self.stemmer.stem(self.stemmer.base(bare)).into_owned()
    }

    /// Folded characters, each with the bytes it came from.
    fn folded(&self, text: &str) -> Vec<(char, usize, usize)> {
        let mut out: Vec<(char, usize, usize)> = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            if c.is_whitespace() {
                if out.last().is_some_and(|(last, ..)| *last != ' ' && !is_han(*last)) {
                    out.push((' ', at, end));
                }
                continue;
            }
            if is_han(c) && out.last().is_some_and(|(last, ..)| *last == ' ') {
                out.pop();
            }
            for folded in c.nfkc().flat_map(char::to_lowercase) {
                let folded = if self.fold_scripts { simplified(folded) } else { folded };
                out.push((folded, at, end));
            }
        }
        out
    }

    /// Where the text stands, in bytes, from left to right, none inside another.
    fn find(&self, side: Side, text: &str) -> Vec<std::ops::Range<usize>> {
        if side == Side::En && !self.stems.is_empty() {
            return self.find_stems(text);
        }
        let folded = self.folded(text);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(window) = folded.get(at..at + self.wanted.len()) {
            if !window.is_empty() && window.iter().map(|(c, ..)| c).eq(&self.wanted) {
                let (first, last) = (window.first(), window.last());
                found.extend(first.zip(last).map(|(first, last)| first.1..last.2));
                at += self.wanted.len();
            } else {
                at += 1;
            }
            if self.wanted.is_empty() {
                break;
            }
        }
        found
    }

    fn find_stems(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let words = tokens(text);
        let stems: Vec<String> = words
            .iter()
            .filter_map(|span| text.get(span.clone()))
            .map(|word| self.stem(word))
            .collect();
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(window) = stems.get(at..at + self.stems.len()) {
            if window == self.stems {
                let (first, last) = (words.get(at), words.get(at + self.stems.len() - 1));
                found.extend(first.zip(last).map(|(first, last)| first.start..last.end));
                at += self.stems.len();
            } else {
                at += 1;
            }
        }
        found
    }
}

fn table(
    out: &mut dyn Write,
    lines: &[Line],
    context: usize,
    colour: bool,
) -> Result<(), ExportError> {
    let hit_width = lines.iter().map(|line| width::of(&line.hit)).max().unwrap_or(0);
    let number_width = lines.iter().map(|line| line.unit.0.to_string().len()).max().unwrap_or(0);
    for line in lines {
        let hit = width::one_line(&line.hit);
        let hit = if colour { format!("\x1b[1;31m{hit}\x1b[0m") } else { hit };
        // The hits begin in one column; what the shorter ones leave goes to the right.
        let right = context + hit_width - width::of(&line.hit);
        writeln!(
            out,
            "{:>number_width$}  {}{}{hit}{}{}  | {}",
            line.unit.0,
            width::end(&line.left, context),
            if colour { "" } else { "[" },
            if colour { "" } else { "]" },
            width::start(&line.right, right),
            width::one_line(&line.other)
        )?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, lines: &[Line], found: u64) -> Result<(), ExportError> {
    let places: Vec<serde_json::Value> = lines
        .iter()
        .map(|line| {
            json!({
                "unit": line.unit.0,
                "language": line.side.code(),
                "left": line.left,
                "hit": line.hit,
                "right": line.right,
                "other": line.other,
            })
        })
        .collect();
    let value = json!({"schema": SCHEMA, "found": found, "places": places});
    serde_json::to_writer_pretty(&mut *out, &value)?;
    writeln!(out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, exact: bool, side: Side, within: &str) -> Vec<String> {
        let finder = Finder::new(text, exact, true);
        finder
            .find(side, within)
            .into_iter()
            .filter_map(|span| within.get(span))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn words_are_found_in_all_their_forms() {
        let text = "They signed it; signing, Sign and signature.";
        assert_eq!(found("sign", false, Side::En, text), ["signed", "signing", "Sign"]);
        assert_eq!(found("sign", true, Side::En, text), ["sign", "sign", "Sign", "sign"]);
        assert_eq!(
            found("submarine cables", false, Side::En, "a submarine cable"),
            ["submarine cable"]
        );
    }

    #[test]
    fn chinese_is_found_whatever_script_width_and_blanks() {
        assert_eq!(
            found("海底电缆", false, Side::Zh, "海底 電纜与海底电缆"),
            ["海底 電纜", "海底电缆"]
        );
        assert_eq!(
            found("2025年", false, Side::Zh, "２０２５年和2025 年"),
            ["２０２５年", "2025 年"]
        );
        assert_eq!(found("电缆", false, Side::Zh, "电网"), Vec::<String>::new());
    }
}
