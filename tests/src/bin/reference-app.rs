//! Serves the reference app, to be compared over HTTP with the recordings.

use std::process::ExitCode;

use fal_app_tests::reference_app::ReferenceApp;

fn main() -> ExitCode {
    fal_app::main::<ReferenceApp>()
}
