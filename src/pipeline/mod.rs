//! The order of the stages, settings, files and tallies.
//!
//! [`process()`] turns the bytes of one file into records: read → clean → structure → segment →
//! align → terms → check, a pure function of bytes and settings. [`build()`] maps it over inputs,
//! keeps what it did under the output folder, and merges the records into the collection.

mod associations;
mod beads;
pub mod build;
pub mod cache;
pub mod collection;
pub mod contribution;
pub mod decisions;
pub mod documents;
pub mod error;
pub mod files;
pub mod findings;
pub mod glossary;
pub mod inputs;
mod links;
pub mod memory;
pub mod merge;
#[cfg(feature = "encoder")]
pub mod models;
pub mod ordered;
pub mod output_folder;
pub mod outputs;
mod parts;
mod pdftotext;
pub mod process;
pub mod progress;
mod repeats;
mod report;
pub mod sentences;
pub mod settings;
pub mod sort;
mod told;
pub mod units;
pub mod worker;

pub use build::{BuildOptions, BuildSummary, build};
pub use decisions::Decisions;
pub use error::{Error, Failure};
pub use inputs::{Input, InputSource};
pub use process::{FileOutcome, process};
pub use progress::{NoProgress, Progress};
pub use settings::Settings;
