//! Scores against gold files.

pub mod align;
pub mod structure;
pub mod terms;
