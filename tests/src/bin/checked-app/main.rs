//! Apps that the command `check` is tried with. The environment names one of them.
#![allow(
    clippy::print_stdout,
    reason = "what an app prints must not be taken for what its command prints"
)]

mod deferred;
mod delivers;
mod good;
mod open;
mod runs;
mod sessions;
mod silent;
mod slow;

use fal_app::prelude::*;

fn main() -> ExitCode {
    match std::env::var("CHECKED_APP").as_deref() {
        Ok("good") => fal_app::main::<good::Good>(),
        Ok("sessions") => fal_app::main::<sessions::Sessions>(),
        Ok("silent") => fal_app::main::<silent::Silent>(),
        Ok("open") => fal_app::main::<open::Open>(),
        Ok("runs") => fal_app::main::<runs::Runs>(),
        Ok("deferred") => fal_app::main::<deferred::Deferred>(),
        Ok("delivers") => fal_app::main::<delivers::Delivers>(),
        Ok("slow") => fal_app::main::<slow::Slow>(),
        Ok("unwell") => fal_app::main::<slow::Unwell>(),
        Ok("crowded") => fal_app::main::<slow::Crowded>(),
        Ok("blocking") => fal_app::main::<slow::Blocking>(),
        _ => ExitCode::FAILURE,
    }
}
