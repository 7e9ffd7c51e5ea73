"""Runs the commands in the head of each example, and compares the answer with the one shown there.

The commands run as they are written, except that the port is a free one, and the profile is the one that is built
already. ffmpeg decodes all media. A video or a sound must last as many seconds as were charged.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def block(head, language):
    """The lines of the only block of a language."""
    return re.search(rf"^```{language}\n(.*?)^```$", head, re.MULTILINE | re.DOTALL).group(1)


def answer_of(serve, call):
    server = subprocess.Popen(serve.split(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return subprocess.run(["bash", "-c", call], check=True, stdout=subprocess.PIPE, text=True).stdout
    finally:
        server.terminate()
        server.wait()


def check_shown(answer, shown):
    """Each shown line of the head must be there. So must each piece of the body between `…`, in this order."""
    head, body = answer.replace("\r\n", "\n").split("\n\n", 1)
    shown_head, shown_body = shown.strip().split("\n\n", 1)
    for line in shown_head.splitlines():
        assert line in head.splitlines(), f"no `{line}` in\n{head}"
    at = 0
    for piece in shown_body.split("…"):
        found = body.find(piece, at)
        assert found >= 0, f"no `{piece}` behind byte {at} of {body[:400]}"
        at = found + len(piece)
    events = re.findall(r"^data: (.*)$", body, re.MULTILINE)
    value = [json.loads(event) for event in events] if events else json.loads(body)
    return float(re.search(r"^x-fal-billable-units: (\S+)$", head, re.MULTILINE).group(1)), value


def media(value):
    """The type and the bytes of each data URI in an answer."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [medium for item in value for medium in media(item)]
    if isinstance(value, str) and value.startswith("data:"):
        head, data = value.split(",", 1)
        return [(head.removeprefix("data:").removesuffix(";base64"), base64.b64decode(data))]
    return []


def seconds(path):
    """How long a file plays, by decoding all of it."""
    played = subprocess.run(
        ["ffmpeg", "-v", "error", "-xerror", "-i", path, "-f", "null", "-progress", "-", "-"],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return int(re.findall(r"^out_time_us=(\d+)$", played, re.MULTILINE)[-1]) / 1e6


def check_media(answer, units):
    made = media(answer)
    for content_type, data in made:
        with tempfile.NamedTemporaryFile() as file:
            file.write(data)
            file.flush()
            lasts = seconds(file.name)
        if not content_type.startswith("image/"):
            assert abs(lasts - units) < 0.05, f"{units} seconds are charged for {lasts} of {content_type}"
    return [content_type for content_type, _ in made]


for source in sorted(Path("examples").glob("*/src/main.rs")):
    lines = source.read_text().splitlines()
    head = "\n".join(line.removeprefix("//!").removeprefix(" ") for line in lines if line.startswith("//!")) + "\n"
    if "```http" not in head:
        # A session: `.ci/realtime_client.py` speaks to it.
        continue
    serve, call = block(head, "sh").replace("\\\n", " ").split("&\n", 1)
    assert "localhost:8080" in call, f"{source}: no call of localhost:8080"
    serve, call = serve.replace("--release ", "-q "), call.replace("localhost:8080", f"localhost:{os.environ['PORT']}")
    units, body = check_shown(answer_of(serve, call), block(head, "http"))
    print(f"{source.parts[1]}: {units:g} units", *check_media(body, units))
    sys.stdout.flush()
