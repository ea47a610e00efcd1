"""What check says of the timed and the background work."""

from datetime import timedelta

import pytest
from django.conf import settings

from fourthp.config.commands import at_words
from fourthp.config.commands.check import findings
from fourthp.config.commands.mail_check import NO_SENDER, NOTHING_FETCHED
from fourthp.config.home import prepare_home
from fourthp.foundation.clock import now
from fourthp.foundation.models import DutyRun, Job, WorkerBeat

pytestmark = pytest.mark.django_db
SEAL = "audit.seal"  # every 30 seconds
NAMED = f"“Seal the record of acts, so that nobody changes it unseen” ({SEAL})"


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
        assert f"It fails (RecordWasChanged): {NAMED}; it was never done." in said()
        run.last_done_at = now() - timedelta(days=3)
        run.save()
        assert f"it was last done {at_words(run.last_done_at)}." in said()

    def test_that_are_late_by_twice_their_time_are_named(self):
        WorkerBeat.objects.create(worker="w", at=now())
        run = make_run(due_at=now() - timedelta(seconds=50))
        assert SEAL not in said()
        run.due_at = now() - timedelta(seconds=70)
        run.save()
        assert f"Late: {NAMED} was due {at_words(run.due_at)} and is not" in said()

    def test_that_are_late_where_nobody_works_are_said_once_with_the_worker(self):
        seen = now() - timedelta(hours=2)
        WorkerBeat.objects.create(worker="w", at=seen)
        make_run(due_at=seen)
        assert SEAL not in said()
        assert f"worker was seen since {at_words(seen)}: serve has one" in said()

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
