"""Wall time: what a clock on the wall of a zone shows, and the moment that it is."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_KEY = "%Y%m%dT%H%M%S"
# Names that every machine understands otherwise, or that are no place.
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})


class NoSuchZone(ValueError):
    """A name is no zone of the IANA database."""


@cache
def zone_names() -> frozenset[str]:
    """Return the names of all zones there are."""
    return frozenset(available_timezones()) - _NO_PLACES


def zone_called(name: str) -> ZoneInfo:
    """Return a zone by its name in the IANA database. Raises NoSuchZone."""
    if name not in zone_names():
        raise NoSuchZone(name)
    return ZoneInfo(name)


def moment_of(wall: datetime, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, at which a clock shows a wall time.

    What a clock shows twice is its first time; what it never shows is counted with the
    offset from before it was set forward (RFC 5545, 3.3.5).
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_at(moment: datetime, zone: tzinfo) -> datetime:
    """Return what a clock of a zone shows at a moment."""
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def ends_at(wall: datetime, minutes: int, zone: tzinfo) -> datetime:
    """Return the moment, in UTC, at which what begins at a wall time is over.

    The minutes are those that people sit there, whatever their clocks do meanwhile.
    """
    return moment_of(wall, zone) + timedelta(minutes=minutes)


def key_of(wall: datetime) -> str:
    """Return a wall time as a calendar names it: 20260310T100000."""
    return wall.strftime(_KEY)


def wall_of(key: str) -> datetime:
    """Return the wall time that a calendar names."""
    return datetime.strptime(key, _KEY)  # noqa: DTZ007 -- a wall time has no zone


def is_shown(wall: datetime, zone: tzinfo) -> bool:
    """Tell whether a clock ever shows a wall time: not while it is set forward."""
    return wall_at(moment_of(wall, zone), zone) == wall


def is_shown_twice(wall: datetime, zone: tzinfo) -> bool:
    """Tell whether a clock shows a wall time twice: while it is set back."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return is_shown(wall, zone) and first.utcoffset() != second.utcoffset()
