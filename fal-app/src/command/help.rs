//! What the help of each command ends with. It is wrapped by hand: a library for that would be one more to build.

use std::env;
use std::path::Path;

/// The exit codes of all commands.
const EXIT_CODES: &str = "\
Exit codes of all commands:
  0      done, and what was looked at holds
  1      what was looked at does not hold, or it could not be done: stderr says why
  2      the arguments are wrong: nothing was done
  130    Ctrl-C or SIGTERM stopped `check` or `card`; `serve` and `dev` end with 0
  other  of `deploy` alone: that of `fal`";

/// The paragraphs after the options, and the exit codes.
pub(super) fn after(paragraphs: &[&str]) -> String {
    [paragraphs, &[EXIT_CODES]].concat().join("\n\n")
}

/// What a user types, beside what it does.
pub(super) fn examples(lines: &[(&str, &str)]) -> String {
    let name = env::args_os().next();
    let name = name.as_deref().and_then(|name| Path::new(name).file_name());
    let name = name.map_or("app".into(), |name| name.to_string_lossy());
    let width = lines.iter().map(|(typed, _)| typed.len()).max();
    let width = width.unwrap_or_default();
    let mut text = "Examples:".to_owned();
    for (typed, does) in lines {
        text += &format!("\n  {name} {typed:<width$}  {does}");
    }
    text
}
