"""The new seats of which nobody said yet that they are hers, in one list."""

from datetime import timedelta

import pytest
from django.urls import reverse

from fourthp.foundation.actors import Host
from fourthp.foundation.clock import now, today
from fourthp.partnership.models import Person, Role, Seat
from fourthp.partnership.operations.seat_mails import SEAT_IS_YOURS
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.queries.people import PAGE
from fourthp.partnership.queries.seat_mails import MINE, MISTAKE, seats_unconfirmed
from fourthp.partnership.tests.makers import (
    make_group,
    make_member,
    make_person,
    make_seat,
    make_user,
)
from fourthp.partnership.tests.seated import browser, coordinator, keyed
from fourthp.partnership.tests.test_seat_mails import agency, link, new_seat
from fourthp.post.operations.acts import do_act, undo_act

__all__ = ["agency"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def runs() -> Person:
    return coordinator()


@pytest.fixture
def seat(agency) -> Seat:
    """Ben's new seat for an agency."""
    return new_seat(agency)


def unconfirmed(reader: Person) -> list[str]:
    return sorted(one.person.name for one in seats_unconfirmed(reader, today()))


class TestSeatsUnconfirmed:
    def test_stands_until_it_is_said_to_be_hers(self, runs, seat):
        assert unconfirmed(runs) == ["Ben Cole"]
        do_act(SEAT_IS_YOURS, link(seat), choice=MISTAKE, now=now())
        assert unconfirmed(runs) == ["Ben Cole"]
        undo_act(SEAT_IS_YOURS, link(seat), now=now())
        do_act(SEAT_IS_YOURS, link(seat), choice=MINE, now=now())
        assert unconfirmed(runs) == []
        undo_act(SEAT_IS_YOURS, link(seat), now=now())
        assert unconfirmed(runs) == ["Ben Cole"]

    @pytest.mark.parametrize("case", ["old", "ended", "signs in"])
    def test_nothing_else_stands_there(self, runs, seat, case):
        if case == "old":
            Seat.objects.filter(pk=seat.pk).update(from_on=today() - 61 * DAY)
        elif case == "ended":
            end_seat(seat, by=Host(), now=now())
        else:
            user = make_user(seat.person, "ben@signs.example")
            user.last_login = now()
            user.save()
        assert unconfirmed(runs) == []

    def test_what_is_to_come_and_who_never_came_in_do(self, runs, seat):
        Seat.objects.filter(pk=seat.pk).update(from_on=today() + 9 * DAY)
        make_user(seat.person, "ben@signs.example")
        assert unconfirmed(runs) == ["Ben Cole"]

    def test_a_reader_finds_those_alone_that_she_may_see(self, seat):
        hidden = make_group("Hidden", is_closed=True)
        make_seat(make_person("Una"), group=hidden, from_on=today())
        assert unconfirmed(make_member("Reader", role=Role.CHAIR)) == ["Ben Cole"]


class TestPage:
    def test_says_of_each_how_it_stands_and_offers_to_tell_her(self, runs, seat):
        client, path = browser(runs), reverse("unconfirmed")
        page = client.get(path).text
        assert reverse("seat-telling", args=[seat.pk]) in page
        telling = reverse("seat-telling", args=[seat.pk])
        page = client.post(telling, keyed(listed="yes"), follow=True).text
        assert "<h1>Seats that nobody has confirmed</h1>" in page
        assert "no answer yet" in page
        assert reverse("seat-telling", args=[seat.pk]) not in page
        do_act(SEAT_IS_YOURS, link(seat), choice=MISTAKE, now=now())
        assert "A mistake?" in client.get(path).text

    def test_goes_on_where_a_page_ends(self, runs, agency):
        for number in range(PAGE + 1):
            make_seat(make_person(f"P {number:02}"), agency=agency, from_on=today())
        client, path = browser(runs), reverse("unconfirmed")
        first = client.get(path)
        [after] = [one for one in first.text.split('"') if one.startswith("?after=")]
        last = client.get(path + after)
        assert (first.text.count("<bdi>P "), last.text.count("<bdi>P ")) == (PAGE, 1)
        assert "The newest" in last.text

    def test_says_where_nothing_is_left(self, runs):
        assert (
            "Every new seat is confirmed"
            in browser(runs).get(reverse("unconfirmed")).text
        )
