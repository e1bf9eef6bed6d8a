//! The output folder of a run: one run at a time, and nothing left over of one that was killed.

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use super::{
    cache::{Journal, STATE_FOLDER},
    collection::id_hash,
    error::Error,
    files, outputs, report,
};

/// Is there while a run is, and after one that was killed.
const RUNNING: &str = "running";
/// Where the files of an article are written before they are moved to their place together.
const NEW: &str = "new";

/// An output folder that is taken.
#[derive(Debug)]
pub struct OutputFolder {
    out: PathBuf,
    state: PathBuf,
    journal: Journal,
    /// Held until the value goes; the lock is the process's, so a killed run leaves none.
    _lock: File,
}

impl OutputFolder {
    /// Takes the folder `out` for this run, and removes what a killed run left half written.
    ///
    /// # Errors
    /// The folder cannot be written, or another run has it.
    pub fn open(out: &Path) -> Result<Self, Error> {
        let state = out.join(STATE_FOLDER);
        files::create_folder(&state)?;
        let lock_path = state.join("lock");
        let io_error = |path: &Path| {
            let path = path.to_owned();
            move |source| Error::Io { action: "write", path, source }
        };
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(io_error(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(Error::Locked(out.to_owned())),
            Err(fs::TryLockError::Error(source)) => return Err(io_error(&lock_path)(source)),
        }
        files::create_folder(&out.join("articles"))?;
        let running = state.join(RUNNING);
        if running.exists() {
            remove_left_over(out);
        }
        // Mostly there is none.
        let _ = fs::remove_dir_all(state.join(NEW));
        files::create_folder(&state.join(NEW))?;
        File::create(&running).map_err(io_error(&running))?;
        let journal = Journal::open(out)?;
        Ok(Self { out: out.to_owned(), state, journal, _lock: lock })
    }

    /// The folder for what a run keeps for itself.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// What earlier runs did.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The folder of an article.
    pub fn article(&self, id: &str) -> PathBuf {
        self.out.join("articles").join(id)
    }

    /// Where the files of an article can be written before they are moved to their place.
    pub(super) fn new_article(&self, id: &str) -> PathBuf {
        self.state.join(NEW).join(id)
    }

    /// Removes the folders of articles that are not `current` (hashes of ids): those of files that
    /// are gone or changed their name. Only files that duizhao writes are removed; a folder with
    /// others stays.
    pub(super) fn remove_stale_articles(&self, current: &BTreeSet<[u8; 16]>) {
        let Ok(entries) = fs::read_dir(self.out.join("articles")) else { return };
        for entry in entries.flatten() {
            if current.contains(&id_hash(&entry.file_name().to_string_lossy())) {
                continue;
            }
            for file in outputs::ARTICLE_FILES.into_iter().chain([report::PAGE]) {
                let _ = fs::remove_file(entry.path().join(file));
            }
            let _ = fs::remove_dir(entry.path());
        }
    }

    /// Notes that the run came to its end.
    pub fn close(self) {
        // What is left of it costs the next run a look around.
        let _ = fs::remove_dir_all(self.state.join(NEW));
        let _ = fs::remove_file(self.state.join(RUNNING));
    }
}

/// Removes files that a killed run was writing.
fn remove_left_over(out: &Path) {
    let folders = fs::read_dir(out.join("articles"));
    let articles = folders.into_iter().flatten().flatten().map(|entry| entry.path());
    for folder in articles.chain([out.to_owned(), out.join(STATE_FOLDER)]) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if files::is_left_over(&entry.file_name().to_string_lossy()) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}
