//! Results: to standard output, or to a file that is never half there.

use std::{
    io::{BufWriter, Write},
    path::Path,
};

use super::diagnostic::Problem;
use crate::{export::ExportError, pipeline::files::write_file};

/// Writes a result by `fill` to `path`, or to standard output where there is none (or `-`).
///
/// # Errors
/// It cannot be written; a reader that has gone is told apart.
pub fn write(
    path: Option<&Path>,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), ExportError>,
) -> Result<(), Problem> {
    if let Some(path) = path.filter(|p| *p != Path::new("-")) {
        return write_file(path, fill).map_err(Problem::from);
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    let shown = Path::new("standard output");
    match fill(&mut out) {
        Ok(()) => out.flush().map_err(|error| Problem::io("write", shown, &error)),
        Err(ExportError::Io(error)) => Err(Problem::io("write", shown, &error)),
        // serde_json wraps the writer's error.
        Err(ExportError::Json(error)) if error.is_io() => {
            Err(Problem::io("write", shown, &error.into()))
        }
        Err(error) => Err(Problem::new(error.to_string(), None)),
    }
}
