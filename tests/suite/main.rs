//! One binary, a module a topic.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::string_slice,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "tests fail by panicking"
)]

mod align;
mod align_calibration;
mod align_documents;
mod align_links;
mod architecture;
mod archive;
mod article;
mod browser;
mod build;
mod check;
mod clients;
mod commands;
mod corpora;
mod decisions;
mod docs;
#[cfg(feature = "encoder")]
mod encoder;
#[cfg(feature = "encoder")]
mod encoder_model;
mod export;
mod export_sample;
mod findings;
mod fuzzy;
mod memory_exchange;
mod memory_files;
mod memory_lookup;
mod memory_round_trip;
mod memory_store;
mod read;
mod read_any_bytes;
mod read_limits;
mod read_mutated;
mod report;
mod samples;
mod sandbox;
mod small_cases;
mod small_pdf;
mod spark;
mod structure;
mod structure_chinaxiv;
mod structure_corpora;
mod structure_inputs;
mod structure_properties;
mod termbase_roundtrip;
mod terms;
mod terms_article;
mod terms_compose;
mod terms_precision;
mod variants;
mod variants_formats;
mod worker;
