"""R7: timed work run twice, late, or by two workers at once ends in the same state."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.db import connections, transaction

from fourthp.audit.operations import record
from fourthp.audit.tasks import anchor, notes_folder
from fourthp.directory.models import Schedule, Service
from fourthp.directory.tests.makers import make_service
from fourthp.foundation import duties
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.duties import Duty, all_duties
from fourthp.foundation.models import DutyRun
from fourthp.foundation.worker import Worker
from fourthp.partnership.tests.makers import (
    make_group,
    make_network,
    make_network_group,
)
from tests.safety.test_forgetting import MAKERS

Snapshot = dict[str, list[str]]
# When something was noticed, and what covers that moment.
MOMENTS = {"sealed_at", "ended_on", "people_asked_on", "content", "chain"}
OWN_NOTES = {"foundation.dutyrun", "foundation.workerbeat"}
# Three in the morning by the clock, the day after it changed.
CLOCK_CHANGES = [
    datetime(2026, 3, 30, 2, tzinfo=UTC),
    datetime(2026, 10, 26, 3, tzinfo=UTC),
]
MADE_ANEW = {"directory.openinterval", "audit.anchor"}


def make_what_is_due() -> datetime:
    """Make rows for every duty to work on; return the moment at which it is due."""
    moment = now().replace(microsecond=0)
    for make in MAKERS.values():
        make(moment - timedelta(days=800))
        make(moment)
    service = make_service("Open on Mondays")
    hours = {"opens_at": time(9), "closes_at": time(17)}
    Schedule.objects.create(service=service, freq="WEEKLY", byday="MO", **hours)
    make_service("Ended", status=Service.Status.DEFUNCT)
    with transaction.atomic():
        for act in ("added", "edited", "checked"):
            record(Host(), act, service)
    return moment + timedelta(days=4)


def do(*moments: datetime) -> None:
    for at in moments:
        with time_machine.travel(at, tick=False):
            for duty in all_duties():
                duty.act(at)


def snapshot() -> Snapshot:
    """Return every row as it stands, without when it was noticed."""
    found = {}
    for model in (one for one in apps.get_models() if one._meta.managed):
        label = model._meta.label_lower
        rows = serializers.serialize("python", model._base_manager.order_by("pk"))
        said = []
        for row in rows:
            fields = {n: v for n, v in row["fields"].items() if n not in MOMENTS}
            if label == "audit.anchor":
                fields = {"reads": fields["reads"]}
            key = "" if label in MADE_ANEW else row["pk"]
            said.append(f"{key} {fields}")
        found[label] = sorted(said)
    return found


def tried(act: Callable[[], None]) -> Snapshot:
    """Return what stands after an act, which is then undone, its notes outside too."""
    notes = {file: file.read_bytes() for file in notes_folder().iterdir()}
    with transaction.atomic():
        act()
        found = snapshot()
        transaction.set_rollback(True)
    for file in notes_folder().iterdir():
        file.unlink()
    for file, said in notes.items():
        file.write_bytes(said)
    return found


def differences(one: Snapshot, other: Snapshot) -> list[str]:
    return [label for label in one if one[label] != other[label]]


def run_twice_or_late() -> list[str]:
    at = make_what_is_due()
    once = tried(lambda: do(at))
    assert differences(once, snapshot())  # there was something to do
    twice = tried(lambda: do(at, at))
    late = tried(lambda: do(at - timedelta(hours=7), at))
    # Three days late, and on each of these days.
    daily = tried(lambda: do(*(at - timedelta(days=n) for n in (3, 2, 1, 0))))
    return [
        label for other in (twice, late, daily) for label in differences(once, other)
    ]


def run_by_two() -> list[str]:
    at = make_what_is_due()
    alone = tried(lambda: do(at))
    barrier, broken = Barrier(2, timeout=60), []

    def work() -> None:
        try:
            for duty in all_duties():
                barrier.wait()
                duty.act(at)
        except Exception as problem:  # noqa: BLE001 -- told by the test
            broken.append(repr(problem))
            barrier.abort()
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    with time_machine.travel(at, tick=False):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    return broken + differences(alone, snapshot())


def run_by_two_loops(at: datetime) -> list[str]:
    """Let two real workers find the duties due, each until nothing is."""
    alone = tried(lambda: do(at))
    broken: list[str] = []

    def work() -> None:
        try:
            worker = Worker()
            while worker.do_one(now=at):
                pass
        except Exception as problem:  # noqa: BLE001 -- told by the test
            broken.append(repr(problem))
        finally:
            connections.close_all()

    workers = [Thread(target=work) for _ in range(2)]
    with time_machine.travel(at, tick=False):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    broken += DutyRun.objects.exclude(fault="").values_list("name", flat=True)
    return broken + differences(without_runs(alone), without_runs(snapshot()))


def without_runs(found: Snapshot) -> Snapshot:
    """Leave out what the loop notes of itself."""
    return {label: rows for label, rows in found.items() if label not in OWN_NOTES}


def walk(begin: datetime, end: datetime) -> None:
    """Let a worker come by every half hour."""
    worker, moment = Worker(), begin
    while moment <= end:
        with time_machine.travel(moment, tick=False):
            while worker.do_one(now=moment):
                pass
        moment += timedelta(minutes=30)


def run_over(end: datetime) -> list[str]:
    """Let a worker go about its duties until a moment at which each is due."""
    make_network(time_zone="Europe/London")
    with time_machine.travel(end - timedelta(days=4), tick=False):
        assert make_what_is_due() == end
    once = tried(lambda: do(end))
    walked = tried(lambda: walk(end - timedelta(days=2), end))
    return differences(without_runs(once), without_runs(walked))


def test_duties_run_twice_or_late_end_alike(db):
    assert run_twice_or_late() == []


@pytest.mark.parametrize("end", CLOCK_CHANGES)
def test_duties_run_across_a_clock_change_end_alike(db, end):
    assert run_over(end) == []


@pytest.mark.django_db(transaction=True)
def test_duties_that_two_workers_find_three_days_late_end_alike():
    at = make_what_is_due()
    names = [one.name for one in all_duties()]
    late = at - timedelta(days=3)
    # As it was then: of two years that no anchor covers the other worker might forget
    # the readings first.
    anchor(late)
    DutyRun.objects.bulk_create(DutyRun(name=name, due_at=late) for name in names)
    assert run_by_two_loops(at) == []
    # Caught up with once, and not due again for every day that was missed.
    assert not DutyRun.objects.filter(due_at__lte=at).exists()


@pytest.mark.django_db(transaction=True)
def test_duties_run_by_two_workers_at_once_end_alike():
    assert run_by_two() == []


@pytest.fixture
def _counting(monkeypatch):
    """A duty that is not the same when it is done twice."""

    def count(_now: datetime) -> None:
        make_group("once more")

    counting = Duty("test.count", "Count", "It counts.", timedelta(hours=1), count)
    monkeypatch.setattr(duties, "_duties", duties._duties | {"test.count": counting})


@pytest.mark.usefixtures("_counting")
def test_a_duty_that_counts_is_found(db):
    make_network_group()
    assert "partnership.group" in run_twice_or_late()
    assert "partnership.group" in run_over(CLOCK_CHANGES[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_counting")
def test_a_duty_that_counts_is_found_with_two_workers():
    assert "partnership.group" in run_by_two()
