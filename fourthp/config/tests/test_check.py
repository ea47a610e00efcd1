"""What check says of the timed and the background work."""

from datetime import timedelta

import pytest
from django.conf import settings

from fourthp.config.commands.check import findings
from fourthp.config.commands.mail_check import NO_SENDER, NOTHING_FETCHED
from fourthp.config.home import prepare_home
from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun, Job

pytestmark = pytest.mark.django_db
SEAL = "audit.seal"  # every 30 seconds


@pytest.fixture(autouse=True)
def _home():
    prepare_home(settings.HOME)


def said() -> str:
    return "\n".join(findings())


def make_run(**facts: object) -> DutyRun:
    return DutyRun.objects.create(**({"name": SEAL, "due_at": now()} | facts))


def make_job(**facts: object) -> Job:
    given = {"path": "a.tasks.read", "due_at": now(), "made_at": now()}
    ended = {"ended_at": now(), "state": Job.State.FAILED, "fault": "ValueError"}
    return Job.objects.create(**(given | ended | facts))


class TestDuties:
    def test_that_fail_are_named_with_when_they_were_done_last(self):
        run = make_run(fault="RecordWasChanged")
        assert f"duty {SEAL} fails (RecordWasChanged): it was never done." in said()
        run.last_done_at = now() - timedelta(days=3)
        run.save()
        assert f"it was last done {run.last_done_at:%Y-%m-%d %H:%M} UTC." in said()

    def test_that_are_late_by_twice_their_time_are_named(self):
        run = make_run(due_at=now() - timedelta(seconds=50))
        assert SEAL not in said()
        run.due_at = now() - timedelta(seconds=70)
        run.save()
        assert f"duty {SEAL} was due {run.due_at:%Y-%m-%d %H:%M} UTC and is" in said()

    def test_that_are_no_duties_any_more_are_not_named(self):
        make_run(name="gone.duty", fault="ValueError")
        assert "gone.duty" not in said()


class TestJobs:
    def test_that_were_given_up_are_counted_by_what_they_were(self):
        make_job()
        assert "1 background job was given up lately: a.tasks.read (Va" in said()
        make_job()
        assert "2 background jobs were given up lately: a.tasks.read (Va" in said()

    def test_that_wait_or_were_given_up_long_ago_are_not_named(self):
        make_job(ended_at=now() - timedelta(days=9))
        make_job(state=Job.State.WAITING, ended_at=None)
        assert "a.tasks.read" not in said()


class TestMail:
    def test_of_a_server_needs_an_address_and_a_mailbox(self, settings):
        settings.MAIL_SERVER = {"host": "mail.network.example"}
        settings.MAIL_FROM, settings.MAIL_IN = "no-reply@localhost", ""
        assert NO_SENDER in said()
        assert NOTHING_FETCHED in said()
        settings.MAIL_FROM = "post@network.example"
        settings.MAIL_IN = "maildir:/var/mail/post"
        assert NO_SENDER not in said()
        assert NOTHING_FETCHED not in said()

    def test_into_a_folder_needs_neither(self, settings):
        settings.MAIL_SERVER, settings.MAIL_IN = None, ""
        settings.MAIL_FROM = "no-reply@localhost"
        assert NO_SENDER not in said()
        assert NOTHING_FETCHED not in said()
