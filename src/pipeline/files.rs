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
        .prefix(".duizhao-")
        .suffix(".tmp")
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
