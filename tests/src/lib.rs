//! What several tests of `fal-app` need. Each file and each folder of `tests/` is one test; `src/bin/` has the apps that
//! tests start as processes.
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
pub mod ports;
pub mod realtime_app;
pub mod reference_app;
pub mod server;
pub mod sessions;

pub use differences::differences;
