//! What an app charges: units, meters, quotes, and the `billing` command.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod ceiling;
mod defaults;
mod edges;
mod known;
mod metering;
mod output_rules;
mod priced;
mod quote;
mod units;
mod vectors;
