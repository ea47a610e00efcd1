"""The one place that asks what time it is, and where."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

_zones: list[str] = []


def now() -> datetime:
    """Return the present moment in UTC.

    FOURTHP_CLOCK shifts it: the demo network lives on a fixed day, and its
    hours go on from there.
    """
    shift: timedelta = settings.CLOCK_SHIFT
    return timezone.now() + shift


def today() -> date:
    """Return the present date in the network's own time zone, inside `wall_time`."""
    return timezone.localdate(now())


def register_zone(resolver: str) -> None:
    """Register by dotted path who answers what the network's time zone is called."""
    _zones[:] = [resolver]


@contextmanager
def wall_time() -> Iterator[None]:
    """Show and read times, and tell the date, in the network's own zone for a while."""
    zone = import_string(_zones[0])() if _zones else None
    with timezone.override(zone):
        yield
