//! The local marketplace as its users see it: a process, its port, its file, and its commands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test fails by panicking, and the kill test tells its figures"
)]

mod auth;
mod commands;
mod guard;
mod killed;
mod margin;
mod money;
mod page;
mod platform_api;
mod process;
mod proxy;
mod queue;
mod replaced;
mod replay;
mod reports;
mod requests;
mod retries;
mod scenario;
mod sessions;
mod support;
mod terminal;
mod uploads;
mod webhooks;
