"""The leasing loop: one worker leases one row, does it, and lets it go.

A lease is short and is held by a heartbeat, so that a killed worker's row is free
again within LEASE. Whatever is run is idempotent: a worker that dies after the
work and before the mark is followed by one that does it again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import uuid4

from django.db import OperationalError, close_old_connections, connections, transaction
from django.db.models import F, Model, Q
from django.utils.module_loading import import_string
from django_tasks.base import Task

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import wall_time
from fourthp.foundation.duties import Duty, all_duties
from fourthp.foundation.models import DutyRun, Job, Work, WorkerBeat

LEASE = timedelta(seconds=60)
BEAT_SECONDS = 15.0
IDLE_SECONDS = 1.0
IDLE_BEAT = timedelta(seconds=BEAT_SECONDS)
MOST_ATTEMPTS = 8
MOST_WATCHED = 3  # of work that somebody waits for: then they may try again themselves
KEPT = timedelta(days=30)

log = logging.getLogger(__name__)


class AttemptsAreUsedUp(Exception):
    """A job was leased too often without ever ending."""


class Worker:
    """One leasing loop; several may run at once, in several processes."""

    def __init__(self) -> None:
        self.name = uuid4().hex
        self._beat_at = datetime.min.replace(tzinfo=UTC)

    def run(self, stop: Event) -> None:
        """Work until told to stop, then finish what is at hand."""
        while not stop.is_set():
            close_old_connections()
            try:
                is_idle = not self.do_one(now=clock_now())
                if is_idle and clock_now() - self._beat_at >= IDLE_BEAT:
                    self._beat()
            except OperationalError as problem:
                # Locked by a long write, or away: it is there again in a while.
                log.warning("the database did not answer: %s", type(problem).__name__)
                is_idle = True
            except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
                log.error("the worker goes on after: %s", type(problem).__name__)  # noqa: TRY400 -- a trace may hold a person's words
                is_idle = True
            if is_idle:
                stop.wait(IDLE_SECONDS)

    def do_one(self, *, now: datetime) -> bool:
        """Do one due job or duty; return whether there was one."""
        job = self.lease_job(now=now)
        if job is not None:
            self._do_job(job)
            return True
        return any(self._do_duty(duty, now=now) for duty in _due_duties(now))

    def lease_job(self, *, now: datetime) -> Job | None:
        """Lease the job that is due longest, or None."""
        due = Job.objects.filter(_free(now), state=Job.State.WAITING, due_at__lte=now)
        if not due.exists():
            return None  # without a transaction: on SQLite it takes the write lock
        with transaction.atomic():
            job = (
                due.order_by("due_at", "id")
                .select_for_update(
                    skip_locked=connections[
                        "default"
                    ].features.has_select_for_update_skip_locked
                )
                .first()
            )
            if job is None:
                return None
            job.leased_until, job.leased_by = now + LEASE, self.name
            job.attempts += 1
            job.save(update_fields=["leased_until", "leased_by", "attempts"])
        return job

    def _do_job(self, job: Job) -> None:
        if job.attempts > MOST_ATTEMPTS:
            # It never got as far as failing: it takes its worker down.
            self._fail_job(job, AttemptsAreUsedUp())
            return
        try:
            # Inside: a version of the program may have renamed its task since.
            task: Task[..., object] = import_string(job.path)
            with wall_time(), self._held(Job, job.pk):
                task.call(*job.arguments["args"], **job.arguments["kwargs"])
        except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
            self._fail_job(job, problem)
        else:
            self._mine(Job, job.pk).update(
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
        self._mine(Job, job.pk).update(fault=fault, leased_until=None, **change)

    def _do_duty(self, duty: Duty, *, now: datetime) -> bool:
        due = DutyRun.objects.filter(_free(now), name=duty.name, due_at__lte=now)
        leased = due.update(leased_until=now + LEASE, leased_by=self.name)
        if not leased:
            return False
        fault = ""
        try:
            with wall_time(), self._held(DutyRun, duty.name):
                duty.act(now)
        except Exception as problem:  # noqa: BLE001 -- whatever fails, the loop goes on
            fault = type(problem).__name__
            log.warning("%s failed: %s", duty.name, fault)
        self._mine(DutyRun, duty.name).update(
            due_at=now + duty.every,
            leased_until=None,
            fault=fault,
            last_done_at=F("last_done_at") if fault else clock_now(),
        )
        return True

    def _mine(self, model: type[Model], pk: object):  # type: ignore[no-untyped-def]  # two models' querysets
        return model._default_manager.filter(pk=pk, leased_by=self.name)

    @contextmanager
    def _held(self, model: type[Model], pk: object) -> Iterator[None]:
        """Keep the lease while the work goes on, from a thread of its own."""
        done = Event()

        def hold() -> None:
            while not done.wait(BEAT_SECONDS):
                # While the work itself writes on SQLite, nobody else can: neither
                # this, nor a worker that would take the lease.
                with suppress(OperationalError):
                    self._mine(model, pk).update(leased_until=clock_now() + LEASE)
                    self._beat()
            connections.close_all()

        holder = Thread(target=hold, daemon=True)
        holder.start()
        try:
            yield
        finally:
            done.set()
            holder.join()

    def _beat(self) -> None:
        at = clock_now()
        WorkerBeat.objects.update_or_create(worker=self.name, defaults={"at": at})
        self._beat_at = at


def _free(now: datetime) -> Q:
    return Q(leased_until__isnull=True) | Q(leased_until__lt=now)


def _due_duties(now: datetime) -> list[Duty]:
    """Return the duties that are due and free; a new one is due at once.

    It reads, and seldom writes: an idle worker leaves the database to the others.
    """
    duties = all_duties()
    known = set(DutyRun.objects.values_list("name", flat=True))
    new = [
        DutyRun(name=one.name, due_at=now) for one in duties if one.name not in known
    ]
    if new:
        DutyRun.objects.bulk_create(new, ignore_conflicts=True)
    due = DutyRun.objects.filter(_free(now), due_at__lte=now)
    names = set(due.values_list("name", flat=True))
    return [one for one in duties if one.name in names]


def sweep_work(*, now: datetime) -> int:
    """Remove jobs and work that ended, and workers last seen, 30 days ago."""
    jobs, _ = Job.objects.filter(ended_at__lt=now - KEPT).delete()
    beats, _ = WorkerBeat.objects.filter(at__lt=now - KEPT).delete()
    works, _ = Work.objects.filter(made_at__lt=now - KEPT).delete()
    return jobs + beats + works
