//! Serves the reference app, for `compare.py`.

mod reference_app;

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_app::main::<reference_app::ReferenceApp>()
}
