//! Where the package is: alone, in a workspace, beside what it depends on.

use std::os::unix::fs::symlink;

use crate::project::{BARE, Project};

const LIBRARY: &str = "[package]\nname = \"shared\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

/// A workspace of the app, which depends on a library, and a member that it does not depend on.
fn workspace() -> Project {
    let project = Project::empty(BARE);
    let members = "[workspace]\nresolver = \"3\"\nmembers = [\"app\", \"shared\", \"other\"]\n";
    project.write("Cargo.toml", members);
    project.write("Cargo.lock", "version = 4\n");
    project.package("app", "[dependencies]\nshared = { path = \"../shared\" }\n");
    project.write("shared/Cargo.toml", LIBRARY);
    project.write("shared/src/lib.rs", "");
    let other = LIBRARY.replace("shared", "other");
    project.write(
        "other/Cargo.toml",
        &format!("{other}[[bench]]\nname = \"speed\"\n"),
    );
    project.write("other/src/lib.rs", "");
    project.write("other/benches/speed.rs", "fn main() {}\n");
    project.write("other/build.rs", "fn main() {}\n");
    project
}

#[test]
fn a_workspace_is_deployed_as_a_whole() {
    let project = workspace();
    // The files are those of the workspace wherever the command is run in it.
    for folder in ["", "app"] {
        let ran = project.run_in(folder, &["--write-only"]);
        assert_eq!(ran.code, Some(0), "{ran:#?}");
        assert!(!project.has("app/Dockerfile"));
        let dockerfile = project.read("Dockerfile");
        for line in [
            "COPY app/Cargo.toml ./app/\n",
            "COPY other/Cargo.toml ./other/\n",
            "RUN mkdir -p app/src other other/benches other/src shared/src \\\n",
            " && touch other/src/lib.rs shared/src/lib.rs \\\n",
            "| tee app/src/main.rs other/benches/speed.rs other/build.rs > /dev/null \\\n",
            "cargo build --release --locked --package bare-app --bin bare-app\n",
            "COPY app app\nCOPY other other\nCOPY shared shared\n",
        ] {
            assert!(dockerfile.contains(line), "{line}: {dockerfile}");
        }
    }
}

#[test]
fn weights_of_a_member_are_not_in_its_sources() {
    let project = workspace();
    project.write("app/weights/model.gguf", "weights");
    project.write_only(&[]);
    let dockerfile = project.read("Dockerfile");
    for line in ["COPY app/src app/src\n", "COPY app/weights weights\n"] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    assert!(!dockerfile.contains("COPY app app\n"), "{dockerfile}");
}

#[test]
fn what_a_package_needs_from_elsewhere_is_named() {
    let project = Project::empty(BARE);
    project.package(
        "app",
        "[dependencies]\nshared = { path = \"../libraries/shared\" }\n",
    );
    project.write("app/Cargo.lock", "version = 4\n");
    project.write("libraries/shared/Cargo.toml", LIBRARY);
    project.write("libraries/shared/src/lib.rs", "");
    project.write("libraries/unused/large", "");
    let ran = project.run_in("app", &["--write-only"]);
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let root = project.root.display();
    let told = format!("the package needs `{root}/libraries/shared`, outside of `{root}/app`");
    assert!(ran.err.contains(&told), "{ran:#?}");
    let help = format!(
        "run this in `{root}`, where the files are then written: `cargo run --manifest-path app/Cargo.toml -- deploy`"
    );
    assert!(ran.err.contains(&help), "{ran:#?}");

    // As `cargo run --manifest-path` runs it there.
    let mut command = project.command(&["--write-only"]);
    let ran = project.ran(command.env("CARGO_MANIFEST_DIR", project.root.join("app")));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let dockerfile = project.read("Dockerfile");
    for line in [
        "COPY libraries/shared libraries/shared\n",
        "cd app && cargo build --release --locked --package bare-app",
    ] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    assert!(!dockerfile.contains("unused"), "{dockerfile}");
    assert!(project.has("pyproject.toml") && !project.has("app/pyproject.toml"));
}

#[test]
fn a_link_is_made_again() {
    let project = workspace();
    project.write("NOTES", "notes");
    symlink("../NOTES", project.root.join("app/NOTES")).unwrap();
    project.write_only(&[]);
    let dockerfile = project.read("Dockerfile");
    for line in ["ln -sfn ../NOTES app/NOTES", "COPY NOTES ./\n"] {
        assert!(dockerfile.contains(line), "{line}: {dockerfile}");
    }
    symlink("/etc/hostname", project.root.join("app/outside")).unwrap();
    let says = project.refused(&["--write-only"]);
    assert!(
        says.contains("the link `app/outside` leads to `/etc/hostname`, outside of"),
        "{says}"
    );
}

#[test]
fn a_name_that_a_dockerfile_cannot_hold_is_refused() {
    let project = Project::new(BARE);
    project.write("a list.txt", "a");
    let says = project.refused(&["--write-only"]);
    assert!(
        says.contains("the name `a list.txt` cannot stand in a Dockerfile"),
        "{says}"
    );
}

#[test]
fn a_folder_that_does_not_build_the_app_is_told() {
    let project = Project::empty(BARE);
    project.write("Cargo.toml", LIBRARY);
    project.write("src/lib.rs", "");
    let says = project.refused(&["--write-only"]);
    assert!(says.contains("builds a binary `bare-app`"), "{says}");
    assert!(
        says.contains("help: run it in the folder of its package"),
        "{says}"
    );
}

#[test]
fn a_lock_is_needed() {
    let project = Project::empty(BARE);
    project.package("", "");
    let says = project.refused(&["--write-only"]);
    assert!(says.contains("there is no `Cargo.lock`"), "{says}");
}

#[test]
fn features_that_are_not_the_packages_are_named_with_their_crate() {
    let project = Project::new(BARE);
    // The tests build `fal-app` with its features; a manifest of an author may not ask for them.
    let manifest = "[package]\nname = \"fal-app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[features]\nhttps = []\nimage = []\nprobe = []\n";
    project.write("fal-app/Cargo.toml", manifest);
    project.write("fal-app/src/lib.rs", "");
    project.package("", "[features]\ndefault = [\"fal/image\"]\n[dependencies.fal]\npackage = \"fal-app\"\npath = \"fal-app\"\nfeatures = [\"https\"]\n");
    project.write_only(&[]);
    let dockerfile = project.read("Dockerfile");
    let build = "--bin bare-app --features ";
    assert!(dockerfile.contains(build), "{dockerfile}");
    assert!(dockerfile.contains("fal/probe"), "{dockerfile}");
    assert!(!dockerfile.contains("fal/https"), "{dockerfile}");
}

/// The apps of the tests are in a package of theirs, and their binaries are built again by another one.
#[test]
fn features_that_the_app_does_not_see_are_told() {
    let project = Project::new(BARE);
    project.package(
        "",
        "[features]\ndefault = [\"slow\"]\nslow = []\nfast = []\n",
    );
    let ran = project.write_only(&[]);
    let told = "note: the app is in another package, from where the features of `bare-app` cannot be seen (`fast`, `slow`): the image is built with its default features;";
    assert!(ran.err.contains(told), "{ran:#?}");
    let dockerfile = project.read("Dockerfile");
    // What cannot be known is not guessed.
    assert!(!dockerfile.contains("fast"), "{dockerfile}");

    project.package("", "[features]\ndefault = []\n");
    let ran = project.write_only(&[]);
    assert!(!ran.err.contains("cannot be seen"), "{ran:#?}");
}

#[test]
fn where_no_package_is_the_help_says_how_to_name_one() {
    let project = Project::empty(BARE);
    let says = project.refused(&["--write-only"]);
    assert!(says.contains("could not find `Cargo.toml`"), "{says}");
    assert!(
        says.contains("help: run this in the folder of the app's package"),
        "{says}"
    );
    assert!(says.contains("--manifest-path"), "{says}");
}
