//! A file that the command writes, and whether a person changed it since.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::super::output::Failed;
use super::context::Context;
use super::diff;
use crate::checksum::fnv1a;

/// A file before and after.
pub(super) struct Change {
    /// In the context.
    pub(super) path: String,
    pub(super) before: Option<String>,
    pub(super) after: String,
}

/// What comes before the checksum in a file of ours.
const CHECKSUM: &str = "# Checksum of what follows: ";

impl Change {
    /// A file whose text is all ours. What a person changed stays, unless `force`; that is noted.
    pub(super) fn whole(
        context: &mut Context,
        path: &str,
        app: &str,
        text: &str,
        force: bool,
    ) -> Result<Self, Failed> {
        let before = read(&context.folder.join(path))?;
        let mut after = format!(
            "# Written by `{app} deploy`. What you change here stays: `{app} deploy --force` writes it anew.\n{CHECKSUM}{:016x}\n{text}",
            checksum(text)
        );
        if let Some(before) = before.as_ref().filter(|before| !force && !is_ours(before)) {
            context.notes.push(format!(
                "`{path}` was changed by hand and stays as it is; `--force` writes it anew"
            ));
            after.clone_from(before);
        }
        let path = path.to_owned();
        Ok(Self {
            path,
            before,
            after,
        })
    }

    /// Whether there is something to write.
    pub(super) fn differs(&self) -> bool {
        self.before.as_ref() != Some(&self.after)
    }

    pub(super) fn diff(&self) -> String {
        diff::unified(&self.path, self.before.as_deref(), &self.after)
    }

    pub(super) fn write(&self, context: &Context) -> Result<(), Failed> {
        let path = context.folder.join(&self.path);
        fs::write(&path, &self.after)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()).into())
    }
}

/// The text of a file, where there is one.
pub(super) fn read(path: &Path) -> Result<Option<String>, Failed> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read `{}`: {error}", path.display()).into()),
    }
}

/// Tells whether a text is as it was written. Editors and git may change how its lines end.
pub(super) fn checksum(text: &str) -> u64 {
    fnv1a(text.bytes().filter(|letter| *letter != b'\r'))
}

fn is_ours(text: &str) -> bool {
    let mut lines = text.splitn(3, '\n').skip(1);
    let said = lines
        .next()
        .and_then(|line| line.trim_end().strip_prefix(CHECKSUM));
    let rest = lines.next().unwrap_or_default();
    said.and_then(|said| u64::from_str_radix(said, 16).ok()) == Some(checksum(rest))
}
