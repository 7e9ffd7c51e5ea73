//! What `#[input]` and `#[output]` read and write.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod defaults;
mod examples;
mod flatten;
mod forms;
mod itself;
mod round_trip;
