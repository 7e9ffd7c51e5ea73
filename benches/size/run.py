#!/usr/bin/env python3
"""What fal-app weighs for each set of its features, beside the same endpoint by hand.

Prints a Markdown table: crates in the tree, clean debug build, resident memory after start,
milliseconds from exec to the first billed 200, size of the stripped release binary.
"""

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
TARGET = BENCHES / "target"
CLEAN = TARGET / "clean"
BUILDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3


def output(*command):
    return subprocess.run(command, cwd=BENCHES, check=True, stdout=subprocess.PIPE, text=True).stdout


def feature_sets():
    """A name and the arguments of cargo for each: the default, and each feature beyond it alone."""
    metadata = json.loads(output("cargo", "metadata", "--format-version", "1"))
    features = next(package["features"] for package in metadata["packages"] if package["name"] == "fal-app")
    beyond = sorted(set(features) - {"default"} - set(features.get("default", [])))
    yield "by hand", ["-p", "by-hand"]
    yield "default", ["-p", "declared"]
    for feature in beyond:
        yield f"default and `{feature}`", ["-p", "declared", "--features", f"fal-app/{feature}"]


def crates(selected):
    tree = output("cargo", "tree", "-e", "normal,build", "--prefix", "none", "--no-dedupe", *selected)
    # Without the program itself.
    return len({tuple(line.split()[:2]) for line in tree.splitlines() if line}) - 1


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def clean_build(selected):
    """Seconds of a debug build of everything: by the clock, and of all processors."""
    shutil.rmtree(CLEAN, ignore_errors=True)
    start, cpu_before = time.monotonic(), cpu()
    program = ["--bin", selected[1], *selected]
    subprocess.run(["cargo", "build", "-q", "--target-dir", CLEAN, *program], cwd=BENCHES, check=True)
    return time.monotonic() - start, cpu() - cpu_before


def built_and_started(selected):
    """Bytes, milliseconds and KiB of the release binary."""
    environment = os.environ | {"CARGO_PROFILE_RELEASE_STRIP": "true"}
    subprocess.run(["cargo", "build", "-q", "--release", *selected], cwd=BENCHES, env=environment, check=True)
    binary = TARGET / "release" / selected[1]
    milliseconds, kib = output(TARGET / "release" / "start", binary).split()
    return binary.stat().st_size, float(milliseconds), float(kib)


output("cargo", "build", "-q", "--release", "-p", "serve")
sets = dict(feature_sets())
seconds = {name: [] for name in sets}
for _ in range(BUILDS):
    for name, selected in sets.items():
        seconds[name].append(clean_build(selected))


def medians(name):
    return [statistics.median(of) for of in zip(*seconds[name])]


by_hand_wall, by_hand_cpu = medians("by hand")
print("| | crates | clean debug build | over by hand | its CPU | over by hand | resident | first billed 200 | binary |")
print("|---|---|---|---|---|---|---|---|---|")
for name, selected in sets.items():
    size, milliseconds, kib = built_and_started(selected)
    wall, used = medians(name)
    print(
        f"| {name} | {crates(selected)} | {wall:.1f} s | {wall / by_hand_wall:.2f} × "
        f"| {used:.1f} s | {used / by_hand_cpu:.2f} × "
        f"| {kib / 1024:.1f} MiB | {milliseconds:.1f} ms | {size / 1024 / 1024:.1f} MiB |",
        flush=True,
    )
