//! `manifest.jsonl`: what became of each input, a line an input.

use std::io::Write;

use serde::{Deserialize, Serialize};

use super::ExportError;

/// The [`ManifestLine::schema`] that this version writes.
pub const MANIFEST_SCHEMA: u32 = 1;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ManifestStatus {
    /// Built.
    Done,
    /// Read, but there was nothing to build: no article, or one language only.
    Empty,
    /// Could not be read or built.
    Failed,
}

/// What an input yielded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestCounts {
    /// Articles.
    pub articles: u64,
    /// Units, in the memory or not.
    pub units: u64,
    /// Units in the memory.
    pub in_memory: u64,
    /// Term entries.
    pub terms: u64,
    /// Findings.
    pub findings: u64,
}

/// One line of the manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestLine {
    /// Version of this structure.
    pub schema: u32,
    /// File as given to the run (relative to the input folder, `/` between folders).
    pub path: String,
    /// SHA-256 of its bytes, hex; empty where it could not be read.
    pub sha256: String,
    /// Encoding label as of WHATWG; empty where it is not known.
    pub encoding: String,
    /// Format id; empty where it is not known.
    pub format: String,
    /// Version of the program that built it.
    pub version: String,
    /// What became of it.
    pub status: ManifestStatus,
    /// Ids of its articles, in order.
    pub articles: Vec<String>,
    /// What it yielded.
    pub counts: ManifestCounts,
    /// Why it failed, or is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Writes one line.
///
/// # Errors
/// The writer's.
pub fn manifest_line(writer: &mut dyn Write, line: &ManifestLine) -> Result<(), ExportError> {
    serde_json::to_writer(&mut *writer, line)?;
    writer.write_all(b"\n")?;
    Ok(())
}
