//! What `fal` would leave out of the build without an error (`docs/platform.md` §2.13).

use super::context::Context;
use super::file::Change;

/// Notes what is lost. In files that this command wrote, nothing is.
pub(super) fn look(context: &mut Context, dockerfile: &Change, dockerignore: &Change) {
    let mut notes = Vec::new();
    for source in copied(&dockerfile.after) {
        if source.contains(['*', '?', '[', '$']) {
            notes.push(format!(
                "`COPY {source}` in `{}`: `fal` knows no wildcards and variables, and leaves this out; name each file",
                dockerfile.path
            ));
        } else if !context.folder.join(source.trim_start_matches('/')).exists() {
            notes.push(format!(
                "`COPY {source}` in `{}`: there is no such file, and `fal` leaves it out",
                dockerfile.path
            ));
        }
    }
    for line in dockerignore
        .after
        .lines()
        .filter(|line| line.trim_start().starts_with('!'))
    {
        notes.push(format!(
            "`{}` in `{}`: `fal` leaves out what a line with `!` names; remove it",
            line.trim(),
            dockerignore.path
        ));
    }
    context.notes.extend(notes);
}

/// The sources of each `COPY` and `ADD`, as `fal` finds them: not those of another stage.
fn copied(dockerfile: &str) -> Vec<String> {
    let whole = dockerfile.replace("\\\n", " ");
    let mut found = Vec::new();
    for line in whole.lines() {
        let mut words = line.split_whitespace();
        let instruction = words.next().unwrap_or_default().to_ascii_uppercase();
        let words: Vec<&str> = words.collect();
        let is_from = words
            .first()
            .is_some_and(|word| word.starts_with("--from="));
        let is_remote = instruction == "ADD" && line.contains("://");
        if !matches!(&*instruction, "COPY" | "ADD")
            || is_from
            || is_remote
            || line.trim_end().ends_with(']')
        {
            continue;
        }
        let paths: Vec<&str> = words
            .into_iter()
            .filter(|word| !word.starts_with("--"))
            .collect();
        if let Some((_, sources)) = paths.split_last() {
            found.extend(sources.iter().map(|source| (*source).to_owned()));
        }
    }
    found
}
