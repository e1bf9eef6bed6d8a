//! From the arguments of a command to a sorted list of files with names of their own.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use super::error::Failure;
use crate::read;

/// Where an input's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputSource {
    /// A file.
    File(PathBuf),
    /// Bytes at hand (standard input).
    Bytes(Vec<u8>),
    /// Known before reading to give nothing.
    Failed(Failure),
}

/// The kind of failure of a folder that loops back to one above it.
const LOOP: &str = "loop";
/// The kind of failure of a folder that cannot be listed.
const UNLISTED: &str = "unlisted";

impl InputSource {
    /// Whether this is a folder that could not be listed: files may be there that are no inputs of the
    /// run.
    pub fn is_unlisted_folder(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.kind == UNLISTED)
    }
}

/// A file of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Its name in all outputs: the file name, or for a file of a folder the folder's name and the
    /// path below it, with `/` on every platform. Unique in the run.
    pub name: String,
    /// Where its bytes are.
    pub source: InputSource,
}

/// Lists the files that `arguments` name: files as they are, folders walked in sorted order (only
/// files with an ending that is read; hidden files and `out` left aside). What cannot be listed
/// becomes a failed input, so that it is reported and the others go on.
pub fn list(arguments: &[PathBuf], out: Option<&Path>) -> Vec<Input> {
    let out = out.and_then(|folder| folder.canonicalize().ok());
    let mut inputs = Vec::new();
    for argument in arguments {
        match argument.metadata() {
            Ok(meta) if meta.is_dir() => walk(argument, out.as_deref(), &mut inputs),
            Ok(_) => inputs.push(Input {
                name: file_name(argument),
                source: InputSource::File(argument.clone()),
            }),
            Err(error) => inputs.push(Input {
                name: decoded(argument.as_os_str()),
                source: InputSource::Failed(unreadable(&error)),
            }),
        }
    }
    make_unique(&mut inputs);
    inputs
}

fn unreadable(error: &std::io::Error) -> Failure {
    let hint = match error.kind() {
        std::io::ErrorKind::NotFound => "check the spelling of the path",
        std::io::ErrorKind::PermissionDenied => "check the file's permissions",
        _ => "check the file",
    };
    Failure::new("unreadable", format!("cannot be read: {error}"), Some(hint))
}

/// The failure for a file that could not be read.
pub fn read_failure(error: &std::io::Error) -> Failure {
    unreadable(error)
}

fn file_name(path: &Path) -> String {
    decoded(path.file_name().unwrap_or(path.as_os_str()))
}

/// A name as text. One that is no UTF-8 is read as GB18030, as archives from Chinese Windows have it.
fn decoded(name: &OsStr) -> String {
    if let Some(text) = name.to_str() {
        return text.to_owned();
    }
    let bytes = name.as_encoded_bytes();
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map_or_else(|| name.to_string_lossy(), std::borrow::Cow::from)
        .into_owned()
}

fn walk(folder: &Path, out: Option<&Path>, inputs: &mut Vec<Input>) {
    let prefix = folder.canonicalize().ok().map(|f| file_name(&f)).unwrap_or_default();
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    let visible = entries.filter_entry(|entry| {
        let hidden = entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        let is_out = entry.file_type().is_dir()
            && out.is_some_and(|o| entry.path().canonicalize().is_ok_and(|p| p == o));
        !hidden && !is_out
    });
    for entry in visible {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
                let parts: Vec<String> = below.iter().map(decoded).collect();
                let name = format!("{prefix}/{}", parts.join("/"));
                if read::is_candidate(&name) {
                    inputs.push(Input {
                        name,
                        source: InputSource::File(entry.path().to_path_buf()),
                    });
                }
            }
            Ok(_) => {}
            Err(error) => {
                let name = error.path().unwrap_or(folder).to_string_lossy().into_owned();
                let failure = if error.loop_ancestor().is_some() {
                    let what =
                        "the folder loops back to one above it by a symbolic link; not followed";
                    Failure::new(LOOP, what, Some("remove the link"))
                } else {
                    // A file that is gone, or a link to one, is no folder.
                    let is_folder = error.path().is_none_or(Path::is_dir);
                    let kind = if is_folder { UNLISTED } else { "unreadable" };
                    Failure::new(
                        kind,
                        format!("cannot be listed: {error}"),
                        Some("check the folder"),
                    )
                };
                inputs.push(Input { name, source: InputSource::Failed(failure) });
            }
        }
    }
}

/// Gives the second input of one name `~2`, and so on.
fn make_unique(inputs: &mut [Input]) {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for input in inputs {
        let count = seen.entry(input.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            input.name = format!("{}~{count}", input.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_walked_in_order_without_hidden_files_and_output() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.txt", "a/z.md", "a/.hidden.txt", "out/memory.txt", "picture.png"] {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let out = folder.path().join("out");
        let found = list(&[folder.path().to_path_buf()], Some(&out));
        let prefix = file_name(&folder.path().canonicalize().unwrap());
        let names: Vec<&str> =
            found.iter().map(|i| i.name.strip_prefix(&prefix).unwrap()).collect();
        assert_eq!(names, ["/a/z.md", "/b.txt"]);
    }

    #[test]
    fn one_name_twice_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("x")).unwrap();
        let (one, two) = (folder.path().join("a.txt"), folder.path().join("x/a.txt"));
        std::fs::write(&one, "1").unwrap();
        std::fs::write(&two, "2").unwrap();
        let found = list(&[one, two], None);
        assert_eq!(found.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(), ["a.txt", "a.txt~2"]);
    }

    #[test]
    fn a_missing_file_is_a_failed_input() {
        let found = list(&[PathBuf::from("/nowhere/at/all.txt")], None);
        assert!(matches!(&found[0].source, InputSource::Failed(f) if f.kind == "unreadable"));
    }
}
