"""Queues: rows of other rooms have their turn after jobs and duties."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event
from time import monotonic
from typing import Any

import pytest

from fourthp.foundation import duties, queues, worker
from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun, Job
from fourthp.foundation.queues import register_queue
from fourthp.foundation.tests.jobs import note
from fourthp.foundation.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


class Letters:
    """A small real queue: jobs of its own path, which no task has."""

    def __init__(self, by: Any) -> None:
        self.by, self.done = by, list[str]()

    def work(self, *, now: datetime, is_over: Callable[[], bool]) -> bool:
        before = len(self.done)
        while not is_over():
            row = self.by.lease_next(Job.objects.filter(path="letters"), now=now)
            if row is None:
                break
            with self.by.held(Job, row.pk):
                self.done.append(row.arguments["name"])
            gone, _each = self.by.mine(Job, row.pk).delete()
            assert gone
        return len(self.done) > before

    def close(self) -> None:
        self.done.append("closed")


class Broken(Letters):
    def work(self, *, now: datetime, is_over: Callable[[], bool]) -> bool:
        raise ZeroDivisionError("a person's words")


@pytest.fixture(autouse=True)
def _registered(monkeypatch):
    monkeypatch.setattr(duties, "_duties", {})
    monkeypatch.setattr(queues, "_paths", [])
    for kind in (Broken, Letters):
        register_queue(f"{__name__}.{kind.__name__}")


def make_letters(count: int) -> None:
    Job.objects.bulk_create(
        Job(
            path="letters",
            # Not waiting: the loop itself leaves it alone.
            state=Job.State.DONE,
            arguments={"name": f"{n:02}"},
            due_at=now() - timedelta(seconds=count - n),
            made_at=now(),
        )
        for n in range(count)
    )


def letters_of(found: Worker) -> list[str]:
    return next(one.done for one in found._queues if type(one) is Letters)


class TestQueues:
    def test_have_their_turn_after_a_job_in_order_and_once(self, caplog):
        make_letters(6)
        note.enqueue("first")
        found = Worker()
        assert found.do_one(now=now())
        assert DutyRun.objects.filter(name="first").exists()
        assert letters_of(found) == [f"{n:02}" for n in range(6)]
        assert not found.do_one(now=now())
        assert "Broken failed: ZeroDivisionError" in caplog.text
        assert "words" not in caplog.text

    def test_are_over_after_their_second_and_go_on_in_the_next_turn(self, monkeypatch):
        monkeypatch.setattr(worker, "QUEUE_SECONDS", 0.0)
        make_letters(2)
        found = Worker()
        assert not found.do_one(now=now())
        monkeypatch.setattr(worker, "QUEUE_SECONDS", 1.0)
        begun = monotonic()
        assert found.do_one(now=now())
        assert monotonic() - begun < 1.0

    def test_are_over_at_once_when_the_worker_is_told_to_stop(self):
        make_letters(2)
        found = Worker()
        found._stop.set()
        assert not found.do_one(now=now())
        assert Job.objects.count() == 2

    def test_are_shared_by_workers_without_one_being_done_twice(self):
        make_letters(6)
        one, other = Worker(), Worker()
        assert one.lease_next(Job.objects.filter(path="letters"), now=now())
        other.do_one(now=now())
        assert letters_of(other) == ["01", "02", "03", "04", "05"]

    def test_are_registered_once_however_often_that_is_said(self):
        register_queue(f"{__name__}.Letters")
        assert len(queues.make_queues(Worker())) == 2


def test_are_closed_when_the_worker_ends():
    worker, stop = Worker(), Event()
    worker.do_one(now=now())
    stop.set()
    worker.run(stop)
    assert [queue.done for queue in worker._queues] == [["closed"], ["closed"]]
