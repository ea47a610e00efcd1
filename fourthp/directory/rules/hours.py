"""Opening hours: from what a listing says to intervals in UTC (RFC 5545, HSDS).

Rules that recur say the usual hours. A rule without a frequency says what holds on its
dates instead: hours of those days take the place of the usual ones, and closures, dated
or not, are cut out of everything. On a public holiday that no dated rule speaks of,
nobody knows whether the usual hours hold: they are left out, unless they never end, day
or night.

Wall times are read in an IANA zone. A time that the clock skips is read as if it had
not jumped yet (RFC 5545, 3.3.5); a time that comes twice opens at its first and closes
at its second. What cannot be read raises HoursCannotBeRead, never a guess.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Literal

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from fourthp.directory.rules.spans import Interval, covers, joined, without

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_NAMES = {
    name: code
    for code, names in zip(
        DAYS,
        (
            "monday mon mo 1",
            "tuesday tue tues tu 2",
            "wednesday wed we 3",
            "thursday thu thur thurs th 4",
            "friday fri fr 5",
            "saturday sat sa 6",
            "sunday sun su 7",
        ),
        strict=True,
    )
    for name in names.split()
}
_FREQUENCIES: dict[str, Literal[1, 2]] = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:[:.](?P<second>\d{2}))?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_BYDAY = re.compile(r"(?P<nth>[+-]?\d{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_LAST_MINUTE = time(23, 59)
_WEEK = timedelta(days=8)  # and a day, whenever in a week one begins to look
_DATES_AT_MOST = timedelta(days=13)
_COUNT_AT_MOST = 1000


class HoursCannotBeRead(ValueError):
    """A rule of opening hours is not one we understand: say `ask`."""


@dataclass(frozen=True)
class Hours:
    """One rule of opening hours, or of closing (`is_closure`), in wall time.

    Without a frequency it holds on dtstart, or on each day from valid_from to valid_to.
    """

    opens_at: time
    closes_at: time
    freq: str = "WEEKLY"
    byday: str = ""
    bymonthday: str = ""
    byweekno: str = ""
    byyearday: str = ""
    interval: int = 1
    count: int | None = None
    until: date | None = None
    dtstart: date | None = None
    wkst: str = "MO"
    valid_from: date | None = None
    valid_to: date | None = None
    is_closure: bool = False

    @property
    def is_usual(self) -> bool:
        """Tell whether it says usual hours: it opens, and recurs."""
        return bool(self.freq) and not self.is_closure

    def days(self, first: date, last: date) -> list[date]:
        """Return the days from first to last on which the rule holds.

        Raises HoursCannotBeRead for a rule that RFC 5545 does not know, or one that
        counts from a day it does not give.
        """
        if not self.freq:
            begins, ends = self._dates
            return _days_between(max(first, begins), min(last, ends))
        first = max(first, self.valid_from or first)
        last = min(last, self.valid_to or last, self.until or last)
        if first > last:
            return []
        begins, ends = _at_midnight(first), _at_midnight(last)
        found = self._rule(first).between(begins, ends, inc=True)
        return [moment.date() for moment in found]

    @property
    def _dates(self) -> tuple[date, date]:
        """The first and the last day of a rule that does not recur."""
        begins, ends = self.dtstart or self.valid_from, self.dtstart or self.valid_to
        if begins is None or ends is None or begins > ends:
            raise HoursCannotBeRead("no dates")
        if self.dtstart and self.valid_to not in {None, self.dtstart}:
            raise HoursCannotBeRead("one day, or more")
        if ends - begins > _DATES_AT_MOST and not self.is_closure:
            raise HoursCannotBeRead("a season")  # nobody says which of its days
        recurs = self._byday or self._bymonthday or self.until or self._is_counted
        if recurs or self._has_unknown_parts:
            raise HoursCannotBeRead("no frequency")
        return begins, ends

    @property
    def _is_counted(self) -> bool:
        return self.interval != 1 or self.count is not None

    @property
    def _has_unknown_parts(self) -> bool:
        """RFC 5545 knows these with FREQ=YEARLY alone, and HSDS has no such rule."""
        return bool(self.byweekno or self.byyearday)

    def _rule(self, first: date) -> rrule:
        self._refuse_what_is_unknown()
        byday, bymonthday = self._byday, self._bymonthday
        if not (byday or bymonthday):
            byday, bymonthday = self._own_day
        try:
            return rrule(
                _FREQUENCIES[self.freq],
                dtstart=_at_midnight(self._anchor(first)),
                interval=self.interval,
                count=self.count,
                wkst=weekday(DAYS.index(self.wkst or "MO")),
                byweekday=byday or None,
                bymonthday=bymonthday or None,
            )
        except (ValueError, TypeError) as problem:
            raise HoursCannotBeRead(str(problem)) from problem

    def _anchor(self, first: date) -> date:
        """The day to count from: as near before the first as counts the same.

        From the year 1 it would take the rule of one service a second.
        """
        if self.dtstart is None or not self._is_counted:
            return max(self.dtstart or first, first)
        if self.count is not None or self.dtstart >= first:
            return self.dtstart
        if self.freq == "WEEKLY":
            turn = timedelta(weeks=self.interval)
            return self.dtstart + (first - self.dtstart) // turn * turn
        months = (first.year - self.dtstart.year) * 12 + first.month
        turns = (months - self.dtstart.month) // self.interval
        month = self.dtstart.month - 1 + turns * self.interval
        begins = date(self.dtstart.year + month // 12, month % 12 + 1, 1)
        return max(self.dtstart, begins)

    def _refuse_what_is_unknown(self) -> None:
        if self.freq not in _FREQUENCIES or self._has_unknown_parts:
            raise HoursCannotBeRead(self.freq)
        if self._is_counted and self.dtstart is None:
            raise HoursCannotBeRead("counted from no day")
        if self.interval < 1 or self.count == 0:
            raise HoursCannotBeRead("counted by nothing")
        if self.count is not None and self.count > _COUNT_AT_MOST:
            raise HoursCannotBeRead("counted for ever")
        if self.freq == "WEEKLY" and self.bymonthday:
            raise HoursCannotBeRead("days of a month, every week")
        if self.freq == "MONTHLY" and self.interval >= 12:
            raise HoursCannotBeRead("a year")
        if self._bymonthday and any(day.n for day in self._byday):
            raise HoursCannotBeRead("a day of a month, told twice")

    @property
    def _own_day(self) -> tuple[tuple[weekday, ...], tuple[int, ...]]:
        """A rule that names no day holds on the day that it begins on."""
        if self.dtstart is None:
            raise HoursCannotBeRead("no day")
        if self.freq == "WEEKLY":
            return (weekday(self.dtstart.weekday()),), ()
        return (), (self.dtstart.day,)

    @cached_property
    def _byday(self) -> tuple[weekday, ...]:
        found = []
        for part in filter(None, re.split(r"[,;\s]+", self.byday.upper())):
            match = _BYDAY.fullmatch(part)
            if match is None:
                raise HoursCannotBeRead(self.byday)
            nth = int(match["nth"]) if match["nth"] else None
            if nth is not None and (self.freq != "MONTHLY" or not 0 < abs(nth) <= 5):
                raise HoursCannotBeRead(self.byday)
            found.append(weekday(DAYS.index(match["day"]), nth))
        return tuple(found)

    @property
    def _bymonthday(self) -> tuple[int, ...]:
        try:
            found = tuple(int(n) for n in re.split(r"[,;\s]+", self.bymonthday) if n)
        except ValueError as problem:
            raise HoursCannotBeRead(self.bymonthday) from problem
        if not all(1 <= abs(day) <= 31 for day in found):
            raise HoursCannotBeRead(self.bymonthday)
        return found


def _at_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def closure(
    closed_from: date | None, reopens_on: date | None, *, is_closed: bool
) -> Hours | None:
    """Return the closing for a time that a service's dates say, or None.

    Without a first day it holds since ever; without a last one, or with one that lies
    before the first, until somebody says otherwise. is_closed: somebody said so, with
    or without dates.
    """
    if not (is_closed or closed_from or reopens_on):
        return None
    # The last day of all has no day after it on which a closing could end.
    begins = min(closed_from or date.min, date.max - timedelta(days=1))
    ends = reopens_on or date.max
    if ends <= begins:
        ends = date.max
    return Hours(
        time(),
        time(),
        freq="",
        valid_from=begins,
        valid_to=ends - timedelta(days=1),
        is_closure=True,
    )


def read_time(text: str) -> time | None:
    """Read a wall time as people write it (`9:00am`, `09.30`, `17:00`), or None."""
    match = _TIME.fullmatch(text.strip().replace("noon", "12pm"))
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match["minute"] is None:
        return None  # a bare "9" may be morning or evening
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_day(text: str) -> str | None:
    """Read a day's name (`Monday`, `tue`, `1`) into its RFC 5545 code, or None."""
    return _DAY_NAMES.get(text.strip().rstrip(".").casefold())


_CLOSING = re.compile(
    r"clos|shut|except|unless|holiday|cancel|suspend|no service|not (?:open|avail)"
    r"|fermé|geschlossen|gesloten|cerrad|fechad|chius|închis|zamkni|ar gau|mbyll",
    re.IGNORECASE,
)


# Of these nobody is sure anyway: see `intervals`. They say no more only where they are
# all that a part says of closing.
_HOLIDAYS = (
    r"(?: on| for)?(?: all)?"
    r"(?: (?:public|bank|national|federal|legal|major))+ holidays?"
)
_ON_HOLIDAYS = re.compile(
    rf"(?:we are |is )?closed?{_HOLIDAYS}|(?P<open>.*)\bexcept{_HOLIDAYS}",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[.;\n]+")


def may_close(text: str) -> bool:
    """Tell whether words about hours may take some away, public holidays apart."""
    return any(_closes(part.strip()) for part in _PARTS.split(text))


def _closes(part: str) -> bool:
    holidays = _ON_HOLIDAYS.fullmatch(part)
    return bool(_CLOSING.search(part if holidays is None else holidays["open"] or ""))


def wall_to_utc(day: date, at: time, zone: tzinfo, *, closes: bool) -> datetime:
    """Return the moment of a wall time; a doubled one closes at its second."""
    wall = datetime.combine(day, at, zone)
    moment = wall.astimezone(UTC)
    # Of a time that is skipped the second reading lies before the first.
    return max(moment, wall.replace(fold=1).astimezone(UTC)) if closes else moment


def intervals(
    rules: Iterable[Hours],
    *,
    zone: tzinfo,
    start: datetime,
    end: datetime,
    holidays: Container[date] = frozenset(),
) -> list[Interval]:
    """Expand rules into sorted intervals in UTC that touch start–end, none touching.

    Hours that end at or before they begin run over midnight and belong to the day on
    which they begin; from 0:00 to 0:00 is the whole day. Raises HoursCannotBeRead.
    """
    first = start.astimezone(zone).date() - timedelta(days=1)
    last = max(end, start + _WEEK).astimezone(zone).date()
    held = [(rule, day) for rule in rules for day in rule.days(first, last)]
    closed = [one for one in held if one[0].is_closure]
    usual = [one for one in held if one[0].is_usual]
    dated = [one for one in held if not (one[0].is_usual or one[0].is_closure)]
    spoken_of = {day for _, day in dated}
    never_ends = covers(_spans(usual, zone), start, start + _WEEK)
    opened = dated + [
        (rule, day)
        for rule, day in usual
        if day not in spoken_of and (never_ends or day not in holidays)
    ]
    found = without(_spans(opened, zone), _spans(closed, zone))
    return [(a, b) for a, b in found if b > start and a < end]


def _spans(held: Iterable[tuple[Hours, date]], zone: tzinfo) -> list[Interval]:
    return joined(_span(rule, day, zone) for rule, day in held)


def _span(rule: Hours, day: date, zone: tzinfo) -> Interval:
    ends_on, closes_at = day, rule.closes_at
    if closes_at == _LAST_MINUTE:
        closes_at = time()
    if closes_at <= rule.opens_at:
        ends_on += timedelta(days=1)
    opens = wall_to_utc(day, rule.opens_at, zone, closes=False)
    closes = wall_to_utc(ends_on, closes_at, zone, closes=True)
    return opens, max(opens, closes)
