//! Media that a method makes, and media that a caller sends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod data_uris;
mod fetch;
mod inputs;
mod length;
mod outputs;
mod pictures;
mod pixels;
mod upload;
mod urls;
