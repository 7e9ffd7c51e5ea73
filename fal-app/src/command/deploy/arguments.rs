//! The arguments of `deploy`, and its help.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command};

use super::super::help;
use super::settings::MODES;
use crate::declare::{AppDeclaration, Auth};

pub(crate) fn command(app: &AppDeclaration) -> Command {
    Command::new("deploy")
        .about("Deploys the app: writes what fal builds it from, then runs `fal deploy`")
        .args(arguments())
        .after_help(help::after(&[
            &files(app.name),
            &help::examples(&[
                ("deploy --dry-run", "what would be written, as a diff"),
                (
                    "deploy --write-only",
                    "writes, to look at before it is sent",
                ),
                ("deploy --auth shared", "for the Marketplace: callers pay"),
                (
                    "deploy --reset-scale",
                    "the declared scaling, for an app that is deployed",
                ),
                ("deploy -- --env staging", "what follows `--` goes to `fal`"),
            ]),
        ]))
}

fn files(app: &str) -> String {
    format!(
        "\
It reads the package that this binary is built from, with `cargo metadata` and git. It writes
three files, into the current folder where that holds the app's workspace, else into the
folder of the workspace:

  pyproject.toml  the table [tool.fal.apps.{app}]: what `#[fal_app]` says, the ports, and the
                  health check. All else in the file stays.
  Dockerfile      builds this binary, with the features that this one has, as an image without
                  Python that does not run as root. On a GPU machine the image has the CUDA
                  runtime. A folder `weights` beside Cargo.toml is a layer of its own, and is
                  `weights` for the app. Larger weights stay on /data, a volume of the platform.
  .dockerignore   what is not sent.

What you change in them stays, and is told, unless `--force`. An app that takes more callers by
pyproject.toml than by the code goes on to take them, unless `--force`: one that is shared
stays shared. No app becomes shared while an endpoint says nothing of billing.

Then it runs `fal deploy {app}`, shows what that prints, and ends as that ends. It needs
`pip install fal`, and `fal auth login` or the environment's FAL_KEY. An app that is deployed
keeps its scaling unless `--reset-scale`.

With `--json` it prints one object: `app`, `auth`, `folder`, `files` (each with its `path`,
`changed`, `written` and `diff`), `notes`, and `deployment`, which is what `fal` says of it, or
null. What `fal` prints on the way goes to stderr."
    )
}

fn arguments() -> [Arg; 7] {
    let flag = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    [
        Arg::new("auth")
            .long("auth")
            .value_name("MODE")
            .value_parser(PossibleValuesParser::new(MODES.map(Auth::name)))
            .help("Who may call, and who pays: `private` is you and you; `public`, anyone and\nyou; `shared`, any fal user and that user\n[default: what the code says]"),
        flag(
            "reset-scale",
            "The declared scaling replaces that of the deployed app, which else stays",
        ),
        flag("write-only", "Writes the files, and stops"),
        flag(
            "dry-run",
            "Prints what would be written, as a diff, and writes nothing",
        )
        .conflicts_with("write-only"),
        flag(
            "force",
            "Replaces what a person changed, and lets fewer callers in where the code says so",
        ),
        flag("json", "Prints JSON"),
        Arg::new("passed-on")
            .value_name("ARGUMENT")
            .num_args(0..)
            .last(true)
            .help("Arguments for `fal deploy`"),
    ]
}
