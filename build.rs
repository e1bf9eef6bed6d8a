//! Compiles the lexicon: CC-CEDICT and word frequencies from the packages that ship them, and the
//! project's own tables, into sorted binary tables that `src/lexicon` embeds.

#[path = "src/lexicon/compile/mod.rs"]
mod compile;
#[path = "src/lexicon/english.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the library, which uses all of it")]
mod english;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

const CEDICT: (&str, &str) = ("haoxue-dict", "data/cedict-2024-06-07.txt");
const FREQUENCIES: (&str, &str) = ("jieba-rs", "src/data/dict.txt");
const TABLES: &str = "src/lexicon/data";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed=src/lexicon/compile");
    println!("cargo::rerun-if-changed=src/lexicon/english.rs");
    println!("cargo::rerun-if-changed={TABLES}");
    if let Err(message) = run() {
        println!("cargo::error={message}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let mut tables = Vec::new();
    let mut names: Vec<PathBuf> = fs::read_dir(root.join(TABLES))
        .map_err(|e| format!("{TABLES}: {e}"))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .collect();
    names.sort();
    for path in names {
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some_and(|e| e == "csv" || e == "tsv") {
            tables.push((name, read(&path)?));
        }
    }
    let sources = compile::Sources {
        cedict: read(&packaged(&root, CEDICT)?)?,
        frequencies: read(&packaged(&root, FREQUENCIES)?)?,
        tables,
    };
    for (name, bytes) in compile::compile(&sources)? {
        let path = out.join(name);
        fs::write(&path, bytes).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|e| format!("{name}: {e}"))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

/// Where a file of a build dependency's package lies on this machine.
///
/// Cargo tells a build script nothing of the folders of its dependencies, so it is asked:
/// `cargo metadata`, off line, first by the lock file and then without (an installation from a
/// registry may have chosen newer versions than the package's lock file names). Packages that only
/// tests need may not be there, and then Cargo refuses; the registry's folder is looked through
/// last.
fn packaged(root: &Path, (package, file): (&str, &str)) -> Result<PathBuf, String> {
    let mut tried = Vec::new();
    for lock in [&["--locked"][..], &[]] {
        match package_folders(root, package, lock) {
            Ok(folders) => {
                if let Some(path) = folders.iter().map(|f| f.join(file)).find(|p| p.is_file()) {
                    return Ok(path);
                }
                tried.push(format!("`cargo metadata` names {} without it", folders.len()));
            }
            Err(e) => tried.push(e),
        }
    }
    registry_folders(package)
        .into_iter()
        .map(|folder| folder.join(file))
        .find(|path| path.is_file())
        .ok_or_else(|| {
            format!("{file} of the package {package} was not found: {}", tried.join("; "))
        })
}

fn package_folders(root: &Path, package: &str, lock: &[&str]) -> Result<Vec<PathBuf>, String> {
    let output = Command::new(variable("CARGO")?)
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform"])
        .arg(variable("HOST")?)
        .args(lock)
        .arg("--manifest-path")
        .arg(root.join("Cargo.toml"))
        .output()
        .map_err(|e| format!("cargo metadata: {e}"))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        return Err(format!("cargo metadata: {}", message.trim().replace('\n', " ")));
    }
    let parsed: serde_json::Value =
        serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = parsed["packages"].as_array().cloned().unwrap_or_default();
    Ok(packages
        .iter()
        .filter(|p| p["name"] == package)
        .filter_map(|p| Path::new(p["manifest_path"].as_str()?).parent().map(Path::to_path_buf))
        .collect())
}

/// Folders `$CARGO_HOME/registry/src/*/<package>-<version>`, the newest version last.
fn registry_folders(package: &str) -> Vec<PathBuf> {
    let home = env::var("CARGO_HOME").map(PathBuf::from).or_else(|_| {
        env::var("HOME").or_else(|_| env::var("USERPROFILE")).map(|h| Path::new(&h).join(".cargo"))
    });
    let Ok(home) = home else { return Vec::new() };
    let mut found: Vec<PathBuf> = fs::read_dir(home.join("registry/src"))
        .into_iter()
        .flatten()
        .flatten()
        .flat_map(|registry| fs::read_dir(registry.path()).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .filter(|path| {
            path.file_name()
                .and_then(|n| n.to_str())
                .and_then(|n| n.strip_prefix(package))
                .and_then(|n| n.strip_prefix('-'))
                .is_some_and(|version| version.starts_with(|c: char| c.is_ascii_digit()))
        })
        .collect();
    found.sort();
    found
}
