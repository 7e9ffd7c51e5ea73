"""Runs a page of documentation from its beginning to its end, as a newcomer does.

The blocks `sh` run as they stand, in one shell. A block of a language whose words before it name a file, as in "Put this into
`src/main.rs`:", is written into that file ("at the end of" adds to it). A block `text` shows what the commands before it print:
each of its lines must be there, in this order. A `…` stands for anything.
"""

import os
import re
import shlex
import subprocess
import tempfile
from pathlib import Path

from repository import ROOT, TARGET, clone

BLOCK = re.compile(r"^```([a-z]+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page, after):
    """The commands and files of the page as one script, and for each group of commands the lines that it must print. `after` says
    what is to be done beside what the page says, once a block has run."""
    script, shown, before = [], [], 0
    for block in BLOCK.finditer(page):
        language, text = block.groups()
        words = page[before : block.start()].strip().rsplit("\n\n", 1)[-1]
        before = block.end()
        if language == "sh":
            shown.append([])
            script.append(f"echo; echo {mark(len(shown))}\n{text}")
            script.append(after(text))
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


def run(name, environment, after=lambda block: ""):
    """Runs a page in an empty folder beside a clone named `fal-app`, and compares what it prints with what it shows."""
    script, shown = steps((ROOT / name).read_text(), after)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary).resolve() / "folder"
        clone(folder / "fal-app")
        environment = {**os.environ, **environment, "CARGO_TARGET_DIR": str(TARGET)}
        ran = subprocess.run(
            ["bash", "-c", script], cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        print(ran.stdout)
        assert ran.returncode == 0, f"the page ended with {ran.returncode}"
        for number, lines in enumerate(shown, 1):
            part = ran.stdout.split(f"\n{mark(number)}\n", 1)[1].split(f"\n{mark(number + 1)}\n", 1)[0]
            check_printed(part.splitlines(), lines, mark(number))
    return f"{len(shown)} blocks of commands, {sum(map(len, shown))} lines as shown"
