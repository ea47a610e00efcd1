"""Leases: a row is one worker's alone, for as long as that one works on it."""

from datetime import timedelta
from threading import active_count
from time import monotonic, sleep

import pytest

from fourthp.foundation import leases
from fourthp.foundation.clock import now
from fourthp.foundation.leases import LEASE, Leases, TimeIsUp, free, is_free
from fourthp.foundation.models import DutyRun, Job, WorkerBeat
from fourthp.foundation.tests.jobs import note

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = Job.objects.filter(state=Job.State.WAITING)


def lease(name: str = "w") -> tuple[Leases, Job]:
    note.enqueue("a")
    found = Leases(name)
    job = found.lease_next(WAITING.all(), now=now())
    assert job
    return found, job


def wait_for(condition) -> bool:
    end = monotonic() + 10
    while monotonic() < end:
        if condition():
            return True
        sleep(0.02)
    return False


class TestLeaseNext:
    def test_takes_what_is_due_longest_and_counts(self):
        for name in ("late", "later"):
            note.enqueue(name)
        Job.objects.filter(arguments__args=["later"]).update(due_at=now() - LEASE)
        job = Leases("w").lease_next(WAITING.all(), now=now())
        assert (job.arguments["args"], job.attempts) == (["later"], 1)

    def test_keeps_the_order_that_rows_have(self):
        for name in ("a", "b"):
            note.enqueue(name)
        job = Leases("w").lease_next(WAITING.order_by("-due_at"), now=now())
        assert job.arguments["args"] == ["b"]

    def test_takes_rows_that_count_nothing(self):
        DutyRun.objects.create(name="a", due_at=now())
        assert Leases("w").lease_next(DutyRun.objects.all(), now=now())
        assert Leases("v").lease_next(DutyRun.objects.all(), now=now()) is None


class TestFree:
    @pytest.mark.parametrize(
        ("until", "expected"),
        [
            (None, True),
            (timedelta(seconds=-1), True),
            (timedelta(seconds=1), False),
            (LEASE, False),
            (timedelta(days=5), True),  # the clock went back since
        ],
    )
    def test_says_the_same_of_a_row_as_in_the_database(self, until, expected):
        moment = now()
        until = None if until is None else moment + until
        row = DutyRun.objects.create(name="a", due_at=moment, leased_until=until)
        assert is_free(row, moment) is expected
        assert DutyRun.objects.filter(free(moment)).exists() is expected


class TestHeld:
    def test_holds_the_lease_while_the_work_goes_on(self, monkeypatch):
        monkeypatch.setattr(leases, "BEAT_SECONDS", 0.02)
        found, job = lease()
        Job.objects.update(leased_until=now() + timedelta(seconds=1))
        soon = now() + LEASE / 2
        with found.held(Job, job.pk):
            assert wait_for(lambda: Job.objects.get().leased_until > soon)
            assert wait_for(WorkerBeat.objects.filter(worker="w").exists)

    def test_holds_nothing_that_was_marked_or_is_anothers(self, monkeypatch):
        monkeypatch.setattr(leases, "BEAT_SECONDS", 0.02)
        found, job = lease()
        with found.held(Job, job.pk):
            Job.objects.update(leased_until=None)
            assert wait_for(WorkerBeat.objects.exists)
            assert Job.objects.get().leased_until is None
            Job.objects.update(leased_until=now(), leased_by="another")
            WorkerBeat.objects.all().delete()
            assert wait_for(WorkerBeat.objects.exists)
            assert Job.objects.get().leased_until < now() + LEASE / 2

    def test_has_one_thread_for_all_that_is_held(self):
        found, job = lease()
        before = active_count()
        with found.beating(), found.held(Job, job.pk), found.held(DutyRun, "a"):
            assert active_count() == before + 1
        assert active_count() == before

    def test_gives_back_what_is_cut_off_as_if_it_had_never_been_taken(self):
        found, job = lease()
        with pytest.raises(TimeIsUp), found.held(Job, job.pk):
            raise TimeIsUp
        job.refresh_from_db()
        assert (job.leased_until, job.attempts) == (None, 0)
        assert Leases("next").lease_next(WAITING.all(), now=now())

    def test_gives_back_nothing_that_failed_by_itself(self):
        found, job = lease()
        with pytest.raises(ZeroDivisionError), found.held(Job, job.pk):
            raise ZeroDivisionError
        assert Job.objects.get().leased_until
