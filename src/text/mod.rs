//! Characters: counts, classes, widths and normal forms, named by unit.
#![deny(clippy::disallowed_methods)]

pub mod chars;
pub mod markers;
pub mod numerals;
pub mod runs;

pub use chars::{count_han, is_han, is_han_punctuation};
pub use numerals::english_cardinal;
pub use runs::runs;
