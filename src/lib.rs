//! duizhao (对照) sets the two languages of a Chinese journal side by side.
//!
//! A file is read into a [`Document`](domain::Document), cleaned, split into
//! articles and their parts, segmented, aligned, mined for terms, checked and
//! exported. Each step is a module of its own; they meet in [`domain`] types,
//! and [`pipeline`] puts them in order. See `docs/ARCHITECTURE.md`.

pub mod align;
pub mod check;
pub mod clean;
pub mod cli;
pub mod domain;
#[cfg(feature = "encoder")]
pub mod embed;
pub mod eval;
pub mod exchange;
pub mod export;
pub mod format;
pub mod lexicon;
pub mod pipeline;
pub mod read;
pub mod segment;
pub mod store;
pub mod structure;
pub mod terms;
pub mod text;
