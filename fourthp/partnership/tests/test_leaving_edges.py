"""What is said of leaving too late, or of what is gone: nothing happens by it."""

from datetime import timedelta

import pytest

from fourthp.audit.models import Entry
from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.links import SignedLink
from fourthp.foundation.models import Revision
from fourthp.foundation.operations.undoing import undo_revision
from fourthp.partnership.models import Person, Role
from fourthp.partnership.operations.asking_agencies import STILL
from fourthp.partnership.operations.has_left import HAS_THIS_LEFT
from fourthp.partnership.operations.leavers import HAS_LEFT
from fourthp.partnership.operations.leaving import (
    HoldsNoSeat,
    LastCoordinator,
    leave,
)
from fourthp.partnership.operations.left_mails import PERSON_LEFT
from fourthp.partnership.operations.own_leaving import (
    GOES,
    LEAVES,
    own_leaving_link,
    own_leaving_url,
)
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.operations.still_yours import (
    ALL,
    CONFIRMED,
    STILL_YOUR_PEOPLE,
)
from fourthp.partnership.queries.leaving import GONE
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tasks import ask, ask_about_people
from fourthp.partnership.tests.makers import make_seat
from fourthp.partnership.tests.test_leaving import ben, harbour, holds, named, told
from fourthp.partnership.tests.test_said_of_leaving import done, press, way_to
from fourthp.post.models import Answer, Suppression
from fourthp.post.queries.acts import act_url, link_to, read_act
from fourthp.post.rules.acts import ActIsOver, Said

__all__ = ["ben"]
pytestmark = pytest.mark.django_db


def link_of(way: str) -> SignedLink:
    token = way.partition("?")[0].rstrip("/").rpartition("/")[2]
    return read_act(token, now=clock_now())[1]


def path_of(url: str) -> str:
    return url.removeprefix("http://localhost:8000")


def forget(person: Person) -> None:
    person.seats.all().delete()
    person.delete()


def stands() -> bool:
    return Answer.objects.filter(undone_at=None).exists()


class TestILeave:
    def test_is_said_by_nobodys_link_but_her_own(self, ben):
        [lea] = readers_for([named("Lea")])
        anothers = link_to(LEAVES, lea, ben, now=clock_now())
        answer = press(path_of(act_url(anothers)), choice=GOES)
        assert answer.status_code == 410
        assert (holds(ben), holds(named("Lea"))) == (1, 1)

    def test_is_over_where_she_is_gone_meanwhile(self, ben):
        link = own_leaving_link(ben, now=clock_now())
        forget(ben)
        with pytest.raises(ActIsOver):
            LEAVES.act(link, Said(GOES), clock_now())
        assert not Revision.objects.filter(act="left").exists()

    def test_is_over_where_her_seats_ended_meanwhile(self, ben):
        link = own_leaving_link(ben, now=clock_now())
        leave(ben, by=Host(), now=clock_now())
        with pytest.raises(ActIsOver) as over:
            LEAVES.act(link, Said(GOES), clock_now())
        assert isinstance(over.value.__cause__, HoldsNoSeat)
        assert Revision.objects.filter(act="left").count() == 1

    def test_is_over_where_she_alone_coordinates_meanwhile(self, ben):
        cora = named("Cora")
        link = own_leaving_link(cora, now=clock_now())
        with pytest.raises(ActIsOver) as over:
            LEAVES.act(link, Said(GOES), clock_now())
        assert isinstance(over.value.__cause__, LastCoordinator)
        assert holds(cora) == 1

    def test_what_the_coordinator_took_back_before_stays_so(self, ben):
        way = path_of(own_leaving_url(ben, now=clock_now()))
        press(way, choice=GOES)
        left = Revision.objects.get(act="left")
        take_leaving_back(left, by=named("Cora"), now=clock_now())
        mails = told(PERSON_LEFT)
        assert press(done(way)).status_code == 302
        assert holds(ben) == 1
        assert not stands()
        assert told(PERSON_LEFT) == mails
        left.refresh_from_db()
        assert left.undone_by_kind == "person"


class TestColleaguesWord:
    @pytest.fixture
    def way(self, ben):
        since = clock_now() - timedelta(hours=2)
        Suppression.objects.create(address=ben.email, because="hard", since=since)
        ask(clock_now())
        return way_to(HAS_LEFT, "dora")

    @pytest.mark.parametrize("name", ["Ben Achterberg", "Dora"])
    def test_is_over_where_one_of_them_is_gone_meanwhile(self, way, name):
        forget(named(name))
        with pytest.raises(ActIsOver):
            HAS_THIS_LEFT.act(link_of(way), Said(GONE), clock_now())
        assert not Revision.objects.filter(act="left").exists()

    def test_ends_no_seat_by_who_coordinates_now_and_is_no_colleague(self, ben, way):
        named("Dora").seats.update(agency=None, role=Role.COORDINATOR)
        assert press(way, choice=GONE).status_code == 410
        assert holds(ben) == 1
        assert not stands()


class TestAreTheseStillYours:
    @pytest.fixture
    def way(self, ben):
        ask_about_people(clock_now())
        return way_to(STILL, "lea")

    def forget_agency(self) -> None:
        """Let the agency go; Lea sits for another one and keeps her links."""
        agency = harbour()
        make_seat(named("Lea"), agency=named("Olu").seats.get().agency)
        agency.delete()

    def test_nobody_is_ticked_of_an_agency_that_is_gone(self, ben, way):
        self.forget_agency()
        answer = press(way, choice="some-left", reasons=str(ben.pk))
        assert answer.status_code == 410
        assert not Revision.objects.filter(act="left").exists()

    def test_says_nothing_and_is_over_where_the_agency_is_gone(self, way):
        self.forget_agency()
        link = link_of(way)
        assert STILL_YOUR_PEOPLE.says(link) == ()
        with pytest.raises(ActIsOver):
            STILL_YOUR_PEOPLE.act(link, Said(ALL), clock_now())
        assert not Revision.objects.filter(act=CONFIRMED).exists()

    def test_what_was_taken_back_before_stays_so(self, way):
        press(way, choice=ALL)
        confirmed = Revision.objects.get(act=CONFIRMED)
        undo_revision(confirmed, by=named("Cora"), now=clock_now())
        assert press(done(way)).status_code == 302
        assert harbour().people_confirmed_on is None
        assert not stands()
        confirmed.refresh_from_db()
        assert confirmed.undone_by_kind == "person"
        assert not Entry.objects.filter(act="undone", matter_kind="agency").exists()

    def test_is_taken_back_where_the_agency_is_gone_since(self, way):
        press(way, choice=ALL)
        self.forget_agency()
        assert press(done(way)).status_code == 302
        assert not stands()
        assert Revision.objects.get(act=CONFIRMED).undone_at is not None
        assert not Entry.objects.filter(act="undone", matter_kind="agency").exists()
