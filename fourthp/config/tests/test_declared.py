"""A worker knows every kind of message and signed act, though it opens no page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import fourthp

ROOT = Path(fourthp.__file__).parent
# What a process knows once the program has started, before any page was asked for.
STARTED = """
import django
django.setup()
from fourthp.post.rules.acts import all_acts
from fourthp.post.rules.kinds import all_kinds
print(*(one.name for one in all_kinds()), *(one.purpose for one in all_acts()))
"""
KIND = re.compile(r"Kind\(\s*(?:name=)?\"(\w+\.[\w-]+)\",\s*(?:stream=)?Stream")
ACT = re.compile(r"SignedAct\(\s*purpose=\"?(\w+)")


def sources() -> str:
    files = [one for one in ROOT.rglob("*.py") if "tests" not in one.parts]
    return "\n".join(one.read_text("utf-8") for one in files)


def known_at_the_start() -> set[str]:
    at = {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT.parent)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTED],
        capture_output=True,
        check=True,
        cwd=ROOT.parent,
        env=os.environ | at,
        text=True,
    )
    return set(done.stdout.split())


def test_a_process_that_has_just_started_knows_every_kind_and_act():
    written, known = sources(), known_at_the_start()
    kinds = set(KIND.findall(written))
    assert len(kinds) > 20
    assert kinds - known == set()
    assert len(ACT.findall(written)) <= sum("." not in one for one in known)
