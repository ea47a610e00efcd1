"""VTIMEZONE: how the clock of a zone is set, by a rule where there is one.

Outlook takes a rule and no list of days; so a list stands only where a zone has none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from fourthp.gatherings.rules.repeating import DAYS, last_of_month, nth_of_month

_YEARS = 8
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """That the clock of a zone is set: at a wall time of before, from and to."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def way(self) -> tuple[timedelta, timedelta, str]:
        """Return what is alike in every year."""
        return self.before, self.after, self.name


@lru_cache(maxsize=128)
def vtimezone(zone: str, year: int) -> tuple[str, ...]:
    """Return the lines of a zone for what begins in a year, and some years on."""
    changes = list(_changes(ZoneInfo(zone), year - 1, year + _YEARS))
    parts: list[str] = []
    if not changes:
        parts = _unchanged(ZoneInfo(zone), year)
    ordered = sorted(changes, key=lambda one: (one.way, one.wall))
    for _way, alike in groupby(ordered, key=lambda one: one.way):
        parts += _observed(list(alike))
    return ("BEGIN:VTIMEZONE", f"TZID:{zone}", *parts, "END:VTIMEZONE")


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[Change]:
    """Yield when the clock is set from one year to another: each day is looked at."""
    moment = datetime(first, 1, 1, tzinfo=UTC)
    while moment.year < last:
        if _offset(moment, zone) != _offset(moment + _DAY, zone):
            yield _change(moment, moment + _DAY, zone)
        moment += _DAY


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> Change:
    """Return the change between two moments, to the second."""
    was = _offset(before, zone)
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        before, after = (
            (middle, after) if _offset(middle, zone) == was else (before, middle)
        )
    local = after.astimezone(zone)
    return Change(
        wall=(after + was).replace(tzinfo=None),
        before=was,
        after=_offset(after, zone),
        name=local.tzname() or "",
        is_summer=bool(local.dst()),
    )


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _observed(alike: list[Change]) -> list[str]:
    """Return one observance: its first day, and a rule or the other days."""
    first = alike[0]
    rule = _rule(alike)
    later = [f"RDATE:{one.wall:%Y%m%dT%H%M%S}" for one in alike[1:]]
    return _part(first, [rule] if rule else later)


def _rule(alike: list[Change]) -> str:
    """Return the rule by which it comes every year; nothing where there is none."""
    first, years = alike[0].wall, [one.wall.year for one in alike]
    same = {(one.wall.month, one.wall.weekday(), one.wall.time()) for one in alike}
    each_year = years == list(range(years[0], years[0] + len(years)))
    if len(same) > 1 or not each_year or len(alike) < _YEARS:
        return ""
    days = [one.wall.date() for one in alike]
    nth = {nth_of_month(day) for day in days}
    if all(day == last_of_month(day) for day in days):
        which = "-1"
    elif len(nth) == 1:
        which = str(*nth)
    else:
        return ""
    day = f"{which}{DAYS[first.weekday()]}"
    return f"RRULE:FREQ=YEARLY;BYMONTH={first.month};BYDAY={day}"


def _part(change: Change, more: list[str]) -> list[str]:
    kind = "DAYLIGHT" if change.is_summer else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{change.wall:%Y%m%dT%H%M%S}",
        *more,
        f"TZOFFSETFROM:{_signed(change.before)}",
        f"TZOFFSETTO:{_signed(change.after)}",
        f"TZNAME:{change.name}",
        f"END:{kind}",
    ]


def _unchanged(zone: ZoneInfo, year: int) -> list[str]:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    offset, name = _offset(moment, zone), moment.astimezone(zone).tzname() or ""
    wall = datetime(1970, 1, 1)  # noqa: DTZ001 -- a wall time
    return _part(Change(wall, offset, offset, name, is_summer=False), [])


def _signed(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    hours, minutes = divmod(seconds // 60, 60)
    rest = f"{seconds % 60:02}" if seconds % 60 else ""
    return f"{sign}{hours:02}{minutes:02}{rest}"
