//! `openapi`: prints the document that the platform reads from the running app.

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::help;
use super::output::{Failed, print};
use crate::program::Program;

pub(super) fn command() -> Command {
    Command::new("openapi")
        .about("Prints the app's OpenAPI document")
        .arg(
            Arg::new("json")
                .long("json")
                .action(ArgAction::SetTrue)
                .help("The same document in one line, for programs"),
        )
        .after_help(help::after(&[
            "\
It is the document of OpenAPI 3.1 that the server answers at /openapi.json, with the keys
`x-fal-…` of the platform and `x-fal-billing`, which says what each endpoint costs. The
platform makes the playground and the analytics of the app from it.

It is made from what the app declares. The app is not set up.",
            &help::examples(&[
                ("openapi > openapi.json", "keeps it in a file"),
                ("openapi --json | jq .paths", "shows its endpoints"),
            ]),
        ]))
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<(), Failed> {
    let document = program.document();
    print(&match arguments.get_flag("json") {
        true => document.to_string(),
        false => serde_json::to_string_pretty(&document)?,
    })
}
