"""Deploys three apps by their own command and the real `fal`, and looks at what arrives.

Each app is a package outside of the repository. `fal` talks to a recorder on this machine (`fal_recorder.py`). The
registration must be the one in `tests/deploy`, key by key, and the build context that was sent must compile into the
app by the lines of its own Dockerfile.

Usage: .ci/deploy.py FOLDER_OF_FAL    (the folder of the `fal` command; it runs under the Python that has it)

With RECORD set it writes `tests/deploy` anew: look at what changed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from fal_recorder import Recorder
from repository import ROOT, TARGET as BUILT, clone

# A folder of its own: the binaries have the names of those of the tests.
TARGET = BUILT / "ci" / "deploy"


def package(folder, app, more=""):
    """A package of an app of the tests."""
    (folder / "src").mkdir(parents=True)
    shutil.copy(ROOT / f"tests/src/bin/{app}.rs", folder / "src/main.rs")
    (folder / "Cargo.toml").write_text(f'[package]\nname = "{app}"\nversion = "0.1.0"\nedition = "2024"\n\n{more}')


def alone(root):
    """An app whose package is the folder that is deployed, with all it needs in it."""
    clone(root / "vendored")
    package(root, "bare-app", '[dependencies]\nfal-app = { path = "vendored/fal-app" }\n\n[workspace]\nexclude = ["vendored"]\n')
    return root, root, []


def in_workspace(root):
    """An app in a workspace, with a library beside it, a build script, features, weights, and a member that it does not use."""
    clone(root / "vendored")
    (root / "Cargo.toml").write_text(
        '[workspace]\nresolver = "3"\nmembers = ["every-key", "shared", "other"]\nexclude = ["vendored"]\n'
    )
    package(
        root / "every-key",
        "every-key-app",
        '[features]\ndefault = ["slow"]\nslow = []\nfast = ["shared/loud"]\n\n[dependencies]\n'
        'fal-app = { path = "../vendored/fal-app" }\nshared = { path = "../shared" }\n',
    )
    # It does not compile without its feature, its build script, the library, and a file that is no source.
    main = root / "every-key/src/main.rs"
    main.write_text(
        main.read_text()
        + '\n#[cfg(not(feature = "fast"))]\ncompile_error!("without the feature");\n'
        + '#[cfg(feature = "slow")]\ncompile_error!("with the default features");\n'
        + 'const _: (&str, &str, &str) = (shared::loud(), env!("BUILT_BY"), include_str!("../../words/list.txt"));\n'
    )
    (root / "every-key/build.rs").write_text('fn main() { println!("cargo::rustc-env=BUILT_BY=build"); }\n')
    (root / "words").mkdir()
    (root / "words/list.txt").write_text("fox\n")
    (root / "every-key/weights").mkdir()
    (root / "every-key/weights/model.safetensors").write_bytes(bytes(12 << 20))
    for member in ["shared", "other"]:
        (root / member / "src").mkdir(parents=True)
        (root / member / "Cargo.toml").write_text(
            f'[package]\nname = "{member}"\nversion = "0.1.0"\nedition = "2024"\n\n[features]\nloud = []\n'
        )
        (root / member / "src/lib.rs").write_text(
            '//! Says something.\n\n#[cfg(feature = "loud")]\npub const fn loud() -> &\'static str { "loud" }\n'
        )
    # Nobody is sent these.
    (root / ".gitignore").write_text("/target\n/cache\n")
    (root / "cache").mkdir()
    (root / "cache/large").write_text("large\n")
    (root / "every-key/.env").write_text("SECRET=1\n")
    subprocess.run(["git", "init", "-q", "."], cwd=root, check=True)
    return root, root / "every-key", ["--no-default-features", "--features", "fast"]


def beside(root):
    """An app beside its clone of the crates, as in the README: what is deployed is the folder of both."""
    clone(root / "clone")
    package(root / "painter", "several-app", '[dependencies]\nfal-app = { path = "../clone/fal-app" }\n')
    return root, root / "painter", []


def in_folder(line):
    """Whether a RUN touches nothing but its folder. It is asked of each line before one of them runs: what installs
    packages is for an image, and not for this machine."""
    commands = [command.split() for command in re.split(r"&&|\|", line)]
    if commands[0][0] == "apt-get":
        return False
    for first, *words in commands:
        assert first in ("cargo", "cd", "echo", "find", "ln", "mkdir", "tee", "touch"), f"nobody expects `{first}` in `{line}`"
        outside = [word for word in words if ".." in word.split("/")[:1] or word.startswith("/") and word != "/dev/null"]
        assert first == "ln" or not outside, f"`{line}` leaves its folder"
    return True


def compile_context(context, dockerfile, app, into):
    """Runs the first stage of a Dockerfile in a folder, where it finds nothing but the context."""
    # In the profile of the other steps, so that what is built already is not built again.
    environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "CARGO_NET_OFFLINE": "true"}
    binary = TARGET / "debug" / app
    binary.unlink()
    into.mkdir()
    stages = re.split(r"^FROM .*\n", re.sub(r"\\\n", " ", dockerfile), flags=re.MULTILINE)
    lines = [line.partition(" ")[::2] for line in stages[1].splitlines()]
    runs = [rest for word, rest in lines if word == "RUN" and in_folder(rest)]
    assert len(runs) == 2, runs
    for word, rest in lines:
        if word == "RUN" and rest not in runs or rest.startswith("--from="):
            continue
        if word == "RUN":
            subprocess.run(["sh", "-ec", rest.replace("--release", "")], cwd=into, env=environment, check=True)
        elif word == "COPY":
            *sources, end = rest.split()
            for source in sources:
                path = context / source
                if path.is_dir():
                    shutil.copytree(path, into / end, dirs_exist_ok=True)
                else:
                    (into / end).mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, into / end)
        else:
            assert word in ("", "#", "WORKDIR", "ENV"), f"nobody expects `{word} {rest}`"
    for line in stages[2].splitlines():
        word, *sources = line.split()[:-1] or [""]
        for source in sources if word == "COPY" and not sources[0].startswith("--from=") else []:
            assert (context / source).exists(), f"`{line}` finds nothing"
    document = json.loads(subprocess.check_output([binary, "openapi"]))
    assert "/" in document["paths"], f"the image would hold another app: {document}"


def without_what_varies(registration, dockerfile):
    """Takes out the version of Python, hashes, and where the folder is."""
    (environment,) = registration["environments"]
    settings = environment["configuration"]
    assert settings.pop("python_version")
    image = settings["image"]
    assert image.pop("dockerfile_str") == dockerfile
    assert image.pop("docker_context_dir")
    image.pop("docker_ignore")
    image.pop("docker_files_list")
    files = {file["relative_path"] for file in registration.pop("files")}
    return registration, files


def differences(declared, arrived, at=""):
    if isinstance(declared, dict) and isinstance(arrived, dict):
        for key in sorted(declared.keys() | arrived.keys()):
            yield from differences(declared.get(key), arrived.get(key), f"{at}.{key}")
    elif declared != arrived:
        yield f"{at}: {declared!r} is declared, {arrived!r} arrived"


def deploy(make, name, app, fal, options):
    with tempfile.TemporaryDirectory() as temporary, Recorder() as recorder:
        temporary = Path(temporary).resolve()
        (temporary / "project").mkdir()
        root, folder, features = make(temporary / "project")
        # With the versions of the repository, so that they are there.
        lock = root if (root / "Cargo.toml").exists() else folder
        shutil.copy(ROOT / "Cargo.lock", lock / "Cargo.lock")
        manifest = ["--manifest-path", str(folder / "Cargo.toml")]
        environment = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "CARGO_NET_OFFLINE": "true"}
        subprocess.run(["cargo", "build", "-q", *manifest, *features], env=environment, check=True)
        environment |= recorder.environment(fal, temporary)
        command = ["cargo", "run", "-q", *manifest, *features, "--", "deploy"]
        said = subprocess.run(
            [*command, *options, "--", "--json"], cwd=root, env=environment, text=True, stdout=subprocess.PIPE, check=True
        ).stdout
        assert json.loads(said.splitlines()[-1])["status"] == "deployed", said

        (registration,) = recorder.registrations
        context = temporary / "context"
        recorder.write_context(context)
        dockerfile = (root / "Dockerfile").read_text()
        arrived, files = without_what_varies(registration, dockerfile)
        expected = ROOT / f"tests/deploy/{name}.json"
        if os.environ.get("RECORD"):
            expected.write_text(json.dumps(arrived, indent=2) + "\n")
        wrong = list(differences(json.loads(expected.read_text()), arrived))
        assert not wrong, "\n".join(wrong)
        for unwanted in ["target/", "cache/", ".env", ".git/"]:
            assert not [file for file in files if f"/{unwanted}" in f"/{file}"], f"{unwanted} was sent"
        compile_context(context, dockerfile, app, temporary / "app")

        # What the service refuses is told in its words, and is a failure.
        recorder.refuses = "shared mode is not enabled for this account"
        refused = subprocess.run(
            [*command, *options], cwd=root, env=environment, text=True, stdout=subprocess.PIPE
        )
        assert refused.returncode == 1 and recorder.refuses in refused.stdout, refused
        print(f"{name}: {len(files)} files, {len(json.dumps(arrived))} bytes of registration as declared")
        sys.stdout.flush()


deploy(alone, "bare", "bare-app", sys.argv[1], [])
deploy(in_workspace, "every-key", "every-key-app", sys.argv[1], ["--reset-scale"])
deploy(beside, "several", "several-app", sys.argv[1], [])
