//! What git knows of a folder, where there is a git and a repository.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::output::Failed;

/// The files that are tracked, or may yet be; `None` without a repository.
pub(super) fn files(folder: &Path) -> Result<Option<Vec<PathBuf>>, Failed> {
    listed(folder, &["--cached", "--others", "--exclude-standard"])
}

/// The folders that are ignored as a whole.
pub(super) fn ignored_folders(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let options = ["--others", "--ignored", "--exclude-standard", "--directory"];
    let found = listed(folder, &options)?.unwrap_or_default();
    Ok(found.into_iter().filter(|path| path.is_dir()).collect())
}

fn listed(folder: &Path, options: &[&str]) -> Result<Option<Vec<PathBuf>>, Failed> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z"])
        .args(options)
        .current_dir(folder);
    let Ok(said) = git.output() else {
        return Ok(None);
    };
    if !said.status.success() {
        return Ok(None);
    }
    let names = String::from_utf8(said.stdout)?;
    let names = names.split('\0').filter(|name| !name.is_empty());
    Ok(Some(
        names
            .map(|name| folder.join(OsStr::new(name.trim_end_matches('/'))))
            .collect(),
    ))
}
