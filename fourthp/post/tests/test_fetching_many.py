"""Ten thousand mails in the box: taken in batches, and memory stays flat."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from fourthp.post.models import Incoming
from fourthp.post.tests.boxes import deliver, make_mail, make_maildir

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.deep]
ROOT = Path(__file__).resolve().parents[3]
LARGE = 8_000_000
FEW, MANY = 500, 10_000
# Of the most that it ever took; what grows with the mails would be many times that.
MORE = 60_000_000

# The control keeps every mail that it reads.
KEEPING = """
kept, read = [], Maildir.read
Maildir.read = lambda box, key: kept.append(read(box, key) * 20) or kept[-1][:5000]
"""
MEASURED = """
import re, sys
from pathlib import Path
import django
django.setup()
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from fourthp.post.operations.fetching import taking
from fourthp.post.operations.fetching.maildir import Maildir
taking.MOST_SECONDS = 100_000.0
exec(sys.argv[3])
Path("/proc/self/clear_refs").write_text("5")  # what starting took is not counted
count = taking.fetch_mail(Maildir(Path(sys.argv[2])))
most = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(count, int(most) * 1024)
"""


def fetch(maildir: Path, more: str = "") -> tuple[int, int]:
    """Fetch in a process of its own; return how many mails, and its largest size."""
    name = str(connection.settings_dict["NAME"])
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, name, str(maildir), more],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    count, size = told.stdout.split()[-2:]
    return int(count), int(size)


def test_memory_does_not_grow_with_the_mails(tmp_path):
    few, many = make_maildir(tmp_path / "few"), make_maildir(tmp_path / "many")
    deliver(few, make_mail(text="Hello.\r\n" + "x" * LARGE))
    for n in range(FEW):
        deliver(few, make_mail(text=f"letter {n}", sender=f"{n}@few.example"))
    for n in range(MANY):
        deliver(many, make_mail(text=f"letter {n}", sender=f"{n}@many.example"))
    for _ in range(10):
        deliver(many, make_mail(text="Hello.\r\n" + "x" * LARGE))
    count, before = fetch(few)
    assert count == FEW + 1
    count, after = fetch(many)
    assert count == MANY + 10
    assert Incoming.objects.count() == FEW + MANY + 11
    print(f"{before >> 20} MB after {FEW}, {after >> 20} MB after {MANY}")  # noqa: T201 -- a figure that is written down
    assert after - before < MORE


def test_control_whoever_keeps_what_was_read_is_seen(tmp_path):
    few, many = make_maildir(tmp_path / "few"), make_maildir(tmp_path / "many")
    for n in range(FEW):
        deliver(few, make_mail(text=f"few {n}" + "x" * 2000))
        deliver(many, make_mail(text=f"many {n}" + "x" * 10_000))
    _count, before = fetch(few)
    _count, after = fetch(many, KEEPING)
    assert after - before > MORE
