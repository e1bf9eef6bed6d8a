//! Scores against gold files.

pub mod align;
pub mod calibration;
pub mod structure;
pub mod terms;
