//! One file a subcommand.

pub mod align;
pub mod build;
pub mod check;
pub mod eval;
pub mod eval_terms;
pub mod generate;
pub mod records;
pub mod terms;
