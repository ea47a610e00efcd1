"""Backoff: when what did not go is tried again, and when it is given up."""

from datetime import datetime, timedelta

GIVEN_UP_AFTER = timedelta(hours=72)
LEAST_TRIES = 10  # in a day or so: while no worker ran, nothing was tried
_WAITS = (1, 5, 15, 30, 60, 120, 240)  # minutes; the last again and again
_SERVER_WAITS = (10, 30, 60, 120, 300)  # seconds, while the mail server is away


def next_try(attempts: int, *, tried_at: datetime, now: datetime) -> datetime | None:
    """Return when a message that failed so often is tried again, or None.

    The last try is made 72 hours after the first, but none is given up before its
    tenth; how long it waited before the first, while nothing was sent, does not count.
    """
    wait = timedelta(minutes=_WAITS[min(max(attempts, 1), len(_WAITS)) - 1])
    last = tried_at + GIVEN_UP_AFTER
    if now < last:
        return min(now + wait, last)
    return now + wait if attempts < LEAST_TRIES else None


def server_wait(tries: int) -> timedelta:
    """Return how long to leave a mail server alone that was away so often."""
    return timedelta(seconds=_SERVER_WAITS[min(max(tries, 1), len(_SERVER_WAITS)) - 1])
