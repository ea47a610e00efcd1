"""Words for whoever follows in a seat: who reads them, and who writes them."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fourthp.foundation.actors import Clockwork
from fourthp.foundation.clock import now as clock_now
from fourthp.foundation.clock import today
from fourthp.foundation.matters import matter_kind
from fourthp.partnership.models import Agency, Handover, Seat
from fourthp.partnership.operations.handovers import NOTHING_YET, write_handover
from fourthp.partnership.operations.leaving import leave
from fourthp.partnership.operations.seats import end_seat
from fourthp.partnership.permissions.handovers import can_write_handover
from fourthp.partnership.queries.handovers import new_seats, sat_before
from fourthp.partnership.tests.makers import make_group, make_person, make_seat
from fourthp.partnership.tests.seated import browser, keyed
from fourthp.partnership.tests.test_leaving import ben, named

__all__ = ["ben"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGE, FORM = "seat-handover", "seat-handover-words"
WORDS = "The plan of spring."


@pytest.fixture
def shut(ben):
    """A closed group; Ben may sit there, and keeps his seat for Quay in the network."""
    make_seat(ben, agency=Agency.objects.get(name="Quay"))
    return make_group("Shelter", is_closed=True)


def harbour() -> Agency:
    return Agency.objects.get(name="Harbour Aid")


def sits(name, group, **more) -> Seat:
    return make_seat(named(name), agency=harbour(), group=group, **more)


def ended(seat: Seat) -> Seat:
    end_seat(seat, by=named("Cora"), now=clock_now())
    return Seat.objects.get(pk=seat.pk)


def write(seat: Seat, by: str, words: str = WORDS) -> Handover:
    return write_handover(seat, words, by=named(by), now=clock_now())


def page(name: str, seat: Seat, *, of: str = PAGE, factor: bool = True):
    return browser(named(name), factor=factor).get(reverse(of, args=[seat.pk]))


def told(seat: Seat, reader: str) -> list[str]:
    found = sat_before(seat, named(reader), today())
    return [one.person.name for one in (before.seat for before in found)]


BEN = "Ben Achterberg"


class TestWhoReadsWhatWasLeft:
    def test_whose_seat_is_over_reads_nothing_of_who_came_after(self, shut):
        old = ended(sits(BEN, shut))
        new = sits("Dora", shut, from_on=today())
        write(new, "Dora")
        ended(new)
        for factor in (True, False):
            found = page(BEN, old, factor=factor)
            assert WORDS not in found.text
            assert "Dora" not in found.text
            assert "Who sat here before" not in found.text
        # The control: who sits there today reads it.
        third = sits("Lea", shut, from_on=today())
        assert WORDS in page("Lea", third).text

    def test_whose_seat_is_over_reads_nothing_of_who_came_before(self, shut):
        first = sits("Dora", shut)
        write(first, "Dora")
        ended(first)
        second = sits(BEN, shut, from_on=today())
        assert WORDS in page(BEN, second).text
        assert WORDS not in page(BEN, ended(second)).text

    @pytest.mark.parametrize("is_over", [True, False])
    def test_a_seat_that_never_began_opens_nothing(self, shut, is_over):
        write(old := sits(BEN, shut), BEN)
        ended(old)
        coming = sits("Dora", shut, from_on=today() + 9 * DAY)
        if is_over:
            coming = ended(coming)
        assert page("Dora", coming).status_code == 403
        assert told(coming, "Dora") == []
        assert told(coming, "Cora") == [BEN]

    def test_a_lead_reads_it_as_far_as_she_may_know_of_the_group(self, shut):
        own = ended(sits("Lea", shut))
        after = sits("Dora", shut, from_on=today())
        write(after, "Dora")
        ended(after)
        own.refresh_from_db()
        assert WORDS not in page("Lea", own).text
        assert page("Lea", after).status_code == 404
        # The control: the group is open, and its seats are hers to know of.
        shut.is_closed = False
        shut.save()
        assert WORDS in page("Lea", after).text

    def test_only_those_before_are_told_not_who_sat_there_later(self, ben):
        seat = ben.seats.get()
        early = make_seat(make_person("Early"), agency=harbour(), to_on=seat.from_on)
        Seat.objects.filter(pk=early.pk).update(ended_at=clock_now())
        later = sits("Olu", seat.group, from_on=today() - 9 * DAY, to_on=today() - DAY)
        assert told(seat, BEN) == ["Early"]
        assert new_seats(ben, today()) == []
        # Who was seated while the other still sat there follows all the same.
        beside = sits("Dora", seat.group, from_on=today() - 5 * DAY)
        assert told(beside, "Dora") == [later.person.name, "Early"]
        assert new_seats(named("Dora"), today()) == [beside]

    def test_a_later_one_alone_makes_nobody_new(self, ben):
        sits("Dora", ben.seats.get().group, from_on=today() - DAY, to_on=today() - DAY)
        Seat.objects.filter(person=ben).update(from_on=today() - 3 * DAY)
        assert new_seats(ben, today()) == []
        Seat.objects.filter(person=ben).update(from_on=today())
        assert new_seats(ben, today()) == [ben.seats.get()]


class TestWhoWrites:
    def test_whose_seat_ended_writes_for_two_weeks(self, shut):
        seat = ended(sits(BEN, shut))
        assert write(seat, BEN).words == WORDS
        assert WORDS in page(BEN, seat).text
        with time_machine.travel(clock_now() + 14 * DAY, tick=False):
            assert write(seat, BEN, "Still.").words == "Still."
        with time_machine.travel(clock_now() + 15 * DAY, tick=False):
            with pytest.raises(PermissionDenied):
                write(seat, BEN, "")
            assert page(BEN, seat).status_code == 403
            assert page(BEN, seat, of=FORM).status_code == 403
            assert write(seat, "Cora", "Hers.").words == "Hers."

    def test_a_last_day_that_is_over_is_an_end_too(self, shut):
        seat = sits(BEN, shut, to_on=today() - 14 * DAY)
        assert write(seat, BEN)
        seat = sits("Dora", shut, to_on=today() - 15 * DAY)
        with pytest.raises(PermissionDenied):
            write(seat, "Dora")

    def test_who_leaves_one_agency_is_led_to_it(self, shut, ben):
        seat = ben.seats.get(agency=harbour())
        left = leave(ben, agency=harbour(), by=ben, now=clock_now())
        client = browser(named(BEN))
        found = client.get(reverse("leaving", args=[left.revision.pk])).text
        path = reverse(FORM, args=[seat.pk])
        assert path in found
        client.post(path, keyed(words=WORDS, seen=NOTHING_YET))
        assert Handover.objects.get().words == WORDS

    def test_what_another_wrote_there_is_not_hers_any_more(self, shut):
        seat = ended(sits(BEN, shut))
        seen = write(seat, "Cora").version
        assert page(BEN, seat).status_code == 403
        assert WORDS not in page(BEN, seat, of=FORM).text
        path = reverse(FORM, args=[seat.pk])
        answer = browser(named(BEN)).post(path, keyed(words="", seen=seen))
        assert answer.status_code == 403
        assert Handover.objects.get().words == WORDS
        assert not matter_kind("handover").may_see(
            named(BEN), Handover.objects.get().pk
        )

    def test_nor_what_another_wrote_over_hers_or_a_moment_ago(self, shut):
        seat = sits(BEN, shut)
        write(seat, BEN)
        seat = ended(seat)
        assert seat.handover.words == WORDS  # as somebody read it who is slow
        write(Seat.objects.get(pk=seat.pk), "Cora", "Hers.")
        with pytest.raises(PermissionDenied):
            write(seat, BEN, "")
        assert Handover.objects.get().words == "Hers."

    def test_a_seat_that_never_began_is_not_hers_to_write_for(self, shut):
        coming = sits(BEN, shut, from_on=today() + 9 * DAY)
        for seat in (coming, ended(coming)):
            with pytest.raises(PermissionDenied):
                write(seat, BEN)
            assert page(BEN, seat, of=FORM).status_code == 403
        assert write(coming, "Cora")

    def test_while_it_holds_it_is_hers_whoever_wrote(self, ben):
        seat = ben.seats.get()
        write(seat, "Lea")
        assert WORDS in page(BEN, seat).text
        assert write(seat, BEN, "Both.").words == "Both."

    def test_a_lead_writes_in_no_closed_group_that_she_left(self, shut):
        own = ended(sits("Lea", shut))
        write(own, "Cora")
        with pytest.raises(PermissionDenied):
            write(own, "Lea", "")
        assert page("Lea", own).status_code == 403

    def test_the_group_of_a_seat_ended_with_it(self, shut):
        seat = sits(BEN, shut)
        shut.ends_on, shut.ended_at = today(), clock_now()
        shut.save()
        with pytest.raises(PermissionDenied):
            write(seat, BEN)


class TestNobodyElseWrites:
    def test_who_sits_beside_her_in_an_equal_seat_does_not(self, ben):
        group = make_group("Days")
        hers, beside = sits(BEN, group), sits("Dora", group)
        for get in (lambda: hers, lambda: ended(hers)):
            seat = get()
            assert can_write_handover(named(BEN), seat)
            assert not can_write_handover(named("Dora"), seat)
            assert not can_write_handover(Clockwork("any"), seat)
        assert can_write_handover(named("Dora"), beside)

    def test_a_seat_of_one_day_is_hers_to_write_for_once_it_ended(self, ben):
        seat = ended(sits(BEN, make_group("Days"), from_on=today()))
        assert can_write_handover(named(BEN), seat)

    def test_one_that_was_ended_before_its_day_came_is_not_on_that_day_either(
        self, ben
    ):
        coming = sits(BEN, make_group("Days"), from_on=today() + 3 * DAY)
        never = ended(coming)
        with time_machine.travel(clock_now() + 4 * DAY, tick=False):
            assert not can_write_handover(named(BEN), never)
