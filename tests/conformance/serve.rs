//! Serves the reference app, to be compared over HTTP with the recordings.

mod reference_app;

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_app::main::<reference_app::ReferenceApp>()
}
