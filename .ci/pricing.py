"""Runs the page about prices (`page.py` says how). Nothing leaves this machine.

Usage: .ci/pricing.py PAGE    (PORT is a free port)
"""

import sys

import page

print(page.run(sys.argv[1], {}))
