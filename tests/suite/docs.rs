//! The documents name files that are there and commands that work.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::sandbox::{Sandbox, checkout, stdout};

fn documents() -> Vec<PathBuf> {
    let root = checkout("");
    let mut found = vec![root.join("corpora/README.md")];
    for folder in [root.clone(), root.join("docs")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The targets of `[text](target)` in Markdown.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect()
}

/// The anchors that headings of a Markdown text give.
fn anchors(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut dead = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        for link in links(&text).into_iter().filter(|l| !l.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => document.clone(),
                _ => document.parent().unwrap_or(Path::new("")).join(path),
            };
            let there = target.exists()
                && (anchor.is_empty()
                    || anchors(&fs::read_to_string(&target).unwrap()).iter().any(|a| a == anchor));
            if !there {
                dead.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "\n{}", dead.join("\n"));
}

/// Command lines of `duizhao` in fenced blocks, without the program's name.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let line = line
            .trim()
            .strip_prefix("cargo run --release -- ")
            .map_or_else(|| line.trim().strip_prefix("duizhao "), Some);
        if let (true, Some(line)) = (fenced, line) {
            let words =
                line.split_whitespace().take_while(|w| !matches!(*w, "&&" | "|" | "#" | ">"));
            found.push(words.map(str::to_owned).collect());
        }
    }
    found
}

#[test]
fn commands_and_options_exist() {
    let sandbox = Sandbox::new();
    let mut seen = 0;
    let mut wrong = Vec::new();
    for document in documents() {
        for words in commands(&fs::read_to_string(&document).unwrap()) {
            let Some((command, arguments)) = words.split_first() else { continue };
            seen += 1;
            let output = sandbox.run(&[command.as_str(), "--help"]);
            let mut help = stdout(&output);
            // `memory import`: the options of the subcommand.
            let is_word = |w: &&String| w.chars().all(|c| c.is_ascii_lowercase());
            if let Some(word) = arguments.first().filter(is_word) {
                let more = sandbox.run(&[command.as_str(), word.as_str(), "--help"]);
                help.push_str(&stdout(&more));
            }
            let known = |option: &str| help.split([' ', ',', '\n']).any(|word| word == option);
            let options = arguments.iter().filter(|a| a.starts_with('-') && a.len() > 1);
            let unknown: Vec<&String> = options.filter(|o| !known(o)).collect();
            if !output.status.success() || !unknown.is_empty() {
                wrong.push(format!("{}: {} ({unknown:?})", document.display(), words.join(" ")));
            }
        }
    }
    assert!(seen > 5, "only {seen} commands");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
