//! One binary, a module a topic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::string_slice,
    missing_docs,
    reason = "tests fail by panicking"
)]

mod architecture;
