//! PDFs through Poppler's `pdftotext`, where the user asks for it.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use super::error::Failure;
use crate::{domain::Document, read};

/// Reads a PDF by running `pdftotext -raw` on it.
///
/// # Errors
/// The program is not installed, or fails on the file, with its own words.
pub(super) fn read(pdf: &[u8]) -> Result<Document, Box<Failure>> {
    let failed =
        |message: String, hint: &str| Box::new(Failure::new("unreadable", message, Some(hint)));
    let mut child = Command::new("pdftotext")
        .args(["-raw", "-enc", "UTF-8", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            failed(
                format!("pdftotext cannot be run: {error}"),
                "install Poppler's tools (Debian: poppler-utils), or leave --pdf-reader out",
            )
        })?;
    // The file is fed from another thread: the program may print before it has read all.
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // Where the program stops reading, its exit code and words tell why.
            let _ = input.map(|mut pipe| pipe.write_all(pdf));
        });
        child.wait_with_output()
    })
    .map_err(|error| failed(format!("pdftotext failed: {error}"), "leave --pdf-reader out"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or("no reason given");
        return Err(failed(format!("pdftotext failed: {said}"), "leave --pdf-reader out"));
    }
    read::read_pdftotext(&output.stdout).map_err(|error| Box::new(error.into()))
}
