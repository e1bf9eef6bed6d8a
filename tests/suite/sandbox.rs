//! What tests share: a clean folder, the program's own binary, the material beside the checkout.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// `path` in the folder of material beside the checkout (`../shared`, or `DUIZHAO_SHARED`).
///
/// `None` where it is absent, with a message; the caller returns. With `CI` set its absence fails.
pub fn shared(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("DUIZHAO_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found);
    }
    absent(&format!("../shared/{path}"));
    None
}

/// Whether `program` can be run; with `CI` set its absence fails.
pub fn client(program: &str) -> bool {
    let there = std::env::var_os("PATH").is_some_and(|paths| {
        std::env::split_paths(&paths).any(|folder| folder.join(program).is_file())
    });
    if !there {
        absent(program);
    }
    there
}

fn absent(what: &str) {
    assert!(std::env::var_os("CI").is_none(), "{what} is absent, and CI must not skip");
    eprintln!("skipped: {what} is absent");
}

/// A folder that goes away with the value, and the program run in it with a clean environment.
pub struct Sandbox {
    folder: tempfile::TempDir,
}

impl Sandbox {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, with its folders, and gives its path.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// `duizhao` in the sandbox, to be given arguments.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duizhao"));
        command.current_dir(self.folder.path()).env_clear();
        command
    }

    /// Runs `duizhao` with `arguments`.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Output {
        self.command().args(arguments).output().unwrap()
    }
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A file of the checkout.
pub fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
