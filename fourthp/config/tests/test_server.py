"""The worker beside the server: there again when it ends, and gone at the end."""

import os
import sys
import time
from pathlib import Path

import pytest

from fourthp.config import server
from fourthp.config.server import WorkerBeside

ENDS = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n')"
STAYS = "import time; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {ENDS}; {STAYS}"


@pytest.fixture(autouse=True)
def _hurried(monkeypatch):
    monkeypatch.setattr(server, "LOOKED_FOR_EVERY_SECONDS", 0.02)
    monkeypatch.setattr(server, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(server, "PATIENCE_SECONDS", 0.3)


@pytest.fixture
def started(tmp_path) -> Path:
    """The file in which each worker writes its process's id."""
    return tmp_path / "started"


def begin(code: str, started: Path) -> WorkerBeside:
    return WorkerBeside((sys.executable, "-c", code, str(started)))


def ids(started: Path, at_least: int) -> list[int]:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = started.read_text().split() if started.exists() else []
        if len(found) >= at_least:
            return [int(one) for one in found]
        time.sleep(0.02)
    raise AssertionError(f"not started {at_least} times")


def is_there(process: int) -> bool:
    return Path(f"/proc/{process}").exists()


def test_a_worker_that_ends_is_started_again(started):
    beside = begin(ENDS, started)
    try:
        assert len(set(ids(started, 3))) >= 3
    finally:
        beside.end()
    count = len(ids(started, 3))
    time.sleep(0.3)
    assert len(ids(started, 3)) == count


def test_a_worker_that_does_not_come_to_an_end_is_cut_off_without_a_word(started):
    beside = begin(DEAF, started)
    (process,) = ids(started, 1)
    assert is_there(process)
    beside.end()
    assert not is_there(process)


def test_only_the_process_that_has_the_worker_ends_it(started, monkeypatch):
    beside = begin(f"{ENDS}; {STAYS}", started)
    (process,) = ids(started, 1)
    with monkeypatch.context() as forked:
        forked.setattr(os, "getpid", lambda: 1)
        beside.end()
    assert is_there(process)
    beside.end()
    assert not is_there(process)


def test_a_worker_that_cannot_be_started_is_tried_again_and_holds_nothing_up(caplog):
    beside = WorkerBeside(("/nowhere/at/all",))
    time.sleep(0.3)
    beside.end()
    assert caplog.text.count("does not start") > 1


def test_each_start_has_the_environment_of_its_own_moment(tmp_path):
    started, asked = tmp_path / "started", iter(range(100))
    says = "import os, sys; open(sys.argv[1], 'a').write(os.environ['AT'] + '\\n')"
    command = (sys.executable, "-c", says, str(started))
    beside = WorkerBeside(command, lambda: {"AT": str(next(asked))})
    try:
        assert ids(started, 3)[:3] == [0, 1, 2]
    finally:
        beside.end()
