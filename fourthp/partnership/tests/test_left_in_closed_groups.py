"""Who sits only in a closed group leaves it: nobody outside it learns that she sat."""

from datetime import timedelta

import pytest

from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.models import Group, Person, Role
from fourthp.partnership.operations.leavers import HAS_LEFT
from fourthp.partnership.queries.departures import shared_agencies
from fourthp.partnership.tasks import ask
from fourthp.partnership.tests.makers import make_group, make_seat, today
from fourthp.partnership.tests.test_leaving import ben, harbour, named, seated, told
from fourthp.partnership.tests.test_said_of_leaving import press, way_to
from fourthp.post.operations.suppression import Returned, note_return

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HOURS_2 = timedelta(hours=2)


@pytest.fixture
def closed(ben) -> Group:
    """A closed group in which Una alone sits for Harbour Aid, and nowhere else."""
    group = make_group("Shelter", is_closed=True)
    seated("Una Quist", harbour(), Role.OBSERVER, group=group)
    return group


@pytest.fixture
def una(closed) -> Person:
    return named("Una Quist")


def sits_in(group: Group, name: str, **more: object) -> None:
    make_seat(named(name), agency=harbour(), group=group, role=Role.OBSERVER, **more)


def came_back(person: Person) -> None:
    note_return(Returned(person.email, "5.1.1"), now=clock_now())
    ask(clock_now() + HOURS_2)


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
        make_seat(una, agency=harbour(), group=make_group("Housing"))
        came_back(una)
        assert told(HAS_LEFT) == ["ben", "cora", "dora", "lea"]

    def test_a_link_is_over_when_the_group_is_closed_later(self, una, closed):
        Group.objects.update(is_closed=False)
        came_back(una)
        way = way_to(HAS_LEFT, "lea")
        Group.objects.filter(pk=closed.pk).update(is_closed=True)
        assert press(way, choice="gone").status_code == 410
        assert una.seats.holding(today()).exists()
