"""A seat is handed on, or somebody follows in it: never for more than it was."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.foundation.clock import now as clock_now
from fourthp.partnership.models import Role, Seat
from fourthp.partnership.operations.followers import follow, name_follower
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.seats import (
    HasNotBegun,
    SeatFacts,
    end_seat_after,
    give_seat,
    hand_on_seat,
)
from fourthp.partnership.permissions import can_hand_on
from fourthp.partnership.tests.makers import make_seat
from fourthp.partnership.tests.seated import browser, keyed
from fourthp.partnership.tests.test_leaving import ben, harbour, named

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def last_day(seat: Seat, day) -> Seat:
    return end_seat_after(seat, day, by=named("Cora"), now=now())


class TestHandOn:
    def test_a_seat_that_has_not_begun_is_handed_on_by_nobody(self, ben):
        facts = SeatFacts(Role.REPRESENTATIVE, harbour(), from_on=today() + 30 * DAY)
        coming = give_seat(named("Dora"), facts, by=named("Cora"), today=today())
        for by in ("Lea", "Cora"):
            with pytest.raises(HasNotBegun):
                hand_on_seat(coming, named("Lea"), by=named(by), now=clock_now())
        coming.refresh_from_db()
        assert coming.ended_at is None
        assert not named("Lea").seats.filter(role=Role.REPRESENTATIVE).exists()

    def test_the_page_of_such_a_seat_says_so(self, ben):
        coming = make_seat(named("Dora"), agency=harbour(), from_on=today() + DAY)
        path = reverse("seat-handing-on", args=[coming.pk])
        said = keyed(person=str(named("Lea").pk))
        answer = browser(named("Cora")).post(path, said)
        assert answer.status_code == 400
        assert "has not begun" in answer.text

    def test_of_leads_each_hands_on_her_own_seat_alone(self, ben):
        other = make_seat(ben, agency=harbour(), role=Role.LEAD)
        assert not can_hand_on(named("Lea"), other)
        with pytest.raises(PermissionDenied):
            hand_on_seat(other, named("Dora"), by=named("Lea"), now=clock_now())
        lea = named("Lea").seats.get()
        people = browser(named("Lea")).get(
            reverse("agency-people", args=[harbour().pk])
        )
        assert reverse("seat-handing-on", args=[other.pk]) not in people.text
        assert reverse("seat-handing-on", args=[lea.pk]) in people.text
        assert hand_on_seat(lea, named("Dora"), by=named("Lea"), now=clock_now())
        # The control: a coordinator does.
        make_seat(named("Lea"), agency=other.agency)
        assert hand_on_seat(other, named("Lea"), by=named("Cora"), now=clock_now())

    def test_a_last_day_goes_along(self, ben):
        lea, day = named("Lea").seats.get(), today() + 30 * DAY
        last_day(lea, day)
        new = hand_on_seat(lea, named("Dora"), by=named("Lea"), now=clock_now())
        assert new.to_on == day
        lea.refresh_from_db()
        assert lea.to_on == today()


class TestFollow:
    def deputy(self) -> Seat:
        return named("Dora").seats.get(role=Role.DEPUTY)

    @pytest.mark.parametrize(
        ("hers", "his", "last"),
        [
            (None, None, None),
            (10, None, 10),
            (None, 20, 20),
            (10, 20, 10),
            (20, 10, 10),
        ],
    )
    def test_the_earlier_last_day_goes_along(self, ben, hers, his, last):
        for seat, days in ((self.deputy(), hers), (ben.seats.get(), his)):
            if days:
                last_day(seat, today() + days * DAY)
        leave(ben, by=Host(), now=clock_now())
        name_follower(ben.seats.get(), self.deputy(), by=named("Lea"), now=clock_now())
        new = named("Dora").seats.get(role=Role.REPRESENTATIVE)
        assert new.to_on == (today() + last * DAY if last else None)

    def test_who_follows_herself_has_the_last_day_too(self, ben):
        last_day(ben.seats.get(), today() + 20 * DAY)
        leave(ben, by=Host(), now=clock_now())
        lea = named("Lea")
        follow(lea, ben.seats.get(), by=lea, now=clock_now())
        assert lea.seats.get(role=Role.REPRESENTATIVE).to_on == today() + 20 * DAY

    def test_a_last_day_that_has_come_binds_nobody_who_follows(self, ben):
        last_day(ben.seats.get(), today())
        leave(ben, by=Host(), now=clock_now())
        name_follower(ben.seats.get(), self.deputy(), by=named("Lea"), now=clock_now())
        assert named("Dora").seats.get(role=Role.REPRESENTATIVE).to_on is None
