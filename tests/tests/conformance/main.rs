//! Answers that were recorded from the Python SDK and pydantic, given again by apps of `fal-app`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod replay;
mod values;
