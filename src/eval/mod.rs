//! Scores against gold files.

pub mod align;
pub mod calibration;
pub mod links;
pub mod structure;
pub mod terms;
