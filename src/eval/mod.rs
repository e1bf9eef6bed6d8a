//! Scores against gold files.

pub mod align;
pub mod terms;
