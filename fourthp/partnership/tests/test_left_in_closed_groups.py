"""Who sits only in a closed group leaves it: nobody outside it learns that she sat."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.models import Agency, Group, Person, Role, Seat
from fourthp.partnership.operations.leavers import HAS_LEFT
from fourthp.partnership.operations.leaving import (
    HoldsNoSeat,
    Leaving,
    leave,
    leave_together,
)
from fourthp.partnership.operations.left_mails import PERSON_LEFT, YOU_LEFT
from fourthp.partnership.operations.returning import take_leaving_back
from fourthp.partnership.permissions import can_open_account
from fourthp.partnership.queries.departures import shared_agencies
from fourthp.partnership.tasks import ask
from fourthp.partnership.tests.makers import make_group, make_seat, today
from fourthp.partnership.tests.seated import browser
from fourthp.partnership.tests.test_leaving import (
    HOST,
    ben,
    named,
    seated,
    told,
)
from fourthp.partnership.tests.test_said_of_leaving import press, way_to
from fourthp.post.models import Message
from fourthp.post.operations.suppression import Returned, note_return

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HOURS_2 = timedelta(hours=2)


@pytest.fixture
def closed(ben) -> Group:
    """A closed group in which Una alone sits for Harbour Aid, and nowhere else."""
    group = make_group("Shelter", is_closed=True)
    seated("Una Quist", harbour_aid(), Role.OBSERVER, group=group)
    return group


@pytest.fixture
def una(closed) -> Person:
    return named("Una Quist")


def sits_in(group: Group, name: str, **more: object) -> None:
    make_seat(
        named(name), agency=harbour_aid(), group=group, role=Role.OBSERVER, **more
    )


def came_back(person: Person) -> None:
    note_return(Returned(person.email, "5.1.1"), now=clock_now())
    ask(clock_now() + HOURS_2)


def letter_to(mailbox: str) -> str:
    kinds = (PERSON_LEFT.name, YOU_LEFT.name)
    row = Message.objects.get(kind__in=kinds, address__startswith=f"{mailbox}@")
    return str(row.says)


def leaving_of(person: Person) -> str:
    return reverse("person-leaving", args=[person.pk])


def account_of(person: Person) -> str:
    return reverse("person-account", args=[person.pk])


def leaving_page(left: Leaving) -> str:
    return reverse("leaving", args=[left.revision.pk])


def found(reader: Person, person: Person, left: Leaving) -> tuple[int, int]:
    """Return how the page on which she is said to leave answers, and that of what
    ended.
    """
    client = browser(reader)
    pages = (leaving_of(person), leaving_page(left))
    before, after = (client.get(one).status_code for one in pages)
    return before, after


def agency_of(name: str) -> Agency:
    return Agency.objects.get(seats__person__name=name)


def harbour_aid() -> Agency:
    return Agency.objects.get(name="Harbour Aid")


class TestWhoIsAskedWhetherSheHasLeft:
    def test_nobody_outside_the_closed_group_is_asked_of_whom_she_does_not_know(
        self, una
    ):
        came_back(una)
        assert told(HAS_LEFT) == ["cora"]
        assert shared_agencies(una, named("Lea"), today()) == []

    def test_who_sits_in_the_closed_group_is_asked_and_says_it(self, una, closed):
        sits_in(closed, "Dora")
        came_back(una)
        assert told(HAS_LEFT) == ["cora", "dora"]
        press(way_to(HAS_LEFT, "dora"), choice="gone")
        assert not una.seats.holding(today()).exists()

    def test_a_seat_in_an_open_group_is_known_beside_it(self, una):
        make_seat(una, agency=harbour_aid(), group=make_group("Housing"))
        came_back(una)
        assert told(HAS_LEFT) == ["ben", "cora", "dora", "lea"]

    def test_a_link_is_over_when_the_group_is_closed_later(self, una, closed):
        Group.objects.update(is_closed=False)
        came_back(una)
        way = way_to(HAS_LEFT, "lea")
        Group.objects.filter(pk=closed.pk).update(is_closed=True)
        assert press(way, choice="gone").status_code == 410
        assert una.seats.holding(today()).exists()


class TestWhoHearsThatSheHasLeft:
    def test_who_does_not_know_of_the_seat_hears_nothing_and_finds_no_page(self, una):
        left = leave(una, by=HOST, now=clock_now())
        assert told(PERSON_LEFT) == ["cora"]
        assert told(YOU_LEFT) == ["una"]
        assert found(named("Lea"), una, left) == (404, 404)
        assert found(named("Cora"), una, left) == (200, 200)

    def test_nor_when_it_is_taken_back(self, una):
        left = leave(una, by=HOST, now=clock_now())
        take_leaving_back(left.revision, by=named("Cora"), now=clock_now())
        assert told(PERSON_LEFT) == ["cora", "cora"]

    def test_a_lead_who_sits_in_the_closed_group_hears_it_and_finds_the_pages(
        self, una, closed
    ):
        sits_in(closed, "Lea")
        left = leave(una, by=HOST, now=clock_now())
        assert told(PERSON_LEFT) == ["cora", "lea"]
        assert "Harbour Aid" in letter_to("lea")
        assert found(named("Lea"), una, left) == (200, 200)

    def test_an_agency_of_a_closed_seat_alone_is_named_to_nobody_outside(
        self, ben, closed
    ):
        quay = agency_of("Olu")
        make_seat(ben, agency=quay, group=closed, role=Role.OBSERVER)
        left = leave(ben, by=HOST, now=clock_now())
        assert told(PERSON_LEFT) == ["cora", "lea"]
        assert "Harbour Aid" in letter_to("lea")
        assert "Quay" not in letter_to("lea")
        for name in ("cora", "ben"):
            assert "Harbour Aid, Quay" in letter_to(name)
        assert found(named("Olu"), ben, left)[1] == 404
        assert found(named("Lea"), ben, left)[1] == 200

    def test_of_several_who_left_each_is_told_of_whom_she_knows(self, ben, una, closed):
        sits_in(closed, "Dora")
        Seat.objects.filter(person=named("Dora")).update(role=Role.LEAD)
        left = leave_together([ben, una], harbour_aid(), by=HOST, now=clock_now())
        assert "Una Quist" not in letter_to("lea")
        assert "Una Quist" in letter_to("dora")
        page = browser(named("Lea")).get(leaving_page(left)).content.decode()
        assert "Ben Achterberg" in page
        assert "Una Quist" not in page

    def test_who_was_asked_and_knows_no_seat_that_ended_hears_nothing(
        self, ben, una, closed
    ):
        quay = agency_of("Olu")
        make_seat(una, agency=quay, group=make_group("Housing"), role=Role.OBSERVER)
        sits_in(closed, "Dora")
        came_back(una)
        assert told(HAS_LEFT) == ["cora", "dora", "olu"]
        press(way_to(HAS_LEFT, "dora"), choice="gone")
        assert told(PERSON_LEFT) == ["cora", "dora"]


class TestWhatALeadIsOffered:
    @pytest.fixture
    def both(self, ben, closed) -> Person:
        """Ben of Harbour Aid, who sits for Quay too, where its lead does not see it."""
        make_seat(ben, agency=agency_of("Olu"), group=closed, role=Role.OBSERVER)
        return ben

    def test_nothing_for_an_agency_by_a_closed_seat_alone(self, both):
        olu = browser(named("Olu"))
        page = olu.get(reverse("person", args=[both.pk])).content.decode()
        assert leaving_of(both) not in page
        assert account_of(both) not in page
        assert olu.get(leaving_of(both)).status_code == 404
        assert olu.get(account_of(both)).status_code == 403
        assert not can_open_account(named("Olu"), both)

    def test_what_she_sends_all_the_same_ends_nothing(self, both):
        with pytest.raises(HoldsNoSeat):
            leave(both, by=named("Olu"), now=clock_now(), agency=agency_of("Olu"))
        assert both.seats.holding(today()).count() == 2

    def test_a_lead_who_sits_in_the_closed_group_is_offered_both(self, both, closed):
        make_seat(named("Olu"), group=closed, role=Role.OBSERVER)
        olu = browser(named("Olu"))
        page = olu.get(reverse("person", args=[both.pk])).content.decode()
        assert leaving_of(both) in page
        assert account_of(both) in page
        assert olu.get(leaving_of(both)).status_code == 200
        assert olu.get(account_of(both)).status_code == 200

    def test_by_a_seat_that_she_knows_all_for_the_agency_end(self, ben, closed):
        sits_in(closed, "Ben Achterberg")
        assert (
            "Shelter" not in browser(named("Lea")).get(leaving_of(ben)).content.decode()
        )
        leave(ben, by=named("Lea"), now=clock_now(), agency=harbour_aid())
        assert not ben.seats.holding(today()).exists()

    def test_coordinators_are_offered_everything_as_before(self, both):
        cora = browser(named("Cora"))
        page = cora.get(leaving_of(both)).content.decode()
        assert "Quay" in page
        assert cora.get(account_of(both)).status_code == 200
