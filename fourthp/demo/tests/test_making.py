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
from fourthp.demo.leaving import AGENCY, ASKED, ERASED, FOLLOWS, LEFT, WORDS
from fourthp.demo.mailing import LEFT_THE_NEWS, NO_MAILBOX, WEEK
from fourthp.demo.making import make_demo_network
from fourthp.demo.places import HELP_LINES
from fourthp.directory.models import Location, Phone, Service
from fourthp.directory.queries.places import towns
from fourthp.directory.queries.questions import Question
from fourthp.directory.queries.search import find_services
from fourthp.directory.rules.lines import read_line
from fourthp.foundation.clock import today, wall_time
from fourthp.partnership.models import (
    Agency,
    AgencyName,
    ContactPoint,
    GroupTerms,
    HelpLine,
    Network,
    Person,
    Seat,
)
from fourthp.partnership.models.widening import Widening
from fourthp.partnership.operations.network import AlreadySetUp
from fourthp.partnership.queries.composition import composition
from fourthp.partnership.queries.groups import groups_for
from fourthp.partnership.queries.handovers import sat_before
from fourthp.partnership.queries.proposals import standing_interests, wanted
from fourthp.plan.models import Concern, PublicAnswer, Voice
from fourthp.plan.tests.makers_concerns import DAY
from fourthp.post.models import Incoming, Message, Suppression

TUESDAY = datetime(2026, 3, 10, 10, 5, tzinfo=UTC)
DRAMA = ("0121 496 0", "01632 960", "03069 990", "07700 900", "0808 157 0")

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
        assert Agency.objects.count() == 26
        assert Service.objects.count() == 61
        assert Service.objects.filter(place_is_confidential=True).count() == 5
        assert (Person.objects.count(), Seat.objects.count()) == (29, 52)

    def test_has_a_year_of_concerns_and_what_everyone_reads_of_them(self):
        states = set(Concern.objects.values_list("state", flat=True))
        assert states >= {"held", "raised", "heard", "agenda", "begun", "answered"}
        late = Concern.objects.waiting().filter(open_since__lt=TUESDAY - 60 * DAY)
        assert late.exists()
        assert PublicAnswer.objects.visible_to(None).count() == 3
        assert Voice.objects.filter(sees=True).count() > 10

    def test_has_people_who_say_how_far_each_way_to_reach_them_goes(self):
        reaches = set(ContactPoint.objects.values_list("reach", flat=True))
        assert reaches >= {"nobody", "agency", "network", "public"}
        values = ContactPoint.objects.values_list("value", flat=True)
        assert all(value.startswith(DRAMA) for value in values)
        assert Person.objects.get(name="Tom Okoro").seats.count() == 3
        assert not Seat.objects.holding(today()).filter(person__name="Ruth Calder")
        to_come = Seat.objects.get(person__name="Ines Duarte")
        assert to_come.from_on > TUESDAY.date()

    def test_has_agencies_that_play_a_part_one_renamed_and_one_merged(self):
        parts = Agency.objects.filter(terms__vocabulary="four-ps").distinct()
        assert parts.count() == 19
        assert AgencyName.objects.get().until_on
        assert Agency.objects.get(ended_as="merged").successor.name == "Harbour Aid"
        found = composition(day=TUESDAY.date())
        assert found.total == 22
        assert {one.code for one in found.parts} == set(found.by_part)

    def test_has_a_group_of_every_kind(self):
        day = TUESDAY.date()
        maya = Person.objects.get(name="Maya Lind")
        maya.is_strong = True
        found = groups_for(maya, day).lists
        assert [one.group.name for one in found["lasting"]] == [
            "Labour exploitation sub-group",
            "Safe places group",
            "Steering group",
        ]
        for some in (found["until_done"], found["outside"], found["over"]):
            assert len(some) == 1
        [proposed] = found["proposed"]
        stands = wanted(standing_interests(proposed.group, day))
        assert (stands.people, stands.agencies, stands.is_enough) == (4, 4, False)
        assert GroupTerms.objects.filter(number=2).count() == 1
        outsider = Person.objects.get(name="Lena Fox")
        assert "Safe places group" not in {
            one.group.name for one in groups_for(outsider, day).lists["lasting"]
        }

    def test_shows_who_left_who_follows_and_who_was_asked(self):
        left = Person.objects.get(name=LEFT)
        assert not left.seats.holding(TUESDAY.date()).exists()
        follower = Person.objects.get(name=FOLLOWS)
        seat = follower.seats.get(role="representative", group__is_network=True)
        [before] = sat_before(seat, follower, TUESDAY.date())
        assert before.handover.words == WORDS
        asked = Agency.objects.filter(people_asked_on=TUESDAY.date())
        assert {one.name for one in asked} == {ASKED, AGENCY}
        told = Message.objects.filter(kind="partnership.person-left")
        mailboxes = {one.address.partition("@")[0] for one in told}
        assert mailboxes == {"coordinator", "representative"}

    def test_has_somebody_who_was_erased_and_a_seat_that_stays_true(self):
        assert not Person.objects.filter(name=ERASED).exists()
        erased = Person.objects.exclude(erased_at=None).get()
        assert erased.seats.get().agency.name == "Harbour Aid"

    def test_has_numbers_that_reach_nobody_and_addresses_of_no_one(self):
        assert all(p.number.startswith(DRAMA) for p in Phone.objects.all())
        people = Person.objects.filter(erased_at=None)
        assert all(p.email.endswith(".example") for p in people)
        assert not Location.objects.exclude(addresses__postal_code="").exists()

    def test_gives_no_number_of_its_own_a_name_that_is_real(self):
        """What the country's keepers publish stands as they do; the rest is fiction."""
        real = {(name, number) for _kind, name, number, *_more in HELP_LINES}
        lines = list(HelpLine.objects.values_list("name", "number"))
        asked = [one.wants for one in Widening.objects.all() if "number" in one.wants]
        lines += [(one["name"], one["number"]) for one in asked]
        made_up = [one for one in lines if one not in real]
        assert made_up
        for name, number in made_up:
            assert number.startswith(DRAMA)
            assert "Slavery" not in name

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
        shown = demo_mails(most=1_000)
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
        assert Entry.objects.filter(act="listed").count() == 61

    def test_records_them_one_after_the_other(self):
        """The witnesses need days that are over; which act came first stays true."""
        moments = list(Entry.objects.order_by("id").values_list("at", flat=True))
        assert len(set(moments)) > len(moments) // 2
        assert moments == sorted(moments)

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


def test_is_made_on_a_monday_too(tmp_path, settings):
    """What gathers over a weekend leaves on Monday morning."""
    settings.MAIL_FOLDER = tmp_path / "mail"
    make_demo_network(now=datetime(2026, 11, 30, 10, 50, tzinfo=UTC))
    assert Message.objects.filter(state=Message.State.PAUSED).exists()
