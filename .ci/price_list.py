"""Holds the documentation of each example against its command `billing`: the macros and the runtime say the same price.

Usage: .ci/price_list.py    (after `cargo doc`, with the examples built)
"""

import html
import json
import re
import subprocess

from repository import ROOT, TARGET


def text(page):
    """What a reader sees of a page, with its code as it was written."""
    page = re.sub(r"</?code>", "`", page.read_text())
    return html.unescape(re.sub(r"<[^>]*>", "", page))


found = 0
for example in sorted(path.name for path in (ROOT / "examples").iterdir()):
    billing = json.loads(subprocess.run([TARGET / "debug" / example, "billing", "--json"], check=True, stdout=subprocess.PIPE).stdout)
    pages = "".join(text(page) for page in (TARGET / "doc" / example.replace("-", "_")).glob("struct.*.html"))
    for path, declared in billing["endpoints"].items():
        if declared["meter"] in (None, "free", "per_compute_second"):
            continue
        # The one writes all decimals, the other as people do.
        formula = re.sub(r"(\d\.\d*?)0+\b", r"\1", declared["formula"]).replace(". ", " ")
        said = f"units of a request: {formula}."
        assert said in pages, f"the documentation of {example} does not say of {path}: {said}"
        found += 1
print(f"{found} endpoints are documented with the price that they have")
