//! Syntax that readers and exporters share.
#![deny(clippy::disallowed_methods)]
