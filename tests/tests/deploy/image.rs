//! `Dockerfile` and `.dockerignore`.

use std::fs::File;

use crate::project::{BARE, EVERY_KEY, Project};

/// The instructions of a `Dockerfile`, each on one line.
fn instructions(project: &Project) -> Vec<String> {
    let text = project.read("Dockerfile").replace("\\\n", "");
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn place(lines: &[String], start: &str) -> usize {
    let found = lines.iter().position(|line| line.starts_with(start));
    found.unwrap_or_else(|| panic!("no `{start}` in {lines:#?}"))
}

#[test]
fn what_changes_seldom_comes_first() {
    let project = Project::new(BARE);
    project.write("weights/model.safetensors", "weights");
    project.write("templates/a.txt", "a");
    project.write_only(&[]);
    let lines = instructions(&project);
    let order = [
        "COPY Cargo.lock Cargo.toml ./",
        "RUN mkdir -p src  && echo 'fn main() {}' | tee src/main.rs",
        "COPY src src",
        "COPY templates templates",
        "RUN find . -name '*.rs'",
        "FROM debian:",
        "COPY weights weights",
        "COPY --from=build /app/target/release/bare-app /usr/local/bin/bare-app",
        "USER app",
        "CMD [\"/usr/local/bin/bare-app\", \"serve\", \"--port\", \"8080\"",
    ];
    let places: Vec<usize> = order.iter().map(|start| place(&lines, start)).collect();
    assert!(places.is_sorted(), "{lines:#?}");
    // The weights are not in the build, and no layer is behind the binary.
    let copies = lines.iter().filter(|line| line.contains("weights"));
    assert_eq!(copies.count(), 1, "{lines:#?}");
    assert_eq!(lines.len() - 1 - places[7], 3, "{lines:#?}");
}

#[test]
fn an_app_on_a_gpu_is_built_and_run_with_cuda() {
    let project = Project::new(EVERY_KEY);
    project.write_only(&[]);
    let lines = instructions(&project);
    let bases: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("FROM "))
        .collect();
    assert!(
        bases[0].contains("-cudnn-devel-") && bases[1].contains("-cudnn-runtime-"),
        "{bases:?}"
    );
    // The oldest of H100 and A100.
    assert!(
        lines.contains(&"ENV CUDA_COMPUTE_CAP=80".to_owned()),
        "{lines:#?}"
    );
}

#[test]
fn what_a_person_changed_stays_unless_by_force() {
    let project = Project::new(BARE);
    project.write_only(&[]);
    let ours = project.read("Dockerfile");
    let theirs = ours.replace("USER app", "USER somebody");
    project.write("Dockerfile", &theirs);
    project.write(".dockerignore", "/target\n");
    let ran = project.write_only(&[]);
    for path in ["Dockerfile", ".dockerignore"] {
        let told = format!("note: `{path}` was changed by hand and stays as it is; `--force`");
        assert!(ran.err.contains(&told), "{ran:#?}");
    }
    assert_eq!(project.read("Dockerfile"), theirs);
    assert_eq!(project.read(".dockerignore"), "/target\n");
    project.write_only(&["--force"]);
    assert_eq!(project.read("Dockerfile"), ours);
}

#[test]
fn what_nobody_changed_follows_the_package() {
    let project = Project::new(BARE);
    project.write_only(&[]);
    // A checkout may end its lines in another way.
    let ours = project.read("Dockerfile").replace('\n', "\r\n");
    project.write("Dockerfile", &ours);
    project.write("prompts/a.txt", "a");
    project.write_only(&[]);
    place(&instructions(&project), "COPY prompts prompts");
}

#[test]
fn what_fal_would_leave_out_is_told() {
    let project = Project::new(BARE);
    let dockerfile = "FROM scratch AS build\nCOPY --from=build /a /a\nCOPY Cargo.* ./\nCOPY \\\n  gone src ./\nADD https://fal.ai/a /a\n";
    project.write("Dockerfile", dockerfile);
    project.write(".dockerignore", "*\n!src\n");
    let ran = project.write_only(&[]);
    let told: Vec<&str> = ran
        .err
        .lines()
        .filter(|line| line.contains("`fal`"))
        .collect();
    assert_eq!(told.len(), 3, "{told:#?}");
    assert!(
        told[0].contains("`COPY Cargo.*` in `Dockerfile`"),
        "{told:#?}"
    );
    assert!(
        told[1].contains("`COPY gone` in `Dockerfile`: there is no such file"),
        "{told:#?}"
    );
    assert!(told[2].contains("`!src` in `.dockerignore`"), "{told:#?}");
}

#[test]
fn weights_that_no_image_takes_are_refused() {
    let project = Project::new(BARE);
    project.write("weights/model.gguf", "");
    let file = File::create(project.root.join("weights/model.gguf")).unwrap();
    // It takes no room on the disk.
    file.set_len((1 << 30) + 1).unwrap();
    let says = project.refused(&["--write-only"]);
    assert!(says.contains("`weights/model.gguf` is 1024 MiB"), "{says}");
    assert!(says.contains("keep it on `/data`"), "{says}");
}

#[test]
fn large_sources_are_told() {
    let project = Project::new(BARE);
    project.write("model.bin", "");
    let file = File::create(project.root.join("model.bin")).unwrap();
    file.set_len(65 << 20).unwrap();
    let ran = project.write_only(&[]);
    assert!(
        ran.err
            .contains("`model.bin` is 65 MiB, and is copied for each build"),
        "{ran:#?}"
    );
}

#[test]
fn secrets_and_what_git_ignores_are_not_sent() {
    let project = Project::new(BARE);
    let mut git = std::process::Command::new("git");
    let made = git.args(["init", "-q"]).current_dir(&project.root).status();
    assert!(made.unwrap().success());
    project.write(".gitignore", "/target\n/src/cache\nweights\n/outputs\n");
    for path in [
        ".env",
        ".env.local",
        "src/cache/a",
        "outputs/a.png",
        "weights/a",
        "target/a",
    ] {
        project.write(path, "a");
    }
    project.write_only(&[]);
    let ignored = project.read(".dockerignore");
    for line in [".git", ".env", ".env.*", "/target", "/src/cache"] {
        assert!(
            ignored.lines().any(|ignored| ignored == line),
            "{line}: {ignored}"
        );
    }
    assert!(
        !ignored.contains("weights") && !ignored.contains("\n!"),
        "{ignored}"
    );
    let lines = instructions(&project);
    place(&lines, "COPY weights weights");
    let copied = lines
        .iter()
        .filter(|line| line.contains("outputs") || line.contains(".env"));
    assert_eq!(copied.count(), 0, "{lines:#?}");
}

#[test]
fn two_apps_in_one_folder_have_two_dockerfiles() {
    let project = Project::new(BARE);
    let other = "[tool.fal.apps.other]\nimage = { dockerfile = \"Dockerfile\" }\n";
    project.write("pyproject.toml", other);
    project.write("Dockerfile", "FROM scratch\n");
    project.write_only(&[]);
    assert_eq!(project.read("Dockerfile"), "FROM scratch\n");
    assert!(project.read("bare.Dockerfile").contains("bare-app"));
    assert!(
        project
            .read("pyproject.toml")
            .contains("dockerfile = \"bare.Dockerfile\"")
    );
}
