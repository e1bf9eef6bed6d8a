//! One file a subcommand.

pub mod align;
pub mod build;
pub mod check;
pub mod eval;
pub mod eval_links;
pub mod eval_structure;
pub mod eval_terms;
pub mod generate;
pub mod memory;
pub mod merge;
#[cfg(feature = "encoder")]
pub mod model;
pub mod records;
pub mod style;
pub mod terms;
pub mod worker;
