//! Scores against gold files.
