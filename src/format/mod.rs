//! Syntax that readers and exporters share.
#![deny(clippy::disallowed_methods)]

pub mod csv;
pub mod xml;
