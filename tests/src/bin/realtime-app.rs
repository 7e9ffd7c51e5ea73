//! The app of `tests/conformance/realtime`, as a server.

use std::process::ExitCode;

fn main() -> ExitCode {
    fal_app::main::<fal_app_tests::realtime_app::RealtimeApp>()
}
