"""Whole calendars: PUBLISH, REQUEST and CANCEL, as the tables of RFC 5546 have them.

Written by hand: the library's own classes take ten times as long (decision 150), and a
parser that did not write it looks at every file in the tests.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourthp.gatherings.formats.lines import (
    folded,
    long_text,
    parameter,
    text,
    uri,
    utc,
)
from fourthp.gatherings.formats.zones import vtimezone
from fourthp.gatherings.rules.walls import (
    ends_at,
    key_of,
    moment_of,
    wall_at,
    zone_called,
)

TYPE = "text/calendar; charset=utf-8"
_UNTIL = re.compile(r"UNTIL=(\d{8})")
_MAKER = "PRODID:-//Fourth P//Gatherings//EN"


class Method(StrEnum):
    """What a calendar asks of whoever gets it (RFC 5546, 3.2)."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Event:
    """A series, or one gathering of it, as a calendar knows it.

    uid and sequence name it and say which is newer. start is a wall time of zone. rule
    and left_out are of a whole series; instead_of is the wall time of the one in whose
    place it stands (RECURRENCE-ID). summary and location say nothing that anybody may
    not read over a shoulder (S14); is_private says that to programs too.
    """

    uid: str
    sequence: int
    start: datetime
    minutes: int
    zone: str
    summary: str
    url: str
    location: str = ""
    about: str = ""
    rule: str = ""
    left_out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None
    is_cancelled: bool = False
    is_private: bool = True


@dataclass(frozen=True)
class Who:
    """Who asks, and who is asked: addresses of mail; the second in no other's file."""

    organizer: str
    organizer_name: str = ""
    attendee: str = ""


def calendar_text(
    method: Method,
    events: Iterable[Event],
    *,
    who: Who,
    stamp: datetime,
    name: str = "",
) -> str:
    """Return a calendar of one method; name is that of a feed, which is fetched anew.

    Raises MoreThanOneLine for what would begin a line of its own.
    """
    found = list(events)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", _MAKER, "CALSCALE:GREGORIAN"]
    lines.append(f"METHOD:{method}")
    if name:
        lines += [f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}"]
        lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for zone, year in _zones(found):
        lines += vtimezone(zone, year)
    for event in found:
        lines += _lines(event, method, who, stamp)
    lines += ["END:VCALENDAR", ""]
    return "\r\n".join(map(folded, lines))


def _zones(events: Iterable[Event]) -> list[tuple[str, int]]:
    """Return each zone once, with the first year that anything in it needs."""
    years: dict[str, int] = {}
    for event in events:
        years[event.zone] = min(event.start.year, years.get(event.zone, 9999))
    return sorted(years.items())


def _lines(event: Event, method: Method, who: Who, stamp: datetime) -> Iterator[str]:
    is_cancel = method is Method.CANCEL
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{utc(stamp)}")
    yield f"SEQUENCE:{event.sequence}"
    if event.instead_of is not None:
        yield f"RECURRENCE-ID;{_wall(event.instead_of, event.zone)}"
    yield f"DTSTART;{_wall(event.start, event.zone)}"
    yield f"DTEND;{_wall(_end(event), event.zone)}"
    if not is_cancel:
        yield from _repeats(event)
    yield from _said(event)
    yield f"ORGANIZER{_named(who.organizer_name)}:{uri(f'mailto:{who.organizer}')}"
    if method is not Method.PUBLISH and who.attendee:
        yield from _attendee(who.attendee, is_asked=not is_cancel)
    over = is_cancel or event.is_cancelled
    yield f"STATUS:{'CANCELLED' if over else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if over else 'OPAQUE'}"
    yield "END:VEVENT"


def _said(event: Event) -> Iterator[str]:
    yield f"SUMMARY:{text(event.summary)}"
    if event.location:
        yield f"LOCATION:{text(event.location)}"
    if event.about:
        yield f"DESCRIPTION:{long_text(event.about)}"
    yield f"URL:{uri(event.url)}"
    yield f"CLASS:{'PRIVATE' if event.is_private else 'PUBLIC'}"


def _named(name: str) -> str:
    return f";CN={parameter(name)}" if name else ""


def _attendee(address: str, *, is_asked: bool) -> Iterator[str]:
    asks = ";PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if is_asked else ""
    yield f"ATTENDEE;CUTYPE=INDIVIDUAL{asks}:{uri(f'mailto:{address}')}"


def _repeats(event: Event) -> Iterator[str]:
    if event.rule:
        yield f"RRULE:{_in_utc(event.rule, event.zone)}"
    for wall in event.left_out:
        yield f"EXDATE;{_wall(wall, event.zone)}"


def _in_utc(rule: str, zone: str) -> str:
    """Return a rule whose last day is told as the moment at which it is over."""

    def told(day: re.Match[str]) -> str:
        last = datetime.strptime(f"{day[1]}235959", "%Y%m%d%H%M%S")  # noqa: DTZ007 -- a wall time
        return f"UNTIL={utc(moment_of(last, zone_called(zone)))}"

    return _UNTIL.sub(told, rule)


def _wall(wall: datetime, zone: str) -> str:
    return f"TZID={zone}:{key_of(wall)}"


def _end(event: Event) -> datetime:
    zone = zone_called(event.zone)
    return wall_at(ends_at(event.start, event.minutes, zone), zone)
