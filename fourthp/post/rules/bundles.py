"""Bundles: when what can wait goes, in the reader's own time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fourthp.post.rules.delivery import Cadence

# Before the working day begins; no clock change falls on it anywhere.
AT = time(7, 30)
MONDAY = 0


def next_bundle(
    cadence: Cadence, *, after: datetime, zone: str, weekday: int = MONDAY
) -> datetime:
    """Return the first moment, in UTC, after another at which a bundle goes.

    weekday counts from Monday, 0. What is wanted at once goes at once.
    """
    if cadence is Cadence.AT_ONCE:
        return after
    here = ZoneInfo(zone or "UTC")
    day = after.astimezone(here).date()
    for ahead in range(9):
        wanted = day + timedelta(days=ahead)
        at = datetime.combine(wanted, AT, tzinfo=here).astimezone(UTC)
        is_its_day = cadence is Cadence.DAILY or wanted.weekday() == weekday
        if at > after and is_its_day:
            return at
    raise ValueError(cadence)
