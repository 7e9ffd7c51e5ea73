//! `dev` in a binary that was built without the feature `dev`: it says how to get it.

use std::ffi::OsString;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::help;
use super::output::Failed;
use crate::program::Program;

pub(super) fn command(_: &Program) -> Command {
    Command::new("dev")
        .about("The local marketplace; this binary was built without it")
        .arg(
            Arg::new("arguments")
                .action(ArgAction::Append)
                .value_parser(value_parser!(OsString))
                .trailing_var_arg(true)
                .allow_hyphen_values(true)
                .hide(true),
        )
        .after_help(help::after(&[
            HELP,
            &help::examples(&[("dev", "says how to get it")]),
        ]))
}

const HELP: &str = "\
The local marketplace is the feature `dev`, which needs no change of `Cargo.toml`:
  cargo run --features fal-app/dev -- dev --help";

pub(super) fn run(_: Program, _: &ArgMatches) -> Result<(), Failed> {
    let why = "this binary was built without the local marketplace\n\
               help: cargo run --features fal-app/dev -- dev";
    Err(why.into())
}
