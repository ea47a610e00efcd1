"""Backoff: when what did not go is tried again, and when it is given up."""

from datetime import datetime, timedelta

GIVEN_UP_AFTER = timedelta(hours=72)
_WAITS = (1, 5, 15, 30, 60, 120, 240)  # minutes; the last again and again
_SERVER_WAITS = (10, 30, 60, 120, 300)  # seconds, while the mail server is away


def next_try(attempts: int, *, tried_at: datetime, now: datetime) -> datetime | None:
    """Return when a message that failed so often is tried again, or None.

    The last try is made 72 hours after the first; how long it waited before that, while
    nothing was sent at all, does not count.
    """
    last = tried_at + GIVEN_UP_AFTER
    if now >= last:
        return None
    minutes = _WAITS[min(max(attempts, 1), len(_WAITS)) - 1]
    return min(now + timedelta(minutes=minutes), last)


def server_wait(tries: int) -> timedelta:
    """Return how long to leave a mail server alone that was away so often."""
    return timedelta(seconds=_SERVER_WAITS[min(max(tries, 1), len(_SERVER_WAITS)) - 1])
