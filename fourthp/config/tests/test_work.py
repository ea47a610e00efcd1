"""`bin/fourthp work` ends in time: what is at hand is done, or given back."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from fourthp.config.commands import work
from fourthp.config.server import PATIENCE_SECONDS
from fourthp.foundation.clock import now
from fourthp.foundation.duties import all_duties
from fourthp.foundation.models import DutyRun, Job
from fourthp.foundation.tests.jobs import hear_nothing, note, sleep_once
from fourthp.foundation.tests.test_worker import wait_for

ROOT = Path(__file__).resolve().parents[3]


def start_worker() -> subprocess.Popen[bytes]:
    """Start the program's own worker on this test's database."""
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "")
    given = {
        "DATABASE_URL": f"{url.rsplit('/', 1)[0]}/{name}"
        if url
        else f"sqlite:///{name}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "FOURTHP_HOME": str(settings.HOME),
        "FOURTHP_TEST_HOME": str(settings.HOME),
    }
    command = [sys.executable, "-W", "ignore", "-m", "fourthp.config.cli", "work"]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | given)


@pytest.fixture
def started():
    """Workers of this test, none of which is left behind."""
    DutyRun.objects.bulk_create(  # so that they have nothing but the test's jobs
        DutyRun(name=one.name, due_at=now() + min(one.every, timedelta(minutes=2)))
        for one in all_duties()
    )
    found: list[subprocess.Popen[bytes]] = []
    yield found
    for process in found:
        process.kill()
        process.wait()


def is_noted(name: str) -> bool:
    return DutyRun.objects.filter(name=name).exists()


def seconds_to_end(process: subprocess.Popen[bytes]) -> float:
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return time.monotonic() - begun


@pytest.mark.django_db(transaction=True)
class TestWork:
    def test_ends_at_once_when_there_is_nothing_to_do(self, started):
        note.enqueue("a")
        started.append(start_worker())
        assert wait_for(lambda: is_noted("a"))
        assert seconds_to_end(started[0]) < 5
        assert started[0].returncode == 0

    def test_gives_long_work_back_within_ten_seconds(self, started):
        sleep_once.enqueue("long")
        started.append(start_worker())
        assert wait_for(lambda: is_noted("long"))
        assert seconds_to_end(started[0]) < 10
        assert started[0].returncode == 0
        job = Job.objects.get()
        assert (job.state, job.leased_until, job.attempts) == ("waiting", None, 0)
        started.append(start_worker())
        assert wait_for(lambda: is_noted("long again"))
        assert wait_for(lambda: Job.objects.get().state == Job.State.DONE)

    def test_ends_in_time_when_its_work_hears_nothing(self, started):
        hear_nothing.enqueue("deaf")
        started.append(start_worker())
        assert wait_for(lambda: is_noted("deaf"))
        assert seconds_to_end(started[0]) < 10
        job = Job.objects.get()
        assert job.state == Job.State.WAITING
        assert job.leased_until < now() + timedelta(minutes=1)  # and then it is free


def test_the_server_is_more_patient_than_its_worker_needs():
    assert work.GIVEN_BACK_AFTER_SECONDS < work.GONE_AFTER_SECONDS < PATIENCE_SECONDS
    assert work.GONE_AFTER_SECONDS < 10
