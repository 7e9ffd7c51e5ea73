//! The `Dockerfile`, and the `.dockerignore` beside it.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::output::Failed;
use super::cargo::{Local, Package, compiler};
use super::context::Context;
use super::features;
use crate::command::serve::{METRICS_PORT, PORT};
use crate::declare::AppDeclaration;

/// The CUDA of machines up to RTX 50 and B200.
const CUDA: &str = "12.8.1";
const UBUNTU: &str = "ubuntu24.04";
const DEBIAN: &str = "bookworm";

/// The generation of each GPU, which `nvcc` compiles for: a build has no GPU that it could ask. Code for an older one runs
/// on a newer one too.
const GENERATIONS: [(&str, u32); 9] = [
    ("GPU-A100", 80),
    ("GPU-A6000", 86),
    ("GPU-L40", 89),
    ("GPU-RTX4090", 89),
    ("GPU-H100", 90),
    ("GPU-H200", 90),
    ("GPU-B200", 100),
    ("GPU-RTX5090", 120),
    ("GPU-RTXPRO6000", 120),
];

/// The text of the `Dockerfile`.
pub(super) fn dockerfile(
    app: &AppDeclaration,
    package: &Package,
    context: &Context,
) -> Result<String, Failed> {
    let has_gpu = app
        .machine_types
        .iter()
        .any(|machine| machine.starts_with("GPU-"));
    let bin = &package.bin;
    let mut text = String::new();
    text += &build_base(app, &compiler(package)?, has_gpu);
    text += "WORKDIR /app\nENV CARGO_TARGET_DIR=/app/target\n";
    text += "\n# What this app depends on changes seldom. It is built first, with empty sources, so that the build of your own code\n# finds it.\n";
    text += &copies(context, &context.manifests);
    let compile = in_workspace(context, &build(app, package));
    let mut first = stubs(context, &package.local)?;
    first.push(compile.clone());
    text += &run(&first);
    text += "\n# Your own code. Cargo goes by the time of each file, and the empty ones above are newer.\n";
    text += &copies(context, &context.sources);
    let mut second = links(context);
    second.push("find . -name '*.rs' -not -path './target/*' -exec touch {} +".to_owned());
    second.push(compile);
    text += &run(&second);

    text += "\n# The image that runs: its layers are in the order of how seldom they change.\n";
    let base = if has_gpu {
        format!("nvidia/cuda:{CUDA}-cudnn-runtime-{UBUNTU}")
    } else {
        format!("debian:{DEBIAN}-slim")
    };
    writeln!(text, "FROM {base}")?;
    text +=
        "COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt\n";
    text += "RUN useradd --system --create-home app\nWORKDIR /app\n";
    match &context.weights {
        Some(weights) => {
            text += "# The weights. They are sent again only when they change.\n";
            writeln!(text, "COPY {weights} weights")?;
        }
        None => {
            text += "# Weights in a folder `weights` beside Cargo.toml get a layer here. Larger ones stay on the volume /data.\n";
        }
    }
    writeln!(
        text,
        "COPY --from=build /app/target/release/{bin} /usr/local/bin/{bin}"
    )?;
    writeln!(text, "USER app\nEXPOSE {PORT} {METRICS_PORT}")?;
    writeln!(
        text,
        "CMD [\"/usr/local/bin/{bin}\", \"serve\", \"--port\", \"{PORT}\", \"--metrics-port\", \"{METRICS_PORT}\"]"
    )?;
    Ok(text)
}

/// The text of the `.dockerignore`. `fal` reads it as git reads its own, but turns `!` around, so there is none.
pub(super) fn dockerignore(package: &Package, context: &Context) -> Result<String, Failed> {
    let mut text = String::from(
        "# A path that begins with `/` is in this folder. No line may begin with `!`: `fal` leaves out what it names.\n.git\n.env\n.env.*\n.venv\n__pycache__\n.cargo/credentials*\n*-dev.db*\n",
    );
    let mut folders = context.ignored.clone();
    let targets = package
        .local
        .iter()
        .flat_map(|local| [&local.folder, &local.workspace]);
    for folder in targets {
        folders.push(context.inside(&folder.join("target"))?);
    }
    folders.sort();
    folders.dedup();
    for folder in folders {
        writeln!(text, "/{folder}")?;
    }
    Ok(text)
}

/// The image that compiles: Rust, and for a GPU the CUDA toolkit too.
fn build_base(app: &AppDeclaration, compiler: &str, has_gpu: bool) -> String {
    let rust = match compiler {
        "nightly" | "beta" => format!("rustlang/rust:nightly-{DEBIAN}"),
        release => format!("rust:{release}-{DEBIAN}"),
    };
    if !has_gpu {
        return format!("FROM {rust} AS build\n");
    }
    let known = |machine: &&str| GENERATIONS.iter().find(|(name, _)| name == machine);
    let oldest = app
        .machine_types
        .iter()
        .filter_map(known)
        .map(|(_, generation)| generation)
        .min();
    let generation = oldest.map(|oldest| {
        format!("# The oldest GPU of the declared machines. There is none to ask where an image is built.\nENV CUDA_COMPUTE_CAP={oldest}\n")
    });
    format!(
        "FROM nvidia/cuda:{CUDA}-cudnn-devel-{UBUNTU} AS build\n\
         RUN apt-get update \\\n \
          && apt-get install --yes --no-install-recommends ca-certificates clang cmake git libssl-dev pkg-config \\\n \
          && rm -rf /var/lib/apt/lists/*\n\
         COPY --from={rust} /usr/local/cargo /usr/local/cargo\n\
         COPY --from={rust} /usr/local/rustup /usr/local/rustup\n\
         ENV CARGO_HOME=/usr/local/cargo RUSTUP_HOME=/usr/local/rustup PATH=/usr/local/cargo/bin:$PATH\n{}",
        generation.unwrap_or_default()
    )
}

/// A `COPY` of the files of each folder, and one of each whole folder: Docker copies what a folder holds, and not the folder.
fn copies(context: &Context, paths: &[String]) -> String {
    let mut text = String::new();
    let mut files: Vec<(&str, Vec<&str>)> = Vec::new();
    for path in paths {
        if context.folder.join(path).is_dir() {
            text += &format!("COPY {path} {path}\n");
            continue;
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match files.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, files)) => files.push(path),
            None => files.push((folder, vec![path])),
        }
    }
    for (folder, files) in files {
        let end = if folder.is_empty() { "" } else { "/" };
        text += &format!("COPY {} ./{folder}{end}\n", files.join(" "));
    }
    text
}

/// Makes an empty source for each one that cargo looks for.
fn stubs(context: &Context, local: &[Local]) -> Result<Vec<String>, Failed> {
    let (mut folders, mut programs, mut libraries) = (Vec::new(), Vec::new(), Vec::new());
    for target in local.iter().flat_map(|local| &local.targets) {
        let source = context.inside(&target.source)?;
        if let Some((folder, _)) = source.rsplit_once('/') {
            folders.push(folder.to_owned());
        }
        if target.is_library {
            libraries.push(source);
        } else {
            programs.push(source);
        }
    }
    for list in [&mut folders, &mut programs, &mut libraries] {
        list.sort();
        list.dedup();
    }
    let mut commands = Vec::new();
    if !folders.is_empty() {
        commands.push(format!("mkdir -p {}", folders.join(" ")));
    }
    if !libraries.is_empty() {
        commands.push(format!("touch {}", libraries.join(" ")));
    }
    if !programs.is_empty() {
        let programs = programs.join(" ");
        commands.push(format!(
            "echo 'fn main() {{}}' | tee {programs} > /dev/null"
        ));
    }
    Ok(commands)
}

/// Makes the links again, and the folders that hold nothing but links.
fn links(context: &Context) -> Vec<String> {
    let mut folders = BTreeSet::new();
    let mut commands = Vec::new();
    for link in &context.links {
        let folder = link.path.rsplit_once('/').map(|(folder, _)| folder);
        folders.extend(folder);
        commands.push(format!("ln -sfn {} {}", link.leads_to, link.path));
    }
    if !folders.is_empty() {
        let folders: Vec<&str> = folders.into_iter().collect();
        commands.insert(0, format!("mkdir -p {}", folders.join(" ")));
    }
    commands
}

fn run(commands: &[String]) -> String {
    format!("RUN {}\n", commands.join(" \\\n && "))
}

fn in_workspace(context: &Context, command: &str) -> String {
    match context.workspace.as_str() {
        "" => command.to_owned(),
        folder => format!("cd {folder} && {command}"),
    }
}

fn build(app: &AppDeclaration, package: &Package) -> String {
    let mut command = format!(
        "cargo build --release --locked --package {} --bin {}",
        package.name, package.bin
    );
    for option in features::options(app, package) {
        command += " ";
        command += &option;
    }
    command
}
