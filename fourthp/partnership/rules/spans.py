"""Spans of days that follow on one another or overlap: together they are one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """From a day to a day, that one too, or the minute in which it was ended."""

    row: Any
    from_on: date
    to_on: date | None
    ended_at: datetime | None

    def lasts_longer(self, other: "Span") -> bool:
        """Tell whether it ends after another, or never."""
        if other.to_on is None or self.to_on is None:
            return self.to_on is None and other.to_on is not None
        if self.to_on != other.to_on:
            return self.to_on > other.to_on
        if other.ended_at is None or self.ended_at is None:
            return self.ended_at is None and other.ended_at is not None
        return self.ended_at > other.ended_at

    def reaches(self, other: "Span") -> bool:
        """Tell whether another that begins later begins before it is over."""
        return self.to_on is None or other.from_on <= self.to_on + _A_DAY


@dataclass(frozen=True)
class Joined:
    """Spans that are one: when it begins, the span that lasts longest, all of them."""

    from_on: date
    longest: Span
    spans: tuple[Span, ...]


def joined(spans: Iterable[Span]) -> list[Joined]:
    """Return spans as few as can be, without overlap, the earliest first."""
    found: list[Joined] = []
    for span in sorted(spans, key=lambda one: one.from_on):
        last = found[-1] if found else None
        if last is None or not last.longest.reaches(span):
            found.append(Joined(span.from_on, span, (span,)))
            continue
        longest = span if span.lasts_longer(last.longest) else last.longest
        found[-1] = Joined(last.from_on, longest, (*last.spans, span))
    return found
