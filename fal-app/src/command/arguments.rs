//! The arguments of the app's command: which there are, and what is told to whoever writes wrong ones.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command, Error};

use super::{billing, card, check, contract, deploy, dev, help, openapi, serve};
use crate::openapi::app_title;
use crate::program::Program;

/// Reads the arguments of this process.
///
/// # Errors
/// They ask for help, or are wrong.
pub(super) fn read(program: &Program) -> Result<ArgMatches, Error> {
    let mut command = command(program);
    command
        .try_get_matches_from_mut(std::env::args_os())
        .map_err(|error| with_tip(error, &command))
}

fn command(program: &Program) -> Command {
    let app = &program.declaration;
    let about = match app.doc {
        "" => app_title(app),
        doc => format!("{}: {doc}", app_title(app)),
    };
    let subcommands = [
        serve::command(),
        openapi::command(),
        billing::command(program),
        check::command(program),
        card::command(),
        contract::command(),
        deploy::command(app),
        dev::command(program),
    ];
    Command::new(app.name)
        .about(about)
        .after_help(help::after(&[ABOUT_COMMANDS, serve::DETAILS]))
        .version(app.version)
        .args_conflicts_with_subcommands(true)
        .args_override_self(true)
        .args(serve::arguments().map(|argument| argument.next_line_help(true)))
        .subcommands(subcommands.map(|subcommand| subcommand.next_line_help(true)))
}

const ABOUT_COMMANDS: &str = "\
Without a command it serves. `help COMMAND` says all of a command. Only `deploy` and
`check --url` need a network, and an app that fetches or uploads media.";

/// Names what is nearest, where clap knows nothing: the commands that there are, or the command that an option belongs to.
fn with_tip(mut error: Error, command: &Command) -> Error {
    let has_tip = [
        ContextKind::Suggested,
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
    ];
    if has_tip.into_iter().any(|kind| error.get(kind).is_some()) {
        return error;
    }
    let tip = match (error.kind(), error.get(ContextKind::InvalidArg)) {
        (ErrorKind::InvalidSubcommand, _) => {
            let names = innermost(command).get_subcommands();
            let names: Vec<String> = names.map(|one| format!("'{}'", one.get_name())).collect();
            Some(format!("the commands are {}", names.join(", ")))
        }
        (ErrorKind::UnknownArgument, Some(ContextValue::String(wrong))) => {
            owner(wrong, command).map(|owner| format!("'{wrong}' is an option of '{owner}'"))
        }
        _ => None,
    };
    if let Some(tip) = tip {
        let tip = ContextValue::StyledStrs(vec![StyledStr::from(tip)]);
        error.insert(ContextKind::Suggested, tip);
    }
    error
}

/// The command whose subcommand is wrong: `dev` of `dev foo`, and of `help dev foo`.
fn innermost(command: &Command) -> &Command {
    let names = std::env::args_os().skip(1);
    names.fold(command, |outer, name| {
        let found = outer.find_subcommand(name);
        found
            .filter(|one| one.get_name() != "help")
            .unwrap_or(outer)
    })
}

/// The subcommands that have an option, as `deploy` and `card`.
fn owner(option: &str, command: &Command) -> Option<String> {
    let name = option.strip_prefix("--")?;
    let has_it = |one: &&Command| {
        let mut options = one.get_arguments();
        options.any(|argument| argument.get_long() == Some(name))
    };
    let owners: Vec<&str> = command
        .get_subcommands()
        .filter(has_it)
        .map(Command::get_name)
        .collect();
    (!owners.is_empty()).then(|| owners.join("' and of '"))
}
