//! The house rules that the compiler does not check: see the floors in docs/ARCHITECTURE.md.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Lowest floor first. A module imports strictly lower floors only.
const FLOORS: &[&[&str]] = &[
    &["domain"],
    &["text"],
    &["format", "lexicon", "embed"],
    &["read", "clean", "structure", "segment", "align", "terms", "check", "export", "exchange"],
    &["store", "eval"],
    &["pipeline"],
    &["review"],
    &["cli"],
];

/// Floors up to this one deny the calls that `.clippy.toml` bans.
const PURE_FLOORS: usize = 4;

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|names| names.contains(&module))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Source with `//` comments blanked, lines kept.
fn without_comments(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.split("//").next().unwrap())).collect()
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

/// The first name of every path that starts with `crate::`, with its byte in `code`.
/// `crate::{a::b, c}` gives `a` and `c`.
fn crate_paths(code: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (at, prefix) in code.match_indices("crate::") {
        let rest = &code[at + prefix.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push((at, identifier(rest)));
            continue;
        };
        let mut depth = 0;
        let mut expects_name = true;
        for (offset, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => expects_name = true,
                c if c.is_whitespace() => {}
                _ if expects_name => {
                    found.push((at, identifier(&group[offset..])));
                    expects_name = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn imports_point_down() {
    let src = root().join("src");
    let mut bad = Vec::new();
    for file in rust_files(&src) {
        let relative = file.strip_prefix(&src).unwrap();
        let here = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if matches!(here, "lib" | "main" | "bin") {
            continue;
        }
        let Some(mine) = floor(here) else {
            bad.push(format!("src/{}: `{here}` is on no floor", relative.display()));
            continue;
        };
        let code = without_comments(&fs::read_to_string(&file).unwrap());
        let line = |at: usize| code[..at].matches('\n').count() + 1;
        for (at, there) in crate_paths(&code) {
            if there != here && floor(there).is_none_or(|t| t >= mine) {
                bad.push(format!(
                    "src/{}:{}: `{here}` must not import `{there}`",
                    relative.display(),
                    line(at)
                ));
            }
        }
        for (at, _) in code.match_indices("super::super::super") {
            bad.push(format!(
                "src/{}:{}: name the path from `crate::`",
                relative.display(),
                line(at)
            ));
        }
    }
    assert!(bad.is_empty(), "\n{}", bad.join("\n"));
}

#[test]
fn the_import_scan_sees_groups_and_nesting() {
    let code = "use crate::{domain::{A, B}, text};\nlet x = crate::lexicon::Lexicon::builtin();\n";
    let names: Vec<&str> = crate_paths(code).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["domain", "text", "lexicon"]);
}

#[test]
fn pure_floors_deny_banned_calls() {
    for module in FLOORS[..PURE_FLOORS].iter().flat_map(|names| names.iter()) {
        let file = root().join("src").join(module).join("mod.rs");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        assert!(
            text.contains("#![deny(clippy::disallowed_methods)]"),
            "src/{module}/mod.rs lacks #![deny(clippy::disallowed_methods)]"
        );
    }
}

#[test]
fn domain_uses_serde_and_thiserror_only() {
    for file in rust_files(&root().join("src/domain")) {
        let code = without_comments(&fs::read_to_string(&file).unwrap());
        for line in code.lines().filter_map(|l| l.trim().strip_prefix("use ")) {
            let name = identifier(line);
            assert!(
                matches!(name, "std" | "serde" | "thiserror" | "super" | "crate" | "self"),
                "{}: domain must not use `{name}`",
                file.display()
            );
        }
    }
}

#[test]
fn read_and_export_do_not_know_each_other() {
    // Both stand on the same floor, so `imports_point_down` guards it; this guards the floor table.
    assert_eq!(floor("read"), floor("export"));
}

#[test]
fn no_test_file_is_forgotten() {
    let suite = root().join("tests/suite");
    let main = fs::read_to_string(suite.join("main.rs")).unwrap();
    for file in rust_files(&suite) {
        let relative = file.strip_prefix(&suite).unwrap();
        if relative.components().count() > 1 {
            continue;
        }
        let name = relative.file_stem().unwrap().to_str().unwrap();
        assert!(
            name == "main" || main.contains(&format!("mod {name};")),
            "tests/suite/{name}.rs is not in main.rs"
        );
    }
}

#[test]
fn the_map_names_paths_that_are_there() {
    let page = fs::read_to_string(root().join("docs/ARCHITECTURE.md")).unwrap();
    let mut named = 0;
    for quoted in page.split('`').skip(1).step_by(2) {
        let is_path = ["src/", "tests/", "docs/", "corpora/", "benches/"]
            .iter()
            .any(|top| quoted.starts_with(top));
        if is_path {
            named += 1;
            assert!(root().join(quoted).exists(), "docs/ARCHITECTURE.md names {quoted}");
        }
    }
    assert!(named > 20, "only {named} paths are named");
}
