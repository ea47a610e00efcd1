"""The leasing loop: one worker leases one row, does it, and lets it go.

Whatever is run is idempotent: a worker that dies after the work and before the mark is
followed by one that does it again.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime, timedelta
from threading import Event
from typing import Any, TypeVar
from uuid import uuid4

from django.db import OperationalError, close_old_connections
from django.db.models import F, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import Task

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import wall_time
from fourthp.foundation.duties import Duty, all_duties
from fourthp.foundation.leases import LEASE, Leases, TimeIsUp, free, is_free
from fourthp.foundation.models import DutyRun, Job, Work, WorkerBeat
from fourthp.foundation.queues import Queue, make_queues
from fourthp.foundation.strikes import reading

IDLE_SECONDS = 1.0
QUEUE_SECONDS = 1.0
MOST_ATTEMPTS = 8
MOST_WATCHED = 3  # of work that somebody waits for: then they may try again themselves
TRIED_AGAIN = timedelta(hours=1)  # a duty that failed, however seldom it is due
CLOCKS_DIFFER = timedelta(minutes=1)
KEPT = timedelta(days=30)

Row = TypeVar("Row", bound=Model)

log = logging.getLogger(__name__)


class AttemptsAreUsedUp(Exception):
    """A job was leased too often without ever ending."""


class Worker:
    """One leasing loop; several may run at once, in several processes."""

    def __init__(self) -> None:
        self.name = uuid4().hex
        self._leases = Leases(self.name)
        self._stop = Event()
        self._queues: list[Queue] | None = None

    def run(self, stop: Event) -> None:
        """Work until told to stop, then finish what is at hand.

        Ends at TimeIsUp too, and gives back what was at hand then.
        """
        self._stop = stop
        with self._leases.beating(), suppress(TimeIsUp):
            self._leases.beat()
            while not stop.is_set():
                if not self._do_some():
                    stop.wait(IDLE_SECONDS)
            for queue in self._queues or ():
                queue.close()

    def _do_some(self) -> bool:
        close_old_connections()
        try:
            return self.do_one(now=clock_now())
        except OperationalError as problem:
            # Locked by a long write, or away: it is there again in a while.
            log.warning("the database did not answer: %s", type(problem).__name__)
        except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
            log.error("the worker goes on after: %s", type(problem).__name__)  # noqa: TRY400 -- a trace may hold a person's words
        return False

    def do_one(self, *, now: datetime) -> bool:
        """Do one due job or duty, and give the queues their turn; return if any was."""
        is_done = self._do_job_or_duty(now)
        return self._do_queues(now) or is_done

    def lease_next(self, rows: QuerySet[Row], *, now: datetime) -> Row | None:
        """Lease the row that is due longest, or by the order of rows; None is none."""
        return self._leases.lease_next(rows, now=now)

    def held(self, model: type[Model], pk: object) -> AbstractContextManager[None]:
        """Keep a lease while the work goes on; give it back if that is cut off."""
        return self._leases.held(model, pk)

    def mine(self, model: type[Row], pk: object) -> QuerySet[Row]:
        """Return the row as long as it is leased to this worker."""
        return self._leases.mine(model, pk)

    def lease_job(self, *, now: datetime) -> Job | None:
        """Lease the job that is due longest, or None."""
        return self.lease_next(Job.objects.filter(state=Job.State.WAITING), now=now)

    def _do_job_or_duty(self, now: datetime) -> bool:
        job = self.lease_job(now=now)
        if job is not None:
            self._do_job(job)
            return True
        with wall_time():
            due = _due_duties(now)
            return any(self._do_duty(duty, at, now=now) for duty, at in due)

    def _do_queues(self, now: datetime) -> bool:
        if self._queues is None:
            self._queues = make_queues(self)
        return sum(self._do_queue(one, now) for one in self._queues) > 0

    def _do_queue(self, queue: Queue, now: datetime) -> bool:
        try:
            with wall_time(), reading():
                return queue.work(now=now, is_over=self._over_soon())
        except Exception as problem:  # noqa: BLE001 -- the other queues have their turn
            log.warning("%s failed: %s", type(queue).__name__, type(problem).__name__)
        return False

    def _over_soon(self) -> Callable[[], bool]:
        end = time.monotonic() + QUEUE_SECONDS
        return lambda: self._stop.is_set() or time.monotonic() >= end

    def _do_job(self, job: Job) -> None:
        if job.attempts > MOST_ATTEMPTS:
            # It never got as far as failing: it takes its worker down.
            self._fail_job(job, AttemptsAreUsedUp())
            return
        try:
            # Inside: a version of the program may have renamed its task since.
            task: Task[..., object] = import_string(job.path)
            with wall_time(), reading(), self.held(Job, job.pk):
                task.call(*job.arguments["args"], **job.arguments["kwargs"])
        except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
            self._fail_job(job, problem)
        else:
            self.mine(Job, job.pk).update(
                state=Job.State.DONE, ended_at=clock_now(), leased_until=None
            )

    def _fail_job(self, job: Job, problem: Exception) -> None:
        # The class alone: a message may hold a person's words.
        fault, now = type(problem).__name__, clock_now()
        log.warning("%s failed: %s", job.path, fault)
        is_watched = Work.objects.filter(job=job).exists()
        if job.attempts >= (MOST_WATCHED if is_watched else MOST_ATTEMPTS):
            change = {"state": Job.State.FAILED, "ended_at": now}
        else:
            change = {"due_at": now + timedelta(seconds=10 * 2**job.attempts)}
        self.mine(Job, job.pk).update(fault=fault, leased_until=None, **change)

    def _do_duty(self, duty: Duty, due_at: datetime, *, now: datetime) -> bool:
        due = DutyRun.objects.filter(free(now), name=duty.name, due_at=due_at)
        lease = {"leased_until": now + LEASE, "leased_by": self.name}
        if not due.update(began_at=now, **lease):
            return False
        begun, fault, did = time.monotonic(), "", None
        try:
            with reading(), self.held(DutyRun, duty.name):
                did = duty.act(now)
        except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
            fault = type(problem).__name__
            log.warning("%s failed: %s", duty.name, fault)
        # By a clock that nobody sets: not even the demo's.
        took = timedelta(seconds=time.monotonic() - begun)
        again = _next(duty, min(due_at, now), now + took)
        if fault:
            change = _failed(now, min(again, now + took + TRIED_AGAIN), fault)
        else:
            change = _succeeded(now + took, again, did)
        self.mine(DutyRun, duty.name).update(took=took, leased_until=None, **change)
        return True


def _failed(now: datetime, again: datetime, fault: str) -> dict[str, Any]:
    since = Coalesce(F("fails_since"), Value(now))
    return {"due_at": again, "fault": fault, "fails_since": since}


def _succeeded(now: datetime, again: datetime, did: int | None) -> dict[str, Any]:
    done = {"fault": "", "fails_since": None, "last_done_at": now, "did": did}
    return {"due_at": again, **done}


def _next(duty: Duty, due_at: datetime, now: datetime) -> datetime:
    zone = timezone.get_current_timezone()
    return duty.next_after(due_at, now=now, zone=zone)


def _due_duties(now: datetime) -> list[tuple[Duty, datetime]]:
    """Return the duties that are due and free, and since when, longest first.

    It reads, and seldom writes: an idle worker leaves the database to the others. A
    new duty is due at once.
    """
    duties = all_duties()
    runs = DutyRun.objects.in_bulk()
    new = {
        one.name: DutyRun(name=one.name, due_at=now)
        for one in duties
        if one.name not in runs
    }
    if new:
        DutyRun.objects.bulk_create(new.values(), ignore_conflicts=True)
    known = runs | new
    due = [
        (one, known[one.name].due_at)
        for one in duties
        if is_free(known[one.name], now) and _is_due(one, known[one.name].due_at, now)
    ]
    return sorted(due, key=lambda found: found[1])


def _is_due(duty: Duty, due_at: datetime, now: datetime) -> bool:
    """Tell whether a duty is due, or waits for a day that a wrong clock foresaw."""
    return due_at <= now or due_at > _next(duty, now, now) + CLOCKS_DIFFER


def sweep_work(*, now: datetime) -> int:
    """Remove jobs and work that ended, and workers last seen, 30 days ago."""
    jobs, _ = Job.objects.filter(ended_at__lt=now - KEPT).delete()
    beats, _ = WorkerBeat.objects.filter(at__lt=now - KEPT).delete()
    works, _ = Work.objects.filter(made_at__lt=now - KEPT).delete()
    return jobs + beats + works
