//! A package in a folder of its own, as an app's author has it.

use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

/// The smallest app. Its endpoint says nothing of billing.
pub(crate) const BARE: &str = env!("CARGO_BIN_EXE_bare-app");
/// A shared app on GPUs with every key.
pub(crate) const EVERY_KEY: &str = env!("CARGO_BIN_EXE_every-key-app");
/// Several endpoints, one of which says nothing of billing, and a health check.
pub(crate) const SEVERAL: &str = env!("CARGO_BIN_EXE_several-app");

/// A shared app with a meter of each kind.
pub(crate) const CARD: &str = env!("CARGO_BIN_EXE_card-app");

/// A folder, which is removed when dropped.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    app: &'static str,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Project {
    /// An empty folder.
    pub(crate) fn empty(app: &'static str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fal-app-deploy-{}-{count}", process::id());
        let root = env::temp_dir().canonicalize().unwrap().join(name);
        fs::create_dir(&root).unwrap();
        Self { root, app }
    }

    /// A package of the app.
    pub(crate) fn new(app: &'static str) -> Self {
        let project = Self::empty(app);
        project.package("", "");
        project.write("Cargo.lock", "version = 4\n");
        project
    }

    /// Makes a package of the app in a folder.
    pub(crate) fn package(&self, folder: &str, more: &str) {
        let folder = Path::new(folder);
        let name = Path::new(self.app).file_stem().unwrap().to_str().unwrap();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}"
        );
        self.write(folder.join("Cargo.toml"), &manifest);
        self.write(folder.join("src/main.rs"), "fn main() {}\n");
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    /// Writes the files, and stops.
    pub(crate) fn write_only(&self, arguments: &[&str]) -> Ran {
        let ran = self.run_in("", &[&["--write-only"], arguments].concat());
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        ran
    }

    /// Runs `deploy`, which must fail, and returns what it says.
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run_in("", arguments);
        assert_eq!(ran.code, Some(1), "{ran:#?}");
        ran.err
    }

    /// Runs `deploy` in a folder of the project.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(arguments);
        self.ran(command.current_dir(self.root.join(folder)))
    }

    pub(crate) fn ran(&self, command: &mut Command) -> Ran {
        let ended = command.output().unwrap();
        Ran {
            code: ended.status.code(),
            out: String::from_utf8(ended.stdout).unwrap(),
            err: String::from_utf8(ended.stderr).unwrap(),
        }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.app);
        command
            .arg("deploy")
            .args(arguments)
            .current_dir(&self.root)
            // Cargo names the package of the tests here.
            .env_remove("CARGO_MANIFEST_DIR");
        command
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}
