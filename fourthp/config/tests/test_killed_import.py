"""R1: an import that is killed leaves nothing of itself, and can be done again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fourthp.directory.tests.packages import make_package, plain

SERVICES = 1_500
TABLES = ("service", "import", "heldrow", "searchrow", "posting", "openinterval")


def many(path: Path) -> Path:
    tables = plain()
    tables["services"] = [
        {"id": f"s{n}", "organization_id": "o1", "name": f"Service number {n}"}
        for n in range(SERVICES)
    ]
    tables["phones"] = [
        {"id": f"p{n}", "service_id": f"s{n}", "number": "0121 496 0001"}
        for n in range(SERVICES)
    ]
    del tables["services_at_location"]
    return make_package(path, **tables)


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "fourthp.config.cli", *arguments]


def environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("FOURTHP")}
    kept.pop("DATABASE_URL", None)
    return kept | {
        "FOURTHP_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "fourthp.config.settings",
    }


def finish(home: Path, *arguments: str) -> None:
    subprocess.run(
        command(*arguments),
        env=environment(home),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def counts(home: Path) -> tuple[int, ...]:
    with sqlite3.connect(home / "db" / "fourthp.sqlite3", timeout=20) as database:
        return tuple(
            database.execute(f"SELECT count(*) FROM directory_{table}").fetchone()[0]
            for table in TABLES
        )


def kill(home: Path, package: Path, after: float) -> None:
    """Kill an import after some seconds."""
    arguments = command("import-directory", str(package), "--yes")
    running = subprocess.Popen(
        arguments, env=environment(home), stdout=subprocess.DEVNULL
    )
    time.sleep(after)
    running.send_signal(signal.SIGKILL)
    running.wait()


@pytest.fixture
def _by_hand():
    """Take Ctrl-C as a terminal's programs do; where one ran behind, none would."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_by_hand")
def test_an_import_that_is_stopped_by_hand_says_so_and_changed_nothing(tmp_path):
    home, package = tmp_path / "home", many(tmp_path)
    finish(home, "migrate")
    before = counts(home)
    running = subprocess.Popen(
        command("import-directory", str(package), "--yes"),
        env=environment(home) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    # The difference is said just before it is written.
    while not running.stdout.readline().startswith("telephone"):
        assert running.poll() is None
    running.send_signal(signal.SIGINT)
    _rest, said = running.communicate()
    assert said.strip() in ("Stopped: nothing was changed.", "Stopped.")
    assert running.returncode in (1, 130)
    assert counts(home) == before


@pytest.mark.parametrize(
    "kills", [2, pytest.param(20, marks=pytest.mark.deep)], ids=["few", "many"]
)
def test_a_killed_import_is_as_if_it_never_was(tmp_path, kills):
    home, package = tmp_path / "home", many(tmp_path)
    finish(home, "migrate")
    before = counts(home)
    began = time.monotonic()
    finish(home, "import-directory", str(package), "--dry-run")
    reading = time.monotonic() - began
    left = [before]
    while len(left) <= kills and left[-1] == before:
        # Somewhere after it was read: while it writes, or computes what it wrote.
        after = reading + random.uniform(-0.2, 0.4)  # noqa: S311 -- a moment, no secret
        kill(home, package, after)
        left.append(counts(home))
    finish(home, "import-directory", str(package), "--yes")
    done = counts(home)
    assert done[0] == SERVICES
    # What was done before it was killed is there whole.
    assert set(left) <= {before, done}
