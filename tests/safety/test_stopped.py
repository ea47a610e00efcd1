"""R7: three days in which nothing ran, over a change of the clocks, end as one would.

Messages, bundles, an import that is taken back, mails that came in and what is to be
forgotten all wait; then one worker begins, and a second one beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from fourthp.directory.models import Import
from fourthp.directory.operations.imports.applying import apply_import
from fourthp.directory.operations.imports.planning import plan_import
from fourthp.directory.tests.packages import make_package, plain
from fourthp.foundation import duties
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now
from fourthp.foundation.duties import DAY, Duty, all_duties
from fourthp.foundation.models import DutyRun, Job
from fourthp.foundation.operations.work import begin_work
from fourthp.foundation.worker import Worker
from fourthp.partnership.models import Person, Role
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_member, make_network, make_user
from fourthp.post.models import Incoming, Message
from fourthp.post.models.messages import OPEN
from fourthp.post.operations.telling import News, tell
from fourthp.post.queries.kinds import BUNDLE
from fourthp.post.tests.boxes import deliver, make_mail, make_maildir
from fourthp.post.tests.makers import DUTY, LETTER, PAPERS, make_wishes
from fourthp.post.tests.servers import MailServer, smtp_server
from tests.safety.actors import sign_in
from tests.safety.test_duties import CLOCK_CHANGES

pytestmark = pytest.mark.django_db(transaction=True)
LONDON = ZoneInfo("Europe/London")
PEOPLE, PAPERS_EACH, LETTERS = 6, 3, 4


class Stop:
    """A network that stands still for three days, and what comes of it then."""

    def __init__(self, server: MailServer, maildir: Path, folder: Path) -> None:
        self.server, self.maildir, self.folder = server, maildir, folder
        self.done: Counter[str] = Counter()
        self.user = make_user(make_member(role=Role.COORDINATOR))

    def work(self) -> None:
        worker = Worker()
        while worker.do_one(now=now()):
            pass
        for queue in worker._queues or ():
            queue.close()
        connections.close_all()

    def leave_waiting(self) -> None:
        people = [make_member(f"Rosa {number}") for number in range(PEOPLE)]
        for number, person in enumerate(people):
            person.email = f"rosa{number}@clinic.example"
            person.save()
        readers = readers_for(people)
        for reader in readers[::2]:  # the others have theirs on Monday
            make_wishes(reader, duty="daily")
        for kind, count in ((DUTY, 1), (PAPERS, PAPERS_EACH)):
            for _ in range(count):
                tell(readers, News(kind, lambda _r: LETTER), by=Host(), now=now())
        for number in range(LETTERS):
            deliver(self.maildir, make_mail(text=f"letter {number}"))
        self._take_an_import_back(people[0])
        old = now() - timedelta(days=29)
        left = tell(readers, News(DUTY, lambda _r: LETTER), by=Host(), now=old)
        left.messages.update(state=Message.State.SENT, ended_at=old)

    def _take_an_import_back(self, person: Person) -> None:
        plan = plan_import(make_package(self.folder, **plain()), source="city")
        made = apply_import(plan, by=Host(), now=now())
        keeper = Person.objects.get(user=self.user)
        begin_work(
            "fourthp.directory.tasks.take_back",
            str(made.pk),
            str(keeper.pk),
            title="Taking the import back",
            leads_to=reverse("import", args=[made.pk]),
            by=person,
        )

    def begin_again(self) -> None:
        self.done.clear()
        workers = [Thread(target=self.work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

    def faults(self) -> list[str]:
        """Return what was done twice, not at all, or is late."""
        return [*self._of_mails(), *self._of_duties(), *self._of_the_rest()]

    def _of_mails(self) -> Iterator[str]:
        ids = [message_from_bytes(one.content)["Message-ID"] for one in self._mails()]
        yield from (f"twice: {one}" for one, n in Counter(ids).items() if n > 1)
        to = Counter(one.recipients[0] for one in self._mails())
        for number in range(PEOPLE):
            count = to[f"rosa{number}@clinic.example"]
            if count != 2:  # what could not wait, and the bundle
                yield f"{count} mails to rosa{number}"
        sizes = [one.parts.count() for one in self._ours().filter(kind=BUNDLE.name)]
        if sizes != [PAPERS_EACH] * PEOPLE:
            yield f"bundles of {sizes}"

    def _ours(self) -> QuerySet[Message]:
        """Return what was for those who waited: others are told of what came in."""
        people = Person.objects.filter(name__startswith="Rosa")
        ids = [str(pk) for pk in people.values_list("pk", flat=True)]
        return Message.objects.filter(reader_id__in=ids)

    def _mails(self) -> list:
        return [one for one in self.server.mails if "rosa" in one.recipients[0]]

    def _of_duties(self) -> Iterator[str]:
        for duty in all_duties():
            count = self.done[duty.name]
            if count == 0 or (duty.every >= timedelta(hours=1) and count > 1):
                yield f"{duty.name} was done {count} times"
        for run in DutyRun.objects.all():
            if run.due_at <= now() or run.fault:
                yield f"{run.name} is due at {run.due_at} {run.fault}"
        hours = {one.name: one.at for one in all_duties() if one.at is not None}
        for run in DutyRun.objects.filter(name__in=hours):
            if run.due_at.astimezone(LONDON).time() != hours[run.name]:
                yield f"{run.name} is due at {run.due_at}"

    def _of_the_rest(self) -> Iterator[str]:
        if Incoming.objects.count() != LETTERS:
            yield "letters"
        if Job.objects.exclude(state=Job.State.DONE).exists():
            yield "jobs"
        if Import.objects.filter(undone_at=None).exists():
            yield "the import"
        for one in self._ours().filter(state__in=OPEN):
            yield f"{one.kind} is {one.state}, due at {one.due_at}"
        for one in Message.objects.filter(state="waiting"):
            yield f"{one.kind} waits still"
        old = self._ours().filter(made_at__lt=now() - timedelta(days=30))
        if not old.exists() or old.filter(has_words=True).exists():
            yield "old words"

    def shown_as_late(self) -> int:
        """Return of how many duties the page says that somebody should look."""
        client = Client(headers={"Sec-Fetch-Site": "same-origin"})
        sign_in(client, self.user)
        return len(client.get(reverse("clockwork")).context["wrong"])


@pytest.fixture(params=CLOCK_CHANGES, ids=["march", "october"])
def stopped(request, settings, monkeypatch, tmp_path) -> Iterator[Stop]:
    """A network that did all it had to, then stood still until a clock had changed."""
    # In the middle of a morning: every bundle that waited is due.
    real, end = datetime.now(UTC), request.param + timedelta(hours=7)
    maildir = make_maildir(tmp_path / "Maildir")
    settings.MAIL_IN, settings.MAIL_OAUTH = f"maildir:{maildir}", None
    make_network(time_zone="Europe/London")
    with smtp_server() as server:
        settings.MAIL_SERVER = server.address()
        found = Stop(server, maildir, tmp_path)
        with counted(found, monkeypatch):
            settings.CLOCK_SHIFT = end - timedelta(days=3, hours=1) - real
            found.work()
            settings.CLOCK_SHIFT = end - timedelta(days=3) - real
            found.leave_waiting()
            server.mails.clear()
            settings.CLOCK_SHIFT = end - real
            yield found


@contextmanager
def counted(found: Stop, monkeypatch) -> Iterator[None]:
    """Count how often each duty is done."""

    def counting(duty: Duty) -> Callable[[datetime], int | None]:
        def act(moment: datetime) -> int | None:
            found.done[duty.name] += 1
            return duty.act(moment)

        return act

    ours = {one.name: replace(one, act=counting(one)) for one in all_duties()}
    monkeypatch.setattr(duties, "_duties", ours)
    yield


def test_three_days_without_a_worker_are_caught_up_with_once(stopped):
    assert stopped.shown_as_late() > 10
    stopped.begin_again()
    assert stopped.faults() == []
    assert stopped.shown_as_late() == 0


def test_control_what_is_sent_twice_is_found(stopped):
    stopped.begin_again()
    again = Message.objects.filter(kind=DUTY.name, state="sent").first()
    Message.objects.filter(pk=again.pk).update(state="waiting")
    stopped.work()
    assert any("twice" in fault for fault in stopped.faults())


def test_control_a_duty_that_makes_up_for_each_day_is_found(stopped, monkeypatch):
    def each_day(duty: Duty, due_at: datetime, **_more: object) -> datetime:
        return due_at + max(duty.every, DAY)

    monkeypatch.setattr(Duty, "next_after", each_day)
    stopped.begin_again()
    assert any("times" in fault for fault in stopped.faults())
