"""How far a figure has come."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.plan.rules.progress import Course, Way, course, due_on

UP = Way(Decimal(0), Decimal(40), date(2026, 1, 1), date(2026, 12, 31))
DOWN = Way(Decimal(40), Decimal(0), date(2026, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 7, 2)  # half of the year is over


def stands(value, way=UP, *, said_on=date(2026, 7, 1), every=3):
    number = None if value is None else Decimal(value)
    return course(way, number, said_on=said_on, today=TODAY, every=every)


class TestShare:
    @pytest.mark.parametrize(("way", "value"), [(UP, 10), (DOWN, 30)])
    def test_is_a_quarter_of_the_way_up_or_down(self, way, value):
        assert way.share(Decimal(value)) == 0.25

    @pytest.mark.parametrize(("value", "share"), [(-5, 0), (99, 1)])
    def test_never_leaves_the_way(self, value, share):
        assert UP.share(Decimal(value)) == share

    @pytest.mark.parametrize(("value", "share"), [(7, 1), (8, 0), (6, 0)])
    def test_of_what_is_to_stay_as_it_is_is_all_or_nothing(self, value, share):
        stays = Way(Decimal(7), Decimal(7), date(2026, 1, 1))
        assert stays.share(Decimal(value)) == share

    @given(st.decimals(-1000, 1000, places=2), st.decimals(-1000, 1000, places=2))
    def test_is_between_nothing_and_all(self, target, value):
        way = Way(Decimal(0), target, date(2026, 1, 1))
        assert 0 <= way.share(value) <= 1


class TestShareOfTime:
    @pytest.mark.parametrize(
        ("day", "share"),
        [(date(2025, 1, 1), 0), (date(2026, 12, 31), 1), (date(2027, 5, 1), 1)],
    )
    def test_never_leaves_the_time(self, day, share):
        assert UP.share_of_time(day) == share

    def test_is_nothing_without_an_end(self):
        assert Way(Decimal(0), Decimal(1), TODAY).share_of_time(TODAY) == 0

    def test_is_nothing_where_it_ends_as_it_begins(self):
        assert Way(Decimal(0), Decimal(1), TODAY, TODAY).share_of_time(TODAY) == 0


class TestCourse:
    def test_is_unknown_before_any_figure(self):
        assert stands(None) == Course.UNKNOWN
        assert stands(5, said_on=None) == Course.UNKNOWN

    @pytest.mark.parametrize(("way", "value"), [(UP, 40), (UP, 41), (DOWN, 0)])
    def test_is_reached_at_the_target_and_beyond(self, way, value):
        assert stands(value, way) == Course.REACHED

    def test_stays_reached_however_old_the_figure_is(self):
        assert stands(40, said_on=date(2020, 1, 1)) == Course.REACHED

    def test_is_behind_where_time_went_further(self):
        assert stands(19) == Course.BEHIND
        assert stands(20) == Course.ON_COURSE

    def test_counts_time_to_the_day_of_the_figure(self):
        assert stands(10, said_on=date(2026, 4, 1)) == Course.ON_COURSE

    def test_is_old_two_weeks_after_it_was_due(self):
        assert stands(30, said_on=date(2026, 3, 18)) == Course.ON_COURSE
        assert stands(30, said_on=date(2026, 3, 17)) == Course.OLD


class TestDueOn:
    @pytest.mark.parametrize(
        ("last", "every", "due"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2027, 11, 30), 3, date(2028, 2, 29)),
            (date(2026, 12, 1), 1, date(2027, 1, 1)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
        ],
    )
    def test_is_months_later_or_that_month_s_last_day(self, last, every, due):
        assert due_on(last, every) == due
