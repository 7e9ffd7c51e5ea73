//! Apps of the Python SDK, ported: each is shown, answers and charges as it did on the SDK, and the page for who comes
//! from Python shows pieces of them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod exceptions;
mod page;
mod prices;
mod recorded;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fal_app_tests::server::command;

/// The program that is each of the ports.
const PORT: &str = env!("CARGO_BIN_EXE_port");

/// The folder of the Python apps and of their recordings.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ports")
}

/// The text of a file of the repository.
fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    fs::read_to_string(root.join(path)).unwrap()
}

/// A port that serves, on free ports of this machine.
fn serve(name: &str) -> Command {
    let mut command = command(PORT);
    command.env("PORT_OF", name);
    command
}
