"""Leases: one worker has a row for a short while, and no other takes it meanwhile.

A row has `due_at`, `leased_until`, `leased_by` and perhaps `attempts`. A lease is short
and is held by a heartbeat, so that a killed worker's row is free again within LEASE.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from threading import Event, Lock, Thread
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError, connections, transaction
from django.db.models import F, Model, Q, QuerySet

from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.models import WorkerBeat

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(days=1)  # what is put off for longer is a duty's to begin
BEAT_SECONDS = 15.0

Row = TypeVar("Row", bound=Model)

log = logging.getLogger(__name__)


class TimeIsUp(KeyboardInterrupt):
    """A worker that is to end has waited long enough for what is at hand.

    Like Ctrl-C, so that a driver calls off what its server is doing.
    """


def free(now: datetime) -> Q:
    """Return the rows that nobody has.

    A lease longer than any is of a clock that went back since.
    """
    over = Q(leased_until__lt=now) | Q(leased_until__gt=now + 2 * LEASE)
    return Q(leased_until__isnull=True) | over


def due(now: datetime, longest: timedelta = LONGEST_WAIT) -> Q:
    """Return the rows that are due; longest is what any of them may have to wait.

    What would wait for longer was put off by a clock that went back since.
    """
    return Q(due_at__lte=now) | Q(due_at__gt=now + longest)


def is_due(row: Any, now: datetime, longest: timedelta = LONGEST_WAIT) -> bool:
    """Tell of a row that was read whether it is due."""
    at: datetime = row.due_at
    return not now < at <= now + longest


def is_free(row: Any, now: datetime) -> bool:
    """Tell of a row that was read whether nobody has it."""
    until: datetime | None = row.leased_until
    return until is None or not now <= until <= now + 2 * LEASE


class Leases:
    """What one worker has, and the one thread that holds it while the work goes on."""

    def __init__(self, worker: str) -> None:
        self.worker = worker
        self._held: set[tuple[type[Model], object]] = set()
        self._lock, self._users = Lock(), 0
        self._done = Event()
        self._heart: Thread | None = None

    def lease_next(self, rows: QuerySet[Row], *, now: datetime) -> Row | None:
        """Lease the row that is due longest, or by the order of rows; None is none."""
        found = rows.filter(free(now), due(now))
        if not found.exists():
            return None  # without a transaction: on SQLite it takes the write lock
        features = connections["default"].features
        with transaction.atomic():
            row = (
                (found if found.ordered else found.order_by("due_at", "pk"))
                .select_for_update(
                    skip_locked=features.has_select_for_update_skip_locked
                )
                .first()
            )
            if row is not None:
                self._take(row, now)
        return row

    def _take(self, row: Model, now: datetime) -> None:
        changed = {"leased_until": now + LEASE, "leased_by": self.worker}
        if _counts(type(row)):
            changed["attempts"] = row.attempts + 1  # type: ignore[attr-defined]  # as asked
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))

    def mine(self, model: type[Row], pk: object) -> QuerySet[Row]:
        """Return the row as long as it is leased to this worker."""
        return model._default_manager.filter(pk=pk, leased_by=self.worker)

    @contextmanager
    def held(self, model: type[Model], pk: object) -> Iterator[None]:
        """Keep a lease while the work goes on; give it back if that is cut off."""
        key = model, pk
        with self.beating():
            self._held.add(key)
            try:
                yield
            except TimeIsUp:
                self.give_back(model, pk)
                raise
            finally:
                self._held.discard(key)

    def give_back(self, model: type[Model], pk: object) -> None:
        """Let the next worker take a row at once, as if this one never had."""
        self._held.discard((model, pk))
        change: dict[str, object] = {"leased_until": None}
        if _counts(model):
            change["attempts"] = F("attempts") - 1
        with suppress(DatabaseError):  # then the lease runs out by itself
            self.mine(model, pk).update(**change)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Have the one thread go on meanwhile, however many want it."""
        with self._lock:
            self._users += 1
            if self._users == 1:
                self._done = Event()
                self._heart = Thread(target=self._hold, args=[self._done], daemon=True)
                self._heart.start()
        try:
            yield
        finally:
            with self._lock:
                self._users -= 1
                if not self._users and self._heart:
                    self._done.set()
                    self._heart.join(1.0)  # it may wait for the database

    def _hold(self, done: Event) -> None:
        while not done.wait(BEAT_SECONDS):
            # While the work itself writes on SQLite, nobody else can: neither this,
            # nor a worker that would take the lease.
            for model, pk in tuple(self._held):
                self._hold_one(model, pk)
            self.beat()
            connections.close_all()

    def _hold_one(self, model: type[Model], pk: object) -> None:
        try:
            # A row that was marked meanwhile is not leased again.
            kept = self.mine(model, pk).filter(leased_until__isnull=False)
            kept.update(leased_until=clock_now() + LEASE)
        except Exception as problem:  # noqa: BLE001 -- the next beat may do it
            log.warning("a lease was not held: %s", type(problem).__name__)

    def beat(self) -> None:
        """Give a sign of life."""
        try:
            WorkerBeat.objects.update_or_create(
                worker=self.worker, defaults={"at": clock_now()}
            )
        except Exception as problem:  # noqa: BLE001 -- the next beat may do it
            log.warning("no sign of life was given: %s", type(problem).__name__)


def _counts(model: type[Model]) -> bool:
    """Tell whether a table counts how often its rows were leased."""
    with suppress(FieldDoesNotExist):
        model._meta.get_field("attempts")
        return True
    return False
