//! Whole apps as processes of their own, over real connections.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod body_limits;
mod command;
mod exits;
mod hostile;
mod large_bodies;
mod lifecycle;
mod permits;
mod requests;
mod sleeper;
