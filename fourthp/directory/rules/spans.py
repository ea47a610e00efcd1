"""Spans of time in UTC: from their first moment up to, but without, their last."""

from collections.abc import Iterable
from datetime import datetime

Interval = tuple[datetime, datetime]


def joined(spans: Iterable[Interval]) -> list[Interval]:
    """Return spans sorted, those that overlap or touch made one, empty ones gone."""
    found: list[Interval] = []
    for opens, closes in sorted(spans):
        if opens >= closes:
            continue
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def without(opened: list[Interval], closed: list[Interval]) -> list[Interval]:
    """Return the first spans with the second ones cut out of them."""
    found = opened
    for begins, ends in closed:
        cut = []
        for opens, closes in found:
            cut += [(opens, min(closes, begins)), (max(opens, ends), closes)]
        found = [(opens, closes) for opens, closes in cut if opens < closes]
    return found


def covers(spans: Iterable[Interval], start: datetime, end: datetime) -> bool:
    """Tell whether one of some joined spans holds the whole time."""
    return any(opens <= start and closes >= end for opens, closes in spans)
