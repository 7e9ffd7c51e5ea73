//! What a person should know of a deployment.

use std::io::{self, Write};

use super::super::output::Failed;
use super::cargo::Package;
use super::context::Context;
use super::features;
use super::settings::{KEPT_WHEN_DEPLOYED, RESET_SCALE, Setting};
use crate::billing::Meter;
use crate::declare::Auth;
use crate::program::Program;

/// Adds what the declarations and the package give reason for.
pub(super) fn add(
    context: &mut Context,
    program: &Program,
    package: &Package,
    settings: &[Setting],
    auth: Auth,
) {
    let app = &program.declaration;
    if auth == Auth::Shared {
        context.notes.extend(compute_seconds(program));
    }
    context.notes.extend(unseen_features(
        app.package,
        &features::unseen(app, package),
        package,
    ));
    context.notes.extend(kept_scaling(settings));
}

/// Prints the notes on stderr: they are not part of the output.
pub(super) fn tell(context: &Context) -> Result<(), Failed> {
    let mut out = io::stderr();
    for note in &context.notes {
        writeln!(out, "note: {note}")?;
    }
    Ok(())
}

/// Such an endpoint says no units. Unless its price counts compute seconds, the platform charges one (`docs/billing.md`
/// §2.4).
fn compute_seconds(program: &Program) -> Option<String> {
    let endpoints = program.charged();
    let metered =
        endpoints.filter(|endpoint| matches!(endpoint.billing.meter, Meter::PerComputeSecond));
    let paths: Vec<String> = metered
        .map(|endpoint| format!("`{}`", endpoint.path))
        .collect();
    (!paths.is_empty()).then(|| {
        format!(
            "ask the fal team to let the price of {} count compute seconds: it says no units, and by any other price each request would cost one unit",
            paths.join(", ")
        )
    })
}

/// A feature is known to the code that is compiled with it. Of the binary's package that is `main` alone, which calls a
/// function and has no attribute of ours.
fn unseen_features(app: &str, unseen: &[String], package: &Package) -> Option<String> {
    let names: Vec<String> = unseen.iter().map(|name| format!("`{name}`")).collect();
    let of = match app {
        "" => "another package".to_owned(),
        name => format!("`{name}`"),
    };
    (!names.is_empty()).then(|| {
        format!(
            "the app is in {of}, from where the features of `{}` cannot be seen ({}): the image is built with its default features; \
             let them turn on a feature of the package of the app, or write `--features` into the two `cargo build` of the `Dockerfile`",
            package.name,
            names.join(", ")
        )
    })
}

fn kept_scaling(settings: &[Setting]) -> Option<String> {
    if settings.iter().any(|setting| setting.key == RESET_SCALE) {
        return None;
    }
    let kept: Vec<String> = settings
        .iter()
        .filter(|setting| setting.key.0.is_empty() && KEPT_WHEN_DEPLOYED.contains(&setting.key.1))
        .map(|setting| format!("`{}`", setting.key.1))
        .collect();
    (!kept.is_empty()).then(|| {
        format!(
            "an app that is deployed already keeps its own {}; `--reset-scale` takes what the code says",
            kept.join(", ")
        )
    })
}
