//! Scores against gold files.

pub mod align;
