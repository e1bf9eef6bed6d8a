//! Writing so that no file is ever half there.

use std::{
    fs,
    io::{self, BufWriter, Write},
    path::Path,
};

use super::error::Error;
use crate::export::ExportError;

/// Makes a folder with those above it.
///
/// # Errors
/// The folder cannot be made.
pub fn create_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| Error::Io {
        action: "create",
        path: path.to_owned(),
        source,
    })
}

/// Writes a file: `fill` writes beside it, then it is renamed into place. Where the bytes are those
/// already there, the file is left as it is (its date too).
///
/// # Errors
/// The folder or disk refuses; the old file, if any, is untouched.
pub fn write_file(
    path: &Path,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), Error> {
    let io_error = |source| Error::Io { action: "write", path: path.to_owned(), source };
    // A device or a pipe takes the bytes; a file set in its place would take its place.
    if fs::metadata(path).is_ok_and(|m| !m.is_file() && !m.is_dir()) {
        let target = fs::OpenOptions::new().write(true).open(path).map_err(io_error)?;
        let mut writer = BufWriter::with_capacity(1 << 16, target);
        fill(&mut writer).map_err(|source| Error::Export { path: path.to_owned(), source })?;
        return writer.flush().map_err(io_error);
    }
    let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = tempfile::Builder::new()
        .prefix(LEFT_OVER.0)
        .suffix(LEFT_OVER.1)
        .tempfile_in(folder)
        .map_err(io_error)?;
    {
        let mut writer = BufWriter::with_capacity(1 << 16, beside.as_file());
        fill(&mut writer).map_err(|source| Error::Export { path: path.to_owned(), source })?;
        writer.flush().map_err(io_error)?;
    }
    if same_bytes(path, beside.path()) {
        return Ok(());
    }
    // A temporary file is private to its owner; an output is as readable as any other file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = beside.as_file().set_permissions(fs::Permissions::from_mode(0o644));
    }
    beside.persist(path).map_err(|error| io_error(error.error))?;
    Ok(())
}

/// The head and end of the name of a file that is being written.
const LEFT_OVER: (&str, &str) = (".duizhao-", ".tmp");

/// Whether a file of this name was being written when its run was killed.
pub fn is_left_over(name: &str) -> bool {
    name.starts_with(LEFT_OVER.0) && name.ends_with(LEFT_OVER.1)
}

/// As [`write_file`], of bytes at hand.
///
/// # Errors
/// The folder or disk refuses; the old file, if any, is untouched.
pub fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    // What is written in one go and read by nobody before it is renamed needs no buffer.
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    write_file(path, |w| Ok(w.write_all(bytes)?))
}

/// Writes two files of one pass; either both are renamed into place or, where `fill` fails, none.
///
/// # Errors
/// As of [`write_file`].
pub fn write_two_files(
    paths: [&Path; 2],
    fill: impl FnOnce(&mut dyn Write, &mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), Error> {
    let [one, two] = paths;
    let mut inner = None;
    let outer = write_file(one, |first| {
        let mut failed = None;
        let written = write_file(two, |second| {
            fill(first, second).map_err(|error| {
                let told = ExportError::Io(io::Error::other(error.to_string()));
                failed = Some(error);
                told
            })
        });
        match (written, failed) {
            (_, Some(error)) => Err(error),
            (Err(error), None) => {
                inner = Some(error);
                Err(ExportError::Io(io::Error::other("the other file was not written")))
            }
            (Ok(()), None) => Ok(()),
        }
    });
    inner.map_or(outer, Err)
}

/// Writes the files of a folder so that it is never seen with a part of them: in `beside`, which is
/// then renamed. Where the folder is there already its files are replaced one by one: `last` is taken
/// away first and comes last, and what has the same bytes stays as it is.
///
/// # Errors
/// The folder or disk refuses.
pub fn write_together(
    folder: &Path,
    beside: &Path,
    files: Vec<(&str, &[u8])>,
    last: (&str, &[u8]),
) -> Result<(), Error> {
    let io_error =
        |path: &Path, source| Error::Io { action: "write", path: path.to_owned(), source };
    if !folder.exists() {
        fs::create_dir(beside).map_err(|e| io_error(beside, e))?;
        for (name, bytes) in files.iter().chain([&last]) {
            let path = beside.join(name);
            fs::write(&path, bytes).map_err(|e| io_error(&folder.join(name), e))?;
        }
        return fs::rename(beside, folder).map_err(|e| io_error(folder, e));
    }
    let differs =
        |(name, bytes): &(&str, &[u8])| fs::read(folder.join(name)).map_or(true, |b| b != *bytes);
    let changed: Vec<_> = files.into_iter().filter(differs).collect();
    if changed.is_empty() && !differs(&last) {
        return Ok(());
    }
    let last_path = folder.join(last.0);
    match fs::remove_file(&last_path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io_error(&last_path, error)),
    }
    for (name, bytes) in changed {
        write_file(&folder.join(name), |w| Ok(w.write_all(bytes)?))?;
    }
    write_file(&last_path, |w| Ok(w.write_all(last.1)?))
}

fn same_bytes(old: &Path, new: &Path) -> bool {
    let length = |path: &Path| fs::metadata(path).map(|m| m.len());
    match (length(old), length(new)) {
        (Ok(a), Ok(b)) if a == b => {
            let (old, new) = (fs::File::open(old), fs::File::open(new));
            if let (Ok(old), Ok(new)) = (old, new) { equal(old, new) } else { false }
        }
        _ => false,
    }
}

fn equal(one: fs::File, two: fs::File) -> bool {
    let (mut one, mut two) = (io::BufReader::new(one), io::BufReader::new(two));
    let (mut a, mut b) = ([0; 8192], [0; 8192]);
    loop {
        match (fill_buffer(&mut one, &mut a), fill_buffer(&mut two, &mut b)) {
            (Ok(n), Ok(m)) if n == m => {
                if a.get(..n) != b.get(..m) {
                    return false;
                }
                if n == 0 {
                    return true;
                }
            }
            _ => return false,
        }
    }
}

fn fill_buffer(from: &mut impl io::Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while let Some(rest) = buffer.get_mut(got..).filter(|r| !r.is_empty()) {
        match from.read(rest)? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_and_stays_a_pipe() {
        use std::os::unix::fs::FileTypeExt as _;
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read_to_string(pipe).unwrap()
        });
        write_file(&pipe, |w| Ok(w.write_all(b"through")?)).unwrap();
        assert_eq!(reader.join().unwrap(), "through");
        assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_file(&path, |w| Ok(w.write_all(b"old")?)).unwrap();
        let failed = write_file(&path, |w| {
            w.write_all(b"ne")?;
            Err(io::Error::other("disk full").into())
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing left beside it");
    }

    #[test]
    fn equal_bytes_are_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write_file(&path, |w| Ok(w.write_all(b"same")?)).unwrap();
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        write_file(&path, |w| Ok(w.write_all(b"same")?)).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
    }
}
