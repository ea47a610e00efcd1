"""Importing a package: seconds, of them our own, and peak memory.

Undone, every row of the directory and the partnership is compared with what it was.

    python -m bench.import_directory PACKAGE

Runs on whatever DATABASE_URL names, which must be empty.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("FOURTHP_HOME", tempfile.mkdtemp(prefix="fourthp-bench-"))
os.environ["DJANGO_SETTINGS_MODULE"] = "fourthp.config.settings"

import django

django.setup()

from django.conf import settings
from django.db import connection

from fourthp.config.commands.migrate import bring_up_to_date
from fourthp.config.home import prepare_home
from fourthp.directory.operations.imports.applying import apply_import, undo_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.tests.digests import digests
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now


def begin() -> tuple[float, float]:
    """Return the time of the wall and of the processor."""
    return time.monotonic(), time.process_time()


def say(what: str, begun: tuple[float, float]) -> None:
    """Print a line: what, seconds since it begun, our own of them, peak memory."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wall, own = (then - first for then, first in zip(begin(), begun, strict=True))
    print(f"| {what} | {wall:.1f} s | {own:.1f} s | {peak} MB |", flush=True)


def main() -> None:
    """Look, import, look again, take back; print a table."""
    package = Path(sys.argv[1])
    prepare_home(settings.HOME)
    bring_up_to_date(verbosity=0)
    print(connection.vendor)
    before = digests()
    begun = begin()
    plan = plan_import(package, source="bench")
    say("the difference", begun)
    begun = begin()
    made = apply_import(plan, by=Host(), now=now())
    say("import, hours and index", begun)
    begun = begin()
    again = plan_import(package, source="bench")
    say(f"again: {'nothing' if again.changes_nothing() else 'SOMETHING'} new", begun)
    begun = begin()
    taken = undo_import(made, by=Host(), now=now())
    say(f"undo of {taken.undone.put_back} rows", begun)
    other = [name for name, digest in digests().items() if digest != before[name]]
    print(f"rows that are not as they were: {', '.join(other) or 'none'}")


if __name__ == "__main__":
    main()
