//! Progress on a terminal.

use std::fs::{self, File};
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// Runs a command whose stderr is a terminal, and returns what that terminal gets.
fn on_terminal(command: &mut Command) -> (Option<i32>, String) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let path = ptsname(&terminal, Vec::new()).unwrap();
    let screen = File::options()
        .read(true)
        .write(true)
        .open(path.to_str().unwrap())
        .unwrap();
    let reader = thread::spawn(move || {
        let (mut seen, mut part) = (Vec::new(), [0; 4096]);
        let mut terminal = File::from(terminal);
        // When nobody has the terminal open any more, reading it fails.
        while let Ok(count @ 1..) = terminal.read(&mut part) {
            seen.extend_from_slice(&part[..count]);
        }
        String::from_utf8_lossy(&seen).into_owned()
    });
    command.stderr(Stdio::from(screen)).stdout(Stdio::null());
    let ended = command.env("TERM", "xterm").status().unwrap();
    // The command holds the last copy of the terminal.
    command.stderr(Stdio::null());
    (ended.code(), reader.join().unwrap())
}

/// A package in a folder of its own, which is removed when dropped.
struct Package(PathBuf);

impl Drop for Package {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `deploy`, which waits for cargo.
fn deploy(name: &str) -> (Command, Package) {
    let name = format!("fal-app-progress-{}-{name}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/main.rs"), "fn main() {}\n").unwrap();
    fs::write(folder.join("Cargo.lock"), "version = 4\n").unwrap();
    let manifest = "[package]\nname = \"bare-app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_bare-app"));
    command.args(["deploy", "--dry-run"]).current_dir(&folder);
    command.env_remove("CARGO_MANIFEST_DIR");
    (command, Package(folder))
}

#[test]
fn a_terminal_shows_what_is_done_and_is_clear_at_the_end() {
    let (mut command, _package) = deploy("terminal");
    let (code, seen) = on_terminal(&mut command);
    assert_eq!(code, Some(0), "{seen}");
    assert!(seen.contains("reading the package"), "{seen:?}");
    assert!(seen.trim_end().ends_with("\u{1b}[2K"), "{seen:?}");
}

#[test]
fn what_the_app_prints_stands_above_the_progress() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_card-app"));
    let (code, seen) = on_terminal(command.args(["card", "--json"]));
    assert_eq!(code, Some(0), "{seen}");
    // It takes long enough to be shown.
    assert!(seen.contains("running example 2 of /"), "{seen:?}");
    // A line is cleared before something else is written in its place.
    for printed in ["paints red", "paints blue"] {
        let before = &seen[..seen.find(printed).unwrap()];
        assert!(
            before.is_empty() || before.ends_with("\u{1b}[2K") || before.ends_with("\r\n"),
            "{seen:?}"
        );
    }
}

#[test]
fn where_nobody_looks_there_is_none() {
    let (mut command, _package) = deploy("pipe");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
