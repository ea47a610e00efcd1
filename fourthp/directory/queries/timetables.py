"""What listings say of their hours, and the times that comes to.

A service's own usual hours go before those of the service at a place, and these before
the place's. Closings and dated hours of all three hold at that place; a service is open
while it is open at one of its places.

A row that says nothing but words is a note: the hours of the other rows stand, and the
words are shown beside them. Where words may close something, the hours at that place
are usual and never sure, as on a public holiday. Where a row's rule, date or time
cannot be read, it may take away what the others give: nobody knows the hours of such a
service, and its page says ask.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fourthp.directory.models import (
    Schedule,
    Service,
    ServiceAtLocation,
)
from fourthp.directory.rules.days import public_holiday, public_holidays
from fourthp.directory.rules.hours import (
    Hours,
    HoursCannotBeRead,
    intervals,
    may_close,
)
from fourthp.directory.rules.spans import Interval, joined
from fourthp.partnership.queries.network import this_network

# What a service itself says of its hours.
HOURS_OF_A_SERVICE = ("status", "time_zone", "closed_from", "reopens_on")
_TWO_DAYS = timedelta(days=2)  # further apart than any two zones
# What a rule is made of has the same name in a row.
_OF_A_RULE = frozenset(part.name for part in fields(Hours))
_SAYS_NOTHING = {"interval", "wkst"}  # by itself
# An import keeps a cell that it could not read, or does not know, with its row.
_UNREAD = _OF_A_RULE | {"weekday", "closed", "timezone", "rrule", "exrule", "rdate"}
_UNREAD |= {"exdate", "bymonth", "bysetpos", "byhour", "byminute", "bysecond"}


@dataclass
class Timetable:
    """The rows about a service's hours: its own, and two lists for each place.

    The first list is of the service there, the second of the place itself.
    """

    own: list[Schedule] = field(default_factory=list)
    placed: list[tuple[list[Schedule], list[Schedule]]] = field(default_factory=list)

    def rows(self) -> list[Schedule]:
        """Return every row that says something of the service's hours."""
        found = [row for levels in self.placed for level in levels for row in level]
        return [*self.own, *found]

    def at_each_place(self) -> list[list[Schedule]]:
        """Return the rows that hold at each place, none twice."""
        each = [self._at((self.own, *levels)) for levels in self.placed or [([], [])]]
        return list({tuple(row.pk for row in rows): rows for rows in each}.values())

    @staticmethod
    def _at(levels: Iterable[list[Schedule]]) -> list[Schedule]:
        usual: list[Schedule] = []
        others = []
        for level in levels:
            usual = usual or [row for row in level if _is_usual(row)]
            others += [row for row in level if not _is_usual(row)]
        return usual + others


def _is_usual(row: Schedule) -> bool:
    return bool(row.freq or row.byday) and not row.is_closure


def timetables(services: Iterable[UUID]) -> dict[UUID, Timetable]:
    """Return what is said of the hours of services, by id; each table asked once."""
    ids = list(services)
    found: dict[Any, Timetable] = {pk: Timetable() for pk in ids}
    rows = Schedule.objects.order_by("pk")
    for row in rows.filter(service__in=ids):
        found[row.service_id].own.append(row)
    at = ServiceAtLocation.objects.filter(service__in=ids).order_by("pk")
    served: dict[Any, list[Schedule]] = defaultdict(list)
    for row in rows.filter(service=None, service_at_location__in=at.order_by()):
        served[row.service_at_location_id].append(row)
    housed: dict[Any, list[Schedule]] = defaultdict(list)
    alone = rows.filter(service=None, service_at_location=None)
    for row in alone.filter(location__in=at.order_by().values("location")):
        housed[row.location_id].append(row)
    for pk, service, location in at.values_list("pk", "service", "location"):
        found[service].placed.append((served[pk], housed[location]))
    return found


def hours_of(row: Schedule) -> Hours | None:
    """Return a row as a rule, or None for a note; raise HoursCannotBeRead."""
    if not _UNREAD.isdisjoint(row.extra):
        raise HoursCannotBeRead("a cell that could not be read")
    said: dict[str, Any] = {name: getattr(row, name) for name in _OF_A_RULE}
    if row.opens_at is None or row.closes_at is None:
        if not row.is_closure:
            # With a rule and no times it may still take some away.
            if any(said[name] for name in said if name not in _SAYS_NOTHING):
                raise HoursCannotBeRead(row.description)
            return None
        # From when to when is not said: the whole day.
        said |= {"opens_at": time(), "closes_at": time()}
    said["freq"] = row.freq or ("WEEKLY" if row.byday else "")
    said["interval"] = 1 if row.interval is None else row.interval
    said["wkst"] = row.wkst or "MO"
    return Hours(**said)


def words_may_close(rows: Iterable[Schedule]) -> bool:
    """Tell whether the words of some rows may take hours away on some days."""
    said = (f"{row.description} {row.notes}" for row in rows if not row.is_closure)
    return any(map(may_close, said))


def zone_of(name: str) -> tzinfo:
    """Return an IANA zone; raise HoursCannotBeRead.

    An offset is none: it does not say when the clocks change.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise HoursCannotBeRead(name) from problem


def zone_name(service: Service, timetable: Timetable) -> str:
    """Return the zone a service lives in: its own, else that of its rows.

    Nothing means the network's. Raises HoursCannotBeRead where there is no such zone,
    or rows say several.
    """
    said = {row.timezone for row in timetable.rows() if row.timezone}
    if service.time_zone:
        said = {service.time_zone}
    if len(said) > 1:
        raise HoursCannotBeRead("several zones")
    for name in said:
        zone_of(name)
    return said.pop() if said else ""


def zone_or_nothing(service: Service, timetable: Timetable) -> str:
    """Return the zone a service lives in; nothing also where it cannot be read."""
    try:
        return zone_name(service, timetable)
    except HoursCannotBeRead:
        return ""


@dataclass(frozen=True)
class Usual:
    """What holds where a service says nothing else: the network's zone and country."""

    zone: tzinfo
    country: str = ""

    def holiday_on(self, day: date) -> str:
        """Return the public holiday that a day is, or nothing."""
        return public_holiday(self.country, day)

    def holidays(self, start: datetime, end: datetime) -> frozenset[date]:
        """Return the public holidays that a time touches in any zone."""
        first, last = start.date() - _TWO_DAYS, end.date() + _TWO_DAYS
        return public_holidays(self.country, first, last)


def usual_here() -> Usual:
    """Return what holds in this network."""
    network = this_network()
    if network is None:
        return Usual(ZoneInfo("UTC"))
    return Usual(ZoneInfo(network.time_zone), network.country)


def open_times(
    service: Service,
    timetable: Timetable,
    *,
    within: Interval,
    usual: Usual,
    holidays: frozenset[date] | None,
) -> list[Interval]:
    """Return when a service is surely open within a time; raise HoursCannotBeRead.

    holidays: the days that make its usual hours unsure, as its own words do; None asks
    for the usual hours, sure or not.
    """
    start, end = within
    name = zone_name(service, timetable)
    zone = zone_of(name) if name else usual.zone
    found: list[Interval] = []
    for rows in timetable.at_each_place():
        live = [row for row in rows if not _is_over(row, start)]
        read = [service.closing, *(hours_of(row) for row in live)]
        rules = [rule for rule in read if rule]
        off = holidays or frozenset()
        # Asked for even where nothing is sure: it may be that they cannot be read.
        spans = intervals(rules, zone=zone, start=start, end=end, holidays=off)
        if holidays is None or not words_may_close(live):
            found += spans
    return joined(found)


def _is_over(row: Schedule, start: datetime) -> bool:
    return row.valid_to is not None and row.valid_to < start.date() - _TWO_DAYS
