//! The platform's own command, and what it says.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::{env, fs};

use crate::project::{EVERY_KEY, Project};

/// `deploy` with a search path that has the tools of the build, and `fal` where a script is given.
fn command(project: &Project, fal: Option<&str>, arguments: &[&str]) -> Command {
    let bin = project.root.join("target/bin");
    if !bin.exists() {
        fs::create_dir_all(&bin).unwrap();
        let path = env::var_os("PATH").unwrap();
        for tool in ["cargo", "rustc", "git"] {
            let found = env::split_paths(&path).map(|folder| folder.join(tool));
            if let Some(found) = found.into_iter().find(|path| path.exists()) {
                symlink(found, bin.join(tool)).unwrap();
            }
        }
    }
    if let Some(script) = fal {
        fs::write(bin.join("fal"), format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(bin.join("fal"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let mut command = project.command(arguments);
    command.env("PATH", bin);
    command
}

#[test]
fn it_runs_in_the_folder_of_the_files_and_gets_what_is_passed_on() {
    let project = Project::new(EVERY_KEY);
    let script = "echo \"$@\"; pwd; echo progress >&2";
    let arguments = ["--", "--env", "staging", "--json"];
    let ran = project.ran(&mut command(&project, Some(script), &arguments));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let told = format!(
        "deploy every-key --env staging --json\n{}\n",
        project.root.display()
    );
    assert!(ran.out.ends_with(&told), "{ran:#?}");
    assert!(ran.err.ends_with("progress\n"), "{ran:#?}");
    assert!(project.has("pyproject.toml"));
}

#[test]
fn its_failure_is_ours() {
    let project = Project::new(EVERY_KEY);
    for code in [1, 2, 130] {
        let script = format!("echo '✘ shared mode is not enabled'; exit {code}");
        let ran = project.ran(&mut command(&project, Some(&script), &[]));
        assert_eq!(ran.code, Some(code), "{ran:#?}");
        assert!(
            ran.out.ends_with("✘ shared mode is not enabled\n"),
            "{ran:#?}"
        );
    }
    let ran = project.ran(&mut command(&project, Some("kill -9 $$"), &[]));
    assert_eq!(ran.code, Some(1), "{ran:#?}");
}

#[test]
fn where_it_is_missing_its_installation_is_told() {
    let project = Project::new(EVERY_KEY);
    let ran = project.ran(&mut command(&project, None, &[]));
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert!(
        ran.err
            .contains("error: the command `fal` is not installed"),
        "{ran:#?}"
    );
    assert!(ran.err.contains("help: `pip install fal=="), "{ran:#?}");
    // It is not needed to write the files.
    let ran = project.ran(&mut command(&project, None, &["--write-only"]));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
}
