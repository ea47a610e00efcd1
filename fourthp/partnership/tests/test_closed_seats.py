"""S1: that somebody sits in a closed group is told to nobody who may not know of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fourthp.audit.models import Read
from fourthp.foundation.clock import now, today
from fourthp.foundation.queries.history import history_of
from fourthp.partnership.models import (
    Agency,
    Group,
    Label,
    Membership,
    Person,
    Role,
    Seat,
)
from fourthp.partnership.operations import looking
from fourthp.partnership.operations.group_seats import (
    NotForThatAgency,
    seat_in_group,
)
from fourthp.partnership.operations.looking import look_as
from fourthp.partnership.operations.looks import note_looks, note_reach_shown
from fourthp.partnership.operations.merging.agencies import merge_agencies
from fourthp.partnership.queries.groups import may_be_seated
from fourthp.partnership.queries.looks import who_looked
from fourthp.partnership.queries.merging.agencies import agency_outlook
from fourthp.partnership.queries.readership import READERSHIP
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_member_agency,
    make_person,
    make_seat,
)
from fourthp.partnership.tests.papers import Paper
from fourthp.partnership.tests.sheets import make_coordinator
from fourthp.partnership.tests.test_sharing import browser

pytestmark = pytest.mark.django_db
HIDDEN = "Hidden Helpers"


@pytest.fixture
def closed() -> Group:
    return make_group("Raid", is_closed=True)


@pytest.fixture
def ben(closed) -> Person:
    """Somebody who sits for one agency openly, and for another in a closed group."""
    ben = make_member("Ben Achterberg", agency="Harbour Aid")
    make_seat(ben, agency=make_member_agency(HIDDEN), group=closed)
    make_oldest(closed)
    return ben


def make_oldest(closed: Group) -> None:
    """Let seats in a closed group come first wherever the oldest does."""
    long_ago = today() - timedelta(days=3_000)
    Membership.objects.update(from_on=long_ago)
    closed.seats.update(from_on=long_ago)


def open_group() -> Group:
    """A group open to all, and chaired by somebody who knows nothing of another."""
    return make_group("Housing")


def chair_of(group: Group) -> Person:
    chair = make_member("Olu Reed")
    make_seat(chair, group=group, role=Role.CHAIR)
    return chair


class TestSeatQuerySet:
    def test_shows_her_own_seat_of_long_ago_in_a_closed_group_to_herself(
        self, ben, closed
    ):
        closed.seats.update(to_on=today() - timedelta(days=9))
        seen = Seat.objects.visible_to(Person.objects.get(pk=ben.pk))
        assert seen.filter(group=closed).count() == 1
        assert not Seat.objects.visible_to(make_member("Olu")).filter(group=closed)


class TestSeating:
    def test_offers_no_agency_for_which_she_sits_in_it(self, ben):
        chair = chair_of(open_group())
        found = may_be_seated("ben", reader=chair, day=today())
        assert [one.name for _person, one in found] == ["Harbour Aid"]
        # The control: a coordinator knows of it.
        found = may_be_seated("ben", reader=make_coordinator(), day=today())
        assert {one.name for _person, one in found} == {"Harbour Aid", HIDDEN}

    def test_answers_for_that_agency_as_for_any_other(self, ben):
        group, hidden = open_group(), Agency.objects.get(name=HIDDEN)
        chair = chair_of(group)
        with pytest.raises(NotForThatAgency):
            seat_in_group(
                ben, Role.OBSERVER, group, by=chair, today=today(), agency=hidden
            )
        cora = make_coordinator()
        assert seat_in_group(
            ben, Role.OBSERVER, group, by=cora, today=today(), agency=hidden
        )


class TestLooks:
    def test_tell_the_seat_of_an_open_group_first(self, ben, closed):
        paper = Paper.objects.create(
            label=Label.AMBER, originator=Agency.objects.get(name="Harbour Aid")
        )
        make_seat(ben, agency=paper.originator, group=closed, role=Role.OBSERVER)
        make_oldest(closed)
        note_looks(Paper.objects.all(), by=ben)
        [look] = who_looked(paper)
        assert (look.agency, look.role) == ("Harbour Aid", "representative")

    def test_tell_nothing_of_who_looked_by_a_closed_group_alone(self, ben):
        hidden = Agency.objects.get(name=HIDDEN)
        paper = Paper.objects.create(label=Label.AMBER, originator=hidden)
        note_looks(Paper.objects.all(), by=ben)
        assert Read.objects.get().actor_id == str(ben.pk)
        assert not who_looked(paper)

    def test_nor_of_who_was_shown_how_to_reach_somebody(self, ben):
        note_reach_shown(make_member("Ida Moss"), by=ben)
        agency = Agency.objects.get(name="Harbour Aid")
        assert Read.objects.get().agency_id == str(agency.pk)

    def test_nor_of_who_looked_as_another(self, ben, monkeypatch):
        # Whoever looks so sits openly as well, as it stands.
        monkeypatch.setattr(looking, "can_look_as", lambda *_: True)
        hidden = Agency.objects.get(name=HIDDEN)
        paper = Paper.objects.create(label=Label.AMBER, originator=hidden)
        look_as(paper, None, by=ben)
        assert Read.objects.get().agency_id == ""


class TestOutbox:
    def test_names_no_agency_of_a_closed_seat_beside_somebody(self, ben):
        assert READERSHIP.named("person", [str(ben.pk)]) == {
            str(ben.pk): "Ben Achterberg, Harbour Aid"
        }

    def test_finds_nobody_by_it(self, ben):
        assert READERSHIP.like("hidden") == []
        # The control: by her open seat she is found.
        assert READERSHIP.like("harbour") == [str(ben.pk)]


class TestHistory:
    def test_of_two_that_became_one_names_nobody_who_sat(self, closed):
        stays, gone = make_member_agency("Harbour Aid"), make_member_agency("Harbour")
        una = make_person("Una Secret")
        for agency in (stays, gone):
            make_seat(una, agency=agency, group=closed, role=Role.MINUTE_TAKER)
        seen = agency_outlook(gone, stays).digest()
        merge_agencies(gone, stays, by=make_coordinator(), now=now(), seen=seen)
        told = history_of("agency", stays.pk)
        assert told
        assert "Una Secret" not in str(told)
        page = browser(make_member("Olu Reed")).get(
            reverse("history", args=["agency", stays.pk])
        )
        assert page.status_code == 200
        assert "Una Secret" not in page.content.decode()
