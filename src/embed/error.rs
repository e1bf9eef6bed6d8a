//! Why a model is refused.

use thiserror::Error;

/// Why a model is refused.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmbedError {
    /// Neither a zip archive nor a packed model.
    #[error("not a model: {0}")]
    NotAModel(String),
    /// A file or array that a model needs is not there.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A file or array that cannot be read.
    #[error("`{name}` is damaged: {reason}")]
    Damaged {
        /// The file or array.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An array of another shape or type: another network.
    #[error("`{name}` is {found}, not {expected}: this is another network")]
    Shape {
        /// The array.
        name: String,
        /// What the network needs.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A file that is larger than any model is when unpacked.
    #[error("`{name}` unpacks to more than {limit} bytes: this is no model")]
    TooLarge {
        /// The file.
        name: String,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// The packed model's checksum does not fit its bytes.
    #[error("the checksum does not fit: the file was cut off or changed after it was added")]
    Checksum,
}

impl EmbedError {
    pub(super) fn damaged(name: &str, reason: impl Into<String>) -> Self {
        Self::Damaged { name: name.to_owned(), reason: reason.into() }
    }
}
