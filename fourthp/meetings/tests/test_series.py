"""Series of meetings: what they need, what always stands, whose turn it is."""

import pytest
from django.core.exceptions import PermissionDenied

from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.gatherings.tests.makers import make_series
from fourthp.meetings.models import Meeting, MeetingSeries, StandingItem, Turn
from fourthp.meetings.operations.items import SeatIsOver
from fourthp.meetings.operations.series import (
    SeriesNeeds,
    Standing,
    keep_meetings,
    set_rota,
    set_standing,
)
from fourthp.meetings.queries.series import standing_version, turns_version
from fourthp.meetings.tests.makers import (
    NOW,
    make_coordinator,
    make_item,
    make_kept,
    make_standing,
    meetings_of,
    seat_in,
    sits,
)
from fourthp.partnership.models import Seat
from fourthp.partnership.tests.makers import make_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return make_kept()


class TestKeepMeetings:
    def test_makes_a_series_one_of_meetings_and_changes_what_they_need(self):
        series, by = make_series(), make_coordinator()
        kept = keep_meetings(series, SeriesNeeds(quorum_agencies=5), by=by, seen="")
        seen = kept.version

        keep_meetings(series, SeriesNeeds(hosted_by=" The council "), by=by, seen=seen)

        kept = MeetingSeries.objects.get()
        assert (kept.quorum_agencies, kept.hosted_by) == (None, "The council")
        assert kept.is_elsewhere
        with pytest.raises(SomebodyWasFaster):
            keep_meetings(series, SeriesNeeds(), by=by, seen=seen)

    def test_refuses_who_does_not_keep_the_series(self):
        series = make_series()
        with pytest.raises(PermissionDenied):
            keep_meetings(series, SeriesNeeds(), by=sits(series.group))


class TestSetStanding:
    def test_holds_from_the_next_new_agenda_on(self, kept):
        one, two = meetings_of(kept)[:2]
        make_item(one)
        make_standing(kept)
        make_item(two)

        assert [m.items.count() for m in Meeting.objects.order_by("pk")] == [1, 3]

    def test_the_slower_of_two_is_told(self, kept):
        seen = standing_version(kept)
        make_standing(kept)

        with pytest.raises(SomebodyWasFaster):
            set_standing(kept, (), by=make_coordinator(), seen=seen)
        assert StandingItem.objects.count() == 2

    def test_refuses_who_does_not_keep_the_series(self, kept):
        with pytest.raises(PermissionDenied):
            set_standing(
                kept, [Standing("x", "decision", 5)], by=sits(kept.series.group)
            )


class TestSetRota:
    def rota(self, kept, *seats: Seat, **said) -> None:
        turns = {Turn.Duty.CHAIR: seats, Turn.Duty.MINUTES: seats[:1]}
        set_rota(kept, turns, **{"by": make_coordinator()} | said)

    def test_the_next_meeting_takes_the_next_turn(self, kept):
        group = kept.series.group
        one, two = seat_in(group), seat_in(group, "Quay Reed", "Quay Aid")
        self.rota(kept, one, two)
        days = meetings_of(kept)

        for day in days[:3]:
            make_item(day)

        found = Meeting.objects.order_by("gathering__starts_at")
        assert [m.chair for m in found] == [one, two, one]
        assert [m.minute_taker for m in found] == [one, one, one]

    def test_whoever_left_falls_out_and_the_row_stays(self, kept):
        group = kept.series.group
        one, two = seat_in(group), seat_in(group, "Quay Reed", "Quay Aid")
        self.rota(kept, one, two)
        Seat.objects.filter(pk=one.pk).update(to_on=NOW.date())

        make_item(meetings_of(kept)[0])

        assert Meeting.objects.get().chair == two
        assert Turn.objects.filter(seat=one).count() == 2
        self.rota(kept, one, two)  # it may stay where it was

    def test_refuses_a_seat_that_is_elsewhere(self, kept):
        elsewhere = seat_in(make_group("Quay group"))

        with pytest.raises(SeatIsOver):
            self.rota(kept, elsewhere)

    def test_the_slower_of_two_is_told(self, kept):
        seen = turns_version(kept)
        self.rota(kept, seat_in(kept.series.group))

        with pytest.raises(SomebodyWasFaster):
            self.rota(kept, seen=seen)
