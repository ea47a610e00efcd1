"""Jobs that the worker's tests run."""

import os
import signal

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
