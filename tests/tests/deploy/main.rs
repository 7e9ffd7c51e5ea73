//! The command `deploy`: what it writes, what it leaves as it is, and how it runs the platform's own command.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod fal;
mod image;
mod packages;
mod project;
mod pyproject;
