"""A week as people say it: spans by day, and back into rules that name their days."""

from collections.abc import Iterable, Mapping
from datetime import time

from fourthp.directory.rules.hours import DAYS

Span = tuple[time, time]
Week = dict[str, list[Span]]

MOST_SPANS = 2  # of a day, on a form
WHOLE = (time(), time())  # from midnight to midnight


def empty_week() -> Week:
    """Return a week in which nothing is open."""
    return {day: [] for day in DAYS}


def add_to_week(week: Week, byday: str, span: Span) -> bool:
    """Add a weekly rule to a week; return False, and add nothing, if it does not fit.

    byday is of RFC 5545, without numbers (`MO,TU`).
    """
    days = [day for day in byday.upper().replace(" ", "").split(",") if day]
    fits = bool(days) and all(
        day in week and len(week[day]) < MOST_SPANS for day in days
    )
    if fits:
        for day in days:
            week[day].append(span)
            week[day].sort()
    return fits


def overlap(first: Span, second: Span) -> bool:
    """Tell whether two spans that begin on one day share any time.

    One that ends no later than it begins ends the next day.
    """
    (begins, ends), (next_begins, _) = sorted((first, second))
    return begins == next_begins or ends <= begins or next_begins < ends


def is_always(week: Mapping[str, Iterable[Span]]) -> bool:
    """Tell whether every day is open from midnight to midnight."""
    return all(list(week[day]) == [WHOLE] for day in DAYS)


def rules_of(week: Mapping[str, Iterable[Span]]) -> list[tuple[str, time, time]]:
    """Return a week as rules (days, from, to), those with the same hours made one."""
    days: dict[Span, list[str]] = {}
    for day in DAYS:
        for span in week[day]:
            days.setdefault(span, []).append(day)
    return [(",".join(named), *span) for span, named in days.items()]
