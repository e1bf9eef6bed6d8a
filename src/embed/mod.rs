//! The optional sentence encoder: text in, vectors out.
//!
//! Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020; Apache-2.0): the
//! pieces of a sentence (`tokenizer`) become vectors, three convolutions look at pairs, triples and
//! quintuples of them, the sum over the sentence passes through a small residual network
//! (`network`). Sentences that mean the same lie close to each other whatever their language.
//!
//! Because the network sums over pieces, the vector of several sentences joined comes from the
//! [`Sums`] of each at little cost: [`Encoder::vectors`] takes as many as there are.
//!
//! All arithmetic is in `f32` with a written order of summation, no fused multiply-add and no
//! function of the standard library whose last bit depends on the platform, so the same text gives
//! the same bytes on every machine and thread count.
#![deny(clippy::disallowed_methods)]
#![expect(
    clippy::inline_always,
    reason = "what is compiled for wide vectors must be inlined there"
)]

mod archive;
mod cache;
mod encoder;
mod error;
mod kernel;
mod layout;
mod matrix;
mod network;
mod normalizer;
mod npy;
mod package;
mod pieces;
mod protobuf;
mod tokenizer;

pub use archive::{Parts, find_parts};
pub use encoder::{Encoder, Sums, Vector, cosine};
pub use error::EmbedError;
pub use package::{LICENCE, Model, NAME, Provenance, pack, sha256};
