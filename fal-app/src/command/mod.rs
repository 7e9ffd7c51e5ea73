//! The app's own command. Each subcommand is a file: its arguments, its help, and what it does.

mod billing;
mod check;
mod deploy;
mod openapi;
mod output;
mod quote;
mod serve;
mod trial;

use std::env;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{ArgMatches, Command};

use self::output::Failed;
use crate::openapi::app_title;
use crate::program::Program;
use crate::task::keep_causes;

/// Runs the command that the arguments name.
pub(crate) fn run(program: Program) -> ExitCode {
    keep_causes();
    // The platform starts it without. It serves then, and takes no memory for reading arguments.
    let is_plain = env::args_os().len() <= 1;
    let arguments = (!is_plain).then(|| command(&program).get_matches());
    match ended(program, arguments.as_ref()) {
        Ok(code) => code,
        Err(failed) => {
            // Where this cannot be written either, the exit code still says it.
            let _ = writeln!(io::stderr(), "error: {failed}");
            ExitCode::FAILURE
        }
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
        Some(("check", arguments)) => check::run(program, arguments),
        Some(("deploy", arguments)) => deploy::run(&program, arguments),
        Some(("openapi", _)) => done(openapi::run(&program)),
        Some((_, arguments)) => done(serve::run(program, Some(arguments))),
        None => done(serve::run(program, Some(arguments))),
    }
}

/// A command that has no exit code of its own.
fn done(ended: Result<(), Failed>) -> Result<ExitCode, Failed> {
    ended.map(|()| ExitCode::SUCCESS)
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
        .subcommand(
            Command::new("check")
                .about(check::ABOUT)
                .after_help(check::AFTER_HELP)
                .args(check::arguments()),
        )
        .subcommand(
            Command::new("deploy")
                .about(deploy::ABOUT)
                .after_help(deploy::after_help(app))
                .args(deploy::arguments()),
        )
}

const AFTER_HELP: &str = "\
Without a command it serves: every endpoint by POST with JSON, GET /health, GET /openapi.json. Each answer says in the
header `x-fal-billable-units` what it costs.

SIGTERM or Ctrl-C stops it: what is in flight is finished, then the app is torn down.

RUST_LOG says what is logged: `warn`, or by crate `info,my_app=debug`. [default: info]";
