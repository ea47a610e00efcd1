"""How long what somebody checked counts as fresh."""

from datetime import date, timedelta

FRESH_FOR = timedelta(days=90)  # Open Referral UK: under three months


def fresh_since(day: date) -> date:
    """Return the earliest day on which a check is still fresh on a day."""
    return day - FRESH_FOR


def is_stale(checked: date | None, day: date) -> bool:
    """Tell whether nobody has checked since then, or ever."""
    return checked is None or checked < fresh_since(day)
