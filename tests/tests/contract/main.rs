//! The command `contract`: what callers rely on, and what would break it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod command;
mod rules;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, process};

/// The command `contract` of one app of a pair: `gone.old`.
fn contract(app: &str, file: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contract-apps"));
    command
        .env("APP", app)
        .arg("contract")
        .arg("--file")
        .arg(file)
        .args(arguments)
        .env_remove("CARGO_MANIFEST_DIR");
    command
}

fn ran(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// A file that is removed when dropped.
struct File(PathBuf);

impl File {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let nth = NEXT.fetch_add(1, Ordering::Relaxed);
        Self(env::temp_dir().join(format!("fal-app-contract-{}-{nth}", process::id())))
    }

    /// With the contract of an app.
    fn of(app: &str) -> Self {
        let file = Self::new();
        let (code, _, stderr) = ran(&mut contract(app, &file.0, &[]));
        assert_eq!(code, Some(0), "{app}: {stderr}");
        file
    }

    fn read(&self) -> String {
        fs::read_to_string(&self.0).unwrap()
    }

    fn write(&self, text: &str) {
        fs::write(&self.0, text).unwrap();
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
