//! Under which name an author's manifest has `fal-app`.
//!
//! A parser of TOML would be a twentieth of what a clean build of an app costs. This reads the lines by which cargo
//! lets a dependency be renamed, and passes over all else.

use std::path::Path;

const PACKAGE: &str = "fal-app";

/// The name in code, from the manifest in a directory, or where that inherits it from its workspace, from the one
/// above; `None` where it is not among the dependencies.
pub(crate) fn name(directory: &Path) -> Option<String> {
    let read = |directory: &Path| std::fs::read_to_string(directory.join("Cargo.toml"));
    let own = read(directory).ok()?;
    let key = named(&own).or_else(|| {
        let above = directory.ancestors().skip(1).find_map(|above| {
            let manifest = read(above).ok()?;
            manifest.contains("[workspace").then_some(manifest)
        });
        named(&above?).filter(|key| dependencies(&own).any(|own| own.key == *key))
    })?;
    Some(key.replace('-', "_"))
}

/// The key of the dependency that is the package.
fn named(manifest: &str) -> Option<String> {
    let mut dependencies = dependencies(manifest);
    let is_package =
        |dependency: &Dependency<'_>| dependency.package.unwrap_or(dependency.key) == PACKAGE;
    Some(dependencies.find(is_package)?.key.to_owned())
}

/// What one line says of a dependency.
struct Dependency<'m> {
    key: &'m str,
    /// The package that it says it is.
    package: Option<&'m str>,
}

fn dependencies(manifest: &str) -> impl Iterator<Item = Dependency<'_>> {
    let mut table = Table::Other;
    let mut last = None;
    manifest.lines().filter_map(move |line| {
        if line.trim_start().starts_with('[') {
            table = Table::of(line);
            return None;
        }
        let line = line.split('#').next().unwrap_or_default();
        match table {
            Table::Other => None,
            Table::Dependencies => {
                let key = unquoted(line.split(['=', '.']).next()?);
                // Any other line goes on with what the one before began.
                if is_key(key) {
                    last = Some(key);
                }
                Some(Dependency {
                    key: last?,
                    package: package(line),
                })
            }
            Table::Dependency(key) => Some(Dependency {
                key,
                package: package(line),
            }),
        }
    })
}

#[derive(Clone, Copy)]
enum Table<'m> {
    /// `[dependencies]`, of whatever kind
    Dependencies,
    /// `[dependencies.KEY]`
    Dependency(&'m str),
    Other,
}

impl<'m> Table<'m> {
    fn of(header: &'m str) -> Self {
        let header = header.split(']').next().unwrap_or_default();
        match header.split_once("dependencies") {
            Some((_, "")) => Self::Dependencies,
            Some((_, rest)) => rest
                .strip_prefix('.')
                .map(unquoted)
                .filter(|key| is_key(key))
                .map_or(Self::Other, Self::Dependency),
            None => Self::Other,
        }
    }
}

/// The value of `package = "…"` anywhere in a line.
fn package(line: &str) -> Option<&str> {
    line.match_indices("package").find_map(|(at, word)| {
        let value = line
            .get(at + word.len()..)?
            .trim_start()
            .strip_prefix('=')?;
        let quote = value.trim_start().chars().next()?;
        value.trim_start().get(1..)?.split(quote).next()
    })
}

/// Whether it can be a crate's name, and is no word of a dependency's own.
fn is_key(key: &str) -> bool {
    key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && key
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
        && key != "package"
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::{name, named};

    #[test]
    fn a_name_is_inherited_from_the_workspace() {
        let workspace = std::env::temp_dir().join(format!("fal-app-{}", std::process::id()));
        let member = workspace.join("apps/painter");
        fs::create_dir_all(&member).unwrap();
        let above =
            "[workspace.dependencies]\nmy-market = { package = \"fal-app\", version = \"0.1\" }";
        fs::write(workspace.join("Cargo.toml"), above).unwrap();
        let named_in = |own: &str| {
            fs::write(member.join("Cargo.toml"), own).unwrap();
            name(&member)
        };
        let inherits = named_in("[dependencies]\nmy-market.workspace = true");
        let has_its_own = named_in("[dependencies]\nfal-app = \"0.1\"");
        let has_none = named_in("[dependencies]\nserde = \"1\"");
        fs::remove_dir_all(&workspace).unwrap();
        assert_eq!(inherits.as_deref(), Some("my_market"));
        assert_eq!(has_its_own.as_deref(), Some("fal_app"));
        assert_eq!(has_none, None);
    }

    #[test]
    fn a_dependency_is_found_by_its_package() {
        for (manifest, key) in [
            ("[dependencies]\nfal-app = \"0.1\"", "fal-app"),
            (
                "[dependencies]\nserde = \"1\"\nfal-app.workspace = true",
                "fal-app",
            ),
            (
                "[dependencies]\n'fal-app' = { path = \"..\" } # here",
                "fal-app",
            ),
            (
                "[dependencies]\nmy-market = { path = \"../a-package\", package=\"fal-app\" }",
                "my-market",
            ),
            ("[dev-dependencies]\nmarket.package = 'fal-app'", "market"),
            (
                "[target.'cfg(unix)'.dependencies.market]\nversion = \"0.1\"\npackage = \"fal-app\"",
                "market",
            ),
            (
                "[dependencies]\nmarket = { version = \"0.1\", features = [\n  \"image\",\n], package = \"fal-app\" }",
                "market",
            ),
            (
                "[dependencies]\nmarket = {\n  package = \"fal-app\",\n}",
                "market",
            ),
            ("[dependencies.fal-app]\nversion = \"0.1\"", "fal-app"),
            (
                "[workspace.dependencies]\nmarket = { package = \"fal-app\", version = \"0.1\" }",
                "market",
            ),
        ] {
            assert_eq!(named(manifest).as_deref(), Some(key), "{manifest}");
        }
    }

    #[test]
    fn what_only_looks_like_it_is_not_taken() {
        for manifest in [
            "",
            "[package]\nname = \"fal-app\"",
            "[dependencies]\n# fal-app = \"0.1\"",
            "[dependencies]\nfal-app = { package = \"another\" }",
            "[dependencies]\nfal-app-macros = \"0.1\"",
            "[dependencies.\"?\"]\npackage = \"fal-app\"",
            "[features]\nmarket = [\"fal-app\"]\npackage = \"fal-app\"",
            "[dependencies]\nserde = \"1\"\n[lib]\npackage = \"fal-app\"",
        ] {
            assert_eq!(named(manifest), None, "{manifest}");
        }
    }
}
