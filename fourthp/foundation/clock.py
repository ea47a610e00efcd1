"""The one place that asks what time it is."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment in UTC.

    FOURTHP_CLOCK shifts it: the demo network lives on a fixed day, and its
    hours go on from there.
    """
    shift: timedelta = settings.CLOCK_SHIFT
    return timezone.now() + shift


def today() -> date:
    """Return the present date in the network's own time zone."""
    return timezone.localdate(now())
