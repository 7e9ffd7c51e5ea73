//! What the attributes generate compiles wherever authors write it, and does what they wrote.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod crates;
pub mod fields;
pub mod hygiene;
mod painter;
mod places;
mod quiet;
mod returns;
mod streams;
mod words;
