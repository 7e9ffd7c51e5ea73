"""Runs the page about publishing (`page.py` says how).

`fal` talks to a recorder on this machine, which accepts everything.

Usage: .ci/publish.py PAGE FOLDER_OF_FAL    (it runs under the Python that has `fal`; PORT and METRICS_PORT are free ports)
"""

import sys
import tempfile
from pathlib import Path

import page
from fal_recorder import KEY, Recorder


def logged_in(block):
    """Who follows the page logs in here. Before that, no key is set, and nothing is uploaded."""
    return f"export FAL_KEY={KEY}\n" if "pip install fal" in block else ""


def main(name, fal):
    with tempfile.TemporaryDirectory() as home, Recorder() as recorder:
        ran = page.run(name, recorder.environment(fal, Path(home).resolve()), logged_in)
        auths = [registration["auth_mode"] for registration in recorder.registrations]
    print(f"{ran}; deployed as {', '.join(auths)}")


main(*sys.argv[1:])
