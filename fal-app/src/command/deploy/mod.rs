//! `deploy`: writes what the platform builds the app from, and runs the platform's own command `fal deploy`.

mod cargo;
mod context;
mod diff;
mod dockerfile;
mod fal;
mod features;
mod file;
mod git;
mod path;
mod pyproject;
mod settings;
mod traps;

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};

use self::context::Context;
use self::file::Change;
use self::pyproject::Pyproject;
use super::output::{Failed, print};
use crate::declare::{AppDeclaration, Auth};
use crate::program::Program;

pub(super) const ABOUT: &str =
    "Deploys the app: writes pyproject.toml, Dockerfile and .dockerignore, then runs `fal deploy`";

pub(super) fn after_help(app: &AppDeclaration) -> String {
    format!(
        "\
It writes into the current folder where that holds the app's workspace, else into the folder of the workspace:

  pyproject.toml   the table [tool.fal.apps.{name}]: what `#[fal_app]` says, the ports, the health check. All else in the
                   file stays.
  Dockerfile       builds this binary, with the features that this one has, as an image without Python that does not run
                   as root. An app on a GPU has the CUDA runtime under it. A folder `weights` beside Cargo.toml becomes a
                   layer of its own, and is `weights` for the app; larger weights stay on the volume /data.
  .dockerignore    what is not sent.

What you change in them stays, and is told, unless `--force`. An app that takes more callers by pyproject.toml than by the
code goes on to take them, unless `--force`: one that is shared stays shared.

Then it runs `fal deploy {name}` and exits as that does. It needs `pip install fal` and `fal auth login`.

Examples:
  {name} deploy --dry-run            what would be written, as a diff
  {name} deploy --auth shared        for the Marketplace: callers pay
  {name} deploy -- --env staging     what follows `--` goes to `fal`

Exit code: 0 when it is done, 1 on an error, else the one of `fal`.",
        name = app.name
    )
}

pub(super) fn arguments() -> [Arg; 6] {
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
            .value_parser(PossibleValuesParser::new(["private", "public", "shared"]))
            .help("Who may call, and who pays, in place of what the code says"),
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
        Arg::new("passed-on")
            .value_name("ARGUMENT")
            .num_args(0..)
            .last(true)
            .help("Arguments for `fal deploy`"),
    ]
}

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let app = &program.declaration;
    let (force, reset_scale) = (
        arguments.get_flag("force"),
        arguments.get_flag("reset-scale"),
    );
    let package = cargo::package()?;
    let mut context = Context::of(&package)?;
    let mut pyproject = Pyproject::read(&context, app.name)?;
    if let Some(key) = pyproject.python_key() {
        if !force {
            return Err(python(app.name, key));
        }
        pyproject.remove_python()?;
    }
    let wanted = arguments.get_one::<String>("auth");
    let wanted = wanted.and_then(|wanted| settings::auth_named(wanted));
    let auth = auth(app, wanted, pyproject.auth(), force, &mut context)?;
    check_billing(program, auth)?;

    let dockerfile = pyproject.dockerfile();
    let settings = settings::settings(
        app,
        &program.endpoints,
        auth,
        reset_scale,
        dockerfile.as_deref(),
    );
    let mut changes = vec![pyproject.set(&mut context, &settings, force)?];
    if let Some(path) = &dockerfile {
        let text = dockerfile::dockerfile(app, &package, &context)?;
        let ignored = dockerfile::dockerignore(&package, &context)?;
        let dockerfile = Change::whole(&mut context, path, app.name, &text, force)?;
        let ignored = Change::whole(&mut context, ".dockerignore", app.name, &ignored, force)?;
        traps::look(&mut context, &dockerfile, &ignored);
        changes.extend([dockerfile, ignored]);
    }
    if !reset_scale {
        note_scaling(&settings, &mut context);
    }

    if arguments.get_flag("dry-run") {
        let diffs: String = changes.iter().map(Change::diff).collect();
        print(diffs.trim_end())?;
        tell(&context)?;
        return Ok(ExitCode::SUCCESS);
    }
    for change in &changes {
        let path = shown(&context.folder.join(&change.path));
        if change.differs() {
            change.write(&context)?;
            print(&format!("wrote {path}"))?;
        } else {
            print(&format!("{path} is up to date"))?;
        }
    }
    tell(&context)?;
    if arguments.get_flag("write-only") {
        return Ok(ExitCode::SUCCESS);
    }
    let passed_on = arguments.get_many::<String>("passed-on");
    let passed_on: Vec<String> = passed_on.into_iter().flatten().cloned().collect();
    fal::deploy(&context, app.name, &passed_on)
}

/// The mode of the deployment: the option's, else the code's, and none that shuts callers out unless `force`.
fn auth(
    app: &AppDeclaration,
    wanted: Option<Auth>,
    deployed: Option<Auth>,
    force: bool,
    context: &mut Context,
) -> Result<Auth, Failed> {
    let open = |auth: Auth| match auth {
        Auth::Private => 0,
        Auth::Public => 1,
        Auth::Shared => 2,
    };
    let said = wanted.unwrap_or(app.auth);
    let Some(deployed) = deployed.filter(|deployed| !force && open(*deployed) > open(said)) else {
        return Ok(said);
    };
    let (is, said_as) = (settings::name_of(deployed), settings::name_of(said));
    if wanted.is_some() {
        return Err(format!(
            "`auth` is \"{is}\" in `{}`, and `--auth {said_as}` shuts callers out\nhelp: add `--force` to do that",
            pyproject::NAME
        )
        .into());
    }
    context.notes.push(format!(
        "`auth` is \"{is}\" in `{}` and \"{said_as}\" in the code: it stays \"{is}\"; `--force` takes what the code says",
        pyproject::NAME
    ));
    Ok(deployed)
}

/// A shared app says of each endpoint what it costs. The compiler asks that where the code says `shared`.
fn check_billing(program: &Program, auth: Auth) -> Result<(), Failed> {
    if auth != Auth::Shared {
        return Ok(());
    }
    let silent: Vec<String> = program
        .charged()
        .filter(|endpoint| endpoint.billing.meter().is_none())
        .map(|endpoint| format!("`{}` ({})", endpoint.name, endpoint.path))
        .collect();
    if silent.is_empty() {
        return Ok(());
    }
    let says = if silent.len() == 1 { "says" } else { "say" };
    Err(format!(
        "the app cannot be shared: {} {says} nothing of billing, and its callers would be charged in a way that nobody wrote down\n\
         help: write `#[billable(…)]` above it; `#[billable(free)]` where it costs nothing",
        silent.join(", ")
    )
    .into())
}

fn python(app: &str, key: &str) -> Failed {
    format!(
        "`[tool.fal.apps.{app}]` in `{}` is an app in Python: it has `{key}`\nhelp: give one of the two another name, or `--force` to replace it",
        pyproject::NAME
    )
    .into()
}

fn note_scaling(settings: &[settings::Setting], context: &mut Context) {
    let kept: Vec<String> = settings
        .iter()
        .filter(|setting| {
            setting.key.0.is_empty() && settings::KEPT_WHEN_DEPLOYED.contains(&setting.key.1)
        })
        .map(|setting| format!("`{}`", setting.key.1))
        .collect();
    if !kept.is_empty() {
        context.notes.push(format!(
            "an app that is deployed already keeps its own {}; `--reset-scale` takes what the code says",
            kept.join(", ")
        ));
    }
}

/// Notes are no output: they go where a reader of the output does not look for it.
fn tell(context: &Context) -> Result<(), Failed> {
    let mut out = io::stderr();
    for note in &context.notes {
        writeln!(out, "note: {note}")?;
    }
    Ok(())
}

/// A path as it is seen from the current folder.
fn shown(path: &Path) -> String {
    let current = env::current_dir().and_then(|current| current.canonicalize());
    let inside = current
        .ok()
        .and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    inside.as_deref().unwrap_or(path).display().to_string()
}
