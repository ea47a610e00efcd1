"""What somebody ended by hand is brought back by nothing that was before it."""

from datetime import timedelta

import pytest
import time_machine

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.links import SignedLink
from fourthp.foundation.matters import CannotUndo
from fourthp.foundation.models import Revision
from fourthp.partnership.models import Agency, Group, Person, Role, Seat
from fourthp.partnership.operations import still_yours, unfollowing
from fourthp.partnership.operations.groups import close_group
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.seats import (
    SeatFacts,
    SeatIsOver,
    end_seat,
    end_seat_after,
    give_seat,
)
from fourthp.partnership.operations.still_yours import STILL_YOUR_PEOPLE
from fourthp.partnership.operations.who_follows import FOLLOWS, SOMEBODY_FOLLOWS
from fourthp.partnership.permissions.returning import BACK_WITHIN
from fourthp.partnership.queries.readership import readers_for
from fourthp.partnership.tests.makers import make_group, make_seat
from fourthp.partnership.tests.test_leaving import ben, named
from fourthp.post.operations.acts import do_act, undo_act
from fourthp.post.queries.acts import link_to

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
HOST = Host()
DAY = timedelta(days=1)


def harbour_aid() -> Agency:
    return Agency.objects.get(name="Harbour Aid")


def sits(person: Person, group: Group, role: str) -> bool:
    return person.seats.holding(today()).filter(group=group, role=role).exists()


class TestWhoFollowed:
    """Dora, a deputy, says by her mail's link that she follows Ben in a group."""

    @pytest.fixture
    def group(self, ben):
        return make_group("Shelter")

    @pytest.fixture
    def link(self, ben, group) -> SignedLink:
        dora, agency = named("Dora"), harbour_aid()
        seat = make_seat(ben, agency=agency, group=group)
        deputy = make_seat(dora, agency=agency, group=group, role=Role.DEPUTY)
        leave(ben, by=HOST, now=clock_now())
        [reader] = readers_for([dora])
        link = link_to(SOMEBODY_FOLLOWS, reader, seat, now=clock_now())
        reasons = (str(deputy.pk),)
        do_act(SOMEBODY_FOLLOWS, link, FOLLOWS, reasons=reasons, now=clock_now())
        return link

    def seat_of_dora(self, group: Group) -> Seat:
        return named("Dora").seats.get(group=group, role=Role.REPRESENTATIVE)

    def test_is_deputy_again_when_it_is_taken_back(self, link, group):
        undo_act(SOMEBODY_FOLLOWS, link, now=clock_now())
        assert sits(named("Dora"), group, Role.DEPUTY)

    @pytest.mark.parametrize("is_at_once", [True, False])
    def test_is_not_once_somebody_ended_her_seat(self, link, group, is_at_once):
        seat = self.seat_of_dora(group)
        if is_at_once:
            end_seat(seat, by=HOST, now=clock_now())
        else:
            end_seat_after(seat, today() + DAY, by=HOST, now=clock_now())
        with pytest.raises(CannotUndo, match="changed since"):
            undo_act(SOMEBODY_FOLLOWS, link, now=clock_now())
        assert not sits(named("Dora"), group, Role.DEPUTY)
        assert Seat.objects.filter(pk=seat.pk).exists()

    def test_is_not_once_she_was_deputy_again_and_that_ended(self, link, group):
        dora, agency = named("Dora"), harbour_aid()
        facts = SeatFacts(Role.DEPUTY, agency, group)
        again = give_seat(dora, facts, by=HOST, today=today())
        end_seat(again, by=HOST, now=clock_now())
        with pytest.raises(CannotUndo, match="changed since"):
            undo_act(SOMEBODY_FOLLOWS, link, now=clock_now())
        assert not sits(dora, group, Role.DEPUTY)

    def test_would_be_if_nobody_asked_the_record(self, link, group, monkeypatch):
        """The control."""
        end_seat(self.seat_of_dora(group), by=HOST, now=clock_now())
        monkeypatch.setattr(unfollowing, "_was_touched", lambda _revision: False)
        undo_act(SOMEBODY_FOLLOWS, link, now=clock_now())
        assert sits(named("Dora"), group, Role.DEPUTY)

    def test_is_not_when_two_weeks_are_over(self, link, group):
        late = clock_now() + BACK_WITHIN + DAY
        with pytest.raises(CannotUndo, match="any more"):
            undo_act(SOMEBODY_FOLLOWS, link, now=late)
        assert sits(named("Dora"), group, Role.REPRESENTATIVE)

    def test_is_not_by_whoever_may_not_know_of_the_group_any_more(self, link, group):
        Seat.objects.filter(group=group, person=named("Dora")).update(
            person=named("Olu")
        )
        close_group(group, by=HOST, now=clock_now())
        with pytest.raises(CannotUndo, match="any more"):
            undo_act(SOMEBODY_FOLLOWS, link, now=clock_now())


class TestThatTheyAreStillYours:
    @pytest.fixture
    def link(self, ben) -> SignedLink:
        Agency.objects.filter(name="Harbour Aid").update(people_asked_on=today())
        [reader] = readers_for([named("Lea")])
        link = link_to(STILL_YOUR_PEOPLE, reader, harbour_aid(), now=clock_now())
        do_act(STILL_YOUR_PEOPLE, link, still_yours.ALL, now=clock_now())
        return link

    def is_said(self) -> bool:
        said = Revision.objects.filter(act=still_yours.CONFIRMED, undone_at=None)
        return said.exists()

    def test_is_taken_back_by_the_same_link(self, link):
        undo_act(STILL_YOUR_PEOPLE, link, now=clock_now())
        assert not self.is_said()

    def test_is_not_by_whoever_does_not_speak_for_the_agency_any_more(self, link):
        make_seat(named("Lea"))
        end_seat(named("Lea").seats.get(role=Role.LEAD), by=HOST, now=clock_now())
        with pytest.raises(CannotUndo):
            undo_act(STILL_YOUR_PEOPLE, link, now=clock_now())
        assert self.is_said()

    def test_is_not_when_two_weeks_are_over(self, link):
        with pytest.raises(CannotUndo):
            undo_act(STILL_YOUR_PEOPLE, link, now=clock_now() + BACK_WITHIN + DAY)
        assert self.is_said()


class TestASeatThatWasEndedBeforeItBegan:
    @pytest.fixture
    def planned(self, ben) -> Seat:
        agency, begins = harbour_aid(), today() + 30 * DAY
        end_seat(ben.seats.get(), by=HOST, now=clock_now())
        facts = SeatFacts(Role.REPRESENTATIVE, agency, from_on=begins)
        seat = give_seat(ben, facts, by=HOST, today=today())
        return end_seat(seat, by=HOST, now=clock_now())

    def test_is_given_no_other_last_day(self, planned):
        last = today() + 400 * DAY
        with pytest.raises(SeatIsOver):
            end_seat_after(planned, last, by=named("Lea"), now=clock_now())
        after = today() + 60 * DAY
        assert not Seat.objects.holding(after).filter(pk=planned.pk).exists()

    def test_stands_in_nobodys_way(self, planned, ben):
        facts = SeatFacts(Role.REPRESENTATIVE, harbour_aid())
        assert give_seat(ben, facts, by=HOST, today=today()).pk != planned.pk

    def test_never_holds(self, planned):
        with time_machine.travel(clock_now() + 31 * DAY, tick=False):
            assert not Seat.objects.holding(today()).filter(pk=planned.pk).exists()
