//! Paths of the context: which ones are sent, and how they are written.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::super::output::Failed;

/// What no build needs, or nobody should be sent.
pub(super) fn is_left_out(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_hidden_folder = folder.split('/').any(|name| {
        matches!(
            name,
            ".git" | ".github" | ".venv" | ".idea" | ".vscode" | "__pycache__"
        )
    });
    let is_named = matches!(
        name,
        ".dockerignore"
            | ".git"
            | ".gitignore"
            | ".gitattributes"
            | ".env"
            | ".DS_Store"
            | "pyproject.toml"
    );
    is_hidden_folder || is_named || name.starts_with(".env.") || name.ends_with("Dockerfile")
}

/// All files under a folder, by name. `target` and `.git` are not looked into.
pub(super) fn walk(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if !entry.file_type()?.is_dir() {
            found.push(entry.path());
        } else if name != "target" && name != ".git" {
            found.extend(walk(&entry.path())?);
        }
    }
    found.sort();
    Ok(found)
}

/// `fal` and Docker read these characters as something else. `fal` takes `--` for the start of an option.
pub(super) fn check_name(path: &str) -> Result<(), Failed> {
    let special =
        |c: char| c.is_control() || c.is_whitespace() || "*?[]$\\\"'#`&|;<>(){}!~".contains(c);
    if path.contains(special) || path.contains("--") {
        return Err(format!(
            "the name `{path}` cannot stand in a Dockerfile that `fal` reads\nhelp: use letters, digits, `.`, `_` and single `-`"
        )
        .into());
    }
    Ok(())
}

pub(super) fn is_in(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn with_slashes(path: &Path) -> String {
    let names = path.components().map(Component::as_os_str);
    names
        .map(|name| name.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

pub(super) fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes >> 20)
}
