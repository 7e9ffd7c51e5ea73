//! The app's own command as a whole: its help, its exit codes, its JSON, its progress. What a subcommand does is tested
//! beside what it is about.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod arguments;
mod card;
mod progress;
