"""The leasing loop: nothing lost, nothing by two at once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from threading import Event, Thread
from time import monotonic, sleep

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from fourthp.foundation import clock, duties, queues
from fourthp.foundation.clock import now
from fourthp.foundation.duties import Duty
from fourthp.foundation.leases import LEASE, TimeIsUp
from fourthp.foundation.models import DutyRun, Job, WorkerBeat
from fourthp.foundation.tests.jobs import die_once, fail, note, note_day
from fourthp.foundation.worker import KEPT, MOST_ATTEMPTS, Worker, sweep_work

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_duties(monkeypatch):
    monkeypatch.setattr(duties, "_duties", {})
    monkeypatch.setattr(queues, "_paths", [])


def make_duty(
    act, *, every=timedelta(hours=1), name="test.duty", at: time | None = None
) -> Duty:
    found = Duty(name, "Test", "Nothing comes of it.", every, act, at)
    duties._duties[found.name] = found
    return found


@pytest.mark.django_db(transaction=True)
class TestJobs:
    def test_run_once_and_end(self):
        note.enqueue("a")
        worker = Worker()
        assert worker.do_one(now=now())
        assert not worker.do_one(now=now())
        assert Job.objects.get().state == Job.State.DONE
        assert DutyRun.objects.get().name == "a"

    def test_do_not_exist_when_their_act_was_undone(self):
        with transaction.atomic():
            note.enqueue("a")
            transaction.set_rollback(True)
        assert not Job.objects.exists()

    def test_wait_for_no_day_that_a_wrong_clock_foresaw(self):
        with time_machine.travel(now() + timedelta(days=30), tick=False):
            note.enqueue("a")
            fail.enqueue()
            Worker().do_one(now=now())
            Worker().do_one(now=now())
            note.enqueue("b")
        worker = Worker()
        while worker.do_one(now=now()):
            pass
        names = set(DutyRun.objects.values_list("name", flat=True))
        assert names == {"a", "b"}
        assert Job.objects.filter(state=Job.State.DONE).count() == 2
        assert Job.objects.get(state=Job.State.WAITING).attempts == 2

    def test_wait_until_they_are_due(self):
        note.using(run_after=now() + timedelta(hours=1)).enqueue("a")
        assert not Worker().do_one(now=now())
        assert Worker().do_one(now=now() + timedelta(hours=2))

    def test_that_fail_are_tried_again_later_and_then_given_up(self):
        fail.enqueue()
        worker = Worker()
        for _ in range(MOST_ATTEMPTS):
            assert worker.do_one(now=now() + timedelta(days=2))
        assert not worker.do_one(now=now() + timedelta(days=2))
        job = Job.objects.get()
        assert (job.state, job.fault) == (Job.State.FAILED, "ZeroDivisionError")

    def test_that_take_their_worker_down_every_time_are_given_up(self):
        note.enqueue("a")
        Job.objects.update(attempts=MOST_ATTEMPTS)
        Worker().do_one(now=now())
        assert Job.objects.get().fault == "AttemptsAreUsedUp"
        assert not DutyRun.objects.exists()

    def test_whose_task_has_another_name_now_fail_and_take_no_worker_down(self):
        note.enqueue("a")
        Job.objects.update(
            path="fourthp.gone.tasks.renamed", attempts=MOST_ATTEMPTS - 1
        )
        assert Worker().do_one(now=now())
        job = Job.objects.get()
        assert (job.state, job.fault) == (Job.State.FAILED, "ModuleNotFoundError")

    def test_whose_task_is_unknown_and_took_workers_down_before_are_given_up(self):
        note.enqueue("a")
        Job.objects.update(path="fourthp.gone.tasks.renamed", attempts=MOST_ATTEMPTS)
        assert Worker().do_one(now=now())
        job = Job.objects.get()
        assert (job.state, job.fault) == (Job.State.FAILED, "AttemptsAreUsedUp")

    def test_that_are_leased_are_left_alone_until_the_lease_is_over(self):
        note.enqueue("a")
        assert Worker().lease_job(now=now())
        assert Worker().lease_job(now=now()) is None
        assert Worker().lease_job(now=now() + LEASE + timedelta(seconds=1))

    def test_are_leased_by_one_of_many_workers_at_once(self):
        for n in range(20):
            note.enqueue(f"{n}")
        leased: list[object] = []

        def lease_all() -> None:
            worker = Worker()
            while job := worker.lease_job(now=now()):
                leased.append(job.pk)
            connections.close_all()

        threads = [Thread(target=lease_all) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(leased) == len(set(leased)) == 20


@pytest.mark.django_db(transaction=True)
def test_a_worker_goes_on_whatever_goes_wrong_in_its_loop(monkeypatch, caplog):
    stop, asked = Event(), []

    def do_one(_worker, *, now):
        asked.append(now)
        if len(asked) == 2:
            stop.set()
        raise ZeroDivisionError("a person's words")

    monkeypatch.setattr(Worker, "do_one", do_one)
    monkeypatch.setattr("fourthp.foundation.worker.IDLE_SECONDS", 0.01)
    Worker().run(stop)
    assert len(asked) == 2
    assert "ZeroDivisionError" in caplog.text
    assert "words" not in caplog.text


@pytest.mark.django_db(transaction=True)
class TestDuties:
    def test_run_when_due_and_not_before(self):
        ran = []
        make_duty(ran.append)
        worker, start = Worker(), now()
        assert worker.do_one(now=start)
        assert not worker.do_one(now=start + timedelta(minutes=59))
        assert worker.do_one(now=start + timedelta(minutes=60))
        assert len(ran) == 2

    def test_are_done_by_one_of_two_workers(self):
        ran = []

        def act(moment):
            ran.append(moment)
            # In the midst of it another worker comes by.
            assert not Worker().do_one(now=moment)

        make_duty(act)
        assert Worker().do_one(now=now())
        assert len(ran) == 1

    def test_that_fail_say_so_and_come_again(self):
        def act(_moment):
            raise ZeroDivisionError

        make_duty(act)
        Worker().do_one(now=now())
        row = DutyRun.objects.get(name="test.duty")
        assert (row.fault, row.last_done_at) == ("ZeroDivisionError", None)
        assert Worker().do_one(now=now() + timedelta(hours=1))

    def test_keep_how_long_they_took_what_they_did_and_since_when_they_fail(self):
        faults = [None, ZeroDivisionError, ValueError, None]

        def act(_moment):
            if fault := faults.pop(0):
                raise fault
            return 12

        make_duty(act)
        start = now()
        told = []
        for hour in range(4):
            Worker().do_one(now=start + timedelta(hours=hour))
            run = DutyRun.objects.get()
            since = run.fails_since and round((run.fails_since - start) / HOUR)
            told.append((run.fault, run.did, since))
            assert run.began_at == start + timedelta(hours=hour)
            assert timedelta() <= run.took < timedelta(seconds=10)
        assert told == [
            ("", 12, None),
            ("ZeroDivisionError", 12, 1),
            ("ValueError", 12, 1),
            ("", 12, None),
        ]

    def test_that_fail_are_tried_again_within_the_hour_however_seldom_due(self):
        def act(_moment):
            raise ZeroDivisionError

        make_duty(act, every=timedelta(days=1))
        start = now()
        Worker().do_one(now=start)
        assert not Worker().do_one(now=start + timedelta(minutes=59))
        assert Worker().do_one(now=start + timedelta(minutes=61))

    def test_three_days_late_are_caught_up_with_once(self):
        ran = []
        make_duty(ran.append)
        start = now()
        Worker().do_one(now=start)
        late, worker = start + timedelta(days=3, minutes=20), Worker()
        assert worker.do_one(now=late)
        assert not worker.do_one(now=late)
        assert DutyRun.objects.get().due_at == start + timedelta(days=3, hours=1)
        assert len(ran) == 2

    def test_that_wait_longest_are_done_first(self):
        ran = []
        start = now()
        for name, minutes in (("a", 5), ("b", 20), ("c", 10)):
            make_duty(lambda _moment, name=name: ran.append(name), name=name)
            due = start - timedelta(minutes=minutes)
            DutyRun.objects.create(name=name, due_at=due)
        while Worker().do_one(now=start):
            pass
        assert ran == ["b", "c", "a"]


@pytest.mark.django_db(transaction=True)
class TestWhatIsCutOff:
    def test_is_a_duty_that_the_next_worker_does_at_once(self):
        ran = []

        def act(moment):
            ran.append(moment)
            if len(ran) == 1:
                raise TimeIsUp

        make_duty(act)
        stop, start = Event(), now()
        Worker().run(stop)  # it ends by itself
        assert not stop.is_set()
        assert DutyRun.objects.get().last_done_at is None
        assert Worker().do_one(now=start + timedelta(seconds=5))
        assert len(ran) == 2
        assert DutyRun.objects.get().fault == ""


@pytest.mark.django_db(transaction=True)
class TestAnIdleWorker:
    @pytest.mark.parametrize("hour", [None, time(3)])
    def test_waits_for_no_day_that_a_wrong_clock_foresaw(self, hour):
        times: list[datetime] = []
        every = timedelta(days=1) if hour else HOUR
        make_duty(times.append, every=every, at=hour)
        moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
        for at in (moment, moment + timedelta(days=30), moment, moment + every):
            with time_machine.travel(at, tick=False):
                for _ in range(3):
                    Worker().do_one(now=at)
        assert times == [moment, moment + timedelta(days=30), moment, moment + every]

    def test_writes_nothing_at_all_while_nothing_is_due(self):
        ran = []
        make_duty(ran.append)
        worker = Worker()
        assert worker.do_one(now=now())
        with CaptureQueriesContext(connection) as asked:
            assert not worker.do_one(now=now())
        assert {one["sql"].split()[0] for one in asked} == {"SELECT"}
        assert len(asked) <= 3

    def test_reads_as_much_for_many_duties_as_for_one(self):
        for n in range(20):
            make_duty(lambda _moment: None, name=f"test.{n}")
        worker = Worker()
        while worker.do_one(now=now()):
            pass
        with CaptureQueriesContext(connection) as asked:
            assert not worker.do_one(now=now())
        assert len(asked) <= 3

    def test_gives_its_sign_of_life_now_and_then(self, monkeypatch):
        signs, stop = [], Event()

        def do_one(_worker, *, now):
            signs.append(WorkerBeat.objects.values_list("at", flat=True).first())
            if len(signs) == 5:
                stop.set()
            return False

        monkeypatch.setattr(Worker, "do_one", do_one)
        monkeypatch.setattr("fourthp.foundation.worker.IDLE_SECONDS", 0.01)
        Worker().run(stop)
        assert signs[0] is not None
        assert len(set(signs)) == 1


@pytest.mark.django_db(transaction=True)
class TestTheDate:
    """Jobs and duties live on the network's day, not on London's or Greenwich's."""

    @pytest.fixture(autouse=True)
    def _at_night(self, monkeypatch):
        monkeypatch.setattr(clock, "_zones", [f"{__name__}.zone_far_east"])
        with time_machine.travel(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), tick=False):
            yield

    def test_of_a_duty_is_the_networks(self):
        days = []
        make_duty(lambda moment: days.append((clock.today(), localdate(moment))))
        Worker().do_one(now=now())
        assert days == [(date(2026, 3, 3), date(2026, 3, 3))]
        assert clock.today() == date(2026, 3, 2)

    def test_of_a_job_is_the_networks(self):
        note_day.enqueue()
        Worker().do_one(now=now())
        assert DutyRun.objects.get().name == "2026-03-03"


def zone_far_east() -> str:
    return "Pacific/Auckland"


@pytest.mark.django_db
def test_the_sweep_forgets_what_ended_long_ago():
    note.enqueue("a")
    Job.objects.update(ended_at=now() - KEPT - timedelta(days=1))
    WorkerBeat.objects.create(worker="w", at=now() - KEPT - timedelta(days=1))
    assert sweep_work(now=now()) == 2


def start_worker() -> subprocess.Popen[bytes]:
    """Start a real worker process on this test's own database."""
    code = (
        "import django; django.setup();"
        "from threading import Event; from fourthp.foundation import worker, duties;"
        "duties._duties.clear(); worker.IDLE_SECONDS = 0.05;"
        "worker.Worker().run(Event())"
    )
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "")
    url = f"{url.rsplit('/', 1)[0]}/{name}" if url else f"sqlite:///{name}"
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code],
        env=os.environ
        | {
            "DATABASE_URL": url,
            "FOURTHP_TEST_HOME": str(settings.HOME),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        },
    )


def wait_for(condition, seconds=20.0) -> bool:
    end = monotonic() + seconds
    while monotonic() < end:
        if condition():
            return True
        sleep(0.05)
    return False


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_strands_nothing():
    die_once.enqueue("first")
    worker = start_worker()
    try:
        assert worker.wait(20) == -signal.SIGKILL
        assert Job.objects.get().state == Job.State.WAITING
        Job.objects.update(leased_until=now() - timedelta(seconds=1))
        worker = start_worker()
        assert wait_for(lambda: Job.objects.get().state == Job.State.DONE)
    finally:
        worker.kill()
        worker.wait()
    assert DutyRun.objects.filter(name="first again").exists()
