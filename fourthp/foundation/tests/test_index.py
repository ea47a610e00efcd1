"""Neighbours in space are neighbours in the index."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fourthp.foundation.index import (
    Point,
    cell_of,
    flat_around,
    km_from,
    ranges_around,
    row_number,
)
from fourthp.foundation.text import fold, words_of

POINTS = st.builds(Point, st.floats(-89.9, 89.9), st.floats(-180, 180))
COVENTRY, BIRMINGHAM = Point(52.41, -1.51), Point(52.48, -1.89)


def within(number: int, ranges: list[tuple[int, int]]) -> bool:
    return any(low <= number <= high for low, high in ranges)


def in_flat_circle(other: Point, point: Point, km: float) -> bool:
    up, along = flat_around(point, km)
    north = (other.latitude - point.latitude) * up
    east = (other.longitude - point.longitude) * along
    return north * north + east * east <= km * km


@given(POINTS, st.floats(1, 200), st.floats(0, 2 * math.pi), st.floats(0, 0.98))
def test_no_point_within_the_distance_is_left_out(point, km, bearing, part):
    turn = km * part / 6371.0
    up, along = math.radians(point.latitude), math.radians(point.longitude)
    latitude = math.asin(
        math.sin(up) * math.cos(turn)
        + math.cos(up) * math.sin(turn) * math.cos(bearing)
    )
    longitude = along + math.atan2(
        math.sin(bearing) * math.sin(turn) * math.cos(up),
        math.cos(turn) - math.sin(up) * math.sin(latitude),
    )
    other = Point(math.degrees(latitude), (math.degrees(longitude) + 180) % 360 - 180)
    if abs(other.latitude) < 89:
        assert within(row_number(other, 7), ranges_around(point, km))
        assert in_flat_circle(other, point, km)


@given(POINTS, st.floats(1, 500))
def test_ranges_never_overlap(point, km):
    ranges = sorted(ranges_around(point, km))
    assert all(a[1] < b[0] for a, b in pairwise(ranges))


def test_nowhere_is_cell_nought():
    assert cell_of(None) == 0
    assert row_number(None, 5) == 5
    assert cell_of(COVENTRY) > 0


def test_a_distance_is_the_one_on_the_map():
    assert 26 < km_from(COVENTRY)(BIRMINGHAM.latitude, BIRMINGHAM.longitude) < 28


def test_text_is_folded_without_case_and_accents():
    assert fold("ȘCOALĂ") == "scoala"
    assert words_of("Step-free, Zoë's") == ["step", "free", "zoe", "s"]
