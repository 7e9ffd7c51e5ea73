#!/usr/bin/env python3
"""Plays the scenarios of sessions against a server, and compares what a client sees with the recording of fal's Python SDK.

    compare.py http://127.0.0.1:8080 [--only REGEX] [--jobs N]

`recorded.json` holds what clients of the SDK (fal 1.83.0) saw. `differences.json` names each scenario in which fal-app
differs on purpose, with its reason: it must differ, and every other must be the same. Frames are compared by value, type and the
order of keys. A scenario marked `words` holds texts of Python's libraries: any text will do. One marked `quirk` shows a
defect or an accident of the SDK.
"""

import argparse
import asyncio
import json
import pathlib
import re
import sys
import urllib.parse

from player import play

HERE = pathlib.Path(__file__).resolve().parent
# Seconds by which a time may differ.
TOLERANCE = 0.4


def differences(want, got, at="", any_words=False):
    """Where two values differ, a line each."""
    if isinstance(want, dict) and set(want) == {"about"} and isinstance(got, dict) and set(got) == {"about"}:
        if abs(want["about"] - got["about"]) > TOLERANCE:
            yield f"{at}: about {got['about']:.1f} s, not {want['about']:.1f} s"
    elif isinstance(want, dict) and isinstance(got, dict):
        got = without_zero_units(want, got)
        for key in dict.fromkeys([*want, *got]):
            inside = f"{at}.{key}"
            if key in ("hex", "raw") or any_words and (key == "reason" or inside.endswith("handshake.body")):
                continue
            if key not in got or key not in want:
                yield f"{inside}: {'missing' if key in want else 'not expected'}"
            else:
                yield from differences(want[key], got[key], inside, any_words)
        if at.endswith((".binary", ".text")) and list(want) != list(got):
            yield f"{at}: its keys are {list(got)}, not {list(want)}"
    elif isinstance(want, list) and isinstance(got, list):
        for index, (one, other) in enumerate(zip(want, got)):
            yield from differences(one, other, f"{at}[{index}]", any_words)
        if len(want) != len(got):
            yield f"{at}: {len(got)} of them, not {len(want)}"
    elif type(want) is not type(got) or want != got:
        yield f"{at}: {shown(got)}, not {shown(want)}"


def without_zero_units(want, got):
    """A refusal may say that it costs nothing where the SDK says nothing."""
    units = "x-fal-billable-units"
    is_refusal = (want.get("status") or 0) >= 400 and units not in want.get("headers", {units: ""})
    if is_refusal and got.get("headers", {}).get(units) == "0":
        return got | {"headers": {name: value for name, value in got["headers"].items() if name != units}}
    return got


def shown(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:157] + "…"


async def compare(address, scenarios, expected, jobs):
    """How many scenarios are as they should be. What is wrong beside others is played again alone: on a busy machine steps may
    come later than the tenths of a second that the scenario leaves for them."""
    turns = asyncio.Semaphore(jobs)

    async def wrong(scenario):
        async with turns:
            seen = await play(address, scenario)
        found = list(differences(scenario["recorded"], seen, any_words="words" in scenario))
        reason = expected.get(scenario["name"])
        if reason is None or found:
            return [] if reason else found
        return [f"is the same as the SDK, and should not be: {reason}"]

    first = await asyncio.gather(*map(wrong, scenarios))
    right = len(scenarios)
    for scenario in (scenario for scenario, lines in zip(scenarios, first) if lines):
        if lines := await wrong(scenario):
            right -= 1
            print(scenario["name"])
            for line in lines:
                print(f"    {line}")
    return right


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("url")
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    told = parser.parse_args()
    url = urllib.parse.urlsplit(told.url)
    scenarios = json.loads((HERE / "recorded.json").read_text())["scenarios"]
    expected = json.loads((HERE / "differences.json").read_text())
    unknown = set(expected) - {scenario["name"] for scenario in scenarios}
    if unknown:
        sys.exit(f"there are no scenarios {sorted(unknown)}")
    scenarios = [scenario for scenario in scenarios if re.search(told.only, scenario["name"])]
    right = asyncio.run(compare((url.hostname, url.port or 80), scenarios, expected, told.jobs))
    differ = sum(scenario["name"] in expected for scenario in scenarios)
    print(f"{right - differ if right == len(scenarios) else right}/{len(scenarios)}: {differ} differ on purpose")
    sys.exit(right != len(scenarios))


if __name__ == "__main__":
    main()
