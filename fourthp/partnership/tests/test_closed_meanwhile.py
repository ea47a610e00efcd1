"""A link was sent, or a letter written, and its group is closed to whoever has it."""

import pytest
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.partnership.models import Agency, Group, Role, Seat
from fourthp.partnership.operations.circulars import CircularFacts, write_circular
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.left_mails import PERSON_LEFT
from fourthp.partnership.operations.still_yours import STILL_YOUR_PEOPLE
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_group, make_seat
from fourthp.partnership.tests.seated import browser
from fourthp.partnership.tests.test_leaving import ben, named
from fourthp.partnership.tests.test_said_of_leaving import press, way_to
from fourthp.post.queries.acts import link_to

__all__ = ["ben"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(ben) -> Group:
    return make_group("Shelter", is_closed=True)


def harbour_aid() -> Agency:
    return Agency.objects.get(name="Harbour Aid")


class TestWhoFollows:
    @pytest.fixture
    def way(self, ben, closed):
        """The page that asks Lea who follows Ben, whose group is closed since."""
        leave(ben, by=Host(), now=clock_now())
        way = way_to(PERSON_LEFT, "lea")
        Seat.objects.filter(person__name__in=(ben.name, "Dora")).update(group=closed)
        return way

    def follows(self, way: str) -> int:
        seat = Seat.objects.get(person__name="Dora", role=Role.DEPUTY)
        return press(way, choice="follows", reasons=str(seat.pk)).status_code

    def speaks(self) -> bool:
        seats = named("Dora").seats.holding(today())
        return seats.filter(role=Role.REPRESENTATIVE).exists()

    def test_is_asked_of_nobody_who_may_not_know_of_the_seat(self, way):
        assert self.follows(way) == 410
        assert not self.speaks()

    def test_is_asked_of_whoever_sits_there_too(self, way, closed):
        make_seat(named("Lea"), group=closed, role=Role.OBSERVER)
        assert self.follows(way) == 302
        assert self.speaks()


class TestStillYours:
    def test_names_nobody_who_sits_for_it_in_a_closed_group_alone_by_now(
        self, ben, closed
    ):
        lea, agency = named("Lea"), harbour_aid()
        [reader] = readers_for([lea])
        link = link_to(STILL_YOUR_PEOPLE, reader, agency, now=clock_now())
        assert "Ben Achterberg" in str(STILL_YOUR_PEOPLE.says(link))
        ended = {"to_on": today(), "ended_at": clock_now()}
        ben.seats.update(**ended)
        make_seat(ben, agency=agency, group=closed)
        assert "Ben Achterberg" not in str(STILL_YOUR_PEOPLE.says(link))
        # The control: who sits there too reads that she is there still.
        make_seat(lea, agency=agency, group=closed)
        assert "Ben Achterberg" in str(STILL_YOUR_PEOPLE.says(link))


class TestLettersThatAreHeld:
    def test_have_their_titles_on_the_page_of_who_leaves_for_who_may_see_them(
        self, ben, closed
    ):
        cora = named("Cora")
        make_seat(cora, agency=harbour_aid(), role=Role.DEPUTY)
        make_seat(ben, group=closed)
        facts = CircularFacts("Raid on Thursday", "At ten.", "duty", group=closed)
        write_circular(facts, by=cora, now=clock_now())
        page = reverse("person-leaving", args=[cora.pk])
        told = browser(named("Lea")).get(page)
        assert told.status_code == 200
        assert "Raid on Thursday" not in told.content.decode()
        assert "Raid on Thursday" in browser(cora).get(page).content.decode()
