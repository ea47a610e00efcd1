"""The index primitive: rows numbered so that neighbours in space are neighbours here.

A row's number is its cell on a grid of 0.1° by 0.16° shifted left by 20 bits, plus a
sequence within the cell; cell 0 is nowhere. Whatever lies around a point is then a
few ranges of numbers, and every engine finds them in its ordinary index.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

SHIFT = 20
_ROWS, _COLUMNS = 1_800, 2_250
_TALL, _WIDE = 0.1, 0.16
_KM_A_DEGREE = 111.32
_RADIUS_KM = 6371.0


@dataclass(frozen=True)
class Point:
    """A point on earth: latitude and longitude in degrees, WGS 84."""

    latitude: float
    longitude: float


def cell_of(point: Point | None) -> int:
    """Return the grid cell of a point, 0 for nowhere."""
    if point is None:
        return 0
    row = min(int((point.latitude + 90) / _TALL), _ROWS - 1)
    return 1 + row * _COLUMNS + _column(point.longitude)


def _column(longitude: float) -> int:
    return int(((longitude + 180) % 360) / _WIDE) % _COLUMNS


def row_number(point: Point | None, sequence: int) -> int:
    """Return the number of the sequence-th row in a point's cell."""
    return (cell_of(point) << SHIFT) | sequence


def ranges_around(point: Point, km: float) -> list[tuple[int, int]]:
    """Return the ranges of row numbers, both ends in, that hold all rows within km.

    They hold some more: the caller measures. Ranges do not overlap.
    """
    high = min(point.latitude + km / _KM_A_DEGREE, 90.0)
    low = max(point.latitude - km / _KM_A_DEGREE, -90.0)
    widest = max(abs(high), abs(low))
    # Around a pole every longitude is near.
    narrow = _KM_A_DEGREE * math.cos(math.radians(widest)) if widest < 89 else 0.0
    reach = min(km / narrow, 180.0) if narrow else 180.0
    spans = _columns(point.longitude - reach, point.longitude + reach)
    found = []
    for row in range(int((low + 90) / _TALL), min(int((high + 90) / _TALL), 1_799) + 1):
        for first, last in spans:
            begin = 1 + row * _COLUMNS + first
            end = 1 + row * _COLUMNS + last
            found.append((begin << SHIFT, ((end + 1) << SHIFT) - 1))
    return found


def _columns(west: float, east: float) -> list[tuple[int, int]]:
    if east - west >= 360 - _WIDE:
        return [(0, _COLUMNS - 1)]
    first, last = _column(west), _column(east)
    if first <= last:
        return [(first, last)]
    return [(first, _COLUMNS - 1), (0, last)]


def flat_around(point: Point, km: float) -> tuple[float, float]:
    """Return kilometres in a degree up and along, never too many within km.

    By them a flat circle holds all within km and hardly more; along is 0 where a
    circle is not flat, near a pole or across the date line.
    """
    widest = abs(point.latitude) + km / _KM_A_DEGREE
    along = _KM_A_DEGREE * math.cos(math.radians(min(widest, 90.0)))
    if widest >= 89 or abs(point.longitude) + km / along >= 180:
        along = 0.0
    # A sphere's kilometre is a little shorter than this map's.
    return _KM_A_DEGREE * 0.998, along * 0.998


def km_from(point: Point) -> Callable[[float, float], float]:
    """Return what measures from a point to many (latitude, longitude), in kilometres.

    Along the great circle (haversine).
    """
    latitude, longitude = point.latitude, point.longitude
    cosine = math.cos(math.radians(latitude))
    half, sin, cos = math.pi / 360, math.sin, math.cos

    def measure(other: float, along: float) -> float:
        up, over = sin((other - latitude) * half), sin((along - longitude) * half)
        inner = up * up + cosine * cos(other * 2 * half) * over * over
        return 2 * _RADIUS_KM * math.asin(math.sqrt(min(1.0, inner)))

    return measure
