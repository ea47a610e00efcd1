"""The demo network is whole, made up, and answers the question it is shown with."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils.timezone import localtime

from fourthp.audit.models import Entry
from fourthp.demo.folder import demo_mails
from fourthp.demo.mailing import LEFT_THE_NEWS, NO_MAILBOX, WEEK
from fourthp.demo.making import make_demo_network
from fourthp.directory.models import Location, Phone, Service
from fourthp.directory.queries.places import towns
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.rules.lines import read_line
from fourthp.foundation.clock import wall_time
from fourthp.partnership.models import Agency, Network, Person, Seat
from fourthp.partnership.operations.network import AlreadySetUp
from fourthp.post.models import Incoming, Message, Suppression

TUESDAY = datetime(2026, 3, 10, 10, 5, tzinfo=UTC)
DRAMA = ("0121 496 0", "01632 960", "03069 990")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="class")
def mail_folder(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """Make the demo network once for all tests of a class; return where its mail is."""
    folder = tmp_path_factory.mktemp("demo") / "mail"
    with (
        django_db_blocker.unblock(),
        override_settings(MAIL_FOLDER=folder),
        transaction.atomic(),
    ):
        make_demo_network(now=TUESDAY)
        yield folder
        transaction.set_rollback(True)


@pytest.fixture
def _demo(mail_folder, db, settings):
    settings.MAIL_FOLDER = mail_folder


@pytest.mark.usefixtures("_demo")
class TestMakeDemoNetwork:
    def test_makes_what_the_demo_shows(self):
        assert Network.objects.get().is_demo
        assert Agency.objects.count() == 25
        assert Service.objects.count() == 60
        assert Service.objects.filter(place_is_confidential=True).count() == 5
        assert Seat.objects.count() == Person.objects.count() == 24

    def test_has_numbers_that_reach_nobody_and_addresses_of_no_one(self):
        assert all(p.number.startswith(DRAMA) for p in Phone.objects.all())
        assert all(p.email.endswith(".example") for p in Person.objects.all())
        assert not Location.objects.exclude(addresses__postal_code="").exists()

    def test_says_of_refuges_the_region_that_may_be_said(self):
        refuges = Service.objects.filter(place_is_confidential=True)
        said = Counter(refuges.values_list("home_region__name", "region__name"))
        assert said == {
            ("West Midlands", "West Midlands"): 3,
            ("East Midlands", "England"): 2,
        }

    def test_has_an_outbox_in_which_things_happened(self):
        stand = Counter(Message.objects.values_list("state", flat=True))
        assert Suppression.objects.count() == 1  # one mailbox was closed
        assert stand["failed"] == 2  # and another was full
        for state in ("sent", "bundled", "held", "paused", "withheld"):
            assert stand[state], state
        left = Message.objects.filter(why="not wanted")
        assert set(left.values_list("address", flat=True)) == {LEFT_THE_NEWS}
        ended = Message.objects.exclude(ended_at=None)
        assert not ended.filter(ended_at__gt=TUESDAY).exists()

    def test_lets_what_was_gathered_leave_on_its_monday_morning(self):
        gathered = Message.objects.filter(state="bundled").select_related("bundle")
        assert set(gathered.values_list("kind", flat=True)) > {"directory.due"}
        with wall_time():
            for message in gathered:
                left = localtime(message.bundle.ended_at)
                assert f"{left:%a %H:%M}" == "Mon 07:30"
                assert message.made_at < left < localtime(message.made_at) + WEEK
        due = Message.objects.filter(state="gathered", due_at__lte=TUESDAY)
        assert not due.exists()

    def test_keeps_each_mail_that_left_with_its_own_date(self):
        shown = demo_mails()
        sent = Message.objects.filter(tried_at__isnull=False).exclude(
            address=NO_MAILBOX
        )
        assert len(shown) == sent.count()
        dates = [mail.at for mail in shown]
        assert dates == sorted(dates, reverse=True)
        assert dates[-1] < TUESDAY - WEEK
        assert dates[0] <= TUESDAY

    def test_has_answers_that_wait_or_were_dealt_with_and_a_mail_that_came_back(self):
        came = Incoming.objects.values_list("outcome", "state", "message__state")
        assert sorted(came) == [
            ("nobody-takes", "handled", "sent"),
            ("nobody-takes", "new", "sent"),
            ("returned", "handled", "failed"),
        ]
        assert not Incoming.objects.filter(taken_at__gt=TUESDAY).exists()
        waiting = Incoming.objects.get(state="new")
        assert waiting.sender == "open.gate@anyshire.example"
        assert "seat" in waiting.text

    def test_records_every_act(self):
        assert Entry.objects.filter(act="listed").count() == 60

    def test_answers_its_question(self):
        asked = read_line("Romanian women coventry", towns())
        question = Question(
            now=TUESDAY, codes=asked.codes, place=asked.place, open_at=TUESDAY
        )
        hits = find_services(question, reader=None).hits
        assert Service.objects.get(pk=hits[0].service_id).name == "Women’s drop-in"

    def test_is_made_once(self):
        with pytest.raises(AlreadySetUp):
            make_demo_network(now=TUESDAY)
