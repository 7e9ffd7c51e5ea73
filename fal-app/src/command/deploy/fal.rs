//! The platform's own command.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::process::{ChildStdout, Command, ExitCode, ExitStatus, Stdio};

use serde_json::Value;

use super::super::output::Failed;
use super::context::Context;

/// The version of `fal` that this command is checked with.
const CHECKED: &str = "1.83.0";

/// The option by which `fal` ends with a line of JSON.
const JSON: &str = "--json";

/// Runs `fal deploy NAME`. What it prints goes where ours goes. The exit code is that of `fal`.
pub(super) fn deploy(
    context: &Context,
    app: &str,
    passed_on: &[String],
) -> Result<ExitCode, Failed> {
    let ended = command(context, app, passed_on).status();
    Ok(code(ended.map_err(|error| not_started(app, &error))?))
}

/// As [`deploy`], for programs: what it prints goes to stderr, but for the object that it ends with, if it does.
pub(super) fn deploy_as_json(
    context: &Context,
    app: &str,
    passed_on: &[String],
) -> Result<(ExitCode, Option<Value>), Failed> {
    let mut fal = command(context, app, passed_on);
    if !passed_on.iter().any(|argument| argument == JSON) {
        fal.arg(JSON);
    }
    let started = fal.stdout(Stdio::piped()).spawn();
    let mut started = started.map_err(|error| not_started(app, &error))?;
    let result = started.stdout.take().map(result).transpose()?.flatten();
    Ok((code(started.wait()?), result))
}

fn command(context: &Context, app: &str, passed_on: &[String]) -> Command {
    let mut fal = Command::new("fal");
    fal.args(["deploy", app]).args(passed_on);
    fal.current_dir(&context.folder);
    fal
}

/// Passes each line on, but for the last where it is an object. Where nobody reads, `fal` goes on all the same.
fn result(printed: ChildStdout) -> Result<Option<Value>, Failed> {
    let mut errors = io::stderr();
    let mut pass_on = |line: &[u8]| {
        let _ = errors.write_all(&[line, b"\n"].concat());
    };
    let mut last = None;
    for line in BufReader::new(printed).split(b'\n') {
        if let Some(earlier) = last.replace(line?) {
            pass_on(&earlier);
        }
    }
    let last = last.unwrap_or_default();
    match serde_json::from_slice(&last) {
        Ok(result @ Value::Object(_)) => Ok(Some(result)),
        _ => {
            pass_on(&last);
            Ok(None)
        }
    }
}

/// `fal` has said why it failed.
fn code(ended: ExitStatus) -> ExitCode {
    if ended.success() {
        return ExitCode::SUCCESS;
    }
    let code = ended.code().and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}

fn not_started(app: &str, error: &io::Error) -> String {
    if error.kind() != ErrorKind::NotFound {
        return format!("`fal` does not start: {error}");
    }
    format!(
        "the command `fal` is not installed: it is what deploys\n\
         help: `pip install fal=={CHECKED}` in a venv, then `fal auth login`, or set `FAL_KEY`; what it deploys is written already, and `fal deploy {app}` does the rest"
    )
}
