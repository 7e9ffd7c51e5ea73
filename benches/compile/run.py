#!/usr/bin/env python3
"""What one more endpoint costs `cargo check` and `cargo build`: declared with fal-app, and by hand.

Generates the packages below target/compile, which share their dependencies, and times each package
alone in CPU seconds, which a busy machine moves less than the clock. Prints a Markdown table.
"""

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

import programs

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES / "target" / "compile"
SIZES = [0, 10, 100]
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 7
STYLES = {
    "declared": (programs.declared, f'fal-app = {{ path = "{BENCHES.parent / "fal-app"}" }}'),
    "by-hand": (programs.by_hand, programs.BY_HAND_DEPENDENCIES),
}


def package(style, size):
    return f"{style}-{size}"


def generate():
    members = []
    for style, (program, dependencies) in STYLES.items():
        for size in SIZES:
            name = package(style, size)
            (ROOT / name / "src").mkdir(parents=True, exist_ok=True)
            manifest = f'[package]\nname = "{name}"\nedition = "2024"\n\n[dependencies]\n{dependencies}\n'
            (ROOT / name / "Cargo.toml").write_text(manifest)
            (ROOT / name / "src" / "main.rs").write_text(program(size))
            members.append(name)
    (ROOT / "Cargo.toml").write_text(f'[workspace]\nresolver = "3"\nmembers = {members}\n'.replace("'", '"'))


def cargo(command, name):
    """CPU seconds of one command for one package whose source is newer than what was built."""
    (ROOT / name / "src" / "main.rs").touch()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Not incremental: an untouched program would be taken from the cache.
    environment = os.environ | {"CARGO_INCREMENTAL": "0"}
    subprocess.run(["cargo", command, "-q", "-p", name], cwd=ROOT, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(command):
    names = [package(style, size) for size in SIZES for style in STYLES]
    seconds = {name: [] for name in names}
    for number in range(ROUNDS + 1):
        for name in names:
            took = cargo(command, name)
            if number > 0:  # the first builds the dependencies
                seconds[name].append(took)
    return {name: statistics.median(of) for name, of in seconds.items()}


def print_table(command, seconds):
    print(f"\n`cargo {command}`, CPU ms, median of {ROUNDS}\n")
    print("| endpoints | by hand | declared | over by hand | an endpoint |\n|---|---|---|---|---|")
    base = seconds[package("declared", 0)] - seconds[package("by-hand", 0)]
    for size in SIZES:
        by_hand, declared = seconds[package("by-hand", size)], seconds[package("declared", size)]
        over = declared - by_hand
        each = f"{(over - base) / size * 1000:+.2f}" if size else ""
        print(f"| {size} | {by_hand * 1000:.0f} | {declared * 1000:.0f} | {over * 1000:+.0f} | {each} |")


generate()
for command in ["check", "build"]:
    print_table(command, measure(command))
