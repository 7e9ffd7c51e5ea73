//! The app's own command. Each subcommand is a file or a room: its arguments, its help, and what it does.

mod arguments;
mod billing;
mod card;
mod check;
mod contract;
mod deploy;
#[cfg(feature = "dev")]
mod dev;
mod help;
#[cfg(not(feature = "dev"))]
mod no_dev;
mod openapi;
mod output;
mod progress;
mod quote;
mod serve;
mod trial;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::ArgMatches;

#[cfg(not(feature = "dev"))]
use self::no_dev as dev;
use self::output::Failed;
use crate::program::Program;
use crate::task::keep_causes;

/// The exit code of wrong arguments.
const WRONG_ARGUMENTS: u8 = 2;

/// Runs the command that the arguments name.
pub(crate) fn run(program: Program) -> ExitCode {
    keep_causes();
    // The platform starts it without. It serves then, and takes no memory for reading arguments.
    let is_plain = env::args_os().len() <= 1;
    let arguments = (!is_plain).then(|| arguments::read(&program)).transpose();
    let ended = arguments
        .map_err(Failed::from)
        .and_then(|arguments| ended(program, arguments.as_ref()));
    match ended {
        Ok(code) => code,
        Err(failed) => told(failed),
    }
}

/// No command runs for an app that refuses its own defaults or examples.
fn ended(program: Program, arguments: Option<&ArgMatches>) -> Result<ExitCode, Failed> {
    program.check_declared()?;
    let Some(arguments) = arguments else {
        return done(serve::run(program, None));
    };
    match arguments.subcommand() {
        Some(("billing", arguments)) => done(billing::run(program, arguments)),
        Some(("card", arguments)) => card::run(program, arguments),
        Some(("check", arguments)) => check::run(program, arguments),
        Some(("contract", arguments)) => contract::run(&program, arguments),
        Some(("deploy", arguments)) => deploy::run(&program, arguments),
        Some(("dev", arguments)) => done(dev::run(program, arguments)),
        Some(("openapi", arguments)) => done(openapi::run(&program, arguments)),
        Some((_, arguments)) => done(serve::run(program, Some(arguments))),
        None => done(serve::run(program, Some(arguments))),
    }
}

/// A command that has no exit code of its own.
fn done(ended: Result<(), Failed>) -> Result<ExitCode, Failed> {
    ended.map(|()| ExitCode::SUCCESS)
}

/// Says why a command failed. Where this cannot be written either, the exit code still says it.
fn told(failed: Failed) -> ExitCode {
    match failed.downcast::<clap::Error>() {
        Ok(wrong) => {
            let _ = wrong.print();
            // Asking for help is not wrong.
            match wrong.use_stderr() {
                true => ExitCode::from(WRONG_ARGUMENTS),
                false => ExitCode::SUCCESS,
            }
        }
        Err(failed) => {
            let _ = writeln!(io::stderr(), "error: {failed}");
            ExitCode::FAILURE
        }
    }
}
