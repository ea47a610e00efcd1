"""One gathering is moved or cancelled; a series is changed from the middle."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from fourthp.audit.models import Entry
from fourthp.foundation.operations.revisions import SomebodyWasFaster
from fourthp.gatherings.models import Gathering, Rhythm, Venue
from fourthp.gatherings.operations.ahead import plan_ahead
from fourthp.gatherings.operations.following import change_following, end_following
from fourthp.gatherings.operations.moving import (
    IsCancelled,
    Move,
    bring_back,
    cancel_gathering,
    hold_elsewhere,
    move_gathering,
)
from fourthp.gatherings.operations.series import IsOver
from fourthp.gatherings.operations.venues import Where
from fourthp.gatherings.queries.series import follows
from fourthp.gatherings.queries.venues import venue_of
from fourthp.gatherings.rules.repeating import By, Rule
from fourthp.gatherings.tests.makers import (
    NOW,
    days_of,
    gatherings,
    later,
    make_coordinator,
    make_gathering,
    make_series,
    make_when,
    wall,
)
from fourthp.partnership.tests.makers import make_member

pytestmark = pytest.mark.django_db

MOVE = Move(wall(2026, 4, 15, 14, 0), 90, "The hall is taken")
WEDNESDAYS = make_when(wall(2026, 5, 6, 14, 0), rule=Rule(By.WEEKDAY), minutes=60)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def by():
    return make_coordinator()


class TestMoveGathering:
    def test_moves_one_which_keeps_its_name_in_calendars(self, by):
        series = make_series()
        april = gatherings(series)[1]
        moved = move_gathering(april, MOVE, by=by, now=NOW, seen=april.version)
        moved.refresh_from_db()
        assert moved.original == "20260414T100000"
        assert (moved.day.day, moved.at.hour, moved.minutes) == (15, 14, 90)
        assert moved.starts_at.hour == 13
        assert moved.is_moved
        assert moved.because == "The hall is taken"
        assert [one.is_moved for one in gatherings(series)].count(True) == 1

    def test_rises_with_every_change_whichever_it_was(self, by):
        march, april = gatherings(make_series())[:2]
        move_gathering(april, MOVE, by=by, now=NOW)
        cancel_gathering(march, "", by=by, now=NOW)
        bring_back(march, by=by, now=NOW)
        [rhythm] = Rhythm.objects.all()
        march.refresh_from_db()
        april.refresh_from_db()
        assert (april.sequence, march.sequence, rhythm.sequence) == (1, 3, 3)
        acts = Entry.objects.filter(matter_kind="gathering").order_by("pk")
        said = list(acts.values_list("act", flat=True))
        assert said == ["moved", "cancelled", "brought-back"]

    def test_refuses_what_somebody_changed_meanwhile(self, by):
        april = gatherings(make_series())[1]
        seen = april.version
        cancel_gathering(april, "", by=by, now=NOW, seen=seen)
        for act in (move_gathering, cancel_gathering):
            what = MOVE if act is move_gathering else ""
            with pytest.raises(SomebodyWasFaster):
                act(april, what, by=by, now=NOW, seen=seen)

    def test_refuses_what_is_cancelled_or_over_or_was_to_be_in_the_past(self, by):
        march, april = gatherings(make_series())[:2]
        cancel_gathering(april, "", by=by, now=NOW)
        with pytest.raises(IsCancelled):
            move_gathering(april, MOVE, by=by, now=NOW)
        with pytest.raises(IsCancelled):
            cancel_gathering(april, "", by=by, now=NOW)
        with pytest.raises(IsOver):
            move_gathering(march, Move(wall(2026, 3, 1, 9, 0), 60), by=by, now=NOW)
        for act in (
            lambda: cancel_gathering(march, "", by=by, now=later(days=30)),
            lambda: bring_back(march, by=by, now=later(days=30)),
            lambda: change_following(march, WEDNESDAYS, by=by, now=later(days=30)),
        ):
            with pytest.raises(IsOver):
                act()

    def test_is_for_who_keeps_it_alone(self):
        march, other = gatherings(make_series())[0], make_member()
        for act in (
            lambda: move_gathering(march, MOVE, by=other, now=NOW),
            lambda: cancel_gathering(march, "", by=other, now=NOW),
            lambda: bring_back(march, by=other, now=NOW),
            lambda: hold_elsewhere(march, Where(), by=other, now=NOW),
            lambda: change_following(march, WEDNESDAYS, by=other, now=NOW),
            lambda: end_following(march, "", by=other, now=NOW),
        ):
            with pytest.raises(PermissionDenied):
                act()
        march.refresh_from_db()
        assert march.sequence == 0

    def test_brings_nothing_back_that_takes_place(self, by):
        march = gatherings(make_series())[0]
        assert bring_back(march, by=by, now=NOW).sequence == 0


class TestHoldElsewhere:
    def test_is_for_one_alone_and_is_taken_back_by_saying_nothing(self, by):
        series = make_series(where=Where(place="Town hall"))
        march, april = gatherings(series)[:2]
        hold_elsewhere(april, Where(place="Library"), by=by, now=NOW)
        assert venue_of(april).place == "Library"
        assert venue_of(march).place == "Town hall"
        hold_elsewhere(april, Where(), by=by, now=NOW)
        assert venue_of(april).place == "Town hall"
        assert venue_of(make_gathering()) is None
        assert Venue.objects.count() == 1


class TestChangeFollowing:
    def test_begins_another_rhythm_and_ends_the_one_before(self, by):
        series = make_series()
        rows = gatherings(series)
        change_following(rows[2], WEDNESDAYS, by=by, now=NOW, seen=rows[2].version)
        old, new = Rhythm.objects.order_by("first_on")
        assert old.rule == "FREQ=MONTHLY;BYDAY=2TU;UNTIL=20260511"
        assert old.sequence == 1
        assert new.rule == "FREQ=MONTHLY;BYDAY=1WE"
        found = gatherings(series)
        assert [one.rhythm for one in found] == [old] * 2 + [new] * 12
        assert [one.day.weekday() for one in found] == [1] * 2 + [2] * 12

    def test_lets_what_hangs_on_a_gathering_stay_with_it(self, by):
        rows = gatherings(make_series())
        hold_elsewhere(rows[3], Where(place="Library"), by=by, now=NOW)
        change_following(rows[2], WEDNESDAYS, by=by, now=NOW)
        rows[3].refresh_from_db()
        assert rows[3].day == wall(2026, 6, 3).date()
        assert venue_of(rows[3]).place == "Library"

    def test_takes_in_what_was_moved_and_leaves_what_was_cancelled(self, by):
        series = make_series()
        rows = gatherings(series)
        move_gathering(rows[3], Move(wall(2026, 6, 10, 9, 0), 60), by=by, now=NOW)
        cancel_gathering(rows[4], "", by=by, now=NOW)
        told = follows(rows[2], now=NOW)
        assert (told.planned, told.moved, told.cancelled) == (9, 1, 1)
        assert told.goes_on
        change_following(rows[2], WEDNESDAYS, by=by, now=NOW)
        rows[3].refresh_from_db()
        rows[4].refresh_from_db()
        assert not rows[3].is_moved
        assert rows[4].is_cancelled
        assert rows[4].rhythm.rule.endswith("UNTIL=20260511")

    def test_keeps_its_name_from_the_first_on(self, by):
        series = make_series()
        first = gatherings(series)[0]
        change_following(first, WEDNESDAYS, by=by, now=NOW)
        [rhythm] = Rhythm.objects.all()
        assert (rhythm.pk, rhythm.sequence) == (first.rhythm_id, 1)
        found = gatherings(series)
        assert len(found) == 12
        assert found[0].pk == first.pk
        assert {one.sequence for one in found} == {1}
        assert not any(one.is_moved for one in found)

    def test_makes_a_series_of_what_was_held_once_and_takes_that_back(self, by):
        only = make_gathering()
        change_following(only, make_when(), by=by, now=NOW)
        assert len(days_of(only.series)) == 12
        only.refresh_from_db()
        change_following(only, make_when(rule=None), by=by, now=NOW)
        states = [one.state for one in gatherings(only.series)]
        assert states == ["planned"] + ["cancelled"] * 11

    def test_does_so_again_and_again_without_two_of_one_name(self, by):
        series = make_series()
        for rule in (Rule(By.WEEK, times=2), Rule(By.WEEK, each=2), Rule(By.DATE)):
            first = gatherings(series)[0]
            change_following(first, make_when(rule=rule), by=by, now=NOW)
        planned = [one for one in gatherings(series) if not one.is_cancelled]
        assert len(planned) == 12
        assert (
            len({one.original for one in gatherings(series)})
            == Gathering.objects.count()
        )

    def test_leaves_a_day_that_is_cancelled_to_what_was_cancelled(self, by):
        series = make_series(when=make_when(rule=Rule(By.WEEK)))
        rows = gatherings(series)
        cancel_gathering(rows[1], "", by=by, now=NOW)
        change_following(rows[0], make_when(rule=Rule(By.WEEK)), by=by, now=NOW)
        found = gatherings(series)
        assert [one.is_cancelled for one in found].count(True) == 1
        assert found[1].pk == rows[1].pk
        assert len({one.day for one in found}) == len(found)

    def test_refuses_what_somebody_changed_meanwhile(self, by):
        march = gatherings(make_series())[0]
        cancel_gathering(march, "", by=by, now=NOW)
        with pytest.raises(SomebodyWasFaster):
            change_following(march, WEDNESDAYS, by=by, now=NOW, seen="other")


class TestEndFollowing:
    def test_cancels_all_that_follow_and_plans_no_more(self, by):
        series = make_series()
        rows = gatherings(series)
        end_following(rows[2], "Enough", by=by, now=NOW, seen=rows[2].version)
        states = [one.is_cancelled for one in gatherings(series)]
        assert states == [False] * 2 + [True] * 10
        assert gatherings(series)[2].because == "Enough"
        assert plan_ahead(now=later(days=400)) == 0

    def test_from_the_first_on_leaves_nothing(self, by):
        series = make_series()
        end_following(gatherings(series)[0], "", by=by, now=NOW)
        assert all(one.is_cancelled for one in gatherings(series))
        assert plan_ahead(now=later(days=400)) == 0
        only = make_gathering()
        end_following(only, "", by=by, now=NOW)
        only.refresh_from_db()
        assert only.is_cancelled

    def test_ends_where_all_that_follow_were_cancelled_already(self, by):
        series = make_series(when=make_when(rule=Rule(By.WEEK, times=2)))
        last = gatherings(series)[1]
        cancel_gathering(last, "", by=by, now=NOW)
        end_following(last, "", by=by, now=NOW)
        assert gatherings(series)[0].rhythm.rule.endswith("UNTIL=20260316")
