//! The tests of `fal-app`: see the `[[test]]`s in `Cargo.toml`. Here is what several of them need.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod differences;
pub mod http;
pub mod loopback;
pub mod server;

pub use differences::differences;
