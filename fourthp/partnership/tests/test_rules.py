"""Dates and labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthp.partnership.rules import LABELS, RED, can_be_rung, strictest


class TestStrictest:
    def test_of_nothing_is_red(self):
        assert strictest() == RED

    @given(st.lists(st.sampled_from(LABELS), min_size=1))
    def test_is_never_weaker_than_any_parent(self, labels):
        found = LABELS.index(strictest(*labels))
        assert all(found >= LABELS.index(label) for label in labels)


class TestCanBeRung:
    @pytest.mark.parametrize("number", ["999", "08000 121 700", "+40 (0)21 1.23/4-5"])
    def test_takes_numbers_as_people_write_them(self, number):
        assert can_be_rung(number)

    @pytest.mark.parametrize("number", ["", "9", "abc", "call 999", "()", "9" * 31])
    def test_takes_nothing_else(self, number):
        assert not can_be_rung(number)
