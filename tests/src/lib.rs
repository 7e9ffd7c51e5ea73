//! The tests of `fal-app`. Each file or folder of `tests/` is one of them, `src/bin/` has the apps that they start, and
//! here is what several of them need.
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
pub mod pictures;
pub mod reference_app;
pub mod server;

pub use differences::differences;
