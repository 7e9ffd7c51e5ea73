//! `deploy`: writes what the platform builds the app from, and runs the platform's own command `fal deploy`.

mod arguments;
mod cargo;
mod context;
mod diff;
mod dockerfile;
mod fal;
mod features;
mod file;
mod git;
mod notes;
mod path;
mod pyproject;
mod settings;
mod traps;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use clap::ArgMatches;
use serde_json::{Value, json};

pub(super) use self::arguments::command;
use self::context::Context;
use self::file::Change;
use self::pyproject::Pyproject;
use super::output::{Failed, print};
use super::progress::Progress;
use crate::declare::{AppDeclaration, Auth};
use crate::program::Program;

pub(super) fn run(program: &Program, arguments: &ArgMatches) -> Result<ExitCode, Failed> {
    let app = &program.declaration;
    let (force, reset_scale) = (
        arguments.get_flag("force"),
        arguments.get_flag("reset-scale"),
    );
    let reads = Progress::new("reading the package");
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
    let settings = settings::settings(program, auth, reset_scale, dockerfile.as_deref());
    let mut changes = vec![pyproject.set(&mut context, &settings, force)?];
    if let Some(path) = &dockerfile {
        let text = dockerfile::dockerfile(app, &package, &context)?;
        let ignored = dockerfile::dockerignore(&package, &context)?;
        let dockerfile = Change::whole(&mut context, path, app.name, &text, force)?;
        let ignored = Change::whole(&mut context, ".dockerignore", app.name, &ignored, force)?;
        traps::look(&mut context, &dockerfile, &ignored);
        changes.extend([dockerfile, ignored]);
    }
    drop(reads);
    notes::add(&mut context, program, &package, &settings, auth);

    let deployment = Deployment {
        app,
        auth,
        context: &context,
        changes: &changes,
    };
    let passed_on = arguments.get_many::<String>("passed-on");
    let passed_on: Vec<String> = passed_on.into_iter().flatten().cloned().collect();
    deployment.make(
        match (
            arguments.get_flag("dry-run"),
            arguments.get_flag("write-only"),
        ) {
            (true, _) => Step::Show,
            (_, true) => Step::Write,
            _ => Step::Deploy(&passed_on),
        },
        arguments.get_flag("json"),
    )
}

/// How far to go.
#[derive(Clone, Copy)]
enum Step<'a> {
    /// Writes nothing.
    Show,
    Write,
    /// Writes, and runs `fal` with these arguments.
    Deploy(&'a [String]),
}

/// What is about to be written and deployed.
struct Deployment<'a> {
    app: &'a AppDeclaration,
    auth: Auth,
    context: &'a Context,
    changes: &'a [Change],
}

impl Deployment<'_> {
    fn make(&self, step: Step<'_>, as_json: bool) -> Result<ExitCode, Failed> {
        let writes = !matches!(step, Step::Show);
        if writes {
            for change in self.changes.iter().filter(|change| change.differs()) {
                change.write(self.context)?;
            }
        }
        if !as_json {
            print(&self.for_people(writes))?;
            notes::tell(self.context)?;
        }
        let (code, result) = match step {
            Step::Deploy(passed_on) if as_json => {
                fal::deploy_as_json(self.context, self.app.name, passed_on)?
            }
            Step::Deploy(passed_on) => (fal::deploy(self.context, self.app.name, passed_on)?, None),
            Step::Show | Step::Write => (ExitCode::SUCCESS, None),
        };
        if as_json {
            print(&serde_json::to_string_pretty(&self.json(writes, result))?)?;
        }
        Ok(code)
    }

    fn for_people(&self, written: bool) -> String {
        if !written {
            let diffs: String = self.changes.iter().map(Change::diff).collect();
            if diffs.is_empty() {
                let paths = self
                    .changes
                    .iter()
                    .map(|change| format!("`{}`", change.path));
                let paths = paths.collect::<Vec<_>>().join(", ");
                return format!("nothing is to be written: {paths} would stay as they are");
            }
            return diffs.trim_end().to_owned();
        }
        let lines = self.changes.iter().map(|change| {
            let path = shown(&self.context.folder.join(&change.path));
            match change.differs() {
                true => format!("wrote {path}"),
                false => format!("{path} is up to date"),
            }
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn json(&self, written: bool, result: Option<Value>) -> Value {
        let files = self.changes.iter().map(|change| {
            json!({
                "path": change.path,
                "changed": change.differs(),
                "written": written && change.differs(),
                "diff": change.diff(),
            })
        });
        json!({
            "app": self.app.name,
            "auth": self.auth.name(),
            "folder": self.context.folder.display().to_string(),
            "files": files.collect::<Value>(),
            "notes": self.context.notes,
            "deployment": result,
        })
    }
}

/// The mode of the deployment: the option's, else the code's. Without `force`, a mode that shuts callers out, or lets the owner
/// pay for them, is not taken.
fn auth(
    app: &AppDeclaration,
    wanted: Option<Auth>,
    deployed: Option<Auth>,
    force: bool,
    context: &mut Context,
) -> Result<Auth, Failed> {
    let open = |auth: Auth| settings::MODES.iter().position(|mode| *mode == auth);
    let said = wanted.unwrap_or(app.auth);
    let Some(deployed) = deployed.filter(|deployed| !force && open(*deployed) > open(said)) else {
        return Ok(said);
    };
    let (is, said_as) = (deployed.name(), said.name());
    if wanted.is_some() {
        let would = match said {
            Auth::Public => "lets anyone call without a key: you would pay for every call",
            _ => "shuts callers out",
        };
        return Err(format!(
            "`auth` is \"{is}\" in `{}`, and `--auth {said_as}` {would}\nhelp: add `--force` to do that",
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

/// A path as it is seen from the current folder.
fn shown(path: &Path) -> String {
    let current = env::current_dir().and_then(|current| current.canonicalize());
    let inside = current
        .ok()
        .and_then(|current| path.strip_prefix(current).ok().map(Path::to_owned));
    inside.as_deref().unwrap_or(path).display().to_string()
}
