"""Runs a page of documentation from its beginning to its end, as a newcomer does.

The blocks `sh` run as they stand, in one shell. A block of a language whose words before it name a file, as in "Put this into
`src/main.rs`:", is written into that file ("at the end of" adds to it). A block `text` shows what the commands before it print:
each of its lines must be there, in this order. A `…` stands for anything.

`fal` talks to a recorder on this machine, which accepts everything.

Usage: .ci/publish.py PAGE FOLDER_OF_FAL    (it runs under the Python that has `fal`; PORT and METRICS_PORT are free ports)
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from fal_recorder import KEY, Recorder
from repository import ROOT, TARGET, clone

BLOCK = re.compile(r"^```([a-z]+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page):
    """The commands and files of the page as one script, and for each group of commands the lines that it must print."""
    script, shown, before = [], [], 0
    for block in BLOCK.finditer(page):
        language, text = block.groups()
        words = page[before : block.start()].strip().rsplit("\n\n", 1)[-1]
        before = block.end()
        if language == "sh":
            shown.append([])
            script.append(f"echo; echo {mark(len(shown))}\n{text}")
            if "pip install fal" in text:
                # Who follows the page logs in here. Before that, no key is set, and nothing is uploaded.
                script.append(f"export FAL_KEY={KEY}\n")
        elif language == "text":
            shown[-1] += text.splitlines()
        else:
            file = re.search(r"`([^`]+)`:$", words)
            assert file, f"nothing says where this belongs: {words!r}"
            adds = ">>" if "at the end of" in words else ">"
            script.append(f"cat {adds}{shlex.quote(file[1])} <<'END OF FILE'\n{text}END OF FILE\n")
            # The versions of the repository, which are built already.
            lock = Path(file[1]).parts[0]
            script.append(f"[ -e {lock}/Cargo.lock ] || cp {shlex.quote(str(ROOT / 'Cargo.lock'))} {lock}/\n")
    return "set -eo pipefail\nunset FAL_KEY\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + "".join(script), shown


def mark(number):
    return f"-- block {number} --"


def check_printed(printed, shown, commands):
    """Looks for each shown line among the printed ones, in its order."""
    rest = iter(printed)
    for line in shown:
        pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
        found = any(re.match(pattern, one.strip()) for one in rest)
        assert found, f"no `{line}` in its place after\n{commands}\n" + "\n".join(printed)


def main(page, fal):
    page = (ROOT / page).read_text()
    script, shown = steps(page)
    with tempfile.TemporaryDirectory() as temporary, Recorder() as recorder:
        folder, home = Path(temporary).resolve() / "folder", Path(temporary).resolve() / "home"
        home.mkdir()
        clone(folder / "fal-app")
        environment = {**os.environ, **recorder.environment(fal, home), "CARGO_TARGET_DIR": str(TARGET)}
        ran = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        print(ran.stdout)
        assert ran.returncode == 0, f"the page ended with {ran.returncode}"
        for number, lines in enumerate(shown, 1):
            part = ran.stdout.split(f"\n{mark(number)}\n", 1)[1].split(f"\n{mark(number + 1)}\n", 1)[0]
            check_printed(part.splitlines(), lines, mark(number))
        auths = [registration["auth_mode"] for registration in recorder.registrations]
    print(f"{len(shown)} blocks of commands, {sum(map(len, shown))} lines as shown; deployed as {', '.join(auths)}")


main(*sys.argv[1:])
