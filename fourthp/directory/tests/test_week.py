"""A week as people say it."""

from datetime import time

import pytest

from fourthp.directory.rules.week import (
    WHOLE,
    add_to_week,
    empty_week,
    is_always,
    overlap,
    rules_of,
)

MORNING, EVENING = (time(9), time(12)), (time(18), time(20))


class TestOverlap:
    @pytest.mark.parametrize(
        ("first", "second", "shares"),
        [
            ((9, 12), (11, 15), True),
            ((11, 15), (9, 12), True),
            ((9, 15), (10, 11), True),
            ((9, 12), (9, 10), True),
            ((18, 2), (20, 21), True),
            ((0, 0), (20, 21), True),
            ((9, 12), (12, 15), False),
            ((18, 2), (1, 3), False),
            ((9, 12), (18, 2), False),
        ],
    )
    def test_of_two_spans_of_a_day(self, first, second, shares):
        spans = [(time(opens), time(closes)) for opens, closes in (first, second)]
        assert overlap(*spans) is shares


class TestAddToWeek:
    def test_takes_two_spans_a_day_in_their_order(self):
        week = empty_week()
        assert add_to_week(week, "MO, tu", EVENING)
        assert add_to_week(week, "MO", MORNING)
        assert week["MO"] == [MORNING, EVENING]
        assert not add_to_week(week, "MO,SU", (time(13), time(14)))
        assert week["SU"] == []

    def test_takes_no_day_that_no_week_has(self):
        assert not add_to_week(empty_week(), "1MO", MORNING)
        assert not add_to_week(empty_week(), "", MORNING)


class TestIsAlways:
    def test_is_every_day_from_midnight_to_midnight(self):
        week = empty_week()
        add_to_week(week, "MO,TU,WE,TH,FR,SA", WHOLE)
        assert not is_always(week)
        add_to_week(week, "SU", WHOLE)
        assert is_always(week)


class TestRulesOf:
    def test_makes_days_with_the_same_hours_one_rule(self):
        week = empty_week()
        add_to_week(week, "TU,MO", MORNING)
        add_to_week(week, "TU", EVENING)
        assert rules_of(week) == [("MO,TU", *MORNING), ("TU", *EVENING)]
