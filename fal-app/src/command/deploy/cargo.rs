//! What cargo says of the package that this binary is built from.

use std::collections::BTreeSet;
use std::env;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use toml_edit::DocumentMut;

use super::super::output::Failed;

/// The package that builds this binary.
pub(super) struct Package {
    pub(super) name: String,
    pub(super) bin: String,
    pub(super) folder: PathBuf,
    /// The folder of its workspace: its own where it is in none.
    pub(super) workspace: PathBuf,
    /// All packages of this machine that cargo reads to build it: the members of its workspace, and what these name by
    /// path.
    pub(super) local: Vec<Local>,
    /// What cargo itself says of it.
    pub(super) metadata: Value,
}

/// A package of this machine.
pub(super) struct Local {
    pub(super) folder: PathBuf,
    /// The folder of its workspace, whose manifest it may inherit from.
    pub(super) workspace: PathBuf,
    /// The sources without which cargo refuses its manifest.
    pub(super) targets: Vec<Target>,
}

/// A source that cargo compiles on its own.
pub(super) struct Target {
    pub(super) is_library: bool,
    pub(super) source: PathBuf,
}

/// Finds the package by the name of this binary: in the folder that `cargo run` names, else in the current one or above
/// it.
pub(super) fn package() -> Result<Package, Failed> {
    let bin = bin_name()?;
    let current = env::current_dir()?.canonicalize()?;
    let named = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let start = named.filter(|named| named.join("Cargo.toml").is_file());
    let start = match start {
        Some(start) => start.canonicalize()?,
        None => current,
    };
    let metadata = metadata(&start)?;
    let builds = |package: &&Value| {
        let targets = items(&package["targets"]);
        targets.iter().any(|target| {
            items(&target["kind"]).iter().any(|kind| kind == "bin") && target["name"] == bin
        })
    };
    let found: Vec<&Value> = items(&metadata["packages"]).iter().filter(builds).collect();
    let around =
        |package: &&&Value| folder_of(package).is_ok_and(|folder| start.starts_with(folder));
    let package = match found
        .iter()
        .filter(around)
        .max_by_key(|package| depth(package))
    {
        Some(package) => package,
        None => match &found[..] {
            [package] => package,
            [] => return Err(no_package(&bin, &start)),
            several => return Err(several_packages(&bin, several)),
        },
    };
    Ok(Package {
        name: text(&package["name"]),
        folder: folder_of(package)?,
        workspace: path(&metadata["workspace_root"])?,
        local: local_packages(&metadata)?,
        metadata: (*package).clone(),
        bin,
    })
}

/// The release of the compiler, which is the one that the package asks for: `1.95.0`, or `nightly`.
pub(super) fn compiler(package: &Package) -> Result<String, Failed> {
    let said = said_by("rustc", &["--version"], &package.folder)?;
    let release = said.split_whitespace().nth(1).unwrap_or_default();
    match release.split_once('-') {
        None if !release.is_empty() => Ok(release.to_owned()),
        Some((_, channel)) => Ok(channel.split('.').next().unwrap_or(channel).to_owned()),
        None => Err(format!("`rustc --version` says `{}`", said.trim()).into()),
    }
}

fn bin_name() -> Result<String, Failed> {
    let exe = env::current_exe()?;
    let name = exe.file_name().and_then(|name| name.to_str());
    let name = name.ok_or("this binary has no name that can be read")?;
    Ok(name.trim_end_matches(env::consts::EXE_SUFFIX).to_owned())
}

fn no_package(bin: &str, start: &Path) -> Failed {
    format!(
        "no package in `{}` builds a binary `{bin}`\nhelp: run it in the folder of its package: `cargo run --bin {bin} -- deploy`",
        start.display()
    )
    .into()
}

fn several_packages(bin: &str, found: &[&Value]) -> Failed {
    let names: Vec<String> = found
        .iter()
        .map(|package| format!("`{}`", text(&package["name"])))
        .collect();
    let names = names.join(" and ");
    format!("{names} build a binary `{bin}`\nhelp: run this in the folder of the one that you mean")
        .into()
}

/// Follows what the members of a workspace name by path. Cargo reads the manifest of each, whether it is compiled or not.
fn local_packages(metadata: &Value) -> Result<Vec<Local>, Failed> {
    let workspace = path(&metadata["workspace_root"])?;
    let mut found = Vec::new();
    let mut named = patches(&workspace)?;
    for package in items(&metadata["packages"]) {
        found.push(local(package, &workspace)?);
        named.extend(dependencies(package, true)?);
    }
    let mut seen: BTreeSet<PathBuf> = found.iter().map(|local| local.folder.clone()).collect();
    while let Some(folder) = named.pop() {
        if !seen.insert(folder.clone()) {
            continue;
        }
        let metadata = self::metadata(&folder)?;
        let workspace = path(&metadata["workspace_root"])?;
        for package in items(&metadata["packages"]) {
            if folder_of(package)? == folder {
                found.push(local(package, &workspace)?);
                named.extend(dependencies(package, false)?);
            }
        }
    }
    Ok(found)
}

fn local(package: &Value, workspace: &Path) -> Result<Local, Failed> {
    let folder = folder_of(package)?;
    let manifest = manifest(&folder)?;
    let named = |kind: &str, name: &Value| {
        let listed = manifest
            .get(kind)
            .and_then(|list| list.as_array_of_tables());
        let mut names = listed.into_iter().flatten().map(|one| &one["name"]);
        names.any(|one| one.as_str() == name.as_str())
    };
    let mut targets = Vec::new();
    for target in items(&package["targets"]) {
        let kinds = items(&target["kind"]);
        let kind = kinds.first().and_then(Value::as_str).unwrap_or_default();
        let is_library = !matches!(kind, "bin" | "custom-build" | "example" | "test" | "bench");
        // Tests, benchmarks and examples may be missing, unless the manifest lists them.
        if is_library || matches!(kind, "bin" | "custom-build") || named(kind, &target["name"]) {
            let source = path(&target["src_path"])?;
            targets.push(Target { is_library, source });
        }
    }
    let workspace = workspace.to_owned();
    Ok(Local {
        folder,
        workspace,
        targets,
    })
}

/// The folders that a package names by path. Cargo reads those of tests for the members of the workspace only.
fn dependencies(package: &Value, is_member: bool) -> Result<Vec<PathBuf>, Failed> {
    let list = items(&package["dependencies"]).iter();
    list.filter(|one| one["path"].is_string() && (is_member || one["kind"] != "dev"))
        .map(|one| path(&one["path"]))
        .collect()
}

/// What `[patch]` of a workspace names by path.
fn patches(workspace: &Path) -> Result<Vec<PathBuf>, Failed> {
    let manifest = manifest(workspace)?;
    let tables = |item: &toml_edit::Item| {
        let table = item
            .as_table_like()
            .map(|table| table.iter().map(|(_, item)| item.clone()));
        table.into_iter().flatten().collect::<Vec<_>>()
    };
    let sources = manifest.get("patch").map(tables).unwrap_or_default();
    let crates = sources.iter().flat_map(tables);
    let mut found = Vec::new();
    for one in crates {
        if let Some(path) = one.get("path").and_then(|path| path.as_str()) {
            found.push(workspace.join(path).canonicalize()?);
        }
    }
    Ok(found)
}

fn manifest(folder: &Path) -> Result<DocumentMut, Failed> {
    let text = std::fs::read_to_string(folder.join("Cargo.toml"))?;
    Ok(text.parse()?)
}

fn metadata(folder: &Path) -> Result<Value, Failed> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let said = said_by(
        &cargo,
        &["metadata", "--no-deps", "--format-version", "1"],
        folder,
    )?;
    Ok(serde_json::from_str(&said)?)
}

/// What a program of the Rust toolchain prints in a folder.
fn said_by(program: &str, arguments: &[&str], folder: &Path) -> Result<String, Failed> {
    let mut command = Command::new(program);
    let ran = command.args(arguments).current_dir(folder).output();
    let ran = ran.map_err(|error| match error.kind() {
        ErrorKind::NotFound => format!(
            "there is no `{program}` on this machine\nhelp: run this where the app is built: the image is made from its package"
        ),
        _ => format!("`{program}` does not start: {error}"),
    })?;
    if !ran.status.success() {
        let told = String::from_utf8_lossy(&ran.stderr);
        let help = match folder
            .ancestors()
            .any(|folder| folder.join("Cargo.toml").is_file())
        {
            true => "",
            false => {
                "\nhelp: run this in the folder of the app's package, or name that: `cargo run --manifest-path FOLDER/Cargo.toml -- deploy`"
            }
        };
        return Err(format!(
            "cargo cannot read `{}`: {}{help}",
            folder.display(),
            told.trim()
        )
        .into());
    }
    Ok(String::from_utf8(ran.stdout)?)
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn path(value: &Value) -> Result<PathBuf, Failed> {
    let path = PathBuf::from(text(value));
    // A source may be missing: a build script that is yet to be written is cargo's to refuse.
    Ok(path.canonicalize().unwrap_or(path))
}

fn folder_of(package: &Value) -> Result<PathBuf, Failed> {
    let manifest = path(&package["manifest_path"])?;
    let folder = manifest.parent().ok_or("a manifest is in no folder")?;
    Ok(folder.to_owned())
}

fn depth(package: &Value) -> usize {
    folder_of(package).map_or(0, |folder| folder.components().count())
}
