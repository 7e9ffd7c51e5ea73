//! What goes to the platform: the folder that it builds from, and what of it the `Dockerfile` copies.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::output::Failed;
use super::cargo::Package;
use super::git;
use super::path::{check_name, is_in, is_left_out, mebibytes, walk, with_slashes};

/// `fal` refuses larger files.
const LARGEST: u64 = 1 << 30;

/// A source of this size makes each build slow: the command says so.
const LARGE: u64 = 64 << 20;

/// Where the weights of a model are looked for, in the folder of the package or of its workspace.
const WEIGHTS: &str = "weights";

/// The folder that the platform builds from. All paths are relative to it, with `/` between the names.
pub(super) struct Context {
    pub(super) folder: PathBuf,
    /// The folder of the workspace; empty where it is the context itself.
    pub(super) workspace: String,
    /// What cargo reads before it compiles: manifests, the lock, its settings.
    pub(super) manifests: Vec<String>,
    /// Everything else of the packages: files, and folders with all that they hold.
    pub(super) sources: Vec<String>,
    /// Links of files and folders. `fal` sends what they lead to, and not the links.
    pub(super) links: Vec<Link>,
    /// The folder of the weights, where there is one.
    pub(super) weights: Option<String>,
    /// Folders that git ignores, beside cargo's own.
    pub(super) ignored: Vec<String>,
    /// What a person should know.
    pub(super) notes: Vec<String>,
}

/// A symbolic link, and what is written in it.
pub(super) struct Link {
    pub(super) path: String,
    pub(super) leads_to: String,
}

impl Context {
    pub(super) fn of(package: &Package) -> Result<Self, Failed> {
        let folder = folder(package)?;
        let mut context = Self {
            workspace: inside(&folder, &package.workspace)?,
            folder,
            manifests: Vec::new(),
            sources: Vec::new(),
            links: Vec::new(),
            weights: None,
            ignored: Vec::new(),
            notes: Vec::new(),
        };
        context.find_weights(package)?;
        context.find_manifests(package)?;
        let mut files = BTreeSet::new();
        for root in roots(package) {
            files.extend(context.files(&root)?);
            context
                .ignored
                .extend(context.folders_that_git_ignores(&root)?);
        }
        context.find_links(&mut files)?;
        context.find_large(&files)?;
        let roots: Vec<String> = roots(package)
            .iter()
            .map(|root| context.inside(root))
            .collect::<Result<_, _>>()?;
        context.sources = context.together(&files, &roots);
        for path in context.manifests.iter().chain(&context.sources) {
            check_name(path)?;
        }
        Ok(context)
    }

    /// The folder of a path in the context; empty for the context itself.
    pub(super) fn inside(&self, path: &Path) -> Result<String, Failed> {
        inside(&self.folder, path)
    }

    fn find_weights(&mut self, package: &Package) -> Result<(), Failed> {
        for folder in [&package.folder, &package.workspace] {
            let weights = folder.join(WEIGHTS);
            let files = walk(&weights)?;
            if files.is_empty() {
                continue;
            }
            for file in files {
                let size = fs::metadata(&file)?.len();
                if size > LARGEST {
                    return Err(format!(
                        "`{}` is {}: the platform takes no file above 1 GiB in an image\nhelp: keep it on `/data`, the volume that stays, and load it from there in `#[setup]`",
                        self.inside(&file)?,
                        mebibytes(size)
                    )
                    .into());
                }
            }
            self.weights = Some(self.inside(&weights)?);
            break;
        }
        Ok(())
    }

    fn find_manifests(&mut self, package: &Package) -> Result<(), Failed> {
        let mut found = BTreeSet::new();
        for name in [
            "Cargo.toml",
            "Cargo.lock",
            "rust-toolchain",
            "rust-toolchain.toml",
            ".cargo",
        ] {
            let path = package.workspace.join(name);
            if path.exists() {
                found.insert(self.inside(&path)?);
            } else if name == "Cargo.lock" {
                return Err("there is no `Cargo.lock`: the image is built with what it names\nhelp: `cargo generate-lockfile`".into());
            }
        }
        for local in &package.local {
            found.insert(self.inside(&local.folder.join("Cargo.toml"))?);
            found.insert(self.inside(&local.workspace.join("Cargo.toml"))?);
        }
        self.manifests = found.into_iter().collect();
        Ok(())
    }

    /// The files of a folder that belong to its sources.
    fn files(&self, root: &Path) -> Result<Vec<String>, Failed> {
        let files = match git::files(root)? {
            Some(files) => files,
            None => walk(root)?,
        };
        let mut found = Vec::new();
        for file in files {
            let path = self.inside(&file)?;
            let is_weight = self
                .weights
                .as_ref()
                .is_some_and(|weights| is_in(&path, weights));
            let is_link = file.symlink_metadata().is_ok_and(|file| file.is_symlink());
            // What is tracked may be deleted, and a repository in this one is named as a folder.
            if !is_weight && !is_left_out(&path) && (file.is_file() || is_link) {
                found.push(path);
            } else if file.is_dir() {
                found.extend(self.files(&file)?);
            }
        }
        Ok(found)
    }

    fn folders_that_git_ignores(&self, root: &Path) -> Result<Vec<String>, Failed> {
        let mut found = Vec::new();
        for folder in git::ignored_folders(root)? {
            let path = self.inside(&folder)?;
            let holds_weights = self
                .weights
                .as_ref()
                .is_some_and(|weights| is_in(weights, &path));
            if !holds_weights && !is_left_out(&path) && !path.ends_with("target") {
                found.push(path);
            }
        }
        Ok(found)
    }

    /// Takes the links out of the files, and what they lead to in.
    fn find_links(&mut self, files: &mut BTreeSet<String>) -> Result<(), Failed> {
        for path in files.clone() {
            let file = self.folder.join(&path);
            let Ok(leads_to) = file.read_link() else {
                continue;
            };
            let outside = || {
                format!(
                    "the link `{path}` leads to `{}`, outside of `{}`, and the platform builds from this folder alone\nhelp: put a copy in its place",
                    leads_to.display(),
                    self.folder.display()
                )
            };
            let end = file.canonicalize().map_err(|_| outside())?;
            if leads_to.is_absolute() || !end.starts_with(&self.folder) {
                return Err(outside().into());
            }
            let found = if end.is_dir() { walk(&end)? } else { vec![end] };
            for file in found {
                files.insert(self.inside(&file)?);
            }
            files.remove(&path);
            let leads_to = with_slashes(&leads_to);
            check_name(&path)?;
            check_name(&leads_to)?;
            self.links.push(Link { path, leads_to });
        }
        Ok(())
    }

    fn find_large(&mut self, files: &BTreeSet<String>) -> Result<(), Failed> {
        for path in files {
            let size = fs::metadata(self.folder.join(path))?.len();
            if size > LARGE {
                self.notes.push(format!(
                    "`{path}` is {}, and is copied for each build: weights have a layer of their own in the folder `{WEIGHTS}`, or stay on `/data`",
                    mebibytes(size)
                ));
            }
        }
        Ok(())
    }

    /// Names whole folders of the packages where that says the same.
    fn together(&self, files: &BTreeSet<String>, roots: &[String]) -> Vec<String> {
        let is_whole = |folder: &&str| {
            let weights = self.weights.as_ref();
            roots.iter().any(|root| is_in(folder, root))
                && !weights.is_some_and(|weights| is_in(weights, folder))
        };
        let mut found = BTreeSet::new();
        for file in files {
            let ends = file.match_indices('/').map(|(end, _)| end);
            let whole = ends.map(|end| &file[..end]).find(is_whole);
            found.insert(whole.unwrap_or(file).to_owned());
        }
        found.retain(|path| !self.manifests.contains(path));
        found.into_iter().collect()
    }
}

/// The current folder, where it holds the workspace; else that of the workspace.
fn folder(package: &Package) -> Result<PathBuf, Failed> {
    let current = env::current_dir()?.canonicalize()?;
    let folder = if package.workspace.starts_with(&current) {
        current
    } else {
        package.workspace.clone()
    };
    for local in &package.local {
        for needed in [&local.folder, &local.workspace] {
            if !needed.starts_with(&folder) {
                return Err(outside(&folder, needed));
            }
        }
    }
    Ok(folder)
}

fn outside(folder: &Path, needed: &Path) -> Failed {
    let mut common = folder;
    while let Some(parent) = common.parent().filter(|_| !needed.starts_with(common)) {
        common = parent;
    }
    format!(
        "the package needs `{}`, outside of `{}`, and the platform builds from this folder alone\nhelp: depend on it by version or by git, or run this in `{}`, where the files are then written: `cargo run --manifest-path {} -- deploy`",
        needed.display(),
        folder.display(),
        common.display(),
        folder.strip_prefix(common).unwrap_or(folder).join("Cargo.toml").display()
    )
    .into()
}

/// The folders whose files cargo may read: the workspace, and the packages outside of it.
fn roots(package: &Package) -> Vec<PathBuf> {
    let folders = package.local.iter().map(|local| &local.folder);
    let outside = folders.filter(|folder| !folder.starts_with(&package.workspace));
    [&package.workspace]
        .into_iter()
        .chain(outside)
        .cloned()
        .collect()
}

fn inside(folder: &Path, path: &Path) -> Result<String, Failed> {
    let path = path
        .strip_prefix(folder)
        .map_err(|_| outside(folder, path))?;
    Ok(with_slashes(path))
}
