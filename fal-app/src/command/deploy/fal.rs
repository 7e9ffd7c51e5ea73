//! The platform's own command.

use std::io::ErrorKind;
use std::process::{Command, ExitCode};

use super::super::output::Failed;
use super::context::Context;

/// The version of `fal` that this command is checked with.
const CHECKED: &str = "1.83.0";

/// Runs `fal deploy NAME`. What it prints goes where ours goes, and its exit code is ours.
pub(super) fn deploy(
    context: &Context,
    app: &str,
    passed_on: &[String],
) -> Result<ExitCode, Failed> {
    let mut fal = Command::new("fal");
    fal.args(["deploy", app]).args(passed_on);
    let ended = fal.current_dir(&context.folder).status();
    let ended = ended.map_err(|error| match error.kind() {
        ErrorKind::NotFound => missing(app),
        _ => format!("`fal` does not start: {error}"),
    })?;
    if ended.success() {
        return Ok(ExitCode::SUCCESS);
    }
    // `fal` has said why.
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    Ok(ExitCode::from(code.unwrap_or(1)))
}

fn missing(app: &str) -> String {
    format!(
        "the command `fal` is not installed: it is what deploys\n\
         help: `pip install fal=={CHECKED}`, then `fal auth login`, or set `FAL_KEY`; what it deploys is written already, and `fal deploy {app}` does the rest"
    )
}
