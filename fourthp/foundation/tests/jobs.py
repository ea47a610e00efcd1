"""Jobs that the worker's tests run."""

import os
import signal
import time
from contextlib import suppress

from django_tasks import task

from fourthp.foundation.clock import today
from fourthp.foundation.models import DutyRun


@task()
def note(name: str) -> None:
    """Leave a row, as an idempotent job does."""
    DutyRun.objects.update_or_create(
        name=name, defaults={"due_at": "2026-01-01T00:00Z"}
    )


@task()
def note_day() -> None:
    """Leave the day on which it was done, as a job sees it."""
    note.call(str(today()))


@task()
def fail() -> None:
    raise ZeroDivisionError("Asha Bell, 12 Mill Lane")


@task()
def die_once(name: str) -> None:
    """Kill the worker the first time, as a power cut does."""
    if not DutyRun.objects.filter(name=name).exists():
        note.call(name)
        os.kill(os.getpid(), signal.SIGKILL)
    note.call(f"{name} again")


@task()
def sleep_once(name: str) -> None:
    """Take a minute the first time, and no time at all the second."""
    if not DutyRun.objects.filter(name=name).exists():
        note.call(name)
        time.sleep(60)
    note.call(f"{name} again")


@task()
def hear_nothing(name: str) -> None:
    """Go on for a minute, whatever it is told."""
    note.call(name)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(BaseException):
            time.sleep(1)
