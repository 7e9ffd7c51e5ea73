//! The platform's own command, and what it says.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

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

#[test]
fn what_it_made_is_told_as_one_object() {
    let project = Project::new(EVERY_KEY);
    let made = r#"{"revision": "r1", "app_name": "every-key", "status": "deployed"}"#;
    let script = format!("echo \"$@\"; echo; echo '{made}'");
    let ran = project.ran(&mut command(&project, Some(&script), &["--json"]));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert_eq!(ran.err, "deploy every-key --json\n\n");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let made: Value = serde_json::from_str(made).unwrap();
    assert_eq!(told["deployment"], made);
    assert_eq!(
        (&told["app"], &told["auth"]),
        (&json!("every-key"), &json!("shared"))
    );
    assert_eq!(told["folder"], project.root.to_str().unwrap());
    let files = told["files"].as_array().unwrap();
    let paths: Vec<_> = files.iter().map(|file| &file["path"]).collect();
    assert_eq!(paths, ["pyproject.toml", "Dockerfile", ".dockerignore"]);
    for file in files {
        assert_eq!(
            (&file["changed"], &file["written"]),
            (&json!(true), &json!(true))
        );
        assert!(
            file["diff"]
                .as_str()
                .unwrap()
                .starts_with("--- /dev/null\n")
        );
    }
    let notes = told["notes"].as_array().unwrap();
    assert!(
        notes[0].as_str().unwrap().contains("`--reset-scale`"),
        "{notes:?}"
    );

    // A failure of `fal` is told in its words, and is ours.
    let script = "echo progress; echo '✘ the name is taken'; exit 1";
    let ran = project.ran(&mut command(
        &project,
        Some(script),
        &["--json", "--", "--json"],
    ));
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    assert_eq!(ran.err, "progress\n✘ the name is taken\n");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(told["deployment"], Value::Null);
    assert_eq!(told["files"][0]["changed"], false);
}

#[test]
fn a_dry_run_for_programs_writes_nothing() {
    let project = Project::new(EVERY_KEY);
    let ran = project.run_in("", &["--dry-run", "--json"]);
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let told: Value = serde_json::from_str(&ran.out).unwrap();
    let file = &told["files"][0];
    assert_eq!(
        (&file["changed"], &file["written"]),
        (&json!(true), &json!(false))
    );
    assert!(
        file["diff"]
            .as_str()
            .unwrap()
            .contains("\n+[tool.fal.apps.every-key]\n")
    );
    assert!(!project.has("pyproject.toml"));
}
