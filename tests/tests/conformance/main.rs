//! Apps of `fal-app` answer as the Python SDK and pydantic did when their answers were recorded.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod replay;
mod values;
