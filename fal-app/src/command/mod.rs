//! The app's own command. Each subcommand is a file: its arguments, its help, and what it does.

mod billing;
mod openapi;
mod output;
mod quote;
mod serve;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Command;

use crate::openapi::app_title;
use crate::program::Program;
use crate::task::keep_causes;

/// Runs the command that the arguments name.
pub(crate) fn run(program: Program) -> ExitCode {
    keep_causes();
    let arguments = command(&program).get_matches();
    let done = match arguments.subcommand() {
        Some(("billing", arguments)) => billing::run(program, arguments),
        Some(("openapi", _)) => openapi::run(&program),
        Some((_, arguments)) => serve::run(program, arguments),
        None => serve::run(program, &arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            // Where this cannot be written either, the exit code still says it.
            let _ = writeln!(io::stderr(), "error: {failed}");
            ExitCode::FAILURE
        }
    }
}

fn command(program: &Program) -> Command {
    let app = &program.declaration;
    let about = match app.doc {
        "" => app_title(app),
        doc => format!("{}: {doc}", app_title(app)),
    };
    Command::new(app.name)
        .about(about)
        .after_help(AFTER_HELP)
        .version(app.version)
        .args_conflicts_with_subcommands(true)
        .args_override_self(true)
        .args(serve::arguments())
        .subcommand(
            Command::new("serve")
                .about(format!("{} (the default)", serve::ABOUT))
                .args_override_self(true)
                .args(serve::arguments()),
        )
        .subcommand(Command::new("openapi").about(openapi::ABOUT))
        .subcommand(
            Command::new("billing")
                .about(billing::ABOUT)
                .args(billing::arguments()),
        )
}

const AFTER_HELP: &str = "\
Without a command it serves: every endpoint by POST with JSON, GET /health, GET /openapi.json. Each answer says in the
header `x-fal-billable-units` what it costs.

SIGTERM or Ctrl-C stops it: what is in flight is finished, then the app is torn down.

RUST_LOG says what is logged: `warn`, or by crate `info,my_app=debug`. [default: info]";
