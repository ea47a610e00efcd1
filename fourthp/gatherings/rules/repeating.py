"""Rules of repeating: what people agree on, as RRULE (RFC 5545, 3.3.10) and back.

The first day says the weekday, which one of its month, or the date; so a rule and its
first day never disagree. Whatever else RRULE can say is refused.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAYS = (MO, TU, WE, TH, FR, SA, SU)
LAST = -1
MOST_APART = 12
MOST_TIMES = 500
# No rule is followed further than this from its first day.
FURTHEST = timedelta(days=366 * 30)
_LONGEST = 150
_NUMBER = r"[1-9][0-9]{0,2}"
_SAYS = re.compile(
    rf"FREQ=(?P<freq>WEEKLY|MONTHLY)"
    rf"(;INTERVAL=(?P<each>{_NUMBER}))?"
    r"(;BYDAY=(?P<nth>-1|[1-4])?(?P<day>MO|TU|WE|TH|FR|SA|SU))?"
    r"(;BYMONTHDAY=(?P<date>[1-9]|[12][0-9]|3[01]))?"
    r"(;BYMONTH=(?P<months>[0-9]{1,2}(,[0-9]{1,2}){0,11}))?"
    rf"(;COUNT=(?P<count>{_NUMBER})|;UNTIL=(?P<until>[0-9]{{8}}))?"
)


class By(StrEnum):
    """What a rule repeats by."""

    WEEK = "week"
    WEEKDAY = "weekday"  # the second Tuesday of a month
    LAST = "last"  # the last Tuesday of a month
    DATE = "date"  # the tenth of a month


class Wrong(StrEnum):
    """Why a rule cannot be."""

    ODD = "it says what no gathering here repeats by"
    APART = "it is too far apart"
    TIMES = "it is too often"
    FIFTH = "not every month has a fifth"
    NOT_LAST = "the first day is not the last of its weekday in its month"
    LEFT_OUT = "the first day is in a month that is left out"
    NO_MONTH = "every month is left out"
    ENDS_FIRST = "it ends before it begins"
    BOTH = "it ends both on a day and after a number of times"


class RuleRefused(ValueError):
    """A rule cannot be; wrong says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


@dataclass(frozen=True)
class Rule:
    """What repeats: every so many weeks or months, by what, and until when.

    each: 1 is every week or month. not_in: months that are left out, 1 to 12. until:
    the last day that may be one; times: how many there are in all.
    """

    by: By
    each: int = 1
    not_in: frozenset[int] = frozenset()
    until: date | None = None
    times: int | None = None


@dataclass(frozen=True)
class When:
    """When a series is: the wall time of its first, its zone, and how it repeats."""

    first: datetime
    minutes: int
    zone: str
    rule: Rule | None = None


def refuse(rule: Rule, first: date) -> None:
    """Raise RuleRefused for a rule that cannot be, or not from this first day on."""
    last = last_of_month(first)
    wrong = (
        (Wrong.APART, not 1 <= rule.each <= MOST_APART),
        (Wrong.TIMES, rule.times is not None and not 1 <= rule.times <= MOST_TIMES),
        (Wrong.BOTH, rule.times is not None and rule.until is not None),
        (Wrong.NO_MONTH, len(rule.not_in) >= MOST_APART),
        (Wrong.LEFT_OUT, first.month in rule.not_in),
        (Wrong.FIFTH, rule.by is By.WEEKDAY and nth_of_month(first) > 4),
        (Wrong.NOT_LAST, rule.by is By.LAST and first != last),
        (Wrong.ENDS_FIRST, rule.until is not None and rule.until < first),
    )
    for why, is_so in wrong:
        if is_so:
            raise RuleRefused(why)


def nth_of_month(day: date) -> int:
    """Return which of its weekday in its month a day is: 2 is the second."""
    return (day.day - 1) // 7 + 1


def last_of_month(day: date) -> date:
    """Return the last day of a month that is the same weekday as a day of it."""
    _first, days = calendar.monthrange(day.year, day.month)
    return day + timedelta(days=(days - day.day) // 7 * 7)


def rrule_of(rule: Rule, first: date) -> str:
    """Return a rule as RRULE; until as the plain day. Raises RuleRefused."""
    refuse(rule, first)
    nth = {By.WEEKDAY: str(nth_of_month(first)), By.LAST: str(LAST)}.get(rule.by, "")
    parts = [f"FREQ={'WEEKLY' if rule.by is By.WEEK else 'MONTHLY'}"]
    if rule.each > 1:
        parts.append(f"INTERVAL={rule.each}")
    if rule.by is By.DATE:
        parts.append(f"BYMONTHDAY={first.day}")
    else:
        parts.append(f"BYDAY={nth}{DAYS[first.weekday()]}")
    if rule.not_in:
        parts.append("BYMONTH=" + ",".join(map(str, _months_in(rule))))
    if rule.times:
        parts.append(f"COUNT={rule.times}")
    if rule.until:
        parts.append(f"UNTIL={rule.until:%Y%m%d}")
    return ";".join(parts)


def _months_in(rule: Rule) -> list[int]:
    return [month for month in range(1, 13) if month not in rule.not_in]


def read_rrule(text: str, first: date) -> Rule | None:
    """Return the rule that an RRULE says, None for none. Raises RuleRefused.

    Of what stands there only what people here agree on is taken: anything else could
    be a million gatherings.
    """
    if not text:
        return None
    found = _SAYS.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        raise RuleRefused(Wrong.ODD)
    rule = Rule(
        by=_by(found),
        each=int(found["each"] or 1),
        not_in=_not_in(found["months"]),
        until=_day(found["until"]),
        times=int(found["count"]) if found["count"] else None,
    )
    if rrule_of(rule, first) != text:
        raise RuleRefused(Wrong.ODD)
    return rule


def _by(found: re.Match[str]) -> By:
    if found["freq"] == "WEEKLY":
        return By.WEEK
    if found["date"]:
        return By.DATE
    return By.LAST if found["nth"] == str(LAST) else By.WEEKDAY


def _not_in(months: str | None) -> frozenset[int]:
    if months is None:
        return frozenset()
    return frozenset(range(1, 13)) - {int(one) for one in months.split(",")}


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise RuleRefused(Wrong.ODD) from problem


def walls(rule: Rule | None, first: datetime) -> Iterator[datetime]:
    """Yield the wall times of a rule in their order; without any the first alone."""
    if rule is None:
        yield first
        return
    until = first + FURTHEST
    if rule.until:
        until = min(until, datetime.combine(rule.until, datetime.max.time()))
    weekday = _WEEKDAYS[first.weekday()]
    nth = {By.WEEKDAY: nth_of_month(first.date()), By.LAST: LAST}.get(rule.by)
    by_date = rule.by is By.DATE
    yield from rrule(
        WEEKLY if rule.by is By.WEEK else MONTHLY,
        dtstart=first,
        interval=rule.each,
        byweekday=None if by_date else (weekday(nth) if nth else weekday),
        bymonthday=first.day if by_date else None,
        bymonth=_months_in(rule),
        until=until if rule.times is None else None,
        count=rule.times,
    )


def next_walls(
    rule: Rule | None, first: datetime, *, after: datetime | None, most: int
) -> list[datetime]:
    """Return at most so many wall times of a rule, those after one alone."""
    found = walls(rule, first)
    later = (wall for wall in found if after is None or wall > after)
    return list(islice(later, most))


def ending_before(rule: Rule | None, *, first: date, day: date) -> Rule | None:
    """Return the rule that goes on as it does and ends before a day.

    As many as there are by then are told by their last day; before its first day there
    is none, and the first alone stays in it.
    """
    if rule is None:
        return None
    if day <= first:
        return replace(rule, times=1, until=None)
    return replace(rule, times=None, until=day - timedelta(days=1))
