"""Dates and labels."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.partnership.rules import LABELS, RED, can_be_rung, holds_on, strictest

DAY = date(2026, 3, 10)


class TestStrictest:
    def test_of_nothing_is_red(self):
        assert strictest() == RED

    @given(st.lists(st.sampled_from(LABELS), min_size=1))
    def test_is_never_weaker_than_any_parent(self, labels):
        found = LABELS.index(strictest(*labels))
        assert all(found >= LABELS.index(label) for label in labels)


class TestHoldsOn:
    @pytest.mark.parametrize(
        ("starts", "ends", "holds"),
        [(0, None, True), (0, 0, True), (1, None, False), (-5, -1, False)],
    )
    def test_counts_both_ends(self, starts, ends, holds):
        to_on = None if ends is None else DAY + timedelta(days=ends)
        assert holds_on(DAY, from_on=DAY + timedelta(days=starts), to_on=to_on) is holds


class TestCanBeRung:
    @pytest.mark.parametrize("number", ["999", "08000 121 700", "+40 (0)21 1.23/4-5"])
    def test_takes_numbers_as_people_write_them(self, number):
        assert can_be_rung(number)

    @pytest.mark.parametrize("number", ["", "9", "abc", "call 999", "()", "9" * 31])
    def test_takes_nothing_else(self, number):
        assert not can_be_rung(number)
