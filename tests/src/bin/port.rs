//! The command of a port, which the environment variable `PORT_OF` names: `PORT_OF=compose port billing`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::var("PORT_OF").unwrap_or_default();
    fal_app_tests::ports::main(&name)
}
