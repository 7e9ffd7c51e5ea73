//! The file of a contract: where it is, how it is written, and why it cannot be read.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::output::Failed;
use super::declared::FORMAT;

/// Its name, in the folder of the package.
pub(super) const NAME: &str = "fal-app.contract.json";

/// The longest line that holds more than one value.
const LINE: usize = 100;

/// In the folder of the package that `cargo run` names, else in the current one.
pub(super) fn default_path() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let package = package.filter(|folder| folder.join("Cargo.toml").is_file());
    package.unwrap_or_default().join(NAME)
}

/// The contract in a file; `None` where there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Value>, Failed> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("`{shown}` cannot be read: {error}").into()),
    };
    let again = "take it from git again, or write a new one with `contract`";
    let contract: Value = serde_json::from_str(&text)
        .map_err(|error| format!("`{shown}` is not JSON: {error}\nhelp: {again}"))?;
    match contract["format"].as_u64() {
        Some(FORMAT) => Ok(Some(contract)),
        Some(newer) if newer > FORMAT => Err(format!(
            "`{shown}` has the format {newer}, and this app was built with a `fal-app` that reads the format {FORMAT}\nhelp: build the app with the newer `fal-app` that wrote it, `cargo update -p fal-app`"
        )
        .into()),
        _ => Err(format!("`{shown}` is not a contract: it has no `format`\nhelp: {again}").into()),
    }
}

/// The text of a contract. A value that fits into a line is written in one.
pub(super) fn text(contract: &Value) -> String {
    let mut text = String::new();
    write(contract, 0, &mut text);
    text + "\n"
}

fn write(value: &Value, depth: usize, text: &mut String) {
    let (open, close, items) = match value {
        Value::Object(members) if !members.is_empty() => {
            let members = members.iter();
            let items = members.map(|(name, value)| (Some(name), value));
            ("{", "}", items.collect::<Vec<_>>())
        }
        Value::Array(items) if !items.is_empty() => {
            ("[", "]", items.iter().map(|item| (None, item)).collect())
        }
        value => return *text += &value.to_string(),
    };
    let line = value.to_string();
    // The outermost levels have a line for each endpoint and each type.
    let is_short = depth > 1 && line.len() + 2 * depth <= LINE;
    *text += open;
    for (nth, (name, item)) in items.iter().enumerate() {
        if nth > 0 {
            *text += ",";
        }
        if is_short && nth > 0 {
            *text += " ";
        } else if !is_short {
            *text += "\n";
            *text += &"  ".repeat(depth + 1);
        }
        if let Some(name) = name {
            *text += &format!("{}: ", Value::from(name.as_str()));
        }
        write(item, if is_short { depth.max(2) } else { depth + 1 }, text);
    }
    if !is_short {
        *text += "\n";
        *text += &"  ".repeat(depth);
    }
    *text += close;
}
