//! Syntax that readers and exporters share.
#![deny(clippy::disallowed_methods)]

pub mod base64;
pub mod csv;
pub mod html;
pub mod json;
pub mod sheet;
pub mod tbx_basic;
pub mod xlsx;
pub mod xml;
pub mod xml_entities;
pub mod xml_tree;
