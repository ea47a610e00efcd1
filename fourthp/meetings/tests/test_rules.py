"""Arithmetic of agendas."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from fourthp.meetings.rules import (
    clock_times,
    moved,
    next_turn,
    number_after,
    over_run,
)

TEN = datetime(2026, 3, 29, 0, 30)  # noqa: DTZ001 -- a wall time has no zone


class TestClockTimes:
    def test_count_minutes_as_people_sit_through_them(self):
        # The clock is set forward at one: nobody in the room counts that hour.
        times = clock_times(TEN, [40, 20, 5])
        assert [f"{one:%H:%M}" for one in times] == ["00:30", "01:10", "01:30"]


class TestOverRun:
    def test_is_what_an_agenda_is_longer_than_its_meeting(self):
        assert over_run([60, 50], 90) == 20
        assert over_run([60], 90) == 0


class TestNumberAfter:
    def test_is_4a_after_4_and_4b_after_that(self):
        assert number_after("4", {"4", "5"}) == "4a"
        assert number_after("4a", {"4", "4a", "5"}) == "4b"

    def test_stands_before_the_first_as_0a(self):
        assert number_after("", {"1"}) == "0a"

    def test_goes_on_after_z(self):
        taken = {f"4{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"}
        assert number_after("4", taken) == "4aa"


class TestMoved:
    @given(st.lists(st.integers(), unique=True, min_size=1), st.data())
    def test_keeps_every_key_once_and_puts_one_where_it_is_to_be(self, keys, data):
        key, place = data.draw(st.sampled_from(keys)), data.draw(st.integers(-3, 99))
        found = moved(keys, key, place)
        assert sorted(found) == sorted(keys)
        assert found.index(key) == min(max(place, 1), len(keys)) - 1


class TestNextTurn:
    def test_is_the_one_after_whoever_had_the_last(self):
        assert next_turn([("a", True), ("b", True)], "a") == "b"
        assert next_turn([("a", True), ("b", True)], "b") == "a"

    def test_begins_with_the_first(self):
        assert next_turn([("a", True), ("b", True)], None) == "a"
        assert next_turn([("a", True), ("b", True)], "of no rota any more") == "a"

    def test_leaves_out_who_left_and_skips_nobody_by_that(self):
        assert next_turn([("a", False), ("b", True), ("c", True)], "a") == "b"
        assert next_turn([("a", True), ("b", False), ("c", True)], "a") == "c"

    def test_is_nobodys_where_nobody_sits(self):
        assert next_turn([("a", False)], None) is None
        assert next_turn([], None) is None
