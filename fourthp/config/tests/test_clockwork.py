"""What `bin/fourthp clockwork` says, and by what it ends."""

from argparse import Namespace
from datetime import timedelta

import pytest

from fourthp.config.commands import at_words
from fourthp.config.commands.clockwork import run
from fourthp.foundation.clock import now
from fourthp.foundation.duties import all_duties
from fourthp.foundation.models import DutyRun, WorkerBeat

pytestmark = pytest.mark.django_db
SEAL = "audit.seal"  # every 30 seconds


@pytest.fixture(autouse=True)
def _all_fine():
    WorkerBeat.objects.create(worker="w", at=now())
    DutyRun.objects.bulk_create(
        DutyRun(name=one.name, due_at=now() + one.every, began_at=now(), did=3)
        for one in all_duties()
    )


def change(**facts: object) -> None:
    DutyRun.objects.filter(name=SEAL).update(**facts)


def said(capsys) -> tuple[int, str]:
    code = run(Namespace())
    return code, capsys.readouterr().out


class TestClockwork:
    def test_tells_every_duty_in_words(self, capsys):
        change(took=timedelta(minutes=3))
        code, told = said(capsys)
        assert code == 0
        assert told.startswith(
            "Everything is in time. 1 worker is there.\n\nSeveral times"
        )
        assert "Late or failing" not in told
        for one in all_duties():
            assert f"{one.title}: in time ({one.name})" in told
            assert f"If late: {one.if_late}" in told
        assert f"{now():%Y-%m-%d}" in told
        assert ", took 3 minutes\n  3 things done\n  next 20" in told

    def test_ends_with_three_when_something_is_late(self, capsys):
        change(due_at=now() - timedelta(minutes=2))
        code, told = said(capsys)
        assert code == 3
        assert told.startswith(
            "1 duty is late. 1 worker is there.\n\nLate or failing\n"
        )
        assert f": late ({SEAL})" in told

    def test_ends_with_three_when_something_fails_and_says_since_when(self, capsys):
        change(fault="RecordWasChanged", fails_since=now(), last_done_at=now())
        code, told = said(capsys)
        assert code == 3
        assert "(RecordWasChanged), last done 20" in told
        assert told.index(": fails") < told.index(": in time")

    def test_ends_with_three_when_nobody_is_there_to_do_it(self, capsys):
        WorkerBeat.objects.all().delete()
        code, told = said(capsys)
        assert code == 3
        assert (
            "No background worker was seen at all yet: serve has" in told.split("\n")[0]
        )

    def test_says_of_a_new_duty_that_it_is_done_when_a_worker_comes(self, capsys):
        DutyRun.objects.filter(name=SEAL).delete()
        assert ": not done yet (audit.seal)\n  next when a worker" in said(capsys)[1]

    def test_says_by_which_clock_it_tells_the_time(self, capsys):
        assert f"next {at_words(now() + timedelta(days=1))[:4]}" in said(capsys)[1]
        assert at_words(now()).endswith(" UTC")

    def test_says_what_somebody_asked_for(self, capsys):
        change(asked_at=now() + timedelta(seconds=1))
        assert f": in time, asked for ({SEAL})" in said(capsys)[1]
